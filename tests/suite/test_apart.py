"""What differs between two texts is seen by whoever reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.suite.duties.apart import apart, but_for

PAIRS = {
    "a trailing blank": ("Bern", "Bern ", "Bern⟦⟧", "Bern⟦␠⟧"),
    "letters taken apart": ("Zoë", "Zoe\u0308", "Zo⟦ë U+00EB⟧", "Zo⟦e U+0308⟧"),
    "a letter of another alphabet": ("Rome", "R\u043eme", "R⟦o⟧me", "R⟦\u043e U+043E⟧me"),
    "a character without width": ("body", "bo\u200bdy", "bo⟦⟧dy", "bo⟦U+200B⟧dy"),
    "a blank that does not break": ("a b", "a\u00a0b", "a⟦␠⟧b", "a⟦U+00A0⟧b"),
    "two blanks": ("a b", "a  b", "a ⟦⟧b", "a ⟦␠⟧b"),
    "a line's end": ("a\n", "a\r\n", "a⟦⟧\n", "a⟦U+000D⟧\n"),
    "numbers": ("7.50", "7.49", "7.50", "7.49"),
    "capitals": ("bern", "Bern", "bern", "Bern"),
    "a long text": (
        "x" * 60 + "one" + "y" * 60, "x" * 60 + "two" + "y" * 60,
        "…" + "x" * 40 + "⟦one⟧" + "y" * 40 + "…", "…" + "x" * 40 + "⟦two⟧" + "y" * 40 + "…",
    ),
    "the same": ("a ", "a ", "a ", "a "),
}  # fmt: skip


@pytest.mark.parametrize(("v1", "v2", "left", "right"), PAIRS.values(), ids=PAIRS)
def test_the_part_that_differs_is_marked(v1, v2, left, right):
    """Spelt out where both look the same, as they are where they do not, and near even in a long text."""
    assert apart(v1, v2) == (left, right)
    assert apart(v2, v1) == (right, left)


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_differs_never_looks_the_same(v1, v2):
    """Whatever the two texts, two that differ are written differently."""
    left, right = apart(v1, v2)
    assert (left == right) == (v1 == v2)


@pytest.mark.parametrize(
    ("v1", "v2", "told"),
    [
        ("Bern", "Bern ", "blanks"),
        ("Zoë", "Zoe\u0308", "how letters are composed"),
        ("bern", "Bern", "capitals"),
        ("Rome", "R\u043eme", "characters that look alike or have no width"),
        ("body", "bo\u200bdy", "characters that look alike or have no width"),
        ("7.50", "7.49", ""),
        ("same", "same", ""),
    ],
)
def test_what_alone_differs_is_named_without_showing_it(v1, v2, told):
    """So that a hashed value says why it is not the other one."""
    assert but_for(v1, v2) == told
