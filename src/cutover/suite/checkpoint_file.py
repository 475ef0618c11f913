"""A checkpoint's file: a header, a source's cuts, and a line for each range that is finished.

It holds counts, names of columns and V1's row ids, and never a value of a table. Each line begins with a
digest of itself and of all lines above it, so that what is torn, lost or edited is not taken for whole.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from cutover.compare import Part
from cutover.suite.text import count

FORM = 2

Maker = tuple[str, str]
"""The run that compared a range, and when it began, in ISO 8601."""


@dataclass(frozen=True)
class Earlier:
    """What an earlier run left of one table; `wrong` says why some or all of it is of no use."""

    cuts: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    parts: Mapping[int, tuple[tuple[Part, Maker], ...]] = field(default_factory=dict)
    wrong: str = ""

    @property
    def ranges(self) -> int:
        """How many ranges can be taken over."""
        return sum(map(len, self.parts.values()))


def line_of(above: str, content: Mapping[str, object]) -> tuple[str, bytes]:
    """The digest of a line that follows the one whose digest is `above`, and the line."""
    written = orjson.dumps(content)
    digest = _digest(above, written)
    return digest, digest.encode() + b" " + written + b"\n"


def read(path: Path, key: Mapping[str, str], longest: timedelta) -> Earlier:
    """Read what a run left that began at most so long ago.

    Never raises, and believes no line that is not whole. `key` says what is compared: what was compared
    under another one is not believed either.
    """
    run = path.parent.name
    try:
        lines, torn = _lines(path)
    except OSError as error:
        return Earlier(wrong=f"not resumed: the checkpoint of run {run} cannot be read: {error.strerror}")
    if not lines or lines[0].get("form") != FORM:
        return Earlier(wrong=f"not resumed: the checkpoint of run {run} is no whole one")
    if other := [each for each in key if lines[0]["key"].get(each) != key[each]]:
        return Earlier(wrong=f"not resumed: the checkpoint of run {run} is of another {other[0]}")
    cuts = {line["source"]: tuple(line["cuts"]) for line in lines if "cuts" in line}
    parts: dict[int, list[tuple[Part, Maker]]] = {each: [] for each in cuts}
    late = 0
    for line in lines:
        if "part" not in line:
            continue
        part = Part(**{**line["part"], "ids": tuple(line["part"]["ids"])})
        maker = str(line["maker"][0]), str(line["maker"][1])
        if timedelta() <= datetime.now(UTC) - datetime.fromisoformat(maker[1]) <= longest:
            parts[part.source].append((part, maker))
        else:
            late += 1
    wrong = f"the end of run {run}'s checkpoint is torn: what stood there was compared again" if torn else ""
    if late:
        wrong = f"{count(late, 'range')} in run {run}'s checkpoint too old: compared again"
    ordered = {each: tuple(sorted(found, key=lambda kept: kept[0].first)) for each, found in parts.items()}
    return Earlier(cuts if any(ordered.values()) else {}, ordered, wrong)


def clear(folder: Path, run: str, longest: timedelta) -> None:
    """Remove the checkpoints that a finished run needs no more, and all that are too old to be taken up.

    What ended without a result, by an error, stays.
    """
    for path in folder.glob("*/*.jsonl"):
        with suppress(OSError):
            age = datetime.now(UTC) - datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if age > longest or (path.parent.name == run and _is_told(path)):
                path.unlink()
    for place in (*folder.glob("*"), folder):
        with suppress(OSError):
            place.rmdir()


def _is_told(path: Path) -> bool:
    lines, torn = _lines(path)
    return not torn and bool(lines) and "told" in lines[-1]


def _lines(path: Path) -> tuple[list[dict[str, Any]], bool]:
    """The lines that are whole and follow each other, and whether anything else stands behind them."""
    found: list[dict[str, Any]] = []
    above = ""
    for line in path.read_bytes().splitlines(keepends=True):
        digest, _, content = line.removesuffix(b"\n").partition(b" ")
        if not line.endswith(b"\n") or digest != _digest(above, content).encode():
            return found, True
        above = digest.decode()
        found.append(orjson.loads(content))
    return found, False


def _digest(above: str, content: bytes) -> str:
    return hashlib.sha256(above.encode() + content).hexdigest()[:32]
