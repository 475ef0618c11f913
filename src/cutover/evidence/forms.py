"""Forms: the ways in which a secret may be written, one inside of another, and one expression for all."""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

_SHORTEST_CORE = 5
"""Below this many characters what base64 leaves of a secret would hit ordinary words."""

_PERCENT = re.compile("%[0-9A-Fa-f]{2}")
_LONG, _HEAD = 64, 40
"""Characters from which on a secret is long, and how many of its first are looked for then."""


def forms(secret: str) -> frozenset[str]:
    """Return a secret as it may be written: for a URL, JSON or HTML, in base64, in hex, or one in another.

    Of a long secret only its beginning is looked for where it is written twice over.
    """
    once = {secret, *_once(secret)}
    head = secret[:_HEAD]
    within = once if len(secret) <= _LONG else {head, *_once(head)}
    return frozenset(once | {twice for form in within for twice in _again(form)})


def plain(text: str) -> str:
    """Write the hexadecimal digits of a URL as the forms have them, character for character."""
    return _PERCENT.sub(lambda match: match.group().upper(), text) if "%" in text else text


def expression(found: Iterable[str]) -> re.Pattern[str] | None:
    """Return one expression that matches each of the texts, the longest where several do; None for none.

    The texts share their beginnings in it, so that thousands of them cost little more than a few.
    """
    root: dict[str, dict] = {}  # type: ignore[type-arg]  # a tree has no end
    for text in found:
        node = root
        for sign in text:
            node = node.setdefault(sign, {})
        node[""] = {}
    return re.compile(_written(root)) if root else None


def _once(secret: str) -> Iterator[str]:
    content = secret.encode("utf-8", "replace")
    yield from _url_forms(secret)
    yield "".join(f"%{byte:02X}" for byte in content)
    yield from _json_forms(secret)
    yield "".join(f"\\u{ord(sign):04x}" for sign in secret)
    yield _shell_form(secret)
    yield from _repr_forms(secret)
    yield from _html_forms(secret)
    yield "".join(f"&#{ord(sign)};" for sign in secret)
    yield "".join(f"&#x{ord(sign):x};" for sign in secret)
    yield content.hex()
    yield content.hex().upper()
    yield "".join(f"\\x{byte:02x}" for byte in content)
    yield from _base64_forms(secret)


def _again(form: str) -> Iterator[str]:
    """Yield what becomes of a form that is written into something else once more."""
    yield from _url_forms(form)
    yield from _json_forms(form)
    yield _shell_form(form)
    yield from _repr_forms(form)
    yield from _html_forms(form)
    yield from _base64_forms(form)
    yield form.encode("utf-8", "replace").hex()


def _url_forms(text: str) -> Iterator[str]:
    yield quote(text, errors="replace")
    yield quote(text, safe="", errors="replace")
    yield quote_plus(text, errors="replace")


def _json_forms(text: str) -> Iterator[str]:
    once = [json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)]
    yield from once
    yield from (form.replace("/", "\\/") for form in once)
    yield from (json.dumps(form)[1:-1] for form in once)  # a JSON text inside of another


def _shell_form(text: str) -> str:
    return text.replace("'", "'\"'\"'")


def _repr_forms(text: str) -> Iterator[str]:
    """Yield what Python shows of a text, and of one that holds it beside both kinds of quotation marks."""
    for value in (text, text.encode("utf-8", "replace")):
        shown = repr(value).removeprefix("b")[1:-1]
        yield shown
        yield re.sub(r"(?<!\\)'", r"\\'", shown)


def _html_forms(text: str) -> Iterator[str]:
    yield html.escape(text, quote=False)
    yield html.escape(text)
    yield html.escape(text).replace("&#x27;", "'")  # as an attribute of XML
    # Jinja2 writes quotation marks as decimal numbers.
    yield html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


def _base64_forms(text: str) -> Iterator[str]:
    """Yield the characters that stay the same wherever the text begins within its base64."""
    content = text.encode("utf-8", "replace")
    for before in range(3):
        first = (before * 8 + 5) // 6
        last = (before + len(content)) * 8 // 6
        core = base64.b64encode(bytes(before) + content)[first:last].decode()
        if len(core) >= _SHORTEST_CORE:
            yield core
            yield core.replace("+", "-").replace("/", "_")


def _written(node: dict) -> str:  # type: ignore[type-arg]  # a tree has no end
    ends = "" in node
    branches = []
    for sign, below in sorted(node.items()):
        if sign:
            run = sign
            while len(below) == 1 and "" not in below:  # a stretch without a fork is written as it is
                ((following, below),) = below.items()
                run += following
            branches.append(re.escape(run) + _written(below))
    if not branches:
        return ""
    inner = branches[0] if len(branches) == 1 else "|".join(branches)
    if ends:
        return f"(?:{inner})?"
    return inner if len(branches) == 1 else f"(?:{inner})"
