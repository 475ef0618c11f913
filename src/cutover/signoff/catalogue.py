"""The workers' catalogue as a page: ``reports/workers.html``, each worker with what is known of it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cutover.evidence import Outcome, worst
from cutover.manifest import CATALOGUE, CATEGORIES, GROUPS, Endpoint, Migration, Worker, plan
from cutover.signoff.archive import Archive, speaking
from cutover.signoff.pages import digest, environment, source, write_whole
from cutover.signoff.standing import Standing, standings

SHOWN_FIRST = 20
"""So many workers that are not green are named above all others."""
SHOWN_FINDINGS = 20
"""So many findings of one check are told in full; the rest are in the ledger."""

_SPOKEN = {
    "business-logic": "Business logic",
    "helper": "Helpers",
    "transform": "Transforming and adding up",
    "integration": "Integrations",
    "internal": "Internal",
    "fub-sync": "FUB sync",
    "transactions": "transactions",
    "network-hierarchy": "network hierarchy",
    "revenue": "revenue",
    "lead-pipeline": "lead pipeline",
    "other": "other reasons",
}


@dataclass(frozen=True)
class Told:
    """What stands of one check: its facet, and where it is not green, why."""

    facet: str
    standing: Standing

    @property
    def findings(self) -> tuple[str, ...]:
        """What was found, each as a sentence."""
        evidence = self.standing.evidence
        if self.standing.outcome.proves:
            return ()
        found = [str(each["finding"]) for each in evidence.samples if "finding" in each] if evidence else []
        return tuple(found or [self.standing.reason])

    @property
    def commands(self) -> tuple[str, ...]:
        """What reproduces it, where it is not green."""
        evidence = self.standing.evidence
        return evidence.reproduce if evidence and not self.standing.outcome.proves else ()


@dataclass(frozen=True)
class Shown:
    """One worker with its endpoint, the workers that need it, and what stands of its checks."""

    worker: Worker
    endpoint: Endpoint | None
    needed_by: tuple[Worker, ...]
    told: tuple[Told, ...]

    @cached_property
    def outcome(self) -> Outcome:
        """The worst of its checks."""
        return worst(each.standing.outcome for each in self.told)

    @property
    def status(self) -> str:
        """What a reader filters by: passed, failed or not proven."""
        if self.outcome.proves:
            return "passed"
        return "failed" if self.outcome is Outcome.FAILED else "not-proven"

    @property
    def finding(self) -> str:
        """The first thing that was found by the check that fared worst; '' where all is well."""
        if self.outcome.proves:
            return ""
        return max(self.told, key=lambda each: each.standing.outcome.severity).findings[0]

    @property
    def example(self) -> tuple[str, str] | None:
        """What it is given and an excerpt of what it answers, as JSON; None without an example."""
        example = self.worker.example
        return None if example is None else (_json(example.input), _json(example.output))


def write_catalogue(migration: Migration, archive: Archive, reports: Path) -> Path | None:
    """Write the page and return its path; a manifest without workers has none."""
    if not migration.workers:
        return None
    return write_whole(reports / "workers.html", render_catalogue(migration, archive))


def render_catalogue(migration: Migration, archive: Archive) -> str:
    """Return the page; the same manifest and evidence give the same bytes."""
    stands = _stands(migration, archive)
    shown = _shown(migration, stands)
    made = environment()
    return made.get_template("workers.html").render(
        migration=migration,
        run=archive.newest,
        stale=archive.newest is not None and archive.newest.header.manifest != migration.digest,
        whole=Told(CATALOGUE, stands.get(CATALOGUE, Standing(f"workers/{CATALOGUE}"))),
        shown=shown,
        categories=[(name, [each for each in shown if each.worker.category == name]) for name in CATEGORIES],
        first=_worst_first(shown),
        most_first=SHOWN_FIRST,
        statuses=Counter(each.status for each in shown),
        groups=[(name, count) for name in GROUPS if (count := _critical_for(shown, name))],
        critical=sum(each.worker.critical is not None for each in shown),
        known={each.worker.name for each in shown},
        spoken=_SPOKEN,
        most=SHOWN_FINDINGS,
        script=source("catalogue.js"),
        script_digest=digest("catalogue.js"),
    )


def _stands(migration: Migration, archive: Archive) -> Mapping[str, Standing]:
    """Return what stands of each check of a worker, by its subject; a facet's checks are judged together."""
    ledgers = speaking(archive.ledgers, migration.digest)
    facets: dict[str, list[str]] = {}
    for check in plan(migration):
        if check.area == "workers":
            facets.setdefault(check.subject.rpartition(".")[2], []).append(check.id)
    return {
        standing.check.partition("/")[2]: standing
        for checks in facets.values()
        for standing in standings(checks, ledgers)
    }


def _shown(migration: Migration, stands: Mapping[str, Standing]) -> tuple[Shown, ...]:
    endpoints = {endpoint.worker: endpoint for endpoint in reversed(migration.endpoints)}
    told: dict[str, list[Told]] = {}
    for subject, standing in stands.items():
        name, _, facet = subject.rpartition(".")
        told.setdefault(name, []).append(Told(facet, standing))
    needed: dict[str, list[Worker]] = {}
    for worker in migration.workers:
        for name in worker.depends_on:
            needed.setdefault(name, []).append(worker)
    return tuple(
        Shown(
            worker,
            endpoints.get(worker.name),
            tuple(needed.get(worker.name, ())),
            tuple(told.get(worker.id, ())),
        )
        for worker in sorted(migration.workers, key=lambda worker: worker.id)
    )


def _worst_first(shown: Iterable[Shown]) -> list[Shown]:
    return sorted(
        (each for each in shown if not each.outcome.proves), key=lambda each: -each.outcome.severity
    )


def _critical_for(shown: Iterable[Shown], group: str) -> int:
    return sum(each.worker.critical == group for each in shown)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
