"""Cases: what follows from an endpoint's parameters, and from nothing else."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cutover.manifest import DerivedCase, Endpoint, load_migration
from cutover.manifest.cases import with_derived

REPOSITORY = Path(__file__).parents[2]

STATUS = {"name": "status", "in": "query", "type": "text", "one_of": ("open", "won", "lost")}
SORT = {"name": "sort", "in": "query", "type": "text", "one_of": ("name", "price")}
ORDER = {"name": "order", "in": "query", "type": "text", "one_of": ("asc", "desc")}
PAGE = {"name": "page", "in": "query", "type": "integer"}
SIZE = {"name": "per_page", "in": "query", "type": "integer"}
SEARCH = {"name": "q", "in": "query", "type": "text", "example": "Oak"}
FROM = {"name": "from", "in": "query", "type": "date"}
TO = {"name": "to", "in": "query", "type": "date"}
YEAR = {"name": "year", "in": "query", "type": "integer"}
GROUP = {
    "name": "by",
    "in": "query",
    "type": "text",
    "one_of": ("year", "kind"),
    "required": True,
    "example": "year",
}


def _endpoint(*parameters: dict[str, Any], **more: Any) -> Endpoint:
    return with_derived(
        Endpoint.model_validate(
            {
                "group": "shop",
                "name": "list",
                "title": "Orders",
                "method": "GET",
                "v1": "/orders",
                "v2": "/orders/list",
                "worker": "Workers/OrdersList",
                "effect": "reads",
                "rows": "items",
                "parameters": {
                    each["name"]: {k: v for k, v in each.items() if k != "name"} for each in parameters
                },
                **more,
            }
        )
    )


def _derived(*parameters: dict[str, Any], **more: Any) -> dict[str, dict[str, object]]:
    endpoint = _endpoint(*parameters, **more)
    return {case.name: endpoint.values(case) for case in endpoint.cases if isinstance(case, DerivedCase)}


def test_values_and_sorts_stand_side_by_side() -> None:
    """Three values and four sorts are four cases and not twelve: each of them is asked once."""
    assert list(_derived(STATUS, SORT, ORDER).values()) == [
        {"status": "open", "sort": "name", "order": "asc"},
        {"status": "won", "sort": "name", "order": "desc"},
        {"status": "lost", "sort": "price", "order": "asc"},
        {"sort": "price", "order": "desc"},
    ]


def test_nothing_that_is_written_is_asked_again() -> None:
    """A value or a sort that a written case gives is covered; a case that equals one is left out."""
    written = ({"name": "won by price", "with": {"status": "won", "sort": "price", "order": "asc"}},)
    assert list(_derived(STATUS, SORT, ORDER, cases=written).values()) == [
        {"status": "open", "sort": "name", "order": "asc"},
        {"status": "lost", "sort": "name", "order": "desc"},
        {"sort": "price", "order": "desc"},
    ]
    assert "a leap year" not in _derived(YEAR, cases=({"name": "the year before", "with": {"year": 2024}},))


def test_pages_are_turned_as_a_written_case_turns_them() -> None:
    """The first beside a written second one, the last as V1 counts them, and one that is empty."""
    written = ({"name": "second", "with": {"page": 2, "per_page": 5}},)
    found = _derived(PAGE, SIZE, cases=written)
    assert found["first page"] == {"page": 1, "per_page": 5}
    assert "second page" not in found
    assert found["last page"]["page"].take == "pageTotal"  # type: ignore[attr-defined]
    assert found["far beyond the last page"] == {"page": 1_000_000}
    assert _derived(PAGE, SIZE)["second page"] == {"page": 2, "per_page": 3}


def test_edges_of_days_texts_and_years() -> None:
    """Borders of a month, leap days, what a search may misread, in capitals too."""
    found = _derived(FROM, TO, SEARCH, YEAR)
    assert found["a leap day"] == {"from": "2024-02-29", "to": "2024-02-29"}
    assert {found[f"q with {text}"]["q"] for text in "é%_'"} == {"é", "%", "_", "'"}
    assert [found[f"q in {letters}"]["q"] for letters in ("capitals", "small letters")] == ["OAK", "oak"]
    assert found["a year without data"] == {"year": 1900}


def test_what_is_to_find_nothing_says_so() -> None:
    """Both sides empty is what these cases are for; a filter's value may not be empty unnoticed."""
    endpoint = _endpoint(STATUS, SEARCH, PAGE, YEAR)
    meant = {case.name for case in endpoint.cases if case.empty_is_meant}
    assert {"a search that finds nothing", "far beyond the last page", "a year without data"} < meant
    assert not {case.name for case in endpoint.cases if "status" in endpoint.values(case)} & meant


def test_each_group_is_asked_for() -> None:
    """A parameter that is required is never left out, and each of its values has a case."""
    assert list(_derived(GROUP).values()) == [{"by": "kind"}]


@pytest.mark.parametrize(
    ("more", "rules"),
    [
        ({}, {"filters", "sorts", "pages", "empty", "edges"}),
        ({"derive": {"only": ("pages",), "reason": "the rest is asked by hand"}}, {"pages"}),
        ({"derive": {"only": (), "reason": "V1 falls over"}}, set()),
        ({"effect": "writes"}, set()),
        ({"expected_status": {"status": 404, "reason": "it is gone"}}, set()),
    ],
)
def test_rules_are_chosen_by_name(more: dict[str, Any], rules: set[str]) -> None:
    """`derive` leaves rules out with a reason; what writes or is meant to refuse has written cases alone."""
    endpoint = _endpoint({**STATUS, "one_of": ("open",)}, SORT, ORDER, PAGE, SEARCH, **more)
    assert {case.rule for case in endpoint.cases if isinstance(case, DerivedCase)} == rules


def test_the_migration_is_asked_at_least_1_500_cases() -> None:
    """Over the endpoints that read, case by user; no name stands twice, and what is written comes first."""
    migration = load_migration(REPOSITORY / "migration")
    reads = [each for each in migration.endpoints if each.reads]
    assert 1_500 < sum(len(each.cases) * len(migration.users_of(each)) for each in reads) <= 3_000
    for endpoint in reads:
        assert len({case.name for case in endpoint.cases}) == len(endpoint.cases)
        derived = [isinstance(case, DerivedCase) for case in endpoint.cases]
        assert all(left <= right for left, right in pairwise(derived)), "written cases come first"
