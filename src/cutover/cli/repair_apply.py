"""`cutover repair apply`, `restore` and `constrain`: what writes to V2."""

import argparse
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from cutover.cli.repairing import (
    actor,
    add_actor,
    add_command,
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
_RESTORE = """\
examples:
  cutover repair log --environment=standing                       which runs there are
  cutover repair restore 20261122-022327-11f4c0 --by ada --environment=standing

Puts each row that a run changed back as it was, the newest change first, what went along included, after the
foreign keys that were added have been dropped. A row that others have changed since stays as it is, and is
listed. It is written down as a run of its own. Killed at any point, the same command takes the rest up.
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
    parser = add_command(commands, "apply", "do what an approved plan says", _APPLY)
    parser.add_argument(
        "--approved", metavar="DIGEST", default="", help="the plan's digest, or its first 12 digits"
    )
    _add_writing(parser, _apply)

    parser = add_command(commands, "restore", "put back what a run changed, row for row", _RESTORE)
    parser.add_argument("undone", metavar="RUN", help="the run, as apply and log name it, or its beginning")
    _add_writing(parser, _restore)

    parser = add_command(commands, "constrain", "add the references to V2 as foreign keys", _CONSTRAIN)
    parser.add_argument(
        "references", metavar="REFERENCE", nargs="*", help="such as user.agent_id (default: all)"
    )
    _add_writing(parser, _constrain, pause=False)


def _add_writing(
    parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int], pause: bool = True
) -> None:
    """Add what every command has that writes: who acts, what holds it, and the pair."""
    add_actor(parser)
    if pause:
        add_pause(parser)
    add_pair(parser)
    parser.set_defaults(run=lambda options: answered(lambda: run(options), options, _STOPPED))


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


def _restore(options: argparse.Namespace) -> int:
    from cutover.repair.restore import restore
    from cutover.repair.summary import way_back

    who, pause = actor(options), pause_file(options)
    began = time.monotonic()
    with opened(options) as pair, watched() as tell:
        done = restore(pair, options.undone, who, tell, pause)
    for line in way_back(done, time.monotonic() - began):
        print(typed(line, options))
    return int(bool(done.left or set(done.unlike) - set(done.moved)))


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
