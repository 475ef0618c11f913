"""What of V1 reaches V2: each key of each document, and whether what it becomes is ever filled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import psycopg

from cutover.compare.catalogue import Connection
from cutover.compare.join import Join, elements, text_at, v1_condition, v2_condition, value_at
from cutover.compare.own_types import TEXTS
from cutover.compare.sqltext import Rows, literal, name, relation
from cutover.manifest.table import ROW_ID, Column, TableFile, Target

# Most fields are filled within the first few rows; only what is not is looked for in all of them.
FIRST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """A V1 key that is neither mapped nor dropped: its path, how often it occurs, the first row with it."""

    path: str
    count: int
    row: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of all documents of a V1 table. `shapeless` documents are no objects, so they have no keys."""

    rows: int
    unknown: tuple[UnknownKey, ...] = ()
    shapeless: int = 0


@dataclass(frozen=True, slots=True)
class Filled:
    """Which columns of one V2 table ever hold something in the rows of one source: not NULL and not ''."""

    rows: bool
    columns: frozenset[str] = frozenset()


def known_keys(file: TableFile) -> Mapping[str, frozenset[str]]:
    """The keys that a V1 table's file accounts for, by where they stand.

    '' is the document itself, `address` an object in it, `plans[]` the elements of an array. What is mapped
    or dropped whole is not looked into.
    """
    arrays = {tuple(target.each.split(".")) for target in file.v2 if target.each is not None}
    paths = {path for target in file.v2 for path in _paths(target)}
    paths |= {_in_elements(tuple(each.name.replace("[]", "").split(".")), arrays) for each in file.dropped}
    whole = {_plain(path) for path in paths}
    found: dict[str, set[str]] = {"": {ROW_ID}}
    for path in paths:
        for depth in range(len(path)):
            if not any(_plain(path[:above]) in whole for above in range(1, depth + 1)):
                found.setdefault(".".join(path[:depth]), set()).add(path[depth].removesuffix("[]"))
    return {place: frozenset(keys) for place, keys in sorted(found.items())}


def find_unknown(connection: Connection, table: str | Rows, known: Mapping[str, frozenset[str]]) -> Keys:
    """Read every document of a V1 table; tell the keys that nobody accounts for, the most frequent first."""
    try:
        with connection.transaction():
            rows, found = _unknown(connection, table, known, guarded=False)
    except psycopg.DataError:  # a document that is no object has no keys to take away
        rows, found = _unknown(connection, table, known, guarded=True)
    shapeless = sum(each.count for each in found if not each.path)
    unknown = tuple(each for each in found if each.path)
    return Keys(rows, unknown, shapeless)


def filled_in_v1(connection: Connection, joined: Join) -> Filled:
    """Which columns of a source have a V1 field that ever holds something."""
    target = joined.target
    fields = {each.name: _field(each, target) for each in target.columns if each.source is not None}
    # Detoasted once, not once per field.
    rows = f"(select id, xdo || '{{}}'::jsonb as xdo from {relation(joined.v1)} as v1 offset 0) as v1"
    if target.each is not None:
        array = elements("v1.xdo", target.each)
        rows += (
            f" cross join lateral jsonb_array_elements({array}) with ordinality as element(item, position)"
        )
    wanted = {column: f"nullif({field}, '') is not null" for column, field in fields.items()}
    return _filled(connection, f"{rows} where {v1_condition(joined)}", wanted)


def filled_in_v2(connection: Connection, joined: Join) -> Filled:
    """Which columns of a V2 table ever hold something, in the rows that belong to the source."""
    wanted = {}
    for column in joined.target.columns:
        kind = joined.types.get(column.name)
        if kind is not None and column.source is not None:
            held = f"v2.{name(column.name)}"
            text = kind.partition("(")[0] in TEXTS
            wanted[column.name] = f"nullif({held}, '') is not null" if text else f"{held} is not null"
    return _filled(connection, f"{relation(joined.v2)} as v2 where {v2_condition(joined)}", wanted)


def _paths(target: Target) -> Iterator[tuple[str, ...]]:
    sources = [match.field for match in target.match]
    sources += [each.source for each in target.columns if each.source is not None]
    if target.each is None:
        yield from (tuple(source.split(".")) for source in sources)
        return
    array = tuple(target.each.split("."))
    inside = [tuple(source.split(".")) for source in sources]
    yield from (path for path in inside if path[0] not in ("item", "position"))
    elements_ = [path[1:] for path in inside if path[0] == "item"]
    if not elements_ or () in elements_:
        yield array
    yield from (_in_elements((*array, *path), {array}) for path in elements_ if path)


def _in_elements(path: tuple[str, ...], arrays: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    """Mark the array that a path leads through: ('plans', 'rate') becomes ('plans[]', 'rate')."""
    for array in arrays:
        if path[: len(array)] == array and len(path) > len(array):
            return (*array[:-1], f"{array[-1]}[]", *path[len(array) :])
    return path


def _plain(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each.removesuffix("[]") for each in path)


def _unknown(
    connection: Connection, table: str | Rows, known: Mapping[str, frozenset[str]], guarded: bool
) -> tuple[int, tuple[UnknownKey, ...]]:
    row = connection.execute(f"select count(*) from {relation(table)} as v1".encode()).fetchone()
    found = _keys(connection, _at_root(table, known[""], guarded))
    inner = {place: keys for place, keys in known.items() if place}
    if inner:
        found += _keys(connection, _inside(table, inner))
    return int(str(row[0])) if row else 0, tuple(sorted(found, key=lambda each: (-each.count, each.path)))


def _keys(connection: Connection, query: str) -> list[UnknownKey]:
    rows = connection.execute(query.encode()).fetchall()
    return [UnknownKey(str(path), int(str(count)), str(row)) for path, count, row in rows]


def _at_root(table: str | Rows, known: Iterable[str], guarded: bool) -> str:
    """Take the known keys away; what is left is unknown. A path '' is a document that is no object."""
    rest = f"xdo - {_list(known)}"
    if guarded:
        rest = f"case when jsonb_typeof(xdo) = 'object' then {rest} else '{{\"\": 0}}' end"
    rests = f"select id, {rest} as rest from {relation(table)} as v1 offset 0"
    return (
        f"select key, count(*), min(id) from ({rests}) as document"
        " cross join lateral jsonb_object_keys(rest) as key where rest <> '{}' group by key"
    )


def _inside(table: str | Rows, known: Mapping[str, frozenset[str]]) -> str:
    pieces = " union all ".join(_piece(place, keys) for place, keys in known.items())
    documents = f"select id, xdo || '{{}}'::jsonb as xdo from {relation(table)} as v1 offset 0"
    return (
        f"select place || key, count(*), min(id) from ({documents}) as document"
        f" cross join lateral ({pieces}) as piece cross join lateral jsonb_object_keys(rest) as key"
        " where rest <> '{}' group by place, key"
    )


def _piece(place: str, known: Iterable[str]) -> str:
    array, of_elements, rest = place.partition("[]")
    value = value_at("xdo", array)
    rows = ""
    if of_elements:
        rows = f" from jsonb_array_elements({elements('xdo', array)}) as element(item)"
        value = value_at("item", rest.lstrip(".")) if rest else "item"
    taken = f"case when jsonb_typeof({value}) = 'object' then ({value}) - {_list(known)} else '{{}}' end"
    return f"select {literal(place + '.')} as place, {taken} as rest{rows}"


def _list(keys: Iterable[str]) -> str:
    # In the order in which a document keeps them, so that each is found early: three times as fast.
    ordered = sorted(keys, key=lambda key: (len(key.encode()), key.encode()))
    return f"array[{', '.join(map(literal, ordered))}]::text[]"


def _field(column: Column, target: Target) -> str:
    source = column.source or ""
    first, _, rest = source.partition(".")
    if source == ROW_ID or (target.each is not None and source == "position"):
        return f"{'v1.' if source == ROW_ID else ''}{source}::text"
    if target.each is None or first != "item":
        return text_at("v1.xdo", source)
    return text_at("item", rest) if rest else "item#>>'{}'"


def _filled(connection: Connection, rows: str, wanted: Mapping[str, str]) -> Filled:
    """Ask the first rows, and for what they leave open all of them."""
    some, found = _ask(connection, f"{rows} limit {FIRST_ROWS}", wanted, tuple(wanted))
    left = tuple(column for column in wanted if column not in found)
    if left and some == FIRST_ROWS:
        found |= _ask(connection, rows, wanted, left)[1]
    return Filled(some > 0, frozenset(found))


def _ask(
    connection: Connection, rows: str, wanted: Mapping[str, str], columns: Sequence[str]
) -> tuple[int, set[str]]:
    flags = "".join(f", {wanted[each]} as f{n}" for n, each in enumerate(columns))
    told = "".join(f", coalesce(bool_or(f{n}), false)" for n in range(len(columns)))
    row = connection.execute(
        f"select count(*){told} from (select 1{flags} from {rows}) as seen".encode()
    ).fetchone()
    number, *flagged = row or (0,)
    return int(str(number)), {column for column, flag in zip(columns, flagged, strict=True) if flag}
