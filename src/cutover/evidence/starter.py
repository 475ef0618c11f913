"""The starter: whose run it is, by name; nobody approves what they started."""

import getpass
import subprocess
from collections.abc import Mapping

VARIABLE = "CUTOVER_STARTED_BY"
_CI = ("GITHUB_ACTOR", "GITLAB_USER_LOGIN")


def starter(variables: Mapping[str, str]) -> str:
    """Name who starts a run: as told, as CI tells, as git knows them, else the user of the machine."""
    told = (variables.get(name, "").strip() for name in (VARIABLE, *_CI))
    return next(filter(None, told), "") or _git_email() or _user()


def _git_email() -> str:
    try:
        found = subprocess.run(
            ("git", "config", "user.email"), capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.strip()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return ""
