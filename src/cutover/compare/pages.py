"""Pages: the figures beside a page's rows, and pages united to a whole with no row twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cutover.compare.alignment import NO_KEY, key_of
from cutover.compare.said import Finding, Listed, Said, by_user, found
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.relation import Paging

MOST_PAGES = 5
"""A list of so many pages is read whole; of a longer one the first two and the last."""

Rows = dict[str, object]


def figures(listed: Listed) -> Iterator[Finding]:
    """What the figures beside the rows say wrongly of the page, each by its name."""
    paging = listed.endpoint.pages
    if paging is None or not isinstance(listed.said.data, (dict, list)):
        return
    for name, right in _right_figures(listed, paging):
        said = listed.beside(name)
        if said != right or isinstance(said, bool):
            what = f"{name} is {said!r} where it must be {right!r}"
            yield found("page", listed.said, what, name)


def united(listed: Sequence[Listed]) -> Iterator[Finding]:
    """Where pages of one question share a row, disagree on the total, or do not add up to it."""
    for pages in _questions(listed):
        numbers = sorted(pages)
        first = pages[numbers[0]].said
        if len(numbers) > 1:
            yield from _shared(pages)
        totals = {pages[number].total for number in numbers}
        if len(totals) > 1:
            told = ", ".join(map(str, sorted(totals, key=str)))
            yield found("pages", first, f"the pages of one list disagree on its total: {told}", "total")
        elif _is_whole(pages):
            held = sum(len(page.rows) for page in pages.values())
            total = pages[numbers[0]].total
            if len(numbers) > 1 and total is not None and held != total:
                what = f"{len(numbers)} pages hold {held} rows together, the total is {total}"
                yield found("pages", first, what, "sum")


def whole_rows(endpoint: Endpoint, listed: Sequence[Listed]) -> dict[int, Rows]:
    """Each user's whole list by the rows' keys, where answers that nothing narrows hold all of it."""
    if not endpoint.key:
        return {}
    wholes: dict[int, Rows] = {}
    open_ones = [each for each in listed if not each.narrowed and not _defaults(endpoint)]
    for pages in _questions(open_ones):
        user = next(iter(pages.values())).said.user
        if user not in wholes and _is_whole(pages):
            rows = (row for page in pages.values() for row in page.rows)
            held = {key_of(row, endpoint.key): row for row in rows}
            if len(held) == next(iter(pages.values())).total:
                wholes[user] = held
    return wholes


def open_ends(endpoint: Endpoint, values: Mapping[str, object], answer: object) -> tuple[bool, bool]:
    """Whether other pages come before and after this one, so that chance may cut it through a tie."""
    if endpoint.pages is None:
        return False, False
    page = Listed(Said("V1", 0, "", values, answer), endpoint)
    return page.page > 1, page.total is None or page.total > page.page * page.size


def missing_pages(endpoint: Endpoint, said: Sequence[Said]) -> dict[int, tuple[Mapping[str, object], ...]]:
    """What else to ask for each user to see the whole list, or of a long one its first border and its end.

    `said` is what V1 answered. Where everybody sees all rows, one user's whole list is enough.
    """
    paging = endpoint.pages
    if paging is None or not endpoint.key or paging.total is None or _defaults(endpoint):
        return {}
    listed = [Listed(each, endpoint) for each in said]
    wholes = whole_rows(endpoint, listed)
    wanted: dict[int, tuple[Mapping[str, object], ...]] = {}
    for user, own in by_user(listed).items():
        total = next((each.total for each in own if not each.narrowed and each.total), None)
        if total is None or user in wholes:
            continue
        last = -(-total // paging.most)
        numbers = range(1, last + 1) if last <= MOST_PAGES else (1, 2, last)
        wanted[user] = tuple({paging.page: number, paging.size: paging.most} for number in numbers)
        if endpoint.scope is not None and endpoint.scope.of == "all":
            break
    return wanted


def _right_figures(listed: Listed, paging: Paging) -> Iterator[tuple[str, object]]:
    rows, page, size, total = len(listed.rows), listed.page, listed.size, listed.total
    before = (page - 1) * size
    last = None if total is None or size < 1 else -(-total // size)
    right: dict[str | None, object] = {
        paging.received: rows,
        paging.number: page,
        paging.length: size,
        paging.offset: before,
        paging.previous: page - 1 if page > 1 else None,
    }
    if paging.total is not None:
        right[paging.total] = _right_total(total, rows, before, size)
    if last is not None:
        right[paging.last] = last
        right[paging.following] = page + 1 if page < last else None
    yield from ((name, value) for name, value in right.items() if name is not None)


def _right_total(total: int | None, rows: int, before: int, size: int) -> int:
    """The total as it is where it can be true, else what the rows show; a full page leaves it open."""
    if total is None:
        return before + rows
    if rows == 0:
        return min(max(total, 0), before)
    return max(total, before + rows) if rows >= size else before + rows


def _questions(listed: Sequence[Listed]) -> Iterator[dict[int, Listed]]:
    """The pages of each user's questions by their numbers."""
    for own in by_user(listed).values():
        questions: dict[tuple[tuple[str, str], ...], dict[int, Listed]] = {}
        for each in own:
            questions.setdefault(each.question, {}).setdefault(each.page, each)
        yield from questions.values()


def _is_whole(pages: Mapping[int, Listed]) -> bool:
    """Whether every page of the list is there."""
    first = pages.get(1)
    if first is None or first.total is None:
        return False
    if first.endpoint.pages is None:
        return True
    last = max(1, -(-first.total // max(first.size, 1)))
    return all(number in pages for number in range(1, last + 1))


def _shared(pages: Mapping[int, Listed]) -> Iterator[Finding]:
    """A row that stands on two pages; told once a page, with how many there are."""
    seen: dict[str, int] = {}
    for number in sorted(pages):
        page = pages[number]
        names = [key_of(row, page.endpoint.key) for row in page.rows if page.endpoint.key]
        again = [name for name in names if name in seen and name != NO_KEY]
        if again:
            more = f" and {len(again) - 1} more" if len(again) > 1 else ""
            what = f"row {again[0]}{more} of page {number} stood on page {seen[again[0]]} already"
            yield found("pages", page.said, what, "shared")
        for name in names:
            seen.setdefault(name, number)


def _defaults(endpoint: Endpoint) -> bool:
    """Whether some filter narrows the list without being asked for."""
    return any(each.default is not None for each in endpoint.filters)
