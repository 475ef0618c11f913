"""Words: texts cleaned, cut and joined."""

from __future__ import annotations

import re
import unicodedata

from twin.v2.api.helpers.helper import Helper, items, words
from twin.v2.api.parameters import integer


def without_accents(text: str) -> str:
    """Return the text in base letters: é becomes e."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )


def slug(text: str) -> str:
    """Return the text as part of an address: small letters and digits, joined by -."""
    return "-".join(re.findall(r"[a-z0-9]+", without_accents(text).lower()))


def collapse_spaces(text: str) -> str:
    """Return the text with one blank between words and none around it."""
    return " ".join(text.split())


def title_case(text: str) -> str:
    """Return the text with a capital at the beginning of each word."""
    return " ".join(word[:1].upper() + word[1:].lower() for word in text.split())


def truncate(text: str, length: int) -> str:
    """Return the text cut to a length; what was cut ends with …."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def initials(text: str) -> str:
    """Return the first letters of the first and the last word."""
    found = text.split()
    return "".join(word[0].upper() for word in (found[:1] + found[1:][-1:]))


def is_blank(text: str) -> bool:
    """Tell whether the text says nothing, as V1's empty strings do."""
    return not text.strip()


def split_tags(text: str) -> list[str]:
    """Return the tags of a text that separates them by commas, each once."""
    return list(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))


def join_words(items: list[object]) -> str:
    """Return words as a sentence lists them: a, b and c."""
    found = [str(item) for item in items]
    return " and ".join(part for part in (", ".join(found[:-1]), found[-1] if found else "") if part)


TEXT = (words("text"),)

HELPERS = (
    Helper("Slug", slug, TEXT),
    Helper("RemoveAccents", without_accents, TEXT),
    Helper("CollapseSpaces", collapse_spaces, TEXT),
    Helper("TitleCase", title_case, TEXT),
    Helper("Truncate", truncate, (*TEXT, integer("length", 1, 2000, required=True))),
    Helper("Initials", initials, TEXT),
    Helper("IsBlank", is_blank, TEXT),
    Helper("SplitTags", split_tags, TEXT),
    Helper("JoinWords", join_words, (items("items"),)),
)
