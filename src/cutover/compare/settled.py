"""What changed too short a time ago to be judged, as SQL; 'false' where a table has no such rule."""

from __future__ import annotations

from cutover.compare.expressions import MOMENTS
from cutover.compare.join import Join, text_at
from cutover.compare.sqltext import name
from cutover.manifest.table import Settled


def young_document(joined: Join, document: str) -> str:
    """Whether a V1 document is too young, by its `settled` field; what is no moment is old."""
    if joined.settled is None:
        return "false"
    text = text_at(document, joined.settled.field)
    moment = f"to_timestamp(({text})::double precision / 1000)"
    is_moment = f"({text}) ~ '^[0-9]{{1,15}}$'"
    return f"coalesce(case when {is_moment} then {moment} > {_since(joined.settled)} end, false)"


def young_row(joined: Join, row: str) -> str:
    """Whether a V2 row is too young, by the column that holds the same moment; old where no column does."""
    settled = joined.settled
    for column in joined.target.columns:
        kind = joined.types.get(column.name, "")
        if settled is not None and column.source == settled.field and kind in MOMENTS:
            since = _since(settled)
            now = since if kind == MOMENTS[0] else f"({since} at time zone 'UTC')"
            return f"coalesce({row}.{name(column.name)} > {now}, false)"
    return "false"


def _since(settled: Settled) -> str:
    return f"now() - interval '{settled.older_than.total_seconds():.0f} seconds'"
