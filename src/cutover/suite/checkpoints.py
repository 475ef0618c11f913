"""Checkpoints: how far each table has come, on disk, so that a run that was killed can be resumed."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Lock

from cutover.compare import Course, Join, Part
from cutover.suite.checkpoint_file import FORM, Earlier, Maker, line_of, read
from cutover.suite.pausing import Pause
from cutover.suite.text import count
from cutover.systems import Database

FOLDER = "checkpoints"
LONGEST = timedelta(hours=24)
"""No older range is taken over, however long a phase's evidence may count."""


class Checkpoint(Course):
    """The course of one table's comparison: held by a pause, and written down where there is a path."""

    def __init__(
        self,
        path: Path | None,
        key: Mapping[str, str],
        maker: Maker,
        pause: Pause,
        earlier: Earlier | None = None,
        superseded: Sequence[Path] = (),
    ) -> None:
        self._path = path
        self._key = key
        self._maker = maker
        self._pause = pause
        self._earlier = earlier or Earlier()
        self._superseded = superseded
        self._lock = Lock()
        self._digest = ""
        self._unwritable = ""

    def hold(self) -> None:
        """Wait for as long as a pause is wanted."""
        self._pause.hold()

    def cuts(self, source: int, cut: Callable[[], Sequence[int]]) -> tuple[int, ...]:
        """Where the source is cut into ranges."""
        found = self._earlier.cuts.get(source)
        if found is None:
            found = tuple(cut())
            self._write({"source": source, "cuts": found})
        return found

    def done(self, source: int) -> tuple[Part, ...]:
        """What earlier runs have finished."""
        return tuple(part for part, _ in self._earlier.parts.get(source, ()))

    def keep(self, part: Part) -> None:
        """Write a range down at once."""
        self._write({"part": part, "maker": self._maker})

    def close(self) -> None:
        """Note that the comparison has a result; what it was resumed from is not needed any more."""
        self._write({"told": True})
        for path in self._superseded if not self._unwritable else ():
            with suppress(OSError):
                path.unlink()
                path.parent.rmdir()

    def notes(self, ranges: int) -> Iterator[str]:
        """Say which of so many ranges were not compared now, and what could not be taken over or kept."""
        taken = Counter(maker for parts in self._earlier.parts.values() for _, maker in parts)
        for (run, begun), number in sorted(taken.items()):
            were = "was" if number == 1 else "were"
            yield (
                f"{number:,} of {count(ranges, 'range')} {were} compared in run {run}, begun at {begun}:"
                " what was equal there then was not read again"
            )
        if self._earlier.wrong:
            yield self._earlier.wrong
        if self._unwritable:
            yield f"without a checkpoint, so it cannot be resumed: {self._unwritable}"

    def _write(self, content: Mapping[str, object]) -> None:
        if self._path is None:
            return
        with self._lock:
            try:
                if not self._digest and not self._unwritable:
                    self._begin(self._path)
                if not self._unwritable:
                    self._append(self._path, (content,))
            except OSError as error:
                self._unwritable = error.strerror or "the file cannot be written"

    def _begin(self, path: Path) -> None:
        """Write the header and all that is taken over, in one go."""
        path.parent.mkdir(parents=True, exist_ok=True)
        cuts = ({"source": source, "cuts": found} for source, found in self._earlier.cuts.items())
        parts = (kept for found in self._earlier.parts.values() for kept in found)
        taken = ({"part": part, "maker": maker} for part, maker in parts)
        self._append(path, ({"form": FORM, "key": self._key}, *cuts, *taken))

    def _append(self, path: Path, contents: Sequence[Mapping[str, object]]) -> None:
        written = b""
        for content in contents:
            self._digest, line = line_of(self._digest, content)
            written += line
        with path.open("ab") as file:
            file.write(written)


@dataclass(frozen=True)
class Checkpoints:
    """Where the checkpoints of a run, and of those before it, lie; with `resume` these are taken up."""

    folder: Path
    maker: Maker
    key: Mapping[str, str]
    pause: Pause
    resume: bool = False
    longest: timedelta = LONGEST

    def course(
        self, name: str, v1: Database, v2: Database, joins: Sequence[Join], kept: bool = True
    ) -> Checkpoint:
        """The course of one table's comparison; `kept` is False where nothing may be written down.

        Of several runs that left something, the one that came farthest is taken up.
        """
        if not kept:
            return Checkpoint(None, {}, self.maker, self.pause)
        key = {**self.key, **_key(v1, v2, joins)}
        own = self.folder / self.maker[0] / f"{name}.jsonl"
        places = [path for path in self.folder.glob(f"*/{own.name}") if path != own] if self.resume else []
        found = {path: read(path, key, self.longest) for path in sorted(places, reverse=True)}
        best = max(found.values(), key=lambda each: (each.ranges, bool(each.wrong)), default=None)
        useful = [path for path, each in found.items() if each.ranges]
        return Checkpoint(own, key, self.maker, self.pause, best, useful)


def _key(v1: Database, v2: Database, joins: Sequence[Join]) -> dict[str, str]:
    """What else must be the same for a range to count: how it is compared, and each table's making."""
    mapping = repr([(each.target, each.types, each.settled, each.names, each.v1, each.v2) for each in joins])
    tables = [v1.incarnation(str(each.v1)) for each in joins] + [v2.incarnation(str(joins[0].v2))]
    return {
        "way of comparing": "one server" if v1 is v2 else "two servers",
        "mapping": hashlib.sha256(mapping.encode()).hexdigest(),
        "table, made anew since": " ".join(tables),
    }
