"""`cutover gate`: answers CI's question, whether a phase may pass."""

import argparse
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cutover.cli.sources import add_sources, answered, known_phase, manifest

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EXAMPLES = """\
examples:
  cutover gate 5.5                   phase 5.5 and all that it needs
  cutover gate 1 --ci=github         with annotations, and a summary in GITHUB_STEP_SUMMARY
  cutover gate 1 --summary=gate.md   the same summary, for another CI

Exit codes: 0 open: each phase is READY, fresh, sealed and approved, and its evidence says so; 1 closed: one
is NOT READY, or its sign-off cannot be believed; 2 wrong use; 3 cannot tell: NOT PROVEN, not stated, too old,
not approved yet, or no ssh-keygen.
"""


def add_to(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "gate",
        help="say whether a phase may pass",
        description="Say whether a phase and all that it needs are READY, fresh, sealed and approved.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("phase", metavar="PHASE", help="its number, such as 5.5")
    parser.add_argument(
        "--ci", choices=("github",), help="write annotations and the summary as this CI reads them"
    )
    parser.add_argument("--summary", metavar="FILE", type=Path, help="write a summary in Markdown")
    add_sources(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Judge and say why; return 0 (open), 1 (closed), 2 (wrong use) or 3 (cannot tell)."""
    return answered(lambda: _run(options))


def _run(options: argparse.Namespace) -> int:
    from cutover.signoff.ci import (  # the templates are wanted by these commands only
        annotations,
        closing,
        summary,
    )
    from cutover.signoff.gate import judge_gate

    migration = manifest(options)
    gate = judge_gate(migration, options.reports, known_phase(migration, options.phase), datetime.now(UTC))
    if options.ci == "github":
        for line in annotations(gate):
            print(line)
    for place in _summaries(options):
        with place.open("a", encoding="utf-8") as text:
            text.write(summary(gate))
    for line in closing(gate):
        print(line)
    return gate.code


def _summaries(options: argparse.Namespace) -> Iterator[Path]:
    if options.summary is not None:
        yield options.summary
    if options.ci == "github" and (place := os.environ.get("GITHUB_STEP_SUMMARY")):
        yield Path(place)
