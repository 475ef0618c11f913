"""Criterion: one question that a gate asks, with what was seen, the limit and what is still needed."""

from dataclasses import dataclass

from cutover.evidence import Outcome

TIRED = "the generator could not keep up"
"""Why what it saw is not believed."""


@dataclass(frozen=True)
class GateCriterion:
    """One question and its answer, in words that a page can show as they are.

    *failed* says that V2 is shown too slow or wrong, *error* that the measurement is not to be believed, and
    *inconclusive* that it is too small; `needed` is how many more requests are likely to settle it, None
    where no number would or it is not requests that are missing.
    """

    name: str
    limit: str
    now: str
    outcome: Outcome
    why: str = ""
    needed: int | None = None


@dataclass(frozen=True)
class Cause:
    """What is behind a red criterion: a name that two runs share, and a sentence with this run's figures."""

    name: str
    says: str


def share(part: float) -> str:
    """A share as a percentage that never rounds something to nothing: "0 %", "0.02 %", "5.1 %"."""
    percent = 100 * part
    return f"{percent:.2g} %" if percent < 1 else f"{percent:.3g} %"


def counted(number: int, thing: str) -> str:
    """A number with its noun: "1 request", "1,200 requests"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def milliseconds(seconds: float) -> str:
    """A time that was taken, or that no answer came."""
    return f"{1000 * seconds:,.0f} ms" if seconds < float("inf") else "no answer"
