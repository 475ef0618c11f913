"""Values: the SQL of a field's value, from its type and its name, with V1's mess."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from twin.v1.words import FIRST, LAST, LISTS, RANGES, STREETS, WORDS

# What a truth looks like in V1, out of sixteen.
TRUTHS = ("null", '""', '"true"', '"false"', '"false"', *["true"] * 5, *["false"] * 6)


def key_of(seed: int, *names: str) -> int:
    """Return the key of a field's hash; it stays clear of the ends of a bigint."""
    return int.from_bytes(sha256("/".join((str(seed), *names)).encode()).digest()[:7], "big")


def quote(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def words_of(words: Sequence[str]) -> str:
    """Return an SQL array of texts."""
    return "(array[" + ",".join(quote(word) for word in words) + "]::text[])"


def documents_of(values: Sequence[object]) -> str:
    """Return an SQL array of JSON values."""
    listed = ",".join(quote(json.dumps(value, ensure_ascii=False)) for value in values)
    return f"(array[{listed}]::jsonb[])"


@dataclass(frozen=True)
class Table:
    """A table of V1: its fields' types, and the fields whose SQL is written by hand.

    In that SQL `i` is the row's id, `@h:name@` the hash called `name` of this row, `@h:name:j@` that of `j`.
    """

    name: str
    seed: int
    fields: Mapping[str, str]
    exact: Mapping[str, str]

    def hash(self, name: str, i: str = "i") -> str:
        """Return the SQL of a row's hash of 31 bits."""
        return f"v1_h({key_of(self.seed, self.name, name)}, {i})"

    def insert(self, physical: str, source: str, absent: int, without: str = "") -> str:
        """Return the SQL that inserts the rows of `source`; at most `absent` fields a row are left out."""
        columns = ",\n    ".join(
            f"{self.value(field, kind)} as {field}" for field, kind in self.fields.items()
        )
        free = [field for field in self.fields if field not in self.exact and field != "id"]
        gone = [
            f"{words_of(free)}[1 + {self.hash(f'absent {n}', 'r.id')} % {len(free)}]" for n in range(absent)
        ]
        # An id that is not known is an empty text or no key at all, never null.
        ids = (field for field, kind in self.fields.items() if kind == "fk")
        gone += [f"case when r.{field} is null then '{field}' end" for field in ids]
        gone += [without] if without else []
        document = f"to_jsonb(r) - array[{', '.join(gone)}]::text[]"
        # `offset 0` keeps the planner from pulling the columns up, and from computing each of them twice.
        return (
            f"insert into {physical}\nselect r.id, {document}\n"
            f"from (select\n    {columns}\nfrom ({self.filled(source)}) as s offset 0) as r"
        )

    def filled(self, text: str) -> str:
        """Return hand-written SQL with its hashes put in."""
        before, *parts = text.split("@h:")
        out = [before]
        for part in parts:
            inside, _, rest = part.partition("@")
            name, _, i = inside.partition(":")
            out.append(self.hash(name, i or "i") + rest)
        return "".join(out)

    def value(self, field: str, kind: str) -> str:
        """Return the SQL of one field's value."""
        if field in self.exact:
            return self.filled(self.exact[field])
        if field == "id":
            return "i"
        return self.generic(field, kind)

    def generic(self, field: str, kind: str) -> str:
        """Return the SQL of a field that nothing particular is asked of."""
        h = self.hash(field)
        if kind.startswith("obj("):
            return self.nested(field, kind[4:-1].split(","))
        if kind == "list" or field in LISTS:
            return listed(field, h)
        match kind:
            case "bool":
                return f"(array[{','.join(quote(truth) for truth in TRUTHS)}]::jsonb[])[1 + {h} % 16]"
            case "date":
                day = f"(date '2019-01-01' + ({h} >> 5) % 2590)::text"
                return f"case {h} & 15 when 0 then null when 1 then '' else {day} end"
            case "ms":
                return number(h, f"1609459200000 + ({h} >> 5) * 2390::bigint")
            case "us":
                return number(h, f"1609459200000 + ({h} >> 5) * 2390::bigint + (({h} >> 5) % 1000) * 0.001")
            case "rate":
                return number(h, f"(({h} >> 5) % 1000000) * 0.0001")
            case "num" | "num?":
                return number(h, f"(({h} >> 5) % {most_of(field)}) * 0.01")
            case "float?":
                ranges = {"latitude": (25, 200_000), "longitude": (-120, 400_000)}
                low, many = ranges.get(field, (0, 50_000))
                return number(h, f"{low} + (({h} >> 5) % {many}) * 0.0001")
            case "int" | "int?":
                low, many = next((low, many) for end, low, many in RANGES if field.endswith(end))
                return number(h, f"{low} + ({h} >> 5) % {many}")
            case "json":
                found = f"jsonb_build_object('n', {h} >> 5, 'ok', {h} & 8 = 0, 'ä', array[{h} >> 20, 2])"
                return (
                    f"case {h} & 7 when 0 then null when 1 then '\"\"'::jsonb when 2 then '[]'::jsonb"
                    f" else {found} end"
                )
            case "text":
                return text(h, field)
        raise KeyError(f"{self.name}.{field}: {kind} needs SQL of its own")

    def nested(self, field: str, members: Sequence[str]) -> str:
        """Return an object of text members."""
        inside = (f"{quote(member)}, {text(self.hash(f'{field}.{member}'), member)}" for member in members)
        return f"jsonb_build_object({', '.join(inside)})"


def most_of(field: str) -> int:
    """Return the highest amount of a field, in cents."""
    if "volume" in field or "price" in field:
        return 90_000_000
    if "square_feet" in field:
        return 900_000
    if field in ("bathrooms", "lot_acres"):
        return 700
    return 3_000_000


def number(h: str, value: str) -> str:
    """Return a number, mostly a number, sometimes its text, seldom an empty text or nothing."""
    return (
        f"case when {h} & 31 > 7 then to_jsonb({value}) when {h} & 31 > 1 then to_jsonb(({value})::text)"
        f" when {h} & 31 = 1 then '\"\"'::jsonb end"
    )


def listed(field: str, h: str) -> str:
    """Return one of a few lists of the field's words, an empty one, an empty text or nothing."""
    words = LISTS[field]
    full = [[(*words, *words)[n % len(words) + place] for place in range(1 + n % 3)] for n in range(13)]
    return f"{documents_of([None, '', [], *full])}[1 + {h} % 16]"


def text(h: str, field: str) -> str:
    """Return a text, sometimes empty or nothing."""
    return f"case {h} & 31 when 0 then null when 1 then '' else {plain(h, field)} end"


def plain(h: str, field: str) -> str:
    """Return a text that is always there, seldom with a blank at its end."""
    drawn = f"({h} >> 5)"
    if field == "name":
        first = f"{words_of(FIRST)}[1 + {drawn} % {len(FIRST)}]"
        return f"{first} || ' ' || {words_of(LAST)}[1 + ({h} >> 12) % {len(LAST)}]"
    if field == "street":
        return f"(1 + {drawn} % 9900) || ' ' || {words_of(STREETS)}[1 + ({h} >> 18) % {len(STREETS)}]"
    if field == "zip":
        return f"lpad(({drawn} % 100000)::text, 5, '0')"
    if field.endswith("phone"):
        return f"'+1 512 555 ' || lpad(({drawn} % 10000)::text, 4, '0')"
    if field.endswith("email"):
        return f"'P' || {drawn} || '@mail.example'"
    if field.endswith(("_url", "website", "url", "avatar")):
        return f"'https://twin.example/{field}/' || {drawn}"
    if field in ("search_blob", "raw_import", "tree_cache", "old_downline_cache"):
        return f"'{field} ' || {drawn}"
    words = next((words for end, words in WORDS if field.endswith(end)), None)
    if words:
        return f"{words_of(words)}[1 + {drawn} % {len(words)}]"
    return f"'{field[:4]}-' || {drawn} || case when {h} & 31 = 2 then ' ' else '' end"
