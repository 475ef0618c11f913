"""Pairs of rows that look equal and are not, beside pairs that look different and are equal."""

# ruff: noqa: E501  (a table reads as a table: one line, one row)

TIME, FLOAT = "timestamp with time zone", "double precision"

# Two rows each: V1's field, V2's type, what V2 rightly holds, and what it must not get away with.
TRAPS = {
    "a float's 15th digit": (["0.123456789012345", "1"], FLOAT, ["0.123456789012345", "1"], {1: "0.123456789012346"}),
    "one microsecond": (['"2024-01-01T00:00:00.000001Z"', "null"], TIME, ["'2024-01-01 00:00:00.000001Z'", "null"], {1: "'2024-01-01Z'"}),
    "a trailing space": (['"a"', '"b"'], "text", ["'a'", "'b'"], {1: "'a '"}),
    "NULL and empty text": (['""', "null"], "text", ["''", "null"], {1: "null"}),
    "NULL and false": (['""', "false"], "boolean", ["null", "false"], {1: "false"}),
    "bigint's last digit": (["9007199254740993", "1"], "bigint", ["9007199254740993", "1"], {1: "9007199254740992"}),
    "numeric's 20th digit": (["1.2345678901234567891", "1"], "numeric", ["1.23456789012345678910", "1.0"], {1: "1.2345678901234567892"}),
    "a tiny float": (["1e-300", "0"], FLOAT, ["1e-300", "-0"], {1: "0"}),
    "a numeric fraction": (['"100.10"', '"100.4"'], "numeric(14,2)", ["100.1", "100.40"], {1: "100.40"}),
    "NFC and NFD": (['"é"', '"e"'], "text", ["'é'", "'e'"], {1: "U&'e\\0301'"}),
    "a swapped pair of rows": (['"a"', '"b"'], "text", ["'a'", "'b'"], {1: "'b'", 2: "'a'"}),
    "a time-zone shift": (['"1700000000001"', "0"], TIME, ["'2023-11-14 22:13:20.001Z'", "'1970-01-01Z'"], {1: "'2023-11-14 22:13:20.001+1'"}),
    # PostgreSQL's own hash of a record is the same for these.
    "a sign": (["100.10", "-1"], "numeric(14,2)", ["100.10", "-1"], {1: "-100.10"}),
    "a sign of any length": (["0.5", "-1"], "numeric", ["0.50", "-1.0"], {2: "1"}),
    "NULL and a float's zero": (["0", "null"], FLOAT, ["0", "null"], {1: "null", 2: "0"}),
    "NULL and a real's zero": (["0", "null"], "real", ["0", "null"], {1: "null", 2: "0"}),
    "NULL and a date's first day": (['"2000-01-01"', "null"], "date", ["'2000-01-01'", "null"], {1: "null", 2: "'2000-01-01'"}),
    "NULL and NaN": (['"NaN"', "null"], "numeric", ["'NaN'", "null"], {2: "'NaN'"}),
    "NaN and infinity": (['"NaN"', "1"], "numeric", ["'NaN'", "1"], {1: "'infinity'"}),
    "the upper half of a bigint": (["4294967296", "1"], "bigint", ["4294967296", "1"], {1: "1"}),
    "a folded moment": (["946684800000", "0"], TIME, ["'2000-01-01Z'", "'1970-01-01Z'"], {1: "'2000-01-01Z'::timestamptz + interval '4294967297 microseconds'"}),
    "empty documents": (["{}", "[]"], "jsonb", ["'{}'", "'[]'"], {1: "'[]'"}),
    "a document's 1st and 33rd element": ([f"[{', '.join('1' * 33)}]", "[]"], "jsonb", [f"'[{', '.join('1' * 33)}]'", "'[]'"], {1: f"'[2, {', '.join('1' * 31)}, 2]'"}),
    "a number in a document": (['{"a": 1.0}', "{}"], "jsonb", ["'{\"a\": 1.00}'", "'{}'"], {1: "'{\"a\": 1.01}'"}),
    "a list's lower border": (['["a"]', "[]"], "text[]", ["'{a}'", "'{}'"], {1: "'[0:0]={a}'"}),
    "a list's depth": (['["a"]', "[]"], "text[]", ["'{a}'", "'{}'"], {1: "'{{a}}'"}),
    "a list's border": (['["a,b"]', "[]"], "text[]", ["array['a,b']", "'{}'"], {1: "array['a', 'b']"}),
    "NULL in a list": (['["a", null]', '["NULL"]'], "text[]", ["array['a', null]", "array['NULL']"], {2: "array[null]"}),
    "a day": (['"2024-02-29"', "null"], "date", ["'2024-02-29'", "null"], {1: "'2024-03-01'"}),
    "a padded text": (['"a"', '"b"'], "character(5)", ["'a'", "'b'"], {1: "'a b'"}),
    "an interval": (['"1 day"', '"24:00"'], "interval", ["'24:00'", "'1 day'"], {1: "'25:00'"}),
    "a uuid": (['"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"', "null"], "uuid", ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "null"], {1: "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12'"}),
    "bytes": (['"\\\\x00ff"', "null"], "bytea", ["'\\x00ff'", "null"], {1: "'\\x00fe'"}),
    "money": (['"-1.50"', "null"], "money", ["-1.50", "null"], {1: "1.50"}),
    "a json": (['{"b": 1, "a": 2}', "{}"], "json", ["'{\"a\":2,\"b\":1}'", "'{}'"], {1: "'{\"a\":1,\"b\":2}'"}),
    "an address": (['"::1"', "null"], "inet", ["'::1'", "null"], {1: "'::2'"}),
}  # fmt: skip
