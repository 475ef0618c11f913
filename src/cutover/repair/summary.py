"""A plan, and what became of it, in a few lines for the terminal; the page and the log have the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cutover.repair.outcome import Applied, LeftOut
from cutover.repair.plan import Plan
from cutover.repair.planfile import SHORT
from cutover.repair.progress import spoken
from cutover.repair.report import DONE, RISKS, balance, loss_of, lost, parts, title

if TYPE_CHECKING:
    from cutover.repair.restore import Restored

MOST = 5
"""So many subjects of which rows are left are named; the rest is counted."""


def summary(plan: Plan) -> Iterator[str]:
    """Yield the lines: what was found, what is done in which order, what is lost, what is left."""
    yield f"plan {plan.digest[:SHORT]} · {plan.pair} · {title(plan)}"
    for number, part in enumerate(parts(plan), start=1):
        done = ", ".join(f"{count:,} {DONE[action]}" for action, count in part.actions.items())
        yield f"  {f'{number}. {part.domain}':14} {RISKS[part.risk][0]} {part.risk:7} {done}"
    if plan.steps:
        loss = loss_of(plan.steps)
        kept = "; the archive keeps all of it" if loss.rows or loss.values else ""
        yield f"  {'V2 loses':14} {lost(loss)}{kept}"
    if money := sum(step.count for step in plan.steps if step.financial):
        yield f"  {'money':14} {money:,} row{'s' if money != 1 else ''}, each with a decision of its own"
    if waived := sum(plan.waived.values()):
        yield f"  {'waived':14} {waived:,}"
    stays = [each for each in balance(plan) if each.left]
    for each in stays[:MOST]:
        yield f"  {'left':14} {each.left:,} of {each.subject}: {each.why or 'the plan does not say why'}"
    if len(stays) > MOST:
        yield f"  {'left':14} and rows of {len(stays) - MOST:,} more"


def outcome(plan: Plan, done: Applied, seconds: float) -> Iterator[str]:
    """Yield what an apply has come to: what it changed in which time, what is left, what nobody planned."""
    if not done.run:
        yield f"plan {plan.digest[:SHORT]} holds nothing to do; nothing was changed"
        return
    yield f"run {done.run} · plan {plan.digest[:SHORT]} · {plan.pair}"
    yield f"  {'changed':14} {_changed(plan, done, seconds)}"
    if done.orphans:
        before, after = (sum(each) for each in zip(*done.orphans.values(), strict=True))
        yield f"  {'orphans':14} {before:,} before, {after:,} now"
    if done.sums:
        right = sum(explained for _, explained in done.sums.values())
        moved = sum(groups for groups, _ in done.sums.values())
        says = f"{right} of {len(done.sums)} totals of money explained to the cent"
        yield f"  {'sums':14} {says}; {moved:,} of their groups moved"
    yield from _left(done.left, done.run)
    if done.left:
        yield f"  {'next':14} plan again for these: cutover repair plan"
    for line in done.unexplained[:MOST]:
        yield f"? {'not planned':14} {line}"
    if len(done.unexplained) > MOST:
        yield f"? {'not planned':14} and {len(done.unexplained) - MOST:,} more"


def _changed(plan: Plan, done: Applied, seconds: float) -> str:
    """How many of the plan's rows are changed by now, and what became of the others."""
    if not done.rows and done.before:
        return "nothing: the plan was done before" + (
            f", but for {_rows(len(done.left))}" if done.left else ""
        )
    counts = [_rows(done.rows)]
    if done.before or done.left:
        parts = {"before": done.before, "left": len(done.left)}
        counts = [f"{counts[0]} now", *(f"{count:,} {word}" for word, count in parts.items() if count)]
    speed = f"{done.rows / max(seconds, 0.1):,.0f} rows/s"
    took = f"{spoken(seconds)}, opening and sha256 of every table included ({speed})"
    return f"{', '.join(counts)}{',' if counts[1:] else ''} of {plan.rows:,} in {took}"


def way_back(done: Restored, seconds: float) -> Iterator[str]:
    """Yield what a restore has come to: what it put back, what stays, and whether V2 is as it was."""
    if not done.run:
        yield f"run {done.undoes} was put back before, or changed nothing; nothing was changed"
        return
    yield f"run {done.run} · undoes {done.undoes}"
    speed = done.rows / max(seconds, 0.1)
    rate = f" ({_rows(round(speed))}/s)" if speed >= 1 else ""
    yield f"  {'put back':14} {_rows(done.rows)} in {spoken(seconds)}{rate}"
    if done.dropped:
        yield f"  {'dropped':14} {done.dropped:,} foreign key{'s' if done.dropped != 1 else ''}"
    yield from _left(done.left, done.run)
    if not done.unlike:
        yield f"  {'as before':14} every table, by sha256"
    if meanwhile := ", ".join(done.meanwhile):
        why = "others changed rows of it while the repair was at work"
        yield f"? {'not as before':14} {meanwhile}: {why}"
    if moved := ", ".join(each for each in done.moved if each not in done.meanwhile):
        yield f"? {'not as before':14} {moved}: others have written there since"
    if wrong := ", ".join(each for each in done.unlike if each not in done.moved):
        yield f"✕ {'not as before':14} {wrong}"


def _left(left: Sequence[LeftOut], run: str) -> Iterator[str]:
    """Name rows that were left as they are, with why."""
    for each in left[:MOST]:
        yield f"✕ {'left':14} {each.step}: row {'/'.join(each.key)}: {each.why}"
    if len(left) > MOST:
        yield f"✕ {'left':14} and {_rows(len(left) - MOST)} more: cutover repair log {run}"


def _rows(number: int) -> str:
    return f"{number:,} row{'s' if number != 1 else ''}"
