"""Pages: how a template becomes a file that needs nothing but itself."""

import base64
import hashlib
import os
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cutover.evidence import Outcome


@cache
def environment() -> Environment:
    """Return the templates' environment: everything is escaped, a name that is not given is an error."""
    made = Environment(
        loader=PackageLoader("cutover.signoff"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["thousands"] = "{:,}".format
    made.filters["figure"] = _figure
    made.filters["mark"] = mark
    made.filters["columns"] = columns
    made.filters["marked"] = _marked
    made.filters["coded"] = _coded
    return made


def write_whole(page: Path, text: str) -> Path:
    """Write a page whole or not at all, and return its path."""
    page.parent.mkdir(parents=True, exist_ok=True)
    draft = page.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, page)
    return page


def remove_others(folder: Path, kept: Collection[str]) -> None:
    """Take away the pages of a folder that nothing is shown on by now."""
    for page in folder.glob("*.html"):
        if page.name not in kept:
            page.unlink()


def source(name: str) -> Markup:
    """Return a script of ours as it stands between its tags; its digest lets it, and nothing else, run."""
    script = _script(name)
    if "</" in script:
        raise ValueError("a script that holds </ would end its element")
    return Markup(script)  # a file of this package, with nothing put into it


def digest(name: str) -> str:
    """Return what a page's policy knows a script of ours by."""
    return base64.b64encode(hashlib.sha256(_script(name).encode()).digest()).decode()


def _script(name: str) -> str:
    return (files("cutover.signoff") / "templates" / name).read_text(encoding="utf-8")


def mark(outcome: Outcome) -> str:
    """Return the sign of an outcome, which says it without a colour too."""
    if outcome.proves:
        return "✓"
    return "✕" if outcome is Outcome.FAILED else "?"


def columns(samples: Sequence[Mapping[str, object]]) -> list[str]:
    """Return every name that occurs in the samples, in the order of first sight."""
    return list(dict.fromkeys(name for sample in samples for name in sample))


def _marked(value: object) -> Markup:
    """Escape a value, and highlight what stands between ⟦ and ⟧."""
    return Markup(
        re.sub("⟦(.*?)⟧", r"<mark>\1</mark>", str(escape(value)), flags=re.DOTALL)
    )  # escaped before


def _figure(value: str | None) -> str:
    """Return a number with its thousands apart, as it was written otherwise; – for none."""
    if value is None:
        return "–"
    found = re.fullmatch(r"(-?)(\d+)((?:\.\d+)?)", value)
    return f"{found[1]}{int(found[2]):,}{found[3]}" if found else value


def _coded(text: str) -> Markup:
    """Escape a text, and set what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # escaped before
