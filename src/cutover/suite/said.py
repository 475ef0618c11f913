"""What both sides said, parsed, so that relations can be judged and whole lists be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import orjson

from cutover.compare import Details, Said, details_in, in_v1_terms
from cutover.compare.said import Side
from cutover.manifest import DerivedCase, Endpoint
from cutover.systems import Answer

if TYPE_CHECKING:
    from cutover.suite.asking import Asked


def said_in(endpoint: Endpoint, asked: Iterable[Asked]) -> tuple[Said, ...]:
    """Give the good answers of both sides, V2's without its envelope; the others are judged elsewhere."""
    return tuple(_said_in(endpoint, asked))


def details_of(listed: Endpoint, asked: Iterable[Asked]) -> dict[tuple[Side, int], Details]:
    """Give what each side showed to each user of a list, whole where it could be read whole."""
    return details_in(listed, said_in(listed, asked))


def page_case(listed: Endpoint, values: Mapping[str, object]) -> DerivedCase:
    """Give the case that asks for one page of a list that is read whole."""
    paging = listed.pages
    assert paging is not None, "only pages of a paged list are wanted"
    name = f"page {values[paging.page]}, {values[paging.size]} rows each"
    asked = {parameter: int(str(value)) for parameter, value in values.items()}
    return DerivedCase.model_validate({"name": name, "with": asked, "rule": "pages"})


def _said_in(endpoint: Endpoint, asked: Iterable[Asked]) -> Iterator[Said]:
    for each in asked:
        sides: tuple[tuple[Side, Answer], ...] = (("V1", each.v1), ("V2", each.v2))
        for side, answer in sides:
            if answer.error or not 200 <= answer.status < 300:
                continue
            try:
                data = orjson.loads(answer.body)
            except ValueError:
                continue
            if side == "V2" and endpoint.enveloped:
                data = data.get("data") if isinstance(data, dict) else None
            if side == "V2":
                data, _ = in_v1_terms(endpoint, data)
            yield Said(side, each.user, each.case.name, each.values, data)
