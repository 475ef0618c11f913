"""The report of a stage of load: the verdict first, the worst first, and no word of V2's as markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cutover.evidence import Evidence, Footer, Header, Ledger, Outcome
from cutover.load.failure import Failure
from cutover.load.judgement import GateJudgement
from cutover.load.watched import Watched
from cutover.manifest import Migration, Tolerances
from cutover.signoff.archive import Archive
from cutover.signoff.load_report import render, write_loads

from .simulated import Run, run, sometimes, stage, watching

DIGEST = "sha256:one"
SEEN = watching(memory=[120e6 + 1e6 * second for second in range(65)])
HEADER = Header(
    run="20260204T110000Z-0001", started="2026-02-04T11:00:00Z", cutover="0.1.0", environment="twin",
    pair={"identity": "twin ready", "v1": "http://127.0.0.1:1", "v2": "http://127.0.0.1:2"},
    versions={"locust": "2.47.0"}, manifest=DIGEST, snapshot="", seed=7, command="cutover load 10",
    selected=("load/gate-10",), plan=(("load/gate-10", "10 users"),),
)  # fmt: skip
FOOTER = Footer(ended="2026-02-04T11:01:10Z", checks=1, exit_code=0, interrupted=False, digest="")


def migration() -> Migration:
    """A manifest of one stage."""
    return Migration("Brokerage", Path("migration"), DIGEST, Tolerances(), stages=(stage(),))


def evidence(judged: GateJudgement, watched: Watched) -> Evidence:
    """What a run writes down."""
    return Evidence(
        "load/gate-10", judged.outcome, "10 users at once get their answers", "every criterion holds",
        judged.sentence, figures=judged.figures, detail=judged.detail(watched),
        reproduce=("cutover load 10",),
    )  # fmt: skip


def page_of(entry: Evidence, **more: object) -> str:
    """The report of one run."""
    ledger = Ledger(Path("ledger.jsonl"), replace(HEADER, **more), (entry,), FOOTER)  # type: ignore[arg-type]
    return render(migration(), ledger, entry, (ledger,))


def report(of: Run) -> str:
    """The report of a simulated run."""
    return page_of(evidence(of.judged(), of.watched))


def heading(page: str) -> str:
    """The heading's words."""
    found = re.search(r"<h1>(.*?)</h1>", page, re.S)
    assert found
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


GOOD = report(run(watched=watching()))
BAD = report(run(fails=sometimes(0.05, Failure.BAD_GATEWAY), watched=SEEN, of=stage(memory=True, pool=True)))


@pytest.mark.parametrize(
    ("page", "says"), [(GOOD, "✓ Ready for production"), (BAD, "✕ Needs optimisation")], ids=["good", "bad"]
)
def test_the_verdict_is_the_heading_and_the_title(page: str, says: str) -> None:
    """In words, with its sign."""
    assert heading(page) == says
    assert f"<title>{says[2:]} · load/gate-10" in page


def test_what_stands_in_the_way_is_told_before_anything_else() -> None:
    """The causes by name, then the criteria, those that failed first, then the slowest endpoints."""
    before_tiles = BAD.partition('<ul class="tiles">')[0]
    assert "502: " in before_tiles
    assert "memory leak: V2&#39;s API gains" in before_tiles
    outcomes = re.findall(r'<td class="word (\S+?)"', BAD.partition("slowest endpoints")[0])
    assert outcomes.index("passed") > max(n for n, each in enumerate(outcomes) if each == "failed")
    assert BAD.index("The slowest endpoints") < BAD.index("Errors by class") < BAD.index("Over time")
    assert re.search(r"502</th><td class=\"number\">\d+ of [\d,]+", BAD)


def test_every_curve_is_drawn_with_its_numbers() -> None:
    """Latency with its limit, percentiles, throughput, errors, users, memory, connections and the pool."""
    for title in ("95 % of the answers within", "This share of the answers within", "Requests a second",
                  "Errors", "Users", "Memory", "Connections to PostgreSQL", "V2&#39;s own pool"):  # fmt: skip
        assert title in BAD
    assert BAD.count('<svg class="plot"') == BAD.count("the numbers</summary>") == 8
    assert "limit 500 ms" in BAD


def test_the_same_evidence_gives_the_same_small_page() -> None:
    """No script, a policy that lets nothing in, no address outside, less than 300 KB."""
    again = run(watched=watching())
    assert report(again) == GOOD
    for page in (GOOD, BAD):
        assert "<script" not in page
        assert "default-src 'none'" in page
        assert not re.search(r'(?:src|href)="(?!data:,|index\.html|#)', page)
        assert len(page.encode()) < 300_000


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.events: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.events += [name for name, _ in attrs if name.startswith("on")]


def test_words_from_outside_are_words() -> None:
    """Markup in any field is shown as it stands."""
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    entry = evidence(run(fails=sometimes(0.05, Failure.NONSENSE), watched=SEEN).judged(), SEEN)
    spoiled = _spoiled(entry.detail, hostile)
    assert isinstance(spoiled, dict)
    page = page_of(
        replace(entry, detail=spoiled, actual=hostile, notes=(hostile,), reproduce=(hostile,)),
        command=hostile,
    )
    elements = _Elements()
    elements.feed(page)
    assert not {"script", "img"} & elements.tags
    assert not elements.events
    assert hostile not in page


def _spoiled(value: object, word: str) -> object:
    if isinstance(value, dict):
        names = {name: f"{name}{word}" if name.startswith("V2") else name for name in value}
        return {
            names[name]: each if name == "outcome" else _spoiled(each, word) for name, each in value.items()
        }
    if isinstance(value, list):
        return [_spoiled(each, word) for each in value]
    return f"{value}{word}" if isinstance(value, str) else value


@pytest.mark.parametrize(
    "detail",
    [{}, {"curve": {}, "criteria": [], "watched": {"gaps": ["V2's database: gone"]}}, {"curve": None}],
)
def test_nothing_measured_is_no_pass(detail: dict[str, object]) -> None:
    """A run that broke off says why in its heading, and nothing on the page is green."""
    entry = Evidence("load/gate-10", Outcome.ERROR, "d", "e", "a worker was lost", detail=detail)
    page = page_of(entry)
    assert heading(page) == "? a worker was lost"
    assert "✓" not in page
    assert "nothing was asked" in page
    assert ("V2&#39;s database: gone" in page) is ("watched" in detail)


def test_what_counts_is_said_where_it_is_another_run() -> None:
    """A pass that does not replace a failure, and a killed run, are told below the newest word."""
    failed = Evidence("load/gate-10", Outcome.FAILED, "d", "e", "Needs optimisation")
    short = Evidence("load/gate-10", Outcome.INCONCLUSIVE, "d", "e", "Not proven: shortened")
    first = Ledger(Path("a"), replace(HEADER, run="20260204T100000Z-0001"), (failed,), FOOTER)
    second = Ledger(Path("b"), HEADER, (short,), FOOTER)
    killed = Ledger(Path("c"), replace(HEADER, run="20260204T120000Z-0001"), (), None)
    page = render(migration(), second, short, (first, second, killed))
    assert heading(page) == "? Not proven: shortened"
    assert "failed in 20260204T100000Z-0001" in page
    assert "killed before it said anything: 20260204T120000Z-0001" in page


def test_reports_are_written_with_the_site(tmp_path: Path) -> None:
    """One for each stage that was run, none for one that was not."""
    entry = evidence(run(watched=watching()).judged(), watching())
    ledger = Ledger(tmp_path / "x", HEADER, (entry,), FOOTER)
    written = write_loads(migration(), Archive((ledger,)), tmp_path)
    assert [path.name for path in written] == ["load-gate-10.html"]
    assert heading(written[0].read_text(encoding="utf-8")) == "✓ Ready for production"
    assert write_loads(migration(), Archive(()), tmp_path) == ()


def test_v1_stands_beside_v2_where_it_was_asked() -> None:
    """Its band is drawn behind V2's line, and a sentence compares them."""
    page = report(run(watched=watching(), both=True))
    assert "95 % of V1&#39;s answers within" in page
    assert "V1, from half to 95 % of the answers" in page
    assert re.search(r'<path class="band-area" d="M[\d. L]+Z"/>', page)
    assert 'band-area" d' not in GOOD
