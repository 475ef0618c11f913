"""Parents: whether there is, or can be, the row that a child is to point at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import RawCursor

from cutover.compare.absence import Absence, why_absent
from cutover.compare.known import types_of
from cutover.compare.sqltext import name, relation
from cutover.manifest.reference import Reference
from cutover.repair.ground import AT_ONCE, Ground
from cutover.repair.matching import rows_at, rows_where, says
from cutover.repair.origin import Key, Origin
from cutover.repair.restoring import in_batches

IN_V1: tuple[Absence, ...] = ("in V1, not migrated", "soft-deleted in V1")
"""The kinds of absence in which V1 holds the row."""


Place = tuple[str, Key]
"""A row of V1 by its origin, as ``user.user_settings``, and its key."""


@dataclass(frozen=True)
class Lost:
    """A row that V1 holds and V2 lacks: of which origin, and V1's key of it."""

    origin: Origin
    key: Key

    @property
    def id(self) -> Place:
        """What tells it from every other."""
        return self.origin.id, self.key


def each_once(lost: Iterable[Lost]) -> tuple[Lost, ...]:
    """The same rows in their order, but none twice."""
    return tuple({each.id: each for each in lost}.values())


Needed = Mapping[Key, tuple[Lost, ...] | None]
"""For each value the rows to restore so that it points at one, parents first; None where nothing helps."""


def absences(ground: Ground, reference: Reference, values: Collection[Key]) -> dict[Key, Absence]:
    """Tell why the rows that these values point at are not in V2."""
    sources = next(
        (each.sources for each in ground.migration.v2_tables() if each.name == reference.parent), ()
    )
    return why_absent(ground.v1, ground.v2, ground.link(reference), sources, ground.names, values)


def needed(
    ground: Ground,
    reference: Reference,
    values: Collection[Key],
    under: frozenset[Place] = frozenset(),
) -> Needed:
    """Tell what must be restored so that each of the values points at a row, and the restored ones do too.

    `under` are rows that are to be restored already: two that point at each other can be, together.
    """
    here = _in_v2(ground, reference, values)
    found: dict[Key, tuple[Lost, ...] | None] = {each: () if each in here else None for each in values}
    away = [each for each in dict.fromkeys(values) if each not in here]
    if not away:
        return found
    why = absences(ground, reference, away)
    lost = dict(_located(ground, reference, [each for each in away if why[each] in IN_V1]))
    above = needed_above(ground, [each for each in lost.values() if each.id not in under], under)
    for value, each in lost.items():
        if each.id in under:
            found[value] = (each,)
        elif (theirs := above[each.id]) is not None:
            found[value] = (*theirs, each)
    return found


def needed_above(
    ground: Ground, lost: Sequence[Lost], under: frozenset[Place] = frozenset()
) -> dict[Place, tuple[Lost, ...] | None]:
    """What must be restored before each of these rows; None where one of them would point at nothing.

    Those that point at each other are among what the other one needs.
    """
    found: dict[tuple[str, Key], tuple[Lost, ...] | None] = {each.id: () for each in lost}
    under |= {each.id for each in lost}
    for origin in {each.origin.id: each.origin for each in lost}.values():
        keys = [each.key for each in lost if each.origin.id == origin.id]
        for reference in ground.migration.references:
            if reference.child != origin.table or not says(origin, reference.columns):
                continue
            held = {
                key: tuple(map(str, values))
                for key, values in rows_at(ground, origin, reference.columns, keys)
                if None not in values
            }
            theirs = needed(ground, reference, {*held.values()}, under)
            for key, value in held.items():
                more, own = theirs[value], found[origin.id, key]
                told = None if more is None or own is None else each_once((*own, *more))
                found[origin.id, key] = told
    return _possible(found)


def _possible(found: Mapping[Place, tuple[Lost, ...] | None]) -> dict[Place, tuple[Lost, ...] | None]:
    """The same, but None for what needs a row that cannot be restored either."""
    told = dict(found)
    while failing := [
        place
        for place, needs in told.items()
        if needs is not None and any(told.get(each.id, ()) is None for each in needs)
    ]:
        told |= dict.fromkeys(failing)
    return {
        place: needs and tuple(each for each in needs if each.id != place) for place, needs in told.items()
    }


def _in_v2(ground: Ground, reference: Reference, values: Collection[Key]) -> set[Key]:
    """Those of the values whose row V2 holds."""
    link = ground.link(reference)
    types = types_of(ground.v2, link.parent)
    keys = [f"p.{name(each)}" for each in link.parent_columns]
    pairs = zip(keys, link.parent_columns, strict=True)
    typed = [f"{key} = g.g{n}::{types[each].full}" for n, (key, each) in enumerate(pairs)]
    as_text = [f"{key}::text = g.g{n}" for n, key in enumerate(keys)]
    found: set[Key] = set()
    for some in in_batches(dict.fromkeys(values), AT_ONCE):
        try:
            with ground.v2.transaction():
                found.update(_found(ground, relation(link.parent), typed, some))
        except psycopg.DataError:  # a value that cannot be a key
            found.update(_found(ground, relation(link.parent), as_text, some))
    return found


def _found(ground: Ground, parent: str, same: Sequence[str], some: Sequence[Key]) -> Iterator[Key]:
    given = ", ".join(f"${n + 1}::text[]" for n in range(len(same)))
    aliases = ", ".join(f"g{n}" for n in range(len(same)))
    query = (
        f"select place from unnest({given}) with ordinality as g({aliases}, place)"
        f" where exists (select from {parent} as p where {' and '.join(same)})"
    )
    arrays = [list(each) for each in zip(*some, strict=True)]
    for (place,) in RawCursor(ground.v2).execute(query.encode(), arrays).fetchall():
        yield some[int(str(place)) - 1]


def _located(ground: Ground, reference: Reference, values: Sequence[Key]) -> Iterator[tuple[Key, Lost]]:
    """Where V1 holds the rows that these values point at."""
    if not values:
        return
    for origin in ground.origins(reference.parent):
        if says(origin, reference.parent_columns):
            by = reference.parent_columns
            for row, value, _ in rows_where(ground, origin, by, by, values):
                yield value, Lost(origin, row)
