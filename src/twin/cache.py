"""Cache: the folder that holds the server's data, and the locks that several runs share.

TWIN_CACHE, else XDG_CACHE_HOME/cutover-twin, else ~/.cache/cutover-twin; for root in a private home,
where the server's own user may not enter, /var/cache/cutover-twin.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from twin.account import Account
from twin.errors import TwinError, WrongUse

SYSTEM_WIDE = Path("/var/cache/cutover-twin")


@dataclass(frozen=True)
class Cache:
    """The paths of one cache folder, for one major version of PostgreSQL."""

    root: Path
    major: int

    @property
    def folder(self) -> Path:
        """Return the folder of this major version: two versions do not share a server."""
        return self.root / f"postgresql-{self.major}"

    @property
    def data(self) -> Path:
        """Return the server's data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Return the file that the server writes its messages to."""
        return self.folder / "postgresql.log"

    @property
    def password(self) -> Path:
        """Return the file that holds the superuser's password."""
        return self.folder / "password"

    @property
    def boot(self) -> Path:
        """Return the file that says in which life of the machine the server was last started."""
        return self.folder / "boot"

    @property
    def server_lock(self) -> Path:
        """Return the lock under which the server is made and started."""
        return self.folder / "server.lock"

    @property
    def users_lock(self) -> Path:
        """Return the lock that each user of the server shares; the watchdog waits for it to be free."""
        return self.folder / "users.lock"

    @property
    def watchdog_lock(self) -> Path:
        """Return the lock that the watchdog holds while it lives."""
        return self.folder / "watchdog.lock"


def choose_root(
    account: Account, environ: Mapping[str, str] = os.environ, system_wide: Path = SYSTEM_WIDE
) -> Path:
    """Return the cache folder, made and entered by `account`.

    Raises WrongUse where TWIN_CACHE names a folder that cannot be used, TwinError where no other can be.
    """
    named = environ.get("TWIN_CACHE")
    home = Path(environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME") or "~").expanduser() / ".cache")
    root = Path(named) if named else home / "cutover-twin"
    if not root.is_absolute():
        root = Path.cwd() / root
    if not named and account.switch and not enterable(home, account):
        root = system_wide
    if named and account.switch and not enterable(root.parent, account):
        raise WrongUse(
            "cache-private",
            f"TWIN_CACHE names {root}, in a folder that the server's user '{account.name}' may not enter.",
            f"Name a folder that all may enter, or leave TWIN_CACHE out: {system_wide} is used then.",
        )
    with readable_disk_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        account.own(root)
        if not os.access(root, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "no right to write", str(root))
    return root


def enterable(folder: Path, account: Account) -> bool:
    """Return whether `account` may pass through `folder` and all above it, as far as they exist."""
    for place in (folder, *folder.parents):
        try:
            status = place.stat()
        except FileNotFoundError:
            continue
        except PermissionError:
            return False
        bit = 0o100 if status.st_uid == account.uid else 0o010 if status.st_gid == account.gid else 0o001
        if not status.st_mode & bit:
            return False
    return True


def open_cache(root: Path, major: int, account: Account) -> Cache:
    """Return the cache of one major version, with its folder made."""
    cache = Cache(root, major)
    with readable_disk_errors(root):
        cache.folder.mkdir(mode=0o755, exist_ok=True)
        account.own(cache.folder)
    return cache


@contextmanager
def readable_disk_errors(place: Path) -> Iterator[None]:
    """Turn the errors of a full or forbidden disk into a TwinError that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(place) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR):
            raise TwinError(
                "cache-forbidden",
                f"The twin's cache folder cannot be written: {error.filename or place} ({error.strerror}).",
                "Give yourself the right to write there, or name another folder: TWIN_CACHE=/path/to/folder.",
            ) from error
        raise


def disk_full(place: Path | str, needed: int = 0, free: int = 0) -> TwinError:
    """Return the error of a disk without room; sizes in bytes, 0 where unknown."""
    figures = f": about {needed / 1e6:,.0f} MB are needed, {free / 1e6:,.0f} MB are free" if needed else ""
    return TwinError(
        "disk-full",
        f"The disk that holds {place} has no room left{figures}.",
        "Free some room (`python -m twin drop` removes the templates), name a folder on another disk",
        "with TWIN_CACHE, or take a smaller twin: --scale 0.1.",
    )


@contextmanager
def locked(path: Path, *, shared: bool = False, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock `path`; calls `waiting` once where another process has to be waited for.

    The lock goes with the process, whatever ends it; no child inherits it.
    """
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    with readable_disk_errors(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting is not None:
                waiting()
            fcntl.flock(handle, kind)
        yield
    finally:
        os.close(handle)


def is_free(path: Path, *, shared: bool = False) -> bool:
    """Return whether the lock `path` could be held now: alone, or with others where `shared`."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
