"""Which faults of the cast can stand in one run: those that leave each other's named checks alone."""

import os
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache

from cutover.evidence import Evidence
from twin.faults import DataFault, Fault

ALONE = os.environ.get("CAST_ALONE") == "1"
"""One run for each fault is a long run: ``CAST_ALONE=1 pytest tests/cast``."""

MOST = 1 if ALONE else 64
"""Few enough that a fault which reaches further than it says is likely to stand beside one that shows it:
those of one run may turn red a tenth of the plan, and all else must stay green."""

Company = tuple[Fault, ...]


def evenly(cast: Mapping[str, Fault], checks: Iterable[str], most: int = MOST) -> tuple[Company, ...]:
    """Part the cast into no more runs than `companies` does, with about as many faults in each."""
    planned = tuple(checks)
    fewest = companies(cast, planned, most)
    sizes = range(-(-len(cast) // len(fewest)), most)
    parted = (companies(cast, planned, size) for size in sizes)
    return next((each for each in parted if len(each) <= len(fewest)), fewest)


def companies(
    cast: Mapping[str, Fault], checks: Iterable[str], most: int = MOST, by_column: bool = False
) -> tuple[Company, ...]:
    """Part the cast into as few runs as come out of putting each fault into the first that it fits.

    Two faults fit where neither can turn red a planned check that the other names, so that a named check is
    red for the sake of one fault alone; `by_column` also where both turn one red, each for a column of its
    own. The faults that fit the fewest others choose first.
    """
    planned = frozenset(checks)
    reaches = {name: _reach(fault, planned) for name, fault in cast.items()}
    names = {name: reaches[name].intersection(fault.must_fail) for name, fault in cast.items()}
    if by_column:
        reaches, names = (
            {name: {f"{each} {column_of(cast[name])}" for each in found[name]} for name in found}
            for found in (reaches, names)
        )
    apart = {
        name: {other for other in cast if names[name] & reaches[other] or names[other] & reaches[name]}
        for name in cast
    }
    parted: list[list[Fault]] = []
    for name in sorted(cast, key=lambda each: (-len(apart[each]), -len(reaches[each]), each)):
        free = (each for each in parted if len(each) < most and not any(f.name in apart[name] for f in each))
        company = next(free, None)
        if company is None:
            company = []
            parted.append(company)
        company.append(cast[name])
    return tuple(map(tuple, parted))


def of_a_plain_run(cast: Mapping[str, Fault]) -> dict[str, Fault]:
    """The faults that a plain run shows: one that only makes V2 slow is shown by timing alone."""
    return {
        name: fault
        for name, fault in cast.items()
        if not all(check.startswith(("latency/", "load/")) for check in fault.must_fail)
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


@cache
def _reach(fault: Fault, planned: frozenset[str]) -> frozenset[str]:
    return frozenset(check for check in planned if may_turn_red(fault, check))
