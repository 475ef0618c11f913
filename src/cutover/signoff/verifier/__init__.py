"""The verifier: judges signed sign-offs offline, with the standard library and ssh-keygen alone.

It imports nothing else of cutover, so that it can be packed into one file and carried to another machine
(`cutover verify --pack`). What it leaves to `cutover verify`, which has the manifest and the templates:
whether the page says what was signed, and whether the verdict follows from the evidence.
"""

from cutover.signoff.verifier.attestation import ATTESTATION, Attestation, attestation_from
from cutover.signoff.verifier.chain import chain, demand_ready, in_order
from cutover.signoff.verifier.entries import APPROVAL, ATTESTING, SEAL, SEALER, refuse_approver
from cutover.signoff.verifier.plain import canonical, digest_of
from cutover.signoff.verifier.refused import Refused
from cutover.signoff.verifier.signed import FILE, PAGE, Verified, verify
from cutover.signoff.verifier.trust import TRUST, Person, Rule, Trust, trust_from

__all__ = [
    "APPROVAL",
    "ATTESTATION",
    "ATTESTING",
    "FILE",
    "PAGE",
    "SEAL",
    "SEALER",
    "TRUST",
    "Attestation",
    "Person",
    "Refused",
    "Rule",
    "Trust",
    "Verified",
    "attestation_from",
    "canonical",
    "chain",
    "demand_ready",
    "digest_of",
    "in_order",
    "refuse_approver",
    "trust_from",
    "verify",
]
