"""V2's columns: every V2 table with the type of each column, as `schema.yaml` declares them."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema

from cutover.manifest.value import Keyed, Name, Text, Value, mistake

# How many numbers may stand in brackets behind a type: numeric(14,2), character varying(20).
_NUMBERS = {
    **dict.fromkeys(("numeric",), (0, 2)),
    **dict.fromkeys(("character varying", "bit varying", "interval"), (0, 1)),
    **dict.fromkeys(("character", "bit"), (1, 1)),
    **{f"{kind} {zone} time zone": (0, 1) for kind in ("time", "timestamp") for zone in ("with", "without")},
    **dict.fromkeys(
        (
            "smallint", "integer", "bigint", "real", "double precision", "money", "text", "boolean", "bytea",
            "date", "uuid", "json", "jsonb", "jsonpath", "xml", "inet", "cidr", "macaddr", "macaddr8",
            "point", "line", "lseg", "box", "path", "polygon", "circle", "tsvector", "tsquery",
            "name", "oid", "xid", "pg_lsn",
            "int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange",
        ),
        (0, 0),
    ),
}  # fmt: skip
TYPES = tuple(_NUMBERS)
"""The types that a column can have, without length, precision and `[]`."""

# What people write, and what PostgreSQL prints for it.
_SPELLINGS = {
    "int": "integer", "int2": "smallint", "int4": "integer", "int8": "bigint", "serial": "integer",
    "bigserial": "bigint", "float4": "real", "float8": "double precision", "float": "double precision",
    "decimal": "numeric", "bool": "boolean", "varchar": "character varying", "char": "character",
    "timestamptz": "timestamp with time zone", "timestamp": "timestamp without time zone",
    "timetz": "time with time zone", "time": "time without time zone",
}  # fmt: skip
_FORM = re.compile(
    r"(?P<kind>[a-z0-9_ ]+?)(?:\((?P<numbers>\d+(?:,\d+)?)\))?(?P<zone> with(?:out)? time zone)?"
)


def _own(info: ValidationInfo) -> tuple[str, ...]:
    """Return the types that the file calls V2's own: the whole of it is what it is validated with."""
    found = info.context.get("own_types") if isinstance(info.context, Mapping) else None
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, tuple) else ()


def _type(value: object, info: ValidationInfo) -> object:
    """Accept a type exactly as PostgreSQL's format_type prints it, or one that the file calls V2's own."""
    if not isinstance(value, str):
        return value  # pydantic says what is wrong with it
    own = _own(info)
    if value.removesuffix("[]") in own:
        return value
    found = _FORM.fullmatch(value.removesuffix("[]"))
    kind = found["kind"] + (found["zone"] or "") if found else value
    numbers = found["numbers"].split(",") if found and found["numbers"] else []
    least, most = _NUMBERS.get(kind, (0, -1))
    if least <= len(numbers) <= most and (kind != "numeric" or len(numbers) != 1):
        return value
    spelt = _SPELLINGS.get(kind, kind)
    raise mistake(
        "manifest-unknown-type",
        f"{value!r} is no type as PostgreSQL prints it.",
        "Write it as format_type does, such as integer, text, numeric(14,2), character varying(20),"
        " timestamp with time zone, text[]. A type of V2's own (an enum, a domain) stands under `own_types`.",
        known=(spelt,) if spelt in _NUMBERS else (*TYPES, *own),
        wrong=spelt,
    )


Type = Annotated[str, BeforeValidator(_type), WithJsonSchema({"type": "string"})]
"""A column's type as PostgreSQL prints it, length and precision included."""


class TypedColumn(Value):
    """One V2 column and its type."""

    name: Name
    type: Type


Columns = Annotated[tuple[TypedColumn, ...], Keyed("name", short="type", wrap=True), Field(min_length=1)]
"""All columns of a V2 table: not one may be missing, and none be there besides."""


class TableColumns(Value):
    """The columns of one V2 table."""

    table: Name
    columns: Columns


class SchemaFile(Value):
    """The file `schema.yaml`. `own_types` are V2's own: enums, domains and what extensions bring."""

    own_types: tuple[Text, ...] = ()
    tables: Annotated[tuple[TableColumns, ...], Keyed("table", short="columns", wrap=True)]

    def types(self) -> Mapping[str, Mapping[str, str]]:
        """Return for each V2 table its columns and their types, in the file's order."""
        return {each.table: {column.name: column.type for column in each.columns} for each in self.tables}
