"""Two of the three changes that a repair makes to V2: set a column, insert a row.

Each is one statement over the rows of a batch: it locks them, changes those that are as they were planned,
and writes down what was and what is, typed and as JSON, in the transaction that it is called in.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from cutover.compare import trail
from cutover.compare.sqltext import literal, name
from cutover.repair.entries import (
    Batch,
    Connection,
    Key,
    Left,
    Target,
    as_array,
    keep,
    key_arrays,
    key_json,
    key_names,
    key_values,
    numbered,
    same,
    told_by,
    told_of,
    typed_keys,
)
from cutover.repair.plan import Row

GONE = "it is no longer there"
CHANGED = "it was changed since the plan was made"
TAKEN = "V2 has a row with its key by now"
SETTLED = "what it points at is there by now"
NOWHERE = "what it is to point at is not there"


def set_column(
    connection: Connection,
    batch: Batch,
    target: Target,
    column: str,
    rows: Sequence[Row],
    parent_there: str = "false",
    goal_there: str = "true",
) -> tuple[Left, ...]:
    """Give a column of each row its planned value; return the rows that are no longer as planned.

    `parent_there` is the SQL that says of the row `c` whether it points at something after all, `goal_there`
    that of `w.value` whether there is what it is to point at.
    """
    query = f"""
    with wanted as materialized (
        select w.place, w.planned::jsonb as planned, w.fingerprint, w.value, w.decision, {typed_keys(target)}
        from unnest(%(planned)s::text[], %(fingerprint)s::text[], %(value)s::text[], %(decision)s::text[],
            {key_arrays(target)}) with ordinality
            as w(planned, fingerprint, value, decision, {key_names(target)}, place)
    ), held as materialized (
        select w.*, c as whole, to_jsonb(c) as before, {parent_there} as settled, {goal_there} as reachable
        from wanted w join {name(target.relation)} c on {same("c", "w", target)}
        order by w.place for update of c
    ), fit as materialized (
        select * from held where md5(before::text) = fingerprint and not settled and reachable
    ), done as (
        update {name(target.relation)} t set {trail.quoted(column)} = f.value::{target.types[column]}
        from fit f where {same("t", "f", target)} returning f.place, to_jsonb(t) as after
    ), entries as materialized (
        select {numbered("f.place")}, f.place, f.whole,
            {told_of(target)}, f.planned, {key_json("f", target)} as key, f.decision, f.before, d.after
        from fit f join done d using (place)
    ), {keep(target, "entries")}, logged as ({trail.log("entries")})
    select w.place, case when h.place is null then {literal(GONE)}
        when md5(h.before::text) <> h.fingerprint then {literal(CHANGED)}
        when h.settled then {literal(SETTLED)} else {literal(NOWHERE)} end
    from wanted w left join held h using (place)
    where not exists (select from entries e where e.place = w.place) order by w.place
    """
    given = {
        **key_values([row.key for row in rows], target),
        "planned": [as_array(row.key) for row in rows],
        "fingerprint": [row.fingerprint for row in rows],
        "value": [row.after for row in rows],
        "decision": [row.decision for row in rows],
        **told_by(batch),
    }
    left = connection.execute(query.encode(), given).fetchall()
    return tuple(Left(rows[int(str(place)) - 1].key, str(why)) for place, why in left)


def insert(
    connection: Connection, batch: Batch, target: Target, rows: Sequence[tuple[Key, str]]
) -> tuple[Left, ...]:
    """Insert rows, each its key in the plan and its columns as JSON; return those whose key is taken.

    The first row says which columns are given, the primary key among them; V2 gives the others by itself.
    """
    given_columns = [column for column in target.written if column in orjson.loads(rows[0][1])]
    columns = ", ".join(map(trail.quoted, given_columns))
    values = ", ".join(f"(w.whole).{trail.quoted(column)}" for column in given_columns)
    own = [(f"(w.whole).{trail.quoted(column)}", f"key{at}") for at, column in enumerate(target.key)]
    own_key = ", ".join(value for value, _ in own)
    matches = " and ".join(f"d.{key} = {value}" for value, key in own)
    found = ", ".join(f"t.{trail.quoted(column)} as key{at}" for at, column in enumerate(target.key))
    query = f"""
    with wanted as materialized (
        select place, planned::jsonb as planned,
            jsonb_populate_record(null::{name(target.relation)}, row::jsonb) as whole
        from unnest(%(planned)s::text[], %(rows)s::text[]) with ordinality as w(planned, row, place)
    ), done as (
        insert into {name(target.relation)} as t ({columns}) overriding system value
        select {values} from wanted w order by place on conflict do nothing
        returning {found}, to_jsonb(t) as after
    ), matched as (
        select w.place, w.planned, d.*, row_number() over (partition by {own_key} order by w.place) as nth
        from wanted w join done d on {matches}
    ), entries as materialized (
        select {numbered("m.place")}, m.place,
            {told_of(target)}, m.planned, {key_json("m", target)} as key, ''::text as decision,
            null::jsonb as before, m.after
        from matched m where nth = 1
    ), logged as ({trail.log("entries")})
    select w.place from wanted w where not exists (select from entries e where e.place = w.place)
    """
    planned = [as_array(key) for key, _ in rows]
    given = {"planned": planned, "rows": [row for _, row in rows], **told_by(batch)}
    left = connection.execute(query.encode(), given).fetchall()
    return tuple(Left(rows[int(str(place)) - 1][0], TAKEN) for (place,) in left)


def unlike(connection: Connection, batch: int, target: Target) -> int:
    """How many rows of a table are not as the batch's entries say that it left them."""
    held = " and ".join(
        f"t.{trail.quoted(column)} = (c.key->>{literal(column)})::{target.types[column]}"
        for column in target.key
    )
    query = f"""
    select count(*) from {trail.CHANGES} c left join {name(target.relation)} t on {held}
    where c.batch = %s and c.relation = %s and to_jsonb(t) is distinct from c.after
    """
    row = connection.execute(query.encode(), (batch, target.relation)).fetchone()
    return int(str(row[0])) if row else 0


def number_on(connection: Connection, target: Target) -> None:
    """Let the sequences that number a table's rows go on behind the highest number that it holds by now."""
    rows = connection.execute(
        "select attname, pg_get_serial_sequence(%s, attname) from pg_attribute"
        " where attrelid = to_regclass(%s) and attname = any(%s)",
        (name(target.relation), name(target.relation), list(target.key)),
    ).fetchall()
    for column, sequence in rows:
        if sequence is not None:
            highest = f"(select max({trail.quoted(str(column))}) from {name(target.relation)})"
            connection.execute(
                f"select setval(%s, {highest}) from {sequence} where last_value < {highest}".encode(),
                (sequence,),
            )
