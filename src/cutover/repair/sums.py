"""Sums: totals of money, by agent, team or month, which what a repair wrote down explains to the cent.

Before a run each group's total is noted in V2's archive. Afterwards V2 is looked at as if the run's changes
had not been made: every total must be what it was. So what the totals moved by is what was written down, and
nothing else. All of it is done by V2's server, however many groups there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from cutover.compare import trail
from cutover.compare.catalogue import Connection, primary_key
from cutover.compare.join import Names
from cutover.compare.sqltext import literal, name
from cutover.manifest.migration import Migration
from cutover.manifest.reference import Reference
from cutover.manifest.repairing import Sum, path_of

TOTALS = name(f"{trail.SCHEMA}.totals")
SHOWN = 20
"""Groups that are named where they moved, or are not explained."""

_TABLE = f"""
create table if not exists {TOTALS} (
    run text not null, sum text not null, per jsonb not null, total numeric not null,
    primary key (run, sum, per)
)
"""

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class _State:
    """V2's tables as they are; or, with `without`, as they would be had that run changed nothing."""

    v2: Connection
    migration: Migration
    names: Names
    without: str = ""

    def rows(self, table: str) -> str:
        """A table's rows as a FROM item."""
        relation = self.names.v2[table]
        if not self.without:
            return name(relation)
        changes = (
            f"{trail.CHANGES} c where c.run = {literal(self.without)} and c.relation = {literal(relation)}"
        )
        record = f"jsonb_populate_record(null::{name(relation)}, %s)"
        same = " and ".join(f"k.{name(each)} = t.{name(each)}" for each in primary_key(self.v2, relation))
        keys = f"select k.* from (select c.key from {changes}) c cross join lateral {record % 'c.key'} k"
        first = f"select distinct on (c.key) c.before from {changes} order by c.key, c.number"
        return (
            f"(select t.* from {name(relation)} t where not exists (select from ({keys}) k where {same})"
            f" union all select r.* from ({first}) f cross join lateral {record % 'f.before'} r"
            " where f.before is not null)"
        )

    def totals(self, rule: Sum) -> str:
        """The totals of a sum: per (a JSON array of texts) and total."""
        joins, groups = [f"{self.rows(rule.table)} as t"], []
        for place, each in enumerate(rule.per):
            unit, columns = path_of(each)
            table, alias = rule.table, "t"
            for step, column in enumerate(columns[:-1]):
                reference = self._reference(table, column)
                above = f"t{place}_{step}"
                on = f"{above}.{name(reference.parent_columns[0])} = {alias}.{name(column)}"
                joins.append(f"left join {self.rows(reference.parent)} as {above} on {on}")
                table, alias = reference.parent, above
            groups.append(_in_units(f"{alias}.{name(columns[-1])}", unit))
        per = f"jsonb_build_array({', '.join(groups)})"
        measure = f"coalesce(sum(t.{name(rule.measure)}::numeric), 0)"
        return f"select {per} as per, {measure} as total from {' '.join(joins)} group by 1"

    def _reference(self, table: str, column: str) -> Reference:
        return next(
            each for each in self.migration.references if (each.child, each.columns) == (table, (column,))
        )


def note_totals(v2: Connection, migration: Migration, names: Names, run: str) -> None:
    """Note every total before a run changes anything; what was noted of this run stays as it is.

    `v2` is the session that writes, in a transaction of the caller's or none. The archive must be there.
    """
    v2.execute(_TABLE.encode())
    state = _State(v2, migration, names)
    for rule in migration.repair.sums:
        noted = f"select from {TOTALS} where run = {literal(run)} and sum = {literal(rule.name)}"
        v2.execute(
            f"insert into {TOTALS} select {literal(run)}, {literal(rule.name)}, per, total"
            f" from ({state.totals(rule)}) as found where not exists ({noted})".encode()
        )


def explain_totals(v2: Connection, migration: Migration, names: Names, run: str) -> dict[str, Json]:
    """What every sum was, is, and by how much its groups moved; whether what the run wrote down explains it.

    By the sum's name: `before`, `after`, `moved` (groups, and the first of them by name), `explained`, and
    `unexplained` groups with what they were and what they would be without the run. Amounts are texts.
    """
    now, undone = _State(v2, migration, names), _State(v2, migration, names, run)
    return {
        rule.name: _told(
            _beside(v2, run, rule, now.totals(rule)), _beside(v2, run, rule, undone.totals(rule))
        )
        for rule in migration.repair.sums
    }


def unexplained(v2: Connection, migration: Migration, names: Names, run: str, table: str) -> dict[str, Json]:
    """The sums of a table that what a run wrote down so far does not explain, each with its first groups.

    By the sum's name: `groups` (how many) and `first` (`per`, `was`, and `is`: as without the run).
    """
    undone = _State(v2, migration, names, run)
    rules = [rule for rule in migration.repair.sums if rule.table == table]
    found = {rule.name: _beside(v2, run, rule, undone.totals(rule)) for rule in rules}
    return {name: {"groups": each.differ, "first": each.first} for name, each in found.items() if each.differ}


@dataclass(frozen=True, slots=True)
class _Beside:
    """Totals as they were noted, beside others: both in all, and the groups that differ."""

    noted: str
    found: str
    differ: int
    first: list[Json]


def _beside(v2: Connection, run: str, rule: Sum, totals: str) -> _Beside:
    noted = f"select per, total from {TOTALS} where run = {literal(run)} and sum = {literal(rule.name)}"
    group = "jsonb_build_object('per', per, 'was', was::text, 'is', found::text)"
    row = v2.execute(
        f"""
        with both_sides as (
            select coalesce(n.per, f.per) as per, coalesce(n.total, 0) as was, coalesce(f.total, 0) as found
            from ({noted}) n full join ({totals}) f on f.per = n.per
        )
        select coalesce(sum(was), 0)::text, coalesce(sum(found), 0)::text,
               count(*) filter (where was <> found),
               (select coalesce(jsonb_agg({group} order by per), '[]') from (
                    select * from both_sides where was <> found order by per limit {SHOWN}) as first)
        from both_sides
        """.encode()
    ).fetchone()
    assert row is not None, "an aggregate gives one row"
    first = row[3] if isinstance(row[3], list) else []
    return _Beside(str(row[0]), str(row[1]), int(str(row[2])), first)


def _told(now: _Beside, undone: _Beside) -> Json:
    return {
        "before": now.noted,
        "after": now.found,
        "moved": now.differ,
        "groups": now.first,
        "explained": undone.differ == 0,
        "unexplained": undone.first,
        "unexplained_groups": undone.differ,
    }


def _in_units(value: str, unit: str) -> str:
    """A group's name as text; of a moment its month or year."""
    form = {"year": "YYYY", "month": "YYYY-MM"}.get(unit)
    return f"to_char({value}, {literal(form)})" if form else f"{value}::text"
