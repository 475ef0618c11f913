"""Candidates: what V2's catalogue shows that could be a reference, and the keys that it could point at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cutover.compare.catalogue import Connection
from cutover.compare.sqltext import name

Kind = Literal["whole number", "number", "text", "uuid", "other"]
Match = Literal["simple", "full", "partial"]

_CALLED = re.compile(r"(?:.*_ids?|.*[a-z0-9]I[Dd]s?|.*_uuids?)")
_KINDS: Mapping[str, Kind] = {
    "int2": "whole number", "int4": "whole number", "int8": "whole number", "numeric": "number",
    "text": "text", "varchar": "text", "bpchar": "text", "citext": "text", "uuid": "uuid",
}  # fmt: skip
_MATCHES: Mapping[str, Match] = {"s": "simple", "f": "full", "p": "partial"}


@dataclass(frozen=True, slots=True)
class HeldColumn:
    """A column of V2: the table's name in words and its physical name, its type's kind, whether a list."""

    table: str
    physical: str
    name: str
    kind: Kind
    is_list: bool
    nullable: bool
    rows: float
    """About how many rows the table has; -1 where the server never counted."""

    @property
    def address(self) -> str:
        """Table and column."""
        return f"{self.table}.{self.name}"

    @property
    def is_called_one(self) -> bool:
        """Whether the name says that it points somewhere."""
        return self.name != "id" and _CALLED.fullmatch(self.name) is not None


@dataclass(frozen=True, slots=True)
class DeclaredConstraint:
    """A foreign key that V2 declares itself. `parent` is a name in words where the manifest knows the table.

    `validated` is what the catalogue says, which proves nothing.
    """

    name: str
    child: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]
    child_physical: str
    parent_physical: str
    validated: bool
    deferrable: bool
    match: Match

    @property
    def address(self) -> str:
        """Table and column, or columns joined by -."""
        return f"{self.child}.{'-'.join(self.columns)}"

    @property
    def is_to_itself(self) -> bool:
        """Whether child and parent are one table."""
        return self.child == self.parent

    @property
    def traits(self) -> str:
        """What is particular about it, in words: ``composite, deferrable, not validated``."""
        told = {
            "composite": len(self.columns) > 1,
            "to itself": self.is_to_itself,
            "deferrable": self.deferrable,
            "match full": self.match == "full",
            "validated": self.validated,
            "not validated": not self.validated,
        }
        return ", ".join(word for word, holds in told.items() if holds)


@dataclass(frozen=True)
class Held:
    """What the catalogue shows of V2's tables."""

    columns: tuple[HeldColumn, ...]
    keys: tuple[HeldColumn, ...]
    """Columns that are alone the key of their table, or are called id where no index says so."""
    constraints: tuple[DeclaredConstraint, ...]

    @property
    def candidates(self) -> tuple[HeldColumn, ...]:
        """The columns that a name says to point somewhere, and those that a constraint alone holds."""
        held = {(each.child, *each.columns) for each in self.constraints}
        return tuple(each for each in self.columns if each.is_called_one or (each.table, each.name) in held)


_COLUMNS = """
select t.word, t.physical, a.attname, coalesce(e.typname, base.typname, y.typname), e.oid is not null,
    not a.attnotnull, case when c.relkind in ('r', 'm', 'p') then c.reltuples else -1 end, exists (
        select from pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid
        and i.indpred is null and i.indnkeyatts = 1 and i.indkey[0] = a.attnum)
from unnest(%s::text[], %s::oid[], %s::text[]) as t(word, oid, physical)
join pg_class c on c.oid = t.oid
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type y on y.oid = a.atttypid
left join pg_type base on base.oid = nullif(y.typbasetype, 0)
left join pg_type e on e.oid = nullif(y.typelem, 0) and y.typcategory = 'A'
where has_column_privilege(c.oid, a.attnum, 'select')
order by t.word, a.attnum
"""

_NAMES = (
    "(select array_agg(a.attname::text order by n.place) from unnest(k.{0})"
    " with ordinality as n(number, place) join pg_attribute a on a.attrelid = k.{1} and a.attnum = n.number)"
)
_KNOWN = "unnest(%(words)s::text[], %(oids)s::oid[], %(physical)s::text[])"
_CONSTRAINTS = f"""
select k.conname, child.word, parent.word, k.conrelid::regclass::text, k.confrelid::regclass::text,
    child.physical, parent.physical, {_NAMES.format("conkey", "conrelid")},
    {_NAMES.format("confkey", "confrelid")}, k.convalidated, k.condeferrable, k.confmatchtype
from pg_constraint k
left join {_KNOWN} as child(word, oid, physical) on child.oid = k.conrelid
left join {_KNOWN} as parent(word, oid, physical) on parent.oid = k.confrelid
where k.contype = 'f' and k.conparentid = 0 and (child.oid is not null or parent.oid is not null)
order by child.word, k.conname
"""


def look_up(connection: Connection, tables: Mapping[str, str]) -> Held:
    """Read the catalogue about V2's tables: physical names by names in words; absent ones are left out."""
    words, physical = list(tables), list(tables.values())
    oids = _oids(connection, physical)
    there = [n for n, oid in enumerate(oids) if oid is not None]
    known = [words[n] for n in there], [oids[n] for n in there], [physical[n] for n in there]
    found = list(_columns(connection.execute(_COLUMNS.encode(), known).fetchall()))
    asked = dict(zip(("words", "oids", "physical"), known, strict=True))
    declared = connection.execute(_CONSTRAINTS.encode(), asked).fetchall()
    keyed = {column.table for column, unique in found if unique}
    keys = (c for c, unique in found if unique or (c.name == "id" and c.table not in keyed))
    return Held(tuple(c for c, _ in found), tuple(keys), tuple(_constraints(declared)))


def _oids(connection: Connection, physical: list[str]) -> list[object]:
    # Quoted as everywhere: `Customer` is not `customer`.
    query = "select to_regclass(t)::oid from unnest(%s::text[]) with ordinality as u(t, n) order by n"
    return [row[0] for row in connection.execute(query.encode(), ([*map(name, physical)],)).fetchall()]


def _columns(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[HeldColumn, bool]]:
    for word, physical, column, kind, is_list, nullable, tuples, unique in rows:
        held = HeldColumn(
            str(word),
            str(physical),
            str(column),
            _KINDS.get(str(kind), "other"),
            bool(is_list),
            bool(nullable),
            float(str(tuples)),
        )
        yield held, bool(unique)


def _constraints(rows: Iterable[tuple[object, ...]]) -> Iterator[DeclaredConstraint]:
    for called, child, parent, child_class, parent_class, *rest in rows:
        child_physical, parent_physical, columns, parent_columns, validated, deferrable, match = rest
        yield DeclaredConstraint(
            str(called),
            str(child or child_class),
            tuple(map(str, columns if isinstance(columns, list) else ())),
            str(parent or parent_class),
            tuple(map(str, parent_columns if isinstance(parent_columns, list) else ())),
            str(child_physical or child_class).replace('"', ""),
            str(parent_physical or parent_class).replace('"', ""),
            bool(validated),
            bool(deferrable),
            _MATCHES.get(str(match), "simple"),
        )


def likeness(column: str, table: str) -> float:
    """How much a column's name speaks of a table, from 0 to 1: `sponsor_agent_id` of `agent`, `stage_id` of
    `lead_stages`, `network_id` of `network_hierarchy`."""
    stem, names = _stem(column), _names_of_one(table)
    if stem in names:
        return 1.0
    if stem.endswith(tuple(f"_{name}" for name in names)):
        return 0.9
    if any(name.endswith(f"_{stem}") for name in names):
        return 0.5
    return 0.4 if any(name.startswith(f"{stem}_") for name in names) else 0.0


@cache
def _stem(column: str) -> str:
    """What a column's name says that it is the id of."""
    return re.sub(r"_(?:id|ids|uuid|uuids)$", "", _snake(column))


@cache
def _names_of_one(table: str) -> tuple[str, ...]:
    """A table's name, and what one of its rows may be called."""
    word = _snake(table)
    endings = {"people": "person", "ies": "y", "sses": "ss", "xes": "x", "ches": "ch", "s": ""}
    return (word, *(word.removesuffix(many) + one for many, one in endings.items() if word.endswith(many)))


def _snake(word: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower()
