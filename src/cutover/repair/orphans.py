"""Orphans: for each row whose parent is not there, what is to be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cutover.compare.absence import Absence
from cutover.compare.references import Orphan, stream_orphans
from cutover.manifest.reference import Reference
from cutover.manifest.repairing import Action, Decision
from cutover.repair.ground import Ground
from cutover.repair.matching import Said, said_by_content, said_of, says
from cutover.repair.origin import Key, Origin, columns_of
from cutover.repair.parents import IN_V1, Lost, Needed, absences, needed
from cutover.repair.progress import Tell
from cutover.repair.refusal import RepairRefused


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be done about one orphan, and on what grounds.

    `column` is to hold `after`, where it is changed. `said` is what V1 says of the row, `lost` are the rows
    of V1 that must be restored for it, parents first.
    """

    orphan: Orphan
    absence: Absence
    action: Action
    column: str = ""
    after: str | None = None
    said: Said | None = None
    lost: tuple[Lost, ...] = ()
    decided: Decision | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """All orphans of one reference: how many there are, what is to be done about each, and what is not done.

    `waived` were accepted by a waiver, `left` says why others stay as they are.
    """

    reference: Reference
    found: int
    choices: tuple[Choice, ...] = ()
    waived: int = 0
    left: str = ""


@dataclass
class Claims:
    """V1's rows that orphans turned out to be, by origin: none of them is missing any more."""

    rows: dict[str, set[Key]] = field(default_factory=dict)

    def of(self, origin: str) -> set[Key]:
        """Those of one origin, as ``user.user_settings``."""
        return self.rows.setdefault(origin, set())


def choose(ground: Ground, reference: Reference, claims: Claims, tell: Tell, today: date) -> Chosen:
    """Choose for every orphan of a reference; what V1's rows are claimed is added to the claims.

    The best that is possible, in this order: what a person decided; what V1 says of this very row; the parent
    restored out of V1; the column set to NULL; the row quarantined.
    """
    step = f"orphans/{reference.id}"
    orphans = []
    for orphan in stream_orphans(ground.v2, ground.link(reference)):
        orphans.append(orphan)
        if len(orphans) % 1000 == 0:
            tell(step, 0, len(orphans))
    if not orphans:
        return Chosen(reference, 0)
    if not ground.key(reference.child):
        left = f"V2's {reference.child} has no primary key: nobody can say which of its rows is meant"
        return Chosen(reference, len(orphans), left=left)
    tell(step, 0, len(orphans))
    decisions = _decisions(ground, reference)
    waived = _is_waived(ground, reference, len(orphans), today)
    judged = [each for each in orphans if not waived or _shown(each.key) in decisions]
    choices = tuple(_Choosing(ground, reference, judged, decisions, claims).all()) if judged else ()
    tell(step, len(orphans), len(orphans))
    staying = [each for each in choices if each.action == "leave"]
    by = ", ".join(dict.fromkeys(each.decided.by for each in staying if each.decided))
    return Chosen(
        reference,
        len(orphans),
        choices,
        len(orphans) - len(judged),
        f"{len(staying):,}: decided by {by}" if staying else "",
    )


class _Choosing:
    """The orphans of one reference beside what V1 says of them."""

    def __init__(
        self,
        ground: Ground,
        reference: Reference,
        orphans: Sequence[Orphan],
        decisions: Mapping[str, Decision],
        claims: Claims,
    ) -> None:
        self._ground, self._reference, self._orphans = ground, reference, orphans
        self._decisions, self._claims = decisions, claims
        self._columns = reference.columns
        self._absences = absences(ground, reference, {each.values for each in orphans})
        self._said = dict(self._what_v1_says())
        wanted = {values for values in map(_whole, self._said.values()) if values is not None}
        wanted |= {value for value, why in self._absences.items() if why in IN_V1}
        wanted |= {
            (each.to,) for each in decisions.values() if each.to is not None and len(self._columns) == 1
        }
        self._needed: Needed = needed(ground, reference, wanted)
        self._nullable = _nullable(ground, reference)
        self._surplus = {each.table for each in ground.migration.repair.surplus}

    def all(self) -> Iterator[Choice]:
        for orphan in self._orphans:
            decided = self._decisions.get(_shown(orphan.key))
            yield self._as_decided(orphan, decided) if decided else self._best(orphan)

    def _what_v1_says(self) -> Iterator[tuple[Key, Said]]:
        """V1's word for each orphan, by its key, or where that is lost by what it holds."""
        left = [each.key for each in self._orphans]
        for origin in self._ground.origins(self._reference.child):
            if not left or not says(origin, self._columns):
                continue
            if {*self._columns} & {*origin.join.key_columns}:
                found = self._by_content(origin, left)
            else:
                found = said_of(self._ground, origin, self._columns, left)
            yield from found.items()
            left = [each for each in left if each not in found]

    def _by_content(self, origin: Origin, keys: Sequence[Key]) -> dict[Key, Said]:
        lost = {each.key for each in self._orphans if self._absences[each.values] not in IN_V1}
        claimed = self._claims.of(origin.id)
        found = said_by_content(
            self._ground, origin, self._columns, [each for each in keys if each in lost], claimed
        )
        claimed |= {each.row for each in found.values()}
        return found

    def _best(self, orphan: Orphan) -> Choice:
        absence, said = self._absences[orphan.values], self._said.get(orphan.key)
        pointed = self._pointed(orphan, absence, said)
        if pointed is not None:
            return pointed
        lost = self._needed.get(orphan.values)
        if absence in IN_V1 and lost is not None:
            return Choice(orphan, absence, "restore", said=said, lost=lost)
        unknown = said is None and self._reference.child in self._surplus
        if self._nullable and not unknown:
            return Choice(orphan, absence, "set-null", self._nullable, None, said)
        return Choice(orphan, absence, "quarantine", said=said)

    def _pointed(self, orphan: Orphan, absence: Absence, said: Said | None) -> Choice | None:
        """Pointed at the row that V1 says, where it says another one, and that is there or can be."""
        values = _whole(said) if said else None
        if values is None or self._needed.get(values) is None:
            return None
        unlike = [n for n, each in enumerate(values) if each != orphan.values[n]]
        if len(unlike) != 1:  # a plan changes one column of a row at a time
            return None
        lost = self._needed[values] or ()
        return Choice(orphan, absence, "re-point", self._columns[unlike[0]], values[unlike[0]], said, lost)

    def _as_decided(self, orphan: Orphan, decided: Decision) -> Choice:
        absence, said = self._absences[orphan.values], self._said.get(orphan.key)
        if decided.action == "restore":
            lost = self._needed.get(orphan.values)
            if lost is None:
                raise self._impossible(decided, f"V1 holds no {self._reference.parent} to restore for it")
            return Choice(orphan, absence, "restore", said=said, lost=lost, decided=decided)
        if decided.action == "re-point":
            lost = self._needed.get((decided.to or "",))
            if lost is None:
                what = f"there is no {self._reference.parent} {decided.to!r}, neither in V2 nor in V1"
                raise self._impossible(decided, what)
            column = self._columns[0]
            return Choice(orphan, absence, "re-point", column, decided.to, said, lost, decided)
        if decided.action == "set-null":
            column = _column_for_null(self._ground, self._reference)
            if not column:
                raise self._impossible(decided, f"V2's {self._reference.id} may not be NULL")
            return Choice(orphan, absence, "set-null", column, None, said, decided=decided)
        return Choice(orphan, absence, decided.action, said=said, decided=decided)

    def _impossible(self, decided: Decision, why: str) -> RepairRefused:
        return RepairRefused(
            "repair-decision-impossible",
            f"{decided.by} decided to {decided.action} row {decided.key} of {self._reference.id}, but {why}.",
            "Change the decision in repair.yaml.",
        )


def _decisions(ground: Ground, reference: Reference) -> Mapping[str, Decision]:
    """What people decided of this reference's orphans, by the row's key."""
    given = (each for each in ground.migration.repair.decisions if each.reference == reference.id)
    return {decision.key: decision for each in given for decision in each.rows}


def _is_waived(ground: Ground, reference: Reference, count: int, today: date) -> bool:
    """Whether a waiver that has not ended accepts so many orphans of a reference."""
    return any(
        waiver.expires >= today and waiver.allow is None and count <= (waiver.at_most or count)
        for waiver in ground.migration.waivers
        if waiver.is_about(f"references/{reference.id}", f"orphans in {reference.id}")
    )


def _nullable(ground: Ground, reference: Reference) -> str:
    """The column that may rightly be empty; none where the manifest or V2 does not allow it."""
    return _column_for_null(ground, reference) if reference.nullable else ""


def _column_for_null(ground: Ground, reference: Reference) -> str:
    held = columns_of(ground.v2, ground.names.v2[reference.child])
    return next((each for each in reference.columns if each in held and not held[each].demanded), "")


def _whole(said: Said) -> Key | None:
    """The values that V1 says, where it says one for each column."""
    return None if None in said.values else tuple(map(str, said.values))


def _shown(key: Key) -> str:
    """A key as people write it."""
    return ", ".join(key)
