"""The plot of latencies: the slowest first, bounds where the axis puts them, nothing timed left out."""

from cutover.evidence import Evidence, Outcome
from cutover.signoff.forest import LEFT, PANEL, WIDE, forest


def _entry(name: str, ratio: float, outcome: Outcome = Outcome.PASSED, **more: float) -> Evidence:
    told = {
        "ratio": ratio,
        "lower": ratio * 0.9,
        "upper": ratio * 1.1,
        "limit": 1.1,
        "V1 ms": 20,
        "V2 ms": 20 * ratio,
    }
    figures = {f"{each} {which}": value for each in ("median", "p95") for which, value in told.items()}
    return Evidence(f"latency/{name}", outcome, "d", "e", "a", figures={"pairs": 300, **figures, **more})


def _of(*entries: Evidence):
    class Newest:
        evidence = entries

    return forest((), Newest())  # type: ignore[arg-type]  # the evidence is all that is looked at


def test_the_slowest_stands_first():
    """Whatever order they were timed in."""
    plot = _of(_entry("a", 0.9), _entry("b", 3.0, Outcome.FAILED), _entry("c", 1.05))
    assert [row.endpoint for row in plot.rows] == ["b", "c", "a"]
    assert [row.outcome for row in plot.rows] == [Outcome.FAILED, Outcome.PASSED, Outcome.PASSED]


def test_half_and_twice_lie_equally_far_from_one():
    """The axis is logarithmic, and everything lies on it."""
    plot = _of(_entry("half", 0.5), _entry("twice", 2.0), _entry("far", 1000.0))
    at = {row.endpoint: row.whiskers[0].at["ratio"] for row in plot.rows}
    assert abs((plot.one - at["half"]) - (at["twice"] - plot.one)) < 0.2
    places = [x for row in plot.rows for each in row.whiskers for x in each.at.values()]
    assert min(places) >= LEFT
    assert max(places) <= LEFT + WIDE
    assert at["far"] == LEFT + WIDE


def test_what_was_not_timed_is_told():
    """An error has no ratio, and does not vanish."""
    lost = Evidence("latency/x", Outcome.ERROR, "d", "e", "V1 cannot be reached", figures={"pairs": 3})
    plot = _of(lost, _entry("a", 1.0))
    assert [entry.check for entry in plot.untimed] == ["latency/x"]
    assert [row.endpoint for row in plot.rows] == ["a"]


def test_a_median_alone_is_drawn():
    """Between 100 and 300 pairs there is no 95th percentile."""
    entry = _entry("a", 1.2, Outcome.INCONCLUSIVE)
    figures = {name: value for name, value in entry.figures.items() if not name.startswith("p95")}
    (row,) = _of(
        Evidence(entry.check, entry.outcome, "d", "e", "a", figures={**figures, "pairs needed": 200})
    ).rows
    assert [each.name for each in row.whiskers] == ["median"]
    assert row.needed == 200


def test_many_rows_get_an_axis_each_page():
    """Thirty endpoints stand under two axes, in one order, and none is lost."""
    plot = _of(*(_entry(f"e{number:02}", 1 + number / 100) for number in range(30)))
    assert [len(panel.rows) for panel in plot.panels] == [PANEL, 30 - PANEL]
    assert [row.endpoint for row in plot.rows] == [f"e{number:02}" for number in reversed(range(30))]
    assert plot.panels[0].height > plot.panels[1].height > plot.panels[1].rows[-1].y
