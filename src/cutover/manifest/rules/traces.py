"""Rules for traces: what a write leaves is seen in a declared read, asked with what that read declares."""

from collections.abc import Iterator

from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft, Names
from cutover.manifest.endpoint import Endpoint, Taken, Trace
from cutover.manifest.problem import Problem


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find traces that nobody could see."""
    groups = [(parsed.document, parsed.value) for parsed in draft.endpoints if parsed.value]
    known = {f"{group.group}.{each.name}": each for _, group in groups for each in group.endpoints}
    for document, group in groups:
        for endpoint in group.endpoints:
            if endpoint.leaves is not None:
                place: Place = ("endpoints", endpoint.name, "leaves")
                yield from _trace(document, place, endpoint, endpoint.leaves, known, names)


def _trace(
    document: Document,
    place: Place,
    endpoint: Endpoint,
    trace: Trace,
    known: dict[str, Endpoint],
    names: Names,
) -> Iterator[Problem]:
    if endpoint.reads:
        yield document.problem(
            "manifest-trace-of-a-read",
            place,
            f"{endpoint.name!r} is declared as a read, so it leaves nothing behind.",
            "Remove `leaves`, or declare effect: writes.",
        )
    if trace.seen_in not in names.endpoints:
        if names.endpoints_complete:
            yield document.problem(
                "manifest-unknown-endpoint",
                (*place, "seen_in"),
                f"There is no endpoint {trace.seen_in!r} to see the trace in.",
                "Fix the name: it is group.endpoint.",
                trace.seen_in,
                names.endpoints,
            )
    elif not names.endpoints[trace.seen_in]:
        yield document.problem(
            "manifest-writing-example",
            (*place, "seen_in"),
            f"The trace is looked for in {trace.seen_in!r}, which is not declared as a read.",
            "Look for it in an endpoint with effect: reads, which changes nothing itself.",
        )
    elif trace.seen_in in known:
        yield from _given(document, place, trace, known[trace.seen_in])


def _given(document: Document, place: Place, trace: Trace, seen_in: Endpoint) -> Iterator[Problem]:
    declared = {parameter.name for parameter in seen_in.parameters}
    for given in trace.given:
        if given.parameter not in declared:
            yield document.problem(
                "manifest-unknown-parameter",
                (*place, "with", given.parameter),
                f"Endpoint {trace.seen_in!r} has no parameter {given.parameter!r}.",
                "Fix the name, or declare it there.",
                given.parameter,
                declared,
            )
        elif isinstance(given.value, Taken):
            yield document.problem(
                "manifest-wrong-type",
                (*place, "with", given.parameter),
                "A value taken from V1 stands where a literal is expected.",
                "Write the value: V1 does not know what was written to V2's clone.",
            )
