"""Values that are each near enough are a finding where they all deviate one way."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from cutover.compare import TableDifference, two_servers
from cutover.compare.coin import chance
from cutover.compare.drift import FALSE_ALARMS, FEWEST, Drift, judged

from .pairs import TwoServers

SHARE = {"relative": 0.001}


def compared(servers: TwoServers, v1: list[str], v2: list[str], tolerance: object = SHARE) -> TableDifference:
    """Compare V1's numbers with V2's, in both ways."""
    rows = [f"{n}, {each}" for n, each in enumerate(v2, 1)]
    servers.make([{"f": each} for each in v1], "id int primary key, a numeric", rows)
    return servers.both_ways(servers.joined(columns={"a": {"from": "f", "tolerance": tolerance}}))


def amounts(number: int) -> list[str]:
    """Amounts to the cent."""
    chance = random.Random(11)
    return [f"{chance.randint(10_000, 9_000_000) / 100:.2f}" for _ in range(number)]


def test_all_rows_a_little_too_high_are_a_finding(servers: TwoServers) -> None:
    """+0.09 % in 1,000 of 1,000 rows: no row differs, and the table does."""
    v1 = amounts(1000)
    found = compared(servers, v1, [str(Decimal(each) * Decimal("1.0009")) for each in v1])
    (drift,) = found.drifts
    assert (found.columns, found.same, found.biased) == ((), False, (drift,))
    assert (drift.rows, drift.above, drift.below, drift.share) == (1000, 1000, 0, Decimal("0.0009"))
    assert drift.tolerance == "± 0.1 % of V1's value"


@pytest.mark.parametrize("tolerance", [SHARE, {"absolute": 100}], ids=str)
def test_deviations_to_both_sides_are_none(servers: TwoServers, tolerance: object) -> None:
    """As many above as below is what chance does; three of four on one side is not."""
    chance, v1 = random.Random(5), amounts(1000)
    for part, biased in ((0.5, False), (0.9, True)):
        factors = [Decimal("1.0005") if chance.random() < part else Decimal("0.9995") for _ in v1]
        v2 = [str(Decimal(a) * b) for a, b in zip(v1, factors, strict=True)]
        found = compared(servers, v1, v2, tolerance)
        assert bool(found.biased) is biased
        assert found.columns == ()
        assert found.drifts[0].above + found.drifts[0].below > 990


@pytest.mark.parametrize(
    ("step", "rounded", "tolerance"),
    [("0.001", "round(x, 2)", {"decimals": 2}), ("0.001", "round(x, 2)", {"absolute": 0.005}),
     ("0.01", "x + 0.0000001", {"absolute": 0.01})],
)  # fmt: skip
def test_rounding_is_no_bias(servers: TwoServers, step: str, rounded: str, tolerance: object) -> None:
    """Halves go up in 5 of 9 rows, and noise is none; neither is what a tolerance is there to tell."""
    servers.make([], "id int primary key, a numeric")
    for connection in (servers.v1, servers.v2):
        connection.execute(
            f"insert into old select n, jsonb_build_object('f', n * {step}) from generate_series(1, 3000) n"
        )
    servers.v2.execute(
        f"insert into new select id, {rounded} from (select id, (xdo->>'f')::numeric x from old) o"
    )
    found = servers.both_ways(servers.joined(columns={"a": {"from": "f", "tolerance": tolerance}}))
    assert found.same


def test_cents_that_are_cut_off_are_a_bias(servers: TwoServers) -> None:
    """Truncated instead of rounded, all within a cent: every row is too low."""
    v1 = [f"{n}.{n % 9 + 1}37" for n in range(1, 200)]
    found = compared(servers, v1, [each[:-2] for each in v1], {"absolute": 0.05})
    assert found.biased[0].below == 199


def test_what_differs_does_not_count_as_near(servers: TwoServers) -> None:
    """Rows beyond the tolerance are told as differences, not as a bias; NULL and NaN are neither."""
    v1 = [*amounts(60), "NaN", ""]
    found = compared(servers, v1, [*(str(Decimal(each) * 2) for each in v1[:60]), "'NaN'", "null"])
    assert (found.columns[0].count, found.biased) == (60, ())
    assert (found.drifts[0].rows, found.drifts[0].above) == (1, 0)


def test_sources_that_deviate_in_opposite_directions_do_not_cancel_out(servers: TwoServers) -> None:
    """Each source is judged by itself."""
    v1 = amounts(100)
    v2 = [str(Decimal(each) * Decimal("1.0009" if n < 50 else "0.9991")) for n, each in enumerate(v1)]
    servers.make([{"f": each} for each in v1], "id int primary key, a numeric")
    servers.v2.execute(
        "insert into new values " + ", ".join(f"({n}, {each})" for n, each in enumerate(v2, 1))
    )
    column = {"a": {"from": "f", "tolerance": SHARE}}
    sources = [servers.joined(where=each, owns=each, columns=column) for each in ("id <= 50", "id > 50")]
    assert [each.above for each in servers.both_ways(*sources).biased] == [50, 0]


def test_of_a_large_table_on_two_servers_a_sample_is_looked_at(
    servers: TwoServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No hash tells who deviates within a tolerance; what chance has chosen shows a bias all the same."""
    monkeypatch.setattr(two_servers, "DRIFTING", 100)
    v1 = amounts(400)
    rows = [f"{n}, {Decimal(each) * Decimal('1.0009')}" for n, each in enumerate(v1, 1)]
    servers.make([{"f": each} for each in v1], "id int primary key, a numeric", rows)
    (drift,) = servers.compare(servers.joined(columns={"a": {"from": "f", "tolerance": SHARE}})).biased
    assert (drift.rows, drift.above, drift.sampled) == (100, 100, True)


@pytest.mark.parametrize("match", [{"code": "code"}, {"id": "id", "n": "position"}])
def test_rows_without_a_row_id_and_elements_are_looked_at(servers: TwoServers, match: dict[str, str]) -> None:
    """Whatever the key is, a bias is seen in both ways."""
    documents = [{"code": f"c{n}", "f": str(n), "l": [{"f": n}, {"f": n * 2}]} for n in range(1, 40)]
    servers.make(documents, "id int, n int, code text, a numeric")
    each = {"each": "l"} if "n" in match else {}
    if each:
        servers.v2.execute(
            "insert into new select id, position, null, (item->>'f')::numeric * 1.0009"
            " from old, jsonb_array_elements(xdo->'l') with ordinality as t(item, position)"
        )
    else:
        servers.v2.execute(
            "insert into new select null, null, xdo->>'code', (xdo->>'f')::numeric * 1.0009 from old"
        )
    column = {"a": {"from": "item.f" if each else "f", "tolerance": SHARE}}
    (drift,) = servers.both_ways(servers.joined(match=match, columns=column, **each)).biased
    assert drift.above == (78 if each else 39)


def test_the_tail_of_fair_coins_is_known() -> None:
    """Against sums written out, and for numbers too large to write out."""
    assert chance(20, 20) == pytest.approx(2 / 2**20)
    assert chance(18, 20) == pytest.approx(2 * (1 + 20 + 190) / 2**20)
    assert chance(600_000, 700_000) == 0.0


def test_false_alarms_are_as_rare_as_is_said() -> None:
    """Of 200,000 tables whose deviations have no side, at most 20 are expected to be called biased."""
    random_ = random.Random(2)
    alarms = 0
    for _ in range(20_000):
        drifts = []
        for _ in range(10):
            above = random_.getrandbits(FEWEST).bit_count()
            drifts.append(Drift("a", "", FEWEST, above, FEWEST - above))
        alarms += any(each.biased for each in judged(drifts))
    assert alarms <= 20_000 * FALSE_ALARMS + 5


def test_few_rows_say_nothing() -> None:
    """Nineteen of nineteen are too few; a side that is only a little fuller is none, however many rows."""
    told = [
        judged([Drift("a", "", 99, *each)])[0].biased
        for each in ((19, 0), (20, 0), (0, 20), (560_000, 440_000))
    ]
    assert told == [False, True, True, False]
