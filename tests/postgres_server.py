"""A database of its own for the tests of one room, on the server that the twin would use."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from twin.postgres import open_server


@contextmanager
def scratch_database(options: str = "") -> Iterator[str]:
    """Yield the DSN of a new, empty database as a role that may do anything; it is dropped afterwards.

    `options` are those of CREATE DATABASE: another encoding, another collation.
    """
    name = f"scratch_{secrets.token_hex(6)}"
    with open_server(os.environ.get("TWIN_DSN"), lambda _: None) as server:
        with server.connect() as connection:
            connection.execute(f"create database {name} {options}".encode())
        try:
            yield server.database(name)
        finally:
            with server.connect() as connection:
                connection.execute(
                    psycopg.sql.SQL("drop database {} with (force)").format(psycopg.sql.Identifier(name))
                )
