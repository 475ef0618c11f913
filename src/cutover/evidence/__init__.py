"""What a run saw: outcomes, records, the ledger that keeps them, and the redaction that guards them."""

from cutover.evidence.ledger import Ledger, LedgerError, LedgerWriter, read_ledger
from cutover.evidence.naming import new_id, now
from cutover.evidence.outcome import Outcome, worst
from cutover.evidence.outlet import Outlet, RedactedStream, secrets_in
from cutover.evidence.record import Evidence, Footer, Header, evidence_from, evidence_line
from cutover.evidence.redaction import Redactor

__all__ = [
    "Evidence",
    "Footer",
    "Header",
    "Ledger",
    "LedgerError",
    "LedgerWriter",
    "Outcome",
    "Outlet",
    "RedactedStream",
    "Redactor",
    "evidence_from",
    "evidence_line",
    "new_id",
    "now",
    "read_ledger",
    "secrets_in",
    "worst",
]
