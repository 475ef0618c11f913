"""A contract: what V2 owes every caller, whatever it answers."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cutover.compare import Answer, bad_parameter, good_answer, without_token
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Endpoint, Parameter, Taken
from cutover.suite.asking import Asking, Unaskable, Values
from cutover.suite.duties.seen import Shown, seen
from cutover.suite.text import count, silence

UNKNOWN_ID = 2_000_000_000
"""An id that no row has and every integer column could hold."""

GOOD = "good request"
_BAD = {"integer": "not-a-number", "number": "not-a-number", "boolean": "perhaps", "date": "not-a-date"}


@dataclass(frozen=True)
class Bad:
    """One value that an endpoint must refuse."""

    parameter: str
    value: object
    unknown: bool = False
    """True where the value is well-formed and names nothing: that is a 404."""


@dataclass(frozen=True)
class Kept:
    """One request of a contract, and what is wrong with its answer."""

    what: str
    answer: Answer
    findings: tuple[str, ...]
    command: str


def bad_values(endpoint: Endpoint) -> Iterator[Bad]:
    """Give the values that the declared types of an endpoint's parameters forbid."""
    for parameter in endpoint.parameters:
        value = _BAD.get(parameter.type, "no-such-choice" if parameter.one_of else None)
        if value is not None:
            yield Bad(parameter.name, value)
        if _names_a_row(parameter):
            yield Bad(parameter.name, UNKNOWN_ID, unknown=True)


async def asked(asking: Asking, endpoint: Endpoint) -> tuple[Kept, ...]:
    """Ask V2 all that its contract speaks of, at once: a good request, one without a token, bad values.

    Raises Unaskable where no user has an example to ask with.
    """
    asking.demand(endpoint)
    user, values = await _example(asking, endpoint)
    status = endpoint.expected_status.status if endpoint.expected_status else None

    async def kept(what: str, given: Values, who: int | None, bad: Bad | None = None) -> Kept:
        answer = await asking.v2(endpoint, given, who)
        if bad is not None:
            findings = bad_parameter(answer, bad.parameter)
            if bad.unknown:
                findings = not_found(answer) or findings
        else:
            findings = without_token(answer) if who is None else good_answer(answer, status)
        return Kept(what, answer, findings, asking.command("V2", endpoint, given, token=who is not None))

    bad_requests = (
        kept(
            f"{'unknown' if bad.unknown else 'bad'} {bad.parameter}",
            {**values, bad.parameter: bad.value},
            user,
            bad,
        )
        for bad in bad_values(endpoint)
    )
    good, unsigned = kept(GOOD, values, user), kept("no token", values, None)
    return tuple(await asyncio.gather(good, unsigned, *bad_requests))


async def _example(asking: Asking, endpoint: Endpoint) -> tuple[int, Values]:
    """Find a user and values for a good request: the first case of the first user who has an example."""
    unasked = Unaskable("no user can sign in on both sides")
    for user in asking.users_of(endpoint):
        try:
            return user, await asking.values(endpoint, endpoint.cases[0], user)
        except Unaskable as unaskable:
            unasked = unaskable
    raise unasked


def not_found(answer: Answer) -> tuple[str, ...]:
    """Say what is wrong with the status for a row that does not exist."""
    return (
        ()
        if answer.status == 404 or answer.error
        else (f"status {answer.status} for an unknown id, not 404",)
    )


def evidence(check: Check, kept: Sequence[Kept], shown: Shown) -> Evidence:
    """Say which requests of the contract V2 did not keep; a V2 that cannot be reached shows nothing."""
    broken = [each for each in kept if each.findings]
    unreached = [each for each in broken if (each.answer.error or "").startswith(("connect", "login"))]
    figures = {"requests": len(kept), "kept": len(kept) - len(broken)}
    expected = f"{count(len(kept), 'request')} answered as agreed: {', '.join(each.what for each in kept)}"
    if not broken:
        actual = f"{count(len(kept), 'request')} answered as agreed"
        return seen(check, Outcome.PASSED, expected=expected, actual=actual, figures=figures)
    failed = [each for each in broken if each not in unreached]
    worst = failed[0] if failed else unreached[0]
    return seen(
        check,
        Outcome.FAILED if failed else Outcome.ERROR,
        expected=expected,
        actual=_told(worst, shown),
        cause=_cause(worst),
        figures=figures,
        samples=(
            {"request": each.what, "finding": shown(found)} for each in broken for found in each.findings
        ),
        reproduce=[worst.command],
    )


def _told(kept: Kept, shown: Shown) -> str:
    """The first line: which request, and the first thing that is wrong with its answer."""
    if kept.answer.error:
        return silence("V2", kept.answer.error)
    return f"{kept.what}: {shown(kept.findings[0])}"


def _cause(kept: Kept) -> str:
    """What several endpoints may have in common: the kind of request and of the first finding."""
    if kept.answer.error:
        return silence("V2", kept.answer.error)
    if kept.answer.status >= (400 if kept.what == GOOD else 500):
        return f"V2 answers {kept.answer.status}"
    return f"{kept.what.partition(' ')[0]}: {kept.findings[0]}"


def _names_a_row(parameter: Parameter) -> bool:
    return parameter.place == "path" and parameter.type == "integer" and isinstance(parameter.example, Taken)
