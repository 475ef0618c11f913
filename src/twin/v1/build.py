"""Build: the steps that make V1's tables, every document by formula out of a seed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from importlib.resources import files

from twin.steps import Stage, Step
from twin.v1.fields import Fields, tables
from twin.v1.sizes import CORE, OWNED, Sizes, sizes_of
from twin.v1.values import Table, key_of, words_of
from twin.v1.words import FIRST, LAST
from twin.v1.written import WRITTEN, Written, absent_of
from twin.v1.written.plain import plain

SCAFFOLDING = """
drop table v1_test, v1_user, v1_agent, v1_path, v1_core, v1_pool, v1_size;
drop table v1_tx, v1_listing, v1_income, v1_lead;
drop function v1_h;"""

# Plain tables are few rows; they go where participants do not.
PLAIN_LANE = 1


def steps(scale: float, seed: int) -> tuple[Step, ...]:
    """Return the steps of V1: the skeleton, the tables on two lanes, the indexes."""
    size = sizes_of(scale)
    fields = tables()
    written = {name: write(size) for name, write in WRITTEN.items()}
    return (
        Step("V1 skeleton", skeleton(size, seed), rows=60_000, stage=Stage.V1_SCHEMA),
        *(step for name, table in written.items() for step in table_steps(name, fields[name], table, seed)),
        *plain_steps(fields, seed),
        Step("V1 scaffolding", SCAFFOLDING, rows=1, stage=Stage.V1_DATA + 1),
        *index_steps(),
    )


def table_steps(name: str, fields: Fields, written: Written, seed: int) -> tuple[Step, ...]:
    """Return the steps of one table.

    Rows that arrive in the transaction that creates their table need no write-ahead log; only a table in
    several pieces is created before.
    """
    table = Table(name, seed, fields.kinds, written.exact)
    physical = f"mvpw1_{fields.number}"
    create = f"create table {physical} (id integer primary key, xdo jsonb not null);"
    fills = [table.insert(physical, part.rows, absent_of(name), written.without) for part in written.parts]
    if len(written.parts) == 1:
        part = written.parts[0]
        sql = f"{written.before}\n{create}\n{fills[0]};"
        return (Step(f"V1 {name}", sql, part.weight, part.lane, Stage.V1_DATA),)
    return (
        Step(f"V1 empty {name}", f"{written.before}\n{create}", rows=1, stage=Stage.V1_SCHEMA),
        *(
            Step(f"V1 {name} {number}", f"{fill};", part.weight, part.lane, Stage.V1_DATA)
            for number, (part, fill) in enumerate(zip(written.parts, fills, strict=True), start=1)
        ),
    )


def plain_steps(fields: Mapping[str, Fields], seed: int) -> tuple[Step, ...]:
    """Return a step for each domain of plain tables: they are many and small, and share a transaction."""
    domains: dict[str, list[Step]] = defaultdict(list)
    for name, table in fields.items():
        if table.rows is not None:
            domains[table.domain] += table_steps(name, table, plain(name, fields, PLAIN_LANE), seed)
    return tuple(
        Step(f"V1 {domain}", "\n".join(step.sql for step in of), sum(step.rows for step in of), PLAIN_LANE)
        for domain, of in domains.items()
    )


def index_steps() -> tuple[Step, ...]:
    """Return a step for each index of V1; participants, who are most, have a lane of their own."""
    lines = [line for line in text_of("indexes").splitlines() if not line.startswith("--")]
    found = [part.strip() for part in re.split(r";[ \t]*$", "\n".join(lines), flags=re.MULTILINE)]
    return tuple(
        Step(f"V1 index {number}", part, 2000, 1 if "mvpw1_39" in part else 0, Stage.V1_INDEXES)
        for number, part in enumerate(filter(None, found), start=1)
    )


def skeleton(size: Sizes, seed: int) -> str:
    """Return the SQL of the skeleton."""
    given = {"more": str(size.agents), "seed": str(key_of(seed, "skeleton"))}
    given |= {"first": words_of(FIRST), "firsts": str(len(FIRST))}
    given |= {"last": words_of(LAST), "lasts": str(len(LAST))}
    given |= {f"owned {name}": owned(name, getattr(size, name), seed) for name in OWNED}
    text = text_of("base")
    for name, sql in given.items():
        text = text.replace(f"@{name}@", sql)
    return text


def owned(name: str, total: int, seed: int) -> str:
    """Return the SQL of the rows of an owned table: the core's in its owners' order, the others at random."""
    test, other = OWNED[name]
    core = CORE[name]
    return f"""
        select row_number() over (order by core.n, j)::integer as id, core.n, j, agent_id, user_id, team_id
        from v1_core as core, generate_series(0, case when test is null then {other} else {test} end - 1) as j
        union all
        select {core} + g, null, v1_h({key_of(seed, f"{name} place")}, g) % 1000, agent_id, user_id, team_id
        from generate_series(1, {total - core}) as g, v1_size
        join v1_pool as pool on true
        where pool.n = 1 + v1_h({key_of(seed, f"{name} owner")}, g) % v1_size.pool"""


def text_of(name: str) -> str:
    """Return the text of one of this package's SQL files."""
    return files("twin.v1").joinpath(f"{name}.sql").read_text("utf-8")
