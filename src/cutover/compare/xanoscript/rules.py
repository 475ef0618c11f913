"""Rules: what must hold of a script on every path, and between a script and its catalogue entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cutover.compare.xanoscript.columns import Tables, unknown_columns
from cutover.compare.xanoscript.tokens import Token
from cutover.compare.xanoscript.tree import Attribute, Function, Statement
from cutover.manifest.worker import Worker

_KNOWN = frozenset({"input", "auth", "env", "db", "this", "result", "index"})
_TYPES = {
    "int": "integer",
    "decimal": "number",
    "text": "text",
    "email": "text",
    "bool": "boolean",
    "date": "date",
}
_MAY_FAIL = ("db.", "api.", "function.run", "cloud.", "redis.")
_CHECKED_LATER = ("db.get", "db.has")
"""Calls that fail by finding nothing: a precondition on their result handles that."""
_ENDS = ("throw", "return")
_RESULTS = {"single": "object", "count": "number", "exists": "boolean", "aggregate": "list"}


@dataclass(frozen=True)
class Reading:
    """What is wrong with a script, each as a sentence; `unseen` counts what the rules could not tell."""

    findings: tuple[str, ...]
    unseen: int


@dataclass
class _State:
    """What is known on the way through a script."""

    catalogue: Mapping[str, Worker]
    inputs: frozenset[str]
    kinds: dict[str, str] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    ended_by_return: bool = False


def judge_script(
    function: Function, worker: Worker, catalogue: Mapping[str, Worker], tables: Tables
) -> Reading:
    """Judge a worker's script: variables, paths, errors, the types that its entry promises, its columns.

    `catalogue` holds all workers by their full names, `tables` V2's tables with their columns.
    """
    state = _State(catalogue, frozenset(each.name for each in function.inputs))
    defined = _block(function.stack, frozenset(), state, handled=False)
    unseen = _answer(function, worker, defined, state)
    state.findings.extend(unknown_columns(function, tables))
    state.findings.extend(_against(function, worker, state.runs))
    return Reading(tuple(dict.fromkeys(state.findings)), unseen)


def _block(
    statements: tuple[Statement, ...], defined: frozenset[str] | None, state: _State, *, handled: bool
) -> frozenset[str] | None:
    """Go through a block; return what every path to its end has set, None where none gets there."""
    for number, each in enumerate(statements):
        if defined is None:
            state.findings.append(f"line {each.line}: nothing leads to {each.word}")
            return None
        rest = statements[number + 1 :]
        defined = _statement(each, defined, state, handled=handled or _checked(each, rest))
    return defined


def _statement(
    each: Statement, defined: frozenset[str], state: _State, *, handled: bool
) -> frozenset[str] | None:
    if each.word == "conditional":
        return _conditional(each, defined, state, handled=handled)
    if each.word == "try_catch":
        return _try(each, defined, state, handled=handled)
    if each.word in ("foreach", "for", "while"):
        _uses(each.argument, defined, state)
        for loop in each.inner:
            item = {name for token in loop.argument if (name := _name(token))}
            state.ever |= item
            _block(loop.inner, defined | item, state, handled=handled)
        return defined
    if each.word in ("var", "var.update"):
        return _variable(each, defined, state)
    _uses(each.argument, defined, state)
    for attribute in each.attributes:
        _uses(attribute.value, defined, state)
    if each.word.startswith(_MAY_FAIL):
        _call(each, state, handled=handled)
    if each.word in _ENDS:
        state.ended_by_return |= each.word == "return"
        return None
    if each.inner:  # a group, a transaction: a block of its own word
        inside = _block(each.inner, defined, state, handled=handled)
        if inside is None:
            return None
        defined = inside
    return _set(each.result, _kind_of_call(each, state), defined, state)


def _variable(each: Statement, defined: frozenset[str], state: _State) -> frozenset[str]:
    name = _name(each.argument[0]) if each.argument else ""
    value = each.attribute("value")
    if not name or value is None:
        state.findings.append(f"line {each.line}: {each.word} sets no variable")
        return defined
    _uses(value.value, defined, state)
    if each.word == "var.update":
        _uses(each.argument, defined, state)
        return defined
    return _set(name, _kind(value, state), defined, state)


def _conditional(
    each: Statement, defined: frozenset[str], state: _State, *, handled: bool
) -> frozenset[str] | None:
    ends: list[frozenset[str] | None] = []
    for branch in each.inner:
        _uses(branch.argument, defined, state)
        ends.append(_block(branch.inner, defined, state, handled=handled))
    if each.block("else") is None:
        ends.append(defined)
    return _joined(ends)


def _try(each: Statement, defined: frozenset[str], state: _State, *, handled: bool) -> frozenset[str] | None:
    tried, caught, last = (each.block(word) for word in ("try", "catch", "finally"))
    catches = caught is not None and bool(caught.inner)
    if not catches:
        state.findings.append(f"line {each.line}: the try_catch catches nothing")
    ends = [_block(tried.inner, defined, state, handled=catches) if tried else defined]
    ends.append(_block(caught.inner, defined | {"error"}, state, handled=handled) if caught else defined)
    joined = _joined(ends)
    if last is None or joined is None:
        return joined
    return _block(last.inner, joined, state, handled=handled)


def _joined(ends: list[frozenset[str] | None]) -> frozenset[str] | None:
    open_ends = [each for each in ends if each is not None]
    return frozenset.intersection(*open_ends) if open_ends else None


def _set(name: str, kind: str, defined: frozenset[str], state: _State) -> frozenset[str]:
    name = name.removeprefix("$")
    if not name:
        return defined
    state.ever.add(name)
    known = state.kinds.get(name, kind)
    state.kinds[name] = kind if known == kind else ""
    return defined | {name}


def _uses(value: tuple[Token, ...], defined: frozenset[str], state: _State) -> None:
    for token in value:
        if token.kind != "variable" or token.text.startswith("$$") or token.text == "$":
            continue
        name, _, rest = token.text.removeprefix("$").removeprefix("var.").partition(".")
        if name == "input":
            wanted = rest.partition(".")[0]
            if wanted and wanted not in state.inputs:
                state.findings.append(f"line {token.line}: there is no input {wanted!r}")
        elif name not in _KNOWN and name not in defined:
            what = "is not set on every path" if name in state.ever else "is never set before"
            state.findings.append(f"line {token.line}: ${name} {what}")


def _call(each: Statement, state: _State, *, handled: bool) -> None:
    if each.word == "function.run":
        state.runs.append("".join(token.text for token in each.argument).strip("\"'"))
    if not handled:
        state.findings.append(f"line {each.line}: nothing handles a failure of {each.word}")


def _checked(each: Statement, rest: tuple[Statement, ...]) -> bool:
    """Whether a precondition right behind a call that may find nothing asks for its result."""
    return (
        each.word in _CHECKED_LATER
        and bool(each.result)
        and any(
            later.word == "precondition"
            and any(_name(token) == each.result.removeprefix("$") for token in later.argument)
            for later in rest[:1]
        )
    )


def _kind_of_call(each: Statement, state: _State) -> str:
    if each.word == "function.run":
        ran = state.catalogue.get("".join(token.text for token in each.argument).strip("\"'"))
        return (ran.output if ran else None) or ""
    if each.word == "db.query":
        asked = each.attribute("return")
        texts = [token.text.strip("\"'") for token in asked.value] if asked else []
        if "paging" in texts:
            return "page"
        kind = texts[texts.index("type") + 2] if "type" in texts[:-2] else "list"
        return _RESULTS.get(kind, "list")
    if each.word == "db.has":
        return "boolean"
    return "object" if each.word in ("db.get", "db.add", "db.edit", "db.patch", "db.add_or_edit") else ""


def _kind(value: Attribute, state: _State) -> str:
    """What kind of value an expression gives, '' where it cannot be told."""
    shown = [token for token in value.value if token.text != "`"]
    if shown[0].text in ("{", "[") and shown[-1].text in ("}", "]"):
        return "object" if shown[0].text == "{" else "list"
    if len(shown) == 1:
        first = shown[0]
        if first.kind == "variable" and "." not in first.text.removeprefix("$var."):
            return state.kinds.get(_name(first), "")
        return {"text": "text", "number": "number"}.get(first.kind, "")
    if [token.text for token in shown[-2:]] == ["|", "first"]:
        return "object"
    return ""


def _answer(function: Function, worker: Worker, defined: frozenset[str] | None, state: _State) -> int:
    """Judge what is answered; return how many kinds could not be told."""
    response = function.response
    if response is None:
        if defined is not None or not state.ended_by_return:
            state.findings.append(f"line {function.end}: a path ends without a response")
        return 1
    if defined is None:
        return 1
    _uses(response.value, defined, state)
    kind = _kind(response, state)
    if kind and worker.output and kind != worker.output:
        state.findings.append(f"line {response.line}: it answers {kind}, its entry says {worker.output}")
    return 0 if kind else 1


def _against(function: Function, worker: Worker, runs: list[str]) -> Iterator[str]:
    """Where the script's name, inputs and calls are not those of its catalogue entry."""
    if function.name != worker.name:
        yield f"the script is that of {function.name}"
    entry = {each.name: each for each in worker.inputs}
    for each in function.inputs:
        kind = _TYPES.get(each.type, each.type)
        if each.name not in entry:
            yield f"input {each.name} is not in its entry"
        elif entry[each.name].type != kind:
            yield f"input {each.name} is {kind}, its entry says {entry[each.name].type}"
        elif entry[each.name].required != each.required:
            yield f"input {each.name} is {'' if each.required else 'not '}required, unlike in its entry"
    given = {each.name for each in function.inputs}
    yield from (f"input {name} of its entry is not in the script" for name in entry if name not in given)
    yield from (
        f"it runs {name}, which its entry does not name" for name in runs if name not in worker.depends_on
    )
    yield from (
        f"it does not run {name}, on which it depends" for name in worker.depends_on if name not in runs
    )


def _name(token: Token) -> str:
    return (
        token.text.removeprefix("$").removeprefix("var.").partition(".")[0]
        if token.kind == "variable"
        else ""
    )
