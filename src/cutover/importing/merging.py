"""The merging: operations of one side meet the endpoints that stand in the manifest.

What a human wrote is never written over: of an endpoint that stands there only `to decide` is filled in, and
everything else in which the source differs is told.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cutover.importing.changes import Changes
from cutover.importing.groupfile import Entry, GroupFile, entries_of
from cutover.importing.operation import Operation, ending
from cutover.manifest import UNDECIDED

_UNKNOWABLE = ("worker", "effect")
"""What no document of one side can say."""


def merge(
    operations: Iterable[Operation], side: str, groups: dict[str, GroupFile], folder: Path, base: str
) -> Changes:
    """Plan what is written into the files, which are changed in memory alone, and say what that is."""
    changes, other = Changes(), "v2" if side == "v1" else "v1"
    standing = {entry.route(side): entry for entry in entries_of(groups) if entry.values.get(side)}
    waiting = _waiting(groups, side, other)
    seen, spoken = set(), set()
    for operation in operations:
        seen.add(operation.route)
        spoken.add(operation.group)
        entry = standing.get(operation.route)
        if entry is None:
            entry = _paired(operation, waiting)
            if entry is None:
                _add(operation, side, groups, folder, changes)
                continue
        _compare(entry, operation, side, other, changes)
    # Of a group that the document does not speak of it cannot say that anything is gone.
    spoken |= {entry.file.group for route, entry in standing.items() if route in seen}
    for route, entry in standing.items():
        path = str(entry.values[side])
        ours = entry.file.group in spoken and (not base or path.startswith(f"{base}/"))
        if route not in seen and path != UNDECIDED and ours:
            where = f"{entry.file.path}:{entry.file.line('endpoints', entry.name)}"
            changes.gone.append(f"{where}: {entry.id}  {route[0]} {path}")
    return changes


def _waiting(groups: Mapping[str, GroupFile], side: str, other: str) -> dict[tuple[str, str], list[Entry]]:
    """Collect the entries whose path on this side is to decide, by what both sides may have in common."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries_of(groups):
        if entry.values.get(side) == UNDECIDED and entry.values.get(other) != UNDECIDED:
            common = (str(entry.values.get("method")), ending(str(entry.values[other])))
            found.setdefault(common, []).append(entry)
    return found


def _paired(operation: Operation, waiting: dict[tuple[str, str], list[Entry]]) -> Entry | None:
    """Find the one entry that has the same method and path below the API's name; each is given once."""
    candidates = waiting.get((operation.method, ending(operation.path)), [])
    return candidates.pop() if len(candidates) == 1 else None


def _add(
    operation: Operation, side: str, groups: dict[str, GroupFile], folder: Path, changes: Changes
) -> None:
    path = folder / "endpoints" / f"{operation.group}.yaml"
    file = groups.setdefault(operation.group, GroupFile(path, operation.group))
    taken = file.entries.keys() | file.added.keys()
    name, number = operation.name, 2
    while name in taken:
        name, number = f"{operation.name}_{number}", number + 1
    file.added[name] = operation.entry(side)
    changes.added.append(f"{file.group}.{name}  {operation.method} {operation.path}")


def _compare(entry: Entry, operation: Operation, side: str, other: str, changes: Changes) -> None:
    draft = operation.named_like(str(entry.values.get(other))).entry(side)
    if entry.values.get(side) != UNDECIDED:
        del draft[side]  # it is the same route, whatever its placeholders are called
    for name in (other, "method", *_UNKNOWABLE):
        draft.pop(name, None)
    agrees = True
    for place, yours, theirs in _differences(entry.values, draft):
        agrees = False
        where = f"{entry.file.path}:{entry.file.line('endpoints', entry.name, *place)}"
        what = f"{where}: {entry.id} {'.'.join(place)}"
        if yours == UNDECIDED and isinstance(theirs, str | int | float):
            entry.file.fills[("endpoints", entry.name, *place)] = theirs
            changes.filled.append(f"{what}: {theirs}")
        else:
            changes.differ.append(f"{what}: yours {_told(yours)}, the source's {_told(theirs)}")
    changes.kept += agrees


def _differences(
    yours: Mapping[str, object], theirs: Mapping[str, object], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object, object]]:
    for key, value in theirs.items():
        mine = yours.get(key)
        if isinstance(value, Mapping) and isinstance(mine, Mapping):
            yield from _differences(mine, value, (*above, key))
        elif value != UNDECIDED and _plain(mine) != _plain(value):
            yield (*above, key), mine, value
    if above == ("parameters",):
        yield from (((*above, key), yours[key], None) for key in yours.keys() - theirs.keys())


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple | list) else value


def _told(value: object) -> str:
    if value is None:
        return "has none"
    return f"is {value!r}" if not isinstance(value, Mapping) else f"is {dict(value)}"
