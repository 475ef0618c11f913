"""Rules for endpoints: routes, parameters, cases and users agree with each other."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft, Names
from cutover.manifest.endpoint import PLACEHOLDER, Endpoint, Parameter, Taken
from cutover.manifest.problem import Problem

_WRITTEN = {
    "integer": re.compile(r"[-+]?\d+"),
    "number": re.compile(r"[-+]?\d+(\.\d+)?"),
    "boolean": re.compile(r"true|false"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?"),
}


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find the mistakes within and between endpoint files."""
    routes: dict[tuple[str, str, str], str] = {}
    for parsed in draft.endpoints:
        document, file = parsed.document, parsed.value
        if file is None:
            continue
        yield from _group(document, file.group)
        for endpoint in file.endpoints:
            name = f"{file.group}.{endpoint.name}"
            yield from _routes(document, endpoint, name, routes)
            yield from _places(document, endpoint)
            yield from _cases(document, endpoint)
            yield from _users(document, endpoint, names)


def _group(document: Document, group: str) -> Iterator[Problem]:
    if PurePath(document.file).stem != group:
        yield document.problem(
            "manifest-file-name",
            ("group",),
            f"The file describes group {group!r} but is not named for it.",
            f"Rename the file to {group}.yaml, or fix the group.",
            PurePath(document.file).stem,
            [group],
        )


def _routes(
    document: Document, endpoint: Endpoint, name: str, routes: dict[tuple[str, str, str], str]
) -> Iterator[Problem]:
    for side, path in (("v1", endpoint.v1), ("v2", endpoint.v2)):
        route = (side, endpoint.method, PLACEHOLDER.sub("{}", path))
        other = routes.setdefault(route, name)
        if other != name:
            yield document.problem(
                "manifest-route-twice",
                ("endpoints", endpoint.name, side),
                f"{endpoint.method} {path} is endpoint {other!r} already.",
                "Fix the path, or make the second one a case of the first.",
            )


def _places(document: Document, endpoint: Endpoint) -> Iterator[Problem]:
    above: Place = ("endpoints", endpoint.name)
    declared = {parameter.name: parameter for parameter in endpoint.parameters}
    in_paths = {name: side for side in ("v2", "v1") for name in PLACEHOLDER.findall(getattr(endpoint, side))}
    for name, side in in_paths.items():
        if name not in declared:
            yield document.problem(
                "manifest-unknown-parameter",
                (*above, side),
                f"The path has {{{name}}}, which is no parameter.",
                f"Declare it: {name}: {{in: path, type: integer, example: …}}.",
                name,
                declared,
            )
        elif declared[name].place != "path":
            yield document.problem(
                "manifest-parameter-place",
                (*above, "parameters", name, "in"),
                f"Parameter {name!r} stands in the path of {side}, but is declared elsewhere.",
                "Write in: path.",
            )
    for parameter in endpoint.parameters:
        if parameter.place == "path" and parameter.name not in in_paths:
            yield document.problem(
                "manifest-parameter-place",
                (*above, "parameters", parameter.name, "in"),
                f"Parameter {parameter.name!r} is declared in the path, but no path has it.",
                "Put it into the path, or write in: query or in: body.",
            )
        yield from _literals(document, (*above, "parameters", parameter.name), parameter)


def _literals(document: Document, place: Place, parameter: Parameter) -> Iterator[Problem]:
    for number, choice in enumerate(parameter.one_of):
        if not _fits(choice, parameter):
            yield _unfit(document, (*place, "one_of", number), choice, parameter)
    if parameter.example is not None and not isinstance(parameter.example, Taken):
        yield from _literal(document, (*place, "example"), parameter.example, parameter)


def _literal(document: Document, place: Place, value: object, parameter: Parameter) -> Iterator[Problem]:
    if not _fits(value, parameter):
        yield _unfit(document, place, value, parameter)
    elif parameter.one_of and value not in parameter.one_of:
        known = [str(choice) for choice in parameter.one_of]
        yield document.problem(
            "manifest-wrong-value",
            place,
            f"Parameter {parameter.name!r} cannot be {value!r}.",
            f"Use one of: {', '.join(known)}.",
            value,
            known,
        )


def _unfit(document: Document, place: Place, value: object, parameter: Parameter) -> Problem:
    return document.problem(
        "manifest-wrong-type",
        place,
        f"{value!r} is not of type {parameter.type}, as parameter {parameter.name!r} is.",
        "Fix the value, or the parameter's type.",
    )


def _fits(value: object, parameter: Parameter) -> bool:
    """Whether a value is of the parameter's type; what travels in an address may be written as text too."""
    if isinstance(value, str):
        form = _WRITTEN.get(parameter.type)
        return form is None or (
            form.fullmatch(value) is not None and (parameter.place != "body" or parameter.type == "date")
        )
    if parameter.type == "object":
        return False
    if parameter.type == "boolean":
        return isinstance(value, bool)
    if parameter.type in ("integer", "number"):
        return isinstance(value, int if parameter.type == "integer" else int | float) and not isinstance(
            value, bool
        )
    return False


def _cases(document: Document, endpoint: Endpoint) -> Iterator[Problem]:
    above: Place = ("endpoints", endpoint.name)
    declared = {parameter.name: parameter for parameter in endpoint.parameters}
    seen: set[str] = set()
    for number, case in enumerate(endpoint.cases):
        place: Place = (*above, "cases", number)
        if case.name in seen:
            yield document.problem(
                "manifest-name-twice",
                (*place, "name"),
                f"Case {case.name!r} of {endpoint.name!r} stands here a second time.",
                "Give each case a name of its own.",
            )
        seen.add(case.name)
        if case.refused is not None and number == 0:
            yield document.problem(
                "manifest-first-case-refused",
                (*place, "refused"),
                f"The first case of {endpoint.name!r} is to be refused, and examples are taken from it.",
                "Put a case before it that is answered: {name: default}.",
            )
        for given in case.given:
            if given.parameter not in declared:
                yield document.problem(
                    "manifest-unknown-parameter",
                    (*place, "with", given.parameter),
                    f"Endpoint {endpoint.name!r} has no parameter {given.parameter!r}.",
                    "Fix the name, or declare it under `parameters`.",
                    given.parameter,
                    declared,
                )
            elif given.value is not None and not isinstance(given.value, Taken):
                yield from _literal(
                    document, (*place, "with", given.parameter), given.value, declared[given.parameter]
                )
        for name in sorted(
            {p.name for p in endpoint.parameters if p.is_required} - set(endpoint.values(case))
        ):
            yield document.problem(
                "manifest-missing-example",
                place,
                f"Case {case.name!r} has no value for {name!r}, which is required.",
                "Give the parameter an `example`, or the case a value.",
            )


def _users(document: Document, endpoint: Endpoint, names: Names) -> Iterator[Problem]:
    for number, user in enumerate(endpoint.users or ()):
        if user not in names.users:
            yield document.problem(
                "manifest-unknown-user",
                ("endpoints", endpoint.name, "users", number),
                f"There is no user {user}.",
                "Fix the number, or add the user to migration.yaml.",
                user,
                map(str, names.users),
            )
