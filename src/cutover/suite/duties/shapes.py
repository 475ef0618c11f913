"""The shape of an endpoint's answers in its evidence: a contract that changed is seen in review."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from cutover.compare import open_envelope, read_json
from cutover.compare.shape import Shape, shape_of
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Endpoint
from cutover.suite.asked import Asked
from cutover.systems import Answer

CAUSE = "the shape of answers is not the one reviewed"
RECORDS = "`pytest tests_parity/test_answers.py --snapshot-update` records it"
_TOLD = 12

Changes = Callable[[str, dict[str, Shape]], Sequence[str] | None]
"""Holds an endpoint's shapes against the recorded ones; None where none are recorded."""


def with_shape(evidence: Evidence, endpoint: Endpoint, asked: Sequence[Asked], changes: Changes) -> Evidence:
    """Fail a check whose answers have another shape than the recorded one, and say where none is recorded."""
    seen = shapes_of(endpoint, asked)
    if not seen:
        return evidence
    found = changes(endpoint.id, seen)
    if found is None:
        return replace(evidence, notes=(*evidence.notes, f"no shape of the answers is recorded: {RECORDS}"))
    if not found:
        return evidence
    told = f"the shape is not the one reviewed: {', '.join(found[:_TOLD])}"
    if len(found) > _TOLD:
        told += f" and {len(found) - _TOLD} more"
    if evidence.outcome is Outcome.FAILED:
        return replace(evidence, notes=(*evidence.notes, f"{told}; {RECORDS}"))
    commands = next((each.commands for each in asked if each.commands), ())
    return replace(
        evidence,
        outcome=Outcome.FAILED,
        expected=f"{evidence.expected}, in the shape that migration/shapes/{endpoint.id}.json holds",
        actual=told,
        cause=CAUSE,
        notes=(*evidence.notes, RECORDS),
        reproduce=commands,
    )


def shapes_of(endpoint: Endpoint, asked: Sequence[Asked]) -> dict[str, Shape]:
    """Return the shape of each side's good answers over all cases and users; of V2 without its envelope."""
    measured = frozenset((*endpoint.measures, *endpoint.money))
    v1 = {each.v1.body: each.v1 for each in asked if _is_good(each.v1)}
    v2 = {each.v2.body: each.v2 for each in asked if _is_good(each.v2)}
    sides = {
        "v1": [value for answer in v1.values() for value in _read(answer)],
        "v2": [
            open_envelope(value, answer.status, endpoint.enveloped).data
            for answer in v2.values()
            for value in _read(answer)
        ],
    }
    return {side: shape_of(answers, measured) for side, answers in sides.items() if answers}


def _is_good(answer: Answer) -> bool:
    return not answer.error and 200 <= answer.status < 300


def _read(answer: Answer) -> Iterator[object]:
    reading = read_json(answer.body)
    if reading.readable:
        yield reading.value
