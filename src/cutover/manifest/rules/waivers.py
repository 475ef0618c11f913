"""Rules for waivers: each accepts one known check, for at most 14 days."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from cutover.manifest.check import PLANNED
from cutover.manifest.draft import Draft, Names
from cutover.manifest.phase import is_pattern
from cutover.manifest.problem import Problem
from cutover.manifest.waiver import LONGEST


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find waivers of unknown checks, of checks waived already, and those that last too long."""
    document, value = draft.waivers.document, draft.waivers.value
    phases = draft.phases.value.phases if draft.phases.value else ()
    criteria = [pattern for phase in phases for criterion in phase.criteria for pattern in criterion.patterns]
    known = names.checks() | {pattern for pattern in criteria if not is_pattern(pattern)}
    can_tell = names.complete and draft.phases.data is not None
    seen: set[str] = set()
    for number, waiver in enumerate(value.waivers if value else ()):
        place = ("waivers", number, "check")
        if waiver.check in seen:
            yield document.problem(
                "manifest-name-twice",
                place,
                f"Check {waiver.check!r} is waived already.",
                "Keep one of the two waivers.",
            )
        seen.add(waiver.check)
        if is_pattern(waiver.check) or (
            can_tell and waiver.check not in known and not _is_asked_for(waiver.check, criteria)
        ):
            yield document.problem(
                "manifest-unknown-check",
                place,
                f"{waiver.check!r} is none of the manifest's checks.",
                "Write the exact id of one check; a waiver has no patterns.",
                waiver.check,
                known,
            )
        if waiver.expires > draft.today + LONGEST:
            yield document.problem(
                "manifest-waiver-too-long",
                ("waivers", number, "expires"),
                f"The waiver of {waiver.check} lasts until {waiver.expires}, more than {LONGEST.days} days.",
                f"Let it end on {draft.today + LONGEST} or before; it can be asked for again then.",
            )


def _is_asked_for(check: str, criteria: list[str]) -> bool:
    """Whether a criterion asks for a check whose area does not follow from the manifest alone."""
    return check.partition("/")[0] not in PLANNED and any(fnmatchcase(check, pattern) for pattern in criteria)
