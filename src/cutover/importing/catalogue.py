"""A catalogue: what a database says of its tables, and the keys of a bounded sample of V1's documents."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from cutover.importing.refusal import ImportRefused
from cutover.manifest.reference import address
from cutover.systems import Database

SAMPLE = 250
"""Documents looked at from either end of a V1 table."""

MOST_KEYS = 1000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NO_NAME = "has a name that the manifest cannot write"


@dataclass(frozen=True)
class Key:
    """One key of V1's documents, dotted where it stands in an object.

    `kinds` are the JSON types of its values that are neither null nor ''; `blank` tells whether some document
    lacks it or holds one of these; `days` that each of its texts begins with a day in ISO form.
    """

    name: str
    kinds: frozenset[str]
    blank: bool = False
    days: bool = False


@dataclass(frozen=True)
class Column:
    """One column; `default` is PostgreSQL's expression, `numbered` that the database fills in numbers."""

    name: str
    type: str
    nullable: bool = True
    default: str = ""
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its name in words, its number where the rule has one, its physical name.

    Of a V1 table `keys` and `sampled` say what its documents hold; `typed` that it holds no documents.
    """

    name: str
    id: int | None
    physical: str
    oid: int = 0
    columns: tuple[Column, ...] = ()
    keys: tuple[Key, ...] = ()
    sampled: int = 0
    typed: bool = False

    @property
    def column_names(self) -> frozenset[str]:
        """The names of its columns."""
        return frozenset(column.name for column in self.columns)


@dataclass(frozen=True)
class Foreign:
    """A foreign key, by the names in words; each column of the child stands at the place of its parent's."""

    child: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]
    nullable: bool


@dataclass(frozen=True)
class Catalogue:
    """One side's tables; `findings` say what cannot be drafted, `others` counts what fits no rule."""

    tables: tuple[Table, ...]
    foreign: tuple[Foreign, ...] = ()
    findings: tuple[str, ...] = ()
    others: int = 0
    server: str = ""
    oids: Mapping[int, str] = field(default_factory=dict)
    own_types: tuple[str, ...] = ()
    """The types of columns that are none of PostgreSQL's own, as format_type prints them without []."""


def read_v1(database: Database, rule: str, known: Mapping[int, str]) -> Catalogue:
    """Read V1: tables of documents with the keys of a sample. `known` are names in words by number."""
    found = _read(database, "V1", rule, known)
    tables, findings = [], list(found.findings)
    for table in found.tables:
        if {"id", "xdo"} <= table.column_names and _type(table, "xdo") == "jsonb":
            tables.append(_with_keys(database, table, findings))
            continue
        findings.append(
            f"V1 table {table.name} is no table of documents (id, xdo jsonb) and cannot be compared."
            f" A view can be: select id, to_jsonb(t) - 'id' as xdo from {table.physical} t"
        )
        tables.append(Table(**{**vars(table), "typed": True}))
    return Catalogue(tuple(tables), (), tuple(findings), found.others, found.server, found.oids)


def read_v2(database: Database, rule: str, known: Mapping[int, str]) -> Catalogue:
    """Read V2: typed tables, and the foreign keys that it declares."""
    found = _read(database, "V2", rule, known)
    names = {table.oid: table.name for table in found.tables}
    findings = list(found.findings)
    foreign = tuple(_foreign(database, names, findings))
    rows = _rows(database, _OWN_TYPES, {"oids": list(names)})
    own = tuple(str(name) for (name,) in rows)
    return Catalogue(found.tables, foreign, tuple(findings), found.others, found.server, found.oids, own)


def _read(database: Database, side: str, rule: str, known: Mapping[int, str]) -> Catalogue:
    schema, pattern = rule_pattern(rule)
    rows = _rows(database, _TABLES, {"schema": schema})
    tables, findings, others = [], [], 0
    columns = _columns(database, [int(str(oid)) for oid, *_ in rows])
    for oid, name, kind in ((oid, name, str(kind)) for oid, name, kind in rows):
        named = pattern.fullmatch(str(name))
        parts = named.groupdict() if named else {}
        number = int(parts["id"]) if parts.get("id") else None
        word = parts.get("table") or known.get(number or 0) or str(name)
        if named is None or (side == "V2" and kind in "vm"):  # a view of V1 may hold documents
            others += 1
        elif not _NAME.fullmatch(word):
            findings.append(f"{side} table {name!r} {_NO_NAME}: a view can give it one")
        else:
            right = [c for c in columns.get(int(str(oid)), ()) if _NAME.fullmatch(c.name)]
            for column in columns.get(int(str(oid)), ()):
                if column not in right:
                    findings.append(f"{side} column {name}.{column.name!r} {_NO_NAME}")
            physical = f"{schema}.{name}" if schema else str(name)
            tables.append(Table(word, number, physical, int(str(oid)), tuple(right)))
    if not tables:
        raise ImportRefused(
            "import-no-tables",
            f"{side}, rule {rule!r}",
            f"The database shows no table whose name fits the rule; it shows {others:,} others.",
            f"Give the rule (--{side.lower()}-tables, or `tables` of the environment), such as"
            " 'public.{table}' or 'mvpw1_{id}', and a role that may SELECT.",
        )
    return Catalogue(
        tuple(tables), (), tuple(findings), others, database.identity(), {t.oid: t.physical for t in tables}
    )


def rule_pattern(rule: str) -> tuple[str, re.Pattern[str]]:
    """Turn a rule such as old.{table} or mvpw1_{id} round: its schema, and what a table's name looks like."""
    schema, _, name = rule.rpartition(".")
    text = re.escape(name).replace(r"\{table\}", "(?P<table>.+)", 1).replace(r"\{id\}", r"(?P<id>\d+)", 1)
    if not re.search(r"\(\?P<(table|id)>", text) or "{" in schema or r"\{" in text:
        raise ImportRefused(
            "import-wrong-rule",
            repr(rule),
            "The rule names no table by {table} or {id}.",
            "Write how a table's physical name is made of its name or number: old.{table}, mvpw1_{id}.",
        )
    return schema, re.compile(text)


def _columns(database: Database, oids: list[int]) -> dict[int, list[Column]]:
    found: dict[int, list[Column]] = {}
    for oid, name, kind, required, default, identity in _rows(database, _COLUMNS, {"oids": oids}):
        numbered = bool(identity) or "nextval(" in str(default or "")
        column = Column(str(name), str(kind), not required, str(default or ""), numbered)
        found.setdefault(int(str(oid)), []).append(column)
    return found


def _foreign(database: Database, names: Mapping[int, str], findings: list[str]) -> Iterator[Foreign]:
    for child, parent, columns, parent_columns, required in _rows(database, _FOREIGN, {"oids": list(names)}):
        if not isinstance(columns, list) or not isinstance(parent_columns, list):
            continue
        ends = names[int(str(child))], names.get(int(str(parent)), "")
        own, others = (tuple(map(str, each)) for each in (columns, parent_columns))
        if not ends[1]:
            findings.append(
                f"V2 foreign key {address(ends[0], own)} speaks of a table that the rule does not name: not a"
                " reference"
            )
            continue
        yield Foreign(ends[0], own, ends[1], others, not required)


def _with_keys(database: Database, table: Table, findings: list[str]) -> Table:
    query = sql.SQL(_KEYS).format(table=sql.Identifier(*table.physical.split(".")), n=sql.Literal(SAMPLE))
    rows = _rows(database, query, {})
    sampled = int(str(rows[0][0])) if rows else 0
    keys = []
    for _, name, seen, blank, kinds, days in rows[:MOST_KEYS]:
        word = str(name)
        if name is None or word == "id":
            continue
        if word.count(".") > (1 if "." in word else 0) or not word.isprintable() or not word.strip():
            findings.append(f"V1 key {table.name}.{word!r} {_NO_NAME}")
            continue
        kinds_seen = frozenset(map(str, kinds)) if isinstance(kinds, list) else frozenset[str]()
        keys.append(Key(word, kinds_seen, bool(blank) or int(str(seen)) < sampled, days is True))
    if len(rows) > MOST_KEYS:
        findings.append(f"V1 table {table.name} has more than {MOST_KEYS:,} keys: its keys look like data")
    if not sampled:
        findings.append(f"V1 table {table.name} is empty: its keys are not known")
    return Table(**{**vars(table), "keys": tuple(keys), "sampled": sampled})


def _type(table: Table, name: str) -> str:
    return next((column.type for column in table.columns if column.name == name), "")


def _rows(
    database: Database, query: str | sql.Composed, values: Mapping[str, object]
) -> list[tuple[object, ...]]:
    text = query.encode() if isinstance(query, str) else query
    try:
        return database.connection.execute(text, values or None).fetchall()
    except psycopg.Error as error:
        what = f"The catalogue or a sample cannot be read: {type(error).__name__} ({error.sqlstate})."
        fix = "The role needs USAGE on the schema and SELECT on its tables; a statement has 120 s."
        raise ImportRefused("import-catalogue-unreadable", "the database", what, fix) from None


_TABLES = """
select c.oid::bigint, c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition
  and n.nspname not in ('pg_catalog', 'information_schema')
  and case when %(schema)s = '' then pg_table_is_visible(c.oid) else n.nspname = %(schema)s end
  and has_table_privilege(c.oid, 'select')
order by c.relname
"""
_COLUMNS = """
select a.attrelid::bigint, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       pg_get_expr(d.adbin, d.adrelid), a.attidentity
from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid = any(%(oids)s::oid[]) and a.attnum > 0 and not a.attisdropped order by a.attrelid, a.attnum
"""
_OWN_TYPES = """
select distinct format_type(e.oid, null) from pg_attribute a join pg_type t on t.oid = a.atttypid
join pg_type e on e.oid = case when t.typcategory = 'A' and t.typelem <> 0 then t.typelem else t.oid end
where a.attrelid = any(%(oids)s::oid[]) and a.attnum > 0 and not a.attisdropped
  and e.typnamespace <> 'pg_catalog'::regnamespace order by 1
"""
_FOREIGN = """
select k.conrelid::bigint, k.confrelid::bigint,
       array(select a.attname::text from unnest(k.conkey) with ordinality as u(n, i)
             join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by u.i),
       array(select a.attname::text from unnest(k.confkey) with ordinality as u(n, i)
             join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by u.i),
       (select bool_and(a.attnotnull) from pg_attribute a
        where a.attrelid = k.conrelid and a.attnum = any(k.conkey))
from pg_constraint k where k.contype = 'f' and k.conrelid = any(%(oids)s::oid[]) and k.conparentid = 0
order by k.conrelid::regclass::text, k.conkey
"""
_KEYS = """
with ids as (
    (select id from {table} order by id limit {n}) union (select id from {table} order by id desc limit {n})
), sample as (
    select case jsonb_typeof(t.xdo) when 'object' then t.xdo else '{{}}' end as xdo from {table} t join ids using (id)
), top as (
    select e.key, e.value from sample, jsonb_each(xdo) e
), every as (
    select key, value from top
    union all
    select top.key || '.' || e.key, e.value
    from top, jsonb_each(case jsonb_typeof(top.value) when 'object' then top.value else '{{}}' end) e
), told as (
    select key, count(*) as seen, bool_or(value in ('null', '""')) as blank,
           array_agg(distinct jsonb_typeof(value)) filter (where value not in ('null', '""')) as kinds,
           bool_and(value#>>'{{}}' ~ '^\\d{{4}}-\\d\\d-\\d\\d') filter (where jsonb_typeof(value) = 'string' and value <> '""') as days
    from every group by key
)
select (select count(*) from sample), key, seen, blank, kinds, days
from (select 1) as one left join told on true order by key
"""  # noqa: E501  # one condition, one line
