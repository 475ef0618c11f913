"""Rows made by chance: V1's field in one of the ways that V1 writes it, and the same as V2 holds it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from .pairs import TwoServers

TYPES = {
    "n": "integer", "tiny": "smallint", "big": "bigint", "amount": "numeric(14,2)", "share": "numeric",
    "rate": "double precision", "small": "real", "paid": "money", "yes": "boolean", "day": "date",
    "at": "timestamp with time zone", "local": "timestamp without time zone",
    "hour": "time without time zone", "span": "interval", "note": "text",
    "code": "character varying(40)", "padded": "character(9)", "ref": "uuid", "raw": "bytea",
    "place": "inet", "tags": "text[]", "numbers": "integer[]", "extra": "jsonb", "told": "json",
}  # fmt: skip
COLLATED = {"note": 'text collate "C"', "code": 'character varying(40) collate "POSIX"'}
LETTERS = "aé ',\"\\{}\n|<>0ßÿ"
"""What every encoding has; a server that has all letters gets MORE."""
MORE = LETTERS + "\u0301🏡ſﬁ\u00a0"

Field = tuple[object, str | None]


def value(chance: random.Random, column: str, letters: str = MORE) -> Field:
    """A field as V1 may hold it, in one of its ways, and the same as V2 holds it."""
    if chance.random() < 0.15:
        texts = ("note", "code", "padded")
        return chance.choice((None, None if column in texts else "")), None
    made = {**_numbers(chance), **_moments(chance), **_texts(chance, letters)}
    old, new = made[column]
    return (old, str(old)) if column == "small" else (old, new)


def _numbers(chance: random.Random) -> Mapping[str, Field]:
    whole = chance.choice((0, 1, -1, chance.randint(-(2**31), 2**31 - 1)))
    tiny = chance.randint(-(2**15), 2**15 - 1)
    big = chance.choice((whole, chance.randint(-(2**63), 2**63 - 1)))
    cents = Decimal(chance.randint(-(10**9), 10**9)).scaleb(-2)
    number = chance.choice((0.0, chance.uniform(-1, 1), chance.uniform(-1e300, 1e300), 1e-300))
    numbers = [chance.randint(-9, 9) for _ in range(chance.randint(0, 3))]
    return {
        "n": (chance.choice((whole, str(whole))), str(whole)),
        "tiny": (chance.choice((tiny, str(tiny))), str(tiny)),
        "big": (chance.choice((big, str(big))), str(big)),
        "amount": (chance.choice((float(cents), str(cents), f"{cents}0")), str(cents)),
        "share": (f"{cents}5", f"{cents}500"),
        "rate": (chance.choice((number, repr(number))), repr(number)),
        "small": (chance.choice((0.5, "0.1")), ""),
        "paid": (str(cents), str(cents)),
        "numbers": (chance.choice((numbers, [str(each) for each in numbers])), _array(map(str, numbers))),
    }


def _moments(chance: random.Random) -> Mapping[str, Field]:
    moment = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(milliseconds=chance.randint(-(10**12), 10**12))
    epoch, hours = round(moment.timestamp() * 1000), chance.randint(0, 10**5)
    return {
        "yes": (chance.choice((True, "true")), "true"),
        "day": (f"{moment:%Y-%m-%d}", f"{moment:%Y-%m-%d}"),
        "at": (chance.choice((epoch, str(epoch))), moment.isoformat()),
        "local": (epoch, f"{moment:%Y-%m-%d %H:%M:%S.%f}"),
        "hour": (f"{moment:%H:%M:%S.%f}", f"{moment:%H:%M:%S.%f}"),
        "span": (f"{hours} hours", f"{hours}:00"),
    }


def _texts(chance: random.Random, letters: str) -> Mapping[str, Field]:
    text = "".join(chance.choice(letters) for _ in range(chance.randint(0, 8)))
    items = [chance.choice(("", "a", "a,b", '"', "NULL", "null")) for _ in range(chance.randint(0, 4))]
    uuid, raw = f"{chance.getrandbits(128):032x}", f"\\x{chance.getrandbits(40):010x}"
    whole, place = chance.randint(-9, 9), f"10.0.{chance.randint(0, 255)}.{chance.randint(0, 255)}"
    document = f'{{"a": {whole}, "b": {_json(items)}}}'
    return {
        "note": (text, text),
        "code": (text, text),
        "padded": (text.strip(), text.strip()),
        "ref": (chance.choice((uuid, uuid.upper())), uuid),
        "raw": (raw, raw),
        "place": (place, chance.choice((place, f"{place}/32"))),
        "tags": (items, _array(items)),
        "extra": ({"b": items, "a": whole}, document),
        "told": ({"b": items, "a": whole}, document),
    }


def _array(items: Iterable[str]) -> str:
    quoted = ('"' + each.replace("\\", "\\\\").replace('"', '\\"') + '"' for each in items)
    return f"{{{','.join(quoted)}}}"


def _json(items: Iterable[str]) -> str:
    return f"[{', '.join(chr(34) + each.replace(chr(34), chr(92) + chr(34)) + chr(34) for each in items)}]"


def row(chance: random.Random, letters: str = MORE) -> tuple[dict[str, object], list[str | None]]:
    """One row of every type: V1's fields, of which one that holds nothing may be missing, and V2's values."""
    pairs = {column: value(chance, column, letters) for column in TYPES}
    fields = {name: old for name, (old, _) in pairs.items() if old is not None or chance.random() < 0.5}
    return fields, [new for _, new in pairs.values()]


def fill(servers: TwoServers, chance: random.Random, rows: int, letters: str = MORE) -> None:
    """Make equal tables of so many rows, one a document."""
    made = [row(chance, letters) for _ in range(rows)]
    _make(servers, [fields for fields, _ in made], ((n, 1, *held) for n, (_, held) in enumerate(made, 1)))


def fill_elements(servers: TwoServers, chance: random.Random, documents: int) -> None:
    """Make equal tables of documents with up to four elements each, every one a row of V2."""
    made = [[row(chance) for _ in range(chance.randint(0, 4))] for _ in range(documents)]
    held = (
        (n, place, *values) for n, each in enumerate(made, 1) for place, (_, values) in enumerate(each, 1)
    )
    _make(servers, [{"items": [fields for fields, _ in each]} for each in made], held)


def _make(servers: TwoServers, documents: list[object], held: Iterable[tuple[object, ...]]) -> None:
    columns = ", ".join(f"{name} {COLLATED.get(name, type_)}" for name, type_ in TYPES.items())
    servers.make(documents, f"id int, place_in_list int, {columns}")
    marks = ", ".join(f"%s::text::{type_}" for type_ in TYPES.values())
    with servers.v2.cursor() as cursor:
        cursor.executemany(f"insert into new values (%s, %s, {marks})", list(held))
