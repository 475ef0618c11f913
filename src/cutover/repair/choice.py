"""A choice: what is to be done about one orphan, and on what grounds."""

from __future__ import annotations

from dataclasses import dataclass, field

from cutover.compare.absence import Absence
from cutover.compare.references import Orphan
from cutover.manifest.reference import Reference
from cutover.manifest.repairing import Action, Decision
from cutover.repair.matching import Said
from cutover.repair.origin import Key
from cutover.repair.parents import Lost


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be done about one orphan, and on what grounds.

    `column` is to hold `after`, where it is changed. `said` is what V1 says of the row, `lost` are the rows
    of V1 that must be restored for it, parents first.
    """

    orphan: Orphan
    absence: Absence
    action: Action
    column: str = ""
    after: str | None = None
    said: Said | None = None
    lost: tuple[Lost, ...] = ()
    decided: Decision | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """All orphans of one reference: how many there are, what is to be done about each, and what is not done.

    `waived` were accepted by a waiver, `left` says why others stay as they are. `instead` are rows of V1 to
    restore in the place of orphans that hold nothing that V1 knows.
    """

    reference: Reference
    found: int
    choices: tuple[Choice, ...] = ()
    waived: int = 0
    left: str = ""
    instead: tuple[Lost, ...] = ()


def written(key: Key) -> str:
    """A key as people write it."""
    return ", ".join(key)


@dataclass
class Claims:
    """V1's rows that orphans turned out to be, by origin: none of them is missing any more."""

    rows: dict[str, set[Key]] = field(default_factory=dict)

    def of(self, origin: str) -> set[Key]:
        """Those of one origin, as ``user.user_settings``."""
        return self.rows.setdefault(origin, set())
