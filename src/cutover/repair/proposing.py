"""Proposing: what was chosen for the orphans of one reference, as steps of a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from cutover.compare.absence import Absence
from cutover.compare.sqltext import name
from cutover.manifest.reference import Reference
from cutover.manifest.repairing import Action, SurplusTable
from cutover.repair.cascade import Closure, Place, closure
from cutover.repair.choice import Choice, Chosen
from cutover.repair.ground import Ground
from cutover.repair.origin import Key
from cutover.repair.plan import Row, Step
from cutover.repair.surplus import loosening, pace_of
from cutover.repair.wording import decision, loss, reason, risk

ORDER: tuple[Action, ...] = ("restore", "re-point", "set-null", "quarantine", "leave")


def propose(ground: Ground, chosen: Chosen, gone: Collection[Place]) -> Iterator[Step]:
    """Yield the steps of one reference, the best first, one for each kind of absence; rows that are `gone` by
    then are in none."""
    reference = chosen.reference
    choices = [each for each in chosen.choices if (reference.child, each.orphan.key) not in gone]
    sums = dict(_sums(ground, reference, [each.orphan.key for each in choices]))
    by: defaultdict[tuple[Action, str, Absence], list[Choice]] = defaultdict(list)
    for each in choices:
        by[each.action, each.column, each.absence].append(each)
    for action, column, absence in sorted(by, key=lambda each: (ORDER.index(each[0]), *each[1:])):
        some = by[action, column, absence]
        taken: Mapping[Key, Closure] = {}
        why = reason(reference, action, absence, some)
        if action == "quarantine":
            keys = [each.orphan.key for each in some]
            taken = closure(ground.v2, ground.migration, ground.names, reference.child, keys, gone)
            rule = SurplusTable(table=reference.child, domain=reference.domain, reason=why)
            yield from loosening(ground.migration, rule, taken)
        yield _step(ground, reference, some, why, taken, sums)


def shortened(step: Step, rows: tuple[Row, ...]) -> Step:
    """The same step with fewer rows, and what follows from their number."""
    if len(rows) == len(step.rows):
        return step
    values = len(rows) if step.loss.values else 0
    return replace(step, rows=rows, count=len(rows), loss=replace(step.loss, values=values))


def _step(
    ground: Ground,
    reference: Reference,
    choices: Sequence[Choice],
    why: str,
    taken: Mapping[Key, Closure],
    sums: Mapping[Key, str],
) -> Step:
    action, financial = choices[0].action, reference.child in ground.migration.repair.financial
    rows = tuple(_row(reference, each, taken, sums, financial) for each in choices)
    return Step(
        kind="orphans",
        subject=reference.id,
        action=action,
        domain=reference.domain,
        table=reference.child,
        column=choices[0].column,
        absence=choices[0].absence,
        reason=why,
        risk=risk(action, choices, financial),
        financial=financial,
        count=len(rows),
        rows=rows,
        loss=loss(action, len(rows), [each for row in rows for each in row.cascade]),
        pace=pace_of(ground.migration),
    )


def _row(
    reference: Reference,
    choice: Choice,
    taken: Mapping[Key, Closure],
    sums: Mapping[Key, str],
    financial: bool,
) -> Row:
    orphan = choice.orphan
    place = reference.columns.index(choice.column) if choice.column else 0
    before = orphan.values[place]
    return Row(
        orphan.key,
        orphan.fingerprint,
        before,
        choice.after if choice.column else before,
        decision(reference, choice, sums.get(orphan.key, "")) if financial or choice.decided else "",
        taken[orphan.key].cascade if orphan.key in taken else (),
    )


def _sums(ground: Ground, reference: Reference, keys: Sequence[Key]) -> Iterator[tuple[Key, str]]:
    """The amounts of rows of money that a sum of repair.yaml is made of, in words."""
    repair = ground.migration.repair
    measures = tuple(dict.fromkeys(each.measure for each in repair.sums if each.table == reference.child))
    if not measures or reference.child not in repair.financial:
        return
    shown = [f"c.{name(each)}::text" for each in measures]
    for key, values in ground.at(reference.child, keys, shown):
        yield key, ", ".join(f"{each} {value}" for each, value in zip(measures, values, strict=True))
