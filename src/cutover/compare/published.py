"""The published document beside the manifest: endpoints, methods and parameters, in both directions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cutover.compare.conformance import AnswerSchemas, BrokenSchema
from cutover.manifest import Endpoint, nearest
from cutover.openapi import Published, PublishedOperation, Route, as_mapping, shape

UNKNOWN = "published and not in the manifest"
UNPUBLISHED = "in the manifest and not published"
METHOD = "published with another method"
UNPUBLISHED_PARAMETER = "sends a parameter that is not published"
UNSENT_PARAMETER = "never sends a parameter that is published as required"
NO_SCHEMA = "no schema of a good answer is published"
BROKEN_SCHEMA = "the published schema is none"
EMPTY_SCHEMA = "the published schema takes anything"

_ANYTHING: tuple[Any, ...] = (0, "", [], {})
_SAYS_NOTHING = {"description", "title", "example", "nullable", "default"}


@dataclass(frozen=True, slots=True)
class PublishedFinding:
    """One disagreement: its kind, the endpoint (method and path), its subject and the nearest name."""

    kind: str
    endpoint: str
    name: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        """Return the sentence."""
        about = f": {self.name}" if self.name else ""
        near = f" (nearest: {self.nearest})" if self.nearest else ""
        return f"{self.endpoint}: {self.kind}{about}{near}"


def compare_published(
    published: Published,
    endpoints: Sequence[Endpoint],
    schemas: AnswerSchemas,
    known: Collection[Route] = (),
) -> tuple[PublishedFinding, ...]:
    """Compare what V2 publishes of an API group with the manifest's endpoints of it; one finding each.

    `known` are routes that may be published without being an endpoint, such as the login.
    """
    declared: dict[Route, Endpoint] = {(each.method, shape(each.v2)): each for each in endpoints}
    only_published = {r: o for r, o in published.operations.items() if r not in declared and r not in known}
    only_declared = {route: each for route, each in declared.items() if route not in published.operations}
    found = [*_methods(only_published, only_declared)]
    others = [f"{method} {published.operations[method, path].path}" for method, path in only_published]
    for endpoint in only_declared.values():
        said = f"{endpoint.method} {endpoint.v2}"
        found.append(PublishedFinding(UNPUBLISHED, said, "", nearest(said, others)))
    names = [f"{each.method} {each.v2}" for each in declared.values()]
    for operation in only_published.values():
        said = f"{operation.method} {operation.path}"
        found.append(PublishedFinding(UNKNOWN, said, "", nearest(said, names)))
    for route, endpoint in declared.items():
        if route in published.operations:
            found += _parameters(endpoint, published.operations[route])
            found += _schema(endpoint, published.operations[route], schemas)
    return tuple(found)


def _methods(
    published: dict[Route, PublishedOperation], declared: dict[Route, Endpoint]
) -> Iterator[PublishedFinding]:
    """Yield paths that both sides have with one method each, and take them out of both."""
    for route, endpoint in tuple(declared.items()):
        other = next((each for each in published if each[1] == route[1]), None)
        if other is not None:
            del declared[route], published[other]
            yield PublishedFinding(METHOD, f"{endpoint.method} {endpoint.v2}", other[0])


def _parameters(endpoint: Endpoint, operation: PublishedOperation) -> Iterator[PublishedFinding]:
    said = f"{endpoint.method} {endpoint.v2}"
    there = {(each.name, each.place) for each in operation.parameters}
    names = [name for name, _ in there]
    for parameter in endpoint.parameters:
        if parameter.place != "path" and (parameter.name, parameter.place) not in there:
            about = f"{parameter.name} in {parameter.place}"
            yield PublishedFinding(UNPUBLISHED_PARAMETER, said, about, nearest(parameter.name, names))
    sent = {name for case in endpoint.written_cases for name in endpoint.values(case)}
    for each in operation.parameters:
        if each.required and each.name not in sent:
            declared = [parameter.name for parameter in endpoint.parameters]
            yield PublishedFinding(UNSENT_PARAMETER, said, each.name, nearest(each.name, declared))


def _schema(
    endpoint: Endpoint, operation: PublishedOperation, schemas: AnswerSchemas
) -> Iterator[PublishedFinding]:
    said = f"{endpoint.method} {endpoint.v2}"
    status = next((status for status in range(200, 300) if operation.answer(status) is not None), None)
    if status is None:
        yield PublishedFinding(NO_SCHEMA, said)
        return
    try:
        validator = schemas.validator(operation.route, status)
    except BrokenSchema as error:
        yield PublishedFinding(BROKEN_SCHEMA, said, str(error))
        return
    assert validator is not None, "there is a schema of this status"
    if all(map(validator.is_valid, _ANYTHING)) or _is_hollow(operation.answer(status)):
        yield PublishedFinding(EMPTY_SCHEMA, said)


def _is_hollow(schema: object) -> bool:
    """Tell whether an envelope's schema says nothing of the data in it."""
    properties = as_mapping(as_mapping(schema).get("properties"))
    data = properties.get("data")
    return isinstance(data, Mapping) and not data.keys() - _SAYS_NOTHING
