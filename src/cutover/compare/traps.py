"""Known pairs: what is equal although it looks different, and what differs although it looks equal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bodies:
    """V1's answer, and as JSON texts what V2 may say in its `data` and what it must not get away with."""

    name: str
    v1: str
    good: str
    bad: str


ONE, TWO = '{"rows": [{"id": 1}]}', '{"rows": [{"id": 1}, {"id": 2}]}'

BODIES = (
    Bodies("a value", '{"n": 1, "a": "x"}', '{"a": "x", "n": 1}', '{"n": 1, "a": "y"}'),
    Bodies("integer and decimal", '{"n": 1}', '{"n":1}', '{"n": 1.0}'),
    Bodies("number and boolean", '{"n": 1}', '{"n":1}', '{"n": true}'),
    Bodies("null and empty text", '{"m": 1, "n": null}', '{"n":null, "m": 1}', '{"m": 1, "n": ""}'),
    Bodies("an absent key", '{"n": null, "m": 1}', '{"m": 1, "n": null}', '{"m": 1}'),
    Bodies("a new key", '{"m": 1}', '{"m":1}', '{"m": 1, "n": 2}'),
    Bodies("a cut cent", '{"gci": 10.49}', '{"gci": 10.490}', '{"gci": 10.0}'),
    Bodies("a measure past 0.1 %", '{"volume": 1000}', '{"volume": 1000.9}', '{"volume": 1001.1}'),
    Bodies("a lost row", TWO, TWO, ONE),
    Bodies("a repeated row", ONE, ONE, '{"rows": [{"id": 1}, {"id": 1}]}'),
    Bodies("another order", TWO, TWO, '{"rows": [{"id": 2}, {"id": 1}]}'),
    Bodies("the last digit", '{"n": 9007199254740993}', '{"n":9007199254740993}', '{"n": 9007199254740992}'),
    Bodies("a key that stands twice", '{"n": 1}', '{"n":1}', '{"n": 2, "n": 1}'),
    Bodies("letters taken apart", '{"n": "\\u00e9"}', '{"n": "é"}', '{"n": "e\\u0301"}'),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A V1 value as JSON, a V2 type, and as SQL what V2 may hold and what it must not get away with."""

    name: str
    v1: str
    type: str
    good: str
    bad: str
    tolerance: object = None
    format: str | None = None


MOMENT = "2024-01-02T03:04:05.00000"
FLOAT, TIME = "double precision", "timestamp with time zone"

CELLS = (
    Cell("a trailing space", '"a"', "text", "'a'", "'a '"),
    Cell("NULL and empty text", '""', "text", "''", "null"),
    Cell("letters taken apart", '"é"', "text", "'é'", "U&'e\\0301'"),
    Cell("NULL and zero", '""', "integer", "null", "0"),
    Cell("bigint's last digit", "9007199254740993", "bigint", "9007199254740993", "9007199254740992"),
    Cell("19th digit", "1.234567890123456781", "numeric", "1.234567890123456781", "1.234567890123456780"),
    Cell("20th digit", '"1.2345678901234567891"', "numeric", "1.2345678901234567891", "1.234567890123456789"),
    Cell("a tiny float", "1e-300", FLOAT, "1e-300", "2e-300"),
    Cell("a numeric fraction", '"100.10"', "numeric(14,2)", "100.1", "100.40"),
    Cell("15th digit", "0.123456789012345", FLOAT, "0.123456789012345", "0.123456789012346"),
    Cell("past the tolerance", "1", "numeric", "1.001", "1.002", 0.0015),
    Cell("past a share", "1000", "numeric", "1000.9", "1001.1", {"relative": 0.001}),
    Cell("a cut cent", "10.496", "numeric", "10.5", "10.49", {"decimals": 2}),
    Cell("a cut moment", f'"{MOMENT}9Z"', TIME, f"'{MOMENT}0Z'", f"'{MOMENT}1Z'", {"truncated": "ms"}, "iso"),
    Cell("NULL and false", '""', "boolean", "null", "false"),
    Cell("a boolean as text", '"true"', "boolean", "true", "false"),
    Cell("milliseconds", "1700000000001", TIME, "'2023-11-14 22:13:20.001Z'", "'2023-11-14 22:13:20Z'"),
    Cell("zones", '"1700000000001"', TIME, "'2023-11-14 22:13:20.001Z'", "'2023-11-14 22:13:20.001+1'"),
    Cell("one microsecond", f'"{MOMENT}1Z"', TIME, f"'{MOMENT}1Z'", f"'{MOMENT}2Z'", format="iso"),
    Cell("a day", '"2024-02-29"', "date", "'2024-02-29'", "'2024-03-01'"),
    Cell("a document", '{"a": [1]}', "jsonb", "'{\"a\":[1]}'", "'{\"a\":[2]}'"),
    Cell("a list's border", '["a,b"]', "text[]", "array['a,b']", "array['a','b']"),
    Cell("a number as text", '"7"', "integer", "7", "null"),
    # What PostgreSQL's own hash of a record does not see.
    Cell("a sign", "-5.5", "numeric", "-5.50", "5.5"),
    Cell("NULL and a float's zero", '""', FLOAT, "null", "0"),
    Cell("NULL and NaN", '"NaN"', "numeric", "'NaN'", "null"),
    Cell("the upper half of a bigint", "4294967296", "bigint", "4294967296", "1"),
    Cell("empty documents", "{}", "jsonb", "'{}'", "'[]'"),
    Cell("a list's lower border", '["a"]', "text[]", "array['a']", "'[0:0]={a}'"),
)  # fmt: skip
