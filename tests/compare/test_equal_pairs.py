"""Equal rows are called equal, whatever the sessions' settings, and whatever the databases are made of."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import psycopg
import pytest

from cutover.compare import Join, TableDifference, compare_table
from cutover.systems.database import PINS

from ..postgres_server import scratch_database
from .generated import LETTERS, MORE, TYPES, fill
from .pairs import TwoServers

ROUNDS = int(os.environ.get("COMPARE_ROUNDS", "1"))
ROWS, TABLES = 334, 3
"""Three tables a round in each kind of database: a thousand pairs of rows, four thousand in all."""

SETTINGS = {
    "datestyle": ("ISO, YMD", "SQL, DMY", "German", "Postgres, MDY"),
    "intervalstyle": ("postgres", "postgres_verbose", "sql_standard", "iso_8601"),
    "timezone": ("UTC", "Asia/Kathmandu", "America/Caracas", "Australia/Lord_Howe"),
    "extra_float_digits": ("-15", "0", "1", "3"),
    "bytea_output": ("hex", "escape"),
    "standard_conforming_strings": ("on", "off"),
    "array_nulls": ("on", "off"),
    "lc_numeric": ("C", "C.utf8"),
    "lc_monetary": ("C", "C.utf8"),
    "lc_time": ("C", "C.utf8"),
    "quote_all_identifiers": ("on", "off"),
    "transform_null_equals": ("on", "off"),
    "xmlbinary": ("base64", "hex"),
    "work_mem": ("64kB", "64MB"),
    "enable_hashjoin": ("on", "off"),
    "enable_hashagg": ("on", "off"),
    "enable_indexscan": ("on", "off"),
}


@dataclass(frozen=True)
class Made:
    """What a database is made of, and the letters that it can hold."""

    options: str = ""
    letters: str = MORE


DATABASES = {
    "as the twin's": Made(),
    "libc": Made("encoding 'UTF8' locale_provider libc locale 'C.utf8'"),
    "Latin-1": Made("encoding 'LATIN1' locale_provider libc locale 'C'", LETTERS),
    "Unicode": Made("encoding 'UTF8' locale_provider builtin builtin_locale 'PG_UNICODE_FAST'"),
    "ICU": Made("encoding 'UTF8' locale_provider icu icu_locale 'de-DE-u-kn'"),
}


@contextmanager
def opened(made: Made) -> Iterator[str]:
    """A database that is made so; the test is skipped where this server cannot make it."""
    with ExitStack() as stack:
        try:
            dsn = stack.enter_context(
                scratch_database(f"template template0 {made.options}" if made.options else "")
            )
        except (psycopg.errors.FeatureNotSupported, psycopg.errors.SyntaxError) as error:
            pytest.skip(f"this server cannot make such a database: {error.diag.message_primary}")
        yield dsn


@pytest.fixture(scope="module", params=DATABASES.values(), ids=DATABASES)
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[TwoServers, str]]:
    """V1 in a database of some kind and V2 in one as the twin's, and the letters that both can hold."""
    made: Made = request.param
    with (
        opened(made) as old,
        opened(Made()) as new,
        psycopg.connect(old, client_encoding="UTF8") as v1,
        psycopg.connect(new) as v2,
    ):
        yield TwoServers(v1, v2), made.letters


def within_one(connection: psycopg.Connection, source: Join) -> TableDifference:
    """Compare within one database, in a session as a run opens it."""
    with connection.transaction(force_rollback=True):
        for name, setting in PINS.items():
            connection.execute("select set_config(%s, %s, true)", (name, setting))
        return compare_table(connection, [source])


@pytest.mark.parametrize("seed", range(TABLES * ROUNDS))
def test_equal_rows_raise_no_alarm(pair: tuple[TwoServers, str], seed: int) -> None:
    """Of every type, in all the ways that V1 writes them, in two ways, under settings made by chance."""
    servers, letters = pair
    chance = random.Random(seed)
    try:
        fill(servers, chance, ROWS, letters)
        source = servers.joined(columns={name: name for name in TYPES})
        for connection in (servers.v1, servers.v2):
            for name, choices in SETTINGS.items():
                connection.execute("select set_config(%s, %s, false)", (name, chance.choice(choices)))
        apart = servers.compare(source)
        assert apart.same, apart
        assert (apart.rows_v1, apart.rows_v2) == (ROWS, ROWS)
        assert within_one(servers.v2, source) == apart
    finally:
        servers.v1.rollback()
        servers.v2.rollback()
