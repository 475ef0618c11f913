"""An import of an endpoint mapping: the V1 path and the worker of each V2 path, where they are to decide."""

from collections.abc import Iterable
from pathlib import Path

from cutover.importing.changes import Changes
from cutover.importing.endpoints import Imported, write_groups
from cutover.importing.groupfile import Entry, GroupFile, entries_of, read_groups
from cutover.importing.mapping import EndpointPair
from cutover.importing.openapi import slug
from cutover.manifest import UNDECIDED
from cutover.openapi import shape

GROUP = "mapped"
"""The file of those endpoints that no other speaks of."""


def import_paths(pairs: Iterable[EndpointPair], folder: Path, *, dry: bool = False) -> Imported:
    """Bring an endpoint mapping into a manifest's folder. Raises ImportRefused: nothing is written."""
    groups, changes = read_groups(folder), Changes()
    by_path: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries_of(groups):
        for side in ("v1", "v2"):
            by_path.setdefault((side, shape(str(entry.values.get(side)))), []).append(entry)
    for pair in pairs:
        own = by_path.get(("v2", shape(pair.v2)), [])
        other = by_path.get(("v1", shape(pair.v1)), []) if pair.v1 else []
        waiting = [each for each in other if each.values.get("v2") == UNDECIDED and each not in own]
        if not own and not waiting:
            _add(pair, groups, folder, changes)
        candidates = own or waiting
        if len(candidates) == 1:
            _merge(candidates[0], pair, changes)
        elif any(_agrees(entry, pair) for entry in candidates):
            changes.kept += 1
        elif candidates:
            ids = ", ".join(entry.id for entry in candidates)
            changes.findings.append(f"{pair.v2} is the path of {ids}: the source names no method")
        if own:
            for entry in waiting:
                what = f"{entry.file.path}:{entry.file.line('endpoints', entry.name)}: {entry.id}"
                changes.findings.append(f"{what} and {own[0].id} are one endpoint: remove one of the two")
    return Imported(changes, write_groups(groups, dry=dry))


def _agrees(entry: Entry, pair: EndpointPair) -> bool:
    """Whether an entry says all that the pair says."""
    said = {"v1": pair.v1, "v2": pair.v2, "worker": pair.worker}
    return all(
        not theirs or shape(str(entry.values.get(key))) == shape(theirs) for key, theirs in said.items()
    )


def _merge(entry: Entry, pair: EndpointPair, changes: Changes) -> None:
    agrees = True
    for key, theirs in (("v1", pair.v1), ("v2", pair.v2), ("worker", pair.worker)):
        yours = str(entry.values.get(key))
        if not theirs or shape(yours) == shape(theirs):
            continue
        agrees = False
        where = f"{entry.file.path}:{entry.file.line('endpoints', entry.name, key)}: {entry.id} {key}"
        if yours == UNDECIDED:
            entry.file.fills[("endpoints", entry.name, key)] = theirs
            changes.filled.append(f"{where}: {theirs}")
        else:
            changes.differ.append(f"{where}: yours is {yours!r}, the source's is {theirs!r}")
    changes.kept += agrees


def _add(pair: EndpointPair, groups: dict[str, GroupFile], folder: Path, changes: Changes) -> None:
    file = groups.setdefault(GROUP, GroupFile(folder / "endpoints" / f"{GROUP}.yaml", GROUP))
    name, base, number = slug(pair.v2) or "root", slug(pair.v2) or "root", 2
    while name in file.entries or name in file.added:
        if file.added.get(name, {}).get("v2") == pair.v2:
            changes.findings.append(f"{pair.v2} stands twice in the source")
            return
        name, number = f"{base}_{number}", number + 1
    file.added[name] = {
        "title": pair.v2,
        "method": UNDECIDED,
        "v1": pair.v1 or UNDECIDED,
        "v2": pair.v2,
        "worker": pair.worker or UNDECIDED,
        "effect": "unknown",
    }
    changes.added.append(f"{GROUP}.{name}  {pair.v2}")
