"""The one place where secrets and personal values are taken out of what is written down."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from cutover.evidence.forms import expression, forms, plain
from cutover.evidence.record import Evidence, Header

_MARK = "[secret]"
_SHORT, _KEPT = 40, 20_000
"""Texts of up to so many characters, such as the names of values, come again and again: so many are kept."""
_SHORTEST_PART = 6
"""So many characters of a secret, at a place where a text was cut, give it away."""
_CUT = re.compile(r"\.\.\.|…")

# The second line of defence, for credentials that nobody declared: a token that a login returned, a
# password inside a connection's address.
_BEARER = re.compile(r"(?i)\b(bearer\s+|authtoken[\"']?\s*[:=]\s*[\"']?)(?=[\w.~+/=-]*\d)\w[\w.~+/=-]{7,}")
# A scheme is short: without an end to it, a long run of letters would be read once for each of them.
_ADDRESS = re.compile(r"([a-z][a-z0-9+]{0,30}://[^\s:/@'\"]*):[^\s/@'\"]+@")
_BASIC = re.compile(r"(?i)(\bauthorization[\"']?\s*[:=,]\s*b?[\"']?basic\s+)[A-Za-z0-9+/]{4,}={0,2}")
_PARAMETER = re.compile(
    r"(?i)([?&;](?:api[_-]?key|access[_-]?token|auth[_-]?token|token|password|secret|signature)=)"
    r"(?!\$)[^\s&\"'<>#\[]+"
)
_MAIL = re.compile(r"(?<![\w.+%/:@⟦-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
_CONNINFO = re.compile(r"\b(password\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s'\"]+)")

_CLASSES = (
    ("empty", re.compile("")),
    ("blank", re.compile(r"\s+")),
    ("mail", re.compile(r"[^@\s]+@[^@\s]+")),
    ("number", re.compile(r"-?\d+(?:\.\d+)?")),
    ("date", re.compile(r"\d{4}-\d\d-\d\d.*")),
    ("phone", re.compile(r"\+?[\d ().-]{7,}")),
)
"""What a personal text looks like, the first that fits; else it is text."""

_Value = TypeVar("_Value")


class Redactor:
    """Takes known secrets out of texts, in whichever encoding they stand; holds a key for personal values."""

    def __init__(self, secrets: Iterable[str], key: bytes) -> None:
        self._secrets = tuple(sorted({secret for secret in secrets if secret.strip()}))
        self._key = key
        self._known: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<Redactor of {len(self._secrets)} secrets>"

    def knowing(self, secrets: Iterable[str]) -> "Redactor":
        """Give a redactor that knows more: tokens appear while a run goes on."""
        return Redactor((*self._secrets, *secrets), self._key)

    def text(self, text: str) -> str:
        """Replace every known secret, and everything that looks like a credential."""
        if len(text) > _SHORT:
            return self._redacted(text)
        known = self._known.get(text)
        if known is None:
            known = self._redacted(text)
            if len(self._known) < _KEPT:
                self._known[text] = known
        return known

    def _redacted(self, text: str) -> str:
        if self._pattern is not None:
            text = self._without_parts(self._without_whole(text, self._pattern))
        for pattern in (_BEARER, _BASIC, _PARAMETER):
            text = pattern.sub(rf"\1{_MARK}", text)
        if "://" in text:
            text = _ADDRESS.sub(rf"\1:{_MARK}@", text)
        return _CONNINFO.sub(rf"\1{_MARK}", text) if "password" in text else text

    def seen(self, text: str) -> str:
        """Redact what a system was seen to hold: secrets, and each mail address as its keyed hash."""
        return _MAIL.sub(lambda match: self.personal(match.group()), self.text(text))

    def value(self, value: _Value) -> _Value:
        """Redact the texts inside of mappings, lists and tuples, keys too; all else is left as it is."""
        return self._walk(value)  # type: ignore[no-any-return]  # the walk keeps each type

    def evidence(self, evidence: Evidence) -> Evidence:
        """Redact all that a check saw; its id and outcome stay."""
        return replace(
            evidence,
            duty=self.text(evidence.duty),
            expected=self.seen(evidence.expected),
            actual=self.seen(evidence.actual),
            cause=self.seen(evidence.cause),
            figures=self.value(evidence.figures),
            samples=self._walk(evidence.samples, self.seen),
            notes=self._walk(evidence.notes, self.seen),
            reproduce=self.value(evidence.reproduce),
            detail=self._walk(evidence.detail, self.seen),
        )

    def header(self, header: Header) -> Header:
        """Redact a run's facts: its command, its addresses, what it was told of versions and snapshot."""
        return replace(
            header,
            pair=self.value(header.pair),
            versions=self.value(header.versions),
            snapshot=self.text(header.snapshot),
            command=self.text(header.command),
            override=self.text(header.override),
            started_by=self.text(header.started_by),
            plan=tuple((check, self.text(duty)) for check, duty in header.plan),
        )

    def personal(self, value: object) -> str:
        """Give a keyed hash in place of a personal value, with its class and length: equal stays equal."""
        if value is None:
            return "null"
        kind = _kind(value)
        text = value if isinstance(value, str) else json.dumps(value, default=str, sort_keys=True)
        apart = "text" if isinstance(value, str) else type(value).__name__
        digest = hmac.new(self._key, f"{apart}:{text}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        return f"hmac:{digest[:12]} ({kind}, {len(text)})"

    @cached_property
    def _forms(self) -> frozenset[str]:
        return frozenset().union(*map(forms, self._secrets))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return expression(self._forms)

    @cached_property
    def _beginnings(self) -> Mapping[str, tuple[str, ...]]:
        """The forms by their first characters."""
        found: dict[str, list[str]] = {}
        for form in self._forms:
            if len(form) > _SHORTEST_PART:
                found.setdefault(form[:_SHORTEST_PART], []).append(form)
        return {part: tuple(whole) for part, whole in found.items()}

    @cached_property
    def _ends(self) -> Mapping[str, tuple[str, ...]]:
        """The forms by their last characters."""
        found: dict[str, list[str]] = {}
        for form in self._forms:
            if len(form) > _SHORTEST_PART:
                found.setdefault(form[-_SHORTEST_PART:], []).append(form)
        return {part: tuple(whole) for part, whole in found.items()}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._forms), default=0)

    @staticmethod
    def _without_whole(text: str, pattern: re.Pattern[str]) -> str:
        pieces, done = [], 0
        for match in pattern.finditer(plain(text)):
            pieces += [text[done : match.start()], _MARK]
            done = match.end()
        return "".join((*pieces, text[done:])) if pieces else text

    def _without_parts(self, text: str) -> str:
        """Take out what another's cut has left of a secret: its beginning or its end, beside an ellipsis."""
        for match in reversed(list(_CUT.finditer(text))):
            start, end = match.span()
            for place in range(end + _SHORTEST_PART, min(len(text), end + self._longest) + 1):
                rest = text[end:place]
                if any(form.endswith(rest) for form in self._ends.get(rest[-_SHORTEST_PART:], ())):
                    text = text[:end] + _MARK + text[place:]
                    break
            for place in range(max(0, start - self._longest), start - _SHORTEST_PART + 1):
                rest = text[place:start]
                if any(form.startswith(rest) for form in self._beginnings.get(rest[:_SHORTEST_PART], ())):
                    text = text[:place] + _MARK + text[start:]
                    break
        return text

    def _walk(self, value: Any, text: Callable[[str], str] | None = None) -> Any:
        write = text or self.text
        if isinstance(value, str):
            return write(value)
        if isinstance(value, Mapping):
            return {self._walk(name, write): self._walk(item, write) for name, item in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self._walk(item, write) for item in value)
        return value


def _kind(value: object) -> str:
    """Return the class of a personal value: what it looks like, and nothing of what it says."""
    if not isinstance(value, str):
        return type(value).__name__
    return next((name for name, shape in _CLASSES if shape.fullmatch(value)), "text")
