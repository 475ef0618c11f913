"""A real browser for the tests of pages: the machine's own Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

VARIABLE = "CUTOVER_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@contextmanager
def a_browser() -> Iterator[Any]:
    """Yield a started browser; skips, saying what is missing, where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install -e '.[dev]'")
    with api.sync_playwright() as playwright:
        place = _place(playwright)
        if place is None:
            pytest.skip(f"no Chromium: install one, or name it by {VARIABLE}; no page was looked at")
        browser = playwright.chromium.launch(executable_path=place, args=list(QUIET))
        yield browser
        browser.close()


def axe() -> str:
    """Return the script of axe-core, which looks for what keeps people out of a page."""
    pytest.importorskip("axe_playwright_python", reason="no axe-core: pip install -e '.[dev]'")
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def _place(playwright: Any) -> str | None:
    """Where the browser is: named, Playwright's own, or on the PATH."""
    if named := os.environ.get(VARIABLE):
        return named
    own = playwright.chromium.executable_path
    if own and Path(own).exists():
        return str(own)
    return next((found for name in NAMES if (found := shutil.which(name))), None)
