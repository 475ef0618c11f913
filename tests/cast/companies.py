"""Which faults of the cast can stand in one run: those whose checks have nothing in common."""

import os
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from cutover.evidence import Evidence
from twin.faults import DataFault, Fault

ALONE = os.environ.get("CAST_ALONE") == "1"
"""One run for each fault is a long run: ``CAST_ALONE=1 pytest tests/cast``."""

MOST = 1 if ALONE else 32
"""Few enough that a fault which reaches further than it says is likely to stand beside one that shows it."""

Company = tuple[Fault, ...]


def companies(
    cast: Mapping[str, Fault], checks: Iterable[str], most: int = MOST, by_column: bool = False
) -> tuple[Company, ...]:
    """Part the cast into as few runs as come out of putting each fault into the first that it fits.

    Two faults fit where no planned check can be turned red by both, so that every red check of a run still
    speaks of one fault alone; `by_column` also where both turn one red, each for a column of its own. The
    faults with the widest reach choose first.
    """
    planned = frozenset(checks)
    reaches = {name: _reach(fault, planned) for name, fault in cast.items()}
    if by_column:
        reaches = {name: {f"{each} {column_of(cast[name])}" for each in reaches[name]} for name in reaches}
    parted: list[tuple[list[Fault], set[str]]] = []
    for name in sorted(cast, key=lambda each: (-len(reaches[each]), each)):
        free = (each for each in parted if len(each[0]) < most and not each[1] & reaches[name])
        company = next(iter(free), None)
        if company is None:
            company = ([], set())
            parted.append(company)
        company[0].append(cast[name])
        company[1].update(reaches[name])
    return tuple(tuple(faults) for faults, _ in parted)


def of_a_plain_run(cast: Mapping[str, Fault]) -> dict[str, Fault]:
    """The faults that a plain run shows: one that only makes V2 slow is shown by timing alone."""
    return {
        name: fault
        for name, fault in cast.items()
        if not all(check.startswith("latency/") for check in fault.must_fail)
    }


def column_of(fault: Fault) -> str:
    """The V2 column that a fault spoils; "" where it spoils none by itself."""
    return fault.column if isinstance(fault, DataFault) else ""


def speaks_of(fault: Fault, evidence: Evidence) -> bool:
    """Say whether evidence names the column that a fault spoils; any does where it spoils none."""
    column = column_of(fault)
    return not column or any(note.startswith(f"{column}: ") for note in evidence.notes)


def may_turn_red(fault: Fault, check: str) -> bool:
    """Say whether a fault names a check, or a pattern that the check meets."""
    return any(fnmatchcase(check, pattern) for pattern in (*fault.must_fail, *fault.touches))


def _reach(fault: Fault, planned: frozenset[str]) -> set[str]:
    return {check for check in planned if may_turn_red(fault, check)}
