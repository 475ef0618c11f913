"""A PostgreSQL connection, with the session settings of a run."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from ..postgres_server import scratch_database
from .pairs import TwoServers


@pytest.fixture(scope="session")
def dsn() -> Iterator[str]:
    """The DSN of a database that only these tests use."""
    with scratch_database() as found:
        yield found


@pytest.fixture
def connection(dsn: str) -> Iterator[psycopg.Connection]:
    """A session in a transaction that is rolled back, so that each test makes its own tables."""
    with psycopg.connect(dsn) as connection:
        connection.execute("set timezone = 'UTC'")
        yield connection
        connection.rollback()


@pytest.fixture(scope="module")
def other_dsn() -> Iterator[str]:
    """Give V1 a database of its own."""
    with scratch_database() as found:
        yield found


@pytest.fixture
def servers(dsn: str, other_dsn: str) -> Iterator[TwoServers]:
    """Sessions whose settings have nothing in common."""
    with psycopg.connect(other_dsn) as v1, psycopg.connect(dsn) as v2:
        v1.execute(
            "set timezone = 'Asia/Kathmandu'; set datestyle = 'German'; set intervalstyle = 'iso_8601'"
        )
        v1.execute("set extra_float_digits = -5; set bytea_output = 'escape'")
        v2.execute("set timezone = 'UTC'")
        yield TwoServers(v1, v2)
        v1.rollback()
        v2.rollback()
