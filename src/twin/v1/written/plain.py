"""Plain: the tables of which nothing particular is asked but that their ids are those of rows that exist."""

from __future__ import annotations

from collections.abc import Mapping

from twin.v1.fields import Fields
from twin.v1.sizes import CORE
from twin.v1.written.table import Written, link, one_part, series

# How many rows stand at every scale, by the end of an id's name; agents without the gaps in their ids.
STANDING = {
    "agent_id": 1_400,
    "user_id": 335,
    "team_id": 48,
    "transaction_id": CORE["tx"],
    "listing_id": CORE["listing"],
    "lead_id": CORE["lead"],
}


def plain(name: str, tables: Mapping[str, Fields], lane: int) -> Written:
    """Return a table whose rows follow from its fields alone; one in sixteen of its links is empty.

    Raises KeyError where an id's name does not say what it points at.
    """
    fields = tables[name]
    assert fields.rows is not None, f"{name} is written by hand"
    exact = {field: linked(field, fields, tables) for field, kind in fields.kinds.items() if kind == "fk"}
    return one_part(fields.rows, lane, series(fields.rows), exact)


def linked(field: str, fields: Fields, tables: Mapping[str, Fields]) -> str:
    """Return the id of some row of the table that a field points at."""
    end = next((end for end in STANDING if field.endswith(end)), "")
    parent = fields.links.get(field)
    rows = STANDING[end] if parent is None else tables[parent].rows
    drawn = f"(1 + @h:{field}@ % {rows})"
    # An agent's id leaves out every 201st number.
    known = f"{drawn} + {drawn} / 200" if parent is None and end == "agent_id" else drawn
    return link(field, f"case when @h:{field} known@ & 15 > 0 then {known} end")
