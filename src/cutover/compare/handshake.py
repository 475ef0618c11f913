"""Two servers before they are believed: the same session settings, and one hash on which both agree."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg

from cutover.compare.catalogue import Connection
from cutover.compare.hashes import Hash, base_of
from cutover.compare.problem import CannotCompare
from cutover.compare.sqltext import literal

PINS = {
    # What a value looks like as text, and what a text means as a value, must be the same on both sides.
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "lc_monetary": "C",
    "array_nulls": "on",
    "standard_conforming_strings": "on",
    "quote_all_identifiers": "off",
    "transform_null_equals": "off",
}
HASHES = (Hash("mixed"), Hash("record"), Hash("md5"), Hash("sha256"))
LOOSE = HASHES[1:]
"""Those that can hash equal values alike wherever they are."""
MOMENTS = ("2024-02-29 23:59:59.999999", "1969-12-31 00:00:00.000001", "infinity")
CONSTANTS = {
    "text": ("", "a ", "Zoë", "'\\"),
    "boolean": ("true", "false"),
    "smallint": ("-1", "32767"),
    "integer": ("-1", "2147483647"),
    "bigint": ("-1", "9007199254740993"),
    "numeric": ("-100.10", "0.00", "1234567890.12", "NaN"),
    "real": ("-0", "0.1", "NaN"),
    "double precision": ("-0", "0.1", "1e300", "NaN"),
    "date": ("2024-02-29", "1969-12-31"),
    "timestamp with time zone": MOMENTS,
    "timestamp without time zone": MOMENTS,
    "time without time zone": ("00:00:00.000001", "24:00"),
    "time with time zone": ("00:00:00.000001+05:30", "24:00-12"),
    "interval": ("1 mon -1 day", "24:00"),
    "uuid": ("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",),
    "json": ('{"b": [1.50, null], "a": "ë"}',),
    "jsonb": ('{"b": [1.50, null], "a": "ë"}',),
    "bytea": ("\\x00ff",),
    "money": ("-1234.50",),
    "text[]": ("{a,NULL,\"b,c\"}", "{}"),
    "inet": ("10.0.0.1/8", "::1"),
    "cidr": ("10.0.0.0/8", "2001:db8::/32"),
    "macaddr": ("08:00:2b:01:02:03",),
    "bit": ("1", "0"),
    "bit varying": ("", "101"),
    "int4range": ("[1,3]", "empty"),
    "int8range": ("(,9007199254740993)", "empty"),
    "numrange": ("(0.10,1.5]", "empty"),
    "tsrange": ("[2024-02-29 23:59:59.999999,)", "empty"),
    "tstzrange": ("[2024-02-29 23:59:59.999999+00,)", "empty"),
    "daterange": ("[2024-02-29,2024-03-01]", "empty"),
    "macaddr8": ("08:00:2b:01:02:03:04:05",),
    "jsonpath": ('$."a"[*] ? (@ > 1)',),
    "point": ("(0.1,-2)",),
    "line": ("{1,-1,0.1}",),
    "lseg": ("[(0,0),(1,0.1)]",),
    "box": ("(1,0.1),(0,0)",),
    "path": ("((0,0),(1,0.1))", "[(0,0),(1,0.1)]"),
    "polygon": ("((0,0),(1,0.1),(1,1))",),
    "circle": ("<(0,0),0.1>",),
    "tsvector": ("'a':1A 'ë'",),
    "tsquery": ("'a' & !'ë'",),
    "oid": ("4294967295",),
    "xid": ("4294967295",),
    "pg_lsn": ("16/B374D848",),
}  # fmt: skip


def known_values(base: str) -> tuple[str, ...]:
    """The constants of a type as SQL, NULL the last; of a list of such, an empty one and one of them all."""
    element = base.removesuffix("[]")
    values = tuple(f"{literal(each)}::{element}" for each in CONSTANTS.get(element, ()))
    if base in CONSTANTS:
        values = tuple(f"{literal(each)}::{base}" for each in CONSTANTS[base])
    elif base != element and values:
        values = f"array[{', '.join(values)}, null]::{base}", f"'{{}}'::{base}"
    return *values, f"null::{base}"


def pin(connection: Connection) -> None:
    """Fix what values look like for the rest of this transaction, whosever session it is."""
    settings = ", ".join(
        f"set_config({literal(name)}, {literal(value)}, true)" for name, value in PINS.items()
    )
    connection.execute(f"select {settings}".encode())


def shake_hands(v1: Connection, v2: Connection, types: Iterable[str], loose: bool = False) -> Hash:
    """The first hash that both servers give the same for known values of every one of these V2 types, `loose`
    or not.

    Raises CannotCompare where V1's server lacks a type, or where they agree on none.
    """
    wanted = sorted({*types, "text", "bigint"})
    _demand_types(v1, wanted)
    for each in (way for way in HASHES if not loose or way in LOOSE):
        found = _known(v1, each, wanted)
        if found is not None and found == _known(v2, each, wanted):
            return each
    what = "the two servers hash the same values differently, by md5 and sha256 too. Compare within one."
    raise CannotCompare("no-common-hash", what)


def _known(connection: Connection, way: Hash, types: Iterable[str]) -> tuple[object, ...] | None:
    """The hashes of the known values; None where the server has no such function, or cannot hold a value."""
    asked = []
    for type_ in types:
        base = base_of(type_)
        parts = (part for each in known_values(base) for part in way.values(each, base))
        asked.append(way.number(tuple(parts)))
    row = way.row([*way.values("'a'::text", "text"), *way.values("'b'::text", "text")])
    try:
        with connection.transaction():
            query = f"select {', '.join((*asked, *way.sums))} from (select {row} as h) as known"
            return connection.execute(query.encode()).fetchone()
    except (psycopg.errors.UndefinedFunction, psycopg.errors.ExternalRoutineException, psycopg.DataError):
        return None


def _demand_types(v1: Connection, types: Iterable[str]) -> None:
    row = v1.execute(
        "select string_agg(t, ', ') from unnest(%s::text[]) as t where to_regtype(t) is null",
        ([base_of(each) for each in types],),
    ).fetchone()
    if row and row[0]:
        what = (
            f"V1's server does not know V2's type {row[0]}, which is no enum and no domain, so no value of V1"
            " can be read as one. Install there the extension that brings it."
        )
        raise CannotCompare("type-unknown-to-v1", what)
