"""What was answered: one matrix over all endpoints that read, and a page for each that is not clean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cutover.evidence import Evidence, Outcome, worst
from cutover.manifest import Endpoint, Migration
from cutover.signoff.archive import Archive, speaking
from cutover.signoff.pages import digest, environment, remove_others, source, write_whole
from cutover.signoff.standing import Standing, standings

NAME = "answers.html"
FOLDER = "answers"
SCRIPT = "answers.js"

COUNTED = ("cases", "matched", "explained", "mismatched", "failed", "vacuous", "flaky", "unstable")
"""What an endpoint's check counts, in the matrix's order."""
ALWAYS = COUNTED[:6]
"""What has a column although nothing was counted."""

_ASKING = frozenset(
    {"group", "name", "title", "method", "v1", "v2", "worker", "effect", "parameters", "cases"}
)
"""What the manifest says of an endpoint but how its answers are judged."""


@dataclass(frozen=True)
class Answered:
    """One endpoint and what stands of its check."""

    endpoint: Endpoint
    standing: Standing

    @property
    def evidence(self) -> Evidence | None:
        """What the check saw; None where nobody asked."""
        return self.standing.evidence

    @property
    def outcome(self) -> Outcome:
        """What came of the check."""
        return self.standing.outcome

    @property
    def status(self) -> str:
        """What a reader filters by: passed, failed or not proven."""
        if self.outcome.proves:
            return "passed"
        return "failed" if self.outcome is Outcome.FAILED else "not-proven"

    @property
    def clean(self) -> bool:
        """Whether there is nothing to show but numbers."""
        return self.evidence is None or (self.outcome.proves and not self.cases)

    @property
    def cases(self) -> Sequence[Mapping[str, Any]]:
        """The cases that are shown side by side."""
        return self._part("cases")

    @property
    def clusters(self) -> Sequence[Mapping[str, Any]]:
        """The differences over all cases, the most frequent first."""
        return self._part("clusters")

    def counted(self, name: str) -> int:
        """A number that the check counted; 0 where it counted none."""
        return int(self.evidence.figures.get(name, 0)) if self.evidence else 0

    def slowest(self, side: str) -> Mapping[str, Any] | None:
        """The slowest answer of one side; None where none was timed."""
        found = self.evidence.detail.get("slowest") if self.evidence else None
        timed = found.get(side) if isinstance(found, Mapping) else None
        return timed if isinstance(timed, Mapping) else None

    @property
    def rules(self) -> Mapping[str, Any]:
        """What the manifest declares of how the answers are judged, as far as it says anything."""
        return self.endpoint.model_dump(
            mode="json", by_alias=True, exclude=set(_ASKING), exclude_defaults=True
        )

    def _part(self, name: str) -> Sequence[Mapping[str, Any]]:
        found = self.evidence.detail.get(name) if self.evidence else None
        return found if isinstance(found, list | tuple) else ()


@dataclass(frozen=True)
class Group:
    """The endpoints of one group, the worst first."""

    name: str
    endpoints: tuple[Answered, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of them."""
        return worst(each.outcome for each in self.endpoints)

    def counted(self, name: str) -> int:
        """The sum over the endpoints."""
        return sum(each.counted(name) for each in self.endpoints)


def write_answers(migration: Migration, archive: Archive, reports: Path) -> Path | None:
    """Write the matrix and the pages, and take away those of endpoints that are clean by now."""
    groups = groups_of(migration, archive)
    if not groups:
        return None
    everything = [each for group in groups for each in group.endpoints]
    shared = {"migration": migration, "run": archive.newest, "Outcome": Outcome}
    template = environment().get_template("answer.html")
    folder = reports / FOLDER
    pages = {f"{each.endpoint.id}.html": each for each in everything if not each.clean}
    for name, each in pages.items():
        write_whole(folder / name, template.render(each=each, counted=_columns([each]), **shared))
    remove_others(folder, pages)
    text = (
        environment()
        .get_template(NAME)
        .render(
            groups=groups,
            endpoints=everything,
            counted=_columns(everything),
            totals={name: sum(group.counted(name) for group in groups) for name in COUNTED},
            open=[each for each in everything if not each.outcome.proves],
            whole=worst(each.outcome for each in everything),
            script=source(SCRIPT),
            script_digest=digest(SCRIPT),
            **shared,
        )
    )
    return write_whole(reports / NAME, text)


def groups_of(migration: Migration, archive: Archive) -> tuple[Group, ...]:
    """Return every endpoint that reads with what stands of it, group by group: the worst first."""
    endpoints = [endpoint for endpoint in migration.endpoints if endpoint.reads]
    ledgers = speaking(archive.ledgers, migration.digest)
    stands = standings([f"answers/{endpoint.id}" for endpoint in endpoints], ledgers)
    grouped: dict[str, list[Answered]] = {}
    for endpoint, standing in zip(endpoints, stands, strict=True):
        grouped.setdefault(endpoint.group, []).append(Answered(endpoint, standing))
    groups = (
        Group(name, tuple(sorted(found, key=lambda each: -each.outcome.severity)))
        for name, found in grouped.items()
    )
    return tuple(sorted(groups, key=lambda group: -group.outcome.severity))


def _columns(endpoints: Sequence[Answered]) -> list[str]:
    """Return what is worth a column: always the first few, the others where somebody counted any."""
    return [name for name in COUNTED if name in ALWAYS or any(each.counted(name) for each in endpoints)]
