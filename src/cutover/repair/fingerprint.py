"""Fingerprints of V2: by them a repair tells what it changed, and a restore that nothing is left of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from queue import Empty, SimpleQueue

from cutover.compare.catalogue import pages
from cutover.compare.fingerprint import fingerprint
from cutover.systems import Database, System, connect

SESSIONS = 2
ABSENT = "absent"
"""The fingerprint of a table that is not there, or that the role may not read."""


def fingerprints(
    system: System, tables: Mapping[str, str], snapshot: str | None = None, sessions: int = SESSIONS
) -> dict[str, str]:
    """sha256 of every table (word → physical name), by its word; read in one snapshot by some sessions.

    `snapshot` is one that a session has exported and holds; without it a new one is taken now. Nothing of a
    table comes here but hashes. Raises DatabaseFailed where the database cannot be reached.
    """
    with ExitStack() as resources:
        first = resources.enter_context(connect(system, snapshot))
        shared = snapshot or first.export_snapshot()
        others = [resources.enter_context(connect(system, shared)) for _ in range(sessions - 1)]
        there = set(tables.values()) - set(first.missing(tables.values()))
        words = sorted(
            (word for word in tables if tables[word] in there),
            key=lambda word: -pages(first.connection, tables[word]),
        )
        queue: SimpleQueue[str] = SimpleQueue()
        for word in words:
            queue.put(word)
        with ThreadPoolExecutor(sessions) as pool:
            parts = pool.map(lambda session: dict(_taken(session, queue, tables)), (first, *others))
            found = {word: told for part in parts for word, told in part.items()}
    return {word: found.get(word, ABSENT) for word in tables}


def unlike(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The tables whose fingerprints are not the same, by their words."""
    return tuple(sorted(word for word in {*before, *after} if before.get(word) != after.get(word)))


def _taken(
    session: Database, queue: SimpleQueue[str], tables: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """Take tables off the queue until none is left: the largest stand first."""
    with suppress(Empty):
        while True:
            word = queue.get_nowait()
            yield word, fingerprint(session.connection, tables[word])
