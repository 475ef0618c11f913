"""What chance makes of rows: any change leaves other sums of hashes, and any rows are judged as by hand.

``COMPARE_ROUNDS=50 pytest tests/compare/test_two_servers_random.py`` is the long run.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutover.compare.handshake import HASHES
from cutover.compare.hashes import Hash

from ..postgres_server import scratch_database
from .generated import TYPES, fill
from .pairs import TwoServers

ROUNDS = int(os.environ.get("COMPARE_ROUNDS", "1"))


@pytest.fixture(scope="module")
def pair(dsn: str) -> Iterator[TwoServers]:
    """Sessions whose settings have nothing in common."""
    with scratch_database() as other, psycopg.connect(other) as v1, psycopg.connect(dsn) as v2:
        v1.execute("set timezone = 'America/Caracas'; set datestyle = 'SQL, DMY'; set extra_float_digits = 0")
        v1.execute("set intervalstyle = 'sql_standard'; set bytea_output = 'escape'; set work_mem = '1MB'")
        v1.commit()
        v2.execute("set timezone = 'UTC'")
        yield TwoServers(v1, v2)
        v1.rollback()
        v2.rollback()


@pytest.fixture
def servers(pair: TwoServers) -> Iterator[TwoServers]:
    """Leave nothing behind."""
    yield pair
    pair.v1.rollback()
    pair.v2.rollback()


@pytest.mark.parametrize("way", HASHES, ids=lambda way: way.name)
@pytest.mark.parametrize("kind", ["swap", "duplicate", "negate"])
def test_a_thousand_changes_all_change_the_sums(servers: TwoServers, way: Hash, kind: str) -> None:
    """Two rows that swap a value, one that stands in another's place, a number's sign: none cancels out."""
    chance = random.Random(kind)
    fill(servers, chance, 120)
    columns = ("n", "big", "amount", "share", "rate") if kind == "negate" else tuple(TYPES)
    trials = [(n, *chance.sample(range(1, 121), 2)) for n in range(1000 * ROUNDS)]
    listed = ", ".join(("id", "place_in_list", *TYPES))
    execute = servers.v2.execute
    execute("drop table if exists trial; create table trial (like new)")
    execute("alter table trial add t int, add changed boolean")
    execute(
        f"insert into trial ({listed}, t, changed) select new.*, t, changed"
        " from unnest(%s::int[], %s::int[], %s::int[]) as w(t, one, two) join new on id in (one, two),"
        " (values (false), (true)) as c(changed)",
        [list(each) for each in zip(*trials, strict=True)],
    )
    other = "y.t = trial.t and not y.changed and y.id <> trial.id"
    if kind == "duplicate":
        every = ", ".join(f"{name} = y.{name}" for name in ("id", *TYPES))
        execute(f"update trial set {every} from trial y where trial.changed and {other} and trial.id > y.id")
    for n, name in enumerate(columns):
        mine = f"trial.changed and trial.t % {len(columns)} = {n}"
        if kind == "swap":
            execute(f"update trial set {name} = y.{name} from trial y where {mine} and {other}")
        if kind == "negate":
            execute(f"update trial set {name} = -{name} where {mine} and {name} not in (0, -2147483648)")
    parts = [part for name, type_ in {"id": "integer", **TYPES}.items() for part in way.values(name, type_)]
    sums = [f"sum({each}) filter (where {{}}changed)" for each in way.sums]
    seen = " or ".join(f"{each.format('')} <> {each.format('not ')}" for each in sums)
    texts = "array_agg(row order by row) filter (where {}changed)"
    row = execute(
        f"select count(*) filter (where differs), count(*) filter (where differs and not seen),"
        f" count(*) filter (where seen and not differs) from (select t, {seen} as seen,"
        f" {texts.format('')} <> {texts.format('not ')} as differs"
        f" from (select t, changed, {way.row(parts)} as h, row({listed})::text as row from trial) as hashed"
        " group by t) as judged"
    ).fetchone()
    assert row is not None
    differing, unseen, invented = row
    assert differing > 700 * ROUNDS
    assert (unseen, invented) == (0, 0)


# One field of V1 and what V2's column should hold: (V1's JSON value or ABSENT, V2's value), by column.
WORDS = st.sampled_from(["", "a", "A", "a ", "é", "e\u0301", "|", "null"])
FIELDS = {
    "n": st.one_of(st.none(), st.integers(-3, 3), st.sampled_from(["", "1", " 2", "1.5", "x", "9999999999"])),
    "note": st.one_of(st.none(), WORDS),
    "yes": st.one_of(st.none(), st.booleans(), st.sampled_from(["", "true", "false", "t", "1"])),
    "rate": st.one_of(st.none(), st.just(""), st.sampled_from([0, "0.5", 0.51, "1", -0.5, "-0.49"])),
}
HELD = {
    "n": st.one_of(st.none(), st.integers(-3, 3)),
    "note": st.one_of(st.none(), WORDS),
    "yes": st.one_of(st.none(), st.booleans()),
    "rate": st.one_of(st.none(), st.sampled_from([0, 0.5, 0.505, 0.52, 1, -0.49])),
}
DOCUMENTS = st.lists(st.fixed_dictionaries({}, optional=FIELDS), max_size=4)
ROWS = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 5)), st.fixed_dictionaries(HELD)), max_size=6)
LIMIT = Decimal("0.01")
BAD = object()
Fields = dict[str, object]


def read(column: str, field: object) -> object:
    """Read V1's field as V2's column would hold it; BAD where it cannot be."""
    if column == "note":
        return field
    if field is None or field == "":
        return False if column == "yes" else None
    if column == "yes":
        return {"true": True, "false": False}.get(json.dumps(field).strip('"'), BAD)
    try:
        number = Decimal(str(field).strip())
    except ArithmeticError:
        return BAD
    if column == "rate":
        return number
    return int(number) if number == int(number) and abs(number) < 2**31 else BAD


def unequal(column: str, old: object, new: object) -> bool:
    """Say whether two read values differ."""
    if column == "rate" and old is not None and new is not None:
        return abs(Decimal(str(old)) - Decimal(str(new))) > LIMIT
    return old != new


def slowly(documents: list[Fields], rows: list[tuple[int | None, Fields]]) -> Counter[str]:
    """Compare row by row, as anyone would by hand."""
    found: Counter[str] = Counter()
    seen: Counter[int] = Counter(key for key, _ in rows if key is not None)
    found["duplicates"] = sum(count - 1 for count in seen.values())
    found["extra"] = sum(1 for key, _ in rows if key is None or not 1 <= key <= len(documents))
    for n, document in enumerate(documents, 1):
        mine = [row for key, row in rows if key == n]
        found["missing"] += not mine
        for column in FIELDS:
            old = read(column, document.get(column))
            if old is BAD:
                found[f"{column} unparseable"] += max(len(mine), 1)
            else:
                found[column] += sum(unequal(column, old, row[column]) for row in mine)
    return +found


@settings(max_examples=60 * ROUNDS, deadline=None)
@given(documents=DOCUMENTS, rows=ROWS)
def test_any_rows_are_judged_as_by_hand(
    pair: TwoServers,
    documents: list[Fields],
    rows: list[tuple[int | None, Fields]],
) -> None:
    """Keys missing, extra, repeated and NULL; fields absent, null, empty, right, wrong and beyond reading."""
    for connection in (pair.v1, pair.v2):
        connection.rollback()  # the tables of the last example, whose locks would add up
    pair.make(documents, "id int, n int, note text, yes boolean, rate numeric")
    with pair.v2.cursor() as cursor:
        cursor.executemany(
            "insert into new values (%s, %s, %s, %s, %s)",
            [(key, *(row[each] for each in HELD)) for key, row in rows],
        )
    columns = {
        "n": "n", "note": "note", "yes": {"from": "yes", "empty": False},
        "rate": {"from": "rate", "tolerance": float(LIMIT)},
    }  # fmt: skip
    found = pair.compare(pair.joined(columns=columns))
    told = Counter({each: getattr(found, each) for each in ("missing", "extra", "duplicates")})
    for each in found.columns:
        told[each.name] = each.count
        told[f"{each.name} unparseable"] = each.unparseable
    assert +told == slowly(documents, rows)
    assert (found.rows_v1, found.rows_v2) == (len(documents), len(rows))
