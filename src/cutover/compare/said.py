"""What one side said to one case, and what is wrong with it by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cutover.compare.lists import rows_at
from cutover.manifest.endpoint import Endpoint

Side = Literal["V1", "V2"]
Relation = Literal["order", "page", "pages", "filter", "effect", "sums", "scope"]


@dataclass(frozen=True)
class Said:
    """One side's whole parsed answer to one case; `values` is what was asked with."""

    side: Side
    user: int
    case: str
    values: Mapping[str, object]
    data: object


@dataclass(frozen=True)
class Listed:
    """An answer that is a list: its rows, and of which question and page it is."""

    said: Said
    endpoint: Endpoint

    @cached_property
    def rows(self) -> list[object]:
        """The rows; empty where there is no list."""
        return rows_at(self.said.data, self.endpoint.rows or "") or []

    @property
    def page(self) -> int:
        """The number of the page, from 1."""
        return self._asked("page", 1)

    @property
    def size(self) -> int:
        """How many rows a page has at most."""
        return self._asked("size", self.endpoint.pages.usual if self.endpoint.pages else 0)

    @property
    def total(self) -> int | None:
        """How many rows the whole list has: as the answer says, all of them where it is not paged."""
        paging = self.endpoint.pages
        if paging is None:
            return len(self.rows)
        found = self.beside(paging.total)
        return found if type(found) is int else None

    @cached_property
    def narrowed(self) -> Mapping[str, object]:
        """What narrows the list: all that was asked with, but for its page and its order."""
        return {name: value for name, value in self.said.values.items() if name not in _around(self.endpoint)}

    @cached_property
    def question(self) -> tuple[tuple[str, str], ...]:
        """What was asked with, but for the number of the page: pages of one question make one list."""
        page = self.endpoint.pages.page if self.endpoint.pages else None
        asked = {name: str(value) for name, value in self.said.values.items() if name != page}
        if self.endpoint.pages is not None:
            asked.setdefault(self.endpoint.pages.size, str(self.size))
        return tuple(sorted(asked.items()))

    def beside(self, name: str | None) -> object:
        """The figure of that name beside the rows; None without one."""
        around: object = self.said.data
        for step in (self.endpoint.rows or "").split(".")[:-1]:
            around = around.get(step) if isinstance(around, dict) else None
        return around.get(name) if name is not None and isinstance(around, dict) else None

    def _asked(self, role: Literal["page", "size"], otherwise: int) -> int:
        paging = self.endpoint.pages
        given = self.said.values.get(getattr(paging, role)) if paging is not None else None
        try:
            return otherwise if given is None else int(str(given))
        except ValueError:
            return otherwise


@dataclass(frozen=True, slots=True)
class Finding:
    """A relation that does not hold. `about` tells it from others of the same case: a field, a parameter.

    `cases` are the users and cases that a filter without effect leaves without meaning.

    `side` is "both" where V1 breaks it too: what V1 does is the measure, so that is no fault of V2.
    """

    relation: Relation
    side: Literal["V1", "V2", "both"]
    user: int
    case: str
    sentence: str
    about: str = ""
    cases: tuple[tuple[int, str], ...] = ()

    @property
    def is_v2_alone(self) -> bool:
        """Whether V2 is shown wrong."""
        return self.side == "V2"

    @property
    def is_vacuous(self) -> bool:
        """Whether it says of both sides that nothing was shown: a filter that narrows nothing."""
        return self.side == "both" and self.relation == "effect"

    @property
    def told(self) -> str:
        """The sentence with whose it is, as notes show it."""
        where = f"user {self.user}, case {self.case}" if self.case else f"user {self.user}"
        whose = "V2, and V1 too" if self.side == "both" else self.side
        return f"{whose}, {where}: {self.sentence}"


def found(relation: Relation, said: Said, sentence: str, about: str = "") -> Finding:
    """A finding about one answer."""
    return Finding(relation, said.side, said.user, said.case, sentence, about)


def by_user(listed: Sequence[Listed]) -> dict[int, list[Listed]]:
    """Answers by the user that they were given to."""
    found: dict[int, list[Listed]] = {}
    for each in listed:
        found.setdefault(each.said.user, []).append(each)
    return found


def _around(endpoint: Endpoint) -> frozenset[str | None]:
    paging, order = endpoint.pages, endpoint.order
    return frozenset(
        (
            *((paging.page, paging.size) if paging is not None else ()),
            *((order.by, order.direction) if order is not None else ()),
        )
    )
