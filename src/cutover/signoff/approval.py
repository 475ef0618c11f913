"""Approval: the seal of who states a sign-off, and the signatures of those who let a phase pass.

ApprovalError
    code ``approval-role``, ``approval-meaning``; whatever else stands in the way is the verifier's Refused
"""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from cutover.manifest import SEALER
from cutover.signoff import sheet
from cutover.signoff.document import FILE, PAGE, Document, Signed, read_signoff
from cutover.signoff.error import SignoffError
from cutover.signoff.pages import write_whole
from cutover.signoff.signing import Signer
from cutover.signoff.statement import Statement
from cutover.signoff.verifier import (
    APPROVAL,
    SEAL,
    Trust,
    Verified,
    demand_ready,
    refuse_approver,
    verify,
)
from cutover.signoff.verifier.plain import is_line
from cutover.signoff.verifier.refused import Refused


class ApprovalError(SignoffError):
    """Why nothing was signed."""


def sealed(statement: Statement, signer: Signer, now: datetime) -> Document:
    """Return the document of a statement, sealed by who states it; raises ApprovalError, SigningError."""
    role = role_of(signer, (SEALER,), "")
    meaning = f"states that phase {statement.phase.id} is {statement.verdict}, from this evidence"
    entry = _signed(statement, (), signer, role, meaning, now, SEAL)
    return Document(statement=statement, seal=entry)


def approve(
    folder: Path, phase: str, trust: Trust, signer: Signer, now: datetime, role: str = "", meaning: str = ""
) -> Document:
    """Add a person's approval to a sign-off and write it, page and document.

    Nothing is signed that could not be believed afterwards. Raises Refused for a sign-off that cannot be
    believed, is not READY or not fresh, and for who may not approve it; ApprovalError; SigningError.
    """
    found = verify(folder, phase, trust, now)
    statement = found.statement
    _demand_approvable(found, now)
    chosen = role_of(signer, found.missing or trust.rule(phase).approvers, role)
    earlier = [person for entry in _entries(found) if (person := trust.person(entry["by"])) is not None]
    person = trust.person(signer.person.email)
    if person is not None:
        refuse_approver(person, chosen, earlier, statement["started_by"], trust.rule(phase), trust)
    document = read_signoff(folder / FILE)
    said = meaning or f"approves that phase {phase} is READY, and that what needs it may begin"
    entry = _signed(document.statement, document.signed, signer, chosen, said, now, APPROVAL)
    approved = document.model_copy(update={"approvals": (*document.approvals, entry)})
    write(approved, folder)
    return approved


def write(document: Document, folder: Path) -> None:
    """Write a document and its page, each whole or not at all."""
    write_whole(folder / PAGE, sheet.render(document.statement, document.signed))
    write_whole(folder / FILE, document.canonical.decode())


def role_of(signer: Signer, asked: tuple[str, ...], chosen: str) -> str:
    """Return the role that a person signs in: the chosen one, else the first asked for that they have."""
    roles = signer.person.roles
    if chosen and chosen not in roles:
        theirs = f"They have: {', '.join(roles)}." if roles else "They have none."
        raise ApprovalError(
            "approval-role", f"{signer.person.email} has not the role {chosen!r}.\n  {theirs}"
        )
    found = next((role for role in asked if role in roles and role == (chosen or role)), None)
    if found is None:
        raise ApprovalError(
            "approval-role",
            f"{signer.person.email} has none of the roles that are asked for: {', '.join(asked)}.\n"
            f"  They have: {', '.join(roles) or 'none'}. Let somebody else sign, or change approvers.yaml.",
        )
    return found


def demand_line(text: str) -> str:
    """Return a text that fits into an entry: one line without signs that cannot be seen."""
    if not text.strip() or not is_line(text):
        raise ApprovalError("approval-meaning", "--meaning is one line of text.\n  Say what you sign for.")
    return text


def moment(now: datetime) -> str:
    """Write a moment down as entries have it: UTC, to the second."""
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _demand_approvable(found: Verified, now: datetime) -> None:
    """Raise Refused for a sign-off that is not READY or not fresh; a missing approval is why we are here."""
    try:
        demand_ready(found, now)
    except Refused as error:
        if error.code != "signoff-unapproved":
            raise
    else:
        raise Refused("signoff-approved", "it has every approval that the phase asks for already.")


def _entries(found: Verified) -> list[dict[str, str]]:
    return [found.document["seal"], *found.document["approvals"]]


def _signed(
    statement: Statement,
    before: tuple[Signed, ...],
    signer: Signer,
    role: str,
    meaning: str,
    now: datetime,
    namespace: str,
) -> Signed:
    draft = Signed(
        by=signer.person.email,
        role=role,
        meaning=demand_line(meaning),
        at=moment(now),
        statement=statement.digest,
        before=tuple(entry.digest for entry in before),
        page="",
        key=signer.key.fingerprint,
        signature="",
    )
    page = sheet.render(statement, (*before, draft))
    entry = draft.model_copy(update={"page": hashlib.sha256(page.encode()).hexdigest()})
    return entry.model_copy(update={"signature": signer.sign(entry.to_sign, namespace)})
