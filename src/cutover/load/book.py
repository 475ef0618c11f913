"""Book: the ledger of one load run, and the evidence of its one check."""

import os
import shlex
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from cutover.evidence import Evidence, Footer, Header, LedgerWriter, Outcome, Redactor, new_id, now
from cutover.evidence.starter import starter
from cutover.load.choice import Choice
from cutover.load.judgement import GateJudgement
from cutover.load.opened import Opened
from cutover.load.watched import Watched
from cutover.manifest import Check, Migration, Stage, plan


def command_of(stage: Stage, choice: Choice) -> str:
    """Give the command that runs a stage again, as it was run."""
    duration = () if stage.lasts is None else (f"--duration={stage.seconds:g}s",)
    return shlex.join(("cutover", "load", str(stage.users), *duration, *choice.flags))


def header_of(opened: Opened, run: str, stage: Stage, command: str) -> Header:
    """Write the header of a run that reached its pair."""
    pair = opened.pair
    return Header(
        run=run,
        started=now(),
        cutover=opened.versions["cutover"],
        environment=opened.environment.name,
        pair={"identity": opened.identity, "v1": pair.v1.api, "v2": pair.v2.api},
        versions=opened.versions,
        manifest=opened.migration.digest,
        snapshot="",
        seed=opened.seed,
        command=command,
        selected=(stage.check,),
        plan=_plan(opened.migration),
        self_test=opened.self_test,
        started_by=starter(os.environ),
    )


def record_stillborn(migration: Migration, choice: Choice, stage: Stage, why: str) -> None:
    """Write down that a stage could not begin, which is an error; a full disk here is no second message."""
    run, command = new_id(), command_of(stage, choice)
    with suppress(OSError):
        header = _header_without_pair(migration, choice, run, stage, command)
        book = Book(choice.reports / "runs" / run, header, Redactor((), b""))
        book.end(broken(stage, why, command, ("nothing was asked",)), interrupted=True, code=2)
        conclude(migration, choice.reports)


def _header_without_pair(
    migration: Migration, choice: Choice, run: str, stage: Stage, command: str
) -> Header:
    return Header(
        run=run,
        started=now(),
        cutover=version("cutover"),
        environment=choice.environment,
        pair={"identity": "", "v1": "", "v2": ""},
        versions={"cutover": version("cutover")},
        manifest=migration.digest,
        snapshot="",
        seed=None,
        command=command,
        selected=(stage.check,),
        plan=_plan(migration),
        self_test=choice.self_test,
        started_by=starter(os.environ),
    )


class Book:
    """Writes one run down: its header at once, its evidence and its footer at the end."""

    def __init__(self, folder: Path, header: Header, redactor: Redactor) -> None:
        self.folder = folder
        self._writer = LedgerWriter(folder / "ledger.jsonl", redactor)
        self._writer.start(header)

    def end(self, evidence: Evidence, interrupted: bool, code: int) -> None:
        """Write what was seen, and seal it."""
        self._writer.record(evidence)
        self._writer.end(Footer(ended=now(), checks=1, exit_code=code, interrupted=interrupted, digest=""))


def evidence_of(
    stage: Stage,
    judgement: GateJudgement,
    watched: Watched,
    command: str,
    notes: tuple[str, ...],
    seconds: float,
) -> Evidence:
    """Give the evidence of a stage."""
    check = _check(stage)
    passed = judgement.outcome is Outcome.PASSED
    wrong = [each for each in judgement.criteria if each.outcome is judgement.outcome]
    told = [f"{each.name}: {each.why or each.now}" for each in wrong] if not passed else []
    causes = [each.says for each in judgement.causes]
    return Evidence(
        check=check.id,
        outcome=judgement.outcome,
        duty=check.duty,
        expected=(
            f"{stage.users} users for {stage.asked_seconds:g} s: errors below {100 * stage.error_share:g} %,"
            f" 95 % of answers below {stage.p95_ms:g} ms, no 502, 503 or 504 and no time-out"
        ),
        actual=" · ".join((judgement.sentence, *told[:3])),
        cause="" if passed else (causes or told or [judgement.sentence])[0],
        figures=judgement.figures,
        notes=(*causes, *notes),
        reproduce=() if passed else (command,),
        detail=judgement.detail(watched),
        seconds=seconds,
    )


def broken(stage: Stage, why: str, command: str, notes: tuple[str, ...] = ()) -> Evidence:
    """Give the evidence of a run that could not begin, or broke: an error, whatever was seen."""
    check = _check(stage)
    return Evidence(
        check=check.id,
        outcome=Outcome.ERROR,
        duty=check.duty,
        expected="a load run that begins and ends",
        actual=why.partition("\n")[0],
        cause=why.partition("\n")[0],
        notes=notes,
        reproduce=(command,),
    )


def secrets_of(opened: Opened) -> tuple[str, ...]:
    """Every value that nothing written down may show."""
    found: list[str] = []
    for system in (opened.pair.v1, opened.pair.v2):
        found += system.secrets()
        if system.conninfo is not None:
            found.append(str(conninfo_to_dict(system.conninfo).get("password") or ""))
    return tuple(found)


def conclude(migration: Migration, reports: Path) -> tuple[str, ...]:
    """Render the site; return the last lines of the terminal."""
    from cutover import signoff  # its templates are wanted only at the end

    return tuple(signoff.conclude(migration, reports, datetime.now(UTC)).lines)


def code_of(outcome: Outcome) -> int:
    """Give the exit code: 0 passed, 1 V2 is shown wrong, 3 it cannot be told."""
    return {Outcome.PASSED: 0, Outcome.FAILED: 1}.get(outcome, 3)


def _plan(migration: Migration) -> tuple[tuple[str, str], ...]:
    return tuple((check.id, check.duty) for check in plan(migration))


def _check(stage: Stage) -> Check:
    return Check(stage.check, stage.says, stage.gating)
