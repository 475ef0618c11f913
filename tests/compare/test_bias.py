"""A bias is told over all rows of an endpoint, with a known rate of false alarms."""

from random import Random

from tests.compare.test_answers import endpoint, new, old

from cutover.compare import CaseJudgement, judge, over_all
from cutover.compare.bias import FALSE_ALARM, Deviation, biases
from cutover.compare.coin import chance

LIST = endpoint(rows="items", key="id", measures=("volume",))


def case(first: int, share: float, rows: int = 4) -> CaseJudgement:
    """A page of rows whose volume is off by a share."""
    v1 = [{"id": n, "volume": 1000.0 + n} for n in range(first, first + rows)]
    v2 = [{**row, "volume": row["volume"] * (1 + share)} for row in v1]
    return judge(LIST, "all", old({"items": v1}), new({"items": v2}))


def test_a_bias_shows_over_all_cases_where_none_shows_it_alone() -> None:
    """Four rows a page, each 0.09 % too high: a match each, and no accident together."""
    pages = [case(first, 0.0009) for first in range(0, 16, 4)]
    assert {page.outcome for page in pages} == {"matched"}
    (found,) = over_all(LIST, pages)
    assert (found.kind, found.about, found.v2_wrong) == ("bias", "items[].volume", True)
    assert found.told == "16 of 16 deviating values of items[].volume lie above V1's, +0.0900% together"
    assert over_all(LIST, pages[:2]) == ()


def test_a_row_in_several_cases_counts_once() -> None:
    """The same four rows on ten pages are four."""
    assert over_all(LIST, [case(0, 0.0009)] * 10) == ()


def test_deviations_both_ways_are_no_bias() -> None:
    """Half of them above, half below; and those that agree say nothing."""
    assert over_all(LIST, [case(n, 0.0009 if n % 8 else -0.0009) for n in range(0, 64, 4)]) == ()
    assert over_all(LIST, [case(0, 0.0, 400)]) == ()


def test_false_alarms_are_as_rare_as_stated() -> None:
    """Of 4,000 endpoints whose deviations are honest, each with three fields, hardly any is called biased."""
    random = Random(5)

    def honest() -> list[Deviation]:
        return [
            Deviation(field, str(n), 1.0, 1.0 + random.choice((-1, 1)) * 1e-4)
            for field in ("a", "b", "c")
            for n in range(random.randrange(8, 60))
        ]

    alarms = sum(bool(biases(honest())) for _ in range(4000))
    assert alarms <= 3 * FALSE_ALARM * 4000


def test_the_chance_is_that_of_a_coin() -> None:
    """Both ways, exact for few, bounded for many."""
    assert chance(8, 8) == 2 / 256
    assert chance(5, 10) == 1.0
    assert chance(5000, 10_000) == 1.0
    assert chance(5600, 10_000) < 1e-9
