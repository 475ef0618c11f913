"""Documentation: what a worker's entry in the catalogue lacks, judged by the catalogue alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from cutover.manifest.endpoint import Endpoint
from cutover.manifest.worker import Worker

EARLIEST = date(2015, 1, 1)
"""No worker is older than the platform's own first functions."""
LONGEST = 120
"""Characters of a purpose: one line."""
_BOILERPLATE = (
    "todo",
    "tbd",
    "fixme",
    "lorem",
    "description",
    "purpose",
    "undocumented",
    "n/a",
    "does stuff",
)
_FEWEST_WORDS = 3


def undocumented(
    worker: Worker, catalogue: Mapping[str, Worker], endpoint: Endpoint | None, today: date
) -> tuple[str, ...]:
    """What is missing or cannot be true in an entry, each as a sentence; empty where it is documented.

    `catalogue` holds all workers by their full names; `endpoint` is the one that the worker answers, if any:
    its parameters are then inputs of the worker, of the same type.
    """
    return (
        *_purpose(worker, catalogue),
        *_inputs(worker, endpoint),
        *([] if worker.output else ["it has no output type"]),
        *([] if worker.tested else ["it has no test status"]),
        *_updated(worker.updated, today),
        *_depends_on(worker, catalogue),
    )


def incomplete(worker: Worker, known: Collection[str]) -> tuple[str, ...]:
    """What a critical worker's entry lacks beyond that; `known` are the names that it may speak of."""
    return (
        *([] if worker.quirks else ["it tells no quirk"]),
        *([] if worker.related else ["it names no related function"]),
        *(f"related {name} does not exist" for name in worker.related if name not in known),
        *(["it is related to itself"] if worker.name in worker.related else []),
        *_example(worker),
    )


def unpaired(workers: Collection[str], scripts: Collection[str]) -> tuple[str, ...]:
    """Where the catalogue and the folder of scripts are not the same list; both by the worker's name."""
    left, right = set(workers), set(scripts)
    return (
        *(f"script {name}.xs belongs to no worker of the catalogue" for name in sorted(right - left)),
        *(f"worker {name} has no script" for name in sorted(left - right)),
    )


def _purpose(worker: Worker, catalogue: Mapping[str, Worker]) -> Iterator[str]:
    purpose = worker.purpose.strip()
    if not purpose:
        yield "it has no purpose"
        return
    if "\n" in purpose or len(purpose) > LONGEST:
        yield f"its purpose is not one line of at most {LONGEST} characters"
    if len(purpose.split()) < _FEWEST_WORDS or purpose.lower().startswith(_BOILERPLATE):
        yield "its purpose says nothing"
    for other in catalogue.values():
        if other.name != worker.name and other.purpose.strip().lower() == purpose.lower():
            yield f"its purpose is word for word that of {other.name}"
            return


def _inputs(worker: Worker, endpoint: Endpoint | None) -> Iterator[str]:
    if not worker.inputs:
        yield "it has no inputs"
    types = {each.name: each.type for each in worker.inputs}
    for parameter in endpoint.parameters if endpoint else ():
        if parameter.name not in types:
            yield f"input {parameter.name} of its endpoint is not documented"
        elif types[parameter.name] != parameter.type:
            yield f"input {parameter.name} is {types[parameter.name]}, its endpoint takes {parameter.type}"


def _updated(updated: date | None, today: date) -> Iterator[str]:
    if updated is None:
        yield "it does not say when it was last updated"
    elif updated < EARLIEST:
        yield f"it cannot have been updated on {updated}, before {EARLIEST}"
    elif updated > today + timedelta(days=1):  # somewhere it is tomorrow already
        yield f"it cannot have been updated on {updated}, which is to come"


def _depends_on(worker: Worker, catalogue: Mapping[str, Worker]) -> Iterator[str]:
    for name in worker.depends_on:
        if name not in catalogue:
            yield f"it depends on {name}, which does not exist"
        elif _reaches(name, worker.name, catalogue):
            yield f"it depends on {name}, which depends on it"


def _reaches(start: str, goal: str, catalogue: Mapping[str, Worker]) -> bool:
    seen, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen and name in catalogue:
            seen.add(name)
            waiting.extend(catalogue[name].depends_on)
    return False


def _example(worker: Worker) -> Iterator[str]:
    if worker.example is None:
        yield "it has no example"
        return
    inputs = {each.name: each for each in worker.inputs}
    yield from (
        f"its example gives {name}, which is no input" for name in worker.example.input if name not in inputs
    )
    for each in inputs.values():
        if each.required and each.name not in worker.example.input:
            yield f"its example does not give {each.name}"
