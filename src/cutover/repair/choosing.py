"""Choosing: the orphans of one reference beside what V1 says of them, and the best that can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cutover.compare.absence import Absence
from cutover.compare.join import v2_condition
from cutover.compare.references import Orphan
from cutover.compare.sqltext import name
from cutover.manifest.reference import Reference
from cutover.manifest.repairing import Decision
from cutover.repair.choice import Choice, Claims, written
from cutover.repair.ground import Ground
from cutover.repair.matching import Said, rows_where, said_by_content, said_of, says
from cutover.repair.origin import Key, Origin, columns_of
from cutover.repair.parents import IN_V1, Lost, Needed, absences, each_once, needed, needed_above
from cutover.repair.refusal import RepairRefused
from cutover.repair.restoring import keys_in_v2, standing


class Choosing:
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
        self._spare: list[Lost] = []
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
        """Choose for each orphan: as a person decided, or the best that is possible."""
        for orphan in self._orphans:
            decided = self._decisions.get(written(orphan.key))
            yield self._as_decided(orphan, decided) if decided else self._best(orphan)

    def instead(self, choices: Sequence[Choice]) -> tuple[Lost, ...]:
        """V1's rows that V2 lacks, where orphans that nobody knows may be what became of them.

        None where there are more of them than such orphans: then V2 lags, which is another matter.
        """
        unknown = [
            each for each in choices if each.action == "quarantine" and not (each.said or each.decided)
        ]
        if not self._spare or len(self._spare) > len(unknown):
            return ()
        above = needed_above(self._ground, self._spare)
        told = [(*more, each) for each in self._spare if (more := above[each.id]) is not None]
        return each_once(lost for each in told for lost in each)

    def _what_v1_says(self) -> Iterator[tuple[Key, Said]]:
        """V1's word for each orphan, by its key, or where that is lost by what it holds."""
        left = [each.key for each in self._orphans if written(each.key) not in self._decisions]
        for origin in self._ground.origins(self._reference.child):
            if not says(origin, self._columns):
                continue
            if {*self._columns} & {*origin.join.key_columns}:
                self._claims.of(origin.id).update(self._decided_rows(origin))
                found = self._by_content(origin, left)
            else:
                found = said_of(self._ground, origin, self._columns, left)
            yield from found.items()
            left = [each for each in left if each not in found]

    def _by_content(self, origin: Origin, keys: Sequence[Key]) -> dict[Key, Said]:
        lost = {each.key for each in self._orphans if self._absences[each.values] not in IN_V1}
        wanted = [each for each in keys if each in lost]
        if not wanted:
            return {}
        claimed = self._claims.of(origin.id)
        found, spare = said_by_content(self._ground, origin, self._columns, wanted, claimed)
        claimed |= {each.row for each in found.values()}
        self._spare += [Lost(origin, each) for each in spare]
        return found

    def _decided_rows(self, origin: Origin) -> Iterator[Key]:
        """V1's rows that orphans become by a person's decision. Refuses one that V2 holds already."""
        columns, v1 = origin.join.key_columns, self._ground.v1
        decided = dict(self._decided_keys(origin))
        rows = {
            row: decided[own] for row, own, _ in rows_where(self._ground, origin, columns, (), [*decided])
        }
        in_v2 = keys_in_v2(v1, origin, [*rows])
        held = standing(self._ground.v2, origin, in_v2.values())
        for row, decision in rows.items():
            if held[in_v2[row]]:
                why = f"V2 holds the row of {self._reference.parent} {decision.to}"
                raise self._impossible(decision, why)
            yield row

    def _decided_keys(self, origin: Origin) -> Iterator[tuple[Key, Decision]]:
        """The keys by which V1's rows will be found, of orphans that a person decided to re-point."""
        columns = origin.join.key_columns
        shown = [f"c.{name(each)}::text" for each in columns]
        by_key = {each.key: self._decisions.get(written(each.key)) for each in self._orphans}
        decided = {key: each for key, each in by_key.items() if each and each.action == "re-point"}
        owned = v2_condition(origin.join)
        for key, held in self._ground.at(origin.table, [*decided], shown, owned):
            new = (decided[key].to if each in self._columns else held[n] for n, each in enumerate(columns))
            yield tuple(map(str, new)), decided[key]

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


def _nullable(ground: Ground, reference: Reference) -> str:
    """The column that may rightly be empty; none where the manifest or V2 does not allow it."""
    return _column_for_null(ground, reference) if reference.nullable else ""


def _column_for_null(ground: Ground, reference: Reference) -> str:
    held = columns_of(ground.v2, ground.names.v2[reference.child])
    return next((each for each in reference.columns if each in held and not held[each].demanded), "")


def _whole(said: Said) -> Key | None:
    """The values that V1 says, where it says one for each column."""
    return None if None in said.values else tuple(map(str, said.values))
