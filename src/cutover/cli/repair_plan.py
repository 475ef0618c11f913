"""`cutover repair plan`: what is wrong, and what would put it right, as a file and a page."""

import argparse
from typing import TYPE_CHECKING

from cutover.cli.repairing import add_command, add_pair, again, answered, opened, watched

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_STOPPED = "Nothing was changed: ask again."
_EXAMPLES = """\
examples:
  cutover repair plan --environment=standing
  cutover repair plan --environment=ours --reports ../reports

Reads both systems in one snapshot each and writes, in reports/repair/<first 12 digits of the digest>/:
  plan.json                     every row, one a line: what is approved is the digest of it
  orphan-analysis-report.html   the same to be read: figures, reasons, risks, decisions about money

What is proposed follows from migration/repair.yaml; a decision of yours about a row belongs there, too.
"""


def add_to(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = add_command(commands, "plan", "find what is wrong, and propose what puts it right", _EXAMPLES)
    add_pair(parser)
    parser.set_defaults(run=lambda options: answered(lambda: _plan(options), options, _STOPPED))


def _plan(options: argparse.Namespace) -> int:
    from cutover.repair.planfile import write_plan
    from cutover.repair.planning import make_plan
    from cutover.repair.report import balance, write_report
    from cutover.repair.summary import summary

    with opened(options) as pair, watched() as tell:
        plan = make_plan(pair, tell)
        of = pair.migration.name
    path = write_plan(plan, options.reports)
    approve = again(options, f"apply --approved {plan.digest} --by NAME")
    page = write_report(plan, options.reports, approve, of)
    for line in summary(plan):
        print(line)
    print(f"  {'every row':14} {path}")
    print(page)
    if plan.steps:
        print(f"nothing is done yet; read the page, then approve exactly this plan:\n  {approve}")
    return int(any(each.left for each in balance(plan)))
