"""Rules for tolerances: one fits its V2 column's type, and never stands on what must be exact."""

import re
from collections.abc import Iterator, Mapping

from cutover.manifest.document import Document
from cutover.manifest.draft import Draft
from cutover.manifest.problem import Problem
from cutover.manifest.table import Column, Target

_MOMENTS = ("timestamp with time zone", "timestamp without time zone")
_WHOLE = ("smallint", "integer", "bigint")
_NUMBERS = (*_WHOLE, "numeric", "real", "double precision", "money")


def problems(draft: Draft) -> Iterator[Problem]:
    """Find tolerances on keys, on constants, and on columns of a type that they do not fit."""
    schema, references = draft.schema.value, draft.references.value
    types = schema.types() if schema is not None else {}
    own = schema.own_types if schema is not None else ()
    known = references.references if references else ()
    children = {(each.child, column) for each in known for column in each.columns}
    for parsed in draft.tables:
        for target in parsed.value.v2 if parsed.value is not None else ():
            for column in target.columns:
                if column.tolerance is not None:
                    type_ = _type(types, target, column, own)
                    wrong = _wrong(target, column, type_, (target.name, column.name) in children)
                    yield from _told(parsed.document, target, column, wrong)


def _type(
    types: Mapping[str, Mapping[str, str]], target: Target, column: Column, own: tuple[str, ...]
) -> str | None:
    """Return the column's type; None where it is not known, or V2's own, of which only V2 can tell."""
    type_ = types.get(target.name, {}).get(column.name)
    return None if type_ is None or type_.removesuffix("[]") in own else type_


def _told(document: Document, target: Target, column: Column, wrong: tuple[str, str]) -> Iterator[Problem]:
    if wrong[0]:
        place = ("v2", target.name, "columns", column.name, "tolerance")
        what = f"{target.name}.{column.name} {wrong[0]}"
        yield document.problem("manifest-tolerance", place, what, wrong[1])


def _wrong(target: Target, column: Column, type_: str | None, child: bool) -> tuple[str, str]:
    """Return what is wrong with a column's tolerance and what to do about it; '' twice where nothing is."""
    tolerance = column.tolerance
    assert tolerance is not None, "asked only of columns with a tolerance"
    remove = "Remove the tolerance: exact is the default."
    if child or column.name in {match.column for match in target.match}:
        return "is a key, and a key that is nearly right is another row's.", remove
    if column.is_constant:
        return "is a constant, which is compared exactly.", remove
    if type_ is None:
        return "", ""
    base = re.sub(r"\(.*\)", "", type_)
    if tolerance.truncated is not None:
        if base not in _MOMENTS:
            return f"is {type_}; only a moment is truncated to the millisecond.", remove
        return "", ""
    if base in _MOMENTS:
        return f"is {type_}, no number.", "Write {truncated: ms} if V2 keeps milliseconds, or remove it."
    if base not in _NUMBERS:
        return f"is {type_}, and only numbers and moments can be near each other.", remove
    if base in _WHOLE and tolerance.kind in ("relative", "decimals"):
        what = f"is {type_}: an id or a count, of which {tolerance.kind!r} would let one be another."
        return what, "Remove it; where a count may rightly be off by one, write {absolute: 1}."
    if base in _WHOLE and (tolerance.absolute or 0) < 1:
        return f"is {type_}: two whole numbers that are not equal are at least 1 apart.", remove
    scale = re.search(r",(\d+)\)", type_)
    if base == "numeric" and scale and tolerance.decimals is not None and tolerance.decimals >= int(scale[1]):
        what = f"is {type_}: V1's value is rounded to {scale[1]} decimals before it is compared."
        return what, remove
    return "", ""
