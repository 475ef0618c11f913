"""Columns: the type of every column of V2's tables, read out of the SQL that makes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from twin.v2.build import schema

TABLE = re.compile(r"^create table (\w+) \(\n(.*?)\n\);", re.MULTILINE | re.DOTALL)
COLUMN = re.compile(r"^\s+(\w+)\s+(double precision|\w+(?:\([\d,]+\))?(?:\[\])?)(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Column:
    """One column: its type as it is declared, and whether it may hold null."""

    type: str
    nullable: bool


@cache
def columns() -> Mapping[str, Mapping[str, Column]]:
    """Return the columns of each table, both by their names."""
    return {
        table: {
            name: Column(kind, "primary key" not in rest and "not null" not in rest)
            for name, kind, rest in COLUMN.findall(body)
        }
        for table, body in TABLE.findall(schema())
    }
