"""An environment: one pair of V1 and V2 that can be reached, and on which terms.

A value may be a literal, `env:NAME` (an environment variable) or `start:dotted.path` (into the JSON line that
the environment's own command prints). This module knows the forms; the systems room resolves them.
"""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cutover.manifest.value import Duration, Keyed, Text, Value, mistake

_ENV = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*")
_START = re.compile(r"start:\w+(\.\w+)*")
_PASSWORD_IN_DSN = re.compile(r"password\s*=|://[^/@\s]*:[^/@\s]*@", re.IGNORECASE)
_ASK = (
    "Ask the hoster for direct PostgreSQL access: host, port, database and a role that may only SELECT "
    "(at Xano a paid add-on of the instance). Put the connection string into a variable: database: env:NAME."
)


class Start(Value):
    """The command that starts the pair and prints a line of JSON; `python` is the running interpreter."""

    command: Annotated[tuple[Text, ...], Field(min_length=1)]
    ready_within: Duration


class Login(Value):
    """How a user gets a token: where email and password go, and where in the answer the token stands.

    `lifetime` names the parameter of the login that takes the token's seconds of life, where it has one:
    0 there gives a token that has expired already.
    """

    method: Literal["POST", "GET"] = "POST"
    path: Annotated[str, Field(pattern=r"^/\S*$")]
    token: Text
    lifetime: Text | None = None


class Credential(Value):
    """How one user signs in: by email and password through the login, or with a token that exists already."""

    user: int
    email: Text | None = None
    password: Text | None = None
    token: Text | None = None
    data_source: Text | None = None

    @model_validator(mode="after")
    def _is_one_way(self) -> Self:
        by_login = self.email is not None and self.password is not None
        half = (self.email is None) != (self.password is None)
        if half or by_login == (self.token is not None):
            raise mistake(
                "manifest-credential",
                f"User {self.user} has no single way to sign in.",
                "Give `email` and `password`, or `token`.",
            )
        return self


class PublishedAt(Value):
    """Where the OpenAPI document of one API group is to be had here, if not where migration.yaml says."""

    group: Text
    document: Text


class HealthPaths(Value):
    """Where in the health URL's JSON a measure stands, as a dotted path."""

    pool_used: Text | None = None
    pool_size: Text | None = None
    pool_waiting: Text | None = None
    connections: Text | None = None
    max_connections: Text | None = None
    memory_bytes: Text | None = None


class Watch(Value):
    """How a side is watched under load, beyond its `database`: its own word, and processes on this machine.

    `processes` is taken from the start command, which tells ids by name; a pair elsewhere tells its memory at
    `health`. `database_processes` are watched too, but that they grow is no leak: a server's sessions keep
    what they have seen.
    """

    health: Text | None = None
    paths: HealthPaths = HealthPaths()
    processes: Text | None = None
    database_processes: Text | None = None


class Side(Value):
    """One system of the pair; one in `production` is never put under load.

    Only V2 may have a `repair`: a connection string whose role may write V2's tables, which `cutover repair`
    alone opens; without it nothing can be repaired. Only V2 may have a `writes_api`: a clone, which alone is
    asked to write. `scripts` is the folder
    with the XanoScript of V2's workers, one file `<name>.xs` each. `published` are paths of OpenAPI documents
    that are not where migration.yaml says, such as those that need a token.
    """

    api: Text
    production: bool = False
    writes_api: Text | None = None
    database: Text | None = None
    repair: Text | None = None
    scripts: Text | None = None
    without_database: Text = _ASK
    tables: Text
    requests_per_second: Annotated[float, Field(gt=0)] | None = None
    statement_timeout: Duration | None = None
    request_timeout: Duration | None = None
    data_source: Text | None = None
    login: Login | None = None
    users: Annotated[tuple[Credential, ...], Keyed("user")] = ()
    published: Annotated[tuple[PublishedAt, ...], Keyed("group", short="document")] = ()
    watch: Watch = Watch()

    @property
    def by_number(self) -> bool:
        """Whether this side's rule finds a table by its id."""
        return "{id}" in self.tables

    def physical(self, table: str, number: int | None) -> str:
        """Return the physical name of a table by this side's rule, which may not need the id."""
        return self.tables.format(id=number, table=table)

    def credential(self, user: int) -> Credential | None:
        """Return how a user signs in here, or None where they cannot."""
        return next((credential for credential in self.users if credential.user == user), None)

    @model_validator(mode="after")
    def _names_its_tables(self) -> Self:
        names = re.findall(r"{([^{}]*)}", self.tables)
        if not names or set(names) - {"id", "table"}:
            raise mistake(
                "manifest-wrong-value",
                f"The table rule {self.tables!r} names no table by {{id}} or {{table}}.",
                "Write the physical name with {table} or {id} in it, for example old.{table} or mvpw1_{id}.",
                "tables",
            )
        if self.login is None and any(credential.password for credential in self.users):
            raise mistake(
                "manifest-missing-key",
                "Users sign in with email and password, but there is no `login`.",
                "Add login: {method: POST, path: /api:…/auth/login, token: authToken}.",
                "users",
            )
        return self


class Environment(Value):
    """A pair of systems. Only a `disposable` pair may be started, damaged or written to.

    `secret` and `personal` are field names hidden in evidence beyond those that the table files mark.
    """

    name: Text
    disposable: bool
    start: Start | None = None
    identity: Text
    v1: Side
    v2: Side
    secret: tuple[Text, ...] = ()
    personal: tuple[Text, ...] = ()


def form_of(value: str) -> Literal["literal", "env", "start", "wrong"]:
    """Say how a value of an environment is given; "wrong" where `env:` or `start:` is followed by no name."""
    if value.startswith("env:"):
        return "env" if _ENV.fullmatch(value) else "wrong"
    if value.startswith("start:"):
        return "start" if _START.fullmatch(value) else "wrong"
    return "literal"


def has_password(database: str) -> bool:
    """Whether a connection string carries a password in the open."""
    return form_of(database) == "literal" and _PASSWORD_IN_DSN.search(database) is not None
