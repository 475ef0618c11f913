"""Rules for environments: how values are given, users that exist, and what a pair in use must not do."""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePath

from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Parsed
from cutover.manifest.environment import Environment, Side, form_of, has_password
from cutover.manifest.problem import Problem

_LOCAL = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:|/|$)")


def problems(parsed: Parsed[Environment], users: Collection[int]) -> Iterator[Problem]:
    """Find the mistakes of one environment; `users` are those of migration.yaml."""
    document, value = parsed.document, parsed.value
    if value is None:
        return
    if PurePath(document.file).stem != value.name:
        yield document.problem(
            "manifest-file-name",
            ("name",),
            f"The file describes environment {value.name!r} but is not named for it.",
            f"Rename the file to {value.name}.yaml, or fix the name.",
            PurePath(document.file).stem,
            [value.name],
        )
    if value.start is not None and not value.disposable:
        yield document.problem(
            "manifest-start",
            ("start",),
            "A pair that is not disposable has a start command.",
            "Remove `start`, or write disposable: true if everything in it may be lost.",
        )
    if value.v1.repair is not None:
        yield document.problem(
            "manifest-v1-writes",
            ("v1", "repair"),
            "V1 has a `repair`, but V1 is never written to.",
            "Remove it; only V2 is repaired.",
        )
    if value.v1.writes_api is not None:
        yield document.problem(
            "manifest-v1-writes",
            ("v1", "writes_api"),
            "V1 has a `writes_api`, but V1 is never written to.",
            "Remove it.",
        )
    for name, side in (("v1", value.v1), ("v2", value.v2)):
        if side.production and value.disposable:
            yield document.problem(
                "manifest-wrong-value",
                (name, "production"),
                f"{name.upper()} is in production, and the pair is called disposable.",
                "Write disposable: false, or remove `production`.",
            )
    yield from _form(document, ("identity",), value.identity, value)
    for name, side in (("v1", value.v1), ("v2", value.v2)):
        yield from _values(document, name, side, value)
        yield from _users(document, name, side, users)
        if not value.disposable:
            yield from _limits(document, name, side)
            yield from _secrets(document, name, side)


def _values(document: Document, name: str, side: Side, environment: Environment) -> Iterator[Problem]:
    for key in ("api", "writes_api", "database", "repair", "scripts", "data_source"):
        given = getattr(side, key)
        if given is not None:
            yield from _form(document, (name, key), given, environment)
    for key in ("api", "writes_api"):
        given = getattr(side, key)
        if given is None or form_of(given) != "literal":
            continue
        if not given.startswith(("http://", "https://")):
            yield document.problem(
                "manifest-wrong-value",
                (name, key),
                f"{key!r} is not an address.",
                "Write https://host, env:NAME or start:path.",
            )
        elif not environment.disposable and given.startswith("http://") and not _LOCAL.match(given):
            yield document.problem(
                "manifest-plain-http",
                (name, key),
                "The pair is not disposable and would be asked without TLS.",
                "Write https://: tokens and personal data travel on this connection.",
            )
    yield from _watch(document, name, side, environment)
    for number, published in enumerate(side.published):
        yield from _form(document, (name, "published", number), published.document, environment)
    for number, credential in enumerate(side.users):
        for key in ("email", "password", "token", "data_source"):
            given = getattr(credential, key)
            if given is not None:
                yield from _form(document, (name, "users", number, key), given, environment)


def _watch(document: Document, name: str, side: Side, environment: Environment) -> Iterator[Problem]:
    watch = side.watch
    for key in ("health", "processes", "database_processes"):
        if (given := getattr(watch, key)) is not None:
            yield from _form(document, (name, "watch", key), given, environment)
    if watch.health is not None and form_of(watch.health) == "literal":
        yield from _health(document, name, watch.health, environment)
    for key in ("processes", "database_processes"):
        if form_of(getattr(watch, key) or "start:absent") == "literal":
            yield document.problem(
                "manifest-wrong-value",
                (name, "watch", key),
                "Process ids are another every time: they cannot stand in a file.",
                "Write start:path into the start command's JSON line, or leave it out.",
            )
    told = watch.paths.model_dump(exclude_none=True)
    if told and watch.health is None:
        yield document.problem(
            "manifest-missing-key",
            (name, "watch", "paths"),
            "`paths` says where measures stand, but there is no `health` that tells them.",
            "Add health: https://…, or remove `paths`.",
        )


def _health(document: Document, name: str, given: str, environment: Environment) -> Iterator[Problem]:
    place = (name, "watch", "health")
    if not given.startswith(("http://", "https://")):
        yield document.problem(
            "manifest-wrong-value",
            place,
            "'health' is not an address.",
            "Write https://host/path, env:NAME or start:path.",
        )
    if not environment.disposable and ("token=" in given or "@" in given):
        yield document.problem(
            "manifest-plain-secret",
            place,
            f"A secret stands in {name}'s health URL.",
            "Put the URL into a variable and write env:NAME; change the secret, for it has been seen.",
        )


def _form(document: Document, place: Place, given: str, environment: Environment) -> Iterator[Problem]:
    form = form_of(given)
    if form == "wrong":
        yield document.problem(
            "manifest-wrong-value",
            place,
            f"What stands behind {given.partition(':')[0]}: is not a name.",
            "Write env:NAME with a variable's name, or start:dotted.path into the start command's JSON line.",
        )
    elif form == "start" and environment.start is None:
        yield document.problem(
            "manifest-start",
            place,
            "The value is taken from a start command, but there is none.",
            "Write a literal or env:NAME, or add `start`.",
        )


def _users(document: Document, name: str, side: Side, users: Collection[int]) -> Iterator[Problem]:
    for number, credential in enumerate(side.users):
        if credential.user not in users:
            yield document.problem(
                "manifest-unknown-user",
                (name, "users", number),
                f"User {credential.user} is not in migration.yaml.",
                "Fix the number, or add the user there.",
                credential.user,
                map(str, users),
            )


def _limits(document: Document, name: str, side: Side) -> Iterator[Problem]:
    if side.requests_per_second is None:
        yield document.problem(
            "manifest-no-limit",
            (name, "requests_per_second"),
            f"{name} is not disposable and has no request limit.",
            f"Add requests_per_second under {name}: people work on that system.",
        )
    if side.statement_timeout is None:
        yield document.problem(
            "manifest-no-limit",
            (name, "statement_timeout"),
            f"{name} is not disposable and has no statement_timeout.",
            f"Add statement_timeout under {name}, for example 30s.",
        )


def _secrets(document: Document, name: str, side: Side) -> Iterator[Problem]:
    fix = "Put it into a variable and write env:NAME; change it where it was used, for it has been seen."
    for key in ("database", "repair"):
        given = getattr(side, key)
        if given is not None and has_password(given):
            yield document.problem(
                "manifest-plain-secret", (name, key), "A database password stands in the file.", fix
            )
    for number, published in enumerate(side.published):
        if form_of(published.document) == "literal" and "token=" in published.document:
            yield document.problem(
                "manifest-plain-secret",
                (name, "published", number),
                f"The token of the document of {published.group} stands in the file.",
                fix,
            )
    for number, credential in enumerate(side.users):
        for key in ("password", "token"):
            given = getattr(credential, key)
            if given is not None and form_of(given) == "literal":
                yield document.problem(
                    "manifest-plain-secret",
                    (name, "users", number, key),
                    f"The {key} of user {credential.user} stands in the file.",
                    fix,
                )
