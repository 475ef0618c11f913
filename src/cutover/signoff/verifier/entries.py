"""Entries: who signed what, in which order, for which purpose, as whom."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cutover.signoff.verifier.plain import canonical, demand_texts, digest_of, moment
from cutover.signoff.verifier.refused import Refused
from cutover.signoff.verifier.signature import demand_good, key_text, maker_of
from cutover.signoff.verifier.trust import Person, Rule, Trust

SEAL, APPROVAL, ATTESTING = "cutover-signoff", "cutover-approval", "cutover-attestation"
"""What a signature is for: one made for one purpose is worth nothing for another."""
SEALER = "sealer"
"""The role of whoever may state a sign-off."""

_ENTRY = frozenset({"by", "role", "meaning", "at", "before", "key", "signature"})


def signers(
    entries: Sequence[Any],
    namespace: str,
    said: Mapping[str, str | None],
    before: tuple[str, ...],
    earliest: datetime,
    now: datetime,
    trust: Trust,
) -> tuple[Person, ...]:
    """Return who signed each entry, in their order; raises Refused for one that cannot be believed.

    ``said`` is what each signs beside its own words, None where that is for others to judge; ``before`` the
    digests of what stands before the first of them, and ``earliest`` when that was.
    """
    people: list[Person] = []
    for entry in entries:
        demand_texts(entry, _ENTRY | set(said), frozenset({"before"}))
        if any(value is not None and entry[name] != value for name, value in said.items()):
            raise Refused("entry-of-another", f"{entry['by']} signed something else than what stands here.")
        if tuple(entry["before"]) != before:
            raise Refused("entry-order", f"{entry['by']} signed behind other entries than stand here.")
        at = moment(entry["at"], "at")
        if not earliest <= at <= now:
            what = f"{entry['by']} signed at {entry['at']}, which cannot be: a clock is or was wrong."
            raise Refused("entry-time", what)
        people.append(_signer(entry, namespace, at, trust))
        before, earliest = (*before, digest_of(entry)), at
    return tuple(people)


def refuse_approver(
    person: Person,
    role: str,
    earlier: Sequence[Person],
    started_by: Sequence[str],
    rule: Rule,
    trust: Trust,
) -> None:
    """Raise Refused for who may not approve: who started a run, who signed already, who is not asked."""
    if role not in rule.approvers:
        asked = ", ".join(rule.approvers)
        raise Refused("entry-role", f"{person.email} approves as {role!r}, and the phase asks for {asked}.")
    if not started_by:
        what = "nobody can tell who started the runs, so nobody can approve them."
        raise Refused("entry-starter-unknown", what)
    for name in started_by:
        starter = trust.called(name)
        if starter is None:
            what = f"{name!r} started a run, and the file of signers knows nobody of that name."
            fix = "Add the person to migration/approvers.yaml, or the name to their also_known_as."
            raise Refused("entry-starter-unknown", what, fix)
        if starter.email == person.email:
            what = f"{person.email} started a run of it (as {name!r}), and nobody approves their own."
            raise Refused("entry-own-run", what)
    if person.email in {each.email for each in earlier}:
        what = f"{person.email} has signed already; each signature is another person's."
        raise Refused("entry-twice", what)


def _signer(entry: Mapping[str, Any], namespace: str, at: datetime, trust: Trust) -> Person:
    """Return who signed an entry; raises Refused unless it was they, for this purpose, with a valid key."""
    by = entry["by"]
    person = trust.person(by)
    if person is None:
        fix = "Add them to migration/approvers.yaml, if they may sign."
        raise Refused("entry-unknown-person", f"the file of signers knows nobody as {by!r}.", fix)
    key, purpose = maker_of(entry["signature"])
    if purpose != namespace:
        raise Refused("entry-namespace", f"{by} signed for {purpose!r}, and this is {namespace!r}.")
    text = key_text(key)
    fingerprint = "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")
    if text not in person.keys:
        holder = trust.holder(text)
        whose = f"{holder.email}'s" if holder else "nobody's"
        raise Refused("entry-unknown-key", f"the key {fingerprint} that signed as {by} is {whose}.")
    if entry["key"] != fingerprint:
        raise Refused("entry-key", f"{by} signed with {fingerprint}, and the entry names {entry['key']!r}.")
    after, before = person.keys[text]
    if not after <= at < before:
        window = f"from {after:%Y-%m-%dT%H:%M:%SZ} to {before:%Y-%m-%dT%H:%M:%SZ}"
        what = f"{by}'s key {fingerprint} is valid {window}, and signed at {entry['at']}."
        raise Refused("entry-key-not-valid", what)
    if entry["role"] not in person.roles:
        raise Refused("entry-role", f"{by} signed as {entry['role']!r}, which is no role of theirs.")
    content = canonical({name: value for name, value in entry.items() if name != "signature"})
    demand_good(content, entry["signature"], by, namespace, at, trust)
    return person
