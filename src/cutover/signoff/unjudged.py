"""Unjudged: whether a criterion rightly has nothing to judge, because nothing was ever done that it judges.

A look into V2 must have said so, in every check of the criterion; not having looked shows nothing. And once
any run has judged something of the kind, what is gone since was taken away: it stays owed for ever.
"""

from collections.abc import Sequence

from cutover.evidence import Evidence, Header, Ledger, Outcome
from cutover.manifest import NEVER_REPAIRED, Criterion
from cutover.signoff.standing import Standing

_JUDGED = (Outcome.PASSED, Outcome.ACCEPTED, Outcome.INCONCLUSIVE, Outcome.FAILED)


def says_nothing(standing: Standing) -> bool:
    """Whether the newest word on a check is that a sealed run looked, and found nothing to judge."""
    last = standing.results[-1] if standing.results else None
    return last is not None and last.sealed and last.evidence is not None and _is_nothing(last.evidence)


def witness(criterion: Criterion, ledgers: Sequence[Ledger], now: Header | None) -> str:
    """Return the first run that ever judged a check of the criterion's areas; empty where none did.

    Runs of the same environment count, and of the same V2, whatever its pair, its manifest or its end.
    """
    areas = tuple(f"{pattern.partition('/')[0]}/" for pattern in criterion.patterns)
    for ledger in ledgers:
        if _same_v2(ledger.header, now):
            for entry in ledger.evidence:
                if entry.outcome in _JUDGED and entry.check.startswith(areas):
                    return ledger.header.run
    return ""


def _is_nothing(evidence: Evidence) -> bool:
    return evidence.outcome is Outcome.NOT_RUN and evidence.cause == NEVER_REPAIRED


def _same_v2(header: Header, now: Header | None) -> bool:
    """Two runs may be of one V2 where either says so: what is renamed is still the same."""
    if now is None or header.environment == now.environment:
        return True
    return bool(header.pair.get("v2")) and header.pair.get("v2") == now.pair.get("v2")
