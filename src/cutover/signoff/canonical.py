"""The one form in which a document is signed and kept."""

from collections.abc import Mapping
from typing import Any

import orjson


def canonical(document: Mapping[str, Any]) -> bytes:
    """Give the one form of a document: sorted keys, no blanks, UTF-8.

    ``json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)`` gives the same, so a
    verifier needs nothing but a standard library.
    """
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
