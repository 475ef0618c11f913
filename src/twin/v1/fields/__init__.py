"""Fields: every table of V1 with its id, and the fields of its documents with their types.

They stand in text files, one a domain. A table's line is its name, its id and, where nothing particular is
asked of its rows, how many there are (see `twin.v1.written.plain`). A field without a type is a text:

    int, num, rate       a number, an empty one being 0 in V2: an integer, two decimals, four
    int?, num?, float?   the same, an empty one being unknown in V2
    fk, fk(table)        the id of a row of V1: of the table that the field ends with, or of the named one
    ms, us, date, bool   epoch milliseconds, the same with microseconds behind the point, YYYY-MM-DD, a truth
    json, list           anything, texts
    obj(a,b)             an object of texts
    each                 a list whose elements are rows of their own in V2
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files


@dataclass(frozen=True)
class Fields:
    """The fields of one table: its id, and the types by the field.

    `rows` is None where the rows are written by hand. `links` names the tables that ids are said to point at.
    """

    number: int
    kinds: Mapping[str, str]
    domain: str
    rows: int | None = None
    links: Mapping[str, str] = field(default_factory=dict)


def tables() -> dict[str, Fields]:
    """Return the fields of every table, domain by domain."""
    texts = (entry for entry in files("twin.v1.fields").iterdir() if entry.name.endswith(".txt"))
    found: dict[str, Fields] = {}
    for text in sorted(texts, key=lambda entry: entry.name):
        found |= tables_in(text.read_text("utf-8"), text.name.removesuffix(".txt"))
    return found


def tables_in(text: str, domain: str) -> dict[str, Fields]:
    """Return the tables of one domain's text."""
    found: dict[str, Fields] = {}
    kinds: dict[str, str] = {}
    links: dict[str, str] = {}
    for line in text.splitlines():
        words = line.split()
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            kinds, links = {}, {}
            rows = int(words[2]) if len(words) > 2 else None
            found[words[0]] = Fields(int(words[1]), kinds, domain, rows, links)
            continue
        for word in words:
            name, _, kind = word.partition(":")
            if kind.startswith("fk("):
                kind, links[name] = "fk", kind[3:-1]
            kinds[name] = kind or "text"
    return found
