"""A knock: each API is asked something, so that a system that is down is told once, not a thousand times."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cutover.manifest import Migration
from cutover.systems.client import Client
from cutover.systems.errors import NotAnswering
from cutover.systems.resolve import System


async def knock(migration: Migration, systems: Iterable[System], pace: Path) -> None:
    """Ask each system one read without a token and in every user's name; `pace` is the folder of paces.

    Raises NotAnswering for a system that is down, a login that fails and a token that is refused. V2 may
    refuse the token that its own login gave, and answer errors: that is judged, and no reason not to begin.
    """
    reads = [
        each for each in migration.endpoints if each.reads and not any(p.is_required for p in each.parameters)
    ]
    if not reads:
        return
    for system in systems:
        per_second = system.requests_per_second
        async with Client(system, reads[:1], per_second=per_second, pace=pace / system.name) as client:
            for user in (None, *sorted(system.accounts)):
                answer = await client.ask(reads[0], {}, user)
                _refuse_silence(system, answer.error)
                if user is not None and answer.status == 401:
                    _refuse_token(system, user)


def _refuse_token(system: System, user: int) -> None:
    if system.name == "V2" and system.accounts[user].token is None:
        return
    raise NotAnswering(
        "token-refused",
        f"{system.name} refuses the token of user {user} (401).",
        f"Give the environment a new one: {system.name.lower()}.users.{user}, of the same data source.\n"
        "  Without the answers of both nothing can be compared.",
    )


def _refuse_silence(system: System, error: str | None) -> None:
    if not error:
        return
    code, _, what = error.partition(": ")
    if code == "connect":
        raise NotAnswering(
            "system-down",
            f"{system.name} cannot be reached at {system.api}.",
            "Nothing was checked. Is it running?\n"
            f"  Its address is {system.name.lower()}.api of the environment.",
        )
    if code == "login":
        raise NotAnswering(
            "login-failed",
            f"{what}.",
            f"Check {system.name.lower()}.login and {system.name.lower()}.users of the environment.\n"
            "  Without the answers of both nothing can be compared.",
        )
