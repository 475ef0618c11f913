"""The matrix over all endpoints and the pages of those that are not clean, from the ledger alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.signoff.ledgers import NOW, evidence, migration, write

from cutover.evidence import Evidence, Outcome
from cutover.manifest import Criterion, Endpoint
from cutover.signoff import conclude

MARKUP = "<script>alert(1)</script>"
ENDPOINTS = tuple(
    Endpoint.model_validate({
        "group": group, "name": name, "title": f"{name} {MARKUP}", "method": "GET", "v1": f"/v1/{name}",
        "v2": f"/v2/{name}", "worker": f"Workers/{name}", "effect": effect, "rows": "items", "key": "id",
        "measures": ("volume",), "money": ("price",),
    })
    for group, name, effect in (
        ("orders", "list", "reads"), ("orders", "detail", "reads"), ("users", "list", "reads"),
        ("users", "rename", "writes"),
    )
)  # fmt: skip
MIGRATION = replace(migration(Criterion(id="answers", checks=("answers/*",))), endpoints=ENDPOINTS)
SLOW = {"slowest": {side: {"ms": ms, "user": 60, "case": "all"} for side, ms in (("v1", 12.3), ("v2", 45.6))}}
SHOWN = {
    "user": 60, "case": "all", "outcome": "mismatched", "reason": "1 difference", "findings": [],
    "v1": "status 200", "v2": "status 200",
    "commands": ['curl -s -H "Authorization: Bearer $V1_TOKEN" "http://v1/list"'],
    "lines": [
        [0, "=", "{}", None], [1, "…", "3 fields alike", None], [1, "=", "id: 1", None],
        [1, "!", 'name: "Zo⟦ë U+00EB⟧"', 'name: "Zo⟦e U+0308⟧"'], [1, "~", "volume: 10", "volume: 10.001"],
        [1, "<", "gone: null", None], [1, ">", None, "new: 1"],
    ],
}  # fmt: skip
CLUSTER = {
    "path": "items[].name", "kind": "value", "count": 1234,
    "samples": [{"user": 60, "case": "all", "key": "7", "v1": '"Zoë"', "v2": '"Zoe"'}],
}  # fmt: skip


def answered(name: str, outcome: Outcome, *cases: dict[str, object], **figures: int) -> Evidence:
    """What a check of answers left in the ledger."""
    detail = {**SLOW, **({"clusters": [CLUSTER], "cases": list(cases)} if cases else {})}
    return replace(
        evidence(f"answers/{name}", outcome, "name: V1 Zoë → V2 Zoe"), figures=figures, detail=detail
    )


def pages(folder: Path, *entries: Evidence) -> dict[str, str]:
    """Return the pages of a run by their names."""
    write(folder, {}, entries=entries)
    conclude(MIGRATION, folder, NOW)
    found = [folder / "answers.html", *(folder / "answers").glob("*")]
    return {path.name: path.read_text() for path in found}


def test_the_matrix_has_a_line_for_each_endpoint_that_reads(tmp_path: Path) -> None:
    """Cases of each outcome, the slowest answer of each side, groups with their sums; writers have none."""
    found = pages(
        tmp_path,
        answered("orders.list", Outcome.FAILED, SHOWN, cases=8, matched=5, mismatched=2, vacuous=1),
        answered("orders.detail", Outcome.PASSED, cases=4, matched=4),
        answered("users.list", Outcome.PASSED, cases=1500, matched=1500),
    )
    matrix = found["answers.html"]
    assert "<title>1 of 3 endpoints does not answer as V1 does" in matrix
    for told in ("9 of 12 cases matched, 2 mismatched, 1 vacuous", "12 ms", "46 ms", "1,512"):
        assert told in matrix
    assert "users.rename" not in matrix
    assert matrix.index("orders.list") < matrix.index("users.list")
    assert 'href="answers.html"' in (tmp_path / "index.html").read_text()


def test_an_endpoint_that_is_not_clean_has_a_page(tmp_path: Path) -> None:
    """Both sides line by line, what differs marked, invisible characters spelt out, a command a side."""
    found = pages(
        tmp_path,
        answered("orders.list", Outcome.FAILED, SHOWN, cases=8),
        answered("users.list", Outcome.PASSED),
    )
    assert sorted(found) == ["answers.html", "orders.list.html"]
    page = found["orders.list.html"]
    for told in (
        "<mark>ë U+00EB</mark>", "<mark>e U+0308</mark>", "3 fields alike", "1,234", "$V1_TOKEN",
        'aria-label="differs"', 'aria-label="V1 alone"', 'aria-label="within the tolerance or as declared"',
        "volume (within 0.1 %)", "price (to 0.01)", "status 200",
    ):  # fmt: skip
        assert told in page
    assert 'href="answers/orders.list.html"' in found["answers.html"]
    assert 'href="answers/orders.list.html"' in (tmp_path / "index.html").read_text()


def test_what_is_explained_has_a_page_and_is_green(tmp_path: Path) -> None:
    """A declared difference is to be seen although nothing is wrong."""
    shown = {**SHOWN, "outcome": "explained"}
    found = pages(tmp_path, answered("orders.list", Outcome.PASSED, shown, cases=2, matched=1, explained=1))
    assert "orders.list answers as V1 does, but for what is declared" in found["orders.list.html"]


def test_a_page_goes_when_its_endpoint_is_clean(tmp_path: Path) -> None:
    """What an earlier run left does not stay beside what is known now."""
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "orders.list.html").write_text("old")
    assert sorted(pages(tmp_path, answered("orders.list", Outcome.PASSED, cases=1, matched=1))) == [
        "answers.html"
    ]


@pytest.mark.parametrize("outcome", [Outcome.ERROR, Outcome.NOT_RUN])
def test_what_nobody_answered_is_not_green(tmp_path: Path, outcome: Outcome) -> None:
    """Without a result an endpoint is not shown to answer as V1 does."""
    entries = [evidence(f"answers/{name}", Outcome.PASSED) for name in ("orders.list", "orders.detail")]
    found = pages(tmp_path, *entries, evidence("answers/users.list", outcome))
    assert "<title>1 of 3 endpoints is not shown to answer as V1 does" in found["answers.html"]


def test_markup_in_data_stays_text(tmp_path: Path) -> None:
    """Whatever a system answered, a name or a note holds: it reaches no page as markup."""
    case = {
        **SHOWN, "case": MARKUP, "user": MARKUP, "reason": MARKUP, "findings": [MARKUP], "v1": MARKUP,
        "v2": MARKUP, "commands": [MARKUP], "lines": [[0, "!", MARKUP, MARKUP], [0, "…", MARKUP, None]],
    }  # fmt: skip
    cluster = {
        "path": MARKUP, "kind": MARKUP, "count": 1,
        "samples": [dict.fromkeys(("user", "case", "key", "v1", "v2"), MARKUP)],
    }  # fmt: skip
    spoilt = replace(
        answered("orders.list", Outcome.FAILED), actual=MARKUP, notes=(MARKUP,), reproduce=(MARKUP,),
        samples=({"user": MARKUP, "case": MARKUP, "finding": MARKUP},),
        detail={
            "clusters": [cluster], "cases": [case],
            "slowest": {"v1": {"ms": 1, "case": MARKUP, "user": MARKUP}},
        },
    )  # fmt: skip
    found = pages(tmp_path, spoilt)
    assert "<script>alert" not in "".join(found.values())
    assert found["orders.list.html"].count("&lt;script&gt;") > 15


def test_the_same_evidence_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing on the pages depends on when they are written."""
    first = pages(tmp_path, answered("orders.list", Outcome.FAILED, SHOWN, cases=8))
    conclude(MIGRATION, tmp_path, NOW)
    assert {name: text for name, text in first.items() if name != "answers.html"} == {
        path.name: path.read_text() for path in (tmp_path / "answers").glob("*")
    }
