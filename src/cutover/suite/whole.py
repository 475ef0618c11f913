"""Whole lists: read page by page, beside the cases, so that relations speak of all rows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from cutover.compare import Details, details_in, missing_pages
from cutover.compare.said import Side
from cutover.manifest import Case, DerivedCase, Endpoint
from cutover.suite.asked import Asked
from cutover.suite.said import said_in

Ask = Callable[[Endpoint, int, Case], Awaitable[Asked | str]]
"""Asks both sides one case of one user; a text says why it cannot be asked."""


class WholeLists:
    """The lists that one worker reads whole; each for a user once, whoever wants it first."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._lists: dict[tuple[str, int], asyncio.Task[tuple[Asked, ...]]] = {}

    async def pages(self, endpoint: Endpoint, asked: Sequence[Asked]) -> tuple[Asked, ...]:
        """Ask for the pages that are wanted beside what was asked: a short list is seen whole."""
        said = [each for each in said_in(endpoint, asked) if each.side == "V1"]
        wanted = [
            (user, page_case(endpoint, values))
            for user, pages in missing_pages(endpoint, said).items()
            for values in pages
        ]
        found = await asyncio.gather(*(self._ask(endpoint, user, case) for user, case in wanted))
        return tuple(each for each in found if not isinstance(each, str))

    async def details(self, listed: Endpoint, users: Sequence[int]) -> Mapping[tuple[Side, int], Details]:
        """Give what each side shows to each user of a list; where all is seen, one user's is everybody's."""
        if listed.scope is not None and listed.scope.of == "all":
            shown = details_in(listed, said_in(listed, await self._list(listed, users[0]))) if users else {}
            return {(side, user): each for (side, _), each in shown.items() for user in users}
        lists = await asyncio.gather(*(self._list(listed, user) for user in users))
        return details_in(listed, said_in(listed, [each for asked in lists for each in asked]))

    async def retried(self, listed: Endpoint, users: Sequence[int]) -> tuple[str, ...]:
        """Say why any page of the details had to be asked for more than once."""
        readers = users[:1] if listed.scope is not None and listed.scope.of == "all" else users
        lists = await asyncio.gather(*(self._list(listed, user) for user in readers))
        pages = (page for asked in lists for page in asked)
        return tuple(f"details, {listed.id}: {each}" for page in pages for each in page.retried)

    async def _list(self, listed: Endpoint, user: int) -> tuple[Asked, ...]:
        if (listed.id, user) not in self._lists:
            self._lists[listed.id, user] = asyncio.ensure_future(self._read(listed, user))
        return await self._lists[listed.id, user]

    async def _read(self, listed: Endpoint, user: int) -> tuple[Asked, ...]:
        """Ask for the largest first page, and for the others where they are few."""
        paging = listed.pages
        case = DerivedCase(name="all", rule="pages")
        if paging is not None:
            case = page_case(listed, {paging.page: 1, paging.size: paging.most})
        first = await self._ask(listed, user, case)
        if isinstance(first, str):
            return ()
        others = await self.pages(listed, (first,))
        return (first, *(each for each in others if each.values != first.values))


def page_case(listed: Endpoint, values: Mapping[str, object]) -> DerivedCase:
    """Give the case that asks for one page of a list that is read whole."""
    paging = listed.pages
    assert paging is not None, "only pages of a paged list are wanted"
    name = f"page {values[paging.page]}, {values[paging.size]} rows each"
    asked = {parameter: int(str(value)) for parameter, value in values.items()}
    return DerivedCase.model_validate({"name": name, "with": asked, "rule": "pages"})
