"""Steps: the pieces of SQL that build the twin, in order and with their weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Stage(IntEnum):
    """The order of building; a stage begins when the one before it is complete."""

    V1_SCHEMA = 10
    V1_DATA = 20
    V1_INDEXES = 30
    V2_SCHEMA = 40
    MIGRATE = 50
    V2_INDEXES = 60
    DAMAGE = 80


@dataclass(frozen=True)
class Step:
    """One piece of SQL that runs in one transaction on its own.

    `rows` is its weight in the progress, about the number of rows written. Steps of one stage and one lane
    run one after the other; different lanes of a stage run beside each other, on connections of their own.
    """

    name: str
    sql: str
    rows: int
    lane: int = 0
    stage: int = Stage.V1_DATA
