"""The cache folder: where it lies, who may enter it, and who holds its locks."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from twin.account import Account
from twin.cache import choose_root, enterable, is_free, locked, readable_disk_errors
from twin.errors import TwinError, WrongUse

ME = Account("me", os.geteuid(), os.getegid(), switch=False)
# A user that owns nothing here. `switch` is what root's runs set; nothing is started with it in these tests.
OTHER = Account("other", 4_000_001, 4_000_001, switch=True)


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"TWIN_CACHE": "{here}/named", "XDG_CACHE_HOME": "{here}/xdg", "HOME": "{here}"}, "named"),
        ({"XDG_CACHE_HOME": "{here}/xdg", "HOME": "{here}"}, "xdg/cutover-twin"),
        ({"XDG_CACHE_HOME": "", "HOME": "{here}"}, ".cache/cutover-twin"),
    ],
    ids=["TWIN_CACHE", "XDG_CACHE_HOME", "HOME"],
)
def test_the_folder_follows_the_environment(environ: dict[str, str], place: str, tmp_path: Path) -> None:
    """TWIN_CACHE comes first, then XDG_CACHE_HOME, then the home; the folder is made."""
    named = {name: value.format(here=tmp_path) for name, value in environ.items()}
    assert choose_root(ME, named) == tmp_path / place
    assert (tmp_path / place).is_dir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a folder to another user")
def test_a_private_home_sends_the_server_of_root_elsewhere(cache: Path) -> None:
    """Where the server's user may not enter root's home, the system's folder is taken, and is its own."""
    home, system_wide = cache / "home", cache / "var"
    home.mkdir(mode=0o700)
    assert choose_root(OTHER, {"HOME": str(home)}, system_wide) == system_wide
    assert system_wide.stat().st_uid == OTHER.uid
    with pytest.raises(WrongUse, match="cache-private"):
        choose_root(OTHER, {"TWIN_CACHE": str(home / "named")}, system_wide)


def test_a_folder_is_entered_by_its_weakest_parent(cache: Path) -> None:
    """One private folder on the way is enough; what does not exist yet does not count."""
    private = cache / "private"
    private.mkdir(mode=0o700)
    assert enterable(cache / "new/newer", OTHER)
    assert not enterable(private / "new", OTHER)
    assert enterable(private / "new", ME)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EACCES, "cache-forbidden"),
        (errno.EROFS, "cache-forbidden"),
    ],
)
def test_errors_of_the_disk_become_advice(number: int, code: str, tmp_path: Path) -> None:
    """A full or forbidden disk is told with the folder and with what to do."""
    with pytest.raises(TwinError, match=code) as raised, readable_disk_errors(tmp_path):
        raise OSError(number, os.strerror(number), str(tmp_path))
    assert str(tmp_path) in str(raised.value)
    assert "TWIN_CACHE" in str(raised.value)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    """A cache folder that cannot be made is an error with its name."""
    (tmp_path / "file").touch()
    with pytest.raises(TwinError, match="cache-forbidden"):
        choose_root(ME, {"TWIN_CACHE": str(tmp_path / "file/inside")})


def test_a_lock_is_held_by_many_or_by_one(tmp_path: Path) -> None:
    """Shared holders keep out the one who wants it alone; it waits, is told so, and comes after them."""
    lock, events = tmp_path / "lock", list[str]()

    def alone() -> None:
        with locked(lock, waiting=lambda: events.append("waits")):
            events.append("alone")

    with locked(lock, shared=True):
        with locked(lock, shared=True):
            assert not is_free(lock)
            assert is_free(lock, shared=True)
        thread = threading.Thread(target=alone)
        thread.start()
        thread.join(0.2)
        assert events == ["waits"]
    thread.join()
    assert events == ["waits", "alone"]
    assert is_free(lock)
