"""Audit: whether the archive that repairs leave in V2 is whole, and tells of all that they wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cutover.compare import trail
from cutover.compare.catalogue import Connection, primary_key
from cutover.compare.known import types_of
from cutover.compare.sqltext import literal, name

SAMPLE = 20
AT_ONCE = 50
"""Tables that one statement looks through."""
_NAMED = 3
_TABLES = ("runs", "changes", "batches")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with an archive: `kind` says it of `count` entries or rows, `sample` names some."""

    kind: str
    count: int
    sample: tuple[str, ...] = ()

    def __str__(self) -> str:
        more = ", …" if self.count > _NAMED else ""
        return f"{self.kind}: {self.count:,} ({', '.join(self.sample[:_NAMED])}{more})"


@dataclass(frozen=True, slots=True)
class Trail:
    """An archive: its runs, changes and batches, and the hash that the last batch leaves.

    `lacking` are tables that it has not, or that the role may not read: then all else is 0.
    """

    runs: int = 0
    changes: int = 0
    batches: int = 0
    head: str = ""
    lacking: tuple[str, ...] = ()
    unreadable: bool = False


def find_trail(connection: Connection) -> Trail | None:
    """Look V2's archive up; None where no repair ever changed anything: no schema, or nothing in it."""
    rows = connection.execute(
        "select c.relname, has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')"
        " from pg_namespace n left join pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'p')"
        " where n.nspname = %s order by c.relname",
        (trail.SCHEMA,),
    ).fetchall()
    if not rows:
        return None
    there = {str(table): bool(readable) for table, readable in rows if table is not None}
    if lacking := tuple(table for table in _TABLES if not there.get(table, False)):
        return Trail(lacking=lacking, unreadable=any(table in there for table in lacking))
    runs, changes, batches = (_count(connection, each) for each in (trail.RUNS, trail.CHANGES, trail.BATCHES))
    kept = (f"{trail.SCHEMA}.{trail.quoted(table)}" for table in there if table not in _TABLES)
    if not (changes or batches or any(_count(connection, each) for each in kept)):
        return None
    head = _row(connection, f"select hash from {trail.BATCHES} order by number desc limit 1")
    return Trail(runs, changes, batches, str(head[0]) if head else "")


def find_breaks(connection: Connection, relations: Collection[str] = ()) -> tuple[Finding, ...]:
    """Find what is wrong with an archive that is there; `relations` are V2's physical tables.

    Numbers without an entry, entries that do not read as they were written, a chain that does not close,
    entries that do not say who, when or why, and rows that a repair wrote without saying so.
    """
    told = (found(connection, kind, query) for kind, query in _QUERIES.items())
    return tuple(each for each in (*told, *_unrecorded(connection, relations)) if each is not None)


_LAST = f"select greatest(coalesce(max(number), 0), coalesce((select max(last) from {trail.BATCHES}), 0))"
_SUMMED = (
    "select batch, min(number) as first, max(number) as last, string_agg(hash, '' order by number) as hashes"
    f" from {trail.CHANGES} group by batch"
)
_CHAINED = (
    f"select b.*, lag(b.hash, 1, '') over (order by b.number) as before, c.first as low, c.last as high,"
    f" coalesce(c.hashes, '') as hashes from {trail.BATCHES} b left join ({_SUMMED}) c on c.batch = b.number"
)
_QUERIES = {
    "changes without an entry in the log": (
        f"select n::text from generate_series(1, ({_LAST} from {trail.CHANGES})) as n"
        f" where not exists (select from {trail.CHANGES} c where c.number = n)"
    ),
    "batches that are lost": (
        f"select n::text from generate_series(1, (select max(number) from {trail.BATCHES})) as n"
        f" where not exists (select from {trail.BATCHES} b where b.number = n)"
    ),
    "entries that were altered": (
        f"select c.number::text from {trail.CHANGES} c where c.hash is distinct from {trail.change_hash('c')}"
    ),
    "entries of no batch": (
        f"select c.number::text from {trail.CHANGES} c left join {trail.BATCHES} b on b.number = c.batch"
        " where (c.number between b.first and b.last and c.run = b.run and c.step = b.step) is not true"
    ),
    "breaks in the chain": (
        f"select number::text from ({_CHAINED}) as b where previous is distinct from before"
        f" or hash is distinct from {trail.batch_hash('previous', 'run', 'step', 'hashes')}"
        " or first is distinct from low or last is distinct from high"
    ),
    "entries of no run": (
        f"select c.number::text from {trail.CHANGES} c"
        f" where not exists (select from {trail.RUNS} r where r.run = c.run)"
    ),
    "entries that do not say who, or why": (
        f"select c.number::text from {trail.CHANGES} c left join {trail.RUNS} r on r.run = c.run"
        " where c.actor = '' or coalesce(r.actor, '') = '' or c.reason || c.decision || c.reference = ''"
    ),
}
"""What may be wrong with the log itself; each query gives the numbers of entries or batches."""


def repairing(connection: Connection) -> tuple[str, ...]:
    """The ids of the transactions that wrote the archive; none where it was copied here in one piece.

    Each batch was a transaction of its own, so many batches of one transaction were loaded, and show nothing.
    """
    batches, ids = _row(connection, f"select count(*), count(distinct xmin::text) from {trail.BATCHES}")
    if int(str(ids)) < int(str(batches)):
        return ()
    both = f"select xmin::text from {trail.CHANGES} union select xmin::text from {trail.BATCHES}"
    return tuple(str(row[0]) for row in connection.execute(both.encode()))


def written_by(ids: Collection[str], row: str = "t") -> str:
    """The condition that one of these transactions wrote a row as it stands."""
    return f"{row}.xmin = any('{{{','.join(ids)}}}'::xid[])"


def key_of(connection: Connection, relation: str) -> str:
    """The SQL of the key of a row `t` as the log has it; empty where the table has none."""
    parts = (f"{literal(each)}, t.{trail.quoted(each)}" for each in primary_key(connection, relation))
    listed = ", ".join(parts)
    return listed and f"jsonb_build_object({listed})"


def at_key(connection: Connection, relation: str, row: str = "t", change: str = "c") -> str:
    """The condition that a row has the key of a change, so that an index finds it; aliases of both."""
    types = types_of(connection, relation)
    return " and ".join(
        f"{row}.{trail.quoted(each)} = ({change}.key->>{literal(each)})::{types[each].full}"
        for each in primary_key(connection, relation)
    )


def is_table(connection: Connection, relation: str) -> bool:
    """Whether a relation is there, and holds rows of its own."""
    query = "select 1 from pg_class where oid = to_regclass(%s) and relkind in ('r', 'p')"
    return connection.execute(query.encode(), (name(relation),)).fetchone() is not None


def found(connection: Connection, kind: str, query: str) -> Finding | None:
    """Make a finding of a query that gives one text a row; None where it gives none."""
    counted = f"select count(*) over (), said from ({query}) as found(said) limit {SAMPLE}"
    rows = connection.execute(counted.encode()).fetchall()
    return Finding(kind, int(str(rows[0][0])), tuple(str(row[1]) for row in rows)) if rows else None


def _unrecorded(connection: Connection, relations: Collection[str]) -> Iterator[Finding | None]:
    """Rows that a repair's transaction wrote, and of which the log says nothing."""
    ids = repairing(connection)
    for relation in _written_lately(connection, relations, ids) if ids else ():
        if not (key := key_of(connection, relation)):
            continue
        said = f"{literal(relation + ' ')} || {key}::text"
        query = (
            f"select {said} from {name(relation)} t where {written_by(ids)} and not exists (select from"
            f" {trail.CHANGES} c where c.relation = {literal(relation)} and c.key = {key})"
        )
        yield found(connection, f"rows of {relation} that a repair wrote without an entry", query)


def _written_lately(
    connection: Connection, relations: Collection[str], ids: Collection[str]
) -> tuple[str, ...]:
    """Those of the tables that hold a row which one of the transactions wrote, asked of many at once."""
    found: list[str] = []
    tables = [each for each in sorted(set(relations)) if is_table(connection, each)]
    for start in range(0, len(tables), AT_ONCE):
        parts = (
            f"select {literal(each)} where exists (select from {name(each)} t where {written_by(ids)})"
            for each in tables[start : start + AT_ONCE]
        )
        rows = connection.execute(" union all ".join(parts).encode()).fetchall()
        found += (str(row[0]) for row in rows)
    return tuple(found)


def _count(connection: Connection, table: str) -> int:
    return int(str(_row(connection, f"select count(*) from {table}")[0]))


def _row(connection: Connection, query: str) -> tuple[object, ...]:
    return connection.execute(query.encode()).fetchone() or ()
