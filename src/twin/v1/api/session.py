"""Session: who asks. Logging in, the tokens that V1 has given, and the viewer of a token."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from psycopg import AsyncConnection

from twin.v1.api.errors import AccessDenied, Unauthorized

MOST_TOKENS = 100_000

Connection = AsyncConnection[tuple[object, ...]]

FIND_LOGIN = """
select u.id, u.xdo->>'password', coalesce(u.xdo->>'active' = 'true', false)
from mvpw1_41 u
where lower(u.xdo->>'email') = lower(%(email)s::text)
order by u.id
limit 1
"""

# A team's owner sees every agent of the team, everybody else their own agent.
FIND_VIEWER = """
with who as materialized (
    select u.id,
           nullif(u.xdo->>'agent_id', '')::int as agent_id,
           nullif(u.xdo->>'team_id', '')::int as team_id,
           coalesce(u.xdo->>'is_team_owner' = 'true', false) as is_team_owner
    from mvpw1_41 u
    where u.id = %(user)s::int
)
select who.agent_id, who.team_id,
       case when who.is_team_owner then
           array(select a.id from mvpw1_36 a where nullif(a.xdo->>'team_id', '')::int = who.team_id)
       else array_remove(array[who.agent_id], null) end
from who
"""


@dataclass(frozen=True)
class Viewer:
    """The user of a token; agent and team may be missing, `scope` holds the agents whose rows count."""

    user_id: int
    agent_id: int | None
    team_id: int | None
    scope: list[int]


@dataclass(frozen=True)
class Sessions:
    """The tokens that one process of V1 has given, oldest first: random texts with a user's id each."""

    tokens: dict[str, int] = field(default_factory=dict)

    def open(self, user_id: int) -> str:
        """Give a new token; the oldest one ends where there are too many."""
        token = secrets.token_urlsafe(32)
        self.tokens[token] = user_id
        if len(self.tokens) > MOST_TOKENS:
            del self.tokens[next(iter(self.tokens))]
        return token

    def user_id(self, authorization: str) -> int:
        """Return the user of an Authorization header; raises Unauthorized."""
        scheme, _, token = authorization.partition(" ")
        user_id = self.tokens.get(token.strip())
        if scheme.lower() != "bearer" or user_id is None:
            raise Unauthorized
        return user_id


async def log_in(connection: Connection, email: str, password: str) -> int:
    """Return the id of the active user with this address and password; raises AccessDenied."""
    cursor = await connection.execute(FIND_LOGIN, {"email": email})
    user_id, stored, active = await cursor.fetchone() or (None, None, False)
    given = "sha256:" + hashlib.sha256(password.encode()).hexdigest()
    right = hmac.compare_digest(given.encode(), str(stored or "").encode())
    if not (isinstance(user_id, int) and active and right):
        raise AccessDenied("Invalid credentials.")
    return user_id


async def find_viewer(connection: Connection, user_id: int) -> Viewer:
    """Return the viewer with this id; raises Unauthorized where the user is gone."""
    cursor = await connection.execute(FIND_VIEWER, {"user": user_id})
    row = await cursor.fetchone()
    if row is None:
        raise Unauthorized
    agent_id, team_id, scope = row
    return Viewer(user_id, agent_id, team_id, scope)  # type: ignore[arg-type]  # the query fixes the types
