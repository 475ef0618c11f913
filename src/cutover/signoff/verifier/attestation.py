"""An attestation: what people state and sign of one pair and manifest, and whether a sign-off tells it so."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cutover.signoff.verifier.entries import ATTESTING, signers
from cutover.signoff.verifier.plain import demand_texts, digest_of, strict
from cutover.signoff.verifier.refused import Refused
from cutover.signoff.verifier.trust import Rule, Trust

ATTESTATION = "cutover-attestation/1"
_KEYS = frozenset({"format", "slug", "says", "outcome", "pair", "manifest"})
_BEGUN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Attestation:
    """What was stated, by whom (in their order) and when: at the first signature, so it ages from there."""

    slug: str
    says: str
    outcome: str
    pair: str
    manifest: str
    by: str
    at: str
    meaning: str
    missing: tuple[str, ...]
    """The roles whose signature is still missing."""


def attestation_from(content: bytes, asked: tuple[str, ...], trust: Trust, now: datetime) -> Attestation:
    """Return what a file attests; ``asked`` are the roles that sign it. Raises Refused unless all is good."""
    document = strict(content, "an attestation")
    if set(document) != {"attestation", "signed"} or not document["signed"]:
        raise Refused("attestation-edited", "an attestation has not the keys of one, or nobody signed it.")
    told, signed = document["attestation"], document["signed"]
    demand_texts(told, _KEYS)
    if told["format"] != ATTESTATION:
        raise Refused("attestation-edited", f"an attestation is of format {told['format']!r}.")
    people = signers(signed, ATTESTING, {"attestation": digest_of(told)}, (), _BEGUN, now, trust)
    owed, roles = Counter(asked), Counter(entry["role"] for entry in signed)
    if len({person.email for person in people}) != len(people) or roles - owed:
        what = f"{told['slug']} is signed twice by one person, or by somebody who is not asked for it."
        raise Refused("attestation-role", what)
    return Attestation(
        slug=told["slug"],
        says=told["says"],
        outcome=told["outcome"],
        pair=told["pair"],
        manifest=told["manifest"],
        by=", ".join(entry["by"] for entry in signed),
        at=signed[0]["at"],
        meaning="; ".join(dict.fromkeys(entry["meaning"] for entry in signed)),
        missing=tuple((owed - roles).elements()),
    )


def refuse_other_attestations(
    statement: Mapping[str, Any], files: Mapping[str, Path], rule: Rule, trust: Trust, now: datetime
) -> None:
    """Refuse what a sign-off calls attested and is not, or not by all whom the phase asks."""
    for told in statement["attestations"]:
        slug = told["slug"]
        if not told["digest"]:
            if told["outcome"] in ("passed", "accepted"):
                raise Refused("attestation-missing", f"{slug} is called attested, and nobody signed it.")
            continue
        if told["digest"] not in files:
            raise Refused("attestation-missing", f"what {told['by']} attested ({slug}) is not there.")
        asked = rule.attested.get(slug, ())
        found = attestation_from(files[told["digest"]].read_bytes(), asked, trust, now)
        said = (found.slug, found.says, found.outcome, found.by, found.at, found.meaning)
        about = (found.pair, found.manifest)
        if said != (slug, told["says"], told["outcome"], told["by"], told["at"], told["meaning"]) or (
            about != (statement["pair"]["identity"], statement["manifest"])
        ):
            what = f"what was attested is not what the sign-off says of {slug}, or of another pair."
            raise Refused("attestation-of-another", what)
        if found.missing and found.outcome != "failed":  # one person is enough to say that it is not so
            raise Refused("attestation-missing", f"{slug} is not signed by: {', '.join(found.missing)}.")
