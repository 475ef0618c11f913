"""What is still to decide: a value that an import left open, and that only a person can give."""

from collections.abc import Iterator

from cutover.manifest.document import Document, Place
from cutover.manifest.problem import Problem

UNDECIDED = "to decide"
"""What stands where a value is still to be given; its blank keeps it from being any name or path."""


def undecided(data: object, place: Place = ()) -> Iterator[Place]:
    """Find every value of a document's plain data that is still to decide."""
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(key, str):
                yield from undecided(value, (*place, key))
    elif isinstance(data, tuple):
        for number, value in enumerate(data):
            yield from undecided(value, (*place, number))
    elif data == UNDECIDED:
        yield place


def undecided_problem(document: Document, place: Place) -> Problem:
    """Return the problem of one such value, with its line."""
    name = next((str(step) for step in reversed(place) if isinstance(step, str)), "the file")
    subject = f" of {place[1]!r}" if place[0] in ("endpoints", "v2") and len(place) > 2 else ""
    what = f"{name!r}{subject} is still to decide."
    return document.problem("manifest-undecided", place, what, f"Write its value in place of `{UNDECIDED}`.")


def left_out(place: Place) -> Place:
    """Return what is left out until a value is decided: of an endpoint all of it, else the value alone."""
    return place[:2] if place[0] == "endpoints" else place
