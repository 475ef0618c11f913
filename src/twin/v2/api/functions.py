"""Functions: every worker and helper by its name, run with an input; no other route depends on this one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from psycopg import AsyncConnection

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.envelope import ApiError, BadInput, NotFound, TimedOut, WorkerFailed
from twin.v2.api.helpers import HELPERS, Helper
from twin.v2.api.helpers.helper import fields, words
from twin.v2.api.parameters import Parameter, read_all
from twin.v2.api.shape import anything

PATH = "/api:LIdBL1AN/functions/run"
NAME = "System/FunctionsRun"
PARAMETERS = (words("name"), Parameter("input", fields("input").read, schema={"type": "object"}))
PLACEHOLDER = re.compile(r"{(\w+)}")

STATES = "select to_regclass('twin_function_state') is not null"
STATE = "select status from twin_function_state where name = %s"
BROKEN: Mapping[int, ApiError] = {
    400: BadInput("The worker does not take this input."),
    500: WorkerFailed("The worker failed."),
    502: TimedOut("The worker did not answer in time."),
}


@dataclass(frozen=True)
class Functions:
    """What can be run by name: the handlers of routes, and helpers."""

    workers: Mapping[str, Endpoint]
    helpers: Mapping[str, Helper]

    async def run(self, call: Call) -> bytes:
        """Run one function: the body names it and holds its input. Raises ApiError."""
        asked = read_all(PARAMETERS, call.body)
        name, given = asked["name"], asked["input"] or {}
        if name != NAME and name not in self.helpers and name not in self.workers:
            # Before the database is asked: a text that no column can hold is an unknown name too.
            raise NotFound("There is no such function.")
        await _demand_working(call.connection, name)
        if name == NAME:
            if given.get("name") == NAME:
                raise BadInput("A function that runs functions cannot run itself.", "name")
            return await self.run(replace(call, body=given))
        if name in self.helpers:
            return self.helpers[name].run(given)
        endpoint = self.workers[name]
        return await endpoint.handler(_call_of(endpoint, call, given))


def function_route(endpoints: Iterable[Endpoint]) -> Endpoint:
    """Return the route that runs the handlers of other routes, and the helpers."""
    workers = {endpoint.function: endpoint for endpoint in endpoints if endpoint.function}
    helpers = {f"Helpers/{helper.name}": helper for helper in HELPERS}
    return Endpoint(
        PATH,
        Functions(workers, helpers).run,
        "POST",
        function=NAME,
        parameters=PARAMETERS,
        answers=anything(),
    )


async def _demand_working(connection: AsyncConnection, name: str) -> None:
    """Raise what the function answered when V2 was found, where it was broken then."""
    table = await (await connection.execute(STATES)).fetchone()
    if table and table[0]:
        row = await (await connection.execute(STATE, (name,))).fetchone()
        if row is not None:
            raise BROKEN[row[0]]


def _call_of(endpoint: Endpoint, call: Call, given: Mapping[str, object]) -> Call:
    """Return the call that the route would have got: parameters in the path, the query or the body."""
    names = PLACEHOLDER.findall(endpoint.path)
    path = {name: _written(name, given[name]) for name in names if name in given}
    rest = {name: value for name, value in given.items() if name not in names}
    if endpoint.method == "POST":
        return replace(call, path=path, query={}, body=rest)
    return replace(call, path=path, query={name: _written(name, rest[name]) for name in rest}, body={})


def _written(name: str, value: object) -> object:
    """Return a value as an address holds it. Raises BadInput for what no address can hold."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        raise BadInput(f"Parameter {name} must be one value.", name)
    return None if value is None else str(value)
