"""Figures: rates, averages, tiers of the network, and where a page stands."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from twin.v2.api.helpers.helper import Helper, amount, amounts
from twin.v2.api.paging import Page
from twin.v2.api.parameters import integer

PLACES = Decimal("0.0001")


def to_four_places(value: Decimal) -> Decimal:
    """Return a rate to four places."""
    return value.quantize(PLACES, ROUND_HALF_UP)


def conversion(won: int, total: int) -> Decimal | None:
    """Return won out of all; null where there is nothing."""
    return to_four_places(Decimal(won) / total) if total else None


def change(before: Decimal, after: Decimal) -> Decimal | None:
    """Return the change in percent to one place; null where there was nothing before."""
    if before == 0:
        return None
    return ((after - before) / abs(before) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def average(amounts: list[Decimal]) -> Decimal:
    """Return the mean to four places."""
    return to_four_places(sum(amounts, Decimal(0)) / len(amounts))


def median(amounts: list[Decimal]) -> Decimal:
    """Return the middle value; of an even number the mean of the two in the middle."""
    ordered, half = sorted(amounts), len(amounts) // 2
    return ordered[half] if len(ordered) % 2 else to_four_places((ordered[half - 1] + ordered[half]) / 2)


def tier(level: int) -> str:
    """Return the tier that a level of the network belongs to."""
    return "frontline" if level == 1 else f"tier {level}" if level <= 5 else "beyond"


def paging(page: int, per_page: int, total: int) -> dict[str, object]:
    """Return where a page stands: its offset, its neighbours and how many pages there are."""
    pages, here = -(-total // per_page), Page(page, per_page)
    return {
        "offset": here.offset,
        "pageTotal": pages,
        "nextPage": page + 1 if page < pages else None,
        "prevPage": page - 1 if page > 1 else None,
    }


HELPERS = (
    Helper(
        "ConversionRate", conversion, (integer("won", 0, required=True), integer("total", 0, required=True))
    ),
    Helper("PercentChange", change, (amount("before"), amount("after"))),
    Helper("AverageOf", average, (amounts("amounts"),)),
    Helper("MedianOf", median, (amounts("amounts"),)),
    Helper("TierOfLevel", tier, (integer("level", 1, 100, required=True),)),
    Helper(
        "PagingFigures",
        paging,
        (
            integer("page", 1, required=True),
            integer("per_page", 1, 100, required=True),
            integer("total", 0, required=True),
        ),
    ),
)
