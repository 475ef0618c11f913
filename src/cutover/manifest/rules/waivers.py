"""Rules for waivers: each accepts one known check, or one class of differences, for at most 14 days."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from cutover.manifest.approver import plain_name
from cutover.manifest.check import PLANNED
from cutover.manifest.document import Document
from cutover.manifest.draft import Draft, Names
from cutover.manifest.phase import is_pattern
from cutover.manifest.problem import Problem
from cutover.manifest.waiver import LONGEST, Waiver


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find waivers of unknown checks, of what is waived already, of oneself, and those that last too long."""
    document, value = draft.waivers.document, draft.waivers.value
    phases = draft.phases.value.phases if draft.phases.value else ()
    criteria = [pattern for phase in phases for criterion in phase.criteria for pattern in criterion.patterns]
    known = names.checks() | {pattern for pattern in criteria if not is_pattern(pattern)}
    can_tell = names.complete and draft.phases.data is not None
    seen: set[str] = set()
    for number, waiver in enumerate(value.waivers if value else ()):
        place = ("waivers", number, "check" if waiver.check is not None else "difference")
        if waiver.names in seen:
            yield document.problem(
                "manifest-name-twice",
                place,
                f"{waiver.names!r} is waived already.",
                "Keep one of the two waivers.",
            )
        seen.add(waiver.names)
        check = waiver.check
        if check is not None and (
            is_pattern(check) or (can_tell and check not in known and not _is_asked_for(check, criteria))
        ):
            yield document.problem(
                "manifest-unknown-check",
                place,
                f"{check!r} is none of the manifest's checks.",
                "Write the exact id of one check; a waiver has no patterns.",
                check,
                known,
            )
        yield from _people(document, number, waiver, draft)
        if waiver.expires > draft.today + LONGEST:
            yield document.problem(
                "manifest-waiver-too-long",
                ("waivers", number, "expires"),
                f"The waiver of {waiver.names} lasts until {waiver.expires}, more than {LONGEST.days} days.",
                f"Let it end on {draft.today + LONGEST} or before; it can be asked for again then.",
            )


def _people(document: Document, number: int, waiver: Waiver, draft: Draft) -> Iterator[Problem]:
    """Find a waiver that one person requests and approves under two of their names."""
    people = draft.approvers.value.people if draft.approvers and draft.approvers.value else ()
    both = {plain_name(waiver.requester), plain_name(waiver.approver)}
    for person in people:
        if both <= person.names:
            yield document.problem(
                "manifest-waiver-self-approved",
                ("waivers", number, "approver"),
                f"{waiver.requester} and {waiver.approver} are both {person.name}, who approves it too.",
                "Let another person approve it.",
            )


def _is_asked_for(check: str, criteria: list[str]) -> bool:
    """Whether a criterion asks for a check whose area does not follow from the manifest alone."""
    return check.partition("/")[0] not in PLANNED and any(fnmatchcase(check, pattern) for pattern in criteria)
