"""`cutover verify`: says whether a sign-off can be believed, and packs what says so elsewhere."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cutover.cli.sources import WrongUse, add_sources, answered, known_phase, manifest

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EXAMPLES = """\
examples:
  cutover verify 1                              signatures, files, page, and whether the verdict follows
  cutover verify --signers > allowed_signers    whom to believe, for another machine
  cutover verify --pack verifier.pyz            the stand-alone verifier: Python 3.11 and ssh-keygen alone
  python verifier.pyz 1 --reports reports --signers allowed_signers

It works offline. Whether a phase may pass, `cutover gate` says: a genuine sign-off can say NOT READY.

Exit codes: 0 it can be believed, whatever it says; 1 it cannot; 2 wrong use; 3 there is none, nobody has
sealed it, or no ssh-keygen.
"""


def add_to(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "verify",
        help="say whether a sign-off can be believed",
        description="Check a sign-off: every signature, every file beside it, its page, and its verdict.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("phase", metavar="PHASE", nargs="?", help="its number, such as 5.5")
    parser.add_argument("--signers", action="store_true", help="print the file of signers")
    parser.add_argument("--pack", metavar="FILE", type=Path, help="write the stand-alone verifier")
    add_sources(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Verify, print or pack; return 0, 1 (not to be believed), 2 (wrong use) or 3 (cannot tell)."""
    return answered(lambda: _run(options), options)


def _run(options: argparse.Namespace) -> int:
    from cutover.signoff.packing import pack  # the templates are wanted by these commands only
    from cutover.signoff.trust import signers_text
    from cutover.signoff.verifying import verify_whole

    if [options.phase is not None, options.signers, options.pack is not None].count(True) != 1:
        raise WrongUse("verify-nothing: name a phase, --signers or --pack.\n  See: cutover verify --help")
    if options.pack is not None:
        print(f"{pack(options.pack)} · python {options.pack} PHASE --signers FILE")
        return 0
    migration = manifest(options)
    if options.signers:
        print(signers_text(migration), end="")
        return 0
    phase = known_phase(migration, options.phase)
    found = verify_whole(options.reports / f"phase-{phase}", phase, migration, datetime.now(UTC))
    statement, entries = found.statement, [found.document["seal"], *found.document["approvals"]]
    print(f"phase {phase} {statement['verdict']} · stated at {statement['stated_at']} · {found.digest[:16]}…")
    for entry in entries:
        print(f"  {entry['by']} ({entry['role']}) at {entry['at']}: {entry['meaning']}")
    if found.missing:
        print(f"  not approved by: {', '.join(found.missing)}")
    return 0
