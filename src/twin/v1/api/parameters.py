"""Parameters: what a request gives, read strictly; anything else raises InputError.

A parameter given as an empty text is given: it is no number, no boolean and no date, but a text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date as calendar_date

import orjson

from twin.v1.api.errors import InputError

INT4 = 2**31
LONGEST_TEXT = 200
LONGEST_NUMBER = 20
PER_PAGE, MOST_PER_PAGE = 25, 100

INTEGER = re.compile(r"-?[0-9]+")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Paging:
    """Which page of a list is asked for: `number` counts from 1."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Return how many rows stand before the page."""
        return (self.number - 1) * self.size


def paging(texts: Texts) -> Paging:
    """Read `page` and `per_page`."""
    number = integer(texts, "page", least=1)
    size = integer(texts, "per_page", least=1, most=MOST_PER_PAGE)
    return Paging(1 if number is None else number, PER_PAGE if size is None else size)


def integer(texts: Texts, name: str, *, least: int = -INT4, most: int = INT4 - 1) -> int | None:
    """Read an integer within bounds, both inclusive; None where it is not given."""
    given = texts.get(name)
    if given is None:
        return None
    # Eleven characters hold every int4; longer ones would cost time to convert.
    if not INTEGER.fullmatch(given) or len(given.lstrip("-").lstrip("0")) > 10:
        raise InputError(name, f"Param: {name} is not an integer of 32 bits.")
    value = int(given.lstrip("-").lstrip("0") or "0") * (-1 if given.startswith("-") else 1)
    if not least <= value <= most:
        raise InputError(name, f"Param: {name} must be from {least} to {most}.")
    return value


def number(texts: Texts, name: str) -> str | None:
    """Read a decimal number, as the text that PostgreSQL's numeric takes; None where it is not given."""
    given = texts.get(name)
    if given is not None and (len(given) > LONGEST_NUMBER or not NUMBER.fullmatch(given)):
        raise InputError(name, f"Param: {name} is not a number.")
    return given


def boolean(texts: Texts, name: str) -> bool | None:
    """Read `true` or `false`; None where it is not given."""
    given = texts.get(name)
    if given not in (None, "true", "false"):
        raise InputError(name, f"Param: {name} must be true or false.")
    return None if given is None else given == "true"


def date(texts: Texts, name: str) -> str | None:
    """Read a day of the calendar as YYYY-MM-DD; None where it is not given."""
    given = texts.get(name)
    if given is None:
        return None
    try:
        if not DATE.fullmatch(given):
            raise ValueError
        calendar_date.fromisoformat(given)
    except ValueError:
        raise InputError(name, f"Param: {name} is not a date (YYYY-MM-DD).") from None
    return given


def text(texts: Texts, name: str) -> str | None:
    """Read a text of at most 200 characters; None where it is not given."""
    given = texts.get(name)
    return None if given is None else clean(name, given)


def one_of(texts: Texts, name: str, values: Collection[str]) -> str | None:
    """Read one of `values`; None where it is not given."""
    given = texts.get(name)
    if given is not None and given not in values:
        raise InputError(name, f"Param: {name} must be one of {', '.join(values)}.")
    return given


def path_id(texts: Texts) -> int:
    """Read the row's id out of the path."""
    value = integer(texts, "id")
    if value is None:
        raise InputError("id", "Missing param: id.")
    return value


def read_body(content: bytes) -> dict[str, object]:
    """Read a body that is one JSON object, or nothing; without those of its members that are null."""
    try:
        body = orjson.loads(content or b"{}")
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise InputError("body", "The body is not a JSON object.")
    return {name: value for name, value in body.items() if value is not None}


def body_text(body: Mapping[str, object], name: str) -> str:
    """Read a text that the body must give."""
    given = body.get(name)
    if given is None:
        raise InputError(name, f"Missing param: {name}.")
    if not isinstance(given, str):
        raise InputError(name, f"Param: {name} is not a text.")
    return clean(name, given)


def body_boolean(body: Mapping[str, object], name: str) -> bool | None:
    """Read a boolean of the body, or its text; None where it is not given."""
    given = body.get(name)
    if given is None or isinstance(given, bool):
        return given
    if given not in ("true", "false"):
        raise InputError(name, f"Param: {name} must be true or false.")
    return given == "true"


def clean(name: str, given: str) -> str:
    """Return a text that is short enough and that PostgreSQL can keep."""
    if len(given) > LONGEST_TEXT:
        raise InputError(name, f"Param: {name} is longer than {LONGEST_TEXT} characters.")
    # PostgreSQL has no NUL in a text, and a lone surrogate is no UTF-8.
    if "\x00" in given or any("\ud800" <= letter <= "\udfff" for letter in given):
        raise InputError(name, f"Param: {name} holds a character that is no text.")
    return given
