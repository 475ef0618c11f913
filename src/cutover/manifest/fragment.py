"""Fragments of SQL that the manifest holds: each must stand for itself inside of a larger statement."""

import re
from collections.abc import Iterator

from cutover.manifest.value import mistake

_QUOTED = re.compile(
    r"'(?:[^']|'')*'" r'|"(?:[^"]|"")*"' r"|(?P<tag>\$(?:[A-Za-z_]\w*)?\$).*?(?P=tag)", re.DOTALL
)
_CLOSING = {"(": ")", "[": "]"}
_NAMED = re.compile(r"\{(\w*)\}")


def demand_fragment(sql: str | None, key: str, where: str, known: frozenset[str] | None = None) -> None:
    """Raise a mistake where SQL could not stand in parentheses, or names something between braces.

    `known` are the names that may stand between braces outside of quotes; None allows any.
    """
    for wrong in _mistakes(sql or "", known):
        raise mistake(
            "manifest-sql-broken",
            f"The `{key}` of {where} is no whole SQL expression: {wrong}.",
            "Write one expression, as it could stand between parentheses, without comments.",
            key,
        )


def _mistakes(sql: str, known: frozenset[str] | None) -> Iterator[str]:
    bare = _QUOTED.sub(lambda found: " " * len(found[0]), sql)
    if left := re.search(r"['\"]", bare):
        yield f"the {left[0]} at character {left.start() + 1} is never closed"
    if left := re.search(r";|--|/\*", bare):
        yield f"{left[0]} stands at character {left.start() + 1}"
    for found in _NAMED.finditer(bare):
        if known is not None and found[1] not in known:
            allowed = " and ".join(f"{{{each}}}" for each in sorted(known))
            yield f"{found[0]} means nothing here; {allowed} does"
    awaited: list[str] = []
    for place, sign in enumerate(bare, 1):
        if sign in _CLOSING:
            awaited.append(_CLOSING[sign])
        elif sign in _CLOSING.values() and (not awaited or awaited.pop() != sign):
            yield f"the {sign} at character {place} closes nothing"
    if awaited:
        yield f"a {awaited[-1]} is missing"
