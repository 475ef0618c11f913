"""The sheet: the page of a sign-off, a pure function of the statement and of who signed it."""

from collections.abc import Sequence

from cutover.evidence import Outcome
from cutover.signoff.closing import MARKS
from cutover.signoff.document import Signed
from cutover.signoff.pages import environment
from cutover.signoff.statement import Statement


def render(statement: Statement, signed: Sequence[Signed] = ()) -> str:
    """Return the page; ``signed`` is the seal, then the approvals in their order.

    Of a signed entry the page shows ``by``, ``role``, ``meaning`` and ``at`` alone, so that it can be written
    before the entry's signature is known. The same values give the same bytes.
    """
    return (
        environment()
        .get_template("signoff.html")
        .render(
            statement=statement,
            seal=signed[0] if signed else None,
            approvals=tuple(signed[1:]),
            marks=MARKS,
            outcome=Outcome,
        )
    )
