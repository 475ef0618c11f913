"""What a person stated and signed, once its signature was found good."""

from dataclasses import dataclass
from datetime import datetime

from cutover.evidence import Outcome


@dataclass(frozen=True)
class Attested:
    """One verified attestation; it answers the check ``attested/<slug>`` while the phase is fresh."""

    slug: str
    by: str
    at: datetime
    meaning: str
    outcome: Outcome
    digest: str
    """sha256 of the signed statement's canonical bytes."""
