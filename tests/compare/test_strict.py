"""Bodies are read strictly, and never by raising."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.compare.strict import _read_closely, read_json

HALF = ("a text holds half of a character (a lone surrogate)",)
READABLE = {
    "plain": (b'{"a": [1, 1.5, "x", null, true]}', ()),
    "byte order mark": (b'\xef\xbb\xbf{"a": 1}', ("the body starts with a byte order mark",)),
    "duplicate key": (b'{"a": 1, "a": 2}', ("the key 'a' stands twice in one object",)),
    "NaN": (b'{"a": NaN}', ("NaN is not JSON",)),
    "negative infinity": (b"[-Infinity]", ("-Infinity is not JSON",)),
    "beyond 64 bits": (b"[1, 9223372036854775808]", ("the integer 9223372036854775808 is beyond 64 bits",)),
    "half a character": (b'["\\ud83d"]', HALF),
    "half a character in a key": (b'{"\\uDC00": 1}', HALF),
    "both halves": (b'["\\ud83d\\ude00"]', ()),
    "nineteen digits in a text": (b'["1234567890123456789"]', ()),
    "the last of 64 bits": (b"[9223372036854775807, -9223372036854775808]", ()),
    "beyond doubles": (
        b"[1e999, -1e999]", ("the number 1e999 is beyond a double", "the number -1e999 is beyond a double")
    ),
    "nearer to 0 than doubles": (b'{"a": 1e-999}', ("the number 1e-999 is beyond a double",)),
    "digits that a double loses": (
        b"[12345678901234567.89]", ("the number 12345678901234567.89 is beyond a double",)
    ),
    "digits lost to an exponent": (
        b"[12345678901234567e1]", ("the number 12345678901234567e1 is beyond a double",)
    ),
    "digits lost near 0": (b"[1.23456e-320]", ("the number 1.23456e-320 is beyond a double",)),
    "800 digits": (b"[0." + b"1" * 800 + b"]", ("the number 0." + "1" * 22 + " is beyond a double",)),
    "17 digits that a double keeps": (b"[0.30000000000000004, 1234.5666666666666, 0.10000000000000001]", ()),
    "zeros of no weight": (b"[100000000000000000.00000, 0.0000000000000000001, 0.0e-999, 1e300]", ()),
    "digits of a text": (b'["12345678901234567.89", "1e999", "1.2.3.4.5.6.7.8.9.10"]', ()),
    "a name that looks like a number": (b'{"a": "550e8400-e29b-11d4-a716-446655440000"}', ()),
    "5,000 digits": (b"9" * 5000, ("the integer 999999999999999999999999 is beyond 64 bits",)),
}  # fmt: skip

UNREADABLE = {
    "empty": (b"", "the body is empty"),
    "blank": (b" \n", "the body is empty"),
    "cut off": (b'{"a": 1', "the body is not JSON"),
    "a page": (b"<html>", "the body is not JSON"),
    "not UTF-8": (b'{"a": "\xff"}', "the body is not UTF-8"),
    "too deep for the reader": (b"[" * 100_000, "the body is nested deeper than 200"),
    "deeper than 200": (b"[" * 201 + b"]" * 201, "the body is nested deeper than 200"),
}


@pytest.mark.parametrize(("body", "findings"), READABLE.values(), ids=READABLE)
def test_what_a_lenient_reader_repairs_is_told(body: bytes, findings: tuple[str, ...]) -> None:
    """A body that is JSON after all is read, and its oddities are findings."""
    reading = read_json(body)
    assert (reading.readable, reading.findings) == (True, findings)


@pytest.mark.parametrize(("body", "finding"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_a_finding(body: bytes, finding: str) -> None:
    """A body that is no JSON yields one finding and no exception."""
    reading = read_json(body)
    assert not reading.readable
    assert reading.findings[-1].startswith(finding)


def test_duplicate_keys_keep_the_last_value() -> None:
    """The last value of a repeated key is what every reader sees."""
    assert read_json(b'{"a": 1, "a": 2}').value == {"a": 2}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1e999", "null"),
        ("null", "-1e999"),
        ("1e999", "2e999"),
        ("12345678901234567.89", "12345678901234567.88"),
    ],
)
def test_numbers_that_one_double_stands_for_are_never_alike(one: str, other: str) -> None:
    """Whichever side says it: what a double loses is a finding, and no match."""
    v1, v2 = (f'{{"a": {each}}}'.encode() for each in (one, other))
    findings = (*read_json(v1).findings, *read_json(v2).findings)
    assert any("beyond a double" in each for each in findings)


TEXTS = (
    st.sampled_from(["", ":", '":', 'a":b', "\\", "\\\\:", "a", "b", "Zoë", '"', "data", "\u2028", "0" * 20])
    | st.text()
)
NUMBERS = st.integers(-(2**65), 2**65) | st.floats(allow_nan=False) | st.integers(-9, 9)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
FORMS = st.sampled_from(
    [
        {"separators": (",", ":"), "ensure_ascii": False},
        {"separators": (",", ":")},
        {},
        {"indent": 1},
        {"separators": (", ", " : ")},
    ]
)


@given(value=VALUES, form=FORMS)
def test_a_quick_reading_is_the_close_one(value: object, form: dict[str, object]) -> None:
    """Whatever the text looks like, both say the same, to the type of each number."""
    body = json.dumps(value, **form).encode("utf-8", "surrogatepass")  # type: ignore[arg-type]
    assert repr(read_json(body)) == repr(_read_closely(body))


@given(one=st.decimals(allow_nan=False, allow_infinity=False), other=st.decimals(-9, 9, places=18))
def test_two_numbers_that_are_read_without_a_finding_stand_apart(one: Decimal, other: Decimal) -> None:
    """What is written and what is read differ by less than a unit of the last digit that is written."""
    for number in (one, other):
        text = str(number)
        reading = read_json(text.encode())
        assert repr(reading) == repr(_read_closely(text.encode()))
        if reading.readable and not reading.findings and isinstance(reading.value, float):
            digits = len("".join(map(str, number.as_tuple().digits)).rstrip("0")) or 1  # zeros weigh nothing
            assert Decimal(f"{reading.value:.{digits - 1}e}") == number


@given(value=VALUES, form=FORMS, name=TEXTS, place=st.integers(0, 400))
def test_a_repeated_key_is_never_read_over(
    value: object, form: dict[str, object], name: str, place: int
) -> None:
    """Wherever a member is written twice in a text, it is told, or the text is no JSON any more."""
    text = json.dumps({"k": value, name: 1}, **form)  # type: ignore[arg-type]
    starts = [n for n, character in enumerate(text) if character == "{"]
    at = starts[place % len(starts)] + 1
    body = (text[:at] + '"k":1,"k":2,' + text[at:]).encode("utf-8", "surrogatepass")
    assert repr(read_json(body)) == repr(_read_closely(body))
