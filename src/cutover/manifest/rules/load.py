"""Rules for load: users who exist ask endpoints that exist, with values that can be had."""

from collections.abc import Iterator, Mapping

from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft, Names
from cutover.manifest.endpoint import Endpoint, Taken
from cutover.manifest.load import LOGIN, LoadFile, Stage, Step, Workflow
from cutover.manifest.problem import Problem


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find stages that cannot be told apart or are too small, and steps that cannot be asked."""
    document, value = draft.load.document, draft.load.value
    if value is None:
        return
    endpoints = {
        f"{parsed.value.group}.{each.name}": each
        for parsed in draft.endpoints
        if parsed.value
        for each in parsed.value.endpoints
    }
    yield from _stages(document, value)
    for workflow in value.workflows:
        yield from _workflow(document, workflow, names, endpoints)


def _stages(document: Document, value: LoadFile) -> Iterator[Problem]:
    users: dict[int, Stage] = {}
    for stage in value.stages:
        place: Place = ("stages", stage.id)
        if stage.users in users:
            yield document.problem(
                "manifest-name-twice",
                (*place, "users"),
                f"Stage {stage.id!r} has {stage.users} users, as {users[stage.users].id!r} has.",
                "Give each stage another number: `cutover load` chooses by it.",
            )
        users.setdefault(stage.users, stage)
        if stage.users < len(value.workflows):
            yield document.problem(
                "manifest-wrong-value",
                (*place, "users"),
                f"{stage.users} users cannot do {len(value.workflows)} workflows.",
                "Each workflow needs one user at least.",
            )
        if stage.asked_seconds <= 0:
            yield document.problem(
                "manifest-wrong-value",
                (*place, "duration"),
                f"Stage {stage.id!r} lasts no time at all.",
                "Write how long all users load together: 60s, 15m.",
            )
    if value.stages and not value.workflows:
        yield document.problem(
            "manifest-load-step",
            ("workflows",),
            "There are stages, but no workflow for their users.",
            "Write what a user does: users, pause and steps.",
        )


def _workflow(
    document: Document, workflow: Workflow, names: Names, endpoints: Mapping[str, Endpoint]
) -> Iterator[Problem]:
    above: Place = ("workflows", workflow.id)
    for number, user in enumerate(workflow.users):
        if user not in names.users and names.users:
            yield document.problem(
                "manifest-unknown-user",
                (*above, "users", number),
                f"User {user} is not in migration.yaml.",
                "Fix the id, or add the user there.",
                str(user),
                map(str, names.users),
            )
    asked: list[str] = []
    for number, step in enumerate(workflow.steps):
        place = (*above, "steps", number)
        if step.page is not None:
            yield from _page(document, place, step.page, names)
        elif step.ask != LOGIN and step.ask is not None:
            if step.ask in endpoints:
                yield from _step(document, place, step, endpoints[step.ask], asked)
            elif names.endpoints_complete and step.ask not in names.endpoints:
                yield document.problem(
                    "manifest-unknown-endpoint",
                    (*place, "ask"),
                    f"There is no endpoint {step.ask!r}.",
                    "Fix the name: it is group.endpoint, or login.",
                    step.ask,
                    (*names.endpoints, LOGIN),
                )
            asked.append(step.ask)


def _page(document: Document, place: Place, page: str, names: Names) -> Iterator[Problem]:
    if page not in names.pages and names.complete:
        yield document.problem(
            "manifest-unknown-page",
            (*place, "page"),
            f"There is no page {page!r}.",
            "Fix the name: it is that of pages.yaml in small letters, words joined by -.",
            page,
            names.pages,
        )


def _step(
    document: Document, place: Place, step: Step, endpoint: Endpoint, asked: list[str]
) -> Iterator[Problem]:
    declared = {parameter.name for parameter in endpoint.parameters}
    for given in step.given:
        at = (*place, "with", given.parameter)
        if given.parameter not in declared:
            yield document.problem(
                "manifest-unknown-parameter",
                at,
                f"Endpoint {step.ask!r} has no parameter {given.parameter!r}.",
                "Fix the name, or declare it there.",
                given.parameter,
                declared,
            )
        elif isinstance(given.value, Taken) and given.value.endpoint not in asked:
            yield document.problem(
                "manifest-missing-example",
                at,
                f"{given.value.endpoint!r} is not asked before this step, so nothing can be taken from it.",
                "Ask it in an earlier step of the workflow.",
                given.value.endpoint,
                asked,
            )
    chosen = {given.parameter for given in step.given}
    for parameter in endpoint.parameters:
        example = parameter.example
        if (
            parameter.is_required
            and parameter.name not in chosen
            and (example is None or (isinstance(example, Taken) and example.endpoint not in asked))
        ):
            yield document.problem(
                "manifest-missing-example",
                (*place, "ask"),
                f"Endpoint {step.ask!r} needs {parameter.name!r}, and no earlier step gives it.",
                f"Write with: {{{parameter.name}: …}}, or ask its example's endpoint before.",
            )
    for shown in step.shows:
        if shown.parameter is not None and shown.parameter not in declared:
            yield document.problem(
                "manifest-unknown-parameter",
                (*place, "shows", shown.path),
                f"Endpoint {step.ask!r} has no parameter {shown.parameter!r}.",
                "Fix the name, or declare it there.",
                shown.parameter,
                declared,
            )
