"""Fingerprint: sha256 over every row of a table, in the order of its key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cutover.compare.catalogue import Connection, primary_key
from cutover.compare.sqltext import Rows, name, relation

PART = 10_000
"""Rows whose hashes the server sums up at once: 320 kB, however long the rows are."""
ROW = "cutover_row"


def fingerprint(connection: Connection, table: str | Rows, key: Sequence[str] = ()) -> str:
    """sha256 of a table's columns and rows as hex digits; `key` orders rows that stand in the statement.

    The server hashes each row's text, so only a hash for each ten thousand travels; the session must be
    pinned, as those of `cutover.systems` are. Without a primary key the order is that of the rows' texts.
    """
    text = f"({ROW}.*)::text"
    keys = ", ".join(name(each) for each in key or primary_key(connection, table)) or f'{text} collate "C"'
    numbered = (
        f"select sha256(convert_to({text}, 'UTF8')) as h, row_number() over (order by {keys}) as n"
        f" from {relation(table)} as {ROW}"
    )
    summed = (
        f"select sha256(string_agg(h, ''::bytea order by n)), count(*) from ({numbered}) as numbered"
        f" group by (n - 1) / {PART} order by (n - 1) / {PART}"
    )
    whole = hashlib.sha256("\n".join(columns(connection, table)).encode())
    for part, count in connection.execute(summed.encode()):
        whole.update(f"\n{count}:".encode() + (part if isinstance(part, bytes) else b""))
    return whole.hexdigest()


def columns(connection: Connection, table: str | Rows) -> tuple[str, ...]:
    """The names of a table's columns, in their order."""
    found = connection.execute(f"select * from {relation(table)} as {ROW} limit 0".encode()).description
    return tuple(each.name for each in found or ())
