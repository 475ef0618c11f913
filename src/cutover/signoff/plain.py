"""Plain text: what a document may hold of what a system said; bounded, and with nothing in it that hides."""

import re

LONGEST = 1_000
"""So many characters of one text stand in a document; the rest is in the ledger."""

# Control characters, and those that turn the direction of what follows: shown as they are, they make a reader
# see another text than the one that is signed.
_HIDING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def plain(value: object, longest: int = LONGEST) -> str:
    """Return a value as text, cut after ``longest`` characters, its invisible signs written out."""
    text = "" if value is None else str(value)
    cut = f"… ({len(text):,} characters)" if len(text) > longest else ""
    return _HIDING.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text[:longest]) + cut
