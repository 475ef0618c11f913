"""The command line as its users meet it: an exit code and two streams, in this process for speed."""

from dataclasses import dataclass
from pathlib import Path

import pytest

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

    capsys: pytest.CaptureFixture[str]
    migration: Path
    reports: Path
    environment: str = "small"

    def __call__(self, *words: str) -> Done:
        """Run one command."""
        options = [f"--migration={self.migration}", f"--reports={self.reports}"]
        pair = [f"--environment={self.environment}"] if self.environment else []
        self.capsys.readouterr()
        code = main(["repair", *words, *pair, *options])
        return Done(code, *self.capsys.readouterr())
