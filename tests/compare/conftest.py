"""A PostgreSQL connection, with the session settings of a run."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from ..postgres_server import scratch_database


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
