"""Databases: making, finding and dropping the twin's databases on its server."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

import psycopg
from psycopg import sql

from twin.cache import disk_full
from twin.server import Server

BUILDING = "twin_part_"
"""What the name of a template begins with until it is complete."""
WRITES = "_writes"
"""What the name of a template without V1 ends with, and of a clone of it."""
OURS = "pg_has_role(datdba, 'member')"
"""The condition of a database that this role may drop: on a server given by DSN others may have twins too."""
TEMPLATES = "^twin_(ready|as_found)_[0-9a-f]+$"


@dataclass(frozen=True)
class Template:
    """A template: its size in bytes, with the one without V1, and when a run last asked for it.

    `note` says when that was (UTC), then scale and seed: sorted by it, the template used last comes last.
    """

    name: str
    size: int
    note: str


def templates(maintenance: psycopg.Connection) -> tuple[Template, ...]:
    """Return every complete template, the one used last first."""
    found = maintenance.execute(
        "select datname, (select sum(pg_database_size(parts.oid)) from pg_database parts"
        " where parts.datname in (whole.datname, whole.datname || %s)),"
        " coalesce(shobj_description(oid, 'pg_database'), '')"
        f" from pg_database whole where datname ~ %s and {OURS} order by 3 desc, 1",
        [WRITES, TEMPLATES],
    ).fetchall()
    return tuple(Template(str(name), int(size), str(used)) for name, size, used in found)


def names(maintenance: psycopg.Connection, pattern: str) -> list[str]:
    """Return the databases whose name matches a regular expression."""
    found = maintenance.execute(
        f"select datname from pg_database where datname ~ %s and {OURS} order by 1".encode(), [pattern]
    )
    return [str(name) for (name,) in found.fetchall()]


def exists(maintenance: psycopg.Connection, name: str) -> bool:
    """Return whether there is a database of that name."""
    return maintenance.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None


def size(maintenance: psycopg.Connection, name: str) -> int:
    """Return a database's size in bytes."""
    row = maintenance.execute("select pg_database_size(%s)", [name]).fetchone()
    return int(row[0]) if row else 0


def drop(maintenance: psycopg.Connection, name: str) -> None:
    """Drop a database, whoever is connected to it; one that is not there is no error."""
    maintenance.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def drop_template(maintenance: psycopg.Connection, name: str) -> None:
    """Drop a template and the one without V1 that belongs to it."""
    drop(maintenance, name)
    drop(maintenance, name + WRITES)


def copy(server: Server, maintenance: psycopg.Connection, name: str, origin: str | None) -> None:
    """Make a copy of `origin`, or an empty database that sorts text by code point on every server."""
    words: list[sql.Composable] = [sql.SQL("create database {} template {} strategy file_copy").format(
        sql.Identifier(name), sql.Identifier(origin or "template0")
    )]  # fmt: skip
    if origin is None:
        words.append(sql.SQL("encoding 'UTF8' locale 'C'"))
        if server.major >= 17:
            words.append(sql.SQL("locale_provider builtin builtin_locale 'C.UTF-8'"))
    statement = sql.SQL(" ").join(words)
    if server.major >= 18:
        # Where the file system can share blocks, a copy takes no time and no room.
        maintenance.execute("set file_copy_method = clone")
        try:
            maintenance.execute(statement)
        except (psycopg.OperationalError, psycopg.NotSupportedError, psycopg.InternalError):
            maintenance.execute("set file_copy_method = copy")
        else:
            return
    maintenance.execute(statement)


def require_room(server: Server, needed: int) -> None:
    """Refuse to begin where the disk has not `needed` bytes; a server given by DSN is not looked at."""
    if server.folder is not None:
        free = shutil.disk_usage(server.folder).free
        if free < needed:
            raise disk_full(server.folder, needed, free)
