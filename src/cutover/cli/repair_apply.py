"""`cutover repair apply`, `restore` and `constrain`: what writes to V2."""

import argparse
from typing import TYPE_CHECKING

from cutover.cli.repairing import CODES, actor, add_actor, add_pair, again, answered, opened, watched

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_STOPPED = "What was done is whole batches, each written down: the same command takes the rest up."
_CONSTRAIN = """\
examples:
  cutover repair constrain --by ada --environment=standing                  every reference of the manifest
  cutover repair constrain user.agent_id income.transaction_id --by ada --environment=standing

Each foreign key is added NOT VALID, which is done in an instant, and validated while others write. One that
has orphans left is not added. `cutover repair restore` drops what was added before it puts rows back.
"""


def add_to(commands: "Commands") -> None:
    """Add the commands and their options."""
    parser = commands.add_parser(
        "constrain",
        help="add the manifest's references to V2 as foreign keys",
        description="Add foreign keys to V2, so that what was put right stays right.",
        epilog=_CONSTRAIN + CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "references", metavar="REFERENCE", nargs="*", help="such as user.agent_id (default: all)"
    )
    add_actor(parser)
    add_pair(parser)
    parser.set_defaults(run=lambda options: answered(lambda: _constrain(options), options, _STOPPED))


def _constrain(options: argparse.Namespace) -> int:
    from cutover.repair.constraints import constrain

    who = actor(options)
    with opened(options) as pair, watched() as tell:
        done = constrain(pair, who, options.references, tell)
    for reference, why in done.left.items():
        print(f"✕ {reference}: {why}")
    counts = f"{len(done.added):,} added, {len(done.there):,} there already, {len(done.left):,} left"
    print(f"foreign keys: {counts}")
    if done.run:
        print(f"run {done.run} · undone by:\n  {again(options, f'restore {done.run} --by NAME')}")
    return int(bool(done.left))
