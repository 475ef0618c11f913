"""Discovery: the columns and constraints of V2 that nobody named, and the keys that hold their values.

What the catalogue suggests is tried with a sample of each column's values first; only a key that holds
nearly all of them is counted against, exactly, in one pass over each child.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import psycopg

from cutover.compare.candidates import DeclaredConstraint, Held, HeldColumn, Kind, likeness, look_up
from cutover.compare.catalogue import Connection
from cutover.compare.links import Link
from cutover.compare.references import Orphans, count_orphans
from cutover.compare.sqltext import name

SAMPLED = 800
"""Rows of a table that are drawn, about, to see what its columns hold; twice as many at most."""
TRIED = 40
"""Values of a column that are looked for among the keys."""
PROMISING = 0.9
"""The share of tried values that a key must hold to be counted against exactly."""
SHOWN = 5
"""Keys that are told of one candidate."""


@dataclass(frozen=True, slots=True)
class Parent:
    """A key that a candidate may point at.

    `tried` values of it were looked for, `found` of them are there; `orphans` is how many rows have none,
    counted exactly, or None where that was not worth it. `likeness` is how much the names are alike.
    """

    table: str
    columns: tuple[str, ...]
    likeness: float = 0.0
    tried: int = 0
    found: int = 0
    orphans: int | None = None

    @property
    def address(self) -> str:
        """Table and column, or columns joined by -."""
        return f"{self.table}.{'-'.join(self.columns)}"

    @property
    def share(self) -> float:
        """The share of the tried values that are keys."""
        return self.found / self.tried if self.tried else 0.0

    @property
    def promising(self) -> bool:
        """Whether the key holds nearly all of the tried values."""
        return self.share >= PROMISING


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column, or a constraint, that nobody named: where it points, the likeliest key first.

    `filled` counts its rows that have a value; None where they were not counted.
    """

    table: str
    columns: tuple[str, ...]
    parents: tuple[Parent, ...] = ()
    filled: int | None = None
    constraint: DeclaredConstraint | None = None

    @property
    def address(self) -> str:
        """Table and column, or columns joined by -."""
        return f"{self.table}.{'-'.join(self.columns)}"

    @property
    def lies(self) -> bool:
        """Whether V2 calls the constraint validated, and rows of it have no parent."""
        return bool(
            self.constraint and self.constraint.validated and self.parents and self.parents[0].orphans
        )


@dataclass(frozen=True)
class Discovery:
    """All candidates, and how much was looked at to find them; `known` are those that the manifest names."""

    candidates: tuple[Candidate, ...]
    tables: int
    columns: int
    known: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str, str], ...] = ()
    """References whose constraint V2 declares on another key: the reference, its parent, V2's."""


@dataclass
class _Tried:
    """A column, some of its values as they would be as keys of each kind, and the keys that hold them."""

    column: HeldColumn
    values: tuple[str, ...]
    parents: list[Parent] = field(default_factory=list)
    _forms: dict[Kind, list[str]] = field(default_factory=dict)

    def as_keys(self, kind: Kind) -> list[str]:
        """Those of the values that could be of a key's kind: a text of digits may be a number's."""
        if kind not in self._forms:
            self._forms[kind] = _as_keys(self.values, kind)
        return self._forms[kind]


def discover(
    connection: Connection, tables: Mapping[str, str], named: Mapping[str, tuple[str, tuple[str, ...]]]
) -> Discovery:
    """Look for references beyond the `named` ones: `table.column`, and the parent's table and columns.

    `tables` are physical names by names in words.
    """
    held = look_up(connection, tables)
    looked = [each for each in held.candidates if each.address not in named]
    tried = [_Tried(column, values) for column, values in _samples(connection, looked)]
    _try_all(connection, held, tried)
    columns = [Candidate(each.column.table, (each.column.name,), _ranked(each.parents)) for each in tried]
    declared = [
        Candidate(each.child, each.columns, (Parent(each.parent, each.parent_columns),), None, each)
        for each in held.constraints
        if each.address not in named
    ]
    exact = _counted_columns(connection, held, columns, {each.address for each in declared})
    exact += [_counted(connection, each) for each in declared]
    known = tuple(each for each in named if each in {column.address for column in held.columns})
    return Discovery(
        tuple(sorted(exact, key=lambda each: each.address)),
        len({each.table for each in held.columns}),
        len(held.columns),
        known,
        tuple(_elsewhere(held.constraints, named)),
    )


def _elsewhere(
    constraints: Iterable[DeclaredConstraint], named: Mapping[str, tuple[str, tuple[str, ...]]]
) -> Iterator[tuple[str, str, str]]:
    for each in constraints:
        said = named.get(each.address)
        if said is not None and said != (each.parent, each.parent_columns):
            theirs = f"{each.parent}.{'-'.join(each.parent_columns)}"
            yield each.address, f"{said[0]}.{'-'.join(said[1])}", theirs


def _samples(
    connection: Connection, columns: Sequence[HeldColumn]
) -> Iterator[tuple[HeldColumn, tuple[str, ...]]]:
    """Draw some rows of each table, and give for each column some of the values that they hold."""
    by_table: dict[str, list[HeldColumn]] = {}
    for column in columns:
        by_table.setdefault(column.table, []).append(column)
    for together in by_table.values():
        drawn = f"select {', '.join(name(each.name) for each in together)} from {_some(together[0])}"
        values = ", ".join(f"array_agg(distinct {_text(each)})" for each in together)
        row = connection.execute(
            f"select {values} from ({drawn} limit {2 * SAMPLED}) as t".encode()
        ).fetchone()
        for column, found in zip(together, row or (), strict=True):
            some = [each for each in found if each is not None] if isinstance(found, list) else []
            yield column, _spread(some or _first(connection, column))


def _some(column: HeldColumn) -> str:
    """The table, or so much of it, drawn by chance, as holds enough rows."""
    if column.rows <= 2 * SAMPLED:
        return name(column.physical)
    percent = 100.0 * SAMPLED / column.rows  # a limit would cut off the last rows
    return f"{name(column.physical)} tablesample system ({percent:.6f}) repeatable (1)"


def _text(column: HeldColumn) -> str:
    return f"{name(column.name)}[1]::text" if column.is_list else f"{name(column.name)}::text"


def _first(connection: Connection, column: HeldColumn) -> list[str]:
    """Values of a column in which a sample of the rows found none."""
    text = _text(column)
    query = (
        f"select distinct v from (select {text} as v from {name(column.physical)} where {text} is not null"
    )
    return [str(row[0]) for row in connection.execute(f"{query} limit {TRIED}) as t".encode()).fetchall()]


def _spread(values: Sequence[str]) -> tuple[str, ...]:
    """So many of the values as are tried, evenly from the lowest to the highest."""
    listed = sorted(values, key=lambda each: (len(each), each))
    if len(listed) <= TRIED:
        return tuple(listed)
    return tuple(listed[n * (len(listed) - 1) // (TRIED - 1)] for n in range(TRIED))


def _try_all(connection: Connection, held: Held, tried: Sequence[_Tried]) -> None:
    """Look for the values among the keys: those that the name speaks of, then, where in vain, all others."""
    keys = [key for key in held.keys if key.kind in ("whole number", "text", "uuid") and not key.is_list]
    alike = {key.address: [each for each in tried if likeness(each.column.name, key.table)] for key in keys}
    for key in keys:
        _try(connection, key, alike[key.address])
    unsure = [each for each in tried if not any(parent.share == 1.0 for parent in each.parents)]
    for key in keys:
        known = {id(each) for each in alike[key.address]}
        _try(connection, key, [each for each in unsure if id(each) not in known])


def _try(connection: Connection, key: HeldColumn, tried: Iterable[_Tried]) -> None:
    """Look for the values of some columns among the values of one key, all at once."""
    fit = [(each, each.as_keys(key.kind)) for each in tried if each.column.address != key.address]
    asked = {value for _, values in fit for value in values}
    if not asked:
        return
    there = _there(connection, key, sorted(asked))
    for each, values in fit:
        found = len(there.intersection(values))
        if found:
            alike = likeness(each.column.name, key.table)
            each.parents.append(Parent(key.table, (key.name,), alike, len(each.values), found))


def _as_keys(values: Collection[str], kind: Kind) -> list[str]:
    if kind == "whole number":
        plain = (value for value in values if value.isascii() and value.removeprefix("-").isdecimal())
        return [str(int(value)) for value in plain if len(value) < 19]
    if kind == "uuid":
        return [value.lower() for value in values if len(value) == 36 and value.count("-") == 4]
    return list(values)


def _there(connection: Connection, key: HeldColumn, values: Sequence[str]) -> set[str]:
    """Those of the values that are keys; as one document each way, which is quicker than an array."""
    type_ = {"whole number": "bigint", "uuid": "uuid"}.get(key.kind, "text")
    held = f"p.{name(key.name)}" + ("::text" if type_ == "text" else "")
    asked = f"(select e::{type_} as v from json_array_elements_text(%s::json) as e offset 0) as asked"
    there = f"exists (select from {name(key.physical)} as p where {held} = v)"
    query = f"select coalesce(json_agg(v::text), '[]') from {asked} where {there}"
    row = connection.execute(query.encode(), (json.dumps(values),)).fetchone()
    return set(row[0]) if row and isinstance(row[0], list) else set()


def _ranked(parents: Iterable[Parent]) -> tuple[Parent, ...]:
    """The likeliest first: all values held, then the name, then the share."""
    listed = sorted(parents, key=lambda each: (not each.promising, -each.likeness, -each.share, each.address))
    return tuple(listed[:SHOWN])


def _counted_columns(
    connection: Connection, held: Held, candidates: Iterable[Candidate], declared: Collection[str]
) -> list[Candidate]:
    """Count each column that a key may hold against that key, all of one child in one pass over it."""
    known = {each.address: each for each in (*held.columns, *held.keys)}
    by_table: dict[str, list[Candidate]] = {}
    done: list[Candidate] = []
    for each in candidates:
        if each.address in declared:
            continue  # its constraint is counted
        countable = each.parents and each.parents[0].promising and not known[each.address].is_list
        if countable:
            by_table.setdefault(each.table, []).append(each)
        else:
            done.append(each)
    for together in by_table.values():
        links = [
            Link(
                known[each.address].physical,
                each.columns,
                known[each.parents[0].address].physical,
                each.parents[0].columns,
            )
            for each in together
        ]
        done += map(_with, together, count_orphans(connection, links))
    return done


def _counted(connection: Connection, candidate: Candidate) -> Candidate:
    """Count the rows that a declared constraint rightly would refuse, by its own way of meeting NULL."""
    declared = candidate.constraint
    assert declared is not None, "asked of constraints alone"
    link = Link(declared.child_physical, declared.columns, declared.parent_physical, declared.parent_columns)
    try:
        with connection.transaction():
            (found,) = count_orphans(connection, (link,))
    except psycopg.errors.InsufficientPrivilege:
        return candidate  # a table that is none of the manifest's, and not ours to read
    refused = found.count + (found.partly if declared.match == "full" else 0)
    return _with(candidate, replace(found, count=refused))


def _with(candidate: Candidate, found: Orphans) -> Candidate:
    first, *others = candidate.parents
    counted = replace(first, orphans=found.count)
    return replace(candidate, filled=found.filled, parents=(counted, *others))
