"""A cache folder that the server's own user may enter, and a server that many tests share."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from twin.account import server_account
from twin.binaries import find_installation
from twin.cache import choose_root, open_cache
from twin.embedded import shared_server
from twin.server import Server

from .processes import comes_true, living


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="twin-test-"))
    folder.chmod(0o755)  # pytest's own folders are closed to the user that root's server runs as
    return folder


@pytest.fixture
def cache() -> Iterator[Path]:
    """Give a cache folder of one's own; nothing that names it lives on after the test."""
    folder = _folder()
    yield folder
    gone = comes_true(lambda: not living(folder))
    shutil.rmtree(folder, ignore_errors=True)
    assert gone


@pytest.fixture(scope="session")
def shared_cache() -> Iterator[Path]:
    """Give a cache folder that the tests of a session share."""
    folder = _folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server(shared_cache: Path) -> Iterator[Server]:
    """Give the server of the shared cache folder, held open so that no test has to start it."""
    account = server_account()
    root = choose_root(account, {"TWIN_CACHE": str(shared_cache)})
    installation = find_installation(account, root / "programs")
    with shared_server(open_cache(root, installation.major, account), installation, account, print) as server:
        yield server
