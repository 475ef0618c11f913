"""A function: what V2 answers when it is run by its name with its example."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cutover.compare import Answer, Beside, data_of, judge_function
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Endpoint, Function, Migration
from cutover.suite.asked import Unaskable
from cutover.suite.asking import Asking
from cutover.suite.duties.seen import Shown, plain, seen
from cutover.suite.text import listed, silence

_OF_THE_CALLER = (401, 403, 429)
"""Statuses that speak of who asks and how often, and show nothing about the function."""


@dataclass(frozen=True)
class Run:
    """One run of a function: V2's answer, what stands beside it, and the command that runs it again."""

    answer: Answer
    beside: Beside
    command: str

    @property
    def silent(self) -> Answer | None:
        """The first answer that shows nothing about the function, if there is one."""
        asked = (self.answer, self.beside.again, self.beside.endpoint)
        return next((each for each in asked if each is not None and _is_silent(each)), None)


async def asked(asking: Asking, migration: Migration, function: Function) -> Run:
    """Run a function for the first user who has its example; raises Unaskable where nobody has."""
    route = migration.endpoint(function.run)
    endpoint = migration.endpoint(function.endpoint) if function.endpoint else None
    asking.demand(route)
    unasked = Unaskable("no user can sign in on both sides")
    for user in asking.users_of(endpoint or route):
        try:
            given = {each.name: await asking.value(each.value, user) for each in function.input}
        except Unaskable as unaskable:
            unasked = unaskable
            continue
        return await _run(asking, function, route, endpoint, given, user)
    raise unasked


async def _run(
    asking: Asking,
    function: Function,
    route: Endpoint,
    endpoint: Endpoint | None,
    given: Mapping[str, object],
    user: int,
) -> Run:
    values = {"name": function.id, "input": given}
    command = asking.command("V2", route, values)
    answer, beside = await asking.v2(route, values, user), Beside(given, enveloped=route.enveloped)
    if endpoint is not None:
        other = await asking.v2_clone(endpoint, given, user)
        if other.body != answer.body:
            # The clone is written to meanwhile: what differs once may be older, what differs twice is wrong.
            answer, other = await asyncio.gather(
                asking.v2(route, values, user), asking.v2_clone(endpoint, given, user)
            )
        beside = replace(beside, endpoint=other)
    elif function.new_each_time is not None:
        beside = replace(beside, again=await asking.v2(route, values, user))
    return Run(answer, beside, command)


def _is_silent(answer: Answer) -> bool:
    return bool(answer.error) or answer.status in _OF_THE_CALLER


def evidence(check: Check, function: Function, run: Run, shown: Shown) -> Evidence:
    """Say whether the function did its work; a V2 that does not answer shows nothing."""
    expected, answer, silent = _expected(function, shown), run.answer, run.silent
    if silent is not None:
        actual = silence("V2", silent.error) if silent.error else f"V2 answers {silent.status} to the caller"
        return seen(check, Outcome.ERROR, expected=expected, actual=actual, reproduce=[run.command])
    ran = judge_function(function, answer, run.beside)
    figures = {"status": answer.status}
    if not ran.findings:
        actual = "as the manifest says"
        if function.expected_status is None:
            actual = f"success, {actual}"
        return seen(check, Outcome.PASSED, expected=expected, actual=actual, figures=figures)
    actual = str(shown(ran.findings[0]))
    if function.is_exact and 200 <= answer.status < 300:
        actual += f": {_text(shown(data_of(answer, run.beside)))}"
    return seen(
        check,
        Outcome.FAILED,
        expected=expected,
        actual=actual,
        cause=ran.kind,
        figures=figures,
        notes=[str(shown(finding)) for finding in ran.findings[1:]],
        reproduce=[run.command],
    )


def _expected(function: Function, shown: Shown) -> str:
    if function.is_exact:
        return f"success, and {_text(shown(function.equals))}"
    if function.expected_status is not None:
        return f"status {function.expected_status.status}: {function.expected_status.reason}"
    told = f"success, and {'an' if function.answers == 'object' else 'a'} {function.answers}"
    told += f" with {listed(function.keys, 8)}" if function.keys else ""
    for held in function.fields:
        told += f", {held.name} {' or '.join(_text(shown(value)) for value in held.one_of)}"
    if function.repeats_input:
        told += f", {function.repeats_input} as it was given"
    if function.new_each_time:
        told += f", another {function.new_each_time} each time"
    return told + (f", as {function.endpoint} answers" if function.endpoint else "")


def _text(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else plain(value)
