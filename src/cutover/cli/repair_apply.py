"""`cutover repair apply`, `restore` and `constrain`: what writes to V2."""

import argparse
import time
from typing import TYPE_CHECKING

from cutover.cli.repairing import (
    CODES,
    actor,
    add_actor,
    add_pair,
    add_pause,
    again,
    answered,
    opened,
    pause_file,
    typed,
    watched,
)

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_STOPPED = "What was done is whole batches, each written down: the same command takes the rest up."
_APPLY = """\
examples:
  cutover repair apply --approved DIGEST --by ada --environment=standing
  cutover repair apply --approved 3f55e27fc156 --by "Ada Lovelace" --environment=ours --pause-file=/tmp/hold

Does what the approved plan says and nothing else. Of each step ten rows first, looked at, then batches that
adapt to half a second; each row is archived in V2 (schema cutover_repair) in the transaction that changes it.
Killed at any point, the same command takes the rest up; done once, it does nothing more.

Refused, and nothing changed: a digest that no plan has, an edited plan, another pair, database or manifest,
data that changed since the plan was made, a role that could reach V1, another repair at work.
"""
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
        "apply",
        help="do what an approved plan says",
        description="Do what a plan says that people approved by its digest.",
        epilog=_APPLY + CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--approved", metavar="DIGEST", default="", help="the plan's digest, or its first 12 digits"
    )
    add_actor(parser)
    add_pause(parser)
    add_pair(parser)
    parser.set_defaults(run=lambda options: answered(lambda: _apply(options), options, _STOPPED))

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


def _apply(options: argparse.Namespace) -> int:
    from cutover.repair.apply import apply
    from cutover.repair.planfile import find_plan
    from cutover.repair.summary import outcome

    who, pause = actor(options), pause_file(options)
    plan = find_plan(options.reports, options.approved)
    whole = {step.id: step.count for step in plan.steps if step.changes}
    began = time.monotonic()
    with opened(options) as pair, watched(whole) as tell:
        done = apply(pair, plan, options.approved, who, tell, pause)
    for line in outcome(plan, done, time.monotonic() - began):
        print(typed(line, options))
    if done.run:
        print(f"undone by:\n  {again(options, f'restore {done.run} --by NAME')}")
    return int(bool(done.left or done.unexplained))


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
