"""One page over all tables, and values that show where they differ."""

from dataclasses import replace
from pathlib import Path

from tests.signoff.ledgers import NOW, evidence, migration, write

from cutover.evidence import Evidence, Outcome
from cutover.manifest import Criterion, TableFile
from cutover.signoff import conclude
from cutover.signoff.archive import read_archive
from cutover.signoff.matrix import lines, totals

CRITERION = Criterion(id="tables", checks=("tables/*",))
FILES = tuple(
    TableFile.model_validate({
        "v1": {"table": name, "id": number}, "v2": {name: {"id": 10 + number, "columns": {"a": "a"}}},
        "out_of_scope": "by decision" if name == "calls" else None,
    })
    for number, name in enumerate(("agent", "order", "calls", "tag"), 1)
)  # fmt: skip
MIGRATION = replace(migration(CRITERION), tables=FILES)


def compared(name: str, outcome: Outcome, seconds: float = 0.5, **figures: int) -> Evidence:
    """What a comparison of a table left in the ledger."""
    actual = f"name: V1 Zo⟦ë U+00EB⟧ → V2 Zo⟦e U+0308⟧ <b> of {name}"
    sample = {"row": "7", "column": "name", "V1": "Bern⟦⟧", "V2": "Bern⟦␠⟧ <i>"}
    return replace(
        evidence(f"tables/{name}", outcome, actual), figures=figures, seconds=seconds, samples=(sample,),
        notes=("name: 2 rows differ",) if outcome is Outcome.FAILED else (),
    )  # fmt: skip


ENTRIES = (
    compared("agent", Outcome.PASSED, v1=1000, v2=1000),
    compared("order", Outcome.FAILED, v1=30, v2=31, extra=1, **{"twice in V2": 2}),
    evidence("counts/order.order", Outcome.ACCEPTED),
    evidence("coverage/agent", Outcome.PASSED),
)


def test_the_worst_comes_first_and_what_was_not_run_is_not_green(tmp_path: Path) -> None:
    """Each table in scope is a line; its counts and coverage stand beside it; what nobody saw is not run."""
    write(tmp_path, {}, entries=ENTRIES)
    found = lines(MIGRATION, read_archive(tmp_path))
    assert [(each.name, each.outcome, each.counted, each.covered) for each in found] == [
        ("order", Outcome.FAILED, Outcome.ACCEPTED, Outcome.NOT_RUN),
        ("tag", Outcome.NOT_RUN, Outcome.NOT_RUN, Outcome.NOT_RUN),
        ("agent", Outcome.PASSED, Outcome.NOT_RUN, Outcome.PASSED),
    ]
    assert [each.rate for each in found] == [62, None, 2000]
    assert totals(found) == {
        "v1": 1030,
        "v2": 1031,
        "missing": 0,
        "extra": 1,
        "twice in V1": 0,
        "twice in V2": 2,
        "unparseable": 0,
    }


def test_the_page_shows_numbers_columns_and_speed(tmp_path: Path) -> None:
    """Rows of both sides, what is extra or twice, the columns that differ, rows a second."""
    write(tmp_path, {}, entries=ENTRIES)
    index = conclude(MIGRATION, tmp_path, NOW).page
    page = (tmp_path / "tables.html").read_text()
    assert 'href="tables.html"' in index.read_text()
    for told in ("of 3 tables", "name: 2 rows differ", "2,000", "not run", "1,031"):
        assert told in page


def test_records_stand_side_by_side(tmp_path: Path) -> None:
    """A column a row, a record a column; one value where both sides hold the same, both where not."""
    spot = {
        "spot check": "agent",
        "row": "7",
        "fields": {"name": "Zoë", "rate": ["1.50", "1.5"], "note": "NULL"},
    }
    entry = replace(compared("agent", Outcome.PASSED, v1=1000, v2=1000), samples=(spot, {**spot, "row": "9"}))
    write(tmp_path, {}, entries=(entry,))
    conclude(MIGRATION, tmp_path, NOW)
    page = (tmp_path / "tables" / "agent.html").read_text()
    assert "Spot checks: 2 records" in page
    assert '<th scope="row">rate</th><td>V1 1.50<br>V2 1.5</td><td>V1 1.50<br>V2 1.5</td>' in page
    assert '<th scope="row">name</th><td>Zoë</td><td>Zoë</td>' in page


def test_every_column_that_differs_is_shown_with_its_rows(tmp_path: Path) -> None:
    """All are ranked, the first of them in the table's line; the first rows stand side by side, each kind."""
    notes = tuple(f"column{n}: {99 - n} rows differ" for n in range(14))
    extra = {"row": "88", "is": "only in V2"}
    entry = compared("order", Outcome.FAILED, v1=30, v2=31)
    entry = replace(entry, notes=notes, samples=(*entry.samples, extra))
    write(tmp_path, {}, entries=(entry,))
    conclude(MIGRATION, tmp_path, NOW)
    line = (tmp_path / "tables.html").read_text()
    assert [each for each in notes if each in line] == list(notes[:3])
    assert "and 11 more" in line
    assert 'href="tables/order.html"' in line
    page = (tmp_path / "tables" / "order.html").read_text()
    assert [each for each in notes if each not in page] == []
    assert "What differs" in page
    assert "<td>Bern<mark>␠</mark> &lt;i&gt;</td>" in page
    assert "<td>88</td>" in page
    assert "<td>only in V2</td>" in page


def test_a_biased_column_is_marked(tmp_path: Path) -> None:
    """It stands before the notes of its table."""
    write(tmp_path, {}, entries=(compared("agent", Outcome.FAILED, v1=9, v2=9, biased=1),))
    conclude(MIGRATION, tmp_path, NOW)
    assert "1 column biased" in (tmp_path / "tables.html").read_text()


def test_what_is_out_of_scope_is_listed_with_its_numbers(tmp_path: Path) -> None:
    """Tables with a V2 table and without one, each with its reason; what was not counted says so."""
    demo = TableFile.model_validate({"v1": {"table": "demo", "id": 9}, "out_of_scope": "samples stay behind"})
    write(tmp_path, {}, entries=(evidence("counts/demo", Outcome.ACCEPTED, "V1 20 rows, no V2 table"),))
    page = conclude(replace(MIGRATION, tables=(*FILES, demo)), tmp_path, NOW).page.read_text()
    assert "2 tables are out of scope" in page
    assert "<code>demo</code> V1 20 rows, no V2 table · samples stay behind" in page
    assert "<code>calls</code> not counted · by decision" in page


def test_a_run_without_tables_has_a_page_too(tmp_path: Path) -> None:
    """Nothing compared is shown as not run, on an empty archive as well."""
    conclude(MIGRATION, tmp_path, NOW)
    assert "not run" in (tmp_path / "tables.html").read_text()


def test_what_differs_is_marked_and_everything_else_is_text(tmp_path: Path) -> None:
    """The marks become a highlight; markup in a value stays text."""
    write(tmp_path, {}, entries=ENTRIES)
    page = conclude(MIGRATION, tmp_path, NOW).page.read_text()
    assert "Bern<mark>␠</mark> &lt;i&gt;" in page
    assert "Zo<mark>e U+0308</mark> &lt;b&gt;" in page
    assert "⟦" not in page
