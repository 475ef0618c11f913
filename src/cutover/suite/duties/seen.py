"""Evidence in the words of this run: an outcome with its texts, values fit to be shown."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cutover.evidence import Evidence, Outcome, Redactor
from cutover.manifest import Check
from cutover.suite.duties.apart import apart, shared
from cutover.suite.text import listed, shortened

LONGEST = 160
"""Characters of one value that are shown."""
READ = 64_000
"""Characters of a text that are looked through for secrets: far more than are shown, so none is halved."""


def seen(
    check: Check,
    outcome: Outcome,
    *,
    expected: str,
    actual: str,
    cause: str = "",
    figures: Mapping[str, int | float] | None = None,
    samples: Iterable[Mapping[str, object]] = (),
    notes: Iterable[str] = (),
    reproduce: Iterable[str] = (),
    detail: Mapping[str, object] | None = None,
) -> Evidence:
    """Give the evidence of a check; only what has not passed has a cause and commands to reproduce it."""
    passed = outcome is Outcome.PASSED
    return Evidence(
        check=check.id,
        outcome=outcome,
        duty=check.duty,
        expected=expected,
        actual=actual,
        cause="" if passed else cause or actual,
        figures=figures or {},
        samples=tuple(samples),
        notes=tuple(notes),
        reproduce=() if passed else tuple(reproduce),
        detail=detail or {},
    )


@dataclass(frozen=True)
class Absent:
    """Tables that V2 lacks, or that its role may not read; physical names."""

    tables: tuple[str, ...]


def absence(check: Check, absent: Absent) -> Evidence:
    """Say that V2 lacks a table; that is no error of the harness but a table that was not migrated."""
    tables = listed(absent.tables)
    return seen(
        check,
        Outcome.FAILED,
        expected=f"a table {tables} in V2 that may be read",
        actual=f"V2 has no table {tables}",
        cause=f"V2 has no table {tables}",
    )


class Shown:
    """Makes values fit to be shown: hidden fields as keyed hashes, then secrets out, then long ones cut."""

    def __init__(self, redactor: Callable[[], Redactor], hidden: Collection[str]) -> None:
        self._current = redactor
        self._hidden = frozenset(hidden)

    @property
    def _redactor(self) -> Redactor:
        """The redactor of this moment: it learns tokens while the run goes on."""
        return self._current()

    def __call__(self, value: object, field: str = "", hidden: bool = False) -> object:
        """Give a value that stands in this field; a document inside of it is looked through."""
        if hidden or field in self._hidden:
            return self._redactor.personal(value)
        value = self._redactor.value(self._walk(value))
        if isinstance(value, str):
            return shortened(value, LONGEST)
        if isinstance(value, Mapping | Sequence):
            return shortened(plain(value), LONGEST)
        return value

    def pair(
        self, v1: str | None, v2: str | None, field: str = "", hidden: bool = False
    ) -> tuple[object, object]:
        """Give both sides' values of a field, marked where two texts differ; NULL is said in a word.

        An empty text, and one that is that word, stand in quotes.
        """
        if v1 is None or v2 is None or hidden or field in self._hidden:
            both = ("NULL" if each is None else _said(self(each, field, hidden)) for each in (v1, v2))
            return next(both), next(both)
        marked = apart(*(str(self._redactor.value(each)) for each in _where_they_differ(v1, v2)))
        return _said(shortened(marked[0], LONGEST)), _said(shortened(marked[1], LONGEST))

    def key(self, value: str, fields: Iterable[str]) -> str:
        """Give a row's key; as a hash where one of the fields that it is made of is hidden."""
        return str(self(value, hidden=self.hides(fields)))

    def hides(self, fields: Iterable[str]) -> bool:
        """Whether one of the fields is hidden."""
        return not self._hidden.isdisjoint(fields)

    def _walk(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: self._field(name, item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._walk(item) for item in value]
        return value[:READ] if isinstance(value, str) else value

    def _field(self, name: str, value: Any) -> Any:
        return self._redactor.personal(value) if name in self._hidden else self._walk(value)


def _where_they_differ(v1: str, v2: str) -> tuple[str, str]:
    """Two texts; of longer ones what stands around their first difference."""
    if max(len(v1), len(v2)) <= READ:
        return v1, v2
    start = max(0, shared(v1, v2) - READ // 2)
    return v1[start : start + READ], v2[start : start + READ]


def _said(value: object) -> object:
    return f"'{value}'" if value in ("", "NULL") else value


def plain(value: object) -> str:
    """Write a JSON value as a reader expects it: texts bare, nothing as null."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {plain(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(plain, value)) + "]"
    return str(value)
