"""A pair of tables for each kind of bad input, all of them in one database; run as a command.

Its first line tells where the database is; the end of its input ends it. No API is ever asked.
"""

import json
import os
import sys
from dataclasses import dataclass, field

import psycopg

from twin.postgres import open_server

ROLE, PASSWORD = "cutover_spoiled_reader", "spoiled-reader-password-3"
ROWS = 40


@dataclass(frozen=True)
class Spoiled:
    """What is done to the tables `v1_…` and `v2_…`, and how the check that meets it ends."""

    outcome: str
    told: str
    sql: tuple[str, ...] = ()
    column: dict[str, object] = field(default_factory=dict)
    match: str = "id"


KINDS = {
    "good": Spoiled("passed", f"{ROWS} rows, all equal"),
    "no_primary_key": Spoiled(
        "failed",
        "1 row with a key twice in V1",
        (
            "alter table v1_{0} drop constraint v1_{0}_pkey",
            "alter table v2_{0} drop constraint v2_{0}_pkey",
            "insert into v1_{0} select * from v1_{0} where id = 7",
        ),
    ),
    "text_key": Spoiled(
        "failed",
        "1 row missing in V2 · 1 row only in V2",
        ("alter table v2_{0} alter id type text", "update v2_{0} set id = 'x7' where id = '7'"),
    ),
    "impossible_key": Spoiled(
        "error", "not-comparable", (
            "alter table v2_{0} drop constraint v2_{0}_pkey",
            "alter table v2_{0} alter id type point using point(id, id)",
        ),
    ),
    "no_v1_table": Spoiled("error", "v1-table-absent", ("drop table v1_{0}",)),
    "no_v2_table": Spoiled("failed", "V2 has no table v2_no_v2_table", ("drop table v2_{0}",)),
    "no_documents": Spoiled("error", "v1-no-documents", ("alter table v1_{0} rename xdo to doc",)),
    "no_v2_column": Spoiled("failed", "V2 has no column a", ("alter table v2_{0} drop a",)),
    "no_key_column": Spoiled("error", "key-column-absent", ("alter table v2_{0} rename id to number",)),
    "no_v1_field": Spoiled(
        "failed", f"a: V1 NULL → V2 1 · {ROWS} of {ROWS} rows", ("update v1_{0} set xdo = xdo - 'a'",)
    ),
    "v1_denied": Spoiled("error", "v1-table-absent", ("revoke select on v1_{0} from " + ROLE,)),
    "v2_denied": Spoiled("failed", "V2 has no table v2_v2_denied", ("revoke select on v2_{0} from " + ROLE,)),
    "rows_denied": Spoiled(
        "error",
        "database-refused: InsufficientPrivilege",
        (
            "create function refused(bigint) returns boolean language plpgsql as"
            " 'begin if $1 = 7 then raise insufficient_privilege; end if; return true; end'",
            "alter table v1_{0} enable row level security",
            "create policy refusing on v1_{0} using (refused(id))",
        ),
    ),
    "cut": Spoiled(
        "error",
        "database-lost",
        column={
            "sql": "case when {value}::int = 23"
            " then pg_terminate_backend(pg_backend_pid())::text || pg_sleep(9) else {value} end"
        },
    ),
    "slow": Spoiled(
        "error",
        "statement-timeout",
        column={"sql": "case when {value}::int = 23 and pg_sleep(60) is null then {value} else {value} end"},
    ),
    "locked": Spoiled("error", "lock-timeout"),
    "no_object": Spoiled(
        "failed", "1 row whose V1 document is no object",
        ("update v1_{0} set xdo = '[]' where id = 7", "update v2_{0} set a = null where id = 7"),
    ),
    "unparseable": Spoiled(
        "failed",
        "a: 1 value cannot be read as integer, such as 'seven' (row 7)",
        ("update v1_{0} set xdo = jsonb_set(xdo, '{{a}}', '\"seven\"') where id = 7",),
    ),
}  # fmt: skip


def build(connection: psycopg.Connection) -> None:
    """Make a good pair of tables for each kind, and spoil it."""
    for kind, spoiled in KINDS.items():
        rows = f"from generate_series(1, {ROWS}) n"
        for statement in (
            "create table v1_{0} (id bigint primary key, xdo jsonb not null)",
            f"insert into v1_{{0}} select n, jsonb_build_object('a', n) {rows}",
            "create table v2_{0} (id bigint primary key, a integer)",
            f"insert into v2_{{0}} select n, n {rows}",
            f"grant select on v1_{{0}}, v2_{{0}} to {ROLE}",
            *spoiled.sql,
        ):
            connection.execute(statement.format(kind).encode())


def main() -> None:
    """Build, tell, wait for the end of standard input."""
    name = f"spoiled_{os.getpid()}"
    with open_server(os.environ.get("TWIN_DSN"), lambda said: print(said, file=sys.stderr)) as server:
        with server.connect() as connection:
            connection.execute(f"create database {name}")
            if not connection.execute("select 1 from pg_roles where rolname = %s", (ROLE,)).fetchone():
                connection.execute(f"create role {ROLE} login password '{PASSWORD}'")
        try:
            with server.connect(name) as connection:
                build(connection)
            with server.connect(name) as locking, locking.transaction():
                locking.execute("lock table v2_locked in access exclusive mode")
                print(json.dumps({"database": server.url(name, ROLE, PASSWORD)}), flush=True)
                sys.stdin.read()
        finally:
            with server.connect() as connection:
                connection.execute(f"drop database if exists {name} with (force)")


if __name__ == "__main__":
    main()
