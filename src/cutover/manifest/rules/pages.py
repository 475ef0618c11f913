"""Rules for pages: each names endpoints that exist and read, and figures that their answers can hold."""

from collections.abc import Iterator, Mapping

from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft, Names
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.page import Figure, Page
from cutover.manifest.problem import Problem


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find pages that stand twice, endpoints that are unknown or write, and figures of nothing."""
    document, value = draft.pages.document, draft.pages.value
    endpoints = {
        f"{parsed.value.group}.{endpoint.name}": endpoint
        for parsed in draft.endpoints
        if parsed.value
        for endpoint in parsed.value.endpoints
    }
    seen: set[str] = set()
    for number, page in enumerate(value.pages if value else ()):
        if page.id in seen:
            yield document.problem(
                "manifest-name-twice",
                ("pages", number, "name"),
                f"Page {page.name!r} stands here a second time.",
                "Remove one of the two.",
            )
        seen.add(page.id)
        if not page.endpoints and names.endpoints:
            yield document.problem(
                "manifest-page-without-endpoints",
                ("pages", number),
                f"Page {page.name!r} names no endpoint.",
                "List the endpoints that the page asks for: a page without any is never compared.",
            )
        yield from _endpoints(document, number, page, names)
        yield from _figures(document, ("pages", number, "figures"), page, endpoints)


def _endpoints(document: Document, number: int, page: Page, names: Names) -> Iterator[Problem]:
    for index, endpoint in enumerate(page.endpoints):
        place = ("pages", number, "endpoints", index)
        if endpoint in page.endpoints[:index]:
            yield document.problem(
                "manifest-name-twice",
                place,
                f"Page {page.name!r} names {endpoint!r} twice.",
                "Remove one of the two.",
            )
        elif endpoint not in names.endpoints:
            if names.endpoints_complete:
                yield document.problem(
                    "manifest-unknown-endpoint",
                    place,
                    f"There is no endpoint {endpoint!r}.",
                    "Fix the name: it is group.endpoint.",
                    endpoint,
                    names.endpoints,
                )
        elif not names.endpoints[endpoint]:
            yield document.problem(
                "manifest-writing-example",
                place,
                f"Endpoint {endpoint!r} of page {page.name!r} is not declared as a read.",
                "List only endpoints with effect: reads.",
            )


def _figures(
    document: Document, above: Place, page: Page, endpoints: Mapping[str, Endpoint]
) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, figure in enumerate(page.figures):
        place = (*above, index)
        if figure.name in seen:
            yield document.problem(
                "manifest-name-twice",
                (*place, "name"),
                f"Page {page.name!r} has a figure {figure.name!r} already.",
                "Give each figure of a page a name of its own.",
            )
        seen.add(figure.name)
        if figure.endpoint not in page.endpoints:
            yield document.problem(
                "manifest-unknown-endpoint",
                (*place, "endpoint"),
                f"Endpoint {figure.endpoint!r} is none of those behind page {page.name!r}.",
                "Fix the name, or add it to the page's endpoints.",
                figure.endpoint,
                page.endpoints,
            )
        elif (endpoint := endpoints.get(figure.endpoint)) is not None:
            yield from _figure(document, place, figure, endpoint)


def _figure(document: Document, place: Place, figure: Figure, endpoint: Endpoint) -> Iterator[Problem]:
    cases = [case.name for case in endpoint.cases]
    if figure.case is not None and figure.case not in cases:
        yield document.problem(
            "manifest-unknown-case",
            (*place, "case"),
            f"Endpoint {figure.endpoint!r} has no case {figure.case!r}.",
            f"Use one of: {', '.join(cases)}.",
            figure.case,
            cases,
        )
    if figure.over_rows and endpoint.rows is None:
        yield document.problem(
            "manifest-figure",
            (*place, "take"),
            f"{figure.take!r} goes over rows, and endpoint {figure.endpoint!r} declares none.",
            "Write a path, or say at the endpoint where its rows stand.",
        )
