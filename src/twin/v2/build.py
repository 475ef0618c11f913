"""Build: the steps that make V2's empty tables, and their indexes once they are full.

The tables stand in `schema/`, one file a domain. A table is called mvpw5_<its id>; its name in words stands
above it. Every table has its own key `id`. No foreign key is declared: the platform does not know them.
Money is numeric(14,2), a rate or percentage numeric(9,4), a moment timestamptz.
"""

from __future__ import annotations

import re
from importlib.resources import files

from twin.steps import Stage, Step


def steps() -> tuple[Step, ...]:
    """Return the step that makes the tables and the late ones that make the indexes.

    An index file that is absent makes no steps.
    """
    folder = files("twin.v2")
    indexes = folder.joinpath("indexes.sql")
    return (
        Step("V2 tables", schema(), rows=1000, stage=Stage.V2_SCHEMA),
        *index_steps(indexes.read_text("utf-8") if indexes.is_file() else ""),
    )


def schema() -> str:
    """Return the SQL of all tables, domain by domain."""
    found = (entry for entry in files("twin.v2").joinpath("schema").iterdir() if entry.name.endswith(".sql"))
    return "\n".join(entry.read_text("utf-8") for entry in sorted(found, key=lambda entry: entry.name))


def index_steps(text: str) -> tuple[Step, ...]:
    """Return a step for each statement of `text`, spread over two lanes.

    A statement ends with a semicolon at the end of its line.
    """
    found = (part.strip() for part in re.split(r";[ \t]*$", text, flags=re.M))
    statements = [part for part in found if re.sub(r"--.*", "", part).strip()]
    return tuple(
        Step(f"V2 index {number}", statement, rows=1000, lane=lane_of(statement), stage=Stage.V2_INDEXES)
        for number, statement in enumerate(statements, start=1)
    )


def lane_of(statement: str) -> int:
    """Return the lane of an index: 1 for participants, who are more than all the others, 0 for the rest."""
    return 1 if re.search(r"\bmvpw5_(696|697)\b", statement) else 0
