"""Session: who may look, by login and opaque token."""

from __future__ import annotations

import hashlib
import math
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from psycopg import AsyncConnection
from starlette.requests import Request

from twin.v2.api.envelope import Denied, Unauthorized
from twin.v2.api.parameters import integer, read_all, text
from twin.v2.api.sql import is_user
from twin.v2.api.tables import AGENT, USER, USER_CREDENTIALS, USER_ROLES

MOST_TOKENS = 10_000

LOGIN = (
    text("email", required=True),
    text("password", required=True),
    # Seconds that the token lives; one of 0 has expired when it is given.
    integer("expires_in", 0),
)

USER_OF_LOGIN = f"""
    select u.id
    from {USER} u
    join {USER_CREDENTIALS} c on c.user_id = u.id
    where lower(u.email) = lower(%(email)s::text)
      and c.password = %(password)s::text
      and u.active
      and {is_user("u")}
    order by u.id
    limit 1
"""

VIEWER = f"""
    select
        u.agent_id,
        u.team_id,
        case
            when r.is_team_owner then array(select a.id from {AGENT} a where a.team_id = u.team_id)
            else array_remove(array[u.agent_id], null)
        end
    from {USER} u
    left join {USER_ROLES} r on r.user_id = u.id
    where u.id = %(id)s
      and u.active
      and {is_user("u")}
    limit 1
"""


@dataclass(frozen=True)
class Viewer:
    """The user of the token. `scope` holds the ids of the agents whose figures the viewer sees."""

    id: int
    agent_id: int | None
    team_id: int | None
    scope: list[int]


@dataclass(frozen=True)
class Sessions:
    """The tokens that this process has given out; the oldest make room for new ones.

    Each is known by its user and the moment, on the clock that never goes back, at which it expires.
    """

    users: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)

    def open(self, user_id: int, seconds: int | None = None) -> str:
        """Return a new token of a user: random text that says nothing about its user. None never expires."""
        token = secrets.token_urlsafe(48)
        self.users[token] = user_id, math.inf if seconds is None else time.monotonic() + seconds
        if len(self.users) > MOST_TOKENS:
            self.users.popitem(last=False)
        return token

    def user_of(self, request: Request) -> int:
        """Return the user whose token the request carries. Raises Unauthorized."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        known = self.users.get(token.strip()) if scheme.lower() == "bearer" else None
        if known is None:
            raise Unauthorized("Sign in first: the token is missing or not known here.")
        user_id, until = known
        if time.monotonic() >= until:
            raise Unauthorized("Sign in again: the token has expired.")
        return user_id


async def login(connection: AsyncConnection, sessions: Sessions, body: dict[str, object]) -> str:
    """Return a token for an e-mail address and its password. Raises BadInput or Denied."""
    given = read_all(LOGIN, body)
    digest = hashlib.sha256(given["password"].encode()).hexdigest()
    found = await connection.execute(USER_OF_LOGIN, {"email": given["email"], "password": f"sha256:{digest}"})
    row = await found.fetchone()
    if row is None:
        raise Denied("Wrong e-mail address or password.")
    return sessions.open(row[0], given["expires_in"])


async def viewer_of(connection: AsyncConnection, user_id: int) -> Viewer:
    """Return the viewer as the database knows them now. Raises Unauthorized for one who has left."""
    found = await connection.execute(VIEWER, {"id": user_id})
    row = await found.fetchone()
    if row is None:
        raise Unauthorized("This user cannot sign in any more.")
    return Viewer(user_id, *row)
