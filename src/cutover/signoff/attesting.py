"""Attesting: what people state and sign, kept in ``reports/attestations/``, one file a statement.

An attestation is tied to the pair and to the manifest, as evidence is: "the cutover is approved" must not
outlive a table that was taken out of the manifest, and "backups were made" is of one pair's databases alone.
It ages from its first signature, and a phase believes it no longer than its evidence.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cutover.evidence import Outcome
from cutover.manifest import Migration, nearest
from cutover.signoff.approval import ApprovalError, demand_line, moment, role_of
from cutover.signoff.archive import read_archive, speaking
from cutover.signoff.attested import Attested
from cutover.signoff.document import FILE, read_signoff
from cutover.signoff.pages import write_whole
from cutover.signoff.signing import Signer
from cutover.signoff.trust import trust_of
from cutover.signoff.verifier import ATTESTATION, ATTESTING, Refused, Trust, attestation_from, digest_of
from cutover.signoff.verifier.folder import listing, sha256
from cutover.signoff.verifier.plain import canonical, part, strict
from cutover.signoff.verifier.plain import moment as read_moment

FOLDER = "attestations"


@dataclass(frozen=True)
class Asked:
    """One statement that phases ask for, in whichever of them."""

    slug: str
    says: str
    roles: tuple[str, ...]
    phases: tuple[str, ...]


@dataclass(frozen=True)
class _Told:
    format: str
    slug: str
    says: str
    outcome: str
    pair: str
    manifest: str


def asked_for(migration: Migration) -> dict[str, Asked]:
    """Return every statement that the manifest asks for, by its slug; phases that share one ask the same."""
    found: dict[str, Asked] = {}
    for phase in migration.phases:
        for criterion in phase.criteria:
            if (slug := criterion.attested) is not None:
                earlier = found[slug].phases if slug in found else ()
                says = criterion.says or slug
                found[slug] = Asked(slug, says, phase.signers(criterion), (*earlier, phase.id))
    return found


def attest(
    migration: Migration,
    reports: Path,
    slug: str,
    signer: Signer,
    now: datetime,
    *,
    holds: bool = True,
    role: str = "",
    meaning: str = "",
) -> tuple[Path, tuple[str, ...]]:
    """Sign a statement and write it; return its file and the roles whose signature is still missing.

    A second person's signature joins the first one's where both state the same; else the statement begins
    anew. What the phase of the final report asks for is stated of a report that is there, and names it.
    Raises ApprovalError, SigningError, DocumentError, and Refused where there is no report yet.
    """
    asked = _asked(migration, slug)
    outcome = Outcome.PASSED if holds else Outcome.FAILED
    read, pair = _read(migration, reports, asked), _pair(migration, reports)
    told = asdict(_Told(ATTESTATION, slug, asked.says, str(outcome), pair, migration.digest))
    trust, path = trust_of(migration), reports / FOLDER / f"{slug}.json"
    signed, missing = _waiting(path, told, asked, trust, now)
    if any(entry["by"] == signer.person.email for entry in signed):
        raise ApprovalError(
            "attestation-twice", f"{signer.person.email} has signed {slug}: another person must."
        )
    entry: dict[str, object] = {
        "attestation": digest_of(told),
        "by": signer.person.email,
        "role": role_of(signer, missing, role),
        "meaning": demand_line(meaning or f"states: {'' if holds else 'it is not so that '}{asked.says}")
        + read,
        "at": moment(now),
        "before": [digest_of(each) for each in signed],
        "key": signer.key.fingerprint,
    }
    entry["signature"] = signer.sign(canonical(entry), ATTESTING)
    content = canonical({"attestation": told, "signed": [*signed, entry]})
    found = attestation_from(content, asked.roles, trust, now)
    return write_whole(path, content.decode()), found.missing


def read_attested(
    migration: Migration, reports: Path, now: datetime
) -> tuple[tuple[Attested, ...], tuple[str, ...]]:
    """Return the statements whose signatures are good and complete, and why each other one does not count."""
    try:
        files = dict(listing(reports / FOLDER))
    except Refused as error:
        return (), (str(error),)
    return attested_in(migration, files, _newest_pair(migration, reports) if files else "", now)


def attested_in(
    migration: Migration, files: Mapping[str, Path], pair: str, now: datetime
) -> tuple[tuple[Attested, ...], tuple[str, ...]]:
    """Return as ``read_attested`` what some files state of a pair."""
    found: list[Attested] = []
    complaints: list[str] = []
    for name, path in files.items():
        try:
            found.append(_attested(migration, path, pair, now))
        except Refused as error:
            complaints.append(f"{name}: {error}")
    return tuple(found), tuple(complaints)


def _attested(migration: Migration, path: Path, pair: str, now: datetime) -> Attested:
    content = path.read_bytes()
    slug = str(part(strict(content, str(path)), "attestation").get("slug", ""))
    asked = asked_for(migration).get(slug)
    if asked is None:
        raise Refused("attestation-unknown", f"no phase asks for {slug!r}.")
    read = attestation_from(content, asked.roles, trust_of(migration), now)
    if (read.manifest, read.says, read.pair) != (migration.digest, asked.says, pair):
        what = "it was signed of another pair of systems, or of another manifest."
        raise Refused("attestation-of-another", what, f"Sign it again: cutover attest {slug}", lacks=True)
    if read.missing and read.outcome != Outcome.FAILED:  # one person is enough to say that it is not so
        what = f"{slug} is not signed by: {', '.join(read.missing)}."
        raise Refused("attestation-missing", what, f"cutover attest {slug} --key PATH", lacks=True)
    at, outcome = read_moment(read.at, "at"), Outcome(read.outcome)
    return Attested(slug, read.by, at, read.meaning, outcome, sha256(path))


def _asked(migration: Migration, slug: str) -> Asked:
    asked = asked_for(migration)
    if slug not in asked:
        close = nearest(slug, asked)
        hint = f"Nearest name: '{close}'." if close else f"There are: {', '.join(sorted(asked)) or 'none'}."
        raise ApprovalError("attestation-unknown", f"no phase asks for '{slug}'.\n  {hint}")
    return asked[slug]


def _read(migration: Migration, reports: Path, asked: Asked) -> str:
    """Say which final report lay there when somebody signed in its phase; empty for all other phases."""
    phase = migration.report.phase if migration.report else ""
    if phase not in asked.phases:
        return ""
    place = reports / f"phase-{phase}" / FILE
    if not place.is_file():
        what = f"{asked.slug} is signed when the final report is read, and there is no {place}."
        raise Refused("attestation-no-report", what, f"State it: cutover signoff {phase}", lacks=True)
    return f" (read: sign-off {phase}, {read_signoff(place).statement.digest})"


def _pair(migration: Migration, reports: Path) -> str:
    pair = _newest_pair(migration, reports)
    if not pair:
        raise ApprovalError(
            "attestation-no-pair",
            f"no run of this manifest below {reports} reached a pair, so nobody can tell of which one.\n"
            "  Run the checks first.",
        )
    return pair


def _newest_pair(migration: Migration, reports: Path) -> str:
    """Name the pair that the verdict is about; empty where no run reached one."""
    ledgers = speaking(read_archive(reports).ledgers, migration.digest)
    return next((pair for each in reversed(ledgers) if (pair := each.header.pair.get("identity", ""))), "")


def _waiting(
    path: Path, told: Mapping[str, Any], asked: Asked, trust: Trust, now: datetime
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Return the signatures that the next one joins, and the roles that are asked for still.

    What is complete, of another pair or cannot be believed is begun anew.
    """
    try:
        content = path.read_bytes()
        read = attestation_from(content, asked.roles, trust, now)
        document = strict(content, str(path))
    except (OSError, Refused):
        return [], asked.roles
    if document["attestation"] != told or not read.missing:
        return [], asked.roles
    return list(document["signed"]), read.missing
