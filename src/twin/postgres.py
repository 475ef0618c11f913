"""Postgres: opens the server that the twin's databases live in, an embedded one or one given by its DSN."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from twin.account import server_account
from twin.binaries import OLDEST, find_installation
from twin.cache import choose_root, open_cache, readable_disk_errors
from twin.embedded import shared_server
from twin.errors import WrongUse
from twin.server import Server, one_line

__all__ = ["Server", "given_server", "open_server"]


@contextmanager
def open_server(dsn: str | None, say: Callable[[str], None]) -> Iterator[Server]:
    """Give the server that `dsn` names, or share the embedded one for as long as the block runs.

    `say` is told what has to be waited for. Raises TwinError, WrongUse.
    """
    if dsn:
        yield given_server(dsn)
        return
    account = server_account()
    root = choose_root(account)
    with readable_disk_errors(root):
        installation = find_installation(account, root / "programs")
    with shared_server(open_cache(root, installation.major, account), installation, account, say) as server:
        yield server


def given_server(dsn: str) -> Server:
    """Return the server behind a DSN; raises WrongUse where it cannot be used."""
    try:
        with psycopg.connect(dsn, autocommit=True, connect_timeout=10) as connection:
            row = connection.execute(
                "select current_setting('server_version'), rolcreatedb or rolsuper, rolcreaterole or rolsuper"
                " from pg_roles where rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        raise WrongUse(
            "dsn-refused",
            f"The PostgreSQL that the DSN names cannot be used: {one_line(error)}.",
            "It comes from --dsn or TWIN_DSN. Correct it, or leave it out: the twin then brings a server.",
        ) from None
    version, databases, roles = row or ("0", False, False)
    version = str(version).split()[0]
    if int(version.split(".")[0]) < OLDEST:
        raise WrongUse(
            "dsn-too-old", f"The server is PostgreSQL {version}; the twin needs {OLDEST} or newer."
        )
    missing = [word for word, granted in (("CREATEDB", databases), ("CREATEROLE", roles)) if not granted]
    if missing:
        raise WrongUse(
            "dsn-rights",
            f"The role of the DSN lacks {' and '.join(missing)}.",
            "The twin makes databases and roles of its own on that server and drops them again.",
        )
    return Server(dsn, version, "the given DSN")
