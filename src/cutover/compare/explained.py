"""Explained: differences that are declared, counted by the declaration that explains them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cutover.compare.rules import path_of
from cutover.compare.walk import CONTAINERS, Cluster, Difference
from cutover.manifest.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Explained:
    """How often one declaration explained a difference in one case, and the first it explained.

    `loose` tells a declaration that demands less than a value (a predicate, an absence, an unstable field).
    A field that only has another name in V2 has no sample.
    """

    rule: str
    count: int
    loose: bool
    sample: Difference | None = None


class Account:
    """Counts what the declarations of an endpoint explain in one case."""

    def __init__(self, endpoint: Endpoint, renamed: Mapping[str, int]) -> None:
        self._differs = {path_of(each.place): each for each in endpoint.differs}
        self._unstable = {path_of(each.place): each for each in endpoint.unstable}
        self._renamed = renamed
        self._counts: Counter[str] = Counter()
        self._samples: dict[str, Difference] = {}

    def kept(self, found: Iterable[Difference]) -> Iterator[Difference]:
        """Let through what no declaration explains, and count the rest."""
        for each in found:
            if each.kind == "declared":
                self._count(each)
            else:
                yield each

    def expect(self, expected: Iterable[Difference]) -> None:
        """Count what is unstable and satisfies its rule."""
        for each in expected:
            self._count(each)

    @property
    def explained(self) -> tuple[Explained, ...]:
        """What was explained, in the declarations' order; a name alone counts where nothing else does."""
        found = [
            Explained(rule.name, count, bool(rule.absent or rule.allow), self._samples.get(path))
            for path, rule in self._differs.items()
            if (count := self._counts[path] or self._plainly_renamed(path))
        ]
        found += [
            Explained(rule.name, self._counts[path], True, self._samples[path])
            for path, rule in self._unstable.items()
            if self._counts[path]
        ]
        return tuple(found)

    def complaints(self, clusters: Iterable[Cluster]) -> list[str]:
        """What is declared of a field that differs all the same; a whole object hides what stands in it."""
        return [
            f"'{each.path}' is a whole object or list: declare its fields one by one"
            if self._is_whole(each)
            else f"V2: '{self._differs[each.path].name}' is declared, and not so"
            for each in clusters
            if each.path in self._differs
        ]

    def _plainly_renamed(self, path: str) -> int:
        rule = self._differs[path]
        return 0 if rule.about_values else self._renamed.get(rule.name, 0)

    def _is_whole(self, cluster: Cluster) -> bool:
        rule, sample = self._differs[cluster.path], cluster.samples[0]
        return bool(rule.about_values or rule.absent) and bool(
            {type(sample.v1), type(sample.v2)} & CONTAINERS
        )

    def _count(self, each: Difference) -> None:
        self._counts[each.path] += 1
        self._samples.setdefault(each.path, each)


def leaves(value: object) -> int:
    """How many plain values an answer holds."""
    waiting, count = [value], 0
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
        else:
            count += 1
    return count
