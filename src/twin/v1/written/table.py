"""Table: the rows of a table, and the SQL of the fields that something particular is asked of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from twin.v1.sizes import CORE, DETAILS_EACH, OWNED, TESTS
from twin.v1.values import words_of


@dataclass(frozen=True)
class Part:
    """A piece of a table: its weight against the others', its lane, the SQL of its rows; `i` is the id."""

    weight: int
    lane: int
    rows: str


@dataclass(frozen=True)
class Written:
    """A table: `exact` is the SQL by field, over the columns of the parts' rows.

    `before` runs first; `without` is the SQL of one more field that the row `r` lacks.
    """

    parts: tuple[Part, ...]
    exact: Mapping[str, str]
    before: str = ""
    without: str = ""


def one_part(weight: int, lane: int, rows: str, exact: Mapping[str, str], before: str = "") -> Written:
    """Return a table that is written in one piece."""
    return Written((Part(weight, lane, rows),), exact, before)


def series(rows: int, columns: str = "") -> str:
    """Return the SQL of the rows 1 to `rows`."""
    return f"select g as i{', ' + columns if columns else ''} from generate_series(1, {rows}) as g"


def behind(name: str, of: str, total: int, i: str = "i") -> str:
    """Return the SQL of a random row behind the core of the owned table `of`."""
    core = CORE[of]
    return f"{core} + 1 + @h:{name}:{i}@ % {total - core}"


def details_of(name: str, rows: int, total: int, columns: str = "") -> str:
    """Return the SQL of an owned table's details: so many for each row of the core, the rest behind it."""
    core = DETAILS_EACH * CORE[name]
    owner = (
        f"case when g <= {core} then 1 + (g - 1) / {DETAILS_EACH} else {behind(name, name, total, 'g')} end"
    )
    return series(rows, f"{owner} as {name}{columns}")


def own_tx() -> str:
    """Return the SQL of a sale of the owner whose number in the core is `n`, and null where it is outside."""
    test, other = OWNED["tx"]
    return (
        f"case when n <= {TESTS} then (n - 1) * {test} + 1 + j % {test}"
        f" when n is not null then {TESTS * test} + (n - {TESTS + 1}) * {other} + 1 + j % {other} end"
    )


def loose(name: str, value: str) -> str:
    """Return a number or a truth that is always there; a quarter of them are texts."""
    return f"case when @h:{name}@ & 3 = 0 then to_jsonb(({value})::text) else to_jsonb({value}) end"


def link(name: str, value: str) -> str:
    """Return an id, or an empty text or nothing where there is none."""
    empty = f"when @h:{name} link@ & 1 = 0 then '\"\"'::jsonb"
    return f"case when ({value}) is not null then to_jsonb({value}) {empty} end"


def day(value: str) -> str:
    """Return a date's text, or an empty text where there is none."""
    return f"coalesce(({value})::text, '')"


def moment(name: str, value: str) -> str:
    """Return some moment of a date in epoch milliseconds, or an empty text where there is none."""
    millis = f"(({value}) - date '1970-01-01') * 86400000::bigint + @h:{name} time@ % 86400000"
    return (
        f"case when ({value}) is null then '\"\"'::jsonb"
        f" when @h:{name}@ & 3 = 0 then to_jsonb(({millis})::text) else to_jsonb({millis}) end"
    )


def pick(name: str, *words: str) -> str:
    """Return one of a few texts."""
    return one_of(name, words)


def one_of(name: str, words: Sequence[str]) -> str:
    """Return one of a list of texts."""
    return f"{words_of(words)}[1 + @h:{name}@ % {len(words)}]"


def sparse(name: str, rarity: int, value: str) -> str:
    """Return a text that is nothing in one of `rarity` rows, and empty in another."""
    return f"case @h:no {name}@ % {rarity} when 0 then null when 1 then '' else {value} end"
