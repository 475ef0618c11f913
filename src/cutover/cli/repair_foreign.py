"""`cutover repair export` and `verify`: a plan that others carry out, and whether they did."""

import argparse
from typing import TYPE_CHECKING

from cutover.cli.repairing import CODES, add_digest, add_pair, again, answered, opened, watched

if TYPE_CHECKING:
    from cutover.repair.verifying import Verified

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

FOLDER = "payloads"
_STOPPED = "Nothing was changed: ask again."
_EXPORT = """\
example:
  cutover repair export 1f2e3d4c5b6a --environment=ours

Writes, in reports/repair/<first 12 digits of the digest>/payloads/, a file of JSON lines for each step, in
the order in which they are done, and payloads.json, which says what they are and how they are done. They
hold what V1 holds, secrets too: only you may read them; keep it so.
"""
_VERIFY = """\
example:
  cutover repair verify 1f2e3d4c5b6a --environment=ours

Looks at every row of the plan, and at all of V2 once more: what was found is repaired, waived or left, and
nothing else is broken. Tells what is not, row by row.
"""


def add_to(commands: "Commands") -> None:
    """Add the commands and their options."""
    export = commands.add_parser(
        "export",
        help="write a plan as payloads for the team's own workers",
        description="Write a plan as payloads for the team's own workers, where V2 cannot be written.",
        epilog=_EXPORT + CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verify = commands.add_parser(
        "verify",
        help="see whether a repair made by others did what the plan says",
        description="See whether a repair that others made did what the plan says.",
        epilog=_VERIFY + CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for parser in (export, verify):
        add_digest(parser)
        add_pair(parser)
    export.set_defaults(run=lambda options: answered(lambda: _export(options), options, _STOPPED))
    verify.set_defaults(run=lambda options: answered(lambda: _verify(options), options, _STOPPED))


def _export(options: argparse.Namespace) -> int:
    from cutover.repair.export import export
    from cutover.repair.planfile import find_plan, folder_of

    plan = find_plan(options.reports, options.digest)
    with opened(options) as pair, watched() as tell:
        done = export(pair, plan, folder_of(options.reports, plan.digest) / FOLDER, tell)
    for step, why in done.left.items():
        print(f"✕ {step}: {why}")
    print(f"{done.rows:,} rows, in the order in which they are done: {done.index}")
    print(f"when they are, see whether all was done:\n  {again(options, f'verify {plan.digest[:12]}')}")
    return int(bool(done.left))


def _verify(options: argparse.Namespace) -> int:
    from cutover.repair.planfile import find_plan
    from cutover.repair.verifying import verify

    plan = find_plan(options.reports, options.digest)
    with opened(options) as pair, watched() as tell:
        found = verify(pair, plan, tell)
    _show(found)
    return int(not found.equal)


def _show(verified: "Verified") -> None:
    width = max(map(len, verified.tallies), default=0)
    for named, each in verified.tallies.items():
        parts = [f"{each.repaired:,} repaired"]
        parts += [f"{many:,} {word}" for many, word in ((each.waived, "waived"), (each.left, "left")) if many]
        parts += [f"{each.undone:,} not as planned"] if each.undone else []
        sign = "✓" if each.equal else "✕"
        print(f"{sign} {named:{width}}  {each.found:,} found = {' + '.join(parts)}; {each.now:,} now")
        for wrong in each.wrong:
            print(f"    {'/'.join(wrong.key)}: {wrong.why}")
    for named, many in verified.new.items():
        print(f"✕ {named}: {many:,} that the plan knows nothing of")
    print("all was done as planned" if verified.equal else "not all was done as planned")
