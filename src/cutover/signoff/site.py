"""The site: ``reports/index.html``, a pure function of the manifest, the ledgers and the sign-offs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cutover.evidence import Evidence, Ledger, Outcome
from cutover.manifest import Migration
from cutover.signoff.archive import Archive
from cutover.signoff.causes import causes, forgiven, unproven
from cutover.signoff.closing import MARKS, tally
from cutover.signoff.flow import tall, wide
from cutover.signoff.forest import forest
from cutover.signoff.heat import heat
from cutover.signoff.history import history
from cutover.signoff.known import FOLDER, Group, Known, page_of
from cutover.signoff.loads import loads
from cutover.signoff.pages import environment, write_whole
from cutover.signoff.parity import parity
from cutover.signoff.stamps import Stamp
from cutover.signoff.story import story
from cutover.signoff.tiles import tiles
from cutover.signoff.verdict import PhaseVerdict, overall

SHOWN_IN_FULL = 20
"""So many failures are told in full; the rest stand on their areas' pages, and the page says so."""
SHOWN_CAUSES = 5
SHOWN_TIMED = 8
"""So many of the slowest endpoints are plotted here; their own page has all."""


@dataclass(frozen=True)
class Area:
    """One suite's checks in numbers."""

    whole: Group
    page: str

    @property
    def name(self) -> str:
        """What its checks' ids begin with."""
        return self.whole.name

    @property
    def counts(self) -> Mapping[str, int]:
        """How many checks have each outcome."""
        return Counter(str(standing.outcome) for standing in self.whole.standings)

    @property
    def waiting(self) -> int:
        """How many are not proven for want of a result that tells."""
        return self.counts[Outcome.NOT_RUN] + self.counts[Outcome.INCONCLUSIVE]


def write_site(
    migration: Migration,
    archive: Archive,
    phases: Sequence[PhaseVerdict],
    known: Known,
    signed: Mapping[str, Stamp],
    reports: Path,
) -> Path:
    """Write the page whole or not at all, and return its path."""
    return write_whole(reports / "index.html", render(migration, archive, phases, known, signed))


def render(
    migration: Migration,
    archive: Archive,
    phases: Sequence[PhaseVerdict],
    known: Known,
    signed: Mapping[str, Stamp],
) -> str:
    """Return the page; the same evidence gives the same bytes."""
    newest = archive.newest
    opened = frozenset(phase for phase, stamp in signed.items() if stamp.open)
    wrong = unproven(newest, phases) if newest else ()
    worst_first = sorted(wrong, key=lambda entry: -entry.outcome.severity)
    found = causes(wrong, forgiven(phases))
    return (
        environment()
        .get_template("index.html")
        .render(
            migration=migration,
            phases=phases,
            signed=signed,
            across=wide(phases, opened),
            down=tall(phases, opened),
            word=overall(phases),
            marks=MARKS,
            run=newest,
            known=known,
            group=Group,
            tally=tally(newest) if newest else "nothing was run",
            tiles=_tiles(newest),
            whole=tiles(migration, known),
            heat=heat(migration, known),
            parity=parity(migration, known),
            story=story(migration, known),
            loads=loads(migration, known),
            areas=[
                Area(Group(name, each), f"{FOLDER}/{page_of(name, 0)}") for name, each in known.areas.items()
            ],
            causes=found[:SHOWN_CAUSES],
            more_causes=found[SHOWN_CAUSES:],
            failures=worst_first[:SHOWN_IN_FULL],
            more_failures=max(0, len(worst_first) - SHOWN_IN_FULL),
            unasked=_unasked(newest),
            runs=history(archive.ledgers),
            unreadable=archive.unreadable,
            warnings=_warnings(migration, newest),
            out_of_scope=_out_of_scope(migration, newest),
            timed=forest(phases, newest),
            most_timed=SHOWN_TIMED,
        )
    )


def _tiles(ledger: Ledger | None) -> list[tuple[str, int]]:
    counts = Counter(entry.outcome for entry in ledger.evidence) if ledger else Counter[Outcome]()
    planned = len(ledger.header.plan) if ledger else 0
    shown = counts[Outcome.PASSED] + counts[Outcome.ACCEPTED] + counts[Outcome.FAILED]
    return [
        ("passed", counts[Outcome.PASSED]),
        ("failed", counts[Outcome.FAILED]),
        ("not proven", planned - shown),
        ("accepted", counts[Outcome.ACCEPTED]),
    ]


def _unasked(ledger: Ledger | None) -> list[tuple[str, str]]:
    """Return the planned checks that the run has no word on, with their duty."""
    if ledger is None:
        return []
    known: set[str] = {entry.check for entry in ledger.evidence}
    return [(check, duty) for check, duty in ledger.header.plan if check not in known]


def _out_of_scope(migration: Migration, ledger: Ledger | None) -> list[tuple[str, str, str]]:
    """Return each table that is not judged: its name, the reason, and what was counted of it."""
    counted = {entry.check: entry.actual for entry in ledger.evidence} if ledger else {}
    return [
        (
            file.v1.table,
            file.out_of_scope,
            counted.get(f"counts/{counts}", "not counted"),
        )
        for file in migration.tables
        if file.out_of_scope is not None
        for counts in [f"{file.v1.table}.{target.name}" for target in file.v2] or [file.v1.table]
    ]


def _warnings(migration: Migration, ledger: Ledger | None) -> list[str]:
    """Return what makes a green page mean nothing; it is said above everything."""
    if ledger is None:
        return ["Nothing was run, so nothing is known."]
    warnings = []
    if ledger.header.self_test:
        warnings.append(
            "The last run was a self-test: V1 and V2 were allowed to be one system, so it yields no verdict."
        )
    if ledger.footer is None:
        warnings.append(
            "The last run was killed before its end: what it saw is listed, what it lost is an error."
        )
    elif ledger.footer.interrupted:
        warnings.append("The last run was stopped before its end, or left selected checks without a result.")
    if ledger.header.manifest != migration.digest:
        warnings.append("The last run was made with another manifest: it proves nothing about this one.")
    if ledger.evidence and not any(_saw_something(entry) for entry in ledger.evidence):
        warnings.append("No check of the last run passed or failed: it measured nothing.")
    return warnings


def _saw_something(entry: Evidence) -> bool:
    return entry.outcome.proves or entry.outcome is Outcome.FAILED
