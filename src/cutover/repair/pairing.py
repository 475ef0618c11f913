"""Pairing: V1's rows and V2's in the order of their keys, beside each other, and those that are alone.

Keys alone travel, in streams: no table is ever held, and each side may be another server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Literal

import psycopg

from cutover.compare.catalogue import Connection
from cutover.compare.chunk import Chunk, Span
from cutover.compare.hashes import base_of
from cutover.compare.join import v2_condition
from cutover.compare.settled import young_row
from cutover.compare.sqltext import name
from cutover.repair.origin import INTEGERS, Key, Origin, demand_guarding

ROWS_AT_ONCE = 20_000

Order = tuple[object, ...]
"""A row's key as numbers and bytes, whose order is the same on every server."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A row that has no partner: of V1 by its id (and position), of V2 by its primary key.

    `young` rows changed too lately to be judged; `nameless` ones have NULL in their key, so that nobody can
    say which row they are.
    """

    side: Literal["v1", "v2"]
    key: Key
    young: bool = False
    nameless: bool = False


def alone(v1: Connection, v2: Connection, origin: Origin) -> Iterator[Alone]:
    """Yield the rows of either side that no row of the other stands for, in the order of their keys.

    Where a key stands several times on both sides its rows are partners in order, each once.
    """
    guarded = _needs_guards(v1, origin)
    with ExitStack() as stack:
        old = _stream(stack, v1, "v1", _of_v1(origin, guarded))
        new = _stream(stack, v2, "v2", _of_v2(origin))
        yield from _merged(old, new, len(origin.join.key_columns))


def _merged(old: Iterator[Order], new: Iterator[Order], width: int) -> Iterator[Alone]:
    left, right = next(old, None), next(new, None)
    while left is not None or right is not None:
        if left is not None and None in left[:width]:
            yield _alone("v1", left, width)
            left = next(old, None)
        elif right is not None and None in right[:width]:
            yield _alone("v2", right, width)
            right = next(new, None)
        elif right is None or (left is not None and left[:width] < right[:width]):
            assert left is not None
            yield _alone("v1", left, width)
            left = next(old, None)
        elif left is None or right[:width] < left[:width]:
            yield _alone("v2", right, width)
            right = next(new, None)
        else:
            left, right = next(old, None), next(new, None)


def _alone(side: Literal["v1", "v2"], row: Order, width: int) -> Alone:
    young, *key = row[width:]
    return Alone(side, tuple(map(str, key)), bool(young), None in row[:width])


def _stream(stack: ExitStack, connection: Connection, side: str, query: str) -> Iterator[Order]:
    # In a savepoint, so that what fails leaves the transaction as it was.
    stack.enter_context(connection.transaction())
    cursor = stack.enter_context(connection.cursor(name=f"cutover_keys_{side}"))
    cursor.itersize = ROWS_AT_ONCE
    cursor.execute(query.encode())
    return iter(cursor)


def _keys_in_v1(origin: Origin, guarded: bool = False) -> str:
    """V1's rows with their keys, as a FROM item: a document is read for its key alone."""
    return f"{Chunk(replace(origin.join, large=False), Span(), guarded).v1_rows} as v1"


def _of_v1(origin: Origin, guarded: bool) -> str:
    keys = [_ordered(f"v1.k{n}", origin, n) for n in range(len(origin.join.key_columns))]
    young = "v1.unsettled" if origin.join.settled else "false"
    row = ["v1.id", "v1.position"] if origin.each else ["v1.id"]
    return _in_order(keys, [young, *row], _keys_in_v1(origin, guarded), row)


def _of_v2(origin: Origin) -> str:
    rows = f"(select * from {name(origin.relation)} as v2 where {v2_condition(origin.join)}) as v2"
    held = [f"v2.{name(each)}" for each in origin.join.key_columns]
    typed = [
        f"{each}::{origin.join.types[column]}" if column in origin.join.own else each
        for each, column in zip(held, origin.join.key_columns, strict=True)
    ]
    keys = [_ordered(each, origin, n) for n, each in enumerate(typed)]
    own = [f"v2.{name(each)}" for each in origin.key]
    told = [f"{each}::text" for each in own]
    return _in_order(keys, [young_row(origin.join, "v2"), *told], rows, own)


def _in_order(keys: list[str], told: list[str], rows: str, last: list[str]) -> str:
    order = ", ".join([*(str(n + 1) for n in range(len(keys))), *last])
    return f"select {', '.join([*keys, *told])} from {rows} order by {order}"


def _ordered(value: str, origin: Origin, place: int) -> str:
    """A part of the key as a number, or as bytes: their order is the same on every server."""
    type_ = origin.join.types[origin.join.key_columns[place]]
    base = base_of(type_)
    if base in INTEGERS:
        return value
    if base == "numeric":
        value = f"trim_scale({value})"
    if type_ == "citext":
        value = f"lower({value}::text)"
    return f"convert_to({value}::text, 'UTF8')"


def _needs_guards(v1: Connection, origin: Origin) -> bool:
    """Whether some part of V1's keys cannot be cast; keys made of row ids and texts always can."""
    numbered = origin.join.row_key is not None and len(origin.join.key_columns) == 1
    if numbered:
        return False
    keys = " or ".join(f"v1.k{n} is null" for n in range(len(origin.join.key_columns)))
    try:
        with v1.transaction():
            v1.execute(f"select count(*) from {_keys_in_v1(origin)} where {keys}".encode())
    except psycopg.DataError:
        demand_guarding(v1, origin)
        return True
    return False
