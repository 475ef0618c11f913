"""Known: what stands of every check that is planned or was ever asked, and where its evidence is shown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cutover.evidence import Outcome, worst
from cutover.manifest import Migration, plan
from cutover.signoff.archive import Archive, speaking
from cutover.signoff.standing import Standing, standings
from cutover.signoff.verdict import PhaseVerdict

FOLDER = "checks"
A_PAGE = 100
"""So many checks stand on one page."""


@dataclass(frozen=True)
class Group:
    """Checks that are told together: what is proven of what is owed, and which of them to look at first."""

    name: str
    standings: tuple[Standing, ...]

    @cached_property
    def outcome(self) -> Outcome:
        """The worst of them."""
        return worst(each.outcome for each in self.standings)

    @property
    def owed(self) -> int:
        """How many there are."""
        return len(self.standings)

    @cached_property
    def proven(self) -> int:
        """How many are proven."""
        return sum(each.outcome.proves for each in self.standings)

    @property
    def first(self) -> str:
        """The check to look at first: the worst, and of equals the first; '' where there is none."""
        return max(self.standings, key=lambda each: each.outcome.severity).check if self.standings else ""


@dataclass(frozen=True)
class Known:
    """What stands of each check, by its id; the ids are sorted."""

    standings: Mapping[str, Standing]
    duties: Mapping[str, str] = field(default_factory=dict)
    """What must hold, of the checks that are planned."""
    shown_only: frozenset[str] = frozenset()
    """The planned checks that gate nothing."""

    @cached_property
    def areas(self) -> Mapping[str, tuple[Standing, ...]]:
        """The checks of each area."""
        found: dict[str, list[Standing]] = {}
        for check, standing in self.standings.items():
            found.setdefault(check.partition("/")[0], []).append(standing)
        return {area: tuple(each) for area, each in found.items()}

    @cached_property
    def _pages(self) -> Mapping[str, str]:
        return {
            standing.check: page_of(area, number // A_PAGE)
            for area, found in self.areas.items()
            for number, standing in enumerate(found)
        }

    def of(self, area: str, subjects: Iterable[str]) -> Iterator[Standing]:
        """Yield what stands of an area's checks of these subjects, as far as they are planned."""
        for subject in subjects:
            if f"{area}/{subject}" in self.standings:
                yield self.standings[f"{area}/{subject}"]

    def link(self, check: str) -> str:
        """Return where the evidence of a check is shown, from the reports folder; '' for an unknown one."""
        page = self._pages.get(check)
        return f"{FOLDER}/{page}#{anchor(check)}" if page else ""


def known(migration: Migration, archive: Archive, phases: Sequence[PhaseVerdict]) -> Known:
    """Return what stands of every check: as the phases judge it, where one asks for it."""
    judged = _judged(phases)
    checks = plan(migration)
    planned = {check.id: check.duty for check in checks}
    ledgers = speaking(archive.ledgers, migration.digest)
    seen = (entry.check for ledger in ledgers for entry in ledger.evidence)
    areas: dict[str, list[str]] = {}
    for check in dict.fromkeys((*planned, *seen)):
        if check not in judged:
            areas.setdefault(check.partition("/")[0], []).append(check)
    rest = {each.check: each for checks in areas.values() for each in standings(checks, ledgers)}
    found = judged | rest
    shown_only = frozenset(check.id for check in checks if not check.gating)
    return Known({check: found[check] for check in sorted(found)}, planned, shown_only)


def anchor(check: str) -> str:
    """Return the name of a check's place on its page: an id of HTML holds no blank."""
    return "-".join(check.split())


def page_of(area: str, number: int) -> str:
    """Return the name of an area's page, counted from 0."""
    safe = "".join(each if each.isalnum() or each in "-_" else "-" for each in area)
    return f"{safe}.html" if number == 0 else f"{safe}-{number + 1}.html"


def _judged(phases: Sequence[PhaseVerdict]) -> dict[str, Standing]:
    """What the phases hold of each check; where two hold different things, the worse."""
    found: dict[str, Standing] = {}
    for phase in phases:
        for result in phase.criteria:
            for standing in result.standings:
                before = found.get(standing.check)
                if before is None or standing.outcome > before.outcome:
                    found[standing.check] = standing
    return found
