"""A translation: what pydantic refuses, told as problems at their lines."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cutover.manifest.document import Document, Place
from cutover.manifest.problem import Problem
from cutover.manifest.value import Keyed, Value, kind

_EXPECTED = {
    "string_type": ("text", "Put it in quotes if it is meant as text."),
    "int_type": ("a whole number", "Write a number without quotes."),
    "float_type": ("a number", "Write a number without quotes."),
    "bool_type": ("true or false", "Write true or false, without quotes."),
    "tuple_type": ("a list", "Write [one, two], or one `- item` a line."),
    "dict_type": ("a mapping", "Write `key: value` lines, indented below the key."),
    "model_type": ("a mapping", "Write `key: value` lines, indented below the key."),
}
_SECRET = frozenset({"password", "token", "email", "database", "users"})


def problems_of(error: ValidationError, document: Document, model: type[Value]) -> tuple[Problem, ...]:
    """Return one problem for each thing that pydantic found in a document of a kind."""
    return tuple(_problem(details, document, model) for details in error.errors(include_url=False))


def places_of(error: ValidationError) -> tuple[Place, ...]:
    """Return where each error stands."""
    return tuple(_place(details) for details in error.errors(include_url=False, include_input=False))


def _place(details: ErrorDetails) -> Place:
    return (*details["loc"], *details.get("ctx", {}).get("at", ()))


def _problem(details: ErrorDetails, document: Document, model: type[Value]) -> Problem:
    sort, place, context = details["type"], _place(details), details.get("ctx", {})
    name = str(place[-1]) if place else ""
    if sort.startswith("manifest-"):
        return document.problem(
            sort, place, context["what"], context["fix"], context["wrong"], context["known"]
        )
    if sort == "extra_forbidden":
        known = _keys(model, place[:-1])
        return document.problem(
            "manifest-unknown-key",
            place,
            f"There is no key {name!r} here.",
            f"Use one of: {', '.join(known)}.",
            name,
            known,
        )
    if sort == "missing":
        what = f"The key {name!r} is missing{_in(place[:-1])}."
        return document.problem("manifest-missing-key", place, what, f"Add `{name}: …`.")
    if sort in _EXPECTED:
        expected, fix = _EXPECTED[sort]
        what = f"{_about(place)} is {kind(details['input'])}; {expected} is expected."
        return document.problem("manifest-wrong-type", place, what, fix)
    return _wrong_value(details, document, place, context)


def _wrong_value(
    details: ErrorDetails, document: Document, place: Place, context: Mapping[str, Any]
) -> Problem:
    given = details["input"]
    shown = f" {given!r}" if isinstance(given, str | int | float) and not _SECRET.intersection(place) else ""
    if details["type"] == "literal_error":
        known = re.findall(r"'([^']*)'", str(context["expected"]))
        return document.problem(
            "manifest-wrong-value",
            place,
            f"{_about(place)} cannot be{shown or ' this'}.",
            f"Use one of: {', '.join(known)}.",
            given,
            known,
        )
    if details["type"] == "string_pattern_mismatch":
        what = f"{_about(place)}{shown} is not written in the form that is expected."
        return document.problem("manifest-wrong-value", place, what, _form(str(context["pattern"])))
    what = f"{_about(place)}{shown} is out of bounds: {details['msg'][0].lower()}{details['msg'][1:]}."
    return document.problem("manifest-wrong-value", place, what, "Give a value within the bounds.")


_FORMS = {
    r"\S": "Write some text.",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "Use letters, digits and _, and do not begin with a digit.",
    r"^[A-Za-z0-9][A-Za-z0-9_-]*$": "Use letters, digits, - and _ only: it becomes part of a check's id.",
    r"^\d+(\.\d+)*$": 'Write a phase\'s number in quotes: "5.5".',
    r"^/\S*$": "Write the path below the API base, beginning with /.",
    r"^\d+(\.\d+)?$": 'Write an amount in quotes: "0.01".',
}


def _form(pattern: str) -> str:
    return _FORMS.get(pattern, f"It follows the pattern {pattern}.")


def _about(place: Place) -> str:
    names = [step for step in place if isinstance(step, str) and step not in ("taken", "literal")]
    if not names:
        return "The file"
    if isinstance(place[-1], int):
        return f"An entry of {names[-1]!r}"
    return f"{names[-1]!r}"


def _in(place: Place) -> str:
    names = [step for step in place if isinstance(step, str)]
    return (
        f" in an entry of {names[-1]!r}"
        if names and isinstance(place[-1], int)
        else f" in {names[-1]!r}"
        if names
        else ""
    )


def _keys(model: type[Value], place: Place) -> tuple[str, ...]:
    """Return the keys that may be written at a place; what a mapping's key fills in is not written."""
    current, filled = model, frozenset[str]()
    for step in place:
        field = next((f for name, f in current.model_fields.items() if (f.alias or name) == step), None)
        inner = next(_models(field.annotation), None) if field is not None else None
        if field is not None and inner is not None:
            marks = (mark for mark in field.metadata if isinstance(mark, Keyed))
            current, filled = inner, frozenset(name for mark in marks for name in (mark.key, *mark.reserved))
    return tuple(sorted(f.alias or name for name, f in current.model_fields.items() if name not in filled))


def _models(annotation: Any) -> Iterator[type[Value]]:
    """Find the models inside an annotation such as tuple[Column, ...] | None."""
    if get_origin(annotation) is None:
        if isinstance(annotation, type) and issubclass(annotation, Value):
            yield annotation
        return
    for part in get_args(annotation):
        yield from _models(part)
