"""Identity: the name of a pair, by which evidence of one is never taken for that of another."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict

from cutover.manifest.environment import Environment
from cutover.systems.resolve import Pair, System


def identity_of(environment: Environment, pair: Pair) -> str:
    """Name the pair: where no command started it, its addresses are part of the name."""
    if environment.start is not None:
        return pair.identity
    places = (_place(side) for side in (pair.v1, pair.v2))
    return " · ".join((pair.identity, *places))


def _place(side: System) -> str:
    parts = conninfo_to_dict(side.conninfo) if side.conninfo else {}
    database = f" {parts.get('host', '')}:{parts.get('port', '')}/{parts.get('dbname', '')}" if parts else ""
    return f"{side.name} {side.api}{database}"
