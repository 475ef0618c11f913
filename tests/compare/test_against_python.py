"""The comparison in SQL against a slow and obvious one in Python, over generated documents and rows.

Within one server and between two: what is right is counted by hand, and both ways must count the same.
``COMPARE_ROUNDS=50 pytest tests/compare/test_against_python.py`` is the long run.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from cutover.compare import TableDifference, compare_table

from ..postgres_server import scratch_database
from .by_hand import CANNOT, CASTS, EMPTY, MISSING, TYPES, VALUES, others, plain, right, same
from .pairs import TwoServers

ROUNDS = int(os.environ.get("COMPARE_ROUNDS", "1"))
SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))
Fields = dict[str, Any]
Pairs = list[tuple[Fields | None, Fields | None]]


@pytest.fixture(scope="module")
def servers(dsn: str) -> Iterator[TwoServers]:
    """Sessions of two databases; their tables are emptied for each example."""
    with scratch_database() as other, psycopg.connect(other) as v1, psycopg.connect(dsn) as v2:
        pair = TwoServers(v1, v2)
        v2.execute("set timezone = 'UTC'")
        columns = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
        pair.make([], f"{columns}, place int")
        yield pair
        v1.rollback()
        v2.rollback()


def fill(servers: TwoServers, documents: dict[int, object], rows: Sequence[Fields]) -> None:
    """Put V1's documents by their ids and V2's rows in place of what there was."""
    for connection in (servers.v1, servers.v2):
        connection.execute("truncate old")
        with connection.cursor() as cursor:
            cursor.executemany(
                "insert into old values (%s, %s)", [(n, Jsonb(x)) for n, x in documents.items()]
            )
    servers.v2.execute("truncate new")
    for row in rows:
        held = {**row, "j": None if row["j"] is None else Jsonb(row["j"])}
        marks = ", ".join(["%s"] * len(held))
        servers.v2.execute(f"insert into new ({', '.join(held)}) values ({marks})", list(held.values()))


def present(raw: Fields) -> Fields:
    """V1's fields without the missing ones."""
    return {name: value for name, value in raw.items() if value is not MISSING}


def mapped(prefix: str = "") -> dict[str, object]:
    """Each column with its field, and its default where it has one."""
    return {
        name: {"from": f"{prefix}{name}"} | ({"empty": EMPTY[name]} if name in EMPTY else {})
        for name in CASTS
    }


@st.composite
def fields(draw: st.DrawFn) -> tuple[Fields, Fields]:
    """V1's fields and V2's values, each equal or perhaps not."""
    raw = {name: draw(VALUES[name]) for name in CASTS}
    return raw, {name: draw(st.just(right(name, raw[name])) | others(name)) for name in CASTS}


@st.composite
def pairs(draw: st.DrawFn) -> Pairs:
    """Rows: V1's document and V2's row, either of which may be missing."""
    found: Pairs = []
    for _ in range(draw(st.integers(1, 5))):
        raw, held = draw(fields())
        which = draw(st.sampled_from(["both"] * 5 + ["v1", "v2"]))
        found.append((raw if which != "v2" else None, held if which != "v1" else None))
    return found


def column_by_column(pairs_: Sequence[tuple[Fields, Sequence[Fields]]]) -> Counter[str]:
    """What differs and what cannot be cast, of V1's rows with the V2 rows of their key."""
    found: Counter[str] = Counter()
    for raw, rows in pairs_:
        for name in CASTS:
            if CASTS[name](raw[name]) is CANNOT:
                found[f"{name} unparseable"] += max(len(rows), 1)
            else:
                found[name] += sum(not same(right(name, raw[name]), held[name]) for held in rows)
    return found


def told(found: TableDifference) -> Counter[str]:
    """The same of a comparison."""
    counted = Counter(
        {kind: getattr(found, kind) for kind in ("missing", "extra", "duplicates", "shapeless")}
    )
    for each in found.columns:
        counted.update({each.name: each.count, f"{each.name} unparseable": each.unparseable})
    return +counted


@settings(SLOW, max_examples=80 * ROUNDS)
@given(rows=pairs())
def test_sql_and_python_agree(servers: TwoServers, rows: Pairs) -> None:
    """Over every type, with and without defaults: the same rows, the same columns, the same numbers."""
    fill(
        servers,
        {n: present(raw) for n, (raw, _) in enumerate(rows, 1) if raw is not None},
        [{"id": n, **held} for n, (_, held) in enumerate(rows, 1) if held is not None],
    )
    found = servers.both_ways(servers.joined(columns=mapped()))
    by_hand = column_by_column([(raw, [held] if held else []) for raw, held in rows if raw is not None])
    by_hand["missing"] = sum(held is None for _, held in rows)
    by_hand["extra"] = sum(raw is None for raw, _ in rows)
    assert told(found) == +by_hand


@dataclass(frozen=True)
class Split:
    """Documents with arrays of elements, and V2's rows: the document's id, a place, the values."""

    documents: dict[int, Fields]
    rows: list[Fields]


PLACES = st.one_of(st.none(), st.integers(1, 4))
NO_ARRAY = st.sampled_from([MISSING, None, "", "x", 7, {}, {"a": []}])


@st.composite
def splits(draw: st.DrawFn) -> Split:
    """Elements with their V2 rows, right, wrong, lost, doubled, at another place or of another document."""
    documents: dict[int, Fields] = {}
    rows: list[Fields] = []
    for n in range(1, draw(st.integers(1, 3)) + 1):
        items: list[Any] = []
        for place in range(1, draw(st.integers(0, 3)) + 1):
            raw, held = draw(fields())
            items.append(draw(st.just(raw) | st.just(raw) | plain.filter(lambda each: each is not None)))
            where = {"id": n, "place": place}
            moved = {"id": draw(st.integers(1, 4)), "place": draw(PLACES)}
            rows += draw(st.sampled_from([[where]] * 5 + [[], [where, where], [where, moved], [moved]]))
            rows = [row if len(row) > 2 else {**row, **held} for row in rows]
        whole = draw(st.just(items) | st.just(items) | NO_ARRAY)
        documents[n] = {"items": whole, "when": draw(st.sampled_from(["x", 1, False, "", None, MISSING]))}
    return Split(documents, rows)


def elements(document: Fields, optional: bool) -> list[Fields]:
    """The fields of each element; whatever is no object has none, whatever is no array no element."""
    if optional and (document["when"] is MISSING or document["when"] in (None, "")):
        return []
    items = document["items"] if isinstance(document["items"], list) else []
    return [each if isinstance(each, dict) else dict.fromkeys(CASTS, MISSING) for each in items]


def split_by_hand(split: Split, optional: bool) -> Counter[str]:
    """Lay each element beside the V2 rows of its document and place."""
    old = {
        (n, place): raw
        for n, document in split.documents.items()
        for place, raw in enumerate(elements(document, optional), 1)
    }
    new: dict[tuple[int, int], list[Fields]] = {}
    for row in split.rows:
        if row["place"] is not None:
            new.setdefault((row["id"], row["place"]), []).append(row)
    found = column_by_column([(raw, new.get(key, [])) for key, raw in old.items()])
    found["missing"] = len(old.keys() - new.keys())
    found["extra"] = sum(row["place"] is None or (row["id"], row["place"]) not in old for row in split.rows)
    found["duplicates"] = sum(len(rows) - 1 for rows in new.values())
    return +found


@settings(SLOW, max_examples=60 * ROUNDS)
@given(split=splits(), optional=st.booleans())
def test_rows_made_of_arrays_are_judged_as_by_hand(servers: TwoServers, split: Split, optional: bool) -> None:
    """Elements lost, doubled, moved to another place or document; arrays that are none; optional rows."""
    documents = {
        n: present({**each, "items": _writable(each["items"])}) for n, each in split.documents.items()
    }
    fill(servers, documents, split.rows)
    source = servers.joined(
        match={"id": "id", "place": "position"},
        each="items",
        columns=mapped("item."),
        **({"when": "when"} if optional else {}),
    )
    by_hand = split_by_hand(split, optional)
    # Not their samples: which of two rows with one key comes first is left open.
    assert told(servers.compare(source)) == by_hand
    assert told(compare_table(servers.v2, [source])) == by_hand


def _writable(items: Any) -> Any:
    if not isinstance(items, list):
        return items
    return [present(each) if isinstance(each, dict) else each for each in items]
