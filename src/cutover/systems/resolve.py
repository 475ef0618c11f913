"""The environment file's values, resolved: where each system is and how to get in."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from cutover.manifest.environment import Credential, Environment, Login, Side, form_of
from cutover.systems.errors import Unresolved

_SECRET = re.compile("token|key|secret|password|signature", re.IGNORECASE)
REQUEST_TIMEOUT = 60.0
STATEMENT_TIMEOUT = 120.0


@dataclass(frozen=True, slots=True)
class Account:
    """How one user signs in: with a token, or with email and password through the login."""

    user: int
    email: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    data_source: str | None = None


@dataclass(frozen=True, slots=True)
class System:
    """One side of the pair, reachable. `name` is V1 or V2; `conninfo` is None where there is no database.

    `requests_per_second` None means as fast as it answers; times are in seconds.
    """

    name: str
    # A literal token may stand in it.
    side: Side = field(repr=False)
    api: str
    writes_api: str | None = None
    conninfo: str | None = field(default=None, repr=False)
    # Of a role that may write; only `cutover repair` opens it, and only of V2.
    repair: str | None = field(default=None, repr=False)
    login: Login | None = None
    accounts: Mapping[int, Account] = field(default_factory=dict, repr=False)
    data_source: str | None = None
    scripts: str | None = None
    requests_per_second: float | None = None
    statement_timeout: float = STATEMENT_TIMEOUT
    request_timeout: float = REQUEST_TIMEOUT
    # Paths of OpenAPI documents by API group; a token may stand in one.
    published: Mapping[str, str] = field(default_factory=dict, repr=False)
    # A token may stand in it too.
    health: str | None = field(default=None, repr=False)
    # Process ids on this machine by name.
    processes: Mapping[str, int] = field(default_factory=dict)
    database_processes: Mapping[str, int] = field(default_factory=dict)

    def secrets(self) -> tuple[str, ...]:
        """Every value that no artefact may show: passwords, tokens, the connection string."""
        found = [each for account in self.accounts.values() for each in (account.password, account.token)]
        for path in self.published.values():
            found += parse_qs(urlsplit(path).query).get("token", [])
        if self.health is not None:
            told = urlsplit(self.health)
            found += [
                each for name, given in parse_qs(told.query).items() if _SECRET.search(name) for each in given
            ]
            found.append(told.password)
        return tuple(each for each in (*found, self.conninfo, self.repair) if each)


@dataclass(frozen=True, slots=True)
class Pair:
    """V1 and V2 of one environment; `identity` says which pair this is."""

    v1: System
    v2: System
    identity: str


def resolve(
    environment: Environment,
    started: Mapping[str, object] | None = None,
    variables: Mapping[str, str] | None = None,
) -> Pair:
    """Resolve `env:` and `start:` values. `started` is the JSON line of the environment's command.

    Raises one Unresolved that names all variables and values that are missing.
    """
    values = _Values(started or {}, os.environ if variables is None else variables)
    v1 = _system("V1", environment.v1, values)
    v2 = _system("V2", environment.v2, values)
    identity = values.text(environment.identity)
    if values.missing:
        listed = ", ".join(dict.fromkeys(values.missing))
        hint = "Set the variables before the run; `start:` values stand in the command's first line."
        raise Unresolved(
            "environment-value-missing", f"environment '{environment.name}' lacks {listed}.", hint
        )
    return Pair(v1, v2, identity)


class _Values:
    def __init__(self, started: Mapping[str, object], variables: Mapping[str, str]) -> None:
        self.started = started
        self.variables = variables
        self.missing: list[str] = []

    def text(self, value: str) -> str:
        form = form_of(value)
        if form == "literal":
            return value
        found = self.variables.get(value[4:]) if form == "env" else self._told(value.removeprefix("start:"))
        if not found:
            self.missing.append(value.removeprefix("env:"))
            return ""
        return found

    def optional(self, value: str | None) -> str | None:
        return None if value is None else self.text(value)

    def numbers(self, value: str | None) -> Mapping[str, int]:
        """A mapping of numbers that the start command tells; empty where none is asked for."""
        if value is None:
            return {}
        found = self._found(value.removeprefix("start:"))
        if not isinstance(found, Mapping):
            self.missing.append(value)
            return {}
        return {str(name): number for name, number in found.items() if isinstance(number, int)}

    def _told(self, path: str) -> str | None:
        found = self._found(path)
        return found if isinstance(found, str) else None

    def _found(self, path: str) -> object:
        found: object = self.started
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found


def _system(name: str, side: Side, values: _Values) -> System:
    rate, statement, request = side.requests_per_second, side.statement_timeout, side.request_timeout
    return System(
        name=name,
        side=side,
        api=values.text(side.api).rstrip("/"),
        writes_api=(values.optional(side.writes_api) or "").rstrip("/") or None,
        conninfo=values.optional(side.database),
        repair=values.optional(side.repair),
        login=side.login,
        accounts={each.user: _account(each, values) for each in side.users},
        data_source=values.optional(side.data_source),
        scripts=values.optional(side.scripts),
        published={each.group: values.text(each.document) for each in side.published},
        health=values.optional(side.watch.health),
        processes=values.numbers(side.watch.processes),
        database_processes=values.numbers(side.watch.database_processes),
        requests_per_second=rate,
        statement_timeout=statement.total_seconds() if statement else STATEMENT_TIMEOUT,
        request_timeout=request.total_seconds() if request else REQUEST_TIMEOUT,
    )


def _account(given: Credential, values: _Values) -> Account:
    return Account(
        given.user,
        values.optional(given.email),
        values.optional(given.password),
        values.optional(given.token),
        values.optional(given.data_source),
    )
