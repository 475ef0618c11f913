"""Relations: what must hold within each side's answers, whatever the other side says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from cutover.compare.filters import strays, unfit, without_effect
from cutover.compare.order import sort_keys, unsorted
from cutover.compare.pages import MOST_PAGES, figures, missing_pages, united, whole_rows
from cutover.compare.said import Finding, Listed, Said, Side, found
from cutover.compare.scope import Sees, trespasses
from cutover.compare.sums import Details, unequal
from cutover.manifest.endpoint import Endpoint

SIDES: tuple[Side, Side] = ("V1", "V2")
_NOBODY: Sees = MappingProxyType({})
_NO_DETAILS: Mapping[tuple[Side, int], Details] = MappingProxyType({})


def relate(
    endpoint: Endpoint,
    said: Sequence[Said],
    sees: Sees = _NOBODY,
    details: Mapping[tuple[Side, int], Details] = _NO_DETAILS,
) -> tuple[Finding, ...]:
    """Judge the relations that an endpoint declares over all that both sides said, each side by itself.

    What V2 alone breaks is a fault of V2. What both break in the same case is one finding of both sides, and
    what V1 alone breaks is V1's: neither shows that V2 is wrong. `details` are what a grouping adds up.
    """
    broken = {side: tuple(_broken(endpoint, said, side, sees, details)) for side in SIDES}
    places = {side: {_place(each): each for each in broken[side]} for side in SIDES}
    of_v2 = (replace(each, side="both") if _place(each) in places["V1"] else each for each in broken["V2"])
    of_v1 = (each for each in broken["V1"] if _place(each) not in places["V2"])
    return (*of_v2, *of_v1)


def details_in(listed: Endpoint, said: Sequence[Said]) -> dict[tuple[Side, int], Details]:
    """What a list shows to each user on each side, as groupings of it are judged by."""
    details: dict[tuple[Side, int], Details] = {}
    for side in SIDES:
        own = [Listed(each, listed) for each in said if each.side == side]
        wholes = whole_rows(listed, own)
        for each in own:
            user = each.said.user
            if not each.narrowed and (side, user) not in details:
                rows = tuple(wholes[user].values()) if user in wholes else None
                # A short list that is not whole contradicts itself: nothing can be held against it.
                told = each.total if rows is not None or _is_long(listed, each.total) else None
                details[side, user] = Details(rows, told)
    return details


def _is_long(listed: Endpoint, total: int | None) -> bool:
    return listed.pages is not None and total is not None and total > MOST_PAGES * listed.pages.most


def _place(finding: Finding) -> tuple[str, int, str, str]:
    if finding.relation == "effect":
        return finding.relation, 0, "", finding.about
    return finding.relation, finding.user, finding.case, finding.about


def _broken(
    endpoint: Endpoint,
    said: Sequence[Said],
    side: Side,
    sees: Sees,
    details: Mapping[tuple[Side, int], Details],
) -> Iterator[Finding]:
    own = [each for each in said if each.side == side]
    listed = [Listed(each, endpoint) for each in own]
    if endpoint.rows is not None:
        wholes = whole_rows(endpoint, listed)
        for each in listed:
            yield from _order(each)
            yield from figures(each)
            yield from unfit(each)
            if each.said.user in wholes:
                yield from strays(each, wholes[each.said.user])
        yield from united(listed)
        yield from trespasses(endpoint, listed, sees)
    yield from without_effect(endpoint, listed, side)
    for answer in own:
        if (side, answer.user) in details:
            yield from unequal(endpoint, answer, details[side, answer.user])


def _order(listed: Listed) -> Iterator[Finding]:
    order = listed.endpoint.order
    keys = sort_keys(order, listed.said.values) if order is not None else ()
    if order is None or (wrong := unsorted(listed.rows, keys, order)) is None:
        return
    where = f"rows {wrong.first + 1} and {wrong.first + 2}"
    what = {
        "order": f"{where} stand the wrong way round by {wrong.field}",
        "null": f"{where}: a null of {wrong.field} does not stand {order.nulls}",
        "kinds": f"{where}: their {wrong.field} are of two kinds and cannot be sorted",
    }[wrong.why]
    more = f", and {wrong.others} more" if wrong.others else ""
    yield found("order", listed.said, f"{what}{more}", wrong.field)


__all__ = ["Details", "Finding", "Said", "Sees", "details_in", "missing_pages", "relate"]
