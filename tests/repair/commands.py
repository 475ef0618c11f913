"""The command line as its users meet it: an exit code and two streams, in this process for speed."""

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from cutover.cli.__main__ import main


@dataclass(frozen=True)
class Done:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Commands:
    """Runs `cutover repair …` on a pair, with its reports in a folder of their own."""

    migration: Path
    reports: Path
    environment: str = "small"

    def __call__(self, *words: str) -> Done:
        """Run one command."""
        options = [f"--migration={self.migration}", f"--reports={self.reports}"]
        named = any(word.startswith("--environment") for word in words)
        pair = [f"--environment={self.environment}"] if self.environment and not named else []
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            try:
                code = main(["repair", *words, *pair, *options])
            except SystemExit as ended:  # --help, and what argparse refuses
                code = int(ended.code or 0)
        return Done(code, out.getvalue(), err.getvalue())
