"""A plan in a few lines, for the terminal; the page has the rest."""

from __future__ import annotations

from collections.abc import Iterator

from cutover.repair.plan import Plan
from cutover.repair.planfile import SHORT
from cutover.repair.report import DONE, RISKS, balance, loss_of, lost, parts, title

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
