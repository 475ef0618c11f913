"""A database with a reader, and an environment value to start from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from cutover.manifest.environment import Side
from cutover.systems import System

from ..postgres_server import scratch_database

PASSWORD = "reader-secret-1"


@dataclass(frozen=True)
class Place:
    """A database by two roles: its owner, and a reader who may only SELECT."""

    owner: str
    reader: str


@pytest.fixture(scope="session")
def place() -> Iterator[Place]:
    """A database with V1's table old, V2's table new, and a view of V2 over V1's table."""
    with scratch_database() as owner:
        with psycopg.connect(owner, autocommit=True) as connection:
            role = f"reader_{connection.info.dbname}"
            connection.execute("create table old (id int primary key, xdo jsonb)")
            connection.execute(
                "create table new (id int primary key, a varchar(9), b numeric(14,2), c text[])"
            )
            connection.execute("insert into old select n, '{}' from generate_series(1, 10) as n")
            connection.execute("create view shadow as select id from (select * from old) as below")
            connection.execute(f"create role {role} login password '{PASSWORD}'")
            connection.execute(f"grant select on all tables in schema public to {role}")
        try:
            yield Place(owner, make_conninfo(owner, user=role, password=PASSWORD))
        finally:
            with psycopg.connect(owner, autocommit=True) as connection:
                connection.execute(f"drop owned by {role}; drop role {role}")


def system(name: str = "V1", **more: object) -> System:
    """A system with nothing but a name."""
    side = Side.model_validate(
        {"api": "http://127.0.0.1:1", "tables": "mvpw1_{id}", "without_database": "Ask."}
    )
    return System(**({"name": name, "side": side, "api": side.api} | more))
