"""The page of a plan, ``orphan-analysis-report.html``: what is to be done to which rows, and why.

Whoever approves the plan reads it. It is a function of the plan and of the command that approves it: the same
plan gives the same bytes. Rows are shown up to a bound and counted beyond it; each financial row is shown
with its decision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader

from cutover.repair.plan import Kind, Loss, Plan, Risk, Row, Step
from cutover.repair.planfile import FILE, folder_of
from cutover.repair.refusal import RepairRefused
from cutover.signoff.pages import environment, write_whole
from cutover.signoff.plain import plain

PAGE = "orphan-analysis-report.html"
ROWS = 20
"""So many rows of a step are shown; the file of the plan has all."""
DECISIONS, ALL_ROWS = 600, 1_500
"""So many decisions and other rows are shown on the whole page."""
LONGEST = 300
"""So many characters of a value, a reason or a decision."""
CASCADES = 5
"""So many rows that go along are named with the one that takes them."""

RISKS: dict[Risk, tuple[str, str]] = {
    "low": ("●", "passed"),
    "medium": ("◆", "not-proven"),
    "high": ("▲", "failed"),
}
"""The sign and the colour of each risk, the least first."""
DONE = {
    "restore": "restored from V1",
    "re-point": "re-pointed",
    "set-null": "set to NULL",
    "quarantine": "put into quarantine",
    "leave": "left as they are",
}
NOUNS: dict[Kind, tuple[str, str]] = {
    "orphans": ("orphan", "orphans"),
    "missing": ("missing record", "missing records"),
    "surplus": ("surplus row", "surplus rows"),
}


@dataclass(frozen=True, slots=True)
class Balance:
    """What was found of one kind at one subject, and what becomes of it: repaired + waived + left."""

    kind: Kind
    subject: str
    found: int
    repaired: int
    waived: int
    why: str

    @property
    def left(self) -> int:
        """How many stay as they are, not waived."""
        return self.found - self.repaired - self.waived


@dataclass(frozen=True, slots=True)
class Part:
    """The steps of one domain."""

    domain: str
    steps: tuple[Step, ...]

    def count(self, kind: Kind) -> int:
        """How many rows of a kind its steps are about."""
        return sum(step.count for step in self.steps if step.kind == kind)

    @property
    def actions(self) -> Counter[str]:
        """How many rows each action is about."""
        counted: Counter[str] = Counter()
        for step in self.steps:
            counted[step.action] += step.count
        return counted

    @property
    def risk(self) -> Risk:
        """The worst risk of its steps."""
        return worst(self.steps)

    @property
    def loss(self) -> Loss:
        """What V2 no longer holds after its steps."""
        return loss_of(self.steps)


@dataclass(frozen=True, slots=True)
class Shown:
    """A step with the rows of it that are shown."""

    step: Step
    rows: tuple[Row, ...]

    @property
    def more(self) -> int:
        """How many rows are not shown."""
        return self.step.count - len(self.rows)


def write_report(plan: Plan, reports: Path, approve: str, of: str = "") -> Path:
    """Write the page beside the plan's file and return its path. Raises RepairRefused."""
    path = folder_of(reports, plan.digest) / PAGE
    try:
        return write_whole(path, render(plan, approve, of))
    except OSError as error:
        raise RepairRefused("repair-plan-unwritable", f"{path}: {error.strerror}") from None


def render(plan: Plan, approve: str, of: str = "") -> str:
    """Return the page; `approve` is the command that carries the plan out, `of` the migration's name."""
    shown = {each.step.id: each for each in _shown(plan.steps)}
    return (
        _environment()
        .get_template(PAGE)
        .render(
            plan=plan,
            of=of or plan.pair,
            approve=approve,
            title=title(plan),
            found={kind: _found(plan, kind) for kind in NOUNS},
            loss=loss_of(plan.steps),
            risk=worst(plan.steps),
            parts=parts(plan),
            balance=balance(plan),
            absences=_absences(plan.steps),
            shown=shown,
            decided=[each for each in shown.values() if each.step.financial],
            file=FILE,
        )
    )


def title(plan: Plan) -> str:
    """Say in a line what the plan is about: ``1,022 orphans and 50,121 missing records``."""
    counts = {kind: _found(plan, kind) for kind in NOUNS}
    words = [f"{number:,} {NOUNS[kind][number != 1]}" for kind, number in counts.items() if number]
    if not words:
        return "Nothing to repair"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def balance(plan: Plan) -> tuple[Balance, ...]:
    """Return what becomes of all that was found, in the order of the plan, what has no step behind it."""
    repaired: Counter[str] = Counter()
    for step in plan.steps:
        repaired[f"{step.kind}/{step.subject}"] += 0 if step.action == "leave" else step.count
    names = [name for name in repaired if name in plan.found]
    return tuple(
        Balance(_kind(name), subject, plan.found[name], repaired[name], plan.waived.get(name, 0), why)
        for name in (*names, *sorted(plan.found.keys() - repaired.keys()))
        for subject, why in [(name.partition("/")[2], plan.left.get(name, ""))]
    )


def parts(plan: Plan) -> tuple[Part, ...]:
    """Return the steps by domain, in the order of the plan."""
    domains = dict.fromkeys(step.domain for step in plan.steps)
    return tuple(Part(each, tuple(s for s in plan.steps if s.domain == each)) for each in domains)


def worst(steps: Iterable[Step]) -> Risk:
    """Return the worst risk of some steps; low where there is none."""
    order = list(RISKS)
    return max((step.risk for step in steps), key=order.index, default="low")


def loss_of(steps: Iterable[Step]) -> Loss:
    """Return what V2 no longer holds after some steps."""
    each = list(steps)
    return Loss(sum(step.loss.rows for step in each), sum(step.loss.values for step in each))


def lost(loss: Loss) -> str:
    """Say what V2 no longer holds: ``2 rows and 1 value``; ``nothing``."""
    amounts = ((loss.rows, "row"), (loss.values, "value"))
    words = [f"{number:,} {noun}{'s' if number != 1 else ''}" for number, noun in amounts if number]
    return " and ".join(words) or "nothing"


@cache
def _environment() -> Environment:
    """The site's templates with ours before them."""
    ours = ChoiceLoader([PackageLoader("cutover.repair"), PackageLoader("cutover.signoff")])
    made = environment().overlay(loader=ours)
    made.filters = {
        **made.filters,
        "plain": lambda value: plain(value, LONGEST),
        "lost": lost,
        "value": _value,
        "along": _along,
        "done": DONE.__getitem__,
        "sign": lambda risk: RISKS[risk][0],
        "colour": lambda risk: RISKS[risk][1],
    }
    return made


def _value(value: str | None) -> str:
    return "NULL" if value is None else plain(value, LONGEST)


def _along(row: Row) -> str:
    """Name the rows that go into quarantine with a row."""
    named = [f"{each.table} {', '.join(each.key)}" for each in row.cascade[:CASCADES]]
    more = len(row.cascade) - len(named)
    return plain(", ".join(named), LONGEST) + (f" and {more:,} more" if more else "")


def _shown(steps: Sequence[Step]) -> Iterator[Shown]:
    """Choose the rows that are shown: of financial steps all, within a bound of the whole page."""
    decisions, rows = DECISIONS, ALL_ROWS
    for step in steps:
        most = decisions if step.financial else min(ROWS, rows)
        chosen = Shown(step, step.rows[:most])
        if step.financial:
            decisions -= len(chosen.rows)
        else:
            rows -= len(chosen.rows)
        yield chosen


def _found(plan: Plan, kind: Kind) -> int:
    return sum(number for name, number in plan.found.items() if _kind(name) == kind)


def _kind(name: str) -> Kind:
    first = name.partition("/")[0]
    return next(kind for kind in NOUNS if kind == first)


def _absences(steps: Iterable[Step]) -> list[tuple[str, int]]:
    """Count the orphans by what their parent's absence means, most first."""
    counted: Counter[str] = Counter()
    for step in steps:
        if step.kind == "orphans":
            counted[step.absence or "not told"] += step.count
    return counted.most_common()
