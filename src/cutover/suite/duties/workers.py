"""A worker: what its catalogue entry lacks, what is wrong with its script, what it answers its example."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cutover.compare import (
    CannotRead,
    Opened,
    excerpt,
    incomplete,
    judge_script,
    open_envelope,
    read_json,
    read_script,
    undocumented,
    unpaired,
)
from cutover.evidence import Evidence, Outcome
from cutover.manifest import CATALOGUE, Check, Endpoint, Migration, Worker
from cutover.suite.asking import Asking
from cutover.suite.duties.seen import Shown, seen
from cutover.suite.text import count, silence

VIEWER = "user_id"
"""The input that says in whose name a worker is asked; a request says it by its token."""


def evidence(
    check: Check, migration: Migration, asking: Asking, scripts: str | None, shown: Shown
) -> Evidence:
    """Do one check: its subject is a worker's name and what is asked about it, or the whole catalogue."""
    if check.subject == CATALOGUE:
        return _catalogue(check, migration, scripts)
    name, _, facet = check.subject.rpartition(".")
    worker = migration.worker(name)
    endpoint = _endpoint(migration, worker)
    if facet == "critical":
        return _critical(check, migration, worker, endpoint, asking, shown)
    catalogue = {each.name: each for each in migration.workers}
    if facet == "static":
        return _static(check, worker, catalogue, migration.schema.types(), scripts)
    lacks = undocumented(worker, catalogue, endpoint, datetime.now(UTC).date())
    whole = "purpose, typed inputs, output, dependencies, date, test status and category"
    if not lacks:
        return seen(check, Outcome.PASSED, expected=whole, actual="all there")
    return _lacking(check, whole, worker, lacks)


def _catalogue(check: Check, migration: Migration, scripts: str | None) -> Evidence:
    expected = "as many scripts as workers, each named for its worker"
    names = [path.stem for path in _folder(scripts).glob("*.xs")]
    found = unpaired([each.id for each in migration.workers], names)
    if not found:
        told = f"{count(len(names), 'script')}, each of its worker"
        return seen(check, Outcome.PASSED, expected=expected, actual=told, figures={"scripts": len(names)})
    more = f" · {count(len(found), 'stray')}" if len(found) > 1 else ""
    return seen(
        check,
        Outcome.FAILED,
        expected=expected,
        actual=f"{found[0]}{more}",
        cause="scripts and catalogue are not the same list",
        samples=[{"finding": each} for each in found],
    )


def _folder(scripts: str | None) -> Path:
    if scripts is None:
        pytest.skip("the environment names no folder with V2's scripts: v2.scripts")
    return Path(scripts)


def _static(
    check: Check,
    worker: Worker,
    catalogue: Mapping[str, Worker],
    tables: Mapping[str, Mapping[str, str]],
    scripts: str | None,
) -> Evidence:
    expected = "a script that reads, answers on every path, handles errors, and has its entry's types"
    path = _folder(scripts) / f"{worker.id}.xs"
    try:
        reading = judge_script(read_script(path.read_text(encoding="utf-8")), worker, catalogue, tables)
    except (OSError, UnicodeDecodeError) as error:
        return _lacking(check, expected, worker, (f"{path.name} cannot be read: {type(error).__name__}",))
    except CannotRead as error:
        return _lacking(check, expected, worker, (f"{path.name} does not parse, {error}",))
    if reading.findings:
        return _lacking(check, expected, worker, tuple(f"{path.name} {each}" for each in reading.findings))
    told = "nothing wrong in what can be told without running it"
    return seen(check, Outcome.PASSED, expected=expected, actual=told, figures={"unseen": reading.unseen})


def _critical(
    check: Check,
    migration: Migration,
    worker: Worker,
    endpoint: Endpoint | None,
    asking: Asking,
    shown: Shown,
) -> Evidence:
    expected = "quirks, related functions, and an example that the worker really answers"
    known = {each.name for each in migration.workers} | {each.worker for each in migration.endpoints}
    lacks = incomplete(worker, known)
    if lacks or worker.example is None:
        return _lacking(check, expected, worker, lacks)
    if endpoint is None:
        told = "no endpoint of the manifest answers for this worker, so its example cannot be tried"
        return seen(
            check, Outcome.INCONCLUSIVE, expected=expected, actual=told, cause="no endpoint to try it by"
        )
    asking.demand(endpoint)
    given = dict(worker.example.input)
    user = given.pop(VIEWER, None)
    who = user if isinstance(user, int) else next(iter(asking.users_of(endpoint)), None)
    answer = asking.run(asking.v2(endpoint, given, who))
    opened = open_envelope(read_json(answer.body).value, answer.status, endpoint.enveloped)
    command = asking.command("V2", endpoint, given)
    return _tried(check, expected, worker, answer.error, opened, shown, command)


def _tried(
    check: Check,
    expected: str,
    worker: Worker,
    silent: str | None,
    opened: Opened,
    shown: Shown,
    command: str,
) -> Evidence:
    if silent:
        unreached = silent.startswith(("connect", "login"))
        return seen(
            check,
            Outcome.ERROR if unreached else Outcome.FAILED,
            expected=expected,
            actual=silence("V2", silent),
            reproduce=[command],
        )
    wrong = opened.findings or (worker.example and excerpt(worker.example.output, opened.data)) or ()
    if not wrong:
        told = "documented in full, and its example is what it answers"
        return seen(check, Outcome.PASSED, expected=expected, actual=told)
    return seen(
        check,
        Outcome.FAILED,
        expected=expected,
        actual=f"its example is not what it answers: {shown(wrong[0])}",
        cause="an example that the worker does not answer",
        samples=[{"worker": worker.name, "finding": shown(each)} for each in wrong],
        reproduce=[command],
    )


def _lacking(check: Check, expected: str, worker: Worker, lacks: tuple[str, ...]) -> Evidence:
    more = f" · {count(len(lacks), 'gap')}" if len(lacks) > 1 else ""
    samples: list[Mapping[str, object]] = [{"worker": worker.name, "finding": each} for each in lacks]
    return seen(
        check,
        Outcome.FAILED,
        expected=expected,
        actual=f"{lacks[0]}{more}",
        cause=lacks[0],
        samples=samples,
    )


def _endpoint(migration: Migration, worker: Worker) -> Endpoint | None:
    return next((each for each in migration.endpoints if each.worker == worker.name), None)
