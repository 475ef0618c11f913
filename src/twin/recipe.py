"""Recipe: what decides a template's rows, and the steps that make them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from twin.steps import Step

LAYOUT = 2
"""Counted up when a template consists of something else than before, so that no older one is taken for it."""
READY, AS_FOUND = STATES = ("ready", "as-found")


@dataclass(frozen=True)
class Recipe:
    """The steps of both states, and a key that changes when any of them may change."""

    key: str
    ready: Callable[[], Sequence[Step]]
    """The steps from an empty database to V2 as it has to be."""
    damage: Callable[[], Sequence[Step]]
    """The steps from there to V2 as it was found."""
    scale: float = 1.0
    seed: int = 0

    def name(self, state: str) -> str:
        """Return the name of a state's template."""
        return f"twin_{state.replace('-', '_')}_{self.key}"


def recipe(scale: float, seed: int, major: int) -> Recipe:
    """Return the recipe of a scale and a seed, for a major version of PostgreSQL."""
    digest = hashlib.sha256(f"{LAYOUT} {major} {scale!r} {seed}".encode())
    for package in ("v1", "v2", "migrate"):
        for name, content in sorted(_sources(files("twin").joinpath(package), package)):
            digest.update(f"{name} {len(content)} ".encode() + content)
    return Recipe(digest.hexdigest()[:12], lambda: _ready(scale, seed), _damage, scale, seed)


def _ready(scale: float, seed: int) -> Sequence[Step]:
    from twin.migrate import build as migrate  # the text of all steps is only needed where something is built
    from twin.v1 import build as v1
    from twin.v2 import build as v2

    steps = (*v1.steps(scale, seed), *v2.steps(), *migrate.steps(scale))
    return sorted(steps, key=lambda step: step.stage)


def _damage() -> Sequence[Step]:
    from twin.migrate import damage

    return sorted(damage.steps(), key=lambda step: step.stage)


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    """Yield every file that decides the rows, by its path: SQL, Python and data, but not the APIs."""
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name not in ("api", "__pycache__"):
                yield from _sources(entry, f"{path}/{entry.name}")
        elif not entry.name.endswith((".pyc", ".md")):
            yield f"{path}/{entry.name}", entry.read_bytes()
