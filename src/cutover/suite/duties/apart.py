"""Two texts that differ, written so that a reader sees where."""

import unicodedata
from collections.abc import Iterator

OPEN, CLOSE = "⟦", "⟧"
"""What stands around the part that differs."""
_LONG, _AROUND = 24, 40
"""Characters from which on a text is marked although it looks different; characters kept beside the mark."""

# Letters of other alphabets that look like a Latin one.
_ALIKE = str.maketrans(
    "аеорсухіѕјһԁԛԝАВЕКМНОРСТХУІЅЈοαιρνΑΒΕΖΗΙΚΜΝΟΡΤΥΧ‐‑‒–—−’‘ʼ“”",
    "aeopcyxisjhdqwABEKMHOPCTXYISJoaipvABEZHIKMNOPTYX------'''\"\"",
)


def apart(v1: str, v2: str) -> tuple[str, str]:
    """Mark where two texts differ; spell the part out where both look the same.

    Short texts that look different stay as they are. A blank is written ␠, and what is no plain letter with
    its code point: `Zo⟦e U+0301⟧` beside `Zo⟦ë U+00EB⟧`.
    """
    if v1 == v2:
        return v1, v2
    alike = _looks(v1) == _looks(v2)
    if not alike and max(len(v1), len(v2)) < _LONG:
        return v1, v2
    start = shared(v1, v2)
    while start and any(unicodedata.combining(text[start]) for text in (v1, v2) if start < len(text)):
        start -= 1
    left = min(len(v1), len(v2)) - start
    end = min(left, shared(v1[::-1], v2[::-1]))
    return _marked(v1, start, end, alike), _marked(v2, start, end, alike)


def but_for(v1: str, v2: str) -> str:
    """Say what alone tells two texts apart that look much the same; '' where they differ in plain sight."""
    if v1 == v2:
        return ""
    if "".join(v1.split()) == "".join(v2.split()):
        return "blanks"
    if unicodedata.normalize("NFC", v1) == unicodedata.normalize("NFC", v2):
        return "how letters are composed"
    if v1.casefold() == v2.casefold():
        return "capitals"
    return "characters that look alike or have no width" if _looks(v1) == _looks(v2) else ""


def shared(v1: str, v2: str) -> int:
    """How many characters two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(v1, v2, strict=False)) if a != b), min(len(v1), len(v2)))


def _marked(text: str, start: int, end: int, spelt: bool) -> str:
    before, part, after = text[:start], text[start : len(text) - end], text[len(text) - end :]
    if len(before) > _AROUND:
        before = "…" + before[-_AROUND:]
    if len(after) > _AROUND:
        after = after[:_AROUND] + "…"
    return f"{before}{OPEN}{' '.join(_spelt(part)) if spelt else part}{CLOSE}{after}"


def _spelt(text: str) -> Iterator[str]:
    plain = ""
    for character in text:
        if character.isascii() and character.isprintable() and character != " ":
            plain += character
            continue
        if plain:
            yield plain
            plain = ""
        if character == " ":
            yield "␠"
        elif unicodedata.category(character)[0] in "LNPS":
            yield f"{character} U+{ord(character):04X}"
        else:
            yield f"U+{ord(character):04X}"
    if plain:
        yield plain


def _looks(text: str) -> str:
    """What a text looks like: composed, without what has no width, one blank for many, none at its ends."""
    seen = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    seen = "".join(each for each in seen if unicodedata.category(each) not in ("Cf", "Cc") or each.isspace())
    return " ".join(seen.split())
