"""Relations are judged on each side by itself: known-good answers pass, each known-bad one is told."""

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.compare import Details, Finding, Said, details_in, missing_pages, relate
from cutover.compare.said import Side
from cutover.manifest import Endpoint

PAGING = {
    "page": "page",
    "size": "per_page",
    "usual": 4,
    "most": 10,
    "total": "itemsTotal",
    "received": "itemsReceived",
    "number": "curPage",
    "length": "perPage",
    "offset": "offset",
    "last": "pageTotal",
    "following": "nextPage",
    "previous": "prevPage",
}
PARAMETERS = {
    "status": {"in": "query", "type": "text"},
    "at_least": {"in": "query", "type": "number"},
    "q": {"in": "query", "type": "text"},
    "sort": {"in": "query", "type": "text"},
    "order": {"in": "query", "type": "text"},
    "page": {"in": "query", "type": "integer"},
    "per_page": {"in": "query", "type": "integer"},
}
BASE = {"title": "x", "method": "GET", "v1": "/a", "v2": "/b", "worker": "w", "effect": "reads"}
LIST = Endpoint.model_validate(
    BASE
    | {
        "name": "list",
        "parameters": PARAMETERS,
        "rows": "items",
        "key": "id",
        "order": {"by": "sort", "direction": "order", "default": "price desc"},
        "pages": PAGING,
        "filters": {
            "status": "status",
            "at_least": {"field": "price", "is": "at_least"},
            "q": {"field": ("name", "city"), "is": "contains"},
        },
        "scope": {"of": "agents", "by": "agent_id"},
    }
)
GROUPS = Endpoint.model_validate(
    BASE
    | {
        "name": "groups",
        "rows": "",
        "key": "status",
        "order": {"default": "status"},
        "sums": {
            "of": "list",
            "by": {"status": "status"},
            "count": {"rows": {}, "dear": {"is_dear": True}},
            "total": {"volume": "price"},
            "highest": {"latest": "sold_on"},
        },
    }
)
USER, OTHER = 60, 7
ROWS = [
    {
        "id": number,
        "price": 1000.1 * (9 - number // 2),
        "status": ("open", "closed", None)[number % 3],
        "name": f"Name {number}",
        "city": None if number == 3 else "Rome",
        "agent_id": 5,
        "is_dear": number < 4,
        "sold_on": f"2025-0{number % 9 + 1}-01",
    }
    for number in range(10)
]
Rows = Sequence[Mapping[str, Any]]
Answers = list[Said]


def page(
    rows: Rows, values: Mapping[str, object], user: int = USER, case: str = "", side: Side = "V2"
) -> Said:
    """One page of a list, as a good system answers it."""
    number, size = int(str(values.get("page", 1))), int(str(values.get("per_page", 4)))
    last, before = -(-len(rows) // size), (number - 1) * size
    held = [dict(row) for row in rows[before : before + size]]
    data = {
        "itemsReceived": len(held),
        "curPage": number,
        "nextPage": number + 1 if number < last else None,
        "prevPage": number - 1 if number > 1 else None,
        "offset": before,
        "perPage": size,
        "itemsTotal": len(rows),
        "pageTotal": last,
        "items": held,
    }
    return Said(side, user, case or repr(dict(values)), values, data)


def answers(side: Side = "V2") -> Answers:
    """All that a good system says to one user and another: whole, narrowed, sorted and in pages."""
    closed = [row for row in ROWS if row["status"] == "closed"]
    rising = sorted(ROWS, key=lambda row: row["price"])
    others = [{**row, "id": row["id"] + 100, "agent_id": 6} for row in ROWS]
    return [
        *(page(ROWS, {"page": number}, side=side) for number in (1, 2, 3)),
        page(closed, {"status": "closed", "per_page": 10}, side=side),
        page([row for row in ROWS if row["price"] >= 6000], {"at_least": "6000", "per_page": 10}, side=side),
        page([ROWS[3]], {"q": "NAME 3"}, side=side),
        page(rising, {"sort": "price", "order": "asc", "per_page": 10}, side=side),
        page(others, {"per_page": 10}, OTHER, side=side),
    ]


def groups(side: Side = "V2") -> Said:
    """The groups of the rows, as a good system answers them."""
    data = []
    for status in ("closed", "open", None):
        rows = [row for row in ROWS if row["status"] == status]
        data.append(
            {
                "status": status,
                "rows": len(rows),
                "dear": sum(bool(row["is_dear"]) for row in rows),
                "volume": round(sum(float(str(row["price"])) for row in rows), 2),
                "latest": max(str(row["sold_on"]) for row in rows),
            }
        )
    return Said(side, USER, "default", {}, data)


DETAILS = {("V2", USER): Details(tuple(ROWS), len(ROWS)), ("V1", USER): Details(tuple(ROWS), len(ROWS))}


def items(said: Said) -> list[dict[str, Any]]:
    """The rows of a page, to be spoiled."""
    return said.data["items"]  # type: ignore[index,no-any-return]


def spoilt(spoil: Callable[[Answers], object]) -> Answers:
    """Good answers of V2, spoilt in one way."""
    made = copy.deepcopy(answers())
    spoil(made)
    return made


def told(findings: Sequence[Finding]) -> set[tuple[str, str, str]]:
    """Which relations do not hold, of which side, about what."""
    return {(each.relation, each.side, each.about) for each in findings}


def swap(answer: Said) -> None:
    """Let the first row and the last change places."""
    rows = items(answer)
    rows[0], rows[-1] = rows[-1], rows[0]


def by_text(made: Answers) -> None:
    """Sort by the prices' digits."""
    data = made[6].data
    assert isinstance(data, dict)
    for row in data["items"]:
        row["price"] = row["price"] / 10 if row["id"] == 0 else row["price"]
    data["items"].sort(key=lambda row: str(row["price"]))


def put(answer: Said, name: str, value: object) -> None:
    """Put another figure beside the rows."""
    answer.data[name] = value  # type: ignore[index]


def exchange(made: Answers) -> None:
    """Let one row of each user stand in the other's list."""
    mine, others = items(made[0]), items(made[-1])
    mine[0], others[0] = others[0], mine[0]


BAD: dict[str, tuple[Callable[[Answers], object], set[tuple[str, str, str]]]] = {
    "the sort is ignored": (lambda made: swap(made[6]), {("order", "V2", "price")}),
    "numbers are sorted as texts": (by_text, {("order", "V2", "price")}),
    "the usual order is another": (lambda made: swap(made[0]), {("order", "V2", "price")}),
    "nulls come first": (
        lambda made: items(made[6])[0].update(price=None),
        {("order", "V2", "price")},
    ),
    "two kinds in one column": (
        lambda made: items(made[6])[4].update(price="5"),
        {("order", "V2", "price")},
    ),
    "the filter is ignored": (
        lambda made: made.__setitem__(3, page(ROWS, {"status": "closed", "per_page": 10})),
        {("filter", "V2", "status"), ("filter", "V2", "complete"), ("effect", "V2", "status")},
    ),
    "the filter looks at another field": (
        lambda made: made.__setitem__(
            3, page([row for row in ROWS if row["id"] < 3], {"status": "closed", "per_page": 10})
        ),
        {("filter", "V2", "status")},
    ),
    "a row is left out by a filter": (
        lambda made: made.__setitem__(
            3, page([row for row in ROWS if row["id"] in (1, 4)], {"status": "closed", "per_page": 10})
        ),
        {("filter", "V2", "complete")},
    ),
    "a row that nobody has": (
        lambda made: items(made[3])[0].update(id=99),
        {("filter", "V2", "subset")},
    ),
    "a row below the border": (
        lambda made: items(made[4])[-1].update(price=5999.9),
        {("filter", "V2", "at_least")},
    ),
    "a search that finds another": (
        lambda made: items(made[5])[0].update(name="Nobody"),
        {("filter", "V2", "q")},
    ),
    "a page is repeated": (
        lambda made: made.__setitem__(1, page(ROWS[:4] + ROWS[:4] + ROWS[8:], {"page": 2})),
        {("pages", "V2", "shared")},
    ),
    "the last row of a page is lost": (
        lambda made: (items(made[1]).pop(), put(made[1], "itemsReceived", 3)),
        {("pages", "V2", "sum"), ("page", "V2", "itemsTotal")},
    ),
    "the total is one off": (
        lambda made: [put(each, "itemsTotal", 11) for each in made[:3]],
        {("page", "V2", "itemsTotal"), ("pages", "V2", "sum")},
    ),
    "totals of one list": (
        lambda made: (put(made[0], "itemsTotal", 12), put(made[0], "pageTotal", 3)),
        {("pages", "V2", "total")},
    ),
    "the page's number": (lambda made: put(made[1], "curPage", 1), {("page", "V2", "curPage")}),
    "the next page": (lambda made: put(made[2], "nextPage", 4), {("page", "V2", "nextPage")}),
    "a figure as a text": (lambda made: put(made[0], "perPage", "4"), {("page", "V2", "perPage")}),
    "another user's row": (
        lambda made: items(made[-1]).append({**ROWS[0], "price": 0.0}),
        {("scope", "V2", "rows of 60"), ("scope", "V2", "owners"), ("page", "V2", "itemsReceived")}
        | {("page", "V2", "itemsTotal")},
    ),
    "two users' rows mixed": (
        exchange,
        {("scope", "V2", "rows of 60"), ("scope", "V2", "owners"), ("filter", "V2", "subset")},
    ),
    "a row of somebody unknown": (
        lambda made: items(made[-1])[0].update(agent_id=999),
        {("scope", "V2", "owners")},
    ),
}


def test_good_answers_hold_every_relation() -> None:
    """What a good system says breaks nothing, on either side."""
    assert relate(LIST, [*answers("V1"), *answers("V2")]) == ()
    assert relate(GROUPS, [groups("V1"), groups("V2")], details=DETAILS) == ()


@pytest.mark.parametrize(("spoil", "expected"), BAD.values(), ids=BAD)
def test_a_broken_relation_is_told(spoil: Callable[[Answers], object], expected: set[Any]) -> None:
    """Each relation that V2 breaks is told as V2's alone, by what it is about, and no other is."""
    assert told(relate(LIST, [*answers("V1"), *spoilt(spoil)])) == expected


@pytest.mark.parametrize(("spoil", "expected"), BAD.values(), ids=BAD)
def test_what_v1_breaks_too_is_no_fault_of_v2(spoil: Callable[[Answers], object], expected: set[Any]) -> None:
    """The same fault on both sides is told of both; that of V1 alone is V1's: neither shows V2 wrong."""
    both = spoilt(spoil)
    as_v1 = [Said("V1", each.user, each.case, each.values, each.data) for each in both]
    shared = relate(LIST, [*as_v1, *both])
    assert told(shared) == {(relation, "both", about) for relation, _, about in expected}
    alone = relate(LIST, [*as_v1, *answers("V2")])
    assert told(alone) == {(relation, "V1", about) for relation, _, about in expected}
    assert not any(each.is_v2_alone for each in (*shared, *alone))


@given(st.randoms(use_true_random=False))
def test_ties_may_change_places(chance: random.Random) -> None:
    """Rows that are equal in the sorted field may stand in any order, over the borders of pages too."""
    rows = sorted(ROWS, key=lambda row: (-float(str(row["price"])), chance.random()))
    made = [page(rows, {"page": number}) for number in (1, 2, 3)]
    assert relate(LIST, made) == ()


@given(st.lists(st.sampled_from(ROWS), unique_by=lambda row: row["id"]), st.integers(1, 12))
def test_pages_of_any_list_unite(rows: list[dict[str, Any]], size: int) -> None:
    """A list of any length, cut into pages of any size, breaks nothing; without one page it is not whole."""
    ordered = sorted(rows, key=lambda row: -row["price"])
    last = max(1, -(-len(rows) // size))
    made = [page(ordered, {"page": number, "per_page": size}) for number in range(1, last + 2)]
    assert relate(LIST, made) == ()


def test_nulls_stand_where_they_are_declared() -> None:
    """Nulls last is no matter of the direction."""
    rows = [{**row, "price": None} if row["id"] in (2, 3) else row for row in ROWS]
    falling = sorted(rows, key=lambda row: (row["price"] is None, -(row["price"] or 0)))
    rising = sorted(rows, key=lambda row: (row["price"] is None, row["price"] or 0))
    good = [page(falling, {"per_page": 10}), page(rising, {"order": "asc", "per_page": 10})]
    assert relate(LIST, good) == ()


def test_texts_are_sorted_by_code_points_unless_nobody_can_tell() -> None:
    """'Z' before 'a' is the order of code points; with `texts: any` the order of texts is not judged."""
    rows = [{**row, "name": name} for row, name in zip(ROWS, "aZ", strict=False)]
    asked = page(rows, {"sort": "name", "order": "asc"})
    assert told(relate(LIST, [asked])) == {("order", "V2", "name")}
    assert LIST.order is not None
    any_texts = LIST.model_copy(update={"order": LIST.order.model_copy(update={"texts": "any"})})
    assert relate(any_texts, [asked]) == ()


GROUPS_BAD: dict[str, tuple[Callable[[list[dict[str, Any]]], object], set[str]]] = {
    "a group's count": (lambda rows: rows[0].update(rows=9), {"status closed rows"}),
    "a group's share": (lambda rows: rows[0].update(dear=9), {"status closed dear"}),
    "a group's sum, by a cent": (
        lambda rows: rows[1].update(volume=rows[1]["volume"] + 0.01),
        {"status open volume"},
    ),
    "a group's sum is null": (lambda rows: rows[1].update(volume=None), {"status open volume"}),
    "a group's latest": (lambda rows: rows[2].update(latest="2024-01-01"), {"status null latest"}),
    "a group is missing": (lambda rows: rows.pop(1), {"status open"}),
    "a group of nothing": (
        lambda rows: rows.append({**rows[0], "status": "zzz"}) or rows.sort(key=str),  # type: ignore[func-returns-value]
        {"status zzz rows", "status zzz dear", "status zzz volume", "status zzz latest"},
    ),
}


@pytest.mark.parametrize(("spoil", "expected"), GROUPS_BAD.values(), ids=GROUPS_BAD)
def test_groups_add_up_to_their_details(
    spoil: Callable[[list[dict[str, Any]]], object], expected: set[str]
) -> None:
    """A group's count, sum and latest are those of the details; none is missing and none invented."""
    made = copy.deepcopy(groups())
    assert isinstance(made.data, list)
    spoil(made.data)
    found = relate(GROUPS, [groups("V1"), made], details=DETAILS)
    sums = {each for each in found if each.relation == "sums"}
    assert {each.about for each in sums} == expected
    assert all(each.is_v2_alone for each in sums)


def test_details_that_are_too_many_are_counted() -> None:
    """Where the details cannot be read whole, their number is that of all groups together."""
    long = {("V2", USER): Details(None, len(ROWS)), ("V1", USER): Details(None, len(ROWS) + 1)}
    found = relate(GROUPS, [groups("V1"), groups("V2")], details=long)
    assert told(found) == {("sums", "V1", "rows")}


def test_details_are_what_a_list_shows() -> None:
    """The pages of a list are its details, whole where all of them are there."""
    whole = details_in(LIST, answers("V2"))
    assert [row["id"] for row in whole["V2", USER].rows or () if isinstance(row, dict)] == list(range(10))
    assert details_in(LIST, answers("V2")[:2])["V2", USER] == Details(None, None)
    many = [{**ROWS[0], "id": number} for number in range(51)]
    assert details_in(LIST, [page(many, {})])["V2", USER] == Details(None, 51)


def test_a_team_owner_sees_the_rows_of_the_team() -> None:
    """Whose rows a user sees is declared, and only then may two users share some; one's own never."""
    made = answers("V2")
    made[-1] = page(ROWS, {"per_page": 10}, OTHER)
    assert ("scope", "V2", "rows of 60") in told(relate(LIST, made))
    assert relate(LIST, made, {OTHER: (USER,)}) == ()
    own = LIST.model_copy(update={"scope": LIST.scope.model_copy(update={"of": "own"})})  # type: ignore[union-attr]
    assert told(relate(own, made, {OTHER: (USER,)})) == {("scope", "V2", "rows of 60")}
    everybody = LIST.model_copy(update={"scope": LIST.scope.model_copy(update={"of": "all"})})  # type: ignore[union-attr]
    assert relate(everybody, made) == ()


def test_a_filter_that_narrows_nothing_on_either_side_is_vacuous() -> None:
    """Where all rows satisfy every value that was asked, nothing shows that the parameter is looked at."""
    rows = [{**row, "status": "open"} for row in ROWS]
    made = [page(rows, values, side=side) for side in ("V1", "V2") for values in ({}, {"status": "open"})]
    (finding,) = relate(LIST, made)
    assert finding.is_vacuous
    assert not finding.is_v2_alone
    assert "status changes nothing in 1 case" in finding.told


def test_missing_pages_make_a_short_list_whole_and_look_at_a_long_ones_borders() -> None:
    """Up to five pages are asked for; of a longer list the first two and the last; none that was seen."""
    first = page(ROWS, {}, side="V1")
    assert missing_pages(LIST, [first]) == {USER: ({"page": 1, "per_page": 10},)}
    assert missing_pages(LIST, answers("V1")) == {}
    many = [{**ROWS[0], "id": number} for number in range(95)]
    asked = missing_pages(LIST, [page(many, {}, side="V1")])
    assert [values["page"] for values in asked[USER]] == [1, 2, 10]
    fifty = missing_pages(LIST, [page(many[:50], {}, side="V1")])
    assert [values["page"] for values in fifty[USER]] == [1, 2, 3, 4, 5]


def test_a_list_of_everybodys_rows_is_read_whole_for_one_user() -> None:
    """Where all users see the same rows, one of them is enough."""
    everybody = LIST.model_copy(update={"scope": LIST.scope.model_copy(update={"of": "all"})})  # type: ignore[union-attr]
    said = [page(ROWS, {}, user, side="V1") for user in (USER, OTHER)]
    assert list(missing_pages(everybody, said)) == [USER]


@pytest.mark.parametrize("rubbish", [None, 5, [], {}, {"items": None}, {"items": [1, None, []]}, "x"])
def test_rubbish_never_crashes_a_relation(rubbish: object) -> None:
    """Whatever an answer holds, relations are judged or left alone, and nothing is raised."""
    said = [Said(side, USER, "all", values, rubbish) for side in ("V1", "V2") for values in ({}, {"q": "x"})]
    relate(LIST, said)
    relate(GROUPS, said, details={("V2", USER): Details([rubbish], None)})


def test_ten_thousand_rows_are_judged_in_a_moment() -> None:
    """The work grows with the rows, not with their square."""
    rows = [{**ROWS[0], "id": number, "price": float(-number)} for number in range(10_000)]
    made = [page(rows, {"page": number, "per_page": 1000}) for number in range(1, 11)]
    found = relate(LIST, [*made, page(rows, {"status": "open", "per_page": 10_000})])
    assert told(found) == {("effect", "V2", "status")}
