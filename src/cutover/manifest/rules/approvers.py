"""Rules for approvers: each name, address and key belongs to one person, and each role is asked for."""

from collections.abc import Iterator

from cutover.manifest.approver import SEALER, Approver, plain_name
from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft
from cutover.manifest.problem import Problem


def problems(draft: Draft) -> Iterator[Problem]:
    """Find people who could be taken for another, and roles that nobody asks for."""
    if draft.approvers is None or draft.approvers.value is None:
        return
    document, people = draft.approvers.document, draft.approvers.value.people
    roles = _roles(draft)
    owners: dict[str, str] = {}
    for number, person in enumerate(people):
        place = ("people", number)
        yield from _shared(document, place, person, owners)
        for index, role in enumerate(person.roles):
            if not draft.phases.problems and role not in roles:
                yield document.problem(
                    "manifest-approver-role",
                    (*place, "roles", index),
                    f"{person.name} has the role {role!r}, which no phase asks for.",
                    f"Use one of: {', '.join(sorted(roles))}.",
                    role,
                    roles,
                )


def _shared(document: Document, above: Place, person: Approver, owners: dict[str, str]) -> Iterator[Problem]:
    """Find what belongs to an earlier person already; ``owners`` is who has what, and grows."""
    given: list[tuple[Place, str, str]] = [
        (("name",), plain_name(person.name), "the name"),
        (("email",), plain_name(person.email), "the address"),
        *(
            (("also_known_as", index), plain_name(name), "the name")
            for index, name in enumerate(person.also_known_as)
        ),
        *((("keys", index, "key"), key.fingerprint, "the key") for index, key in enumerate(person.keys)),
    ]
    own: dict[str, str] = {}
    for place, what, noun in given:
        if what in owners or (noun == "the key" and what in own):
            whose = owners.get(what, person.name)
            yield document.problem(
                "manifest-approver-twice",
                (*above, *place),
                f"{person.name} has {noun} {what!r}, which is {whose}'s already.",
                "One person, one entry; no two people share a name, an address or a key.",
            )
        own[what] = person.name
    owners.update(own)


def _roles(draft: Draft) -> set[str]:
    phases = draft.phases.value.phases if draft.phases.value else ()
    asked = {role for phase in phases for role in phase.approvers}
    signed = {
        role
        for phase in phases
        for criterion in phase.criteria
        if criterion.attested is not None
        for role in phase.signers(criterion)
    }
    return {SEALER, *asked, *signed, *(phase.owner for phase in phases)}
