"""An operation: one method and path of one side, with what its source says of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cutover.manifest import UNDECIDED
from cutover.manifest.endpoint import PLACEHOLDER
from cutover.openapi import shape

_LEADING = re.compile(r"^(/(api([:.-][^/]*)?|v\d+)(?=/|$))+")


@dataclass(frozen=True)
class Operation:
    """What is known of an endpoint from one side.

    `path` is what stands below the API's address. `group` names the file, `name` the entry. `parameters`,
    `rows` and `key` are written as the manifest has them.
    """

    group: str
    name: str
    method: str
    path: str
    title: str = ""
    parameters: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    rows: str | None = None
    key: str | None = None

    @property
    def route(self) -> tuple[str, str]:
        """Return what makes it this operation and no other: its method, and its path's shape."""
        return self.method, shape(self.path)

    def named_like(self, path: str) -> "Operation":
        """Return the operation with the placeholder names of the other side's path, parameters too."""
        mine = _renamed(self.path, path)
        names = dict(zip(PLACEHOLDER.findall(self.path), PLACEHOLDER.findall(mine), strict=True))
        parameters = {names.get(name, name): value for name, value in self.parameters.items()}
        return replace(self, path=mine, parameters=parameters)

    def entry(self, side: str) -> dict[str, object]:
        """Return its entry in a group's file, what nobody can know from one side marked to decide."""
        other = {"v1": UNDECIDED, "v2": UNDECIDED}
        found: dict[str, object] = {
            "title": self.title or f"{self.method} {self.path}",
            "method": self.method,
        }
        found |= other | {side: self.path}
        found |= {"worker": UNDECIDED, "effect": "unknown"}
        if self.parameters:
            found["parameters"] = {name: dict(value) for name, value in self.parameters.items()}
        if self.rows is not None:
            found["rows"] = self.rows
        if self.key is not None:
            found["key"] = self.key
        return found


def _renamed(path: str, like: str) -> str:
    """Return a path with the placeholder names of another path, in their order, where it has as many."""
    names = PLACEHOLDER.findall(like)
    if len(names) != len(PLACEHOLDER.findall(path)):
        return path
    return PLACEHOLDER.sub(lambda _: f"{{{names.pop(0)}}}", path)


def ending(path: str) -> str:
    """Return a path's shape without the leading parts that name an API or a version: /api:4UsTtl3m, /v2."""
    return _LEADING.sub("", shape(path)) or "/"
