"""Names and values as SQL text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that stand in the statement itself, where a table could: `sql` is a SELECT.

    A comparer is tried on them before it is believed, without writing anything anywhere.
    """

    sql: str


def relation(table: str | Rows) -> str:
    """A FROM item without alias: a physical table, or rows."""
    return f"({table.sql})" if isinstance(table, Rows) else name(table)


def name(identifier: str) -> str:
    """Quote an identifier; a schema stands before a dot: `public.mvpw1_41`."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in identifier.split("."))


def literal(value: object) -> str:
    """Write a text, number, boolean or null as a literal."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def any_of(expression: str, numbers: Iterable[int]) -> str:
    """The condition that an expression is one of the numbers."""
    return f"{expression} = any('{{{','.join(map(str, numbers))}}}'::bigint[])"


def with_tables(fragment: str, tables: Mapping[str, str]) -> str:
    """Put physical names where a fragment of the manifest says `{user}`; an unknown name raises KeyError."""
    return PLACEHOLDER.sub(lambda found: name(tables[found[1]]), fragment)
