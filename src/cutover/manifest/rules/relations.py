"""Rules for relations: they speak of lists, of parameters that there are, and of details that can be read."""

from collections.abc import Iterator

from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft, Names
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.problem import Problem
from cutover.manifest.relation import AskedFor, Sums


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find relations that could not be judged."""
    known = {
        f"{parsed.value.group}.{each.name}": each
        for parsed in draft.endpoints
        if parsed.value
        for each in parsed.value.endpoints
    }
    for parsed in draft.endpoints:
        for endpoint in parsed.value.endpoints if parsed.value else ():
            place: Place = ("endpoints", endpoint.name)
            yield from _lists(parsed.document, place, endpoint)
            yield from _parameters(parsed.document, place, endpoint)
            if endpoint.sums is not None:
                yield from _sums(parsed.document, (*place, "sums"), endpoint.sums, known, names)
    yield from _users(draft, names)


def _lists(document: Document, place: Place, endpoint: Endpoint) -> Iterator[Problem]:
    if endpoint.rows is not None:
        return
    for name in ("order", "pages", "scope"):
        if getattr(endpoint, name) is not None:
            yield document.problem(
                "manifest-relation-without-rows",
                (*place, name),
                f"Endpoint {endpoint.name!r} has `{name}` but no `rows`.",
                f"Say where the list stands (rows: items; '' is the answer itself), or remove `{name}`.",
            )


def _parameters(document: Document, place: Place, endpoint: Endpoint) -> Iterator[Problem]:
    declared = {parameter.name for parameter in endpoint.parameters}
    for at, name in _named(endpoint):
        if name not in declared:
            yield document.problem(
                "manifest-unknown-parameter",
                (*place, *at),
                f"Endpoint {endpoint.name!r} has no parameter {name!r}.",
                "Fix the name, or declare it under `parameters`.",
                name,
                declared,
            )


def _named(endpoint: Endpoint) -> Iterator[tuple[Place, str]]:
    """Give every parameter that a relation names, and where."""
    if endpoint.order is not None:
        for key in ("by", "direction"):
            if (name := getattr(endpoint.order, key)) is not None:
                yield ("order", key), name
    if endpoint.pages is not None:
        yield ("pages", "page"), endpoint.pages.page
        yield ("pages", "size"), endpoint.pages.size
    for each in endpoint.filters:
        yield ("filters", each.parameter), each.parameter
    if endpoint.sums is not None:
        for condition in endpoint.sums.where:
            if isinstance(condition.value, AskedFor):
                yield ("sums", "where", condition.field, "parameter"), condition.value.parameter


def _sums(
    document: Document, place: Place, sums: Sums, known: dict[str, Endpoint], names: Names
) -> Iterator[Problem]:
    if sums.of not in names.endpoints:
        if names.endpoints_complete:
            yield document.problem(
                "manifest-unknown-endpoint",
                (*place, "of"),
                f"There is no endpoint {sums.of!r} to take the details from.",
                "Fix the name: it is group.endpoint.",
                sums.of,
                names.endpoints,
            )
    elif not names.endpoints[sums.of]:
        yield document.problem(
            "manifest-writing-example",
            (*place, "of"),
            f"The details are taken from {sums.of!r}, which is not declared as a read.",
            "Take them from an endpoint with effect: reads; only reads are ever sent to V1.",
        )
    elif sums.of in known and known[sums.of].rows is None:
        yield document.problem(
            "manifest-relation-without-rows",
            (*place, "of"),
            f"The details are taken from {sums.of!r}, which has no `rows`.",
            "Take them from a list, or say there where its list stands.",
        )


def _users(draft: Draft, names: Names) -> Iterator[Problem]:
    document, file = draft.migration.document, draft.migration.value
    for number, user in enumerate(file.users if file is not None else ()):
        for position, seen in enumerate(user.sees):
            if seen not in names.users:
                yield document.problem(
                    "manifest-unknown-user",
                    ("users", number, "sees", position),
                    f"There is no user {seen}.",
                    "Fix the number, or add the user.",
                    seen,
                    map(str, names.users),
                )
