"""A small as-found pair in databases of its own: V1 is shared and only read, each V2 is a copy to put right.

A copy takes about half a second. V1 and V2 are two databases, as if on two servers; `together` has both in
one. REPAIR_SCALE makes all of them larger.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import yaml
from psycopg import sql

from cutover.repair.opening import Choice, Opened, open_pair
from twin.building import template
from twin.databases import WRITES, copy, drop
from twin.postgres import open_server
from twin.recipe import recipe
from twin.server import Server

MANIFEST = Path(__file__).resolve().parents[2] / "migration"
SCALE = float(os.environ.get("REPAIR_SCALE", "0.02"))
ROLES = {"reader": "on", "repair": "off"}
"""The roles of a ground, and whether they only read by default."""


@dataclass(frozen=True)
class Pair:
    """A pair to be planned for and repaired, and the manifest whose environment `small` leads there."""

    folder: Path
    """The manifest: links to the repository's files; a test may put its own in their place (`write`)."""
    v1: str
    v2: str
    repair: str
    owner: str
    """A DSN that may do anything in V2's database: what a test plants, it plants by this."""

    @property
    def choice(self) -> Choice:
        """What `open_pair` is asked for; on the command line: --migration=folder --environment=small."""
        return Choice(self.folder, "small")

    def opened(self) -> AbstractContextManager[Opened]:
        """Open it as a repair does, in a snapshot of now."""
        return open_pair(self.choice)

    def write(self, name: str, text: str) -> None:
        """Put a file of one's own in the place of one of the manifest's."""
        (self.folder / name).unlink(missing_ok=True)
        (self.folder / name).write_text(text)

    def change(self, **v2: object) -> None:
        """Change keys of V2's side of the environment; None removes one."""
        path = self.folder / "environments" / "small.yaml"
        document = yaml.safe_load(path.read_text())
        side = document["v2"] | v2
        document["v2"] = {key: value for key, value in side.items() if value is not None}
        path.write_text(yaml.safe_dump(document))

    def plant(self, *statements: str) -> None:
        """Run SQL in V2's database as one who may do anything."""
        with psycopg.connect(self.owner, autocommit=True) as connection:
            for each in statements:
                connection.execute(each.encode())

    def value(self, query: str) -> object:
        """What one query says of V2's database now."""
        with psycopg.connect(self.owner) as connection:
            row = connection.execute(query.encode()).fetchone()
            return row[0] if row else None


@dataclass(frozen=True)
class Ground:
    """What the pairs of a session are made from: V1, a V2 that nobody opens, a whole twin, and two roles."""

    server: Server
    name: str
    template: str
    passwords: Mapping[str, str]

    def dsn(self, database: str, role: str) -> str:
        """A DSN of one of the roles."""
        return self.server.url(database, f"{self.name}_{role}", self.passwords[role])

    @contextmanager
    def pair(self) -> Iterator[Pair]:
        """A new copy of V2 beside the shared V1."""
        with self._copy(f"{self.name}_v2") as database:
            yield from self._pair(f"{self.name}_v1", database)

    @contextmanager
    def together(self) -> Iterator[Pair]:
        """A new copy of both sides in one database."""
        with self._copy(self.template) as database:
            _settle(self, database)
            yield from self._pair(database, database)

    @contextmanager
    def _copy(self, origin: str) -> Iterator[str]:
        name = f"{self.name}_{secrets.token_hex(4)}"
        with self.server.connect() as maintenance:
            try:
                copy(self.server, maintenance, name, origin)
                self._admit(maintenance, name)
                yield name
            finally:
                drop(maintenance, name)

    def _admit(self, maintenance: psycopg.Connection, database: str) -> None:
        """Let the role that repairs make schemas: rights to a database are not copied with it."""
        statement = sql.SQL("grant create on database {} to {}")
        maintenance.execute(statement.format(sql.Identifier(database), sql.Identifier(f"{self.name}_repair")))

    def _pair(self, v1: str, v2: str) -> Iterator[Pair]:
        with TemporaryDirectory(prefix="cutover-small-") as folder:
            pair = Pair(
                Path(folder),
                self.dsn(v1, "reader"),
                self.dsn(v2, "reader"),
                self.dsn(v2, "repair"),
                self.server.database(v2),
            )
            _write_manifest(pair, v2)
            yield pair


@contextmanager
def ground() -> Iterator[Ground]:
    """Make what the pairs of a session are made from; all of it is dropped afterwards."""
    with open_server(os.environ.get("TWIN_DSN"), lambda _: None) as server, ExitStack() as left:
        made = template(server, recipe(SCALE, 7, server.major), "as-found", io.StringIO(), lambda _: None)
        name = f"scratch_{secrets.token_hex(6)}"
        ready = Ground(server, name, made, {role: secrets.token_hex(12) for role in ROLES})
        maintenance = left.enter_context(server.connect())
        left.callback(_drop_roles, maintenance, name)
        for role, reads in ROLES.items():
            who = sql.Identifier(f"{name}_{role}")
            password = sql.Literal(ready.passwords[role])
            maintenance.execute(sql.SQL("create role {} login password {}").format(who, password))
            only = sql.SQL("alter role {} set default_transaction_read_only = {}")
            maintenance.execute(only.format(who, sql.Literal(reads)))
        for side, origin in (("v1", made), ("v2", made + WRITES)):
            left.callback(drop, maintenance, f"{name}_{side}")
            copy(server, maintenance, f"{name}_{side}", origin)
            _settle(ready, f"{name}_{side}", repaired=side == "v2")
        yield ready


def _settle(ready: Ground, database: str, repaired: bool = True) -> None:
    """Let the reader read all, and give V2's tables to the one who repairs, as in a twin that stands."""
    with ready.server.connect(database) as connection:
        reader, repair = (sql.Identifier(f"{ready.name}_{role}") for role in ROLES)
        if repaired:
            connection.execute(sql.SQL("grant usage on schema public to {}").format(repair))
            for table in _tables(connection):
                connection.execute(sql.SQL("alter table {} owner to {}").format(table, repair))
        connection.execute(sql.SQL("grant usage on schema public to {}").format(reader))
        connection.execute(sql.SQL("grant select on all tables in schema public to {}").format(reader))


def _tables(connection: psycopg.Connection) -> Sequence[sql.Identifier]:
    found = connection.execute(r"select tablename from pg_tables where tablename like 'mvpw5\_%'").fetchall()
    return [sql.Identifier(str(name)) for (name,) in found]


def _drop_roles(maintenance: psycopg.Connection, name: str) -> None:
    for role in ROLES:
        maintenance.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(f"{name}_{role}")))


def _write_manifest(pair: Pair, database: str) -> None:
    for each in MANIFEST.iterdir():
        if each.name != "environments":
            (pair.folder / each.name).symlink_to(each)
    document = yaml.safe_load((MANIFEST / "environments" / "standing.yaml").read_text())
    del document["start"]
    for key in ("writes_api", "scripts", "watch"):
        del document["v2"][key]
    document |= {"name": "small", "identity": f"small as-found pair {database}"}
    document["v1"] |= {"api": "http://127.0.0.1:9/v1", "database": pair.v1}
    document["v2"] |= {"api": "http://127.0.0.1:9/v2", "database": pair.v2, "repair": pair.repair}
    (pair.folder / "environments").mkdir()
    (pair.folder / "environments" / "small.yaml").write_text(yaml.safe_dump(document))
