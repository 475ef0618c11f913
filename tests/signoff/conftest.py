"""What the tests of pages share: one browser, and one site that has something of everything."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.signoff.browser import a_browser
from tests.signoff.shown import part, write_site


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for the tests of a file: beside an open one nothing else can run an event loop."""
    with a_browser() as found:
        yield found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site of a small migration with evidence of every kind."""
    return write_site(tmp_path_factory.mktemp("site"), part()).parent
