"""Whether V1 and V2 are one and the same system."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from cutover.systems.database import Database
from cutover.systems.errors import SameSystem
from cutover.systems.resolve import Pair

HINT = "Comparing a thing with itself is a perfect match. Fix the environment, or ask for it by --self-test."


def same_system(
    pair: Pair,
    v1: Database | None = None,
    v2: Database | None = None,
    v1_tables: Iterable[str] = (),
    v2_tables: Iterable[str] = (),
) -> str | None:
    """In what V1 and V2 are the same: their API base, or a physical table; None where they are apart.

    Tables are compared below their names: a view of V2 over a table of V1 is that table.
    """
    if same_api(pair):
        return f"V1 and V2 are asked at the same API base, {_shown(pair.v1.api)}."
    if v1 is None or v2 is None or v1.identity() != v2.identity():
        return None
    below_v2 = {oid: name for name, oids in v2.relations(v2_tables).items() for oid in oids}
    for name, oids in v1.relations(v1_tables).items():
        shared = sorted(oids & below_v2.keys())
        if shared:
            return f"V1's table {name} and V2's table {below_v2[shared[0]]} are the same physical table."
    return None


def same_api(pair: Pair) -> bool:
    """Whether V1 and V2 are asked at the same API base."""
    return _base(pair.v1.api) == _base(pair.v2.api)


def refuse_same(
    pair: Pair,
    v1: Database | None = None,
    v2: Database | None = None,
    v1_tables: Iterable[str] = (),
    v2_tables: Iterable[str] = (),
) -> None:
    """Raise SameSystem where V1 and V2 are the same in anything."""
    found = same_system(pair, v1, v2, v1_tables, v2_tables)
    if found:
        raise SameSystem("same-system", found, HINT)


def _base(address: str) -> tuple[str, str, int | None, str]:
    parts = urlsplit(address)
    usual = {"http": 80, "https": 443}.get(parts.scheme.lower())
    host = {"localhost": "127.0.0.1", "::1": "127.0.0.1"}.get(parts.hostname or "", parts.hostname or "")
    return parts.scheme.lower(), host, parts.port or usual, parts.path.rstrip("/")


def _shown(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "") + parts.path
