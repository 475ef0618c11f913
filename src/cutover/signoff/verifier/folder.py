"""The folder of a sign-off: plain files only, and each of them signed."""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cutover.signoff.verifier.refused import Refused


def listing(folder: Path, above: str = "") -> Iterator[tuple[str, Path]]:
    """Yield every file below a folder; raises Refused for a link, or anything else that is no plain file."""
    try:
        if stat.S_ISLNK(folder.lstat().st_mode):
            raise Refused("signoff-link", f"{folder} is a symbolic link: what it leads to can change.")
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        raise Refused("signoff-unreadable", f"{folder}: {error.strerror}.") from None
    for entry in entries:
        plain = entry.is_file(follow_symlinks=False)
        if not plain and not entry.is_dir(follow_symlinks=False):
            raise Refused("signoff-link", f"{entry.path} is no plain file: what it leads to can change.")
        if plain:
            yield f"{above}{entry.name}", Path(entry.path)
        else:
            yield from listing(Path(entry.path), f"{above}{entry.name}/")


def signed_files(told: Sequence[Mapping[str, Any]], present: Mapping[str, Path]) -> dict[str, Path]:
    """Return files by their sha256; raises Refused unless those that were signed are there, and no others."""
    signed = {each["path"]: each for each in told}
    if len(signed) != len(told) or set(present) != set(signed):
        odd = sorted(set(present) ^ set(signed))[:3] or ["a path stands twice"]
        what = f"the files beside the sign-off are not those that were signed: {', '.join(odd)}."
        raise Refused("evidence-files", what)
    for path, each in signed.items():
        if present[path].stat().st_size != each["size"] or sha256(present[path]) != each["sha256"]:
            raise Refused("evidence-edited", f"{path} is not the file that was signed.")
    return {each["sha256"]: present[path] for path, each in signed.items()}


def sha256(path: Path) -> str:
    """Give a file's sha256, as hexadecimal digits, however large it is."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
