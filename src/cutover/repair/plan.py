"""The plan of a repair: what is to be done to which rows of V2, and why.

People approve the digest of its canonical form; nothing that is not in it is ever done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Literal

import orjson

from cutover.compare import Absence
from cutover.manifest.repairing import Action

FORMAT = "cutover-repair-plan-1"

Kind = Literal["orphans", "missing", "surplus"]
Risk = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Cascade:
    """A row that goes into quarantine together with the one that it points at."""

    table: str
    key: tuple[str, ...]
    fingerprint: str
    reference: str
    """The reference or constraint by which it points."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of V2 that is there and gets changed, or one that is restored.

    `key` is its primary key in V2, as texts; of a row that is restored it is V1's row id, and the element's
    position where V1 holds an array. `fingerprint` is md5 of the row's `to_jsonb(…)::text` as it was planned
    ("" for a row that is not there): a row that has changed since is not touched. Of a row that an earlier
    step changes too it is that of the row as that step leaves it. `before` and `after` are the column's
    value; None is NULL.
    """

    key: tuple[str, ...]
    fingerprint: str = ""
    before: str | None = None
    after: str | None = None
    decision: str = ""
    """Of a financial row: what is decided of it, and on what grounds."""
    cascade: tuple[Cascade, ...] = ()


@dataclass(frozen=True, slots=True)
class Loss:
    """What V2 no longer holds afterwards: rows, and values that become NULL. The archive keeps all of it."""

    rows: int = 0
    values: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """How many rows at once: `first`, then `batch`, adapted to its time, never below `smallest`; seconds."""

    first: int = 10
    batch: int = 1_000
    smallest: int = 1
    target: float = 0.5
    timeout: float = 120.0


@dataclass(frozen=True, slots=True)
class Step:
    """One action on the rows of one reference, of one V1 source of a V2 table, or of one V2 table.

    `subject` is the reference (``user.agent_id``), the source and its V2 table (``audit_logs.audit_logs``),
    or the V2 table. Rows that are restored may be many: then they stand in `ranges` of V1's row ids
    (``1-48600``) instead of `rows`, and `content` is sha256 over what V1 holds of them.

    Orphans whose parent a `missing` step restores are a step of their own (``orphans/…/restore``), as are
    those that a person decided to leave: their rows stay as they are (`changes`).
    """

    kind: Kind
    subject: str
    action: Action
    domain: str
    table: str
    """The V2 table, in words."""
    column: str = ""
    source: str = ""
    """The V1 table that a restored row comes from."""
    absence: Absence = ""
    reason: str = ""
    risk: Risk = "low"
    financial: bool = False
    count: int = 0
    rows: tuple[Row, ...] = ()
    ranges: tuple[str, ...] = ()
    content: str = ""
    loss: Loss = Loss()
    pace: Pace = Pace()

    @property
    def id(self) -> str:
        """The step's address in its plan: ``orphans/user.agent_id/re-point/never in V1``.

        With the column where the subject does not name that alone.
        """
        column = "" if self.subject == f"{self.table}.{self.column}" else self.column
        return "/".join(each for each in (self.kind, self.subject, self.action, self.absence, column) if each)

    @property
    def changes(self) -> bool:
        """Whether something is to be done to its rows, and not to what they point at, or nothing at all."""
        return self.action != "leave" and (self.kind, self.action) != ("orphans", "restore")


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole repair, in the order in which it is done.

    `database` names V2's database beyond its address: the server's system identifier and the database's name.
    `found` counts what there was to repair: ``orphans/<reference>``, ``missing/<source>.<table>``,
    ``surplus/<table>``. Each is repaired by steps, waived (`waived`, by the same names), or left (`left`,
    with why).
    """

    pair: str
    database: str
    manifest: str
    made: str
    steps: tuple[Step, ...] = ()
    found: dict[str, int] = field(default_factory=dict)
    waived: dict[str, int] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    format: str = FORMAT

    @property
    def rows(self) -> int:
        """How many rows the plan changes, those that go along left out."""
        return sum(step.count for step in self.steps if step.changes)

    @property
    def digest(self) -> str:
        """sha256 of the canonical form, as hex digits: what is approved."""
        return hashlib.sha256(canonical(self)).hexdigest()


def canonical(plan: Plan) -> bytes:
    """The one form of a plan whose digest is taken: sorted keys, no blanks, UTF-8."""
    return orjson.dumps(asdict(plan), option=orjson.OPT_SORT_KEYS)


def ids_of(ranges: tuple[str, ...]) -> Iterator[int]:
    """Yield every id of ranges such as ``1-48600`` and ``7``."""
    for each in ranges:
        first, _, last = each.partition("-")
        yield from range(int(first), int(last or first) + 1)


def ranges_of(ids: list[int]) -> tuple[str, ...]:
    """Write sorted ids as ranges."""
    found: list[list[int]] = []
    for each in ids:
        if found and each == found[-1][1] + 1:
            found[-1][1] = each
        else:
            found.append([each, each])
    return tuple(str(first) if first == last else f"{first}-{last}" for first, last in found)
