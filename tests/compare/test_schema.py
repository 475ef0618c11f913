"""A table has exactly the columns and types that are declared."""

import sys

import pytest

from cutover.compare import SchemaDifference, compare_schema, smoke

DECLARED = {"id": "integer", "gci": "numeric(14,2)", "closed_at": "timestamp with time zone"}


def test_the_same_columns_in_another_order_are_the_same() -> None:
    """A table is not wrong because its columns were added one after the other."""
    found = compare_schema(DECLARED, dict(reversed(DECLARED.items())))
    assert found == SchemaDifference(3, 3)
    assert found.same


@pytest.mark.parametrize(
    ("found", "difference"),
    [
        ({**DECLARED, "note": "text"}, SchemaDifference(3, 4, extra=("note",))),
        (
            {**DECLARED, "gci": "numeric"},
            SchemaDifference(3, 3, retyped=(("gci", "numeric(14,2)", "numeric"),)),
        ),
        ({"id": "integer"}, SchemaDifference(3, 1, missing=("gci", "closed_at"))),
        (
            {"id": "bigint", "total": "numeric(14,2)", "closed_at": "timestamp with time zone"},
            SchemaDifference(3, 3, ("gci",), ("total",), (("id", "integer", "bigint"),)),
        ),
    ],
    ids=["a column more", "a precision less", "two columns less", "renamed and widened"],
)
def test_whatever_differs_is_told(found: dict[str, str], difference: SchemaDifference) -> None:
    """Columns that are missing, that nobody declared, and that have another type."""
    assert compare_schema(DECLARED, found) == difference
    assert not difference.same


def test_nothing_is_not_the_same_as_nothing() -> None:
    """A table without columns proves nothing, whatever was declared."""
    assert not compare_schema({}, {}).same
    assert not compare_schema(DECLARED, {}).same


def test_a_comparer_that_sees_no_types_is_complained_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that looks at names alone does not pass."""
    module = sys.modules["cutover.compare.smoke"]
    blind = dict.fromkeys(DECLARED, "")
    monkeypatch.setattr(module, "compare_schema", lambda declared, found: compare_schema(blind, blind))
    assert any("a lost precision goes unseen" in complaint for complaint in smoke(None))
