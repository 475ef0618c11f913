"""Rules for functions: each stands once, behind an endpoint unless it is a helper, and can be run."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePath

from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft, Names
from cutover.manifest.endpoint import Endpoint, Taken
from cutover.manifest.function import HELPERS, Function, FunctionsFile
from cutover.manifest.problem import Problem

ASKED = ("name", "input")
"""What the endpoint that runs functions takes in its body."""


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find the mistakes within and between function files."""
    endpoints = {
        f"{parsed.value.group}.{endpoint.name}": endpoint
        for parsed in draft.endpoints
        if parsed.value
        for endpoint in parsed.value.endpoints
    }
    kinds: set[str] = set()
    for parsed in draft.functions:
        document, file = parsed.document, parsed.value
        if file is None:
            continue
        yield from _kind(document, file, kinds)
        yield from _route(document, file, endpoints, names)
        yield from _derived(document, file, endpoints, names)
        workers = {endpoint.worker: endpoint for endpoint in reversed(endpoints.values())}
        for function in file.functions:
            yield from _worker(document, file.kind, function, names)
            yield from _input(document, function, names)
            if file.same_as_endpoint:
                yield from _given(document, function, workers.get(f"{file.kind}/{function.name}"))


def _kind(document: Document, file: FunctionsFile, kinds: set[str]) -> Iterator[Problem]:
    stem = PurePath(document.file).stem
    if stem != file.kind.lower() or file.kind in kinds:
        yield document.problem(
            "manifest-file-name",
            ("kind",),
            f"The file describes functions of kind {file.kind!r} but is not named for it.",
            f"Rename the file to {file.kind.lower()}.yaml, or fix the kind.",
            stem,
            [file.kind.lower()],
        )
    kinds.add(file.kind)


def _route(
    document: Document, file: FunctionsFile, endpoints: dict[str, Endpoint], names: Names
) -> Iterator[Problem]:
    if file.run not in names.endpoints:
        if names.endpoints_complete:
            yield document.problem(
                "manifest-unknown-endpoint",
                ("run",),
                f"There is no endpoint {file.run!r} to run functions with.",
                "Fix the name: it is group.endpoint.",
                file.run,
                names.endpoints,
            )
    elif file.run in endpoints:
        body = {each.name for each in endpoints[file.run].parameters if each.place == "body"}
        if not body.issuperset(ASKED):
            yield document.problem(
                "manifest-function-route",
                ("run",),
                f"Endpoint {file.run!r} does not take a name and an input in its body.",
                "Declare name: {in: body, type: text} and input: {in: body, type: object}.",
            )


def _derived(
    document: Document, file: FunctionsFile, endpoints: dict[str, Endpoint], names: Names
) -> Iterator[Problem]:
    """A rule that nothing follows from would be a promise that nobody keeps."""
    for pattern in file.derived.groups if file.derived is not None and names.endpoints_complete else ():
        found = {name.partition(".")[0] for name in names.endpoints}
        of_kind = (
            name.partition(".")[0]
            for name, endpoint in endpoints.items()
            if endpoint.worker.startswith(f"{file.kind}/")
        )
        if not any(fnmatchcase(group, pattern) for group in of_kind):
            yield document.problem(
                "manifest-derives-nothing",
                ("derived", "groups"),
                f"No endpoint of a group {pattern!r} has a worker of kind {file.kind}: nothing follows.",
                "Name groups of endpoints whose workers are of this kind; * stands for any letters.",
                pattern,
                found,
            )


def _given(document: Document, function: Function, endpoint: Endpoint | None) -> Iterator[Problem]:
    """What is asked of the endpoint too must be what it takes."""
    if endpoint is None or not endpoint.reads:
        return
    known = {parameter.name for parameter in endpoint.parameters}
    for given in function.input:
        if given.name not in known:
            yield document.problem(
                "manifest-unknown-parameter",
                ("functions", function.name, "input", given.name),
                f"Endpoint {endpoint.name!r}, which must answer the same, has no parameter {given.name!r}.",
                "Fix the name, or declare the parameter in the endpoint's file.",
                given.name,
                known,
            )


def _worker(document: Document, kind: str, function: Function, names: Names) -> Iterator[Problem]:
    name = f"{kind}/{function.name}"
    if kind != HELPERS and name not in names.served and names.endpoints_complete:
        yield document.problem(
            "manifest-unknown-function",
            ("functions", function.name),
            f"No endpoint has the worker {name!r}.",
            f"Fix the name, or declare the endpoint; only {HELPERS} stand behind none.",
            name,
            names.served,
        )


def _input(document: Document, function: Function, names: Names) -> Iterator[Problem]:
    for given in function.input:
        taken = given.value
        if not isinstance(taken, Taken) or not names.endpoints_complete:
            continue
        place: Place = ("functions", function.name, "input", given.name, "endpoint")
        if taken.endpoint not in names.endpoints:
            yield document.problem(
                "manifest-unknown-endpoint",
                place,
                f"There is no endpoint {taken.endpoint!r} to take the input from.",
                "Fix the name: it is group.endpoint.",
                taken.endpoint,
                names.endpoints,
            )
        elif not names.endpoints[taken.endpoint]:
            yield document.problem(
                "manifest-writing-example",
                place,
                f"The input is taken from {taken.endpoint!r}, which is not declared as a read.",
                "Take it from an endpoint with effect: reads; only reads are ever sent to V1.",
            )
