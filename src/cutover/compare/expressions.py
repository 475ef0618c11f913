"""V1 values as V2 types: one SQL expression per column, following the column's own type."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from cutover.compare.join import text_at, value_at
from cutover.compare.near import far
from cutover.compare.own_types import TEXTS
from cutover.compare.sqltext import literal
from cutover.manifest.table import ROW_ID, Column
from cutover.manifest.tolerance import Tolerance

MOMENTS = ("timestamp with time zone", "timestamp without time zone")
NEVER_BLANK = (
    "smallint", "integer", "bigint", "numeric", "real", "double precision", "date", "uuid",
    "time without time zone", *MOMENTS,
)  # fmt: skip
"""Types of which '' is no value."""

# The milliseconds that a timestamptz can hold: 4713 BC to 294276 AD.
FIRST_MS, LAST_MS = -210866803200000, 9224318015999999


@dataclass(frozen=True, slots=True)
class Expression:
    """A V1 value cast to a V2 column's type.

    `plain` raises a data error for a value that cannot be cast; `guarded` gives NULL instead, and
    `unparseable` is the condition that tells such values (None where every value can be cast). The guards
    cost time, so they are used only where the plain expression has failed. `shown` is the raw text. `filled`
    is the plain expression for a text that is not '' (of a boolean that text), which raises a data error for
    ''; None where `plain` does not give NULL for NULL and '' alike, and the value of every other text.
    """

    plain: str
    guarded: str
    unparseable: str | None
    shown: str
    filled: str | None = None


def expression(column: Column, type_: str, each: bool = False, labels: tuple[str, ...] = ()) -> Expression:
    """The expression for a column of the given type; `each` tells that V1's rows are elements of an array.

    Of an enum, which is read as text, `labels` are all values that it has.
    """
    if column.is_constant:
        value = f"{literal(column.value)}::{type_}"
        return Expression(value, value, None, literal(column.value))
    assert column.source is not None, "the manifest demands a source or a constant"
    return cast(column.source, type_, column, each, labels)


def cast(
    source: str,
    type_: str,
    column: Column | None = None,
    each: bool = False,
    labels: tuple[str, ...] = (),
) -> Expression:
    """The expression for a V1 field, dotted into objects; it reads v1.id and v1.xdo.

    With `each`, `item`, `item.x` and `position` read v1.item and v1.position.
    """
    found = _cast(source, type_, column, each, labels)
    if column is None or not column.states:
        return found
    value, held = _at(source, each, value_at), "text" if _base(type_) in TEXTS else type_
    ways = {"missing": "is null", "json_null": "= 'null'", "blank": "= '\"\"'"}
    cases = " ".join(
        f"when ({value}) {ways[way]} then {_nothing(what, held)}" for way, what in column.states.items()
    )
    plain, guarded = (f"case {cases} else {told} end" for told in (found.plain, found.guarded))
    return replace(found, plain=plain, guarded=guarded, filled=None)


def _cast(source: str, type_: str, column: Column | None, each: bool, labels: tuple[str, ...]) -> Expression:
    base = _base(type_)
    if column and column.tolerance and column.tolerance.truncated:
        type_ = base  # a cast to timestamp(3) would round
    if base in ("jsonb", "json"):
        return _document(_at(source, each, value_at), column)
    if base.endswith("[]"):
        return _list(_at(source, each, value_at), type_, column, labels)
    if source == ROW_ID or (each and source == "position"):
        value = f"v1.{source}::{type_}"
        if column is None or column.sql is None:
            return Expression(value, value, None, f"v1.{source}::text")
    text = _at(source, each, text_at)
    if column and column.sql:
        text = f"({column.sql.replace('{value}', f'({text})')})::text"  # whatever the transform gives
    return _label(text, labels, column) if labels else _scalar(text, base, type_, column)


def _base(type_: str) -> str:
    """A type without its length or precision."""
    return re.sub(r"\(.*\)", "", type_)


def _at(source: str, each: bool, reading: Callable[[str, str], str]) -> str:
    """A V1 field as text or as JSON, as `reading` says."""
    first, _, rest = source.partition(".")
    if source == ROW_ID or (each and source == "position"):
        return f"v1.{source}::text" if reading is text_at else f"to_jsonb(v1.{source})"
    if not each or first != "item":
        return reading("v1.xdo", source)
    if rest:
        return reading("v1.item", rest)
    return "v1.item#>>'{}'" if reading is text_at else "v1.item"


def _scalar(text: str, base: str, type_: str, column: Column | None) -> Expression:
    if base in TEXTS:
        # Without its length: a cast to varchar(n) would cut off silently what the comparison must see.
        value = text if column is None or column.empty is None else f"nullif({text}, '')"
        value = _or_empty(value, "text", column)
        return Expression(value, value, None, text)
    filled = f"nullif({text}, '')"
    if base == "boolean":
        return _boolean(text, column)
    epoch = base in MOMENTS if column is None or column.format is None else column.format == "epoch_ms"
    if epoch and base in (*MOMENTS, "date"):
        return _moment(text, base, column)
    valid = f"pg_input_is_valid({filled}, {literal(type_)})"
    never_blank = f"({text})::{type_}" if base in NEVER_BLANK else None
    return _guarded(text, f"{filled}::{type_}", valid, type_, column, never_blank)


def _guarded(
    text: str, value: str, valid: str, type_: str, column: Column | None, filled: str | None = None
) -> Expression:
    plain = _or_empty(value, type_, column)
    guarded = _or_empty(f"case when {valid} then {value} end", type_, column)
    ruled = column is not None and column.empty is not None
    return Expression(plain, guarded, f"not {valid}", text, None if ruled else filled)


def _boolean(text: str, column: Column | None) -> Expression:
    # Only the two words count; the type's own input would take 't', 'yes' and '1' as well. Other texts fail
    # on purpose in the last branch.
    value = (
        f"case {text} when 'true' then true when 'false' then false when '' then null"
        f" else ('no boolean: ' || ({text}))::boolean end"
    )
    return _guarded(text, value, f"({text}) in ('true', 'false', '')", "boolean", column, f"({text})")


def _moment(text: str, base: str, column: Column | None) -> Expression:
    number = f"nullif({text}, '')::double precision"
    value, filled = (_at_moment(each, base) for each in (number, f"({text})::double precision"))
    # Nested, because SQL does not promise to look at the left side of an `and` first.
    valid = (
        f"case when pg_input_is_valid(nullif({text}, ''), 'double precision')"
        f" then {number} between {FIRST_MS} and {LAST_MS} else nullif({text}, '') is null end"
    )
    return _guarded(text, value, f"({valid})", base, column, filled)


def _at_moment(number: str, base: str) -> str:
    moment = f"to_timestamp({number} / 1000)"
    in_utc = f"({moment} at time zone 'UTC')"
    return {"timestamp without time zone": in_utc, "date": f"{in_utc}::date"}.get(base, moment)


def _label(text: str, labels: tuple[str, ...], column: Column | None) -> Expression:
    value, valid = _one_of(f"nullif({text}, '')", labels)
    return _guarded(text, value, valid, "text", column)


def _one_of(text: str, labels: tuple[str, ...]) -> tuple[str, str]:
    """A text that is one of the labels or NULL, and the condition that it is one.

    What is none fails on purpose, as it would where the enum is known.
    """
    valid = f"{text} in ({', '.join(map(literal, labels))})"
    failing = f"('no label: ' || {text})::boolean::text"
    return f"case when {text} is null or {valid} then {text} else {failing} end", valid


def _document(value: str, column: Column | None) -> Expression:
    found = f"nullif(nullif({value}, 'null'), '\"\"')"
    found = _or_empty(found, "jsonb", column)
    return Expression(found, found, None, f"({value})::text")


def _list(value: str, type_: str, column: Column | None, labels: tuple[str, ...]) -> Expression:
    element = type_.removesuffix("[]")
    each = f"jsonb_array_elements_text({value}) with ordinality as u(e, n)"
    item, good = f"e::{element}", f"pg_input_is_valid(e, {literal(element)})"
    if labels:
        item, good = _one_of("e", labels)
    items = f"array(select {item} from {each} order by n)"
    nothing = f"({value}) in ('null', '\"\"')"
    plain = (
        f"case when jsonb_typeof({value}) = 'array' then {items}"
        f" when {nothing} then null else ('no list: ' || ({value})::text)::{type_} end"
    )
    # Nested, because an element that is none must not be cast, nor what is no list be taken apart.
    valid = f"not exists (select from {each} where not {good})" if labels or element != "text" else "true"
    guarded = f"case when jsonb_typeof({value}) = 'array' then case when {valid} then {items} end end"
    unparseable = f"case when jsonb_typeof({value}) = 'array' then not {valid} else not {nothing} end"
    return Expression(
        _or_empty(plain, type_, column), _or_empty(guarded, type_, column), unparseable, f"({value})::text"
    )


def _or_empty(value: str, type_: str, column: Column | None) -> str:
    if column is None or column.empty is None:
        return value
    return f"coalesce({value}, {_nothing(column.empty, type_)})"


def _nothing(held: object, type_: str) -> str:
    """What V2 holds where V1 has nothing."""
    if held == ():
        return "'[]'::jsonb" if type_ == "jsonb" else f"'{{}}'::{type_}"
    return f"{literal(held)}::{type_}"


def says_object(column: Column) -> bool:
    """Whether V1's value for a column is NULL wherever its document is no object."""
    ruled = column.is_constant or column.sql or column.empty is not None or column.states
    return not ruled and column.source not in (None, ROW_ID)


def differs(value: str, held: str, type_: str, tolerance: Tolerance | None) -> str:
    """The condition under which a cast V1 value and the V2 column differ; NULL equals NULL."""
    base = _base(type_)
    if base in ("json", "xml"):
        held = f"{held}::jsonb" if base == "json" else f"{held}::text"
    elif base in TEXTS and base != "text":
        held = f"{held}::text"
    if base in TEXTS or base.removesuffix("[]") in TEXTS:
        held = f'{held} collate "C"'  # a column's own collation may call unlike texts equal
    if tolerance is None:
        return f"({value}) is distinct from {held}"
    return f"(({value}) is distinct from {held} and {far(value, held, type_, tolerance)})"
