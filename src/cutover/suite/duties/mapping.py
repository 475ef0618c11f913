"""A mapping: the entry that says which V2 endpoint took over from a V1 endpoint."""

from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Endpoint
from cutover.suite.duties.seen import seen
from cutover.suite.mapping_file import COMMAND, NAME, Committed, entry


def evidence(check: Check, endpoint: Endpoint, found: Committed) -> Evidence:
    """Say whether the entry of an endpoint is there, once, and right."""
    wanted = entry(endpoint)
    same = [each for each in found.entries if each == wanted]
    alike = [each for each in found.entries if each.get("endpoint") == endpoint.v2]
    if found.problem:
        actual, cause = found.problem, "no mapping file"
    elif len(same) == 1:
        return seen(check, Outcome.PASSED, expected=_told(wanted), actual="one entry, as the manifest has it")
    elif same:
        actual, cause = f"{len(same)} equal entries", f"entries that stand twice in {NAME}"
    elif alike:
        actual, cause = f"another entry: {_told(alike[0])}", f"{NAME} is out of date"
    else:
        actual, cause = "no entry", f"{NAME} is out of date"
    return seen(
        check, Outcome.FAILED, expected=_told(wanted), actual=actual, cause=cause, reproduce=[COMMAND]
    )


def _told(wanted: object) -> str:
    return (
        ", ".join(f"{name} {value}" for name, value in wanted.items())
        if isinstance(wanted, dict)
        else str(wanted)
    )
