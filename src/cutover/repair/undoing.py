"""Undoing: changes of a run, put back from the archive in one statement a table, and written down.

What was deleted is inserted as it was kept, what was inserted is deleted, what was changed is set to what it
was. A row that is not as the change left it is somebody else's by now, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from cutover.compare import trail
from cutover.compare.audit import at_key, is_table, repairing, written_by
from cutover.compare.links import Link, pairs_of
from cutover.compare.reversible import differ
from cutover.compare.sqltext import literal, name, relation
from cutover.repair.changing import GONE, TAKEN
from cutover.repair.entries import Batch, Connection, Target, keep, numbered

CHANGED = "others changed it since the repair"
LOST = "the archive does not hold it as it was"
POINTED_AT = "others have written rows since that point at it"
NOBODY = "select null::bigint as number where false"
UNDONE = (
    f"select from {trail.CHANGES} u where u.action = 'undo' and u.relation = c.relation and u.key = c.key"
    " and u.planned = jsonb_build_array(c.number::text)"
)
"""The SQL that finds the undoing of a change `c`."""
Kind = Literal["insert", "delete", "update"]
"""What undoes a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that is to be undone: its number, its table, its row's key as text, and how."""

    number: int
    table: str
    relation: str
    key: str
    kind: Kind
    step: str = ""


@dataclass(frozen=True, slots=True)
class Stays:
    """A change that was not undone, and why."""

    change: Change
    why: str


def standing(connection: Connection, run: str, below: int | None, most: int) -> list[Change]:
    """The newest changes of a run that were not undone yet, the newest first; those below a number."""
    rows = connection.execute(
        (
            "select c.number, c.table_name, c.relation, c.key::text, case when c.after is null then 'insert'"
            f" when c.before is null then 'delete' else 'update' end, c.step from {trail.CHANGES} c"
            " where c.run = %s and c.action <> 'constraint' and (%s::bigint is null or c.number < %s)"
            f" and not exists ({UNDONE}) order by c.number desc limit %s"
        ).encode(),
        (run, below, below, most),
    ).fetchall()
    return [Change(*row) for row in rows]  # type: ignore[arg-type]  # the table's own types


def count_standing(connection: Connection, run: str) -> int:
    """How many changes of a run stand."""
    row = connection.execute(
        (
            f"select count(*) from {trail.CHANGES} c where c.run = %s and c.action <> 'constraint'"
            f" and not exists ({UNDONE})"
        ).encode(),
        (run,),
    ).fetchone()
    return int(str(row[0])) if row else 0


def alike(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Neighbours that one statement can undo: of one table and kind, no row twice."""
    for _, neighbours in groupby(changes, key=lambda each: (each.relation, each.kind)):
        group: dict[str, Change] = {}
        for each in neighbours:
            if each.key in group:
                yield list(group.values())
                group = {}
            group[each.key] = each
        yield list(group.values())


def undo(
    connection: Connection, batch: Batch, target: Target, changes: Sequence[Change], bereaved: str = NOBODY
) -> list[Stays]:
    """Undo changes of one table and one kind, each row once; return those that must stay, and why.

    `bereaved` is SQL that gives the numbers of changes that cannot be undone without harm to others, out of
    `wanted`. The caller holds the transaction and seals the batch.
    """
    kind, relation, key = changes[0].kind, target.relation, (connection, target.relation, "t")
    query = f"""
    with wanted as materialized (
        select c.*, row_number() over (order by c.number desc) as place, {_is_kept(kind, relation)} as kept
        from {trail.CHANGES} c where c.number = any(%(numbers)s)
    ), held as materialized (
        select w.place, t as whole, to_jsonb(t) as now
        from wanted w join {name(relation)} t on {at_key(*key, "w")} order by w.place for update of t
    ), bereaved as materialized ({bereaved}),
    judged as materialized (
        select w.*, h.whole, h.now, {_verdict(kind)} as why
        from wanted w left join held h on h.place = w.place
    ), fit as materialized (select * from judged where why = ''),
    done as ({_doing(kind, target, at_key(*key, "f"))}),
    entries as materialized (
        select {numbered("f.place")}, f.place, f.whole, f.table_name, f.relation, f.key,
            f.reference, %(run)s::text as run, %(step)s::text as step, %(batch)s::bigint as batch,
            %(actor)s::text as actor, now() as at,
            jsonb_build_array(f.number::text) as planned, 'undo'::text as action, ''::text as decision,
            %(reason)s || ' ' || f.number as reason, f.now as before, d.after
        from fit f join done d on d.key = f.key
    ), {_keeping(kind, target)} logged as ({trail.log("entries")})
    select j.number, case when e.place is null then coalesce(nullif(j.why, ''), %(taken)s) else '' end
    from judged j left join entries e on e.place = j.place
    """
    given = {
        "numbers": [each.number for each in changes],
        "run": batch.run,
        "step": batch.step,
        "batch": batch.number,
        "reason": batch.reason,
        "actor": batch.actor,
        "taken": TAKEN,
    }
    told = {
        int(str(number)): str(why) for number, why in connection.execute(query.encode(), given).fetchall()
    }
    return [Stays(each, told[each.number]) for each in changes if told[each.number]]


def bereaving(connection: Connection, target: Target, links: Sequence[Link]) -> str:
    """The SQL of changes whose row others point at with rows that they wrote since, for `undo`.

    Rows that pointed there before, when nothing was there, are what they were again.
    """
    ids = repairing(connection)
    found = [
        f"select w.number from wanted w join {name(target.relation)} p"
        f" on {at_key(connection, target.relation, 'p', 'w')}"
        f" join {relation(link.child)} c on {' and '.join(f'{pair.key} = {pair.value}' for pair in pairs)}"
        f" where age(c.xmin) < age(p.xmin) and not {written_by(ids, 'c')}"
        for link in links
        if ids and link.parent == target.relation and is_table(connection, str(link.child))
        for pairs in (pairs_of(connection, link),)
    ]
    return " union all ".join(found) or NOBODY


def unequal(connection: Connection, batch: int, target: Target) -> int:
    """How many rows that a batch put back are not what they were before: V2 changes rows by itself."""
    query = (
        f"select count(*) from {trail.CHANGES} u"
        f" join {trail.CHANGES} c on c.number = (u.planned->>0)::bigint"
        " where u.batch = %s and u.relation = %s and u.action = 'undo'"
        f" and {differ('u.after', 'c.before')}"
    )
    row = connection.execute(query.encode(), (batch, target.relation)).fetchone()
    return int(str(row[0])) if row else 0


def _is_kept(kind: Kind, relation: str) -> str:
    """The condition that the archive holds the row of a change as it was before."""
    if kind == "delete":
        return "true"
    whole = f"not ({differ(f'to_jsonb(k) - {literal(trail.NUMBER)}', 'c.before')})"
    return f"exists (select from {trail.typed(relation)} k where k.{trail.NUMBER} = c.number and {whole})"


def _verdict(kind: Kind) -> str:
    """Why a change must stay, or an empty text."""
    changed = f"when {differ('h.now', 'w.after')} then {literal(CHANGED)}"
    cases = {
        "insert": f"when h.place is not null then {literal(TAKEN)}",
        "update": f"when h.place is null then {literal(GONE)} {changed}",
        "delete": f"when h.place is null then {literal(GONE)} {changed}"
        f" when w.number in (select number from bereaved) then {literal(POINTED_AT)}",
    }
    return f"case {cases[kind]} when not w.kept then {literal(LOST)} else '' end"


def _doing(kind: Kind, target: Target, at: str) -> str:
    """The statement that undoes the rows of `fit`; it gives each one's key and the row as it is then."""
    table, columns = name(target.relation), [trail.quoted(each) for each in target.written]
    from_kept = f"fit f join {trail.typed(target.relation)} k on k.{trail.NUMBER} = f.number"
    if kind == "delete":
        return f"delete from {table} t using fit f where {at} returning f.key, null::jsonb as after"
    if kind == "update":
        pairs = ", ".join(f"{each} = k.{each}" for each in columns)
        return (
            f"update {table} t set {pairs} from {from_kept} where {at} returning f.key, to_jsonb(t) as after"
        )
    own = ", ".join(f"{literal(each)}, t.{trail.quoted(each)}" for each in target.key)
    values = ", ".join(f"k.{each}" for each in columns)
    return (
        f"insert into {table} as t ({', '.join(columns)}) overriding system value select {values}"
        f" from {from_kept} order by f.place on conflict do nothing"
        f" returning jsonb_build_object({own}) as key, to_jsonb(t) as after"
    )


def _keeping(kind: Kind, target: Target) -> str:
    return "" if kind == "insert" else f"{keep(target, 'entries')},"
