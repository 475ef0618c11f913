"""New orphans: rows of V2 that point at nothing because of what a repair did."""

from __future__ import annotations

from cutover.compare import trail
from cutover.compare.audit import Finding, at_key, found
from cutover.compare.catalogue import Connection, primary_key
from cutover.compare.links import Link, Pair, filled, has_parent, pairs_of
from cutover.compare.sqltext import literal, relation


def find_new_orphans(connection: Connection, link: Link) -> tuple[Finding, ...]:
    """Find the orphans of a reference that repairs made.

    A repair made an orphan where it gave a row a value that is no parent's and that it did not have before,
    or took away the parent that a row points at. Orphans that were there before, and those that others make,
    are not its own.
    """
    pairs = pairs_of(connection, link)
    given = _given(connection, link, pairs) if primary_key(connection, link.child) else None
    return tuple(each for each in (given, _bereft(connection, link, pairs)) if each is not None)


def find_risen(connection: Connection) -> tuple[Finding, ...]:
    """Find references of which a run counted more orphans at its end than at its beginning."""
    query = (
        "select format('%s in run %s: %s → %s',"
        " a.key, r.run, coalesce(r.orphans->'before'->>a.key, '0'), a.value)"
        f" from {trail.RUNS} r cross join lateral jsonb_each_text(coalesce(r.orphans->'after', '{{}}')) a"
        " where r.kind = 'apply' and a.value::bigint > coalesce((r.orphans->'before'->>a.key)::bigint, 0)"
    )
    each = found(connection, "references with more orphans after a run than before", query)
    return (each,) if each else ()


def _given(connection: Connection, link: Link, pairs: tuple[Pair, ...]) -> Finding | None:
    """Rows that hold values which a repair gave them, and which are nobody's key."""
    child = str(link.child)
    sides = [(f"h.first->{literal(each)}", f"h.last->{literal(each)}") for each in link.columns]
    still = " and ".join(
        f"to_jsonb({pair.held}) = {last}" for pair, (_, last) in zip(pairs, sides, strict=True)
    )
    other = " or ".join(f"({first}) is distinct from ({last})" for first, last in sides)
    query = (
        f"select h.key::text || ' → ' || {_shown(pairs)} from ({_ends(child)}) h"
        f" join {relation(child)} c on {at_key(connection, child, 'c', 'h')}"
        f" where {filled(pairs)} and {still} and ({other}) and {_is_orphan(link, pairs)}"
    )
    return found(connection, "rows that a repair let point at nothing", query)


def _bereft(connection: Connection, link: Link, pairs: tuple[Pair, ...]) -> Finding | None:
    """Rows whose parent a repair took away."""
    keys = [literal(each) for each in link.parent_columns]
    told = ", ".join(f"h.first->>{key} as k{at}" for at, key in enumerate(keys))
    moved = " or ".join(f"(h.first->{key}) is distinct from (h.last->{key})" for key in keys)
    gone = f"select {told} from ({_ends(str(link.parent))}) h where h.first is not null and ({moved})"
    same = " and ".join(f"gone.k{at} = {pair.held}::text" for at, pair in enumerate(pairs))
    query = (
        f"with gone as materialized ({gone}) select {_shown(pairs)} from {relation(link.child)} c"
        f" where exists (select from gone where {same}) and {_is_orphan(link, pairs)}"
    )
    return found(connection, "rows whose parent a repair took away", query)


def _ends(table: str) -> str:
    """Of each row that was ever changed: its key, how it was at first, and how it was left at last."""
    return (
        "select key, (array_agg(before order by number))[1] as first,"
        f" (array_agg(after order by number desc))[1] as last from {trail.CHANGES}"
        f" where relation = {literal(table)} and action <> 'constraint' group by key"
    )


def _shown(pairs: tuple[Pair, ...]) -> str:
    return " || ', ' || ".join(f"{pair.held}::text" for pair in pairs)


def _is_orphan(link: Link, pairs: tuple[Pair, ...]) -> str:
    return f"not {has_parent(link, pairs, relation(link.parent))}"
