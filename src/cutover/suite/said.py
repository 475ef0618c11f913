"""What both sides said, parsed, so that relations can be judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson

from cutover.compare import Said, in_v1_terms
from cutover.compare.said import Side
from cutover.manifest import Endpoint
from cutover.suite.asked import Asked
from cutover.systems import Answer


def said_in(endpoint: Endpoint, asked: Iterable[Asked]) -> tuple[Said, ...]:
    """Give the good answers of both sides, V2's without its envelope; the others are judged elsewhere."""
    return tuple(_said_in(endpoint, asked))


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
