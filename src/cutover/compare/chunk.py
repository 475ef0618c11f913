"""The SQL that compares one range of V1's row ids with the V2 rows that belong to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cutover.compare.drift import figures
from cutover.compare.expressions import Expression, cast, differs, expression
from cutover.compare.join import Join, elements, tolerances, v1_condition, v2_condition
from cutover.compare.settled import young_document, young_row
from cutover.compare.sqltext import any_of, literal, name, relation
from cutover.manifest.table import ROW_ID
from cutover.manifest.tolerance import Tolerance

NO_OBJECT = "jsonb_typeof(v1.xdo) is distinct from 'object'"
_SHAPELESS = f"v1.here and {NO_OBJECT}"
"""The condition under which V1's document is no object."""


@dataclass(frozen=True, slots=True)
class Span:
    """Row ids from `low` up to, not including, `high`; None is open. The lowest span takes NULL keys too."""

    low: int | None = None
    high: int | None = None

    def condition(self, column: str) -> str:
        """The span as SQL over a column."""
        low = f"{column} >= {self.low}" if self.low is not None else ""
        high = f"{column} < {self.high}" if self.high is not None else ""
        both = " and ".join(each for each in (low, high) if each) or "true"
        return f"({both} or {column} is null)" if self.low is None and self.high is not None else both


@dataclass(frozen=True, slots=True)
class Ids:
    """Row ids one by one, where a span could stand."""

    ids: tuple[int, ...]

    def condition(self, column: str) -> str:
        """The row ids as SQL over a column."""
        return any_of(column, self.ids)


@dataclass(frozen=True)
class Chunk:
    """The statements for one span. `guarded` reads values that cannot be cast as NULL and counts them.

    `unique` tells that no two V1 rows have one id, `single` that no key can stand twice on either side,
    `numbered` that rows are known by V1's row id on both sides, which is a whole number;
    `drifting`, whether it is counted to which side V2's values deviate where a column has a tolerance.
    """

    join: Join
    span: Span | Ids
    guarded: bool = False
    unique: bool = True
    single: bool = False
    drifting: bool = True
    numbered: bool = False

    @property
    def each(self) -> bool:
        """Whether V1's rows are elements of an array."""
        return self.join.target.each is not None

    @cached_property
    def columns(self) -> dict[str, Expression]:
        """The compared V2 columns that exist, and V1's value for each."""
        types = self.join.types
        present = (each for each in self.join.target.columns if each.name in types)
        return {
            each.name: expression(each, types[each.name], self.each, self.join.labels(each.name))
            for each in present
        }

    @cached_property
    def drifts(self) -> dict[str, Tolerance]:
        """The columns whose drift is counted, and their tolerances."""
        return tolerances(self.join, drifting=True) if self.drifting else {}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """V1's side of the row key; a field that is mapped to that column as well follows its rule there."""
        rules = {(each.name, each.source): each for each in self.join.target.columns}
        casts = (
            # A row id by which the tables are cut is what it is.
            cast(
                match.field,
                self.join.types[match.column],
                None if match.field == ROW_ID else rules.get((match.column, match.field)),
                self.each,
                self.join.labels(match.column),
            )
            for match in self.join.target.match
        )
        return tuple(each.guarded if self.guarded else each.plain for each in casts)

    @cached_property
    def v1(self) -> str:
        """V1's rows as a FROM item: here, and `v1_rows`."""
        return f"(select true as here, v1.* from {self.v1_rows} as v1)"

    @cached_property
    def v1_rows(self) -> str:
        """V1's rows as a FROM item: id, xdo (and item, position), and the key as k0, k1, …

        `xdo || '{}'` within OFFSET 0 detoasts a large document once instead of once per field; a small one
        it would only copy.
        """
        join, array = self.join, self.join.target.each
        document, once = ("xdo || '{}'::jsonb as xdo", "offset 0") if join.large else ("xdo", "")
        rows = (
            f"(select id, {document} from {relation(join.v1)} as v1"
            f" where {self.span.condition('id')} {once}) as document"
        )
        more = ""
        if array:
            rows += (
                f" cross join lateral jsonb_array_elements({elements('xdo', array)})"
                " with ordinality as element(item, position)"
            )
            more = ", item, position"
        inner = f"(select id, xdo{more} from {rows} where {v1_condition(join)}) as v1"
        keys = "".join(f", {key} as k{n}" for n, key in enumerate(self.keys))
        young = f", {young_document(self.join, 'v1.xdo')} as unsettled" if self.join.settled else ""
        return f"(select v1.*{keys}{young} from {inner})"

    @cached_property
    def v2(self) -> str:
        """V2's rows as a FROM item: here, and `v2_rows`."""
        return f"(select true as here, v2.* from {self.v2_rows} as v2)"

    @cached_property
    def v2_rows(self) -> str:
        """V2's rows as a FROM item: the columns that are compared or belong to the key."""
        wanted = dict.fromkeys((*self.join.key_columns, *self.columns))
        row_key = self.join.row_key
        span = self.span.condition(name(row_key.column)) if row_key else "true"
        listed = ", ".join(self._held(each) for each in wanted)
        condition = f"{span} and {v2_condition(self.join)}"
        return f"(select {listed} from {relation(self.join.v2)} as v2 where {condition})"

    def _held(self, column: str) -> str:
        quoted = name(column)
        return f"{quoted}::{self.join.types[column]} as {quoted}" if column in self.join.own else quoted

    @cached_property
    def joined(self) -> str:
        """Both sides in one FULL JOIN on the key."""
        return f"{self.v1} as v1 full join {self.v2} as v2 on {self.on}"

    @property
    def on(self) -> str:
        """The condition that a V1 row and a V2 row have one key."""
        return " and ".join(f"v2.{name(column)} = v1.k{n}" for n, column in enumerate(self.join.key_columns))

    @cached_property
    def unsettled(self) -> str:
        """The condition under which a row is counted and not judged."""
        if self.join.settled is None:
            return "false"
        return f"(coalesce(v1.unsettled, false) or v1.here is null and {young_row(self.join, 'v2')})"

    def judged(self, condition: str) -> str:
        """A condition, but for rows that are not judged."""
        return condition if self.join.settled is None else f"({condition}) and not {self.unsettled}"

    def unparseable(self, column: str) -> str:
        """The condition under which V1's value cannot be cast."""
        told = self.columns[column].unparseable if self.guarded else None
        return f"coalesce({told}, false)" if told else "false"

    def differs(self, column: str) -> str:
        """The condition under which a matched row differs; what cannot be cast is no difference."""
        found = self.columns[column]
        value = found.guarded if self.guarded else found.plain
        limit = next(each.tolerance for each in self.join.target.columns if each.name == column)
        unequal = differs(value, f"v2.{name(column)}", self.join.types[column], limit)
        if not self.guarded or found.unparseable is None:
            return unequal
        return f"not {self.unparseable(column)} and ({unequal})"

    def counts(self) -> str:
        """One row: V1 rows, V2 rows, missing, extra, V1 rows whose document is no object, unsettled rows;
        then per column the rows that differ, with guards the values that cannot be cast, and per column with
        a tolerance the figures of its drift."""
        wrong = ["v2.here is null", "v1.here is null"]
        wrong.append(_SHAPELESS)
        by_column = [f"v1.here and v2.here and {self.differs(each)}" for each in self.columns]
        if self.guarded:
            by_column += [f"v1.here and {self.unparseable(each)}" for each in self.columns]
        conditions = [
            *map(self.judged, wrong),
            self.unsettled,
            *map(self.judged, by_column),
        ]
        counted = [f"count(*) filter (where {each})" for each in conditions]
        counted += [figure for each in self.drifts for figure in self._drift(each)]
        return f"select {', '.join(['count(v1.here)', 'count(v2.here)', *counted])} from {self.joined}"

    def _drift(self, column: str) -> list[str]:
        found, type_ = self.columns[column], self.join.types[column]
        value, matched = found.guarded if self.guarded else found.plain, self.judged("v1.here and v2.here")
        return figures(matched, value, f"v2.{name(column)}", type_, self.drifts[column], self.differs(column))

    def ids(self, columns: Iterable[str], limit: int) -> str:
        """V1's row ids of the rows that differ at all, at most so many; for a key that holds the row id."""
        assert self.join.row_key is not None, "asked only where the key holds V1's row id"
        key = f"coalesce(v1.id, v2.{name(self.join.row_key.column)})"
        any_of = self.judged(self._any_of(tuple(columns)))
        return f"select distinct {key} from {self.joined} where {any_of} limit {literal(limit)}"

    def _any_of(self, columns: tuple[str, ...]) -> str:
        flags = [f"({self.differs(each)} or {self.unparseable(each)})" for each in columns]
        return " or ".join(["v1.here is null", "v2.here is null", _SHAPELESS, *flags])

    def duplicates(self) -> str:
        """One row: rows beyond the first of their key in V1 and in V2."""
        v1, v2 = self._keyed
        alone = self.unique and not self.each and self.join.row_key is not None
        return f"select {'0' if alone else _beyond_first(*v1)}, {_beyond_first(*v2)}"

    def repeated(self, limit: int) -> str:
        """The first keys that stand twice, V1's and then V2's: the side's number and the key."""
        v1, v2 = self._keyed
        return f"({_repeated(1, *v1, limit)}) union all ({_repeated(2, *v2, limit)}) order by 1, 2"

    @property
    def _keyed(self) -> tuple[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]]:
        """Each side's rows as a FROM item, and the columns of its key."""
        v1 = f"{self.v1} as v1", tuple(f"k{n}" for n in range(len(self.keys)))
        return v1, (f"{self.v2} as v2", tuple(name(each) for each in self.join.key_columns))

    def rows(self) -> str:
        """One row: V1 rows and V2 rows, counted apart, for spans whose duplicates multiply in the join."""
        return f"select (select count(*) from {self.v1} as v1), (select count(*) from {self.v2} as v2)"

    def first(self, columns: Iterable[str], limit: int) -> str:
        """The first rows of each kind (differs, unparseable, shapeless, missing, extra) that differ at all,
        in the key's order.

        Columns: kind, key, then for each of `columns` an array: V1's value as V2 would hold it, V2's value,
        V1's own text, whether that cannot be cast; NULL where the column does not differ.
        """
        told = tuple(columns)
        flags = [f"({self.differs(each)} or {self.unparseable(each)})" for each in told]
        unparseable = " or ".join(map(self.unparseable, told)) or "false"
        kind = (
            f"case when {_SHAPELESS} then 'shapeless' when {unparseable} then 'unparseable'"
            " when v2.here is null then 'missing' when v1.here is null then 'extra' else 'differs' end"
        )
        pairs = [(f"v1.k{n}", f"v2.{name(column)}") for n, column in enumerate(self.join.key_columns)]
        order = ", ".join(f"coalesce({left}, {right})" for left, right in pairs)
        fields = [self._shown(each, flag) for each, flag in zip(told, flags, strict=True)]
        any_of = self.judged(" or ".join(["v1.here is null", "v2.here is null", _SHAPELESS, *flags]))
        numbered = (f"{each} as f{n}" for n, each in enumerate(fields))
        listed = ", ".join([f"{kind} as kind", f"{self._key} as key", *numbered])
        ranked = f"select {listed}, row_number() over (partition by {kind} order by {order}) as place"
        chosen = ", ".join(["kind", "key", *(f"f{n}" for n in range(len(fields)))])
        return (
            f"select {chosen} from ({ranked} from {self.joined} where {any_of}) as ranked"
            f" where place <= {literal(limit)} order by place, kind"
        )

    def side_by_side(self, limit: int) -> str:
        """V1 rows beside their V2 rows, one a document, at most so many: the key, then per column V1's value,
        V2's value, V1's own text."""
        fields = (
            f"array[({found.plain})::text, v2.{name(column)}::text, ({found.shown})::text]"
            for column, found in self.columns.items()
        )
        listed = ", ".join([self._key, *fields])
        return (
            f"select distinct on (v1.id) {listed} from {self.joined}"
            f" where v1.here order by v1.id limit {literal(limit)}"
        )

    @property
    def _key(self) -> str:
        pairs = ((f"v1.k{n}", f"v2.{name(column)}") for n, column in enumerate(self.join.key_columns))
        return " || ', ' || ".join(f"coalesce({left}::text, {right}::text, 'null')" for left, right in pairs)

    def _shown(self, column: str, flag: str) -> str:
        found = self.columns[column]
        value = found.guarded if self.guarded else found.plain
        held = f"v2.{name(column)}"
        bad = self.unparseable(column)
        told = f"({value})::text, {held}::text, ({found.shown})::text, ({bad})::text"
        return f"case when v1.here and (v2.here and {flag} or {bad}) then array[{told}] end"


def _repeated(side: int, rows: str, keys: tuple[str, ...], limit: int) -> str:
    filled = " and ".join(f"{key} is not null" for key in keys)
    by = ", ".join(keys)
    shown = " || ', ' || ".join(f"{key}::text" for key in keys)
    return (
        f"select {side} as side, {shown} as key from {rows} where {filled}"
        f" group by {by} having count(*) > 1 order by {by} limit {limit}"
    )


def _beyond_first(rows: str, keys: tuple[str, ...]) -> str:
    filled = " and ".join(f"{key} is not null" for key in keys)
    by = ", ".join(keys)
    grouped = f"select count(*) as n from {rows} where {filled} group by {by} having count(*) > 1"
    return f"(select coalesce(sum(n - 1), 0) from ({grouped}) as repeated)"
