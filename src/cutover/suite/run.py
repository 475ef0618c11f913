"""A run as its controller sees it: made once, before anything is collected, and closed once."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from cutover.evidence import Header, Redactor, now
from cutover.evidence.starter import starter
from cutover.manifest import Check, Environment, Migration, Phase
from cutover.suite.handover import Handover
from cutover.suite.nodes import ALONE, PLACES
from cutover.suite.options import Options
from cutover.suite.prerequisites import Prerequisites
from cutover.systems import Pair, identity_of


@dataclass(frozen=True)
class Work:
    """What the manifest and the options ask for; no system has been touched."""

    options: Options
    migration: Migration
    environment: Environment
    plan: tuple[Check, ...]
    checks: tuple[Check, ...]
    """The part of the plan that this run may do: what the suites do, and ``--phase`` asks for."""
    alone: str | None = None
    """The area that runs by itself, where that is asked for."""
    prerequisites: Prerequisites | None = None
    """What was found of the phases that the chosen one needs."""


@dataclass(frozen=True)
class Run:
    """One run: its work, its facts, and what must be closed when it ends."""

    work: Work
    folder: Path
    header: Header
    handover: Handover
    whole: bool
    """True when nothing but ``--phase`` narrows what is collected."""
    started: Mapping[str, object] = field(default_factory=dict)
    resources: ExitStack = field(default_factory=ExitStack, repr=False, compare=False)

    @property
    def migration(self) -> Migration:
        """What is claimed."""
        return self.work.migration

    @property
    def options(self) -> Options:
        """What the user chose."""
        return self.work.options

    def lines(self) -> list[str]:
        """Give the facts that the run prints first."""
        header = self.header
        state = self.options.start.get("state", "")
        v1, v2 = (address(header.pair[side]) for side in ("v1", "v2"))
        seed = f" · seed {header.seed}" if header.seed is not None else ""
        versions = " · ".join(f"{name} {number}" for name, number in header.versions.items())
        return [
            f"environment {header.environment}{f' ({state})' if state else ''} · V1 {v1} → V2 {v2}"
            f" · {len(self.work.checks):,} checks{seed}",
            f"{header.pair['identity']} · run {header.run}",
            f"manifest {header.manifest[:19]} · snapshot {header.snapshot or 'none'}",
            versions,
        ]

    def facts(self) -> dict[str, str]:
        """Give the same facts by name."""
        header = self.header
        return {
            "Run": header.run,
            "Environment": f"{header.environment}: {header.pair['identity']}",
            "V1": header.pair["v1"],
            "V2": header.pair["v2"],
            "Manifest": header.manifest,
            "Snapshot": header.snapshot or "none",
            "Seed": str(header.seed),
        } | {name: str(number) for name, number in header.versions.items()}


def chosen_checks(
    plan: tuple[Check, ...], phase: Phase | None, alone: str | None = None
) -> tuple[Check, ...]:
    """Give the checks that the suites can do, of a phase's criteria where one is asked for.

    Those of an area that runs by itself are left out, unless it is asked for: then there are no others.
    """
    doable = (
        check
        for check in plan
        if check.area in PLACES and (check.area == alone if alone else check.area not in ALONE)
    )
    if phase is None:
        return tuple(doable)
    return tuple(check for check in doable if any(each.matches(check.id) for each in phase.criteria))


def header_of(
    work: Work,
    run: str,
    pair: Pair,
    versions: Mapping[str, str],
    snapshot: str,
    seed: int | None,
    command: str,
) -> Header:
    """Write a run's header; which checks are selected is told later, by the collection."""
    return Header(
        run=run,
        started=now(),
        cutover=version("cutover"),
        environment=work.environment.name,
        pair={"identity": identity_of(work.environment, pair), "v1": pair.v1.api, "v2": pair.v2.api},
        versions=versions,
        manifest=work.migration.digest,
        snapshot=snapshot,
        seed=seed,
        command=command,
        selected=(),
        plan=tuple((check.id, check.duty) for check in work.plan),
        self_test=work.options.self_test,
        started_by=starter(os.environ),
        override=_override(work, pair),
    )


def _override(work: Work, pair: Pair) -> str:
    """Why the run is begun although its phase should not be; raises CannotBegin where nobody says."""
    if work.prerequisites is None:
        return ""
    return work.prerequisites.override(identity_of(work.environment, pair))


def header_without_pair(work: Work, run: str, command: str) -> Header:
    """Write the header of a run whose systems were never reached."""
    return Header(
        run=run,
        started=now(),
        cutover=version("cutover"),
        environment=work.environment.name,
        pair={"identity": "", "v1": "", "v2": ""},
        versions={"cutover": version("cutover")},
        manifest=work.migration.digest,
        snapshot="",
        seed=None,
        command=command,
        selected=(),
        plan=tuple((check.id, check.duty) for check in work.plan),
        self_test=work.options.self_test,
        started_by=starter(os.environ),
        override=work.options.override,
    )


def redactor_of(handover: Handover) -> Redactor:
    """Give the redactor that every process of the run shares."""
    return Redactor(handover.secrets, handover.personal_key)


def address(api: str) -> str:
    """Give an API's base as the header shows it, without its scheme."""
    return api.partition("://")[2] or api
