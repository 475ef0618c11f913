"""One request, made out of what the manifest declares; nothing else can be sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from cutover.manifest.endpoint import Endpoint
from cutover.systems.errors import Refused
from cutover.systems.resolve import System


@dataclass(frozen=True, slots=True)
class Request:
    """A method, a complete address and a JSON body (None: no body)."""

    method: str
    url: str
    body: bytes | None = None


def build(system: System, endpoint: Endpoint, values: Mapping[str, object]) -> Request:
    """The request that asks an endpoint of a system with parameter values; None values are left out.

    Raises Refused for a parameter that the endpoint does not declare, a path value that would lead
    elsewhere, and every write that is not for V2's `writes_api`.
    """
    declared = {each.name: each for each in endpoint.parameters}
    for name in values:
        if name not in declared:
            message = f"{endpoint.id} declares no parameter '{name}'."
            raise Refused("parameter-not-declared", message, "Declare it in the endpoint's file.")
    given = {name: value for name, value in values.items() if value is not None}
    by_place = {
        place: {name: value for name, value in given.items() if declared[name].place == place}
        for place in ("path", "query", "body")
    }
    path = endpoint.v1 if system.name == "V1" else endpoint.v2
    for name, value in by_place["path"].items():
        path = path.replace(f"{{{name}}}", _segment(endpoint, name, value))
    pairs = [(name, _plain(value)) for name, value in by_place["query"].items()]
    query = urlencode(pairs, errors="surrogatepass")
    body = json.dumps(by_place["body"]).encode() if by_place["body"] else None
    return Request(endpoint.method, f"{base(system, endpoint)}{path}" + (f"?{query}" if query else ""), body)


def build_with_method(
    system: System,
    endpoint: Endpoint,
    values: Mapping[str, object],
    method: str,
    declared: Iterable[Endpoint],
) -> Request:
    """The request that asks an endpoint's path with a method that it does not have, and no body.

    A system that does have it may do anything on it, so it goes to V2's `writes_api` alone, whatever the
    method. Raises Refused for V1, without a `writes_api`, and for a method that is declared for the path.
    """
    if system.name == "V1" or system.writes_api in (None, system.api):
        message = f"{method} is not declared for {endpoint.id}, and {system.name} has no `writes_api`."
        raise Refused("no-writes-api", message, "Name a clone of V2 as `writes_api` in the environment.")
    if method in methods_of(endpoint, declared):
        message = f"{method} is declared for the path of {endpoint.id}."
        raise Refused("method-declared", message, "Ask the endpoint that has this method.")
    return Request(method, _moved(system, endpoint, build(system, endpoint, values)).url)


def build_for_clone(system: System, endpoint: Endpoint, values: Mapping[str, object]) -> Request:
    """The request that asks V2's `writes_api`, where alone it shows what writes have left there.

    Raises Refused for V1, and where V2 has no `writes_api` of its own.
    """
    if system.name == "V1" or system.writes_api in (None, system.api):
        message = f"{system.name} has no `writes_api` to ask {endpoint.id} of."
        raise Refused("no-writes-api", message, "Name a clone of V2 as `writes_api` in the environment.")
    return _moved(system, endpoint, build(system, endpoint, values))


def _moved(system: System, endpoint: Endpoint, request: Request) -> Request:
    """The same request to the `writes_api`."""
    path = request.url.removeprefix(base(system, endpoint))
    return Request(request.method, f"{system.writes_api}{path}", request.body)


def methods_of(endpoint: Endpoint, declared: Iterable[Endpoint]) -> frozenset[str]:
    """The methods of V2 that are declared for an endpoint's path, by it or by one whose path may match it."""
    own = endpoint.v2.split("/")
    return frozenset(
        each.method
        for each in declared
        if len(other := each.v2.split("/")) == len(own)
        and all(a == b or "{" in a or "{" in b for a, b in zip(own, other, strict=True))
    )


def base(system: System, endpoint: Endpoint) -> str:
    """The API that an endpoint is asked of: reads of the API, writes of V2's `writes_api` alone."""
    if endpoint.reads:
        return system.api
    if system.name == "V1":
        message = f"{endpoint.id} has the effect '{endpoint.effect}': only declared reads are sent to V1."
        raise Refused("write-to-v1", message, "If it only reads, declare `effect: reads`.")
    if system.writes_api is None:
        message = f"{endpoint.id} has the effect '{endpoint.effect}', and V2 has no `writes_api`."
        raise Refused("no-writes-api", message, "Name a clone of V2 as `writes_api` in the environment.")
    return system.writes_api


def _segment(endpoint: Endpoint, name: str, value: object) -> str:
    text = _plain(value)
    if text in ("", ".", ".."):
        message = f"the path parameter '{name}' of {endpoint.id} is '{text}', which leads elsewhere."
        raise Refused("path-value-leads-elsewhere", message, "Give it a value that names one thing.")
    return quote(text, safe="", errors="surrogatepass")


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
