"""Absence: what it means that the row which an orphan points at is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Literal

import psycopg

from cutover.compare.catalogue import Connection, documents
from cutover.compare.expressions import Expression, cast, expression
from cutover.compare.join import Join, Names, elements, join, v1_condition
from cutover.compare.known import Typed, types_of
from cutover.compare.links import GUARDS_SINCE, Link, is_filled
from cutover.compare.own_types import with_base_types
from cutover.compare.spans import INTEGERS
from cutover.compare.sqltext import any_of, literal, relation
from cutover.manifest.table import ROW_ID, Source

Absence = Literal[
    "",
    "never in V1",
    "in V1, not migrated",
    "deleted in V1 since",
    "key of another type",
    "soft-deleted in V1",
]
"""What it means that an orphan's parent is not there; "" where V1 cannot say: the manifest leaves V1's row
out, or V2 gives the parent's key itself."""

Values = tuple[str, ...]
"""What an orphan holds, as texts: a value for each column of its reference."""

AT_ONCE = 2_000
"""Values that one statement asks about."""
_SUREST: tuple[Absence, ...] = (
    "in V1, not migrated",
    "soft-deleted in V1",
    "",
    "deleted in V1 since",
    "never in V1",
)
"""Which word counts where several rows or sources say different ones."""


def why_absent(
    v1: Connection,
    v2: Connection,
    link: Link,
    sources: Sequence[Source],
    names: Names,
    values: Collection[Values],
) -> dict[Values, Absence]:
    """Tell for each of the values, which no row of the link's parent has, why it is absent.

    `sources` are those of the parent, none of a table that is new in V2. V1 and V2 may be two servers: only
    the values travel. V1's row is found by its id where the parent's key is made of that; else the whole
    source is read, once for each two thousand values.
    """
    types = types_of(v2, link.parent)
    known = {column: each.full for column, each in types.items()}
    joins = [with_base_types(v2, join(source, names, known)) for source in sources]
    found: dict[Values, Absence] = {}
    for some in _parts(tuple(dict.fromkeys(values))):
        keys = _as_keys(v2, [types[each] for each in link.parent_columns], some)
        words: dict[Values, set[Absence]] = {key: {"never in V1"} for key in keys.values()}
        for joined in joins if words else ():
            for key, word in _told_by(v1, joined, link, tuple(words)):
                words[key].add(word)
        for each in some:
            told = words[keys[each]] if each in keys else None
            found[each] = "key of another type" if told is None else min(told, key=_SUREST.index)
    return found


def _parts(values: Sequence[Values]) -> Iterator[Sequence[Values]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def _as_keys(v2: Connection, types: Sequence[Typed], values: Sequence[Values]) -> dict[Values, Values]:
    """The values as the parent's key would be written; those that could be none are left out."""
    if v2.info.server_version < GUARDS_SINCE:
        return dict(_one_by_one(v2, types, values))
    columns = [(f"v{n}", type_.type) for n, type_ in enumerate(types)]
    texts = ", ".join(f"{each}::{type_}::text" for each, type_ in columns)
    valid = " and ".join(f"pg_input_is_valid({each}, {literal(type_)})" for each, type_ in columns)
    given = (
        f"unnest({_arrays(values)}) with ordinality as given({', '.join(each for each, _ in columns)}, place)"
    )
    query = f"select place, case when {valid} then array[{texts}] end from {given}"
    found = v2.execute(query.encode()).fetchall()
    return {values[int(str(place)) - 1]: _key(key) for place, key in found if key is not None}


def _one_by_one(
    v2: Connection, types: Sequence[Typed], values: Sequence[Values]
) -> Iterator[tuple[Values, Values]]:
    """What a server makes of each value that cannot be asked whether a text is valid."""
    for value in values:
        pairs = zip(value, types, strict=True)
        texts = ", ".join(f"{literal(each)}::{type_.type}::text" for each, type_ in pairs)
        try:
            with v2.transaction():
                row = v2.execute(f"select array[{texts}]".encode()).fetchone()
        except psycopg.DataError:
            continue
        if row is not None:
            yield value, _key(row[0])


def _told_by(
    v1: Connection, joined: Join, link: Link, keys: Sequence[Values]
) -> Iterator[tuple[Values, Absence]]:
    """What one source says of the keys that it has a word on."""
    read = [reading for each in link.parent_columns if (reading := _reading(joined, each)) is not None]
    if len(read) < len(link.parent_columns):
        yield from ((key, "") for key in keys)
        return
    numbered = _is_row_id(v1, joined, link)
    if numbered:
        row = v1.execute(f"select max(id) from {relation(joined.v1)} as v1".encode()).fetchone()
        last = int(str(row[0])) if row and row[0] is not None else 0
        yield from ((key, "deleted in V1 since") for key in keys if 0 < int(key[0]) <= last)
    query = _rows(joined, read, _reading(joined, link.deleted), keys, numbered)
    for key, taken, gone in v1.execute(query.encode()).fetchall():
        yield _key(key), "soft-deleted in V1" if gone else "in V1, not migrated" if taken else ""


def _reading(joined: Join, column: str | None) -> Expression | None:
    """What a source says of a V2 column, as SQL over `v1`; None where it says nothing."""
    target, type_ = joined.target, joined.types.get(column or "")
    if column is None or type_ is None:
        return None
    labels, each = joined.labels(column), target.each is not None
    mapped = next((found for found in target.columns if found.name == column), None)
    if mapped is not None:
        return expression(mapped, type_, each, labels)
    field = next((match.field for match in target.match if match.column == column), None)
    return None if field is None else cast(field, type_, None, each, labels)


def _is_row_id(v1: Connection, joined: Join, link: Link) -> bool:
    """Whether the parent's key is V1's row id, a whole number."""
    if len(link.parent_columns) > 1 or joined.target.each is not None:
        return False
    column = link.parent_columns[0]
    fields = {match.field for match in joined.target.match if match.column == column}
    mapped = [each for each in joined.target.columns if each.name == column]
    whole = {each.source for each in mapped} | fields == {ROW_ID} and not any(each.sql for each in mapped)
    return whole and documents(v1, joined.v1).columns.get("id") in INTEGERS


def _rows(
    joined: Join,
    read: Sequence[Expression],
    deleted: Expression | None,
    keys: Sequence[Values],
    numbered: bool,
) -> str:
    """V1's rows with one of the keys: the key as texts, whether the manifest takes it, and whether it is
    deleted."""
    array = joined.target.each
    more = ", item, position" if array else ""
    elements_ = (
        f" cross join lateral jsonb_array_elements({elements('xdo', array)})"
        " with ordinality as element(item, position)"
        if array
        else ""
    )
    among = f" where {any_of('id', (int(key[0]) for key in keys))}" if numbered else ""
    document = f"(select id, xdo from {relation(joined.v1)} as v1{among}) as document"
    taken = f"coalesce({v1_condition(joined)}, false)"
    rows = f"(select id, xdo{more}, {taken} as taken from {document}{elements_})"
    gone = "false" if deleted is None else is_filled(f"({deleted.guarded})")
    texts = [f"({each.guarded})::text" for each in read]
    query = f"select array[{', '.join(texts)}], taken, {gone} from {rows} as v1"
    if numbered:
        return query
    return f"{query} where ({', '.join(texts)}) in (select * from unnest({_arrays(keys)}) as wanted)"


def _arrays(values: Sequence[Values]) -> str:
    """The values column by column, as arrays of texts."""
    columns = zip(*values, strict=True)
    return ", ".join(f"array[{', '.join(map(literal, column))}]::text[]" for column in columns)


def _key(value: object) -> Values:
    assert isinstance(value, list), "the statement gives an array"
    return tuple(map(str, value))
