"""A tolerance forgives what it says and nothing beyond, on one server and between two."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest

from cutover.compare.near import buckets, far
from cutover.manifest.tolerance import Tolerance

from .known_pairs import FLOAT, TIME
from .pairs import TwoServers

ROUNDS = int(os.environ.get("COMPARE_ROUNDS", "1"))
EPSILONS = [
    Decimal(each) for each in ("0", "1e-13", "-1e-13", "1e-6", "-1e-6", "1e-3", "-1e-3", "0.3", "-0.6", "1")
]
"""How far beyond the tolerance, or within it, a value stands, as a share of the tolerance."""

Near = Callable[[Decimal, Decimal], bool]


def within(tolerance: dict[str, float]) -> Near:
    """Say as a person would whether two numbers are near enough."""
    ((kind, limit),) = tolerance.items()
    if kind == "decimals":
        unit = Decimal(1).scaleb(-int(limit))
        return lambda v1, v2: v1.quantize(unit, ROUND_HALF_UP) == v2.quantize(unit, ROUND_HALF_UP)
    exact = Decimal(repr(limit))
    return lambda v1, v2: abs(v1 - v2) <= (exact * abs(v1) if kind == "relative" else exact)


def allowed(tolerance: dict[str, float], v1: Decimal) -> Decimal:
    """How far away the border is."""
    ((kind, limit),) = tolerance.items()
    if kind == "decimals":
        unit = Decimal(1).scaleb(-int(limit))
        return v1.quantize(unit, ROUND_HALF_UP) + unit / 2 - v1
    return Decimal(repr(limit)) * (abs(v1) if kind == "relative" else 1)


def near_the_border(tolerance: dict[str, float], kind: str, number: int) -> list[tuple[Decimal, Decimal]]:
    """Numbers of every size, and others that stand about as far away as is allowed, on either side."""
    chance = random.Random(f"{tolerance} {kind}")
    digits = {"real": 7, FLOAT: 16}.get(kind, 24)
    found = []
    with localcontext() as context:
        context.prec = 60
        for _ in range(number):
            size = chance.choice((-6, -2, 0, 0, 1, 3, 6, 9))
            v1 = Decimal(chance.randint(-(10**6), 10**6)).scaleb(size - 6)
            away = allowed(tolerance, v1) * (1 + chance.choice(EPSILONS)) * chance.choice((-1, 1))
            pair = [v1, v1 + away]
            if digits < 24:
                as_float = [float(f"{float(each):.{digits}g}") for each in pair]
                pair = [Decimal(repr(each)) for each in as_float]
            if kind in ("integer", "bigint"):
                pair = [each.to_integral_value() for each in pair]
            found.append((pair[0], pair[1]))
    return found


@pytest.mark.parametrize("kind", ["numeric", FLOAT, "bigint"])
@pytest.mark.parametrize(
    "tolerance",
    [{"absolute": 0.01}, {"absolute": 3.0}, {"relative": 0.001}, {"relative": 0.3}, {"relative": 1e-10},
     {"decimals": 2}, {"decimals": 0}],
    ids=str,
)  # fmt: skip
def test_no_value_is_missed_or_invented_near_the_border(
    servers: TwoServers, tolerance: dict[str, float], kind: str
) -> None:
    """V2 = V1 ± tolerance · (1 ± ε) is judged as by hand, whatever bucket the two fall into."""
    pairs = near_the_border(tolerance, kind, 500 * ROUNDS)
    servers.make([{"f": f"{v1:f}"} for v1, _ in pairs], f"id int primary key, a {kind}")
    with servers.v2.cursor() as cursor:
        rows = [(n, f"{v2:f}") for n, (_, v2) in enumerate(pairs, 1)]
        cursor.executemany(f"insert into new values (%s, %s::{kind})", rows)
    found = servers.both_ways(servers.joined(columns={"a": {"from": "f", "tolerance": tolerance}}))
    with localcontext() as context:
        context.prec = 60
        wrong = sum(not within(tolerance)(*pair) for pair in pairs)
    assert sum(each.count for each in found.columns) == wrong
    assert 0 < wrong < len(pairs) or kind == "bigint"


@pytest.mark.parametrize("kind", ["numeric", FLOAT, "real"])
@pytest.mark.parametrize(
    "tolerance", [{"absolute": 0.01}, {"relative": 0.001}, {"relative": 0.9}, {"decimals": 3}], ids=str
)
def test_what_falls_into_one_bucket_is_near(
    servers: TwoServers, tolerance: dict[str, float], kind: str
) -> None:
    """Of a hundred thousand pairs about as far apart as is allowed, none that is too far has equal hashes."""
    typed = Tolerance.model_validate(tolerance)
    limit = (
        str(tolerance.get("absolute", 0.0005))
        if "relative" not in tolerance
        else f"{tolerance['relative']} * abs(x)"
    )
    pairs = (
        f"select x::{kind} as x, (x + sign(random() - 0.5)::numeric * {limit}"
        " * (1 + (random() - 0.5) * (10 ^ -floor(random() * 12)))::numeric)::" + kind + " as y"
        f" from (select ((random() - 0.5) * 10 ^ floor(random() * 12 - 4))::numeric as x"
        f" from generate_series(1, {100_000 * ROUNDS})) as numbers"
    )
    old, new = (buckets(each, kind, typed, old=each == "x") for each in ("x", "y"))
    alike = " and ".join(f"{a} is not distinct from {b}" for (a, _), (b, _) in zip(old, new, strict=True))
    apart = f"x is distinct from y and {far('x', 'y', kind, typed)}"
    servers.v2.execute("select setseed(0.5)")
    row = servers.v2.execute(
        f"select count(*) filter (where {apart}), count(*) filter (where {alike}),"
        f" count(*) filter (where {apart} and {alike}) from ({pairs} offset 0) as pairs"
    ).fetchone()
    assert row is not None
    assert row[0] > 1000
    assert row[1] > 1000 or "decimals" not in tolerance
    assert row[2] == 0


@pytest.mark.parametrize("tolerance", [{"absolute": 0.5}, {"relative": 0.5}, {"decimals": 2}], ids=str)
def test_what_is_no_number_is_near_itself_alone(servers: TwoServers, tolerance: dict[str, float]) -> None:
    """NaN, infinity and NULL equal themselves, and 0 has no share that could be tolerated."""
    special: list[object] = ["NaN", "Infinity", "-Infinity", 1, None, 0, "1e-320", "1e308"]
    for kind in (FLOAT, "numeric"):
        documents = [{"f": each} for each in special for _ in special]
        held = ["null" if each is None else f"'{each}'" for each in special]
        rows = [f"{n}, {held[(n - 1) % 8]}" for n in range(1, 65)]
        servers.make(documents, f"id int, a {kind}", rows)
        found = servers.both_ways(servers.joined(columns={"a": {"from": "f", "tolerance": tolerance}}))
        # 0 and 1e-320 are near each other where the tolerance is no share of them.
        assert found.columns[0].count == (56 if "relative" in tolerance else 54)


def test_a_truncated_cent_does_not_hide(servers: TwoServers) -> None:
    """Within half a cent of each other are 10.495 and 10.49; rounded to two decimals they are not equal."""
    servers.make(
        [{"f": "10.494"}, {"f": "10.495"}, {"f": "10.496"}, {"f": "-10.495"}, {"f": "10.4962"}],
        "id int, a numeric",
        ["1, 10.49", "2, 10.49", "3, 10.49", "4, -10.5", "5, 10.5"],
    )
    found = servers.both_ways(servers.joined(columns={"a": {"from": "f", "tolerance": {"decimals": 2}}}))
    assert [sample.key for sample in found.samples] == ["2", "3"]


@pytest.mark.parametrize("kind", [TIME, "timestamp without time zone", "timestamp(3) with time zone"])
def test_a_moment_may_be_cut_to_the_millisecond(servers: TwoServers, kind: str) -> None:
    """Cut, or whole; not rounded up, not cut to the second, and nobody's other microseconds."""
    chance = random.Random(3)
    moments, rows, wrong = [], [], 0
    for n in range(1, 400):
        v1 = datetime(1960, 1, 1, tzinfo=UTC) + timedelta(microseconds=chance.randrange(3 * 10**15))
        cut = v1.replace(microsecond=v1.microsecond // 1000 * 1000)
        v2 = chance.choice(
            (
                cut,
                cut,
                cut,
                cut + timedelta(milliseconds=1),
                v1 + timedelta(microseconds=1),
                cut.replace(microsecond=0),
            )
        )
        if "3" in kind:
            v2 = v2.replace(microsecond=v2.microsecond // 1000 * 1000)
        wrong += v2 not in (v1, cut)
        moments.append({"f": v1.isoformat()})
        zone = "+00" if "with time" in kind else ""
        rows.append(f"{n}, '{v2.replace(tzinfo=None).isoformat()}{zone}'")
    servers.make(
        [*moments, {"f": ""}, {"f": "infinity"}], f"id int, a {kind}", [*rows, "400, null", "401, 'infinity'"]
    )
    column = {"from": "f", "format": "iso", "tolerance": {"truncated": "ms"}}
    found = servers.both_ways(servers.joined(columns={"a": column}))
    assert found.columns[0].count == wrong > 100


def test_a_whole_moment_is_within_the_truncation(servers: TwoServers) -> None:
    """A V2 that keeps the microseconds after all is no difference."""
    servers.make(
        [{"f": "2024-01-01T00:00:00.000999Z"}], f"id int, a {TIME}", ["1, '2024-01-01T00:00:00.000999Z'"]
    )
    column = {"from": "f", "format": "iso", "tolerance": {"truncated": "ms"}}
    assert servers.both_ways(servers.joined(columns={"a": column})).same
