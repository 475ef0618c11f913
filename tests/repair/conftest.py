"""A small as-found pair for each file, a copy for a test that must not share, and one in a single database.

Say `def test_…(pair: Pair)`. `pair.opened()` gives what planning takes, `connect_writer(opened)` what
applying takes; `pair.plant(sql)` spoils it, `pair.choice` and `pair.folder` lead the command line to it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .small import Ground, Pair, ground


@pytest.fixture(scope="session")
def small() -> Iterator[Ground]:
    """What the pairs of this session are made from."""
    with ground() as ready:
        yield ready


@pytest.fixture(scope="module")
def pair(small: Ground) -> Iterator[Pair]:
    """V1 and V2 as found, in two databases; V2 is this file's own."""
    with small.pair() as pair:
        yield pair


@pytest.fixture
def fresh(small: Ground) -> Iterator[Pair]:
    """The same, of this test alone."""
    with small.pair() as pair:
        yield pair


@pytest.fixture(scope="module")
def together(small: Ground) -> Iterator[Pair]:
    """V1 and V2 as found in one database, as in a twin that stands; this file's own."""
    with small.together() as pair:
        yield pair
