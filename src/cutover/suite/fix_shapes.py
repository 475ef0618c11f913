"""The recorded shapes of answers: one small file an endpoint below ``migration/shapes``, kept by syrupy.

``--snapshot-update`` is syrupy's own option: it writes what differs, and nothing else does.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.data import SnapshotCollections
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from cutover.compare import CannotCompare
from cutover.compare.shape import Shape, read, unlike, widened, written
from cutover.manifest import SHAPES, Migration
from cutover.suite.options import chosen

SIDES = ("v1", "v2")
BOTH = "both"

Shapes = Mapping[str, Shape]
"""The shape of each side's answers; a side that gave none has none."""


class ShapeFile(SingleFileSnapshotExtension):
    """A file that holds the shapes of one endpoint, named for it, beside the manifest."""

    _write_mode = WriteMode.TEXT
    file_extension = "json"
    folder = Path(SHAPES)

    @classmethod
    def get_location(cls, *, test_location: Any, index: Any) -> str:
        """Name the file for the endpoint, wherever the test stands."""
        return str(cls.folder / f"{index}.{cls.file_extension}")

    @classmethod
    def matches_test_location(cls, *, test_location: Any, snapshot_location: str) -> bool:
        """The file is told by its endpoint, not by the test."""
        return True

    def discover_snapshots(self, **_: Any) -> SnapshotCollections:
        """Call no file unused: a partial run asks of a few, and the manifest says whose they are."""
        return SnapshotCollections()

    def serialize(self, data: Any, **_: Any) -> str:
        """Write the shapes of both sides, once where they are the same."""
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"

    def matches(self, *, serialized_data: Any, snapshot_data: Any) -> bool:
        """Hold the seen shapes to be a part of the recorded ones."""
        return not changes(shapes_of(json.loads(snapshot_data)), shapes_of(json.loads(serialized_data)))


class Recorded:
    """The recorded shapes, held against what was seen, and recorded anew where that was asked for.

    Only those of `sides`: where V2 may be V1, its answers have not the shape that V2's have.
    """

    def __init__(
        self, snapshot: SnapshotAssertion, folder: Path, updates: bool, sides: Sequence[str] = SIDES
    ) -> None:
        extension = type("ShapeFile", (ShapeFile,), {"folder": folder})
        self._snapshot = snapshot.use_extension(extension)
        self._folder = folder
        self._updates = updates
        self._sides = sides

    def of(self, endpoint: str) -> Shapes | None:
        """Return the shapes that are recorded for an endpoint, None where none are; raises CannotCompare."""
        path = self._folder / f"{endpoint}.json"
        if not path.exists():
            return None
        try:
            return shapes_of(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, AttributeError, TypeError) as error:
            what = f"{path}: {error}; mend it, or remove it and record the shape anew"
            raise CannotCompare("shape-unreadable", what) from None

    def changes(self, endpoint: str, seen: Shapes) -> tuple[str, ...] | None:
        """Tell what is not as recorded; nothing once it is recorded; None where nothing is recorded."""
        seen = {side: seen[side] for side in self._sides if side in seen}
        recorded = self.of(endpoint)
        if recorded is None and not self._updates:
            return None
        wanted = seen
        if self._updates and recorded is not None:
            wanted = {**recorded, **{side: widened(recorded.get(side, {}), seen[side]) for side in seen}}
        if self._snapshot(name=endpoint) == document(wanted):
            return ()
        return tuple(changes(recorded or {}, seen))


def document(shapes: Shapes) -> dict[str, dict[str, str]]:
    """Return what a file holds: a shape a side, or one of `both`."""
    told = {side: written(shapes[side]) for side in SIDES if side in shapes}
    if len(told) == len(SIDES) and told["v1"] == told["v2"]:
        return {BOTH: told["v1"]}
    return told


def shapes_of(found: Mapping[str, Mapping[str, str]]) -> dict[str, Shape]:
    """Return the shapes that a file holds."""
    if BOTH in found:
        return dict.fromkeys(SIDES, read(found[BOTH]))
    return {side: read(found[side]) for side in SIDES if side in found}


def changes(recorded: Shapes, seen: Shapes) -> list[str]:
    """Tell what is not as recorded, of both sides at once where both changed alike."""
    told = {side: list(unlike(recorded[side], seen[side])) for side in seen if side in recorded}
    if len(told) == len(SIDES) and told["v1"] == told["v2"]:
        return told["v1"]
    return [f"{side.upper()} {change}" for side in told for change in told[side]]


@pytest.fixture
def recorded(snapshot: SnapshotAssertion, migration: Migration, request: pytest.FixtureRequest) -> Recorded:
    """The recorded shapes of answers."""
    updates = bool(request.config.getoption("update_snapshots", default=False))
    sides = SIDES[:1] if chosen(request.config).self_test else SIDES
    return Recorded(snapshot, migration.folder / SHAPES, updates, sides)
