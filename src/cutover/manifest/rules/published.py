"""Rules for API groups: every endpoint of V2 belongs to one of them, and no two are the same."""

from collections.abc import Iterator

from cutover.manifest.apigroup import PUBLISHED
from cutover.manifest.draft import Draft
from cutover.manifest.problem import Problem


def problems(draft: Draft) -> Iterator[Problem]:
    """Find API groups that are one, and endpoints of V2 whose document nobody would look for."""
    head = draft.migration.value
    written = draft.migration.data
    groups = head.published if head else ()
    if not groups or (isinstance(written, dict) and len(groups) < len(written["published"])):
        return  # with a group left out nobody can say which endpoint has none
    apis: dict[str, str] = {}
    for group in groups:
        other = apis.setdefault(group.api, group.name)
        if other != group.name:
            yield draft.migration.document.problem(
                "manifest-name-twice",
                ("published", group.name, "api"),
                f"{group.api} is the API group {other!r} already.",
                "Fix the path, or remove one of the two.",
            )
    for parsed in draft.endpoints:
        document, file = parsed.document, parsed.value
        if file is None:
            continue
        if file.group == PUBLISHED:
            yield document.problem(
                "manifest-name-twice",
                ("group",),
                f"{PUBLISHED!r} is what the checks of OpenAPI documents are named for.",
                "Give the group another name.",
            )
        for endpoint in file.endpoints:
            if not any(group.holds(endpoint) for group in groups):
                api = endpoint.v2.rpartition("/")[0]
                yield document.problem(
                    "manifest-unpublished-api",
                    ("endpoints", endpoint.name, "v2"),
                    f"{endpoint.v2} belongs to no API group of `published` in migration.yaml.",
                    "Add its group there with the path of its OpenAPI document, or fix the path.",
                    api,
                    apis,
                )
