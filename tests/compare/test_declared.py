# ruff: noqa: E501 - a case reads as a line of a table
"""Declared differences explain exactly what they say, are counted, and never hide more."""

import pytest
from tests.compare.test_answers import endpoint, new, old

from cutover.compare import CaseJudgement, in_v1_terms, judge, over_all, uses
from cutover.compare.renaming import in_v1_units

V1 = {"id": 7, "name": "Ada", "fee": 12.34, "open": "1", "at": 1_700_000_000_001, "city": "Bonn", "n": 0}


def rule(**said: object) -> dict[str, object]:
    """One declaration."""
    return {"reason": "V2 says it so"} | said


def judged(v1: object, v2: object, *rules: dict[str, object], **more: object) -> CaseJudgement:
    """One case of an endpoint with these declarations."""
    return judge(endpoint(differs=rules, **more), "all", old(v1), new(v2))


def spoilt(**changed: object) -> dict[str, object]:
    """V1's row with some fields changed, or left out where they are `...`."""
    return {name: value for name, value in {**V1, **changed}.items() if value is not ...}


HOLDS = {
    "renamed": (rule(field="name", **{"is": "title"}), spoilt(name=..., title="Ada")),
    "moved into an object": (rule(field="city", **{"is": "address.city"}), spoilt(city=..., address={"city": "Bonn"})),
    "an id as text": (rule(field="id", **{"as": "text"}), spoilt(id="7")),
    "a decimal as text": (rule(field="fee", **{"as": "text"}), spoilt(fee="12.340")),
    "dollars to cents": (rule(field="fee", factor=100), spoilt(fee=1234)),
    "dollars to cents under another name": (rule(field="fee", factor=100, **{"is": "cents"}), spoilt(fee=..., cents=1234)),
    "1 to true": (rule(field="open", **{"as": "boolean"}), spoilt(open=True)),
    "epoch to ISO": (rule(field="at", **{"as": "iso"}), spoilt(at="2023-11-14T22:13:20.001Z")),
    "epoch to ISO in a zone": (rule(field="at", **{"as": "iso"}), spoilt(at="2023-11-14T23:13:20.001+01:00")),
    "absent": (rule(field="city", absent="V2"), spoilt(city=...)),
    "new": (rule(field="more", absent="V1"), spoilt(more=5)),
    "another case": (rule(field="name", allow={"equal_after": ("lower", "trim")}), spoilt(name=" ADA")),
    "the same form": (rule(field="city", allow={"same_format": True}), spoilt(city="Ulm")),
    "near": (rule(field="id", allow={"within": 2}), spoilt(id=9)),
}  # fmt: skip
BREAKS = {
    "renamed to another name": (rule(field="name", **{"is": "title"}), spoilt(name=..., label="Ada")),
    "renamed, and another value": (rule(field="name", **{"is": "title"}), spoilt(name=..., title="Bea")),
    "renamed, and the old name too": (rule(field="name", **{"is": "title"}), spoilt(title="Ada")),
    "a rename used elsewhere": (rule(field="name", **{"is": "title"}), spoilt(name=..., title="Ada", city=..., town="Bonn")),
    "not renamed": (rule(field="name", **{"is": "title"}), spoilt()),
    "not renamed, and wrong": (rule(field="name", **{"is": "title"}), spoilt(name="Bea")),
    "an id of another row as text": (rule(field="id", **{"as": "text"}), spoilt(id="8")),
    "an id with a zero in front": (rule(field="id", **{"as": "text"}), spoilt(id="07")),
    "an id that is a number after all": (rule(field="id", **{"as": "text"}), spoilt()),
    "a unit that was forgotten": (rule(field="fee", factor=100), spoilt()),
    "a cent that was lost": (rule(field="fee", factor=100), spoilt(fee=1233)),
    "1 to false": (rule(field="open", **{"as": "boolean"}), spoilt(open=False)),
    "1 for true": (rule(field="open", **{"as": "boolean"}), spoilt(open=1)),
    "a millisecond lost": (rule(field="at", **{"as": "iso"}), spoilt(at="2023-11-14T22:13:20Z")),
    "a moment that is none": (rule(field="at", **{"as": "iso"}), spoilt(at="yesterday")),
    "declared absent, and there": (rule(field="city", absent="V2"), spoilt()),
    "null for zero": (rule(field="n", factor=100), spoilt(n=None)),
    "text for a number with a factor": (rule(field="fee", factor=100), spoilt(fee="1234")),
    "beyond the predicate": (rule(field="id", allow={"within": 2}), spoilt(id=10)),
    "another form": (rule(field="city", allow={"same_format": True}), spoilt(city="Ulm-1")),
    "null by a predicate": (rule(field="city", allow={"same_format": True}), spoilt(city=None)),
    "huge digits": (rule(field="id", **{"as": "text"}), spoilt(id="9" * 5000)),
    "an object where a value is declared": (rule(field="id", **{"as": "text"}), spoilt(id={"id": 7})),
}  # fmt: skip


@pytest.mark.parametrize(("said", "v2"), HOLDS.values(), ids=HOLDS)
def test_what_is_declared_is_explained_and_counted(said: dict[str, object], v2: object) -> None:
    """The case is explained, by one declaration, once."""
    judgement = judged(V1, v2, said)
    assert (judgement.outcome, judgement.clusters, [each.count for each in judgement.explained]) == (
        "explained", (), [1],
    )  # fmt: skip
    assert over_all(endpoint(differs=(said,)), [judgement]) == ()


@pytest.mark.parametrize(("said", "v2"), BREAKS.values(), ids=BREAKS)
def test_what_is_declared_is_all_that_is_explained(said: dict[str, object], v2: object) -> None:
    """Another value, another name, another form: V2 does not do what is declared of it."""
    assert judged(V1, v2, said).outcome == "mismatched"


def test_a_declaration_that_is_met_nowhere_is_a_finding() -> None:
    """V2 answers as V1 does, so the declaration is wrong; one case that meets it is enough."""
    said = rule(field="name", allow={"equal_after": ("lower",)})
    told = endpoint(differs=(said,))
    unused, used = judged(V1, V1, said), judged(V1, spoilt(name="ADA"), said)
    assert unused.outcome == "matched"
    assert [each.kind for each in over_all(told, [unused])] == ["unused"]
    assert over_all(told, [unused, used]) == ()
    assert uses([unused, used, used]) == {"name by a predicate": 2}


def test_a_declaration_of_a_whole_object_explains_nothing() -> None:
    """All that stands in it would be hidden, so it stays a difference, and says what to do."""
    judgement = judged({"a": 1, "b": {"c": 2}}, {"a": 1}, rule(field="b", absent="V2"))
    assert judgement.outcome == "mismatched"
    assert judgement.findings == ("'b' is a whole object or list: declare its fields one by one",)


def test_declarations_that_explain_too_much_are_a_finding() -> None:
    """More than a quarter of the values by absence is no comparison any more."""
    said = tuple(rule(field=name, absent="V2") for name in ("city", "name"))
    told = endpoint(differs=said)
    judgement = judged(V1, spoilt(city=..., name=...), *said)
    assert [each.kind for each in over_all(told, [judgement])] == ["broad"]


ROWS = [{"id": n, "owner": {"name": f"n{n}"}, "price": n * 1.5} for n in range(3)]


def test_rows_align_by_a_key_that_has_another_type_in_v2() -> None:
    """Every row is found again by its id as text, and what differs in it is told under V1's key."""
    said = rule(field="[].id", **{"as": "text"})
    rows = [{**row, "id": str(row["id"])} for row in ROWS]
    told = judged(ROWS, rows, said, rows="", key="id")
    assert (told.outcome, [each.count for each in told.explained]) == ("explained", [3])
    rows[2] = {**rows[2], "price": 0}
    wrong = judged(ROWS, rows, said, rows="", key="id")
    assert [(each.path, each.samples[0].key) for each in wrong.clusters] == [("[].price", "2")]
    assert judged(ROWS, rows[:2], said, rows="", key="id").clusters[0].kind == "missing"


def test_a_field_moves_within_its_row() -> None:
    """In each row of a list, out of an object that is gone when nothing is left in it."""
    said = rule(field="items[].owner.name", **{"is": "items[].owner_name"})
    rows = [{"id": row["id"], "price": row["price"], "owner_name": f"n{row['id']}"} for row in ROWS]
    told = judged({"items": ROWS}, {"items": rows}, said, rows="items", key="id")
    assert (told.outcome, [each.count for each in told.explained]) == ("explained", [3])
    back, _ = in_v1_terms(endpoint(differs=(said,)), {"items": rows})
    assert back == {"items": [dict(sorted(row.items())) for row in ROWS]}
    assert rows[0] == {"id": 0, "price": 0.0, "owner_name": "n0"}


def test_a_unit_is_judged_as_exactly_as_the_field_is() -> None:
    """Money to the cent in V1's unit, a measure by its share."""
    said = rule(field="gci", factor=100)
    assert judged({"gci": 10.004}, {"gci": 1000}, said, money=("gci",)).outcome == "explained"
    assert judged({"gci": 10.01}, {"gci": 1000}, said, money=("gci",)).outcome == "mismatched"


def test_pages_take_their_figures_in_v1s_names_and_units() -> None:
    """Cents are dollars again, wherever they stand; what is no number stays what it is."""
    said = (
        rule(field="items[].price", factor=100, **{"is": "cents"}),
        rule(field="fee", factor=100),
    )
    told = endpoint(differs=said)
    data, _ = in_v1_terms(told, {"items": [{"cents": 1234}, {"cents": None}], "fee": 5})
    assert in_v1_units(told, data) == {"items": [{"price": 12.34}, {"price": None}], "fee": 0.05}


NEAR = {
    "decimals": ({"decimals": 2}, 1.234, 1.23, True),
    "a decimal cut": ({"decimals": 2}, 1.239, 1.23, False),
    "absolute": ({"absolute": 0.5}, 10, 10.5, True),
    "beyond absolute": ({"absolute": 0.5}, 10, 10.6, False),
    "relative": ({"relative": 0.01}, 100, 101, True),
    "beyond relative": ({"relative": 0.01}, 100, 102, False),
    "microseconds cut": ({"truncated": "ms"}, "2024-01-02T03:04:05.123456Z", "2024-01-02T03:04:05.123Z", True),
    "milliseconds cut": ({"truncated": "s"}, 1_700_000_000_999, 1_700_000_000_000, True),
    "another second": ({"truncated": "s"}, 1_700_000_000_999, 1_700_000_001_000, False),
    "no moment": ({"truncated": "ms"}, "a", "b", False),
    "null": ({"decimals": 2}, 0, None, False),
}  # fmt: skip


@pytest.mark.parametrize(("own", "v1", "v2", "same"), NEAR.values(), ids=NEAR)
def test_a_field_has_a_tolerance_of_its_own(
    own: dict[str, object], v1: object, v2: object, same: bool
) -> None:
    """By the name of the field alone."""
    near = endpoint(tolerances={"f": own})
    assert (judge(near, "all", old({"f": v1, "g": 1}), new({"f": v2, "g": 1})).outcome == "matched") is same
    assert judge(near, "all", old({"g": v1}), new({"g": v2})).outcome == "mismatched"


def test_numbers_are_numbers_where_the_manifest_says_so() -> None:
    """1 is 1.0 then, and still neither true nor "1"."""
    plain = endpoint(numbers="by_value")
    said = [judge(plain, "all", old({"n": 1}), new({"n": v2})).outcome for v2 in (1.0, True, "1", 1.1)]
    assert said == ["matched", "mismatched", "mismatched", "mismatched"]
