"""The ledgers beside a sign-off: each is of the run, the pair and the manifest that was stated, and whole."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cutover.signoff.verifier.refused import Refused

_LONGEST = 64 * 2**20
_TAIL = 4096
"""A footer is far shorter than this."""


def refuse_other_ledgers(statement: Mapping[str, Any], files: Mapping[str, Path]) -> None:
    """Refuse a run whose ledger is not there, is cut off, or is of another pair, manifest or starter."""
    runs = statement["runs"]
    if len({run["run"] for run in runs}) != len(runs):
        raise Refused("evidence-twice", "one run stands twice in the sign-off.")
    for run in runs:
        ledger = files.get(run["ledger"])
        if ledger is None:
            raise Refused("evidence-missing", f"the ledger of run {run['run']} is not beside the sign-off.")
        _refuse_another(run, _header(ledger), statement)
        if run["ended"]:
            _refuse_cut(ledger)


def _refuse_another(run: Mapping[str, Any], header: Mapping[str, Any], statement: Mapping[str, Any]) -> None:
    if header.get("run") != run["run"]:
        what = f"what stands as the ledger of run {run['run']} is that of {header.get('run')!r}."
        raise Refused("evidence-swapped", what)
    pair = statement["pair"]["identity"]
    if header.get("manifest") != statement["manifest"] or header.get("pair", {}).get("identity") not in (
        "",
        pair,
    ):
        what = f"run {run['run']} is of another pair or manifest than was stated."
        raise Refused("evidence-of-another", what)
    if header.get("started_by", "") != run["started_by"] or run["started_by"] not in statement["started_by"]:
        what = f"the sign-off does not say who started run {run['run']}: {header.get('started_by')!r}."
        raise Refused("evidence-of-another", what)


def _refuse_cut(ledger: Path) -> None:
    """Refuse a ledger that is said to have ended and whose footer does not seal what stands above it."""
    size, found = ledger.stat().st_size, hashlib.sha256()
    with ledger.open("rb") as content:
        content.seek(max(0, size - _TAIL))
        last = content.read().rstrip(b"\n").rpartition(b"\n")[2]
        content.seek(0)
        left = size - len(last) - 1
        while left > 0 and (piece := content.read(min(left, 2**20))):
            found.update(piece)
            left -= len(piece)
    footer = _line(last, ledger)
    if footer.get("kind") != "footer" or footer.get("digest") != found.hexdigest():
        raise Refused("evidence-cut", f"{ledger.name} has no footer that seals it: it was cut off or edited.")


def _header(ledger: Path) -> Mapping[str, Any]:
    with ledger.open("rb") as lines:
        found = _line(lines.readline(_LONGEST), ledger)
    if found.get("kind") != "header":
        raise Refused("evidence-swapped", f"{ledger.name} is no ledger.")
    return found


def _line(content: bytes, ledger: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refused("evidence-cut", f"{ledger.name} was cut off or edited.")
    return found
