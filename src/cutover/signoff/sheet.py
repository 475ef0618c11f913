"""The sheet: the page of a sign-off, a pure function of the statement and of who signed it."""

import base64
import hashlib
from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from cutover.evidence import Outcome
from cutover.signoff.closing import MARKS
from cutover.signoff.document import Signed
from cutover.signoff.pages import environment, source
from cutover.signoff.statement import CriterionStated, Statement, TraceStated
from cutover.signoff.verdict import Verdict

STYLES = ("page.css", "signoff.css")
SHOWN_CHECKS = 500
"""So many checks are listed one by one; the others are in the table beside the page."""
SHOWN_RUNS = 50
SHOWN_FILES = 160
"""So many of the runs, the newest, and of the files have a row; the others stand in the document."""
SHOWN_GAPS = 4
"""So much of what was not checked stands on the first page; the rest below."""


def render(statement: Statement, signed: Sequence[Signed] = ()) -> str:
    """Return the page; ``signed`` is the seal, then the approvals in their order.

    Of a signed entry the page shows ``by``, ``role``, ``meaning`` and ``at`` alone, so that it can be written
    before the entry's signature is known. The same values give the same bytes.
    """
    style = Markup("\n").join(source(name) for name in STYLES)
    approvals = tuple(signed[1:])
    listed = sorted(statement.traceability.checks, key=lambda each: -each.outcome.severity)
    return (
        environment()
        .get_template("signoff.html")
        .render(
            statement=statement,
            word=statement.verdict,
            holding=sum(each.outcome.proves for each in statement.criteria),
            seal=signed[0] if signed else None,
            approvals=approvals,
            missing=_missing(statement, approvals),
            production=_is_production_ready(statement, approvals),
            places=[(each, _places(each, statement)) for each in statement.criteria],
            listed=listed[:SHOWN_CHECKS],
            unlisted=len(listed[SHOWN_CHECKS:]),
            gaps=SHOWN_GAPS,
            runs=statement.runs[-SHOWN_RUNS:],
            files=statement.files[:SHOWN_FILES],
            style=style,
            style_digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            marks=MARKS,
            Outcome=Outcome,
            Verdict=Verdict,
        )
    )


def _missing(statement: Statement, approvals: Sequence[Signed]) -> tuple[str, ...]:
    """Return the roles whose approval the phase still needs."""
    waiting = list(statement.approvers)
    for entry in approvals:
        if entry.role in waiting:
            waiting.remove(entry.role)
    return tuple(waiting)


def _is_production_ready(statement: Statement, approvals: Sequence[Signed]) -> bool:
    """Whether the page may say so: all READY and all approved; whether that is so, the gate says."""
    return statement.closes_the_migration and not _missing(statement, approvals)


def _places(criterion: CriterionStated, statement: Statement) -> tuple[tuple[str, str], ...]:
    """Return where a criterion's checks stand: each run with the lines of its ledger."""
    found = sorted(
        (each for each in statement.traceability.checks if criterion.id in each.criteria and each.line),
        key=lambda each: (each.run, each.line),
    )
    return tuple((run, _ranges(tuple(lines))) for run, lines in groupby(found, key=lambda each: each.run))


def _ranges(checks: Sequence[TraceStated]) -> str:
    """Write lines in short: 2–33, 40."""
    spans: list[list[int]] = []
    for each in checks:
        if spans and each.line == spans[-1][1] + 1:
            spans[-1][1] = each.line
        else:
            spans.append([each.line, each.line])
    shown = [f"{first}–{last}" if last > first else str(first) for first, last in spans[:8]]
    return ", ".join(shown) + (f" and {len(spans) - 8:,} more" if len(spans) > 8 else "")
