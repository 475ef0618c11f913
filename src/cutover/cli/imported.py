"""What the sources of `cutover import` have in common: their options, and what is said at the end."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutover.importing import Imported

AFTER = """
What stands in the manifest is never written over: only `to decide` is filled in, and what differs is shown.
`cutover check` lists what is still to decide.

Exit codes: 0 imported (or, with --dry-run, shown), 2 it cannot be imported: nothing was written.
"""


def folder() -> Path:
    """Return the manifest's folder unless it is named."""
    return Path(os.environ.get("CUTOVER_MIGRATION") or "migration")


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options that every source has."""
    parser.add_argument(
        "--migration",
        metavar="DIR",
        type=Path,
        default=folder(),
        help="the manifest's folder, made if it is not there (default: migration; also CUTOVER_MIGRATION)",
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")
    parser.add_argument("--all", action="store_true", help="show every line, not the first 20 of each kind")


def tell(done: "Imported", options: argparse.Namespace) -> None:
    """Print what changed, and the files."""
    for line in done.changes.lines(most=None if options.all else 20):
        print(line)
    word = "would write" if options.dry_run else "wrote"
    print(f"\n{word} {count(len(done.files), 'file')}" + (":" if done.files else ": nothing is new"))
    for path in done.files if options.all else done.files[:20]:
        print(f"  {path}")
    if len(done.files) > 20 and not options.all:
        print(f"  and {len(done.files) - 20:,} more (--all shows them)")
    if done.files and not options.dry_run:
        print("next: cutover check, which lists what is still to decide")


def count(number: int, noun: str) -> str:
    """Write a number and its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
