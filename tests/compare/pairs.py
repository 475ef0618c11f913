"""V1's documents in one database and V2's rows in another, and again both beside each other in one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import psycopg

from cutover.compare import Join, Names, TableDifference, compare_table, compare_two_servers
from cutover.manifest.table import Target

Connection = psycopg.Connection


@dataclass(frozen=True)
class TwoServers:
    """Sessions of two databases; V2's holds a copy of V1's rows too, so that both ways can be compared."""

    v1: Connection
    v2: Connection

    def make(self, documents: Iterable[object], columns: str, rows: Sequence[str] = ()) -> None:
        """Make V1's table `old` out of documents (ids from 1) and V2's table `new` out of SQL rows."""
        numbered = [(n, json.dumps(each)) for n, each in enumerate(documents, 1)]
        for connection in (self.v1, self.v2):
            connection.execute("drop table if exists old")
            connection.execute("create table old (id int primary key, xdo jsonb not null)")
            with connection.cursor() as cursor:
                cursor.executemany("insert into old values (%s, %s)", numbered)
        self.v2.execute("drop table if exists new")
        self.v2.execute(f"create table new ({columns})")
        if rows:
            self.v2.execute(f"insert into new values {', '.join(f'({row})' for row in rows)}")

    def joined(self, **target: object) -> Join:
        """One source from `old` to `new`."""
        value = Target.model_validate({"name": "new", "id": 1} | target)
        rows = self.v2.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = 'new'::regclass and attnum > 0 and not attisdropped"
        ).fetchall()
        return Join(value, "old", "new", dict(rows), Names({"old": "old"}, {"new": "new"}))

    def compare(self, *sources: Join) -> TableDifference:
        """Compare between the two servers."""
        return compare_two_servers(self.v1, self.v2, sources)

    def both_ways(self, *sources: Join) -> TableDifference:
        """Compare in both ways, which say the same."""
        apart, within = self.compare(*sources), compare_table(self.v2, sources)
        assert apart == within
        return apart


def numbers(found: TableDifference) -> TableDifference:
    """A difference without its samples, which may be others where very many rows differ."""
    return replace(found, samples=(), keys=())
