"""Emptiness: whether an answer holds anything at all, so that an equal one shows something."""

from __future__ import annotations

from cutover.compare.lists import rows_at
from cutover.manifest.endpoint import Endpoint


def is_empty(endpoint: Endpoint, answer: object) -> bool:
    """Whether an answer has no rows, or where it is no list says nothing."""
    if endpoint.rows is not None:
        return not rows_at(answer, endpoint.rows)
    return says_nothing(answer)


def says_nothing(value: object) -> bool:
    """Whether no leaf of an answer holds anything: null, an empty text, a zero; false is a word."""
    if isinstance(value, dict):
        return all(map(says_nothing, value.values()))
    if isinstance(value, list):
        return all(map(says_nothing, value))
    return value is None or value == "" or (value == 0 and not isinstance(value, bool))
