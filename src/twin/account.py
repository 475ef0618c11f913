"""Account: the operating-system user that the server runs as.

PostgreSQL refuses to run as root. Then it runs as `postgres` if there is such a user, else as `nobody`.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twin.errors import TwinError


@dataclass(frozen=True)
class Account:
    """A user of this machine; `switch` says whether processes must change to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def options(self) -> dict[str, Any]:
        """Return what `subprocess` needs to run a program as this user, in a folder that it may enter."""
        if not self.switch:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` to this user."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def server_account() -> Account:
    """Return the user that the server runs as.

    Raises TwinError where that user has no entry in the user database: initdb would fail on it.
    """
    uid = os.geteuid()
    if uid == 0:
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(name, entry.pw_uid, entry.pw_gid, switch=True)
        raise TwinError(
            "no-account",
            "PostgreSQL refuses to run as root, and this machine has neither a user 'postgres' nor 'nobody'.",
            "Run as an ordinary user, or name a server of your own: TWIN_DSN=postgresql://….",
        )
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise TwinError(
            "no-account",
            f"The user number {uid} has no entry in /etc/passwd, and PostgreSQL refuses to run as one.",
            "Add the user to the machine, or name a server of your own: TWIN_DSN=postgresql://….",
        ) from None
    return Account(entry.pw_name, uid, os.getegid(), switch=False)


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without what would change a PostgreSQL program's behaviour."""
    kept = {name: value for name, value in environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def run_as(account: Account, command: Sequence[str], timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Run a program as `account` and return what it said; raises OSError where it cannot start."""
    return subprocess.run(
        command,
        env=clean_environment(os.environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=timeout,
        check=False,
        **account.options(),
    )
