"""What commands write for CI: annotations on their output, a summary where the forge or a file wants it."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutover.signoff.ci import Told


def add_ci(parser: argparse.ArgumentParser) -> None:
    """Add the options that say for whom to write."""
    parser.add_argument(
        "--ci", choices=("github",), help="write annotations, and a summary to GITHUB_STEP_SUMMARY"
    )
    parser.add_argument("--summary", metavar="FILE", type=Path, help="write a summary in Markdown")


def show(options: argparse.Namespace, told: "Told") -> None:
    """Write what was asked for, and nothing unless it was."""
    from cutover.signoff.ci import annotations, summary  # its templates are wanted where something is told

    if options.ci == "github":
        for line in annotations(told):
            print(line)
    for place in _places(options):
        with place.open("a", encoding="utf-8") as text:
            text.write(summary(told))


def _places(options: argparse.Namespace) -> Iterator[Path]:
    if options.summary is not None:
        yield options.summary
    if options.ci == "github" and (place := os.environ.get("GITHUB_STEP_SUMMARY")):
        yield Path(place)
