"""Plain documents: JSON in one form only, moments in UTC, texts of one line."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cutover.signoff.verifier.refused import Refused

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NO_TEXT = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def canonical(document: object) -> bytes:
    """Give the one form of a document: sorted keys, no blanks, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(document: object) -> str:
    """Give the sha256 of a document's one form, as hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def strict(content: bytes, name: str, end: bytes = b"") -> dict[str, Any]:
    """Read a JSON object in its one form, ``end`` behind it: no floats, no key twice, no other spelling."""
    try:
        found = json.loads(
            content.decode(), object_pairs_hook=_once, parse_float=_never, parse_constant=_never
        )
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused("signoff-unreadable", f"{name} is not JSON as cutover writes it.")
    try:
        same = canonical(found) + end == content
    except UnicodeEncodeError:  # half of a surrogate pair, which no text holds
        same = False
    if not same:
        raise Refused("signoff-not-canonical", f"{name} is not as cutover writes it, so it was edited.")
    return found


def moment(text: object, name: str) -> datetime:
    """Read a moment in UTC, to the second."""
    try:
        if isinstance(text, str) and _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise Refused("signoff-time", f"{name!r} is {text!r}, and not a moment such as 2026-12-01T08:00:00Z.")


def part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object within a document."""
    found = document.get(name)
    if not isinstance(found, dict):
        raise Refused("signoff-unreadable", f"the sign-off has no {name!r}.")
    return found


def demand_texts(found: object, names: frozenset[str], lists: frozenset[str] = frozenset()) -> None:
    """Refuse what has not these keys, each a text of one line, but for signatures, and ``lists`` of texts."""
    if not isinstance(found, dict) or set(found) != names:
        raise Refused("entry-form", "an entry has not the keys of one.")
    for name, value in found.items():
        texts = value if name in lists and isinstance(value, list) else [value]
        if not all(isinstance(text, str) and (name == "signature" or is_line(text)) for text in texts):
            raise Refused("entry-form", f"{name!r} of an entry is not one line of text.")


def is_line(text: str) -> bool:
    """Whether a text holds nothing that breaks a line or cannot be seen."""
    return not any(unicodedata.category(sign) in _NO_TEXT for sign in text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _never(text: str) -> Any:
    raise ValueError(f"{text} is no number that cutover writes")
