"""Lacking: what V2 lacks and a plan restores, so that orphans and restored rows point at something."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cutover.manifest.reference import Reference
from cutover.manifest.repairing import MissingTable
from cutover.repair.choice import Chosen, Claims
from cutover.repair.ground import Ground
from cutover.repair.matching import rows_at, says
from cutover.repair.missing import Part, plan_missing, restore, rule_of
from cutover.repair.origin import Key, Origin
from cutover.repair.parents import Lost, Place, needed
from cutover.repair.plan import Row, Step
from cutover.repair.progress import Tell
from cutover.repair.restoring import in_batches, keys_of

AT_ONCE = 10_000
"""Restored rows of which it is looked at once what they point at."""

Needs = dict[str, set[str]]
"""Of each step's subject the origins, as ``user.user``, of which rows must be there before."""


@dataclass
class _Wanted:
    """Rows of one origin that others point at or should: by what, and in the first domain that needs them."""

    origin: Origin
    domain: str
    keys: dict[Key, None] = field(default_factory=dict)
    by: Counter[str] = field(default_factory=Counter)

    @property
    def reason(self) -> str:
        """Why they are restored, in one sentence."""
        pointing = ", ".join(f"{number:,} by {each}" for each, number in self.by.items())
        return f"V2 lacks rows that others point at or should: {pointing}"


def plan_lacking(
    ground: Ground, chosen: Sequence[Chosen], claims: Claims, tell: Tell
) -> tuple[list[Part], Needs]:
    """Plan to restore the parents of orphans, and all that is missing of the tables that repair.yaml names.

    What a restored row points at is restored too; a row that would point at nothing is left.
    """
    lacking = _Lacking(ground, tell)
    for rule in ground.migration.repair.missing:
        tell(f"missing/{rule.source}", 0, 0)
        lacking.add(
            rule, plan_missing(ground.v1, ground.v2, ground.migration, ground.names, rule, claims.rows)
        )
    for each in chosen:
        reference = each.reference
        for choice in each.choices:
            lacking.want(reference.id, reference.domain, choice.lost)
        lacking.want(reference.id, reference.domain, each.instead)
    return lacking.parts(), lacking.needs


class _Lacking:
    """Rows that are to be restored, of tables that repair.yaml names and of others, and what they need."""

    def __init__(self, ground: Ground, tell: Tell) -> None:
        self._ground, self._tell = ground, tell
        self._ruled: list[tuple[MissingTable, Part]] = []
        self._wanted: dict[str, _Wanted] = {}
        self._places: set[Place] = set()
        self.needs: Needs = defaultdict(set)
        self._parents = {each.parent for each in ground.migration.references}

    def add(self, rule: MissingTable, part: Part) -> None:
        """Take what is missing of a table that has a rule."""
        self._ruled.append((rule, part))
        for step in part.steps:
            if step.table in self._parents:
                self._places |= {(step.subject, key) for key in keys_of(step)}

    def want(self, by: str, domain: str, lost: Iterable[Lost]) -> None:
        """Ask for rows that a step needs; those of tables with a rule are restored by that, or not at all."""
        ruled = {rule.source for rule, _ in self._ruled}
        for each in lost:
            self.needs[by].add(each.origin.id)
            if each.origin.source not in ruled:
                wanted = self._wanted.setdefault(each.origin.id, _Wanted(each.origin, domain))
                wanted.keys[each.key] = None
                wanted.by[by] += 1
                self._places.add(each.id)

    def parts(self) -> list[Part]:
        """Plan it; what tables with a rule need is asked for before the rest is planned."""
        ruled = [self._standing(rule, part) for rule, part in self._ruled]
        for wanted in tuple(self._wanted.values()):
            self._demanded(wanted.origin, tuple(wanted.keys))
        return [_with_decisions(part) for part in (*self._others(), *ruled)]

    def _others(self) -> Iterator[Part]:
        ground = self._ground
        for wanted in self._wanted.values():
            self._tell(f"missing/{wanted.origin.id}", 0, len(wanted.keys))
            rule = rule_of(ground.migration, wanted.origin.source, wanted.domain, wanted.reason)
            keys = sorted(wanted.keys, key=lambda key: tuple(map(int, key)))
            yield restore(ground.v1, ground.v2, ground.migration, wanted.origin, keys, rule)

    def _standing(self, rule: MissingTable, part: Part) -> Part:
        """The same, without rows that would point at nothing; what the others point at is asked for."""
        ground, steps, left = self._ground, [], dict(part.left)
        for step in part.steps:
            origin = next(each for each in ground.origins(step.table) if each.id == step.subject)
            keys = tuple(keys_of(step)) if any(self._pointing(origin)) else ()
            bad, asked = self._demanded(origin, keys)
            self.want(step.subject, step.domain, (each for each in asked if each.id not in self._places))
            if not bad:
                steps.append(step)
                continue
            good = [key for key in keys if key not in bad]
            again = restore(ground.v1, ground.v2, ground.migration, origin, good, rule)
            steps += again.steps
            name = f"missing/{step.subject}"
            why = f"{len(bad):,}: what they point at is neither in V2 nor can it be restored"
            left[name] = "; ".join(filter(None, (left.get(name), why)))
            self._places -= {(step.subject, key) for key in bad}
        return replace(part, steps=tuple(steps), left=left)

    def _pointing(self, origin: Origin) -> Iterator[Reference]:
        """The references that restored rows point by."""
        for each in self._ground.migration.references:
            if each.child == origin.table and says(origin, each.columns):
                yield each

    def _demanded(self, origin: Origin, keys: Sequence[Key]) -> tuple[set[Key], list[Lost]]:
        """Which of these rows of V1 would point at nothing, and what the others need, which is noted."""
        bad: set[Key] = set()
        asked: dict[Place, Lost] = {}
        for reference in self._pointing(origin):
            for some in in_batches(keys, AT_ONCE):
                held = {
                    key: tuple(map(str, values))
                    for key, values in rows_at(self._ground, origin, reference.columns, some)
                    if None not in values
                }
                found = needed(self._ground, reference, {*held.values()}, frozenset(self._places))
                able = {value: needs for value, needs in found.items() if self._can_be(needs)}
                bad |= {key for key, value in held.items() if value not in able}
                asked |= {each.id: each for needs in able.values() for each in needs or ()}
        self.needs[origin.id] |= {each.origin.id for each in asked.values()} - {origin.id}
        return bad, [*asked.values()]

    def _can_be(self, needs: tuple[Lost, ...] | None) -> bool:
        """Whether all of it is restored, or can be: a table with a rule restores what it restores."""
        ruled = {rule.source for rule, _ in self._ruled}
        return needs is not None and all(
            each.id in self._places or each.origin.source not in ruled for each in needs
        )


def _with_decisions(part: Part) -> Part:
    """The same, but each row of money by itself, with what is decided of it."""
    return replace(part, steps=tuple(_decided(step) if step.financial else step for step in part.steps))


def _decided(step: Step) -> Step:
    told = "restore {} out of V1's {} {}: " + step.reason
    rows = (Row(key, decision=told.format(step.table, step.source, "/".join(key))) for key in keys_of(step))
    return replace(step, rows=tuple(rows), ranges=())
