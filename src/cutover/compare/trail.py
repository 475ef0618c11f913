"""The trail of repairs that V2 itself keeps: what it is called, what it holds, and how it is chained.

The repair writes it, the judge reads it; both take names and hashes from here. In V2's schema
`cutover_repair`:

`runs`: one row a run: who did which approved plan when, and what V2 held before and after it.
`changes`: one row a changed row of V2, numbered 1, 2, 3, … without a gap over all runs: what it was and is,
    why, by whom. `planned` is the key of the plan's row that it belongs to, as an array of texts.
`batches`: one row a transaction, chained: its hash is made of the one before it and of its changes' hashes.
`rows_<relation>`: for each change that had a row before, that row as it was, typed, by `cutover_number`.
"""

from __future__ import annotations

import hashlib

from cutover.compare.sqltext import literal, name

SCHEMA = "cutover_repair"
RUNS = name(f"{SCHEMA}.runs")
CHANGES = name(f"{SCHEMA}.changes")
BATCHES = name(f"{SCHEMA}.batches")
NUMBER = "cutover_number"
"""The column by which a typed row is found: the number of the change that took it."""

HASHED = (
    "number",
    "run",
    "step",
    "batch",
    "planned",
    "table_name",
    "relation",
    "key",
    "action",
    "reference",
    "reason",
    "decision",
    "actor",
    "at",
    "before",
    "after",
)
"""The columns of a change that its hash is made of, in this order; `hash` is the only other one."""

LONGEST = 63
"""PostgreSQL cuts names after so many bytes."""

TABLES = f"""
create table if not exists {RUNS} (
    run text primary key,
    kind text not null check (kind in ('apply', 'restore', 'constrain')),
    undoes text not null default '',
    plan text not null default '',
    document jsonb not null default '{{}}',
    actor text not null,
    approved text not null default '',
    pair text not null default '',
    manifest text not null default '',
    began timestamptz not null default clock_timestamp(),
    ended timestamptz,
    state text not null default 'running' check (state in ('running', 'done', 'stopped', 'restored')),
    before jsonb not null default '{{}}',
    after jsonb not null default '{{}}',
    orphans jsonb not null default '{{}}',
    sums jsonb not null default '{{}}',
    left_out jsonb not null default '[]'
);
create table if not exists {CHANGES} (
    number bigint primary key,
    run text not null references {RUNS},
    step text not null,
    batch bigint not null,
    planned jsonb not null default '[]',
    table_name text not null,
    relation text not null,
    key jsonb not null,
    action text not null check (action in
        ('restore', 're-point', 'set-null', 'quarantine', 'cascade', 'undo', 'constraint')),
    reference text not null default '',
    reason text not null default '',
    decision text not null default '',
    actor text not null,
    at timestamptz not null,
    before jsonb,
    after jsonb,
    hash text not null
);
create index if not exists changes_of_run on {CHANGES} (run, step, number);
create index if not exists changes_of_row on {CHANGES} (relation, key);
create table if not exists {BATCHES} (
    number bigint primary key,
    run text not null references {RUNS},
    step text not null,
    first bigint not null,
    last bigint not null,
    seconds double precision not null,
    at timestamptz not null default clock_timestamp(),
    previous text not null,
    hash text not null
);
"""


def typed(relation: str) -> str:
    """The quoted name of the table that keeps a relation's rows as they were."""
    kept = f"rows_{relation}"
    if len(kept.encode()) > LONGEST:
        kept = f"rows_{hashlib.sha256(relation.encode()).hexdigest()[:40]}"
    return f"{name(SCHEMA)}.{quoted(kept)}"


def quoted(identifier: str) -> str:
    """Quote one identifier, a dot in it included."""
    return '"' + identifier.replace('"', '""') + '"'


def change_hash(of: str = "") -> str:
    """The SQL of a change's hash, over the columns `HASHED` of an alias; the same in every session."""
    alias = f"{of}." if of else ""
    moment = f"to_char({alias}at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    parts = ", ".join(moment if each == "at" else f"{alias}{quoted(each)}" for each in HASHED)
    return sha256_of(f"jsonb_build_array({parts})::text")


def batch_hash(previous: str, run: str, step: str, hashes: str) -> str:
    """The SQL of a batch's hash: of the batch before it ('' for the first), run, step, its changes' hashes.

    All four are SQL expressions; `hashes` is the changes' hashes in their order, one text.
    """
    return sha256_of(f"{previous} || {run} || {step} || {hashes}")


def hashes_of(batch: str) -> str:
    """The SQL of a batch's changes' hashes in their order, one text; `batch` is an SQL expression."""
    listed = f"select string_agg(c.hash, '' order by c.number) from {CHANGES} c where c.batch = {batch}"
    return f"coalesce(({listed}), '')"


def log(entries: str) -> str:
    """The SQL that writes changes down with their hashes; `entries` is a FROM item with all of `HASHED`."""
    columns = ", ".join(map(quoted, HASHED))
    chosen = ", ".join(f"e.{quoted(each)}" for each in HASHED)
    return f"insert into {CHANGES} ({columns}, hash) select {chosen}, {change_hash('e')} from {entries} e"


def sha256_of(text: str) -> str:
    """The SQL of sha256 over a text's UTF-8, as hex digits."""
    return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"


EXISTS = f"select to_regclass({literal(CHANGES)}) is not null and to_regclass({literal(RUNS)}) is not null"
"""Whether a trail is there at all: a V2 that was never repaired has none."""
