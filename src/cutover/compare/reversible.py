"""Reversible: whether V2's archive holds all that it takes to put a repair back row for row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cutover.compare import trail
from cutover.compare.audit import Finding, at_key, found, is_table, key_of, repairing, written_by
from cutover.compare.catalogue import Connection, primary_key
from cutover.compare.fingerprint import columns, fingerprint
from cutover.compare.sqltext import Rows, literal, name

KEPT = "cutover_kept"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was shown of the newest run without undoing it: so many tables would be as before, to the byte.

    `tables` are those that it changed; `moved` have been written by others since, which shows nothing.
    """

    run: str = ""
    tables: int = 0
    proved: int = 0
    moved: int = 0


def find_lost(connection: Connection) -> tuple[Finding, ...]:
    """Find changes whose row is not kept as it was, and rows that are not as the last change left them."""
    told = (
        each
        for relation in _changed(connection)
        for each in (_unkept(connection, relation), _moved(connection, relation))
    )
    return tuple(each for each in told if each is not None)


def find_unkept(connection: Connection, run: str = "") -> tuple[Finding, ...]:
    """Find changes whose row is not kept as it was, those of one run if one is named."""
    told = (_unkept(connection, relation, run) for relation in _changed(connection))
    return tuple(each for each in told if each is not None)


def _changed(connection: Connection) -> Iterator[str]:
    """The tables whose rows repairs changed."""
    rows = connection.execute(
        f"select distinct relation from {trail.CHANGES} where action <> 'constraint' order by 1".encode()
    ).fetchall()
    return (str(relation) for (relation,) in rows)


def _unkept(connection: Connection, relation: str, run: str = "") -> Finding | None:
    kept, own = "", f" and c.run = {literal(run)}" if run else ""
    differs = "true"
    if is_table(connection, f"{trail.SCHEMA}.{kept_in(relation)}"):
        kept = f" left join {trail.typed(relation)} as {KEPT} on {KEPT}.{trail.NUMBER} = c.number"
        differs = differ(f"to_jsonb({KEPT}) - {literal(trail.NUMBER)}", "c.before")
    return found(
        connection,
        f"rows of {relation} that are not in the archive as they were",
        f"select c.number::text from {trail.CHANGES} c{kept} where {_of(relation)}{own}"
        f" and c.before is not null and {differs}",
    )


def _moved(connection: Connection, relation: str) -> Finding | None:
    changed, where = f"rows of {relation} that others changed since", _of(relation)
    if not is_table(connection, relation) or not primary_key(connection, relation):
        return found(connection, changed, f"select c.key::text from {trail.CHANGES} c where {where}")
    newest = (
        f"select distinct on (c.key) c.* from {trail.CHANGES} c where {where} order by c.key, c.number desc"
    )
    return found(
        connection,
        changed,
        f"select c.key::text from ({newest}) c left join {name(relation)} t on {at_key(connection, relation)}"
        f" where c.action <> 'undo' and {differ('to_jsonb(t)', 'c.after')}",
    )


def _of(relation: str) -> str:
    """The condition that a change `c` is of a row of a relation."""
    return f"c.relation = {literal(relation)} and c.action <> 'constraint'"


def prove(connection: Connection, relations: Mapping[str, str]) -> tuple[Proof, tuple[Finding, ...]]:
    """Show that undoing the newest run would give back what was before it, to the byte, without undoing it.

    `relations` are V2's tables by their words. Of a run that was put back, what it noted is held together.
    """
    row = connection.execute(
        f"select run, kind, undoes, before, after from {trail.RUNS} where kind <> 'constrain'"
        " and state in ('done', 'restored') order by began desc, run desc limit 1".encode()
    ).fetchone()
    if row is None:
        return Proof(), ()
    run, kind, undoes, before, after = str(row[0]), row[1], str(row[2]), _texts(row[3]), _texts(row[4])
    if kind == "restore":
        return _put_back(connection, run, undoes, before, after)
    unlike = [word for word in before if word in relations and before[word] != after.get(word)]
    changed = [word for word in unlike if is_table(connection, relations[word])]
    still = [word for word in changed if fingerprint(connection, relations[word]) == after.get(word)]
    other = [word for word in still if _undone(connection, run, relations[word]) != before[word]]
    wrong = [word for word in other if not _others_wrote(connection, run, relations[word])]
    proved = len(still) - len(other)
    proof = Proof(run, len(unlike), proved, len(changed) - proved - len(wrong))
    return proof, _more_than_said(wrong)


def kept_in(relation: str) -> str:
    """The bare name of the table that keeps a relation's rows."""
    return trail.typed(relation).partition(".")[2].strip('"').replace('""', '"')


def differ(one: str, other: str) -> str:
    """The condition that two rows differ; a column that only one of them has, and that is NULL, is none."""
    return (
        f"{one} is distinct from {other}"
        f" and jsonb_strip_nulls({one}) is distinct from jsonb_strip_nulls({other})"
    )


def _undone(connection: Connection, run: str, relation: str) -> str:
    """The fingerprint that a table would have if a run's changes were undone."""
    key, own = key_of(connection, relation), f"c.run = {literal(run)} and c.relation = {literal(relation)}"
    kept = trail.typed(relation)
    listed = [trail.quoted(each) for each in columns(connection, relation)]
    now = ", ".join(f"t.{each}" for each in listed)
    untouched = (
        f"select {now} from {name(relation)} t"
        f" where not exists (select from {trail.CHANGES} c where {own} and c.key = {key})"
    )
    if not is_table(connection, f"{trail.SCHEMA}.{kept_in(relation)}"):
        return fingerprint(connection, Rows(untouched), primary_key(connection, relation))
    first = f"select min(c.number) from {trail.CHANGES} c where {own} group by c.key"
    before = f"select {', '.join(listed)} from {kept} where {trail.NUMBER} in ({first})"
    rows = Rows(f"{untouched} union all {before}")
    return fingerprint(connection, rows, primary_key(connection, relation))


def _others_wrote(connection: Connection, run: str, relation: str) -> bool:
    """Whether somebody else wrote a row as it stands, after the run's first batch and before its end."""
    ids = repairing(connection)
    if not ids:
        return False
    own = literal(run)
    span = (
        f"select (select age(xmin) from {trail.RUNS} where run = {own}) as young,"
        f" (select max(age(xmin)) from {trail.BATCHES} where run = {own}) as old"
    )
    query = (
        f"select exists (select from {name(relation)} t, ({span}) as span"
        f" where age(t.xmin) between young and old and not {written_by(ids)})"
    )
    row = connection.execute(query.encode()).fetchone()
    return row is not None and bool(row[0])


def _put_back(
    connection: Connection, run: str, undoes: str, before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[Proof, tuple[Finding, ...]]:
    """Hold what a restore noted beside what the run that it put back noted."""
    row = connection.execute(
        f"select before, after from {trail.RUNS} where run = %s".encode(), (undoes,)
    ).fetchone()
    if row is None:
        return Proof(run), ()
    first, last = _texts(row[0]), _texts(row[1])
    changed = [word for word in first if first[word] != last.get(word)]
    still = [word for word in changed if before.get(word) == last.get(word)]
    wrong = [word for word in still if after.get(word) != first[word]]
    return Proof(run, len(changed), len(still) - len(wrong), len(changed) - len(still)), _more_than_said(
        wrong
    )


def _more_than_said(tables: Sequence[str]) -> tuple[Finding, ...]:
    kind = "tables in which more was changed than the log says"
    return (Finding(kind, len(tables), tuple(tables)),) if tables else ()


def _texts(document: object) -> dict[str, str]:
    return (
        {str(word): str(value) for word, value in document.items()} if isinstance(document, Mapping) else {}
    )
