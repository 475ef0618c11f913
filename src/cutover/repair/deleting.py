"""The change that takes a row out of V2, and all that goes along with it: held, archived, deleted as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cutover.compare import trail
from cutover.compare.sqltext import literal, name
from cutover.repair.changing import CHANGED, GONE, SETTLED
from cutover.repair.entries import (
    Batch,
    Connection,
    Key,
    Target,
    as_array,
    common,
    keep,
    key_arrays,
    key_json,
    key_names,
    key_values,
    numbered,
    same,
    told_by,
    typed_keys,
)
from cutover.repair.plan import Row

Place = tuple[str, Key]


@dataclass(frozen=True, slots=True)
class Member:
    """A row that a deletion takes along: where, which, what it must look like, and by which reference."""

    target: Target
    key: Key
    fingerprint: str
    reference: str = ""

    @property
    def place(self) -> Place:
        """Where it stands: its table, in words, and its key."""
        return self.target.table, self.key

    @property
    def told(self) -> str:
        """How people call it."""
        return f"{self.target.table} {'/'.join(self.key)}"


@dataclass(frozen=True, slots=True)
class Going:
    """A row of the plan that goes, with all that goes along in the order in which it is deleted."""

    planned: Row
    row: Member
    along: tuple[Member, ...] = ()


def look(
    connection: Connection, run: str, members: Sequence[Member], lock: bool, parent_there: str = "false"
) -> dict[Place, str]:
    """Say of each row what keeps it from being deleted, '' if nothing; and lock it, if told so.

    Of rows that `run` has deleted already there is no entry ('' where there is no run yet). `parent_there` is
    the SQL that says of a row `c` whether it points at something after all.
    """
    states: dict[Place, str] = {}
    for target, own in _by_table(members):
        query = f"""
        with wanted as materialized (
            select w.place, w.fingerprint, {typed_keys(target)}
            from unnest(%(fingerprint)s::text[], {key_arrays(target)}) with ordinality
                as w(fingerprint, {key_names(target)}, place)
        ), held as materialized (
            select w.place, case when md5(to_jsonb(c)::text) <> w.fingerprint then {literal(CHANGED)}
                when {parent_there} then {literal(SETTLED)} else '' end as why
            from wanted w join {name(target.relation)} c on {same("c", "w", target)}
            order by w.place {"for update of c" if lock else ""}
        )
        select w.place, coalesce(h.why, {literal(GONE)}) from wanted w left join held h using (place)
        where h.place is not null or not {_deleted(target) if run else "false"}
        """
        given = {
            **key_values([each.key for each in own], target),
            "fingerprint": [each.fingerprint for each in own],
            "run": run,
        }
        for place, why in connection.execute(query.encode(), given).fetchall():
            states[target.table, own[int(str(place)) - 1].key] = str(why)
    return states


def _deleted(target: Target) -> str:
    """The SQL condition that the run has deleted the wanted row already."""
    return (
        f"exists (select from {trail.CHANGES} c where c.run = %(run)s"
        f" and c.relation = {literal(target.relation)} and c.key = {key_json('w', target)}"
        " and c.action in ('quarantine', 'cascade'))"
    )


def delete(connection: Connection, batch: Batch, going: Sequence[Going]) -> None:
    """Delete rows that are held, and all that goes along, in one statement: no order is wrong."""
    tables = _by_table_with_places(_deletions(batch, going))
    if not tables:
        return
    each = [_Part(f"t{at}", target, own) for at, (target, own) in enumerate(tables)]
    query = f"""
    with {", ".join(part.deleted() for part in each)}, entries as materialized (
        select {numbered("g.place")}, g.*, {common()}, null::jsonb as after
        from ({" union all ".join(part.gone() for part in each)}) g
    ), {", ".join(part.kept() for part in each)}, logged as ({trail.log("entries")})
    select count(*) from entries
    """
    given = told_by(batch)
    for part in each:
        given |= part.given()
    connection.execute(query.encode(), given)


@dataclass(frozen=True, slots=True)
class _Deletion:
    member: Member
    planned: Row
    action: str
    reference: str


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a deletion that is of one table; `called` keeps its names apart from the others'."""

    called: str
    target: Target
    rows: Sequence[tuple[int, _Deletion]]

    def deleted(self) -> str:
        own, target = self.called, self.target
        return f"""
        w{own} as materialized (
            select w.place, w.planned::jsonb as planned, w.action, w.reference, w.decision,
                {typed_keys(target)}
            from unnest(%({own}_place)s::bigint[], %({own}_planned)s::text[], %({own}_action)s::text[],
                %({own}_reference)s::text[], %({own}_decision)s::text[], {key_arrays(target, f"{own}_")})
                as w(place, planned, action, reference, decision, {key_names(target)})
        ), g{own} as (
            delete from {name(target.relation)} t using w{own} w where {same("t", "w", target)}
            returning w.place, w.planned, w.action, w.reference, w.decision, t as whole,
                to_jsonb(t) as before, {key_json("w", target)} as key
        )"""

    def gone(self) -> str:
        return (
            f"select place, planned, action, reference, decision, before, key,"
            f" {literal(self.target.table)}::text as table_name,"
            f" {literal(self.target.relation)}::text as relation from g{self.called}"
        )

    def kept(self) -> str:
        entries = f"(select e.number, g.whole from g{self.called} g join entries e using (place))"
        return keep(self.target, entries, f"k{self.called}")

    def given(self) -> dict[str, object]:
        own = self.called
        return {
            **key_values([each.member.key for _, each in self.rows], self.target, f"{own}_"),
            f"{own}_place": [place for place, _ in self.rows],
            f"{own}_planned": [as_array(each.planned.key) for _, each in self.rows],
            f"{own}_action": [each.action for _, each in self.rows],
            f"{own}_reference": [each.reference for _, each in self.rows],
            f"{own}_decision": [each.planned.decision for _, each in self.rows],
        }


def _deletions(batch: Batch, going: Sequence[Going]) -> list[_Deletion]:
    """Each row once, what points before what is pointed at: undone backwards, parents come first."""
    found: dict[Place, _Deletion] = {}
    own = {each.row.place for each in going}
    for each in going:
        for member in each.along:
            place = member.place
            if place not in own:
                found.setdefault(place, _Deletion(member, each.planned, "cascade", member.reference))
    for each in going:
        place = each.row.place
        found.setdefault(place, _Deletion(each.row, each.planned, batch.action, batch.reference))
    return list(found.values())


def _by_table(members: Iterable[Member]) -> list[tuple[Target, list[Member]]]:
    found: dict[str, tuple[Target, dict[Key, Member]]] = {}
    for each in members:
        found.setdefault(each.target.table, (each.target, {}))[1].setdefault(each.key, each)
    return [(target, list(own.values())) for target, own in found.values()]


def _by_table_with_places(rows: Sequence[_Deletion]) -> list[tuple[Target, list[tuple[int, _Deletion]]]]:
    found: dict[str, tuple[Target, list[tuple[int, _Deletion]]]] = {}
    for place, each in enumerate(rows, 1):
        target = each.member.target
        found.setdefault(target.table, (target, []))[1].append((place, each))
    return list(found.values())
