"""App: V2's routes over a pool of connections."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import orjson
from psycopg import errors
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from twin.v2.api import (
    agents,
    data,
    home,
    leads,
    listings,
    members,
    metrics,
    network,
    pipeline,
    records,
    revenue,
    seeding,
    settings,
    tasks,
    team,
    transaction,
    transactions,
)
from twin.v2.api.call import Call, Endpoint
from twin.v2.api.envelope import JSON, ApiError, BadInput, Denied, NotFound, failure, refusal, success
from twin.v2.api.found import MissingEndpoints, read_state
from twin.v2.api.functions import function_route
from twin.v2.api.published import Operation, document, operation
from twin.v2.api.session import LOGIN, Sessions, login, viewer_of
from twin.v2.api.shape import one

ROUTES = (
    *home.ENDPOINTS,
    *transactions.ENDPOINTS,
    *transaction.ENDPOINTS,
    *revenue.ENDPOINTS,
    *network.ENDPOINTS,
    *members.ENDPOINTS,
    *listings.ENDPOINTS,
    *leads.ENDPOINTS,
    *agents.ENDPOINTS,
    *settings.ENDPOINTS,
    *metrics.ENDPOINTS,
    *team.ENDPOINTS,
    *records.ENDPOINTS,
    *data.ENDPOINTS,
    *tasks.ENDPOINTS,
    *pipeline.ENDPOINTS,
    *seeding.ENDPOINTS,
)
ENDPOINTS = (*ROUTES, function_route(ROUTES))

LOGIN_PATH = "/api:LIdBL1AN/auth/login"
LARGEST_BODY = 64 * 1024
OPERATIONS = (
    *(operation(endpoint) for endpoint in ENDPOINTS),
    Operation(LOGIN_PATH, "POST", "Give a token for an e-mail address and its password", LOGIN,
              one("authToken text"), is_open=True),
)  # fmt: skip
MISSING = frozenset(endpoint.path for endpoint in records.ENDPOINTS)
"""The paths that V2 lacked when it was found."""

CODES = {404: "ERROR_CODE_NOT_FOUND", 405: "ERROR_CODE_METHOD_NOT_ALLOWED"}

logger = logging.getLogger(__name__)

Answerer = Callable[[Request], Awaitable[Response]]


def create_app(database: AsyncConnectionPool, seed: int) -> Starlette:
    """Return V2's API over an open pool of autocommit connections.

    Tokens live in this app alone, so that those of one system fail in the other. `seed` names the twin's
    data in a log line; no answer depends on it but through the data.
    """
    logger.debug("V2 answers for the twin of seed %s", seed)
    sessions = Sessions()

    async def sign_in(request: Request) -> Response:
        body = await _body(request)
        async with database.connection() as connection:
            token = await login(connection, sessions, body)
        return success(orjson.dumps({"authToken": token}))

    async def publish(request: Request) -> Response:
        missing = MISSING if await read_state(database) == "as-found" else ()
        there = (each for each in OPERATIONS if each.path not in missing)
        found = document(request.path_params["group"], there, str(request.base_url))
        if found is None:
            raise NotFound("There is no such API group.")
        # JSON is YAML too, which the platform gives unless it is asked for JSON.
        kind = JSON if request.query_params.get("type") == "json" else "application/yaml"
        return Response(orjson.dumps(found), media_type=kind)

    def answerer(endpoint: Endpoint) -> Answerer:
        async def answer(request: Request) -> Response:
            user_id = sessions.user_of(request)
            body = await _body(request) if endpoint.method == "POST" else {}
            async with database.connection() as connection:
                viewer = await viewer_of(connection, user_id)
                call = Call(viewer, connection, request.query_params, request.path_params, body)
                return success(await endpoint.handler(call))

        return answer

    # A literal path comes before one with a parameter, which would match it too.
    ordered = sorted(ENDPOINTS, key=lambda endpoint: endpoint.path.count("{"))
    app = Starlette(
        routes=[
            Route(LOGIN_PATH, _guarded(sign_in), methods=["POST"]),
            Route("/apispec:{group}", _guarded(publish), methods=["GET"]),
            *(Route(each.path, _guarded(answerer(each)), methods=[each.method]) for each in ordered),
        ],
        middleware=[
            Middleware(
                MissingEndpoints,
                database=database,
                paths=MISSING,
            )
        ],
        exception_handlers={HTTPException: _no_route, Exception: _broken},
    )
    app.router.redirect_slashes = False
    return app


def _guarded(answer: Answerer) -> Answerer:
    """Return `answer` with every exception turned into an answer of its own."""

    async def guarded(request: Request) -> Response:
        try:
            return await answer(request)
        except ApiError as error:
            return refusal(error)
        except (errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege):
            return refusal(Denied("This database may only be read."))
        except Exception:
            logger.exception("%s %s broke", request.method, request.url.path)
            return await _broken(request)

    return guarded


async def _body(request: Request) -> dict[str, object]:
    """Return the JSON object of a request, an empty one where nothing was sent. Raises BadInput."""
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > LARGEST_BODY:
            raise BadInput(f"The body must not be longer than {LARGEST_BODY} bytes.")
    try:
        body = orjson.loads(bytes(sent) or b"{}")
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise BadInput("The body must be one JSON object.")
    return body


async def _no_route(request: Request, error: Exception) -> Response:
    """Return the answer for a path or a method that no route has."""
    assert isinstance(error, HTTPException)
    message = "There is no such route." if error.status_code == 404 else "This route has another method."
    return failure(
        error.status_code, CODES.get(error.status_code, "ERROR_FATAL"), message, headers=error.headers
    )


async def _broken(request: Request, error: Exception | None = None) -> Response:
    """Return the answer for what nobody foresaw; it says nothing of the inside."""
    return failure(500, "ERROR_FATAL", "Something went wrong on the server.")
