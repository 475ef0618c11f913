"""Server: the PostgreSQL that the twin's databases live in, and what its errors mean to a user."""

from __future__ import annotations

import shutil
import traceback
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from twin.cache import disk_full
from twin.errors import TwinError, WrongUse


@dataclass(frozen=True)
class Server:
    """A server that runs: the DSN of its maintenance database, as a role that makes databases and roles."""

    conninfo: str
    version: str
    origin: str
    folder: Path | None = None
    pid: int | None = None
    """The process id of a server of our own."""

    @property
    def major(self) -> int:
        """Return the major version."""
        return int(self.version.split(".")[0])

    def database(self, name: str) -> str:
        """Return the DSN of another database, as the same role."""
        return make_conninfo(self.conninfo, dbname=name)

    def url(self, database: str, role: str, password: str) -> str:
        """Return a DSN as a URL, for a role of its own."""
        parts = conninfo_to_dict(self.conninfo)
        host, port = parts.get("host") or "127.0.0.1", parts.get("port") or 5432
        tail = ""
        if str(host).startswith("/"):
            tail, host = f"?host={host}", ""
        return f"postgresql://{role}:{password}@{host}:{port}/{database}{tail}"

    def connect(self, name: str | None = None) -> psycopg.Connection:
        """Open an autocommit connection to the maintenance database, or to the database `name`."""
        try:
            return psycopg.connect(self.database(name) if name else self.conninfo, autocommit=True)
        except BaseException as error:
            # The frames of an interruption hold the half made connection, and while a backend waits for its
            # password no database can be dropped.
            traceback.clear_frames(error.__traceback__)
            raise


def explained(server: Server, error: psycopg.Error) -> TwinError | None:
    """Return what an error of the server means to a user, or None where it is about the statement itself."""
    place = server.folder or server.origin
    full = server.folder is not None and shutil.disk_usage(server.folder).free < 64_000_000
    if full or isinstance(error, psycopg.errors.DiskFull):
        return disk_full(place)
    said = one_line(error)
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return WrongUse("dsn-rights", f"The role of the server may not do what the twin needs: {said}.")
    if isinstance(error, psycopg.errors.TooManyConnections):
        advice = "End another run that uses it, or name a folder of your own with TWIN_CACHE."
        return TwinError("server-busy", f"The server takes no more connections: {said}.", advice)
    if isinstance(error, psycopg.OperationalError) and error.sqlstate in (None, "57P01", "57P02", "57P03"):
        advice = f"Its messages are in {server.folder}/postgresql.log." if server.folder else ""
        return TwinError("server-lost", f"The server ended while the twin was using it: {said}.", advice)
    return None


def one_line(error: BaseException) -> str:
    """Return an error's text on one line, without a closing stop."""
    text = str(error).strip() or type(error).__name__
    return " · ".join(line.strip() for line in text.splitlines() if line.strip()).rstrip(".")
