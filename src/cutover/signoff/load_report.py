"""Load reports: a page for each stage of load that was run, beside Locust's own, made of the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cutover.evidence import Evidence, Ledger
from cutover.manifest import Migration, Stage
from cutover.signoff.archive import Archive, speaking
from cutover.signoff.loaded import Loaded, loaded
from cutover.signoff.pages import environment, write_whole
from cutover.signoff.standing import standings

AREA = "load/"


@dataclass(frozen=True)
class _Told:
    """The newest word on one check of load, and the ledger that it stands in."""

    ledger: Ledger
    evidence: Evidence


def name_of(stage: str) -> str:
    """Return the file that a stage's report is written to, below the reports folder."""
    return f"load-{stage}.html"


def write_loads(migration: Migration, archive: Archive, reports: Path) -> tuple[Path, ...]:
    """Write the report of each stage that any run of the present pair and manifest tells of."""
    ledgers = speaking(archive.ledgers, migration.digest)
    found: dict[str, _Told] = {}
    for ledger in ledgers:
        for entry in ledger.evidence:
            if entry.check.startswith(AREA):
                found[entry.check] = _Told(ledger, entry)
    return tuple(
        write_whole(
            reports / name_of(check.removeprefix(AREA)),
            render(migration, told.ledger, told.evidence, ledgers),
        )
        for check, told in found.items()
    )


def render(migration: Migration, ledger: Ledger, evidence: Evidence, ledgers: Sequence[Ledger] = ()) -> str:
    """Return one report; the same evidence gives the same bytes. `ledgers` count, the oldest first."""
    stage = next((each for each in migration.stages if each.check == evidence.check), None)
    seen = loaded(
        evidence.outcome,
        evidence.actual,
        evidence.figures,
        evidence.detail,
        stage.p95_ms if stage else None,
    )
    return (
        environment()
        .get_template("load.html")
        .render(
            migration=migration,
            check=evidence.check,
            says=stage.says if stage else "",
            gating=stage is None or stage.gating,
            seen=seen,
            proven=sum(each.outcome.proves for each in seen.criteria),
            tiles=_tiles(stage, seen),
            facts=_facts(ledger),
            notes=(*_others(ledger, evidence, ledgers), *evidence.notes),
            commands=evidence.reproduce,
        )
    )


def _tiles(stage: Stage | None, seen: Loaded) -> list[tuple[str, str]]:
    """Return the figures that a reader looks for, each with what it counts."""
    figures = seen.figures
    requests = figures.get("requests", 0)
    wanted = f" of {stage.users:,}" if stage else ""
    return [
        (f"{figures.get('errors', 0):,} of {requests:,}", "requests were errors"),
        (_most(figures, "error_share_at_most", 100, "%"), "of all requests fail, at most"),
        (_most(figures, "p95_at_most_ms", 1, "ms"), "for 95 % of the answers, at most"),
        (f"{figures.get('users', 0):,}{wanted}", "users"),
    ]


def _most(figures: Mapping[str, int | float], name: str, times: int, unit: str) -> str:
    value = figures.get(name)
    return (
        "not known"
        if value is None
        else f"{times * value:.3g} {unit}"
        if unit == "%"
        else f"{value:,.0f} {unit}"
    )


def _facts(ledger: Ledger) -> list[tuple[str, str]]:
    header = ledger.header
    ended = ledger.footer.ended if ledger.footer else "never: the run was killed"
    return [
        ("Pair", header.pair.get("identity", "") or "not reached"),
        ("V1", header.pair.get("v1", "")),
        ("V2", header.pair.get("v2", "")),
        ("Environment", header.environment),
        ("Run", header.run),
        ("Started", header.started),
        ("Ended", ended),
        ("Manifest", header.manifest),
        ("Versions", ", ".join(f"{name} {number}" for name, number in header.versions.items())),
        ("Command", header.command),
    ]


def _others(ledger: Ledger, evidence: Evidence, ledgers: Sequence[Ledger]) -> list[str]:
    """Say what this page does not show: an older failure that stands, a newer run that was killed."""
    notes = []
    stands = standings([evidence.check], ledgers)[0]
    if stands.run and stands.run != ledger.header.run:
        notes.append(
            f"What counts is another run: {stands.outcome} in {stands.run}, until a whole run replaces it."
        )
    for each in ledgers:
        if each.header.run > ledger.header.run and evidence.check in each.header.selected and not each.footer:
            notes.append(f"A newer run was killed before it said anything: {each.header.run}.")
    return notes
