"""Paging: one page of a list, with the figures that say where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from twin.v2.api.parameters import INT4, integer

PAGE = integer("page", 1, INT4[-1], default=1)
PER_PAGE = integer("per_page", 1, 100, default=25)
PAGING = (PAGE, PER_PAGE)


@dataclass(frozen=True)
class Page:
    """The page that was asked for: `number` counts from 1, `size` is in rows."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size

    def answer(self, items_total: int, items: bytes) -> bytes:
        """Return the answer around `items`, a JSON array of this page out of `items_total` rows."""
        pages = -(-items_total // self.size)
        figures = {
            "itemsReceived": max(0, min(self.size, items_total - self.offset)),
            "curPage": self.number,
            "nextPage": self.number + 1 if self.number < pages else None,
            "prevPage": self.number - 1 if self.number > 1 else None,
            "offset": self.offset,
            "perPage": self.size,
            "itemsTotal": items_total,
            "pageTotal": pages,
        }
        return orjson.dumps(figures)[:-1] + b',"items":' + items + b"}"


@dataclass(frozen=True)
class Listed:
    """A list in SQL: what each item shows, the rows it is of, and the orders that a caller may choose.

    `filters` holds the condition for each parameter that narrows the rows.
    """

    columns: str
    rows: str
    sorts: Mapping[str, str]
    filters: Mapping[str, str]

    def query(self, values: Mapping[str, object]) -> str:
        """Return the query of the total and of one page. A parameter that is None narrows nothing."""
        given = (condition for name, condition in self.filters.items() if values.get(name) is not None)
        rows = " and ".join((self.rows, *given))
        order = "desc" if values.get("order") == "desc" else "asc"
        sort = self.sorts[str(values.get("sort", ""))].format(order=order)
        return f"""
            select
                (select count(*) {rows}),
                (select coalesce(json_agg(i), '[]')::text
                 from (select {self.columns} {rows} order by {sort} limit %(limit)s offset %(offset)s) as i)
        """
