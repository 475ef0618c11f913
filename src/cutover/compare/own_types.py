"""V2's own types, which V1's server need not know: an enum as its labels, a domain as what it is made of."""

from __future__ import annotations

import re
from dataclasses import replace

from cutover.compare.catalogue import Connection
from cutover.compare.join import Join
from cutover.compare.sqltext import Rows, name
from cutover.manifest.columns import TYPES

TEXTS = ("text", "character varying", "character", "citext", "name")
"""The kinds of text, which are compared as text."""

_BELOW = """
with recursive step(attname, type, modifier, listed) as (
    select attname, atttypid, atttypmod, false from pg_attribute
    where attrelid = to_regclass(%s) and attname = any(%s) and attnum > 0 and not attisdropped
    union all
    select attname, case typtype when 'd' then typbasetype else typelem end,
           case typtype when 'd' then typtypmod else modifier end, listed or typtype <> 'd'
    from step join pg_type on oid = type where typtype = 'd' or (typcategory = 'A' and typelem <> 0)
)
select attname, format_type(type, modifier) || case when listed then '[]' else '' end, typtype = 'e', listed,
       array(select enumlabel::text from pg_enum where enumtypid = type order by enumsortorder)
from step join pg_type on oid = type where typtype <> 'd' and not (typcategory = 'A' and typelem <> 0)
"""


def with_base_types(v2: Connection, joined: Join) -> Join:
    """The same, with each column of a type of V2's own as one that every server knows, where there is one.

    An enum becomes text and its labels, a domain the type below it, an array the array of such; lists of any
    kind of text become lists of text, since a cast to a length would cut off what the comparison must see.
    What an extension brings stays as it is.
    """
    found: dict[str, tuple[str, tuple[str, ...]]] = {
        column: ("text[]", ())
        for column, type_ in joined.types.items()
        if type_.endswith("[]") and type_ != "text[]" and _base(type_) in TEXTS
    }
    unknown = [each for each, type_ in joined.types.items() if _base(type_) not in (*TYPES, *TEXTS)]
    if unknown and not isinstance(joined.v2, Rows):
        for column, base, enum, listed, labels in v2.execute(_BELOW.encode(), (name(joined.v2), unknown)):
            texts = enum or (listed and _base(str(base)) in TEXTS)
            type_ = f"text{'[]' if listed else ''}" if texts else str(base)
            assert isinstance(labels, list), "the statement gives an array"
            found[str(column)] = type_, tuple(map(str, labels))
    if not found:
        return joined
    types = {each: found[each][0] if each in found else type_ for each, type_ in joined.types.items()}
    return replace(joined, types=types, own={each: labels for each, (_, labels) in found.items()})


def _base(type_: str) -> str:
    return re.sub(r"\(.*?\)", "", type_).removesuffix("[]")
