"""A worker's database sessions: one a side, all of them in the snapshot that the controller holds."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from cutover.compare import Again, Join, Names, join
from cutover.manifest import V2Table
from cutover.systems import Database, Pair, System, connect
from cutover.systems.database import Connection

_MOST_AT_ONCE = 4
_PAUSE = 5.0
"""Seconds until what differs in a living pair is read again."""


class Sessions:
    """Opens sessions when first wanted, and again when one was lost while the snapshot is still held.

    A check whose database this environment does not declare is skipped: not run, which is no pass.
    """

    def __init__(
        self,
        pair: Pair,
        snapshots: tuple[str, str],
        resources: ExitStack,
        workers: int = 1,
        still: bool = False,
    ) -> None:
        self._pair = pair
        self._workers = workers
        self._still = still
        self._snapshots = snapshots
        self._resources = resources
        self._open: dict[str, Database] = {}
        self._types: dict[str, dict[str, str]] = {}

    @contextmanager
    def v1(self) -> Iterator[Database]:
        """V1's database for one check, read as V2's is."""
        with self._reading(self._pair.v1, self._snapshots[0]) as database:
            yield database

    @contextmanager
    def v2(self) -> Iterator[Database]:
        """V2's database for one check: whatever it does or breaks is rolled back."""
        with self._reading(self._pair.v2, self._snapshots[1]) as database:
            yield database

    @contextmanager
    def both(self) -> Iterator[tuple[Database, Database]]:
        """V1's and V2's database for one check; one session, twice, where one database holds both."""
        for system in (self._pair.v1, self._pair.v2):
            self._demand(system)
        with self._reading(self._pair.v1, self._snapshots[0]) as v1:
            if self._snapshots[0] == self._snapshots[1]:
                yield v1, v1
                return
            with self._reading(self._pair.v2, self._snapshots[1]) as v2:
                yield v1, v2

    @contextmanager
    def either(self) -> Iterator[tuple[Database | None, Database]]:
        """The same for a check of V2 that V1 may add to: None for V1 where it has no database."""
        if self._pair.v1.conninfo is not None:
            with self.both() as found:
                yield found
            return
        with self.v2() as v2:
            yield None, v2

    @contextmanager
    def spare(self) -> Iterator[Connection]:
        """One more session that sees both sides' tables, in the same snapshot, for one heavy check."""
        with connect(self._pair.v1, self._snapshots[0] or None) as database:
            yield database.connection

    @contextmanager
    def fresh(self) -> Iterator[Connection]:
        """A session in a snapshot of its own: how things are now."""
        with connect(self._pair.v1) as database:
            yield database.connection

    @contextmanager
    def fresh_v2(self) -> Iterator[Connection]:
        """The same of V2's database, where it is another one."""
        with connect(self._pair.v2) as database:
            yield database.connection

    @property
    def again(self) -> Again:
        """How rows that differ are read again: what stands still needs no pause."""
        return Again(0.0 if self._still else _PAUSE, self.fresh, self.fresh_v2)

    @property
    def at_once(self) -> int:
        """How many sessions one check may use: the cores that the workers leave free, four at the most."""
        return max(1, min(_MOST_AT_ONCE, (os.cpu_count() or 1) // self._workers))

    def joins(self, database: Database, table: V2Table, names: Names) -> tuple[Join, ...]:
        """Bring the sources of a V2 table together with its columns' types; none where V2 lacks it."""
        physical = names.v2[table.name]
        if physical not in self._types:
            self._types[physical] = database.columns(physical)
        return tuple(join(source, names, self._types[physical]) for source in table.sources)

    @contextmanager
    def _reading(self, system: System, snapshot: str) -> Iterator[Database]:
        self._demand(system)
        database = self._database(system, snapshot)
        # A savepoint, so that a statement that fails leaves the snapshot to the checks behind it.
        with database.connection.transaction(force_rollback=True):
            yield database

    def _database(self, system: System, snapshot: str) -> Database:
        database = self._open.get(system.name)
        if database is None or database.connection.closed:
            database = self._resources.enter_context(connect(system, snapshot or None))
            self._open[system.name] = database
        return database

    def _demand(self, system: System) -> None:
        if system.conninfo is None:
            pytest.skip(f"{system.name} has no database in this environment: {system.side.without_database}")
