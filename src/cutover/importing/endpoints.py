"""An import of operations: read, merge, and write unless it is only to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cutover.importing.changes import Changes
from cutover.importing.groupfile import GroupFile, read_groups
from cutover.importing.merging import merge
from cutover.importing.openapi import OpenApi
from cutover.importing.writing import write_all


@dataclass(frozen=True)
class Imported:
    """What an import did or would do, and the files that it wrote or would write."""

    changes: Changes
    files: tuple[Path, ...]


def import_operations(document: OpenApi, side: str, folder: Path, *, dry: bool = False) -> Imported:
    """Bring the operations of one side into a manifest's folder. Raises ImportRefused: nothing is written."""
    groups = read_groups(folder)
    changes = merge(document.operations, side, groups, folder, document.base)
    return Imported(changes, write_groups(groups, dry=dry))


def write_groups(groups: Mapping[str, GroupFile], *, dry: bool) -> tuple[Path, ...]:
    """Write the files in which anything is new, each proved to hold all that it held."""
    touched = {group.path: group for group in groups.values() if group.added or group.fills}
    texts = {path: group.written() for path, group in touched.items()}
    if texts and not dry:
        write_all(texts, lambda path, data: _holds_all(touched[path], data))
    return tuple(texts)


def _holds_all(group: GroupFile, data: object) -> bool:
    """Whether a written file has every old value, but for those filled in, and every new entry."""
    entries = data.get("endpoints") if isinstance(data, dict) else None
    if not isinstance(entries, dict) or len(entries) != len(group.entries) + len(group.added):
        return False
    filled = {place[1] for place in group.fills}
    old = all(entries.get(name) == e.values for name, e in group.entries.items() if name not in filled)
    return old and group.added.keys() | group.entries.keys() == entries.keys()
