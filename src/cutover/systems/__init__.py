"""Reaches V1 and V2: their environment, databases and APIs, and the walls that keep V1 unwritten."""

from cutover.systems.answer import Answer
from cutover.systems.budget import Budget, share
from cutover.systems.client import Client, fetch
from cutover.systems.database import Database, connect
from cutover.systems.environment import Running, start
from cutover.systems.errors import (
    DatabaseFailed,
    EnvironmentFailed,
    NotAnswering,
    Refused,
    SameSystem,
    SystemsError,
    Unresolved,
    WallBroken,
)
from cutover.systems.identity import identity_of
from cutover.systems.knock import knock
from cutover.systems.resolve import Account, Pair, System, resolve
from cutover.systems.same import refuse_same, same_api, same_system
from cutover.systems.walls import demand_walls, prove_walls

__all__ = [
    "Account",
    "Answer",
    "Budget",
    "Client",
    "Database",
    "DatabaseFailed",
    "EnvironmentFailed",
    "NotAnswering",
    "Pair",
    "Refused",
    "Running",
    "SameSystem",
    "System",
    "SystemsError",
    "Unresolved",
    "WallBroken",
    "connect",
    "demand_walls",
    "fetch",
    "identity_of",
    "knock",
    "prove_walls",
    "refuse_same",
    "resolve",
    "same_api",
    "same_system",
    "share",
    "start",
]
