"""The records of a ledger: a header, one piece of evidence a check, a footer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, get_origin, get_type_hints

import orjson

from cutover.evidence.outcome import Outcome


@dataclass(frozen=True)
class Evidence:
    """What one check saw.

    Two pieces of evidence are equal when they saw the same; how long it took is no part of that.
    """

    check: str
    outcome: Outcome
    duty: str
    """What must hold, as a sentence."""
    expected: str
    actual: str
    cause: str = ""
    """Failures with one cause are read as one: ``orphans in user_roles.user_id``."""
    figures: Mapping[str, int | float] = field(default_factory=dict)
    samples: tuple[Mapping[str, object], ...] = ()
    """The first rows or fields that differ."""
    notes: tuple[str, ...] = ()
    reproduce: tuple[str, ...] = ()
    """Commands to paste."""
    detail: Mapping[str, object] = field(default_factory=dict, compare=False)
    """What a page of its own shows of the check, times among it; plain JSON, bounded by whoever gives it."""
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Header:
    """What a run set out to do, and on what; written before its first check."""

    run: str
    """Sortable, such as ``20261121T014000Z-4f2a``."""
    started: str = field(compare=False)
    """ISO 8601 in UTC, such as ``2026-11-21T01:40:00Z``."""
    cutover: str
    environment: str
    pair: Mapping[str, str]
    """``identity``, ``v1`` and ``v2``: which two systems were compared."""
    versions: Mapping[str, str]
    manifest: str
    """The digest of the manifest."""
    snapshot: str
    seed: int | None
    command: str
    selected: tuple[str, ...]
    """The checks that this run set out to do."""
    plan: tuple[tuple[str, str], ...]
    """Every check that the manifest owes, with its duty; a partial run does not shrink it."""
    self_test: bool = False
    started_by: str = ""
    """Who started the run: nobody approves what they started."""
    override: str = ""
    """Why the run was started although a phase that it needs is not READY."""


@dataclass(frozen=True)
class Footer:
    """How a run ended. Without it there is no verdict."""

    ended: str = field(compare=False)
    checks: int
    exit_code: int
    interrupted: bool
    """True when a selected check was left without evidence."""
    digest: str
    """sha256 of every line before this one."""


Record = Header | Evidence | Footer
_KINDS: dict[str, type[Header] | type[Evidence] | type[Footer]] = {
    "header": Header,
    "evidence": Evidence,
    "footer": Footer,
}


def line(record: Record) -> bytes:
    """Render a record as one JSON line, its kind first."""
    kind = next(name for name, form in _KINDS.items() if isinstance(record, form))
    document = {"kind": kind} | {each.name: getattr(record, each.name) for each in fields(record)}
    try:
        return _rendered(document)
    except TypeError:  # an integer beyond 64 bits, half of a surrogate pair: rare enough to walk only then
        return _rendered(_writable(document))


def record(text: bytes) -> Record:
    """Read one line back; raises ValueError when it is no record of a known kind."""
    document = orjson.loads(text)
    kind = document.pop("kind", None) if isinstance(document, dict) else None
    form = _KINDS.get(kind) if isinstance(kind, str) else None
    if form is None:
        raise ValueError("the line is no record of a known kind")
    known = {each.name for each in fields(form)}
    if unknown := sorted(document.keys() - known):
        raise ValueError(f"the line has unknown keys: {', '.join(unknown)}")
    for name, value in document.items():
        parts = value if isinstance(value, list) else ()
        if not isinstance(value, _kinds(kind)[name]) or not all(_fits(name, part) for part in parts):
            raise ValueError(f"the line has no good value for its {name}")
    try:
        return form(**{name: _frozen(form, name, value) for name, value in document.items()})
    except TypeError as error:
        raise ValueError(f"the line lacks keys: {error}") from None


def evidence_line(evidence: Evidence) -> str:
    """Render evidence as text that can travel from a worker to the controller."""
    return line(evidence).decode()


def evidence_from(text: str) -> Evidence:
    """Read what ``evidence_line`` wrote; raises ValueError for anything else."""
    read = record(text.encode())
    if not isinstance(read, Evidence):
        raise ValueError("the line is no evidence")
    return read


def _fits(name: str, part: object) -> bool:
    """Tell whether a part of a list is what that list holds: rows, checks with their duties, or texts."""
    if name == "samples":
        return isinstance(part, dict)
    if name == "plan":
        return isinstance(part, list) and len(part) == 2 and all(isinstance(each, str) for each in part)
    return isinstance(part, str)


@cache
def _kinds(kind: str) -> Mapping[str, tuple[type, ...]]:
    """Return what each key of a line may hold in JSON: a tuple is a list there, a float may be whole."""
    written: dict[object, tuple[type, ...]] = {
        float: (float, int), Mapping: (dict,), tuple: (list,), Outcome: (str,), int | None: (int, type(None)),
    }  # fmt: skip
    hints = get_type_hints(_KINDS[kind])
    return {
        name: written.get(get_origin(hint) or hint, written.get(hint, (hint,)))
        for name, hint in hints.items()
    }


def _frozen(form: type[Record], name: str, value: Any) -> Any:
    if form is Evidence and name == "outcome":
        return Outcome(value)
    if form is Header and name == "plan":
        return tuple((check, duty) for check, duty in value)
    return tuple(value) if isinstance(value, list) else value


def _rendered(document: object) -> bytes:
    return orjson.dumps(document, default=_plain, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_APPEND_NEWLINE)


def _writable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and value.bit_length() > 63:
        return str(value)
    if isinstance(value, Mapping):
        return {_writable(name): _writable(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_writable(item) for item in value]
    return value


def _plain(value: object) -> object:
    """Give orjson what it does not know: samples hold what a database driver returned."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=repr)
    return str(value)
