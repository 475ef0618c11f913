"""The course of a long comparison: where it may have to rest, and range by range how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """One range that has been compared, as numbers and names: it holds no value of any row.

    `source` counts the table's sources; `first` and `steps` place the range among the source's cuts. `rows`,
    `columns` and `unparseable` count what was found, `wrong` says whether some row differs, `guarded` how it
    was read, and `sampled` whether rows of it are to be shown. `ids` are row ids of V1 that are judged again.
    `drifts` are the figures of each column's drift, as texts: two of them are sums over the whole range.
    """

    source: int
    first: int
    steps: int = 1
    rows: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)
    unparseable: Mapping[str, int] = field(default_factory=dict)
    guarded: bool = False
    wrong: bool = False
    sampled: bool = False
    ids: tuple[int, ...] = ()
    drifts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Course:
    """Accompanies the comparison of one table. This one never lets it wait, and remembers nothing.

    One that remembers may be asked by several threads at once.
    """

    def hold(self) -> None:
        """Return as soon as the next question may be put to a database."""

    def cuts(self, source: int, cut: Callable[[], Sequence[int]]) -> tuple[int, ...]:
        """Where a source is cut into ranges: as an earlier comparison did, else as `cut` says."""
        return tuple(cut())

    def done(self, source: int) -> tuple[Part, ...]:
        """The ranges of a source that an earlier comparison has finished, in their order."""
        return ()

    def keep(self, part: Part) -> None:
        """Note that a range is finished."""


UNATTENDED = Course()
