"""Filters: each row satisfies what was asked, no row comes from elsewhere, and none is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cutover.compare.alignment import NO_KEY, canonical, key_of
from cutover.compare.fields import as_number, as_text, shows, value_at
from cutover.compare.pages import Rows
from cutover.compare.said import Finding, Listed, Side, found
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.relation import Filter


def satisfies(row: object, declared: Filter, wanted: object) -> bool | None:
    """Whether a row is what a filter asks for; None where the row does not show it."""
    told = [value_at(row, field) for field in declared.field if shows(row, field)]
    if len(told) < len(declared.field) or not told:
        return None
    return any(_meets(value, declared.compares, wanted) for value in told)


def unfit(listed: Listed) -> Iterator[Finding]:
    """Rows that do not satisfy a filter that was asked with."""
    for declared, wanted in _asked(listed):
        wrong = [row for row in listed.rows if satisfies(row, declared, wanted) is False]
        if wrong:
            name = _name(wrong[0], listed.endpoint.key)
            what = f"{_count(wrong, 'row')} of {len(listed.rows)} do not satisfy {declared.parameter}"
            yield found("filter", listed.said, f"{what}, {name} is the first", declared.parameter)


def strays(listed: Listed, whole: Rows) -> Iterator[Finding]:
    """Rows of a narrowed list that the whole one does not hold, and rows that it should have and has not."""
    filters = {declared.parameter for declared in listed.endpoint.filters}
    if not listed.narrowed or set(listed.narrowed) - filters:
        return
    names = (key_of(row, listed.endpoint.key) for row in listed.rows)
    alien = [name for name in names if name not in whole and name != NO_KEY]
    if alien:
        what = f"{_count(alien, 'row')} stand in no unfiltered list, {alien[0]} is the first"
        yield found("filter", listed.said, what, "subset")
    asked = dict(_asked(listed))
    by_parameter = {declared.parameter: declared for declared in asked}
    if listed.total is None or set(listed.narrowed) - set(by_parameter):
        return
    fit = [[satisfies(row, declared, wanted) for declared, wanted in asked.items()] for row in whole.values()]
    if any(None in each for each in fit):
        return
    right = sum(map(all, fit))
    if right != listed.total:
        what = f"{right} of all {len(whole)} rows satisfy what was asked, the answer counts {listed.total}"
        yield found("filter", listed.said, what, "complete")


def without_effect(endpoint: Endpoint, listed: Sequence[Listed], side: Side) -> Iterator[Finding]:
    """Filters that narrow nothing in any case of any user: whether they are looked at is not shown."""
    for declared in endpoint.filters:
        pairs = list(_pairs(declared, listed))
        if pairs and all(_size(narrow) == _size(base) for narrow, base in pairs):
            first = pairs[0][0].said
            cases = _count(pairs, "case")
            what = f"{declared.parameter} changes nothing in {cases}: whether it is a filter is not shown"
            meant = tuple((narrow.said.user, narrow.said.case) for narrow, _ in pairs)
            yield Finding("effect", side, first.user, first.case, what, declared.parameter, meant)


def _pairs(declared: Filter, listed: Sequence[Listed]) -> Iterator[tuple[Listed, Listed]]:
    """Each answer that a filter narrows, beside the same user's answer to the question without it."""
    bases: dict[tuple[int, bytes], Listed] = {}
    for each in listed:
        bases.setdefault((each.said.user, _without(each.narrowed, "")), each)
    for each in listed:
        if declared.parameter in each.narrowed:
            base = bases.get((each.said.user, _without(each.narrowed, declared.parameter)))
            if base is not None and _size(base) not in (0, None):
                yield each, base


def _without(narrowed: Mapping[str, object], name: str) -> bytes:
    return canonical({key: as_text(value) for key, value in narrowed.items() if key != name})


def _size(listed: Listed) -> object:
    """What tells two answers apart: how many rows there are; where it is no list, all that it says."""
    if listed.endpoint.rows is None or any(each.default is not None for each in listed.endpoint.filters):
        return canonical(listed.said.data)
    return listed.total


def _asked(listed: Listed) -> Iterator[tuple[Filter, object]]:
    """The declared filters that a question gives or that count without being given, each with its value."""
    for declared in listed.endpoint.filters:
        wanted = listed.said.values.get(declared.parameter, declared.default)
        if wanted is not None and declared.field:
            yield declared, wanted


def _meets(value: object, compares: str, wanted: object) -> bool:
    if compares == "contains":
        return as_text(wanted).lower() in ("" if value is None else as_text(value)).lower()
    if value is None:
        return False
    if compares == "equals":
        if isinstance(value, list):
            return as_text(wanted) in map(as_text, value)
        return as_text(value) == as_text(wanted) or _both_numbers(value, wanted) == 0
    difference = _both_numbers(value, wanted)
    if difference is None:
        one, other = as_text(value), as_text(wanted)
        difference = (one > other) - (one < other)
    return difference >= 0 if compares == "at_least" else difference <= 0


def _both_numbers(value: object, wanted: object) -> float | None:
    """How far a row's number lies above the wanted one; None where they are no numbers."""
    if isinstance(value, str):
        return None
    one, other = as_number(value), as_number(wanted)
    return None if one is None or other is None else one - other


def _name(row: object, key: Sequence[str]) -> str:
    return f"row {key_of(row, key)}" if key else "a row"


def _count(things: Sequence[object], what: str) -> str:
    return f"{len(things)} {what}" if len(things) == 1 else f"{len(things)} {what}s"
