"""Numbers: those of a JSON text that no double and no 64 bits hold as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import isfinite

LARGEST = 2**63 - 1

# A digit or a point is a 0, so that one look finds every number that is long enough to lose something.
MARKS = bytes(48 if chr(byte) in "0123456789." else 101 if chr(byte) == "E" else byte for byte in range(256))
LONG = b"0" * 16
TINY = b"0e-000"
NUMBER = re.compile(rb"[0-9.]+(?:[eE][+-]?[0-9]+)?")
TINY_NUMBER = re.compile(rb"(?:^|[:\[,\s-])[0-9.]+[eE]-[0-9]{3,}(?=[,\]}\s]|$)")
EXPONENT = re.compile(rb"[0-9][eE][+-]?[0-9]{3}")

SURE = 15
"""So many significant digits every double keeps."""
MOST = 767
"""More significant digits no double has."""


def may_lose(body: bytes) -> bool:
    """Whether a text may hold a number of which a quick reader drops digits; digits within texts count too.

    A number beyond the range of doubles is not looked for: the quick reader refuses it by itself.
    """
    marked = body.translate(MARKS)
    if LONG in marked and any(_loses_bytes(each) for each in _long(body, marked)):
        return True
    return TINY in marked and TINY_NUMBER.search(body) is not None


def may_be_beyond(body: bytes) -> bool:
    """Whether any number may be beyond a double or 64 bits, its range included."""
    return EXPONENT.search(body) is not None or may_lose(body)


def loses(number: str) -> bool:
    """Whether a number with a point or an exponent is another one once a double holds it.

    The double, written with as many digits, must be the number again: 0.1 and 0.10000000000000001 are kept.
    """
    value = float(number)
    if repr(value) == number:
        return False  # as most writers write it
    if not isfinite(value):
        return True
    digits = re.split("[eE]", number)[0].replace(".", "").lstrip("-").strip("0")
    if not digits:
        return False
    if len(digits) <= SURE and abs(value) > 1e-290:
        return False
    return value == 0 or len(digits) > MOST or Decimal(f"{value:.{len(digits) - 1}e}") != Decimal(number)


def _long(body: bytes, marked: bytes) -> Iterator[bytes]:
    at = marked.find(LONG)
    while at >= 0:
        found = NUMBER.match(body, at)
        assert found is not None, "a 0 stands for a digit or a point"
        yield found[0]
        at = marked.find(LONG, found.end())


def _loses_bytes(number: bytes) -> bool:
    if number.isdigit():
        return len(number) > len(str(LARGEST)) - 1
    try:
        return loses(number.decode())
    except ValueError:
        return False  # within a text, such as a date and a version; as a number nobody would read it
