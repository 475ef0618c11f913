"""Declared: the foreign key that V2 itself has for a link, and how little it promises."""

from __future__ import annotations

from dataclasses import dataclass

from cutover.compare.catalogue import Connection
from cutover.compare.links import Link
from cutover.compare.sqltext import Rows, name

_DECLARED = """
select conname, convalidated, condeferrable, confmatchtype = 'f'
from pg_constraint
where contype = 'f' and conrelid = to_regclass(%s) and confrelid = to_regclass(%s)
and %s = (
    select array_agg(c.attname || '>' || p.attname order by c.attname || '>' || p.attname)
    from unnest(conkey, confkey) as k(child, parent)
    join pg_attribute c on c.attrelid = conrelid and c.attnum = k.child
    join pg_attribute p on p.attrelid = confrelid and p.attnum = k.parent
)
order by convalidated desc, conname limit 1
"""


@dataclass(frozen=True, slots=True)
class Declared:
    """A foreign key of V2. `whole` forbids rows that have a value in some of several columns (MATCH FULL)."""

    name: str
    validated: bool
    deferrable: bool
    whole: bool


def find_declared(connection: Connection, link: Link) -> Declared | None:
    """Find the foreign key that V2 declares for a link; None where it declares none."""
    if isinstance(link.child, Rows) or isinstance(link.parent, Rows):
        return None
    ends = zip(link.columns, link.parent_columns, strict=True)
    pairs = sorted(f"{column}>{key}" for column, key in ends)
    found = connection.execute(_DECLARED.encode(), (name(link.child), name(link.parent), pairs)).fetchone()
    return None if found is None else Declared(str(found[0]), *(bool(each) for each in found[1:]))
