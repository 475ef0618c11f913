"""The writing: all files or none. Each is written beside its place and read again before any is moved."""

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from cutover.importing.refusal import ImportRefused
from cutover.manifest import read_document


def write_all(files: Mapping[Path, str], proved: Callable[[Path, object], bool]) -> None:
    """Write texts to their files. `proved` is asked of each whether what was written reads as it was meant.

    Raises ImportRefused; every file is then as it was, and no folder or temporary file is left.
    """
    made: list[Path] = []
    beside: dict[Path, Path] = {}
    try:
        for path, text in files.items():
            real = path.resolve()
            _make(real.parent, made)
            beside[real] = real.with_name(f".{real.name}.importing-{os.getpid()}")
            _write(beside[real], text, real)
            document = read_document(beside[real], str(path))
            if document.problems or not proved(path, document.data):
                why = document.problems[0].what if document.problems else "It does not read as it was meant."
                fix = "Nothing was changed. Import fewer operations at once, or write this file by hand."
                raise ImportRefused("import-not-readable-again", str(path), why, fix)
        _move(beside)
    except OSError as error:
        _clear(beside, made)
        where = str(error.filename or next(iter(files)))
        what = f"The drafts cannot be written: {error.strerror}. Nothing was changed."
        raise ImportRefused(
            "import-not-written", where, what, "Make room or give rights, then import again."
        ) from None
    except BaseException:
        _clear(beside, made)
        raise


def _make(folder: Path, made: list[Path]) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        made.append(each)


def _write(path: Path, text: str, original: Path) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if original.exists():
            path.chmod(original.stat().st_mode & 0o7777)
    except OSError as error:
        error.filename = str(original)
        raise


def _move(beside: Mapping[Path, Path]) -> None:
    """Move all to their places; where one cannot be moved, put the others back."""
    before: dict[Path, bytes | None] = {}
    try:
        for path, temporary in beside.items():
            old = path.read_bytes() if path.exists() else None
            temporary.replace(path)
            before[path] = old
    except BaseException:
        for path, content in before.items():
            path.unlink() if content is None else path.write_bytes(content)
        raise


def _clear(beside: Mapping[Path, Path], made: list[Path]) -> None:
    for temporary in beside.values():
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    for folder in reversed(made):
        with contextlib.suppress(OSError):
            folder.rmdir()
