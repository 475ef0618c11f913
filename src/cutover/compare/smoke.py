"""Proof that the judge is not blind: each comparer tells a known-good pair from a known-bad one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from cutover.compare.answers import judge
from cutover.compare.catalogue import Connection
from cutover.compare.conformance import AnswerSchemas
from cutover.compare.contract import good_answer, refused_caller, refused_value
from cutover.compare.counts import Lag, count_rows
from cutover.compare.coverage import find_unknown
from cutover.compare.difference import TableDifference
from cutover.compare.join import Join
from cutover.compare.latency import FEWEST_P95, judge_latency
from cutover.compare.published import compare_published
from cutover.compare.references import find_orphans
from cutover.compare.schema import compare_schema
from cutover.compare.sqltext import Rows, literal
from cutover.compare.tables import compare_source
from cutover.compare.traps import BODIES, CELLS
from cutover.compare.two_servers import compare_two_servers
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.table import Target
from cutover.openapi import read_published

JSON = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class _Said:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    seconds: float = 0.0
    error: str | None = None


Compare = Callable[[Join], TableDifference]


def smoke(connection: Connection | None, v1: Connection | None = None) -> tuple[str, ...]:
    """Complaints, each a sentence, where a comparer is blind or sees ghosts; empty when all can be believed.

    Without a connection only the comparers of values are tried. With `v1` as well, V1 on another server
    than V2, rows are compared between the two. Writes nothing: the database compares rows that stand in the
    statements.
    """
    complaints = [*_answers(), *_contract(), *_published(), *_levels(), *_schemas()]
    if connection is not None:
        v2 = connection

        def compare(joined: Join) -> TableDifference:
            return compare_source(v2, joined) if v1 is None else compare_two_servers(v1, v2, [joined])

        complaints += [*_cells(compare), *_rows(compare, connection)]
        complaints += [*_orphans(connection), *_keys(connection)]
    return tuple(complaints)


def smoke_latency() -> tuple[str, ...]:
    """Complaints where the judge of latency is blind or sees ghosts; for a run of latency alone."""
    v1 = [0.05 + 0.001 * (number * 7 % 11) for number in range(FEWEST_P95)]
    other = [0.05 + 0.001 * (number * 5 % 11) for number in range(FEWEST_P95)]
    slower = [1.3 * seconds for seconds in other]
    known = (
        ("as fast", other, "pass"),
        ("30 % slower", slower, "fail"),
        ("hardly timed", v1[:20], "inconclusive"),
    )
    return tuple(
        f"latency: a V2 that is {what} is not told as {verdict}."
        for what, v2, verdict in known
        if judge_latency(v1[: len(v2)], v2, endpoints=1000).verdict != verdict
    )


def _answers() -> Iterator[str]:
    for each in BODIES:
        rows = "rows" if "rows" in each.v1 else None
        endpoint = _endpoint(rows)
        v1, good, bad = _Said(200, each.v1.encode()), _enveloped(each.good), _enveloped(each.bad)
        if judge(endpoint, each.name, v1, good).outcome != "matched":
            yield f"answers: equal answers are told apart: {each.name}."
        if judge(endpoint, each.name, v1, bad).outcome != "mismatched":
            yield f"answers: a difference goes unseen: {each.name}."
    nothing = judge(_endpoint("rows"), "empty", _Said(200, b'{"rows": []}'), _enveloped('{"rows": []}'))
    if nothing.outcome != "vacuous":
        yield "answers: two empty answers are believed."
    hollow = b'{"items": [], "total": 0, "first": null}'
    if judge(_endpoint(None), "hollow", _Said(200, hollow), _enveloped(hollow.decode())).outcome != "vacuous":
        yield "answers: two objects that hold nothing are believed."
    yield from _declared()
    liar = _Said(200, b'{"success": false, "data": {"n": 1}, "error": "no"}')
    if judge(_endpoint(None), "liar", _Said(200, b'{"n": 1}'), liar).outcome != "mismatched":
        yield "answers: an envelope that says failure over a 200 goes unseen."


def _declared() -> Iterator[str]:
    """A declared difference explains what it says and no more; what V1 drifts in is not excused by itself."""
    told = {"differs": ({"field": "id", "as": "text", "reason": "known"},)}
    endpoint = Endpoint.model_validate({**_SMOKE, **told})
    for said_id, outcome in (('"7"', "explained"), ('"8"', "mismatched"), ("7", "mismatched")):
        v2 = _enveloped(f'{{"id": {said_id}}}')
        if judge(endpoint, "declared", _Said(200, b'{"id": 7}'), v2).outcome != outcome:
            yield f"answers: the id {said_id} beside a declared difference is not {outcome}."
    v1, again = (_Said(200, b'{"at": %d}' % moment) for moment in (1, 3))
    said = _enveloped('{"at": 2}')
    if judge(_endpoint(None), "drift", v1, said, again=again).outcome != "unstable":
        yield "answers: what V1 says differently of itself is excused undeclared."
    if judge(_endpoint(None), "real", v1, said, again=v1).outcome != "mismatched":
        yield "answers: a difference from what V1 says twice goes unseen."
    v1 = _Said(404, b'{"message": "none"}')
    v2 = _Said(404, b'{"success": true, "data": null, "error": {"message": "none"}}')
    if judge(_endpoint(None), "refused", v1, v2, refused=404).outcome != "mismatched":
        yield "answers: success over an error goes unseen."


def _contract() -> Iterator[str]:
    fine = _enveloped('{"n": 1}')
    refusal = b'{"success": false, "data": null, "error": "no"}'
    told = (
        ("a good answer", good_answer(fine), good_answer(_Said(500, refusal))),
        ("a request without a token", refused_caller(_Said(401, refusal)), refused_caller(fine)),
        (
            "a bad parameter",
            refused_value(_Said(400, refusal)),
            refused_value(_Said(500, refusal)),
        ),
    )
    for name, good, bad in told:
        if good:
            yield f"contract: {name} is found wrong: {good[0]}."
        if not bad:
            yield f"contract: {name} that breaks the contract goes unseen."


def _published() -> Iterator[str]:
    """A document that agrees with its endpoint, and an answer with its schema; then one thing else each."""
    rows = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "nullable": True}}}
    content = {"application/json": {"schema": rows}}
    operation = {"responses": {"200": {"content": content}}}
    endpoint = _endpoint(None)
    for path, agrees in (("/", True), ("/other", False)):
        published = read_published({"openapi": "3.0.0", "paths": {path: {"get": operation}}}, "")
        schemas = AnswerSchemas(published)
        if (compare_published(published, [endpoint], schemas) == ()) is not agrees:
            what = "the same endpoint is told apart" if agrees else "a missing endpoint goes unseen"
            yield f"published: {what}."
        for answer, fits in (({"n": 1}, True), ({"n": None}, True), ({"n": "1"}, False), ({}, False)):
            if (schemas.violations(("GET", path), 200, answer) == ()) is not fits:
                yield f"published: {answer} {'is called wrong' if fits else 'passes'} beside its schema."


def _levels() -> Iterator[str]:
    wanted = {Lag(1000, 999): "good", Lag(1000, 960): "warning", Lag(1000, 900): "critical"}
    wanted |= {Lag(25, 25, True): "good", Lag(25, 24, True): "critical", Lag(702072, 701551): "warning"}
    for lag, level in wanted.items():
        if lag.level != level:
            yield f"counts: {lag.v2} of {lag.v1} rows is {lag.level}, not {level}."


def _schemas() -> Iterator[str]:
    declared = {"id": "integer", "gci": "numeric(14,2)"}
    found = {
        "the same columns": ({"gci": "numeric(14,2)", "id": "integer"}, True),
        "a missing column": ({"id": "integer"}, False),
        "an extra column": ({**declared, "note": "text"}, False),
        "a lost precision": ({**declared, "gci": "numeric"}, False),
        "a table without columns": ({}, False),
    }
    for name, (columns, same) in found.items():
        if compare_schema(declared, columns).same is not same:
            yield f"schema: {name} {'is found wrong' if same else 'goes unseen'}."
    if compare_schema({}, {}).same:
        yield "schema: nothing declared and nothing found is believed."


def _cells(compare: Compare) -> Iterator[str]:
    for each in CELLS:
        column = {"from": "a", "tolerance": each.tolerance, "format": each.format}
        target = Target.model_validate({"name": "smoke", "id": 1, "columns": {"a": column}})
        for held, same in ((each.good, True), (each.bad, False)):
            joined = _joined(target, [f'{{"a": {each.v1}}}'], [f"1, {held}::{each.type}"], each.type)
            if compare(joined).same is not same:
                what = "equal values are told apart" if same else "a difference goes unseen"
                yield f"tables: {what}: {each.name}."


def _rows(compare: Compare, connection: Connection) -> Iterator[str]:
    target = Target.model_validate({"name": "smoke", "id": 1, "columns": {"a": "a"}})
    v1 = ['{"a": "x"}', '{"a": "y"}']
    x, y = "1, 'x'", "2, 'y'"
    told = {
        "the same rows": ([x, y], (0, 0, 0, 0)),
        "a missing row": ([x], (1, 0, 0, 0)),
        "an extra row": ([x, y, "3, 'z'"], (0, 1, 0, 0)),
        "a repeated row": ([x, y, y], (0, 0, 1, 0)),
        "a swapped pair": (["1, 'y'", "2, 'x'"], (0, 0, 0, 2)),
    }
    for name, (held, wanted) in told.items():
        joined = _joined(target, v1, held, "text")
        found = compare(joined)
        counted = (found.missing, found.extra, found.duplicates, sum(each.count for each in found.columns))
        if counted != wanted:
            yield f"tables: {name} is seen as {counted}, not {wanted}."
        lag = count_rows(connection, joined)
        if (lag.v1, lag.v2) != (2, len(held)):
            yield f"counts: {name} is counted as {lag.v1} and {lag.v2}."
    two = Target.model_validate({"name": "smoke", "id": 1, "columns": {"a": "a", "b": "b"}})
    beside = Join(
        two,
        Rows("""select * from (values (1, '{"a": "ab", "b": "c"}'::jsonb)) as t(id, xdo)"""),
        Rows("select * from (values (1, 'a', 'bc')) as t(id, a, b)"),
        {"id": "integer", "a": "text", "b": "text"},
    )
    if len(compare_source(connection, beside).columns) != 2:
        yield "tables: a text that moved across a column's border goes unseen."
    numbers = Target.model_validate({"name": "smoke", "id": 1, "columns": {"a": "a"}})
    found = compare(_joined(numbers, ['{"a": "seven"}'], ["1, 7"], "integer"))
    if [each.unparseable for each in found.columns] != [1]:
        yield "tables: a value that cannot be cast goes unseen."


def _orphans(connection: Connection) -> Iterator[str]:
    # A NULL among the parents blinds every comparer that uses NOT IN.
    child = Rows("select * from (values (1, 1), (2, 9), (3, null)) as t(id, parent_id)")
    parent = Rows("select * from (values (1), (null)) as t(id)")
    if find_orphans(connection, child, "parent_id", parent).sample != (("2", "9"),):
        yield "references: an orphan goes unseen."
    kept = Rows("select * from (values (1), (9)) as t(id)")
    if find_orphans(connection, child, "parent_id", kept).count != 0:
        yield "references: a row with a parent is called an orphan."


def _keys(connection: Connection) -> Iterator[str]:
    documents = ('{"a": 1, "b": {"c": 2}}', '{"a": 1, "B": 3}')
    listed = " union all ".join(f"select {n}, {literal(each)}::jsonb" for n, each in enumerate(documents, 1))
    rows = Rows(f"select * from ({listed}) as t(id, xdo)")
    told = {
        "keys that are all known": ({"": frozenset("abB")}, ()),
        "a key in capitals": ({"": frozenset("ab")}, ("B",)),
        "a key within an object": ({"": frozenset("abB"), "b": frozenset("x")}, ("b.c",)),
    }
    for name, (known, wanted) in told.items():
        if tuple(each.path for each in find_unknown(connection, rows, known).unknown) != wanted:
            yield f"coverage: {name} {'goes unseen' if wanted else 'are found wrong'}."


def _joined(target: Target, documents: list[str], held: list[str], type_: str) -> Join:
    v1 = " union all ".join(f"select {n}, {literal(each)}::jsonb" for n, each in enumerate(documents, 1))
    v2 = " union all ".join(f"select {each}" for each in held)
    return Join(
        target,
        Rows(f"select * from ({v1}) as t(id, xdo)"),
        Rows(f"select id, a::{type_} as a from ({v2}) as t(id, a)"),
        {"id": "integer", "a": type_},
    )


_SMOKE: Mapping[str, object] = {
    "name": "smoke", "title": "A known pair", "method": "GET", "v1": "/", "v2": "/", "worker": "none",
    "effect": "reads", "measures": ("volume",), "money": ("gci",),
}  # fmt: skip


def _endpoint(rows: str | None) -> Endpoint:
    said = dict(_SMOKE)
    if rows is not None:
        said |= {"rows": rows, "key": "id"}
    return Endpoint.model_validate(said)


def _enveloped(data: str) -> _Said:
    return _Said(200, f'{{"success": true, "data": {data}, "error": null}}'.encode())
