"""Looking: one look at a system under load: its database's activity, its health URL, its processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import httpx
import orjson
import psutil
import psycopg

from cutover.load.watched import Reading
from cutover.systems.database import reason

ACTIVITY = """
select count(*) filter (where datname is not null),
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
       (select count(*) from pg_locks where not granted)
from pg_stat_activity where pid <> pg_backend_pid()
"""
LARGEST_HEALTH = 100_000
SESSION = "-c default_transaction_read_only=on -c statement_timeout=1000 -c lock_timeout=500"


@dataclass(frozen=True, slots=True)
class Target:
    """What is watched: the side's name, where its database and its health are, and its processes by name."""

    name: str
    conninfo: str | None = None
    without_database: str = ""
    health: str | None = None
    paths: Mapping[str, str] | None = None
    processes: Mapping[str, int] | None = None
    database_processes: Mapping[str, int] | None = None


Look = dict[str, Any]
"""What one source saw: some of a reading's values by name."""


class Blind(Exception):
    """Why a source cannot be seen; its text holds no secret."""


class Eyes:
    """The sources of one target. A source that does not answer in time is told as such and not waited for."""

    def __init__(self, target: Target, patience: float = 0.8) -> None:
        self._patience = patience
        activity, health, processes = Activity(target), Health(target), Processes(target)
        self._sources: Mapping[str, Callable[[], Look]] = {
            f"{target.name}'s database": activity.look,
            f"{target.name}'s health": health.look,
            f"{target.name}'s processes": processes.look,
        }
        self._executor = ThreadPoolExecutor(max_workers=len(self._sources), thread_name_prefix="look")
        self._pending: dict[str, Future[Look]] = {}

    def look(self) -> Reading:
        """Look once at everything."""
        reading = Reading(at=time.time())
        for name, source in self._sources.items():
            if name not in self._pending:
                self._pending[name] = self._executor.submit(source)
        wait(self._pending.values(), timeout=self._patience)
        seen: Look = {}
        trouble: dict[str, str] = {}
        for name, future in tuple(self._pending.items()):
            if not future.done():
                trouble[name] = f"did not answer within {self._patience:g} s"
                continue
            del self._pending[name]
            try:
                told = future.result()
            except Blind as error:
                trouble[name] = str(error)
                continue
            # A process's memory that we see ourselves is worth more than what it tells.
            seen["memory_bytes"] = told.pop("memory_bytes", {}) or seen.get("memory_bytes", {})
            seen |= told
        return replace(reading, **seen, trouble=trouble)


class Activity:
    """The database's own view of who is connected and who waits."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None

    def look(self) -> Look:
        """Count connections and waiting locks; raises Blind."""
        if self._target.conninfo is None:
            raise Blind(f"not named in the environment. {self._target.without_database}".strip())
        try:
            if self._connection is None:
                self._connection = psycopg.connect(
                    self._target.conninfo, autocommit=True, connect_timeout=2, options=SESSION
                )
            row = self._connection.execute(ACTIVITY).fetchone()
        except psycopg.Error as error:
            if self._connection is not None:
                with suppress(psycopg.Error):
                    self._connection.close()
                self._connection = None
            raise Blind(reason(error)) from None
        assert row is not None, "an aggregate gives one row"
        return {"connections": row[0], "max_connections": row[1], "waiting_locks": row[2]}


class Health:
    """What the system tells of itself at a URL."""

    def __init__(self, target: Target) -> None:
        self._url = target.health
        self._paths = target.paths or {}
        self._name = target.name
        self._client = httpx.Client(timeout=2.0, follow_redirects=False, trust_env=False)

    def look(self) -> Look:
        """Read the URL once; raises Blind."""
        if self._url is None:
            return {}
        try:
            answer = self._client.get(self._url)
            told = orjson.loads(answer.content[:LARGEST_HEALTH])
        except httpx.HTTPError as error:
            raise Blind(f"cannot be read ({type(error).__name__})") from None
        except orjson.JSONDecodeError:
            raise Blind(f"answered {answer.status_code} with something that is no JSON") from None
        if answer.status_code != 200:
            raise Blind(f"answered {answer.status_code}")
        found = {name: _number(told, name, path) for name, path in self._paths.items()}
        memory = found.pop("memory_bytes", None)
        return found | ({"memory_bytes": {self._name: memory}} if memory is not None else {})


def _number(told: object, name: str, path: str) -> int:
    for part in path.split("."):
        told = told.get(part) if isinstance(told, dict) else None
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise Blind(f"its JSON holds no number at {path} ({name})")
    return int(told)


class Processes:
    """Memory and CPU of processes of this machine, each with all that it started."""

    def __init__(self, target: Target) -> None:
        self._named = {**(target.processes or {}), **(target.database_processes or {})}
        self._spent: dict[tuple[int, float], float] = {}
        self._at = time.monotonic()

    def look(self) -> Look:
        """Read each process once; raises Blind where one is gone."""
        memory: dict[str, int] = {}
        cpu: dict[str, float] = {}
        now, spent = time.monotonic(), dict[tuple[int, float], float]()
        for name, pid in self._named.items():
            family = _family(name, pid)
            memory[name] = sum(map(_own_memory, family))
            theirs = {(each.pid, each.create_time()): _seconds(each) for each in family}
            if self._spent and now > self._at:
                more = sum(
                    max(0.0, seconds - self._spent.get(key, seconds)) for key, seconds in theirs.items()
                )
                cpu[name] = round(more / (now - self._at), 3)
            spent |= theirs
        self._spent, self._at = spent, now
        return {"memory_bytes": memory, "cpu": cpu}


def _family(name: str, pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        raise Blind(f"{name} has ended") from None


def _own_memory(process: psutil.Process) -> int:
    """Return what a process alone holds: PostgreSQL's share a cache that is none's own."""
    with suppress(psutil.Error):
        info = process.memory_info()
        return int(info.rss - getattr(info, "shared", 0))
    return 0


def _seconds(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0
