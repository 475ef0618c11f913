"""Columns: the tables and columns that a script names, against those that V2 is declared to have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from cutover.compare.xanoscript.tokens import Token
from cutover.compare.xanoscript.tree import Attribute, Function, Statement
from cutover.manifest.problem import nearest

Tables = Mapping[str, Collection[str]]
"""V2's tables, each with the names of its columns."""

_ONE_ROW = ("db.get", "db.add", "db.edit", "db.patch", "db.add_or_edit")
"""Calls whose result is a row of their table."""
_KEYED = ("data", "sort")
"""Attributes whose keys are columns; an aggregate is sorted by its own names."""


def unknown_columns(function: Function, tables: Tables) -> Iterator[str]:
    """Name every table and column of a script that V2 is not declared to have, each as a sentence."""
    statements = tuple(_all(function.stack))
    rows = _rows(statements)
    for each in statements:
        if each.word.startswith("db."):
            yield from _of_call(each, tables)
        for token in _tokens(each):
            yield from _of_variable(token, rows, tables)
    for token in function.response.value if function.response else ():
        yield from _of_variable(token, rows, tables)


def _all(statements: tuple[Statement, ...]) -> Iterator[Statement]:
    for each in statements:
        yield each
        yield from _all(each.inner)


def _rows(statements: tuple[Statement, ...]) -> Mapping[str, str]:
    """Return the variables that only ever hold a row of one table, with that table."""
    held: dict[str, set[str]] = {}
    for each in statements:
        if each.result:
            held.setdefault(each.result.removeprefix("$"), set()).add(
                _table(each) if _gives_row(each) else ""
            )
        if each.word.startswith("var") and each.argument:
            held.setdefault(each.argument[0].text.removeprefix("$"), set()).add("")
    return {name: next(iter(of)) for name, of in held.items() if len(of) == 1 and of != {""}}


def _gives_row(each: Statement) -> bool:
    return each.word in _ONE_ROW or (each.word == "db.query" and _returns(each, "single"))


def _returns(each: Statement, kind: str) -> bool:
    asked = each.attribute("return")
    return asked is not None and kind in (token.text.strip("\"'") for token in asked.value)


def _table(each: Statement) -> str:
    return each.argument[0].text.strip("\"'") if each.argument else ""


def _of_call(each: Statement, tables: Tables) -> Iterator[str]:
    table = _table(each)
    if not table:
        return
    if table not in tables:
        yield f"line {each.line}: V2 has no table {table!r}{_like(table, tables)}"
        return
    field = each.attribute("field_name")
    if field is not None:
        yield from _column(field.line, table, field.value[0].text.strip("\"'"), tables)
    for name in _KEYED:
        keyed = each.attribute(name)
        if keyed is not None and not (name == "sort" and _returns(each, "aggregate")):
            for key in _keys(keyed):
                yield from _column(key.line, table, key.text, tables)


def _keys(attribute: Attribute) -> Iterator[Token]:
    """Return the keys of an object, those of objects within it aside."""
    depth = 0
    for token, following in zip(attribute.value, attribute.value[1:], strict=False):
        depth += {"{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1}.get(token.text, 0)
        if depth == 1 and token.kind == "word" and following.text == ":":
            yield token


def _tokens(each: Statement) -> Iterator[Token]:
    yield from each.argument
    for attribute in each.attributes:
        yield from attribute.value


def _of_variable(token: Token, rows: Mapping[str, str], tables: Tables) -> Iterator[str]:
    if token.kind != "variable":
        return
    name, *path = token.text.removeprefix("$").removeprefix("var.").split(".")
    if name == "db" and len(path) > 1:
        if path[0] in tables:
            yield from _column(token.line, path[0], path[1], tables)
        else:
            yield f"line {token.line}: V2 has no table {path[0]!r}{_like(path[0], tables)}"
    elif path and rows.get(name) in tables:
        yield from _column(token.line, rows[name], path[0], tables)


def _column(line: int, table: str, column: str, tables: Tables) -> Iterator[str]:
    if column not in tables[table]:
        yield f"line {line}: {table} has no column {column!r}{_like(column, tables[table])}"


def _like(wrong: str, known: Collection[str]) -> str:
    close = nearest(wrong, known)
    return f", but {close!r}" if close else ""
