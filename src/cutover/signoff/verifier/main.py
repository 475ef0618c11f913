"""The verifier by itself: a phase, a folder of reports and a file of signers in, a yes or a no out."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cutover.signoff.verifier.chain import chain
from cutover.signoff.verifier.refused import Refused
from cutover.signoff.verifier.trust import trust_from

_ABOUT = """\
Say whether a phase, and every phase that it needs, is READY, fresh, sealed and approved, and whether the
files beside each sign-off are those that were signed. Needs Python 3.11 and ssh-keygen, and no network.

Bring the file of signers from somewhere you trust, and never from the folder that you judge:
`cutover verify --signers > allowed_signers` writes it from migration/approvers.yaml.
"""
_EXAMPLES = """\
examples:
  python verifier.pyz 1 --signers allowed_signers
  python verifier.pyz 5.5 --reports /media/stick/reports --signers allowed_signers

Exit codes: 0 yes, 1 no (NOT READY, or not to be believed), 2 wrong use, 3 cannot tell (NOT PROVEN, not
there, too old, not approved yet, no ssh-keygen).
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge a phase and say why; return 0 (yes), 1 (no), 2 (wrong use) or 3 (cannot tell)."""
    parser = argparse.ArgumentParser(
        prog="verifier.pyz",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("phase", metavar="PHASE", help="its number, such as 5.5")
    parser.add_argument("--reports", metavar="DIR", type=Path, default=Path("reports"), help="(reports)")
    parser.add_argument("--signers", metavar="FILE", type=Path, required=True, help="whom you trust")
    options = parser.parse_args(arguments)
    try:
        trust = trust_from(options.signers.read_text(encoding="utf-8"))
        trust.rule(options.phase)
    except (OSError, UnicodeDecodeError) as error:
        print(f"signers-unreadable: {options.signers}: {error}", file=sys.stderr)
        return 2
    except Refused as error:
        print(error, file=sys.stderr)
        return 2
    try:
        found = chain(options.reports, options.phase, trust, datetime.now(UTC))
    except Refused as error:
        print(error)
        return 3 if error.lacks else 1
    for each in found:
        entries = each.document["approvals"]
        by = ", ".join(f"{entry['by']} ({entry['role']}) at {entry['at']}" for entry in entries)
        print(f"phase {each.statement['phase']['id']} READY until {each.statement['fresh_until']}: {by}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
