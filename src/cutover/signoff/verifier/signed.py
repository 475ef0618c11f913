"""A signed folder: the sign-off of one phase, which is believed whole or not at all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cutover.signoff.verifier.attestation import refuse_other_attestations
from cutover.signoff.verifier.entries import APPROVAL, SEAL, SEALER, refuse_approver, signers
from cutover.signoff.verifier.folder import listing, sha256, signed_files
from cutover.signoff.verifier.ledgers import refuse_other_ledgers
from cutover.signoff.verifier.plain import digest_of, moment, part, strict
from cutover.signoff.verifier.refused import Refused
from cutover.signoff.verifier.trust import Rule, Trust

FORMAT = "cutover-signoff/1"
FILE, PAGE = "signoff.json", "signoff.html"
LARGEST = 64 * 2**20
"""So many bytes a sign-off may hold; its evidence is read in parts and may be larger."""


@dataclass(frozen=True)
class Verified:
    """A sign-off that can be believed: everything in it was signed by people who may, whatever it says."""

    folder: Path
    document: Mapping[str, Any] = field(repr=False)
    digest: str
    missing: tuple[str, ...]
    """The roles whose approval is still missing."""

    @property
    def statement(self) -> Mapping[str, Any]:
        """What was signed."""
        return self.document["statement"]  # type: ignore[no-any-return]  # it is JSON


def verify(folder: Path, phase: str, trust: Trust, now: datetime) -> Verified:
    """Return the sign-off of a phase if all of its folder can be believed at ``now``; else raises Refused."""
    try:
        return _verify(folder, phase, trust, now)
    except (KeyError, TypeError, AttributeError, ValueError, OSError) as error:
        # The form is checked where it matters to safety; whatever else is odd was not written by cutover.
        what = f"the sign-off in {folder} has not the form of one ({error!r})."
        raise Refused("signoff-unreadable", what) from None


def _verify(folder: Path, phase: str, trust: Trust, now: datetime) -> Verified:
    rule = trust.rule(phase)
    present = dict(listing(folder))
    if FILE not in present:
        what, fix = (
            f"there is no sign-off of phase {phase} in {folder}.",
            f"State it: cutover signoff {phase}",
        )
        raise Refused("signoff-missing", what, fix, lacks=True)
    document = _document(present.pop(FILE))
    page = present.pop(PAGE, None)
    statement = part(document, "statement")
    _refuse_another(statement, phase, rule, trust, now)
    files = signed_files(statement["files"], present)
    refuse_other_ledgers(statement, files)
    missing = _missing(document, page, rule, trust, now)
    refuse_other_attestations(statement, files, rule, trust, now)
    return Verified(folder, document, digest_of(statement), missing)


def _document(path: Path) -> Mapping[str, Any]:
    if path.stat().st_size > LARGEST:
        raise Refused("signoff-unreadable", f"{path} is larger than {LARGEST >> 20} MB.")
    document = strict(path.read_bytes(), str(path), b"\n")
    if set(document) != {"statement", "seal", "approvals"}:
        raise Refused("signoff-unreadable", f"{path} has not the keys of a sign-off.")
    return document


def _refuse_another(
    statement: Mapping[str, Any], phase: str, rule: Rule, trust: Trust, now: datetime
) -> None:
    """Refuse the statement of another phase, manifest, format or time."""
    told = part(statement, "phase")
    if statement["format"] != FORMAT:
        raise Refused("signoff-format", f"the sign-off is of format {statement['format']!r}, not {FORMAT!r}.")
    if told["id"] != phase or tuple(told["needs"]) != rule.needs:
        what = f"it is the sign-off of phase {told['id']!r} (which needs {told['needs']}), not of {phase!r}."
        raise Refused("signoff-phase", what)
    if statement["manifest"] != trust.manifest:
        what = f"phase {phase} was stated of another manifest: {str(statement['manifest'])[:19]}…"
        raise Refused("signoff-manifest", what, f"This one is {trust.manifest[:19]}…; state it anew.")
    if moment(statement["stated_at"], "stated_at") > now:
        what = f"it was stated at {statement['stated_at']}, which is to come: a clock is or was wrong."
        raise Refused("signoff-time", what)
    if tuple(statement["approvers"]) != rule.approvers:
        what = f"phase {phase} is approved by {', '.join(rule.approvers)}, and the sign-off says otherwise."
        raise Refused("signoff-phase", what)


def _missing(
    document: Mapping[str, Any], page: Path | None, rule: Rule, trust: Trust, now: datetime
) -> tuple[str, ...]:
    """Return the roles whose approval is missing; raises Refused for an entry that cannot be believed."""
    statement, seal, approvals = document["statement"], document["seal"], document["approvals"]
    if seal is None:
        what = "the sign-off is not sealed: nobody has signed that it is theirs."
        fix = f"Seal it: cutover signoff {statement['phase']['id']} --key PATH"
        raise Refused("signoff-unsigned", what, fix, lacks=not approvals)
    if page is None or [seal, *approvals][-1]["page"] != sha256(page):
        raise Refused("signoff-page", f"{PAGE} is not the page that was signed last.")
    said = {"statement": digest_of(statement), "page": None}
    stated = moment(statement["stated_at"], "stated_at")
    (sealer,) = signers([seal], SEAL, said, (), stated, now, trust)
    if seal["role"] != SEALER:
        raise Refused("entry-role", f"{seal['by']} sealed as {seal['role']!r}, and not as {SEALER!r}.")
    sealed = moment(seal["at"], "at")
    people = signers(approvals, APPROVAL, said, (digest_of(seal),), sealed, now, trust)
    for number, (entry, person) in enumerate(zip(approvals, people, strict=True)):
        earlier = (sealer, *people[:number])
        refuse_approver(person, entry["role"], earlier, statement["started_by"], rule, trust)
    roles = Counter(entry["role"] for entry in approvals)
    if roles - Counter(rule.approvers):
        raise Refused("entry-role", "a role approved more often than the phase asks for.")
    return tuple((Counter(rule.approvers) - roles).elements())
