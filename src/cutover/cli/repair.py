"""`cutover repair`: plans, approves, applies and undoes what puts V2 right; the only command that writes."""

import argparse
from typing import TYPE_CHECKING

from cutover.cli import repair_apply, repair_foreign, repair_log, repair_plan
from cutover.cli.repairing import CODES

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EXAMPLES = """\
examples, in the order in which they are used:
  cutover repair plan --environment=standing                 what is wrong, and what would put it right
  cutover repair apply --approved DIGEST --by ada --environment=standing
  cutover repair log --environment=standing                  who changed what, when, why
  cutover repair restore RUN --by ada --environment=standing puts all of it back, row for row
  cutover repair constrain --by ada --environment=standing   foreign keys, so that it stays right

where V2's database cannot be written:
  cutover repair export DIGEST --environment=ours            payloads for the team's own workers
  cutover repair verify DIGEST --environment=ours            whether they did what the plan says

CUTOVER_ENVIRONMENT saves the option. V1 is never written, and V2 only by the role of its v2.repair.
"""


def add_to(commands: "Commands") -> None:
    """Add the command, its parts and their options."""
    parser = commands.add_parser(
        "repair",
        help="put V2 right: plan, approve, apply, restore",
        description="Put orphans, missing and surplus rows of V2 right, by a plan that people approve.",
        epilog=_EXAMPLES + CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    repair_plan.add_to(parts)
    repair_apply.add_to(parts)
    repair_log.add_to(parts)
    repair_foreign.add_to(parts)
