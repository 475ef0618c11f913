"""The rules: what must hold between values, one module a kind of file."""

from collections.abc import Iterator

from cutover.manifest.draft import Draft, names_of
from cutover.manifest.problem import Problem
from cutover.manifest.rules import (
    approvers,
    differs,
    endpoints,
    examples,
    functions,
    hierarchies,
    load,
    pages,
    phases,
    published,
    references,
    relations,
    repair,
    report,
    schema,
    tables,
    tolerances,
    traces,
    uncovered,
    waivers,
    workers,
)

__all__ = ["problems"]


def problems(draft: Draft) -> Iterator[Problem]:
    """Find every mistake between the values of a manifest; environments are judged by their own module."""
    names = names_of(draft)
    yield from tables.problems(draft, names)
    yield from schema.problems(draft, names)
    yield from tolerances.problems(draft)
    yield from references.problems(draft, names)
    yield from uncovered.problems(draft, names)
    yield from hierarchies.problems(draft, names)
    yield from repair.problems(draft, names)
    yield from endpoints.problems(draft, names)
    yield from differs.problems(draft)
    yield from relations.problems(draft, names)
    yield from published.problems(draft)
    yield from examples.problems(draft, names)
    yield from traces.problems(draft, names)
    yield from functions.problems(draft, names)
    yield from pages.problems(draft, names)
    yield from load.problems(draft, names)
    yield from phases.problems(draft, names)
    yield from report.problems(draft, names)
    yield from waivers.problems(draft, names)
    yield from workers.problems(draft)
    yield from approvers.problems(draft)
