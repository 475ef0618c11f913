"""SQL: the few expressions that many queries share, and the twin's clock.

Every argument is a constant of the calling module: values from outside travel as parameters only.
"""

from __future__ import annotations

TODAY = "date '2026-02-04'"
YEAR_TO_DATE = f"between date '2026-01-01' and {TODAY}"


def millis(moment: str) -> str:
    """Return the epoch milliseconds of a timestamptz."""
    return f"(extract(epoch from {moment}) * 1000)::bigint"


def iso(moment: str) -> str:
    """Return a timestamptz as ISO-8601 text in UTC, to the millisecond."""
    return f"""to_char({moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""


def name(person: str) -> str:
    """Return the name of a person out of a table's alias; null where a left join found nobody."""
    first, last = f"coalesce({person}.first_name, '')", f"coalesce({person}.last_name, '')"
    return f"case when {person}.id is not null then {first} || ' ' || {last} end"


def code_points(text: str) -> str:
    """Return a text that sorts by code point whatever the database's locale."""
    return f'{text} collate "C"'


def contains(*texts: str) -> str:
    """Return the condition that a text contains the parameter `q`, whatever the case; null counts as ''."""
    found = (f"position(lower(%(q)s::text) in lower(coalesce({text}, ''))) > 0" for text in texts)
    return "(" + " or ".join(found) + ")"


def total(amount: str, where: str = "true") -> str:
    """Return a sum over the rows that meet a condition; 0 over nothing."""
    return f"coalesce(sum({amount}) filter (where {where}), 0)"


def average(value: str) -> str:
    """Return an average of four decimals that is 0 over nothing."""
    return f"coalesce(round(avg({value}), 4), 0)"


def ratio(part: str, whole: str) -> str:
    """Return a quotient of four decimals that is 0 where the whole is 0 or null."""
    return f"coalesce(round(({part})::numeric / nullif(({whole})::numeric, 0), 4), 0)"


def is_user(user: str) -> str:
    """Return the condition that a row of the user table is a user: the archived stand in it too."""
    return f"{user}.status is distinct from 'archived'"
