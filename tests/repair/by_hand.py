"""A migration of four tables on two database servers, by hand: people with settings, deals with tags."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from cutover.compare import Names
from cutover.manifest.migration import Migration
from cutover.manifest.reference import Reference
from cutover.manifest.repairing import MissingTable, SurplusTable
from cutover.manifest.table import TableFile
from cutover.manifest.tolerances import Tolerances

from ..postgres_server import scratch_database

Connection = psycopg.Connection

PEOPLE = TableFile.model_validate(
    {
        "v1": {"table": "people"},
        "v2": {
            "settings": {
                "match": {"person_id": "id"},
                "columns": {"theme": "theme", "dark": {"from": "dark", "empty": False}},
                "new": {"id": "its own key"},
            },
            "person": {
                "columns": {"name": "name", "born": "born", "balance": "balance"},
                "new": {"noted_at": "when it was migrated"},
            },
        },
    },
    context={},
)
DEALS = TableFile.model_validate(
    {
        "v1": {"table": "deals"},
        "v2": {
            "deal": {
                "where": "xdo->>'kind' <> 'draft'",
                "columns": {"person_id": "person", "amount": "amount"},
            },
            "deal_tag": {
                "match": {"deal_id": "id", "tag": "item"},
                "each": "tags",
                "new": {"id": "its own key"},
            },
        },
    },
    context={},
)
REFERENCES = (
    Reference(child="settings", column="person_id", parent="person", domain="user"),
    Reference(child="deal", column="person_id", parent="person", domain="deal", nullable=True),
    Reference(child="deal_tag", column="deal_id", parent="deal", domain="deal"),
)
PEOPLE_MISSING = MissingTable(source="people", domain="user", reason="they were never migrated")
DEALS_MISSING = MissingTable(source="deals", domain="deal", reason="they were never migrated")
DEALS_SURPLUS = SurplusTable(table="deal", domain="deal", reason="V2 synced them by itself")
NAMES = Names(
    {"people": "people", "deals": "deals"},
    {"person": "person", "settings": "settings", "deal": "deal", "deal_tag": "deal_tag"},
)
V2 = """
create table person (
    id int primary key, name varchar(20), born date, balance numeric(14,2), noted_at timestamptz
);
create table settings (id int primary key, person_id int, theme text, dark boolean);
create table deal (id int primary key, person_id int, amount numeric(14,2));
create table deal_tag (id serial primary key, deal_id int, tag text);
"""


def migration(**changes: object) -> Migration:
    """The migration by hand, with other parts."""
    made = Migration("by hand", Path(), "sha256:0", Tolerances(), tables=(PEOPLE, DEALS))
    return replace(made, **{"references": REFERENCES, **changes})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Two:
    """Sessions of two databases, each in a transaction that is rolled back."""

    v1: Connection
    v2: Connection

    def people(self, *documents: object) -> None:
        """Put V1's people there, with ids from 1; None leaves one out."""
        self._fill("people", documents)

    def deals(self, *documents: object) -> None:
        """Put V1's deals there, in the same way."""
        self._fill("deals", documents)

    def _fill(self, table: str, documents: Sequence[object]) -> None:
        rows = [(n, json.dumps(each)) for n, each in enumerate(documents, 1) if each is not None]
        self.v1.cursor().executemany(f"insert into {table} values (%s, %s)".encode(), rows)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What V2 says."""
        return self.v2.execute(query.encode()).fetchall()


@contextmanager
def two_databases() -> Iterator[tuple[str, str]]:
    """Yield the DSNs of two new databases."""
    with scratch_database() as v1, scratch_database() as v2:
        yield v1, v2


@contextmanager
def sessions(dsns: tuple[str, str]) -> Iterator[Two]:
    """Yield sessions in which the four tables are there, and empty."""
    with psycopg.connect(dsns[0]) as v1, psycopg.connect(dsns[1]) as v2:
        for table in ("people", "deals"):
            v1.execute(f"create table {table} (id int primary key, xdo jsonb not null)".encode())
        v2.execute(V2.encode())
        yield Two(v1, v2)
        v1.rollback()
        v2.rollback()
