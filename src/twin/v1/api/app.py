"""App: V1's routes, the way from a request to its answer, and what is said when something goes wrong."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable

import orjson
import psycopg
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from twin.v1.api import (
    agents,
    data,
    functions,
    home,
    leads,
    listings,
    metrics,
    network,
    network_tree,
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
from twin.v1.api.answers import Call, Handler
from twin.v1.api.errors import AccessDenied, ApiError, Fatal, NotFound, WrongMethod, error_answer
from twin.v1.api.parameters import body_text, read_body
from twin.v1.api.session import Sessions, find_viewer, log_in

LOGIN = "/api:v1-auth/auth/login"
GROUPS = (
    agents,
    data,
    functions,
    home,
    leads,
    listings,
    metrics,
    network,
    network_tree,
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
READ_ONLY = (psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.InsufficientPrivilege)

Pool = AsyncConnectionPool[psycopg.AsyncConnection[tuple[object, ...]]]
Endpoint = Callable[[Request], Awaitable[Response]]

logger = logging.getLogger("twin.v1")


def create_app(database: Pool, seed: int) -> Starlette:
    """Return V1's API over an open pool; `seed` names the data, it is kept as `app.state.seed`."""
    sessions = Sessions()
    handlers: dict[str, dict[str, Handler]] = defaultdict(dict)
    for group in GROUPS:
        for method, path, handler in group.ROUTES:
            handlers[path][method] = handler
    routes = [
        Route(path, guarded(answering(database, sessions, by_method)), methods=list(by_method))
        for path, by_method in handlers.items()
    ]
    routes.append(Route(LOGIN, guarded(logging_in(database, sessions)), methods=["POST"]))
    app = Starlette(routes=routes, exception_handlers={HTTPException: refuse})
    # A redirect to the path without its last slash would answer where V1 has no route.
    app.router.redirect_slashes = False
    app.state.seed = seed
    return app


def answering(database: Pool, sessions: Sessions, by_method: dict[str, Handler]) -> Endpoint:
    """Return the endpoint of one path that only users with a token may ask."""

    async def endpoint(request: Request) -> Response:
        user_id = sessions.user_id(request.headers.get("Authorization", ""))
        handler = by_method["GET" if request.method == "HEAD" else request.method]
        # The body is read before a connection is taken: a slow sender keeps none from the others.
        content = await request.body() if request.method == "POST" else b"{}"
        async with database.connection() as connection:
            viewer = await find_viewer(connection, user_id)
            call = Call(connection, viewer, request.query_params, request.path_params, read_body(content))
            return Response(await handler(call), media_type="application/json")

    return endpoint


def logging_in(database: Pool, sessions: Sessions) -> Endpoint:
    """Return the endpoint that gives tokens."""

    async def endpoint(request: Request) -> Response:
        body = read_body(await request.body())
        email, password = body_text(body, "email"), body_text(body, "password")
        async with database.connection() as connection:
            user_id = await log_in(connection, email, password)
        return Response(orjson.dumps({"authToken": sessions.open(user_id)}), media_type="application/json")

    return endpoint


def guarded(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint with every failure told in V1's form; what nobody expected is logged, not told."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ApiError as error:
            return error_answer(error)
        except READ_ONLY:
            return error_answer(AccessDenied("This V1 is read only."))
        except Exception:
            logger.exception("%s %s failed", request.method, request.url.path)
            return error_answer(Fatal())

    return answer


async def refuse(request: Request, error: Exception) -> Response:
    """Answer for a route that does not exist, or not for this method."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 405:
        answer = error_answer(WrongMethod())
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer
    return error_answer(NotFound("Unable to locate request.") if status == 404 else Fatal())
