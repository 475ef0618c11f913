"""A table's comparison in a process of its own, which kills itself after so many ranges; run as a command."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import psycopg

from cutover.compare import Join, Names, Part, TableDifference, spans, two_servers
from cutover.evidence import Evidence, Redactor
from cutover.manifest import Check, Target
from cutover.suite.checkpoints import Checkpoint, Checkpoints
from cutover.suite.duties import tables
from cutover.suite.duties.seen import Shown
from cutover.suite.pausing import Pause
from cutover.systems import Database

KEY = {"pair": "one pair", "manifest": "sha256:1", "version": "1"}
COLUMNS = {"a": "a", "email": {"from": "email", "personal": True}, "n": {"from": "n", "tolerance": 0.02}}
TYPES = {"id": "integer", "a": "integer", "email": "text", "n": "numeric"}
SHOWN = Shown(lambda: Redactor([], b"key"), ())


def source(**target: object) -> Join:
    """The source of `new`."""
    value = Target.model_validate({"name": "new", "id": 1, "columns": COLUMNS} | target)
    return Join(value, "old", "new", TYPES, Names({"old": "old"}, {"new": "new"}))


def small() -> None:
    """Make ranges small, so that a small table has several."""
    spans.STEP = 10
    two_servers.SPAN, two_servers.PASSES, two_servers.SMALLEST_BUCKET = 100, 10**6, 2


def compared(
    servers: tuple[str, ...],
    checkpoints: Checkpoints,
    ranges: int | None = None,
    noted: bool = True,
    **target: object,
) -> tuple[TableDifference, Evidence, Checkpoint]:
    """Compare on one server or between two; kill this process when it has done so many ranges.

    `noted` says whether the last of them is still written down.
    """
    with ExitStack() as stack:
        sides = [Database(stack.enter_context(psycopg.connect(dsn)), "V") for dsn in servers]
        joins = [source(**target)]
        course = checkpoints.course("new", sides[0], sides[-1], joins)
        done, keep = [], course.keep

        def counted(part: Part) -> None:
            done.append(part)
            if len(done) == ranges and not noted:
                os.kill(os.getpid(), signal.SIGKILL)
            keep(part)
            if len(done) == ranges:
                os.kill(os.getpid(), signal.SIGKILL)

        course.keep = counted  # type: ignore[method-assign]
        found = tables.look(sides[0], sides[-1], joins, course=course)
        assert isinstance(found, TableDifference)
        evidence = tables.evidence(Check("tables/new", ""), joins, found, SHOWN, notes=course.notes)
        course.made = len(done)  # type: ignore[attr-defined]
        return found, evidence, course


def checkpoints(folder: Path, run: str, begun: str, resume: bool, **key: str) -> Checkpoints:
    """The checkpoints of a run."""
    whole: Mapping[str, str] = KEY | key
    return Checkpoints(folder, (run, begun), whole, Pause(None), resume)


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    small()
    place = checkpoints(Path(told["folder"]), told["run"], told["begun"], told["resume"])
    compared(tuple(told["servers"]), place, told["ranges"], told["noted"])
