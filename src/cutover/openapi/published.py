"""What a system publishes of an API: the operations of one OpenAPI document, 3.0 or 3.1."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cutover.openapi.lookup import Lookup, as_list, as_mapping
from cutover.openapi.paths import METHODS, base_of, plain_path, shape

Route = tuple[str, str]
"""A method, and a path without the names of its placeholders."""


class NotOpenApi(Exception):
    """What was published is no OpenAPI 3 document, or says nothing; the text says why."""


@dataclass(frozen=True)
class PublishedParameter:
    """One parameter of query or JSON body; what stands in the path belongs to the route."""

    name: str
    place: str
    required: bool


@dataclass(frozen=True)
class PublishedOperation:
    """One method and path. `answers` holds the schema of each status that has one in JSON."""

    method: str
    path: str
    parameters: tuple[PublishedParameter, ...] = ()
    answers: Mapping[str, object] = field(default_factory=dict)

    @property
    def route(self) -> Route:
        """What makes it this operation and no other."""
        return self.method, shape(self.path)

    def answer(self, status: int) -> object:
        """Return the schema of an answer of this status: its own, its class's or the default; else None."""
        for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
            if key in self.answers:
                return self.answers[key]
        return None


@dataclass(frozen=True)
class Published:
    """One document: its version, its operations by their routes, and the components that schemas refer to."""

    version: str
    operations: Mapping[Route, PublishedOperation]
    components: Mapping[str, object]


def read_published(document: object, base: str) -> Published:
    """Read a document of the API whose paths begin with `base`. Raises NotOpenApi.

    A server of the document that names another API is not believed: the operations would be of that one.
    """
    if not isinstance(document, Mapping) or "openapi" not in document:
        raise NotOpenApi("it is no OpenAPI document: there is no `openapi` at its top")
    version = str(document["openapi"])
    if not version.startswith("3."):
        raise NotOpenApi(f"it is OpenAPI {version}; 3.0 and 3.1 are read")
    told = base_of(document)
    if not f"{told or base}/".endswith(f"{base}/"):
        raise NotOpenApi(f"it is the document of {told}, not of {base}")
    operations = {each.route: each for each in _operations(document, base)}
    if not operations:
        raise NotOpenApi("it publishes no operation")
    return Published(version, operations, {"schemas": _schemas(document)})


def _schemas(document: Mapping[str, object]) -> Mapping[object, object]:
    return as_mapping(as_mapping(document.get("components")).get("schemas"))


def _operations(document: Mapping[str, object], base: str) -> Iterator[PublishedOperation]:
    lookup = Lookup(document)
    for path, written in as_mapping(document.get("paths")).items():
        item = as_mapping(lookup.resolved(written))
        for method in METHODS:
            said = item.get(method.lower())
            if isinstance(said, Mapping):
                here = f"{base}/{plain_path(str(path)).lstrip('/')}"
                parameters = tuple(_parameters(lookup, item, said))
                yield PublishedOperation(method, here, parameters, dict(_answers(lookup, said)))


def _parameters(
    lookup: Lookup, item: Mapping[object, object], said: Mapping[str, object]
) -> Iterator[PublishedParameter]:
    for written in (*as_list(item.get("parameters")), *as_list(said.get("parameters"))):
        given = as_mapping(lookup.resolved(written))
        if given.get("in") == "query":
            yield PublishedParameter(str(given.get("name")), "query", given.get("required") is True)
    body = lookup.json(lookup.resolved(said.get("requestBody")))
    required = {str(each) for part in lookup.parts(body) for each in as_list(part.get("required"))}
    for name in lookup.properties(body):
        yield PublishedParameter(name, "body", name in required)


def _answers(lookup: Lookup, said: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for status, written in as_mapping(said.get("responses")).items():
        schema = lookup.json(lookup.resolved(written))
        if schema is not None:
            yield str(status), schema
