"""Cases: the ways of asking that follow from an endpoint's parameters, beside those that are written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product, zip_longest

from cutover.manifest.endpoint import (
    RULES,
    Case,
    DerivedCase,
    Endpoint,
    Example,
    Parameter,
    Rule,
    Taken,
)

PAGE = frozenset(("page", "page_number"))
SIZE = frozenset(("per_page", "page_size"))
LIMIT = frozenset(("limit", "top", "depth"))
SORT = frozenset(("sort", "sort_by", "order_by"))
ORDER = frozenset(("order", "sort_order", "direction"))
SEARCH = frozenset(("q", "search", "query"))
YEAR = "year"

PAGE_SIZE = 3
FAR_BEYOND = 1_000_000
PAGES = "pageTotal"
"""Where Xano's paging says how many pages there are."""

NOTHING: Mapping[str, Example] = {"text": "nothing is called this", "integer": -1}
"""Values that no row has, by a filter's type; where none is sure, there is none."""
NO_YEAR = 1900
LEAP_DAY = "2024-02-29"
LEAP_YEAR = 2024
UNUSUAL = ("é", "%", "_", "'")
"""Texts that a search may take for something else: not ASCII, SQL's wildcards, its quote."""

Values = Mapping[str, Example]
_NOTHING: Values = {}


def with_derived(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint with its derived cases behind the written ones.

    Only what reads is asked with derived cases, and nothing where a refusal is meant. No case asks what a
    written one asks already.
    """
    if not endpoint.reads or endpoint.expected_status is not None:
        return endpoint
    asked = [endpoint.values(case) for case in endpoint.cases]
    names = {case.name for case in endpoint.cases}
    found: list[Case] = []
    wanted = _Asked(endpoint)
    for case in chain(_filters_and_sorts(wanted), _pages(wanted), _empty(wanted), _edges(wanted)):
        values = endpoint.values(case)
        if case.rule in wanted.rules and values not in asked and case.name not in names:
            asked.append(values)
            names.add(case.name)
            found.append(case)
    return endpoint.model_copy(update={"cases": (*endpoint.cases, *found)})


@dataclass(frozen=True)
class _Asked:
    """An endpoint by the roles of its parameters, which their names and types tell."""

    endpoint: Endpoint

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules by which cases are wanted."""
        return RULES if self.endpoint.derive is None else self.endpoint.derive.only

    @property
    def open(self) -> tuple[Parameter, ...]:
        """The parameters that a request may do without."""
        return tuple(
            each for each in self.endpoint.parameters if each.place == "query" and not each.is_required
        )

    def named(self, names: Iterable[str]) -> Parameter | None:
        return next((each for each in self.open if each.name in names), None)

    @property
    def narrowing(self) -> tuple[Parameter, ...]:
        """The filters."""
        others = PAGE | SIZE | LIMIT | SORT | ORDER | SEARCH | {YEAR}
        return tuple(each for each in self.open if each.name not in others)

    @property
    def days(self) -> tuple[Parameter, Parameter] | None:
        """The parameters between which days lie."""
        days = [each for each in self.narrowing if each.type == "date"]
        return (days[0], days[1]) if len(days) == 2 else None

    def written(self, name: str) -> list[Example]:
        """The values that written cases give a parameter."""
        return [
            given.value for case in self.endpoint.cases for given in case.given if given.parameter == name
        ]

    def is_written(self, values: Values) -> bool:
        """Whether one written case gives all of these."""
        return any(values.items() <= self.endpoint.values(case).items() for case in self.endpoint.cases)


def _case(rule: Rule, name: str, values: Values, *, empty: bool = False) -> DerivedCase:
    said = {"name": name, "with": dict(values), "rule": rule, "empty_is_meant": empty}
    return DerivedCase.model_validate(said)


def _called(values: Values) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def _filters_and_sorts(asked: _Asked) -> Iterator[DerivedCase]:
    """Each value of each filter once and each sort in both orders: side by side, never all by all."""
    filters = [each for each in _choices(asked) if not asked.is_written(each)]
    sorts = [each for each in _sorts(asked) if not asked.is_written(each)]
    if asked.named(PAGE) is not None and "pages" in asked.rules:
        sorts = [each for each in sorts if each != _last_sort(asked)]
    filters = filters if "filters" in asked.rules else []
    sorts = sorts if "sorts" in asked.rules else []
    for narrow, sort in zip_longest(filters, sorts, fillvalue=_NOTHING):
        values = {**narrow, **sort}
        yield _case("filters" if narrow else "sorts", _called(values), values)


def _choices(asked: _Asked) -> Iterator[Values]:
    required = (each for each in asked.endpoint.parameters if each.place == "query" and each.is_required)
    for parameter in (*required, *asked.narrowing):
        values: Sequence[Example] = parameter.one_of
        if parameter.type == "boolean":
            values = ("true", "false")
        for value in values:
            yield {parameter.name: value}


def _sorts(asked: _Asked) -> Iterator[Values]:
    sort, order = asked.named(SORT), asked.named(ORDER)
    if sort is None:
        return
    orders: Sequence[Example] = order.one_of if order is not None else ()
    for key, direction in product(sort.one_of, orders or (None,)):
        yield {sort.name: key} | (
            {order.name: direction} if order is not None and direction is not None else {}
        )


def _pages(asked: _Asked) -> Iterator[DerivedCase]:
    """The first two pages, as small as a written case turns them; the last one; one far beyond it."""
    page, size = asked.named(PAGE), asked.named(SIZE)
    if page is None:
        return
    turned = [case for case in asked.endpoint.cases if page.name in asked.endpoint.values(case)]
    around: Values = {size.name: PAGE_SIZE} if size is not None else {}
    if turned:
        around = {each.parameter: each.value for each in turned[0].given if each.parameter != page.name}
    yield _case("pages", "first page", {**around, page.name: 1})
    yield _case("pages", "second page", {**around, page.name: 2})
    total = Taken(endpoint=asked.endpoint.id, take=_beside(asked.endpoint.rows, PAGES))
    last = _last_sort(asked)
    yield _case("pages", "last page", {**last, page.name: total})
    yield _case("pages", "far beyond the last page", {page.name: FAR_BEYOND}, empty=True)


def _last_sort(asked: _Asked) -> Values:
    """The last way of sorting: turned round, the list's end holds other rows."""
    return list(_sorts(asked))[-1] if asked.named(SORT) is not None else {}


def _beside(rows: str | None, name: str) -> str:
    return ".".join((*(rows or "").split(".")[:-1], name))


def _empty(asked: _Asked) -> Iterator[DerivedCase]:
    """What no row has: a filter's value, a search, a year."""
    for parameter in asked.narrowing:
        if not parameter.one_of and parameter.type in NOTHING:
            value = {parameter.name: NOTHING[parameter.type]}
            yield _case("empty", f"no row has this {parameter.name}", value, empty=True)
    search, year = asked.named(SEARCH), asked.named((YEAR,))
    if search is not None:
        yield _case("empty", "a search that finds nothing", {search.name: NOTHING["text"]}, empty=True)
    if year is not None and year.type == "integer":
        yield _case("empty", "a year without data", {year.name: NO_YEAR}, empty=True)
    if (days := asked.days) is not None:
        turned = {days[0].name: "2025-02-01", days[1].name: "2025-01-31"}
        yield _case("empty", "days that end before they begin", turned, empty=True)


def _edges(asked: _Asked) -> Iterator[DerivedCase]:
    """Examples of what may be left out, single days, borders of a month, leap days, limits, unusual texts."""
    days = asked.days or ()
    if examples := {each.name: each.example for each in days if each.example is not None}:
        yield _case("edges", " and ".join(examples) + " on the day of a row", examples)
    if len(days) == 2:
        first, last = days[0].name, days[1].name
        yield _case("edges", "across a month's border", {first: "2025-01-31", last: "2025-02-28"}, empty=True)
        yield _case("edges", "a leap day", {first: LEAP_DAY, last: LEAP_DAY}, empty=True)
        yield _case("edges", f"{first} the first of a month", {first: "2025-03-01"}, empty=True)
        yield _case("edges", f"{last} the last of a month", {last: "2025-03-31"}, empty=True)
    for parameter in asked.open:
        if parameter.example is not None and parameter not in days:
            yield from _example(parameter)
        if parameter.name in LIMIT and parameter.type == "integer":
            yield _case("edges", f"{parameter.name} 1", {parameter.name: 1})
        if parameter.name == YEAR and parameter.type == "integer":
            yield _case("edges", "a leap year", {YEAR: LEAP_YEAR}, empty=True)
        if parameter.name in SEARCH:
            for text in UNUSUAL:
                values = {parameter.name: text}
                yield _case("edges", f"{parameter.name} with {text}", values, empty=True)
        if parameter.type == "number":
            yield _case("edges", f"{parameter.name} 0", {parameter.name: "0"}, empty=True)


def _example(parameter: Parameter) -> Iterator[DerivedCase]:
    """A value that rows have, and in a search the same in other letters."""
    name, example = parameter.name, parameter.example
    yield _case("edges", f"{name} as in the example", {name: example})
    if name in SEARCH and isinstance(example, str):
        yield _case("edges", f"{name} in capitals", {name: example.upper()})
        yield _case("edges", f"{name} in small letters", {name: example.lower()})
