"""A function: what V2 answers when it is run by its name with its example."""

from dataclasses import dataclass

from cutover.compare import Answer, judge_function, open_envelope, read_json
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Endpoint, Function
from cutover.suite.asking import Asking, Unaskable
from cutover.suite.duties.seen import Shown, plain, seen
from cutover.suite.text import listed, silence

_OF_THE_CALLER = (401, 403, 429)
"""Statuses that speak of who asks and how often, and show nothing about the function."""


@dataclass(frozen=True)
class Run:
    """One run of a function: V2's answer, and the command that runs it again."""

    answer: Answer
    command: str


async def asked(asking: Asking, endpoint: Endpoint, function: Function) -> Run:
    """Run a function for the first user who has its example; raises Unaskable where nobody has."""
    asking.demand(endpoint)
    unasked = Unaskable("no user can sign in on both sides")
    for user in asking.users_of(endpoint):
        try:
            given = {each.name: await asking.value(each.value, user) for each in function.input}
        except Unaskable as unaskable:
            unasked = unaskable
            continue
        values = {"name": function.id, "input": given}
        return Run(await asking.v2(endpoint, values, user), asking.command("V2", endpoint, values))
    raise unasked


def evidence(check: Check, function: Function, run: Run, shown: Shown) -> Evidence:
    """Say whether the function did its work; a V2 that does not answer shows nothing."""
    expected, answer = _expected(function, shown), run.answer
    if answer.error or answer.status in _OF_THE_CALLER:
        actual = silence("V2", answer.error) if answer.error else f"V2 answers {answer.status} to the caller"
        return seen(check, Outcome.ERROR, expected=expected, actual=actual, reproduce=[run.command])
    ran = judge_function(function, answer)
    figures = {"status": answer.status}
    if not ran.findings:
        actual = "success, as the manifest says"
        return seen(check, Outcome.PASSED, expected=expected, actual=actual, figures=figures)
    actual = str(shown(ran.findings[0]))
    if function.is_exact and 200 <= answer.status < 300:
        actual += f": {_text(shown(open_envelope(read_json(answer.body).value, answer.status).data))}"
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
    told = f"success, and {'an' if function.answers == 'object' else 'a'} {function.answers}"
    return told + (f" with {listed(function.keys, 8)}" if function.keys else "")


def _text(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else plain(value)
