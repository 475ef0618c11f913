"""Cascade: which rows point at a row that goes into quarantine, and what becomes of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cutover.compare.catalogue import Connection, primary_key
from cutover.compare.join import Names
from cutover.compare.sqltext import name
from cutover.manifest.migration import Migration
from cutover.repair.origin import Key, columns_of
from cutover.repair.plan import Cascade
from cutover.repair.refusal import RepairRefused

MOST = 100_000
"""Rows that may go along with those of one step."""

Place = tuple[str, Key]
"""A row of V2: its table, in words, and its primary key."""

_CONSTRAINTS = """
select c.conname, n.nspname, child.relname, c.conrelid::regclass::text, c.confdeltype,
       (select array_agg(a.attname::text order by k.place)
        from unnest(c.conkey) with ordinality as k(attnum, place)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum),
       (select array_agg(a.attname::text order by k.place)
        from unnest(c.confkey) with ordinality as k(attnum, place)
        join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum),
       not exists (select from unnest(c.conkey) as k(attnum)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum where a.attnotnull)
from pg_constraint c
join pg_class child on child.oid = c.conrelid join pg_namespace n on n.oid = child.relnamespace
where c.contype = 'f' and c.confrelid = to_regclass(%s) and c.conparentid = 0
order by 2, 3, 1
"""


@dataclass(frozen=True, slots=True)
class Loosened:
    """A row that stays: its `column` becomes NULL, because the row that it points at goes."""

    reference: str
    table: str
    column: str
    key: Key
    fingerprint: str
    before: str


@dataclass(frozen=True, slots=True)
class Closure:
    """What one row takes along: rows that go before it, in their order, and rows that are loosened first."""

    cascade: tuple[Cascade, ...] = ()
    loosened: tuple[Loosened, ...] = ()


@dataclass(frozen=True, slots=True)
class _Edge:
    """How rows of `table` (`relation`) point at those above them.

    `loose` is the column that becomes NULL where a row above goes; '' where the row goes with it.
    """

    id: str
    table: str
    relation: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    above: tuple[str, ...]
    loose: str


@dataclass(frozen=True, slots=True)
class _Pointing:
    """A row that points at another one by an edge; `before` is what it holds in the loose column."""

    at: Key
    key: Key
    fingerprint: str
    before: str


@dataclass
class _Walk:
    """A walk from rows to all that points at them, table by table; every row is met once."""

    v2: Connection
    migration: Migration
    names: Names
    gone: Collection[Place]
    most: int
    edges: dict[str, tuple[_Edge, ...]] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    root: dict[Place, Key] = field(default_factory=dict)
    below: dict[Place, list[tuple[Place, Cascade]]] = field(default_factory=dict)
    loosened: dict[Key, list[Loosened]] = field(default_factory=dict)

    def go(self, table: str, keys: Sequence[Key]) -> None:
        """Meet all rows that point at these, and at those, until there are none."""
        self.root = {(table, key): key for key in keys}
        level = {table: list(dict.fromkeys(keys))}
        while level:
            following: dict[str, list[Key]] = {}
            for above, rows in level.items():
                for edge in self._edges(above):
                    for found in self._pointing(edge, above, rows):
                        if self._meet(edge, (above, found.at), found):
                            following.setdefault(edge.table, []).append(found.key)
            level = following

    def _meet(self, edge: _Edge, above: Place, found: _Pointing) -> bool:
        """Note a row; whether it is new, and goes along."""
        here, root = (edge.table, found.key), self.root[above]
        if here in self.gone:
            return False
        if edge.loose:
            loose = Loosened(edge.id, edge.table, edge.loose, found.key, found.fingerprint, found.before)
            self.loosened.setdefault(root, []).append(loose)
            return False
        new = here not in self.root
        cascade = Cascade(edge.table, found.key, found.fingerprint, edge.id)
        self.below.setdefault(above, []).append((here, cascade))
        if new:
            self.root[here] = root
            if len(self.root) > self.most:
                what = f"more than {self.most:,} rows point at those that would go into quarantine."
                raise RepairRefused("repair-cascade-too-large", what, "Decide in repair.yaml to keep them.")
        return new

    def _edges(self, table: str) -> tuple[_Edge, ...]:
        if table not in self.edges:
            self.edges[table] = tuple(_edges_to(self.v2, self.migration, self.names, table))
        return self.edges[table]

    def _key(self, table: str, relation: str) -> Key:
        if table not in self.keys:
            self.keys[table] = primary_key(self.v2, relation)
        if not self.keys[table]:
            what = (
                f"V2's {table} has no primary key, and its rows point at one that would go into quarantine."
            )
            raise RepairRefused("repair-no-primary-key", what, "Give the table one, or keep the row.")
        return self.keys[table]

    def _pointing(self, edge: _Edge, above: str, rows: Sequence[Key]) -> Iterator[_Pointing]:
        """The rows that point at these by an edge, in the order of their keys."""
        parent = self.names.v2.get(above, above)
        key, own = self._key(above, parent), self._key(edge.table, edge.relation)
        query = _pointing_at(self.v2, edge, parent, key, own)
        columns = [[row[n] for row in rows] for n in range(len(key))]
        for at, found, fingerprint, before in self.v2.execute(query.encode(), columns).fetchall():
            yield _Pointing(_texts(at), _texts(found), str(fingerprint), str(before))


def closure(
    v2: Connection,
    migration: Migration,
    names: Names,
    table: str,
    keys: Sequence[Key],
    gone: Collection[Place] = (),
    most: int = MOST,
) -> dict[Key, Closure]:
    """What each of these rows of a V2 table (in words) takes along, by references.yaml and V2's constraints.

    A row that points by a column which may be NULL is loosened, every other one goes, and so on below it. The
    cascade stands in the order in which its rows go: each before those that it points at. A row that several
    take along goes with the first of them; rows that are `gone` by then are left out. Raises RepairRefused
    where more than `most` rows would go, or one has no primary key.
    """
    walk = _Walk(v2, migration, names, gone, most)
    walk.go(table, keys)
    going = {*walk.root}
    done: set[Place] = set()
    found = {}
    for key in dict.fromkeys(keys):
        cascade = tuple(_below_first(walk.below, (table, key), done, {(table, each) for each in keys}))
        loose = (each for each in walk.loosened.get(key, ()) if (each.table, each.key) not in going)
        found[key] = Closure(cascade, tuple(dict.fromkeys(loose)))
    return found


def _below_first(
    below: Mapping[Place, Iterable[tuple[Place, Cascade]]], start: Place, done: set[Place], roots: set[Place]
) -> Iterator[Cascade]:
    """The rows below one, each after those that point at it; without recursion, since chains may be long."""
    stack: list[tuple[Cascade | None, Iterator[tuple[Place, Cascade]]]] = [(None, iter(below.get(start, ())))]
    while stack:
        cascade, rest = stack[-1]
        following = next(((place, each) for place, each in rest if place not in done), None)
        if following is None:
            stack.pop()
            if cascade is not None:
                yield cascade
            continue
        place, each = following
        if place in roots:
            continue
        done.add(place)
        stack.append((each, iter(below.get(place, ()))))


def _edges_to(v2: Connection, migration: Migration, names: Names, table: str) -> Iterator[_Edge]:
    """All ways in which rows point at those of a table: the manifest's first, then V2's own constraints."""
    known = set()
    for each in migration.references:
        if each.parent == table:
            known.add((each.child, each.columns))
            relation = names.v2[each.child]
            yield _edge(v2, each.id, each.child, relation, each.columns, each.parent_columns, each.nullable)
    words = {physical: word for word, physical in names.v2.items()}
    rows = v2.execute(_CONSTRAINTS.encode(), (name(names.v2.get(table, table)),)).fetchall()
    for constraint, schema, relname, shown, on_delete, columns, above, nullable in rows:
        relation = next((each for each in (str(relname), f"{schema}.{relname}") if each in words), str(shown))
        word = words.get(relation, relation)
        if (word, _texts(columns)) not in known:
            loosens = bool(nullable) and on_delete not in ("c", b"c")
            yield _edge(v2, str(constraint), word, relation, _texts(columns), _texts(above), loosens)


def _edge(
    v2: Connection,
    identifier: str,
    table: str,
    relation: str,
    columns: tuple[str, ...],
    above: tuple[str, ...],
    loosens: bool,
) -> _Edge:
    held = columns_of(v2, relation)
    types = tuple(held[each].type for each in columns)
    loose = next((each for each in columns if not held[each].demanded), "") if loosens else ""
    return _Edge(identifier, table, relation, columns, types, above, loose)


def _texts(array: object) -> tuple[str, ...]:
    assert isinstance(array, list), "the statement gives arrays"
    return tuple(map(str, array))


def _pointing_at(v2: Connection, edge: _Edge, parent: str, key: Key, own: Key) -> str:
    """The rows that point at given ones: at which key, their own key, fingerprint, loose column; a list of
    texts is handed in for each part of the key above."""
    above = columns_of(v2, parent)
    given = ", ".join("%s::text[]" for _ in key)
    aliases = ", ".join(f"k{n}" for n in range(len(key)))
    chosen = " and ".join(f"p.{name(each)} = g.k{n}::{above[each].type}" for n, each in enumerate(key))
    points = " and ".join(
        f"c.{name(column)} = p.{name(target)}"
        if type_ == above[target].type
        else f"c.{name(column)}::text = p.{name(target)}::text"
        for column, type_, target in zip(edge.columns, edge.types, edge.above, strict=True)
    )
    at = ", ".join(f"p.{name(each)}::text" for each in key)
    found = ", ".join(f"c.{name(each)}::text" for each in own)
    order = ", ".join(f"c.{name(each)}" for each in own)
    held = f"c.{name(edge.loose or edge.columns[0])}::text"
    return (
        f"select array[{at}], array[{found}], md5(to_jsonb(c)::text), {held}"
        f" from unnest({given}) as g({aliases}) join {name(parent)} as p on {chosen}"
        f" join {name(edge.relation)} as c on {points} order by {order}"
    )
