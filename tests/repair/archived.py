"""A small V2 and an honest archive of what a repair did to it, written by hand with the archive's own SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg.types.json import Jsonb

from cutover.compare import trail
from cutover.compare.fingerprint import fingerprint
from cutover.repair.archive import begin_run, create_archive, keep_typed, next_batch, note, seal

RELATIONS = {"agent": "v2_agent", "income": "v2_income", "note": "v2_note"}
TABLES = """
drop schema if exists cutover_repair cascade;
drop table if exists v2_note, v2_income, v2_agent, others;
create table v2_agent (id int primary key, name text);
create table v2_income (id bigint primary key, agent_id int, amount numeric(14,2), at timestamptz);
create table v2_note (income_id bigint, position int, text text, primary key (income_id, position));
create table others (id int);
insert into v2_agent select n, 'agent ' || n from generate_series(1, 20) as n;
insert into v2_income select n, n, n * 1.5, '2026-01-01'::timestamptz + n * interval '1 hour'
    from generate_series(1, 20) as n;
insert into v2_income values (21, 901, 1, null), (22, 902, 2, null), (23, 903, 3, null), (24, 30, 4, null);
insert into v2_note select n, 1, 'note' from generate_series(1, 24) as n;
"""
"""Income 21 to 23 belong to agents that are not there, 24 to one that is restored."""


@dataclass
class Repair:
    """One run at work; each batch is a transaction."""

    connection: psycopg.Connection
    run: str = "R1"
    actor: str = "ada@example.org"
    before: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def batch(self, step: str) -> Iterator[int]:
        """One transaction: changes, their entries, and the seal."""
        with self.connection.transaction():
            number = next_batch(self.connection)
            yield number
            seal(self.connection, number, self.run, step, 0.01)

    def change(
        self, batch: int, step: str, table: str, key: dict[str, object], action: str, sql: str
    ) -> None:
        """Do something to one row, and write it down as the repair does."""
        relation = RELATIONS[table]
        keep_typed(self.connection, relation)
        where = " and ".join(f"t.{column} = {value}" for column, value in key.items())
        before = self._row(relation, where)
        number = self._one(f"select coalesce(max(number), 0) + 1 from {trail.CHANGES}")
        if before is not None:
            self.connection.execute(
                f"insert into {trail.typed(relation)} select {number}, t.* from {relation} t"
                f" where {where}".encode()
            )
        self.connection.execute(sql.encode())
        entries = (
            "(select %s::bigint as number, %s::text as run, %s::text as step, %s::bigint as batch,"
            " '[]'::jsonb as planned, %s::text as table_name, %s::text as relation, %s::jsonb as key,"
            " %s::text as action, 'income.agent_id'::text as reference, 'the agent is gone'::text as reason,"
            " ''::text as decision, %s::text as actor, now() as at, %s::jsonb as before, %s::jsonb as after)"
        )
        after = self._row(relation, where)
        self.connection.execute(
            trail.log(entries).encode(),
            (
                *(number, self.run, step, batch, table, relation, Jsonb(key), action, self.actor),
                *(None if each is None else Jsonb(each) for each in (before, after)),
            ),
        )

    def fingerprints(self) -> dict[str, str]:
        """sha256 of every table."""
        return {word: fingerprint(self.connection, physical) for word, physical in RELATIONS.items()}

    def _row(self, relation: str, where: str) -> object:
        return self._one(f"select to_jsonb(t) from {relation} t where {where}")

    def _one(self, query: str) -> object:
        row = self.connection.execute(query.encode()).fetchone()
        return row[0] if row else None


@contextmanager
def repairing(connection: psycopg.Connection, run: str = "R1") -> Iterator[Repair]:
    """A run from its first note to its last."""
    create_archive(connection)
    repair = Repair(connection, run)
    before = repair.fingerprints()
    begin_run(
        connection, run, "apply", repair.actor, plan="d" * 64, approved="d" * 64, before=before,
        orphans={"before": {"income.agent_id": 4}},
    )  # fmt: skip
    yield repair
    after = repair.fingerprints()
    note(
        connection, run, state="done", after=after,
        orphans={"before": {"income.agent_id": 4}, "after": {"income.agent_id": 0}},
    )  # fmt: skip


def repaired(connection: psycopg.Connection) -> None:
    """Repair the four orphans, each in its own way: three batches, seven changes."""
    with repairing(connection) as repair:
        with repair.batch("restore") as batch:
            repair.change(
                batch, "restore", "agent", {"id": 30}, "restore", "insert into v2_agent values (30, 'é')"
            )
        with repair.batch("re-point") as batch:
            for row, value in ((21, "5"), (22, "null")):
                sql = f"update v2_income set agent_id = {value} where id = {row}"
                action = "set-null" if value == "null" else "re-point"
                repair.change(batch, "re-point", "income", {"id": row}, action, sql)
        with repair.batch("quarantine") as batch:
            repair.change(
                batch, "quarantine", "note", {"income_id": 23, "position": 1}, "cascade",
                "delete from v2_note where income_id = 23",
            )  # fmt: skip
            repair.change(
                batch, "quarantine", "income", {"id": 23}, "quarantine", "delete from v2_income where id = 23"
            )
