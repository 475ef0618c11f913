"""Trust: the manifest's approvers as the one text that signatures are judged by, here and offline."""

import json

from cutover.manifest import SEALER, Approver, Key, Migration, Phase
from cutover.signoff.verifier import APPROVAL, ATTESTING, SEAL, TRUST, Trust, trust_from

_HEAD = """\
# Who may sign what, written by cutover from migration/approvers.yaml and phases.yaml. All times are in UTC.
# ssh-keygen reads the lines of keys (TZ=UTC ssh-keygen -Y verify -f THIS …), the verifier that of JSON too.
"""


def trust_of(migration: Migration) -> Trust:
    """Return whom a manifest believes."""
    return trust_from(signers_text(migration))


def signers_text(migration: Migration) -> str:
    """Return the file of signers: roles and rules in a comment, then a line a key, valid for its purposes."""
    told = {
        "manifest": migration.digest,
        "people": [_person(person) for person in migration.people],
        "phases": {phase.id: _rule(phase) for phase in migration.phases},
    }
    lines = [_signer(person, key) for person in migration.people for key in person.keys]
    return _HEAD + TRUST + json.dumps(told) + "\n" + "".join(lines)


def _person(person: Approver) -> dict[str, object]:
    return {
        "name": person.name,
        "email": person.email,
        "names": sorted(person.names),
        "roles": list(person.roles),
        "keys": [
            {
                "key": key.text,
                "valid_after": key.valid_after.isoformat(),
                "valid_before": key.valid_before.isoformat(),
            }
            for key in person.keys
        ],
    }


def _rule(phase: Phase) -> dict[str, object]:
    return {
        "needs": list(phase.needs),
        "approvers": list(phase.approvers),
        "attested": {
            criterion.attested: list(phase.signers(criterion))
            for criterion in phase.criteria
            if criterion.attested is not None
        },
    }


def _signer(person: Approver, key: Key) -> str:
    purposes = [APPROVAL, ATTESTING] if set(person.roles) - {SEALER} else []
    purposes += [SEAL] if SEALER in person.roles else []
    window = f'valid-after="{key.valid_after:%Y%m%d%H%M%S}",valid-before="{key.valid_before:%Y%m%d%H%M%S}"'
    return f'{person.email} namespaces="{",".join(purposes)}",{window} {key.text}\n' if purposes else ""
