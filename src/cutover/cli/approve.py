"""`cutover approve`: adds a person's signature to the sign-off of a phase."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cutover.cli.sources import add_signature, add_sources, answered, known_phase, manifest, write_again

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EXAMPLES = """\
examples:
  cutover approve 1 --key ~/.ssh/id_ed25519        read reports/phase-1/signoff.html first
  cutover approve 1 --key ~/.ssh/id_ed25519.pub    ssh-agent signs
  cutover approve 5.6 --role operations --meaning "the switch may be made on Sunday, 06:00 UTC"

You approve what others ran: nobody approves a run that they started, and each approval is another person's.
Who may, with which keys, stands in migration/approvers.yaml; how many approve, in phases.yaml.

Exit codes: 0 signed; 1 refused: it is NOT READY, cannot be believed, or is not yours to approve; 2 wrong use,
such as a key that approvers.yaml does not know; 3 there is nothing to approve yet, or no ssh-keygen.
"""


def add_to(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "approve",
        help="sign that a phase may pass",
        description="Check the sign-off of a phase in full, and add your signature to it.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("phase", metavar="PHASE", help="its number, such as 5.5")
    add_signature(parser)
    add_sources(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Sign and say so; return 0, or 1 (refused), 2 (wrong use), 3 (nothing to approve)."""
    return answered(lambda: _run(options), options)


def _run(options: argparse.Namespace) -> int:
    from cutover.signoff.approval import approve  # the templates are wanted by these commands only
    from cutover.signoff.archive import read_archive
    from cutover.signoff.document import PAGE
    from cutover.signoff.newer import demand_not_superseded
    from cutover.signoff.signing import signer
    from cutover.signoff.trust import trust_of
    from cutover.signoff.verifying import verify_whole

    migration = manifest(options)
    phase, now = known_phase(migration, options.phase), datetime.now(UTC)
    who = signer(migration, options.key, now)
    folder, trust = options.reports / f"phase-{phase}", trust_of(migration)
    found = verify_whole(folder, phase, migration, now)
    demand_not_superseded(found, migration, read_archive(options.reports), options.reports, now)
    document = approve(folder, phase, trust, who, now, options.role, options.meaning)
    entry = document.approvals[-1]
    print(f"{entry.by} ({entry.role}) {entry.meaning} · {entry.at}")
    asked, given = len(document.statement.approvers), len(document.approvals)
    print(f"{given} of {asked} approvals · {folder / PAGE}")
    write_again(migration, options.reports, now)
    return 0
