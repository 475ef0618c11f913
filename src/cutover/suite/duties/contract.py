"""A contract: what V2 owes every caller, whatever it answers."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cutover.compare import Answer, Violation, judge_trace, read_json
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Endpoint
from cutover.openapi import shape
from cutover.suite.asked import Unaskable
from cutover.suite.asking import Asking, Values
from cutover.suite.duties.probes import GARBAGE, GOOD, Probe, probes
from cutover.suite.duties.seen import Shown, seen
from cutover.suite.publications import Publication
from cutover.suite.text import count, silence

_BEARER = {
    "user": "",
    "nobody": None,
    "garbage": GARBAGE,
    "expired": "$V2_EXPIRED_TOKEN",
    "V1's user": "$V1_TOKEN",
}
_UNTRIED = {
    "expired": "no expired token was tried: the environment's login of V2 has no `lifetime` that gives one",
    "V1's user": "V1's token was not tried: V1 gave none, or V2 takes the same one",
}
_NO_METHOD = "no other method was tried: V2 has no writes_api apart, or every method is declared"


@dataclass(frozen=True)
class Kept:
    """One request of a contract, and what is wrong with its answer; `kind` is what many requests share.

    The command that asks it again is "" for a refusal as agreed. What is `untold` shows nothing about V2: the
    harness could not tell.
    """

    what: str
    answer: Answer
    findings: tuple[str, ...]
    command: str
    kind: str = ""
    untold: bool = False
    violations: tuple[Violation, ...] = ()
    """What a good answer breaks of the schema that V2 publishes of it."""

    @property
    def wrong(self) -> tuple[str, ...]:
        """Everything that is wrong with the answer, without its values."""
        return (*self.findings, *map(str, self.violations))

    @property
    def shows_nothing(self) -> bool:
        """Whether its findings say nothing about V2."""
        return self.untold or (self.answer.error or "").startswith(("connect", "login"))


async def asked(asking: Asking, endpoint: Endpoint) -> tuple[tuple[Kept, ...], tuple[str, ...]]:
    """Ask V2 all that its contract speaks of, at once; also say what could not be tried, and why.

    Raises Unaskable where no user has an example to ask with.
    """
    asking.demand(endpoint)
    user, values = await _example(asking, endpoint)
    left = await _left(asking, endpoint, values, user)
    publication = await asking.published(endpoint)
    found = await asyncio.gather(
        *(_tried(asking, endpoint, probe, values, user) for probe in probes(endpoint))
    )
    kept = tuple(each for each in found if isinstance(each, Kept))
    untried = [each for each in found if isinstance(each, str)]
    if publication is not None:
        kept = tuple(_conforming(each, endpoint, publication) for each in kept)
        untried += _unvalidated(kept, endpoint, publication)
    return (*kept, *left), tuple(untried)


def _conforming(kept: Kept, endpoint: Endpoint, publication: Publication) -> Kept:
    """Hold a good answer against the schema that V2 publishes of it."""
    if kept.findings or publication.schemas is None or not _is_good(kept.answer, endpoint):
        return kept
    route = endpoint.method, shape(endpoint.v2)
    answer = read_json(kept.answer.body).value
    return replace(kept, violations=publication.schemas.violations(route, kept.answer.status, answer) or ())


def _unvalidated(kept: Sequence[Kept], endpoint: Endpoint, publication: Publication) -> list[str]:
    """Say why the good request's answer was held against no schema, where it was not."""
    good = next((each for each in kept if each.what == GOOD), None)
    if good is None or good.findings:
        return []
    if publication.schemas is None:
        return [f"no answer was held against a schema: {publication.problem}"]
    route = endpoint.method, shape(endpoint.v2)
    if publication.schemas.violations(route, good.answer.status, None) is not None:
        return []
    status = good.answer.status
    return [f"no answer was held against a schema: V2 publishes none of status {status} that can be used"]


def _is_good(answer: Answer, endpoint: Endpoint) -> bool:
    expected = endpoint.expected_status
    return 200 <= answer.status < 300 or (expected is not None and answer.status == expected.status)


async def _left(asking: Asking, endpoint: Endpoint, values: Values, user: int) -> tuple[Kept, ...]:
    """Send the good request before all others, and look what it has left in the clone."""
    trace = endpoint.leaves
    if trace is None:
        return ()
    read = asking.endpoint(trace.seen_in)
    given = read.values(read.cases[0]) | {each.parameter: each.value for each in trace.given}
    looks: list[Answer] = []
    for sent in range(trace.times + 1):
        if sent:
            await asking.v2(endpoint, values, user)
        if sent in (0, trace.times):
            looks.append(await asking.v2_clone(read, given, user))
    seen_before, seen_after = looks
    traced = judge_trace(trace, seen_before, seen_after, read.enveloped)
    command = asking.command("V2", read, given, clone=True) if traced.findings else ""
    what = f"what it leaves in {trace.seen_in}"
    return (Kept(what, seen_after, traced.findings, command, "what it leaves", traced.untold),)


async def _tried(asking: Asking, endpoint: Endpoint, probe: Probe, values: Values, user: int) -> Kept | str:
    """Ask one request, or say why it cannot be asked."""
    given = {**values, **probe.change}
    if probe.other_method:
        method = asking.other_method(endpoint)
        if method is None:
            return _NO_METHOD
        answer = await asking.v2_by(endpoint, given, user, method)
        findings = probe.duty(answer, endpoint.enveloped)
        command = asking.command("V2", endpoint, given, method=method) if findings else ""
        return Kept(f"method {method}", answer, findings, command, probe.kind)
    if probe.caller in ("user", "nobody"):
        answer = await asking.v2(endpoint, given, user if probe.caller == "user" else None)
    else:
        token = await _token(asking, endpoint, probe, user)
        if token is None:
            return _UNTRIED[probe.caller]
        answer = await asking.v2_with(endpoint, given, token)
    findings = probe.duty(answer, endpoint.enveloped)
    # Most requests are refused as agreed, and a command for a megabyte takes longer than its answer.
    shown = bool(findings) or _is_good(answer, endpoint)
    command = asking.command("V2", endpoint, given, _BEARER[probe.caller]) if shown else ""
    return Kept(probe.what, answer, findings, command, probe.kind)


async def _token(asking: Asking, endpoint: Endpoint, probe: Probe, user: int) -> str | None:
    if probe.caller == "garbage":
        return GARBAGE
    if probe.caller == "expired":
        return await asking.expired_token(endpoint, user)
    return await asking.v1_token(user)


async def _example(asking: Asking, endpoint: Endpoint) -> tuple[int, Values]:
    """Find a user and values for a good request: the first case of the first user who has an example."""
    unasked = Unaskable("no user can sign in on both sides")
    for user in asking.users_of(endpoint):
        try:
            return user, await asking.values(endpoint, endpoint.cases[0], user)
        except Unaskable as unaskable:
            unasked = unaskable
    raise unasked


def evidence(check: Check, kept: Sequence[Kept], shown: Shown, untried: Sequence[str] = ()) -> Evidence:
    """Say which requests of the contract V2 did not keep; a V2 that cannot be reached shows nothing."""
    broken = [each for each in kept if each.wrong]
    unreached = [each for each in broken if each.shows_nothing]
    figures = {"requests": len(kept), "kept": len(kept) - len(broken)}
    expected = f"{count(len(kept), 'request')} answered as agreed: {', '.join(each.what for each in kept)}"
    if not broken:
        actual = f"{count(len(kept), 'request')} answered as agreed"
        return seen(check, Outcome.PASSED, expected=expected, actual=actual, figures=figures, notes=untried)
    failed = [each for each in broken if each not in unreached]
    worst = failed[0] if failed else unreached[0]
    return seen(
        check,
        Outcome.FAILED if failed else Outcome.ERROR,
        expected=expected,
        actual=_told(worst, shown),
        cause=_cause(worst),
        figures=figures,
        samples=(sample for each in broken for sample in _samples(each, shown)),
        notes=untried,
        reproduce=[worst.command],
    )


def _samples(kept: Kept, shown: Shown) -> Iterator[dict[str, object]]:
    for found in kept.findings:
        yield {"request": kept.what, "finding": shown(found)}
    for each in kept.violations:
        yield {"request": kept.what, "finding": str(each), "value": shown(each.value, each.field)}


def _told(kept: Kept, shown: Shown) -> str:
    """The first line: which request, and the first thing that is wrong with its answer."""
    if kept.answer.error:
        return silence("V2", kept.answer.error)
    return f"{kept.what}: {shown(kept.wrong[0])}"


def _cause(kept: Kept) -> str:
    """What several endpoints may have in common: the kind of request and of the first finding."""
    if kept.answer.error:
        return silence("V2", kept.answer.error)
    if kept.what == GOOD and kept.answer.status >= 400:
        return f"V2 answers {kept.answer.status}"
    if kept.answer.status >= 500:
        return f"V2 answers {kept.answer.status} to: {kept.kind or kept.what}"
    if not kept.findings:
        return f"answers that break the published schema: {kept.violations[0]}"
    return f"{kept.kind or kept.what}: {kept.findings[0]}"
