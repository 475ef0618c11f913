"""The reports that pytest writes by itself, switched on for every run of checks: HTML and JUnit."""

from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

from cutover.suite.run import Run
from cutover.suite.stash import FOLDER


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the reports' places, unless the user did; before their own plugins look."""
    folder = config.stash.get(FOLDER, None)
    if folder is None:
        return
    if _has(config, "html") and not config.option.htmlpath:
        config.option.htmlpath = str(folder / "pytest.html")
        config.option.self_contained_html = True
    if _has(config, "junitxml") and not config.option.xmlpath:
        config.option.xmlpath = str(folder / "junit.xml")


def pytest_cutover_began(config: pytest.Config, run: Run) -> None:
    """Put the run's facts into the environment table of pytest's HTML."""
    with suppress(ImportError):
        metadata = import_module("pytest_metadata.plugin")
        config.stash.setdefault(metadata.metadata_key, {}).update(run.facts())


def pytest_html_report_title(report: object) -> None:
    """Name the page after its run instead of its file."""
    run = Path(getattr(report, "title", "")).stem
    if run == "pytest":
        report.title = "cutover: the items of one run"  # type: ignore[attr-defined]  # pytest-html is untyped


def _has(config: pytest.Config, plugin: str) -> bool:
    return config.pluginmanager.hasplugin(plugin)
