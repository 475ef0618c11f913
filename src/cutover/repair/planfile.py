"""The file of a plan: ``plan.json``, one row a line, which people read and whose digest they approve.

What is read is what was written, byte for byte: a file that anybody changed is refused, also where the change
means nothing, so that no two readers understand one file in two ways.

RepairRefused
    code ``repair-no-approval``, ``repair-digest-wrong``, ``repair-digest-unknown``,
    ``repair-plan-unreadable``, ``repair-plan-format``, ``repair-plan-edited``, ``repair-plan-unwritable``
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from cutover.manifest import nearest
from cutover.repair.plan import FORMAT, Plan, Row, Step
from cutover.repair.refusal import RepairRefused

FILE = "plan.json"
SHORT = 12
"""How many digits of a digest name its folder, and are asked for at least."""

_PLAN = TypeAdapter(Plan)
_AGAIN = "Plan again: cutover repair plan"


def folder_of(reports: Path, digest: str) -> Path:
    """Return the folder of a plan and its page."""
    return reports / "repair" / digest[:SHORT]


def write_plan(plan: Plan, reports: Path) -> Path:
    """Write a plan whole or not at all, and return the file's path. Raises RepairRefused."""
    path = folder_of(reports, plan.digest) / FILE
    draft = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(written(plan), encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        hint = "Name another folder with --reports; nothing was changed in V2."
        raise RepairRefused("repair-plan-unwritable", f"{path}: {error.strerror}", hint) from None
    return path


def find_plan(reports: Path, digest: str) -> Plan:
    """Return the plan that was approved by its digest, or by at least its first 12 digits.

    Raises RepairRefused where there is none, or where its file is no longer what was written.
    """
    wanted = digest.strip().lower().removeprefix("sha256:")
    if not wanted:
        what = "nobody approved a plan: no digest is given."
        raise RepairRefused("repair-no-approval", what, _known(reports, wanted))
    if not re.fullmatch(rf"[0-9a-f]{{{SHORT},64}}", wanted):
        what = f"'{digest}' is no digest: {SHORT} to 64 of the digits 0-9 and a-f."
        raise RepairRefused("repair-digest-wrong", what, _known(reports, wanted))
    path = folder_of(reports, wanted) / FILE
    if not path.is_file():
        what = f"there is no plan {digest} in {reports / 'repair'}."
        raise RepairRefused("repair-digest-unknown", what, _known(reports, wanted))
    plan = read_plan(path)
    if not plan.digest.startswith(wanted):
        what = f"{path} holds the plan {plan.digest}, not {digest}."
        raise RepairRefused("repair-digest-unknown", what, _known(reports, wanted))
    return plan


def read_plan(path: Path) -> Plan:
    """Read a plan; raises RepairRefused for a file that is not what cutover wrote."""
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise RepairRefused("repair-plan-unreadable", f"{path}: {error.strerror}", _AGAIN) from None
    except UnicodeDecodeError:
        raise RepairRefused("repair-plan-unreadable", f"{path} is no text in UTF-8.", _AGAIN) from None
    claimed, document = _parsed(text, path)
    try:
        plan = _PLAN.validate_json(json.dumps(document), strict=True)
    except ValidationError as error:
        raise RepairRefused("repair-plan-unreadable", f"{path}: {_first(error)}", _AGAIN) from None
    if claimed != plan.digest or text != written(plan):
        what = f"{path} was edited: what stands in it is not the plan {str(claimed)[:SHORT]}…"
        hint = f"Decide otherwise in migration/repair.yaml, then plan and approve again.\n  {_AGAIN}"
        raise RepairRefused("repair-plan-edited", what, hint)
    return plan


def digests(reports: Path) -> tuple[str, ...]:
    """Return the first 12 digits of each plan that lies below the reports folder, the newest first."""
    found = [path for path in (reports / "repair").glob(f"*/{FILE}") if len(path.parent.name) == SHORT]
    return tuple(path.parent.name for path in sorted(found, key=lambda each: -each.stat().st_mtime))


def written(plan: Plan) -> str:
    """Return the file's text: the digest first, then the plan, each row of a step on a line of its own.

    What is empty is left out; reading fills it in again.
    """
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield "{"
    yield f'"digest": {_json(plan.digest)},'
    yield f'"format": {_json(plan.format)},'
    for name in ("pair", "database", "manifest", "made"):
        yield f'"{name}": {_json(getattr(plan, name))},'
    for name in ("found", "waived", "left"):
        yield from _mapping(name, getattr(plan, name))
    yield '"steps": ['
    for number, step in enumerate(plan.steps, start=1):
        yield from _step(step, last=number == len(plan.steps))
    yield "]"
    yield "}"


def _mapping(name: str, values: dict[str, Any]) -> Iterator[str]:
    if not values:
        yield f'"{name}": {{}},'
        return
    lines = [f" {_json(key)}: {_json(values[key])}" for key in sorted(values)]
    yield f'"{name}": {{'
    yield ",\n".join(lines)
    yield "},"


def _step(step: Step, *, last: bool) -> Iterator[str]:
    lines = []
    for each in fields(step):
        value = getattr(step, each.name)
        if each.name in ("loss", "pace"):
            lines.append(f'  "{each.name}": {_json(asdict(value))}')
        elif each.name != "rows" and (value not in ("", (), False) or each.name == "count"):
            lines.append(f'  "{each.name}": {_json(value)}')
    yield " {"
    yield ",\n".join(lines) + ("," if step.rows else "")
    if step.rows:
        yield '  "rows": ['
        yield ",\n".join(f"   {_json(_row(row))}" for row in step.rows)
        yield "  ]"
    yield " }" if last else " },"


def _row(row: Row) -> dict[str, Any]:
    """Return a row without what is empty; a value that becomes NULL stays as null."""
    changes = row.before is not None or row.after is not None
    return {
        name: value
        for name, value in asdict(row).items()
        if (changes if name in ("before", "after") else value not in ("", ()))
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _parsed(text: str, path: Path) -> tuple[object, dict[str, Any]]:
    """Return the digest that the file claims, and the rest of it."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise RepairRefused("repair-plan-unreadable", f"{path} is no JSON.", _AGAIN) from None
    if not isinstance(document, dict):
        raise RepairRefused("repair-plan-unreadable", f"{path} holds no plan.", _AGAIN)
    if document.get("format") != FORMAT:
        what = f"{path} is of format {document.get('format')!r}, and this cutover reads {FORMAT!r}."
        raise RepairRefused("repair-plan-format", what, _AGAIN)
    return document.pop("digest", None), document


def _first(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, found['loc'])) or 'the file'}: {found['msg'].lower()}"


def _known(reports: Path, wanted: str) -> str:
    """Say which plans there are, so that one can be named."""
    there = digests(reports)
    if not there:
        return "There is none yet: cutover repair plan"
    close = nearest(wanted[:SHORT], list(there))
    hint = f"Nearest: {close}. " if close else ""
    return f"{hint}There are, the newest first: {', '.join(there[:5])}{', …' if len(there) > 5 else ''}."
