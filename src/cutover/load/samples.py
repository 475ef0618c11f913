"""Samples: every request of a load run, raw, as columns of numbers; from a worker's bytes to one file a run.

A pack is a magic word, the length of a JSON head (4 bytes), the head (the names that the numbers stand for,
and how many requests follow), and the columns, one after the other. It holds nothing that runs, so that a
worker on another machine can only send numbers and names.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import orjson

from cutover.load.failure import ALL, Failure

PROBE = "probe"
"""The workflow of the open-loop probe."""
SYSTEMS = ("v2", "v1")

Column = npt.NDArray[Any]
Seconds = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_COLUMNS: dict[str, np.dtype[Any]] = {
    "due": np.dtype("<f8"), "took": np.dtype("<f8"), "endpoint": np.dtype("<u2"),
    "workflow": np.dtype("u1"), "system": np.dtype("u1"), "failure": np.dtype("u1"),
}  # fmt: skip
_SIZE = sum(kind.itemsize for kind in _COLUMNS.values())
_MAGIC = b"cutover-samples-1\n"
_LENGTH = struct.Struct("<I")
_MOST_NAMES = {"endpoints": 2**16, "workflows": 2**8}


@dataclass(frozen=True, eq=False)
class Samples:
    """Requests, in the order in which they were recorded; all columns are of one length.

    `due` is when a request was meant to be sent (seconds since the run's start), `took` how many seconds
    passed from then to the last byte. The others are numbers: `endpoint` and `workflow` into the names beside
    them, `system` into SYSTEMS, `failure` into Failure.
    """

    due: Seconds = field(default_factory=lambda: np.empty(0, _COLUMNS["due"]))
    took: Seconds = field(default_factory=lambda: np.empty(0, _COLUMNS["took"]))
    endpoint: Column = field(default_factory=lambda: np.empty(0, _COLUMNS["endpoint"]))
    workflow: Column = field(default_factory=lambda: np.empty(0, _COLUMNS["workflow"]))
    system: Column = field(default_factory=lambda: np.empty(0, _COLUMNS["system"]))
    failure: Column = field(default_factory=lambda: np.empty(0, _COLUMNS["failure"]))
    endpoints: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.due)

    @property
    def failed(self) -> Mask:
        """Which requests got no good answer."""
        return np.asarray(self.failure != Failure.NONE.number)

    @property
    def probed(self) -> Mask:
        """Which requests the open-loop probe sent."""
        if PROBE not in self.workflows:
            return np.zeros(len(self), np.bool_)
        return np.asarray(self.workflow == self.workflows.index(PROBE))

    def of(self, *failures: Failure) -> Mask:
        """Which requests failed in one of these ways."""
        wanted = np.array([each in failures for each in ALL])
        return np.asarray(wanted[self.failure])

    def to(self, system: str) -> "Samples":
        """The requests to one system, ``v2`` or ``v1``."""
        return self.where(np.asarray(self.system == SYSTEMS.index(system)))

    def where(self, which: Mask | npt.NDArray[np.intp]) -> "Samples":
        """The requests that a mask picks, or that stand at these places, in their order."""
        return replace(self, **{name: getattr(self, name)[which] for name in _COLUMNS})

    def pack(self) -> bytes:
        """These samples as bytes, which `unpack` reads anywhere."""
        names = {"endpoints": self.endpoints, "workflows": self.workflows}
        head = orjson.dumps(names | {"requests": len(self)})
        columns = (np.ascontiguousarray(getattr(self, name), kind) for name, kind in _COLUMNS.items())
        return b"".join((_MAGIC, _LENGTH.pack(len(head)), head, *(each.tobytes() for each in columns)))

    @classmethod
    def unpack(cls, content: bytes) -> "Samples":
        """Read one pack; raises ValueError where the bytes are none, or not all of it."""
        samples, rest = _unpacked(content)
        if samples is None or rest:
            raise ValueError("the bytes are no pack of samples, or not all of one")
        return samples


class Recorder:
    """Takes requests one by one, cheaply, and gives what came since it was last asked."""

    def __init__(self) -> None:
        self._rows: list[tuple[float, float, int, int, int, int]] = []
        self._endpoints: dict[str, int] = {}
        self._workflows: dict[str, int] = {}
        self.count = 0
        """How many were ever added."""

    def add(
        self,
        due: float,
        took: float,
        endpoint: str,
        workflow: str,
        system: str = "v2",
        failure: Failure = Failure.NONE,
    ) -> None:
        """Add one request: when it was due and how long it took (seconds), which and whose it was."""
        asked = self._endpoints.setdefault(endpoint, len(self._endpoints))
        asking = self._workflows.setdefault(workflow, len(self._workflows))
        self._rows.append((due, took, asked, asking, SYSTEMS.index(system), failure.number))
        self.count += 1

    def taken(self) -> Samples:
        """What was added since the last call."""
        rows, self._rows = self._rows, []
        if not rows:
            return Samples()
        values = dict(zip(_COLUMNS, zip(*rows, strict=True), strict=True))
        columns: dict[str, Any] = {name: np.array(values[name], kind) for name, kind in _COLUMNS.items()}
        return Samples(**columns, endpoints=tuple(self._endpoints), workflows=tuple(self._workflows))


def merged(parts: Iterable[Samples]) -> Samples:
    """Put samples of several processes or moments together, in the order given."""
    endpoints: dict[str, int] = {}
    workflows: dict[str, int] = {}
    renamed = [
        replace(part, endpoint=_renumbered(part.endpoint, part.endpoints, endpoints),
                workflow=_renumbered(part.workflow, part.workflows, workflows))
        for part in parts
    ]  # fmt: skip
    columns = {name: np.concatenate([np.empty(0, kind), *(getattr(part, name) for part in renamed)])
               for name, kind in _COLUMNS.items()}  # fmt: skip
    return Samples(**columns, endpoints=tuple(endpoints), workflows=tuple(workflows))


class SampleFile:
    """One file of packs, a run's raw truth: each is on disk before the next one is asked for."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = path.open("ab")

    def add(self, samples: Samples) -> None:
        """Write samples below those that are there; of none nothing is written."""
        if len(samples):
            self._file.write(samples.pack())
            self._file.flush()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def read_samples(path: Path) -> Samples:
    """Read a file of packs; what a kill cut off at its end is left out. Raises OSError, ValueError."""
    return merged(_packs(path.read_bytes()))


def _renumbered(column: Column, names: Sequence[str], known: dict[str, int]) -> Column:
    numbers = np.array([known.setdefault(name, len(known)) for name in names], column.dtype)
    return column if np.array_equal(numbers, np.arange(len(numbers))) else numbers[column]


def _packs(content: bytes) -> Iterator[Samples]:
    while content:
        samples, content = _unpacked(content)
        if samples is None:
            return
        yield samples


def _unpacked(content: bytes) -> tuple[Samples | None, bytes]:
    """The first pack and what follows it; None where it was cut off. Raises ValueError for anything else."""
    if not _MAGIC.startswith(content[: len(_MAGIC)]):
        raise ValueError("the bytes are no pack of samples")
    at = len(_MAGIC) + _LENGTH.size
    if len(content) < at:
        return None, b""
    end = at + _LENGTH.unpack_from(content, len(_MAGIC))[0]
    if len(content) < end:
        return None, b""
    endpoints, workflows, count = _head(content[at:end])
    if len(content) < end + count * _SIZE:
        return None, b""
    columns: dict[str, Any] = {}
    for name, kind in _COLUMNS.items():
        columns[name] = np.frombuffer(content, kind, count, end)
        end += count * kind.itemsize
    _require_known(columns, endpoints, workflows)
    return Samples(**columns, endpoints=endpoints, workflows=workflows), content[end:]


def _head(text: bytes) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    head = orjson.loads(text)
    count = head.get("requests") if isinstance(head, dict) else None
    if not isinstance(count, int) or count < 0:
        raise ValueError("a pack of samples has a wrong head")
    names: dict[str, tuple[str, ...]] = {}
    for key, most in _MOST_NAMES.items():
        listed = head.get(key)
        if (
            not isinstance(listed, list)
            or len(listed) > most
            or not all(isinstance(each, str) for each in listed)
        ):
            raise ValueError(f"a pack of samples has wrong {key}")
        names[key] = tuple(listed)
    return names["endpoints"], names["workflows"], count


def _require_known(columns: dict[str, Column], endpoints: Sequence[str], workflows: Sequence[str]) -> None:
    known = {"endpoint": endpoints, "workflow": workflows, "system": SYSTEMS, "failure": ALL}
    for name, names in known.items():
        if len(columns[name]) and int(columns[name].max()) >= len(names):
            raise ValueError(f"a pack of samples has an unknown {name}")
