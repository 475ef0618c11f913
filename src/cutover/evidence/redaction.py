"""The one place where secrets and personal values are taken out of what is written down."""

import base64
import hashlib
import hmac
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus

from cutover.evidence.record import Evidence

_MARK = "[secret]"
_SHORT, _KEPT = 40, 20_000
"""Texts of up to so many characters, such as the names of values, come again and again: so many are kept."""
_SHORTEST_BASE64 = 5
"""Below this many characters a base64 core would hit ordinary words."""

# The second line of defence, for credentials that nobody declared: a token that a login returned, a
# password inside a connection's address.
_BEARER = re.compile(r"(?i)\b(bearer\s+|authtoken[\"']?\s*[:=]\s*[\"']?)(?=[\w.~+/=-]*\d)\w[\w.~+/=-]{7,}")
_ADDRESS = re.compile(r"([a-z][a-z0-9+]*://[^\s:/@'\"]*):[^\s/@'\"]+@")
_CONNINFO = re.compile(r"\b(password\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s'\"]+)")

_Value = TypeVar("_Value")


class Redactor:
    """Takes known secrets out of texts, in whichever encoding they stand; holds a key for personal values."""

    def __init__(self, secrets: Iterable[str], key: bytes) -> None:
        self._secrets = tuple(sorted({secret for secret in secrets if secret.strip()}))
        self._key = key
        self._seen: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<Redactor of {len(self._secrets)} secrets>"

    def knowing(self, secrets: Iterable[str]) -> "Redactor":
        """Give a redactor that knows more: tokens appear while a run goes on."""
        return Redactor((*self._secrets, *secrets), self._key)

    def text(self, text: str) -> str:
        """Replace every known secret, and everything that looks like a credential."""
        if len(text) > _SHORT:
            return self._redacted(text)
        known = self._seen.get(text)
        if known is None:
            known = self._redacted(text)
            if len(self._seen) < _KEPT:
                self._seen[text] = known
        return known

    def _redacted(self, text: str) -> str:
        if self._pattern is not None:
            text = self._pattern.sub(_MARK, text)
        # Each of the three is looked for only where the words are that it needs.
        lower = text.lower()
        if "bearer" in lower or "authtoken" in lower:
            text = _BEARER.sub(rf"\1{_MARK}", text)
        if "://" in text:
            text = _ADDRESS.sub(rf"\1:{_MARK}@", text)
        return _CONNINFO.sub(rf"\1{_MARK}", text) if "password" in text else text

    def value(self, value: _Value) -> _Value:
        """Redact the texts inside of mappings, lists and tuples, keys too; all else is left as it is."""
        return self._walk(value)  # type: ignore[no-any-return]  # the walk keeps each type

    def evidence(self, evidence: Evidence) -> Evidence:
        """Redact all that a check saw; its id and outcome stay."""
        return replace(
            evidence,
            duty=self.text(evidence.duty),
            expected=self.text(evidence.expected),
            actual=self.text(evidence.actual),
            cause=self.text(evidence.cause),
            samples=self.value(evidence.samples),
            notes=self.value(evidence.notes),
            reproduce=self.value(evidence.reproduce),
            detail=self.value(evidence.detail),
        )

    def personal(self, value: object) -> str:
        """Give a keyed hash in place of a personal value, with its class and length: equal stays equal."""
        if value is None:
            return "null"
        kind = "text" if isinstance(value, str) else type(value).__name__
        text = value if isinstance(value, str) else json.dumps(value, default=str, sort_keys=True)
        digest = hmac.new(self._key, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()
        return f"hmac:{digest[:12]} ({kind}, {len(text)})"

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        forms = {form for secret in self._secrets for form in _forms(secret)}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        return re.compile("|".join(map(_literal, longest_first))) if forms else None

    def _walk(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self._walk(name): self._walk(item) for name, item in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self._walk(item) for item in value)
        return value


def _literal(form: str) -> str:
    """Give the expression that matches a form; the hexadecimal digits of a URL in either case."""
    return re.sub("%[0-9A-F]{2}", lambda match: f"(?i:{match.group()})", re.escape(form))


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret as it may be written: raw, URL-quoted, in base64, in JSON, in HTML, and JSON in HTML."""
    plain = {secret, *_url_forms(secret), *_json_forms(secret)}
    for form in plain:
        yield form
        yield from _html_forms(form)
    yield from _base64_forms(secret)


def _url_forms(secret: str) -> Iterator[str]:
    yield quote(secret)
    yield quote(secret, safe="")
    yield quote_plus(secret)


def _json_forms(secret: str) -> Iterator[str]:
    once = [json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)]
    yield from once
    yield from (json.dumps(form)[1:-1] for form in once)  # a JSON text inside of another
    yield repr(secret)[1:-1]
    yield repr(secret.encode())[2:-1]


def _html_forms(text: str) -> Iterator[str]:
    yield html.escape(text, quote=False)
    yield html.escape(text)
    # Jinja2 writes quotation marks as decimal numbers.
    yield html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


def _base64_forms(secret: str) -> Iterator[str]:
    """Yield the characters that stay the same wherever the secret begins within its base64 text."""
    content = secret.encode()
    for before in range(3):
        first = (before * 8 + 5) // 6
        last = (before + len(content)) * 8 // 6
        core = base64.b64encode(bytes(before) + content)[first:last].decode()
        if len(core) >= _SHORTEST_BASE64:
            yield core
            yield core.replace("+", "-").replace("/", "_")
