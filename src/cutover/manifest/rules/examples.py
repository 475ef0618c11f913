"""Rules for examples that are taken from another answer: it is a declared read, and no circle arises."""

from collections.abc import Iterator

from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft, Names
from cutover.manifest.endpoint import Endpoint, Taken
from cutover.manifest.problem import Problem


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find examples that nothing can be taken from.

    Examples are taken from the answer to an endpoint's first case: only what that one needs can be a circle.
    """
    sources: dict[str, set[str]] = {}
    found: list[tuple[Document, Place, str, str]] = []
    for parsed in draft.endpoints:
        for endpoint in parsed.value.endpoints if parsed.value else ():
            name = f"{parsed.value.group}.{endpoint.name}" if parsed.value else ""
            for place, taken in _taken(endpoint):
                found.append((parsed.document, place, name, taken.endpoint))
            sources[name] = {
                each.endpoint
                for each in endpoint.values(endpoint.cases[0]).values()
                if isinstance(each, Taken)
            }
    for document, place, name, source in found:
        if source not in names.endpoints:
            if names.endpoints_complete:
                yield document.problem(
                    "manifest-unknown-endpoint",
                    place,
                    f"There is no endpoint {source!r} to take the example from.",
                    "Fix the name: it is group.endpoint.",
                    source,
                    names.endpoints,
                )
        elif not names.endpoints[source]:
            yield document.problem(
                "manifest-writing-example",
                place,
                f"The example is taken from {source!r}, which is not declared as a read.",
                "Take it from an endpoint with effect: reads; only reads are ever sent to V1.",
            )
        elif source in sources[name] and _leads_to(source, name, sources):
            yield document.problem(
                "manifest-example-cycle",
                place,
                f"The example of {name!r} is taken from {source!r}, which needs {name!r} itself.",
                "Give one of them a literal example, or take it from a list without parameters.",
            )


def _taken(endpoint: Endpoint) -> Iterator[tuple[Place, Taken]]:
    above: Place = ("endpoints", endpoint.name)
    for parameter in endpoint.parameters:
        if isinstance(parameter.example, Taken):
            yield (*above, "parameters", parameter.name, "example", "endpoint"), parameter.example
    for number, case in enumerate(endpoint.cases):
        for given in case.given:
            if isinstance(given.value, Taken):
                yield (*above, "cases", number, "with", given.parameter, "endpoint"), given.value


def _leads_to(start: str, goal: str, sources: dict[str, set[str]]) -> bool:
    seen, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            waiting.extend(sources.get(name, ()))
    return False
