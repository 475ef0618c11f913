"""Rules for pages: each names endpoints that exist and read."""

from collections.abc import Iterator

from cutover.manifest.draft import Draft, Names
from cutover.manifest.problem import Problem


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find pages that stand twice, and endpoints that are unknown or write."""
    document, value = draft.pages.document, draft.pages.value
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
