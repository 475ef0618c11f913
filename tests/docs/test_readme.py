"""The documentation: what it tells a reader to type exists, and what exists is told."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cutover.evidence import Outcome
from cutover.signoff import Verdict
from cutover.suite.options import FLAGS, OPTIONS
from twin.cast import CAST, VARIATIONS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
PAGES = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "src/twin/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("number", [0, 1])
def test_the_two_commands_are_single_lines(number: int) -> None:
    """A reader copies one line to run the main job and one to run the tests."""
    assert BLOCKS[number].count("\n") == 1


def test_the_first_command_is_the_main_job() -> None:
    """The first block ends in ``pytest -n auto``, the second in the harness's own tests."""
    assert BLOCKS[0].endswith("pytest -n auto\n")
    assert "pytest tests" in BLOCKS[1]


@pytest.mark.parametrize("option", [*OPTIONS, *FLAGS], ids=lambda option: option.name)
def test_every_option_is_documented(option) -> None:
    """Each option of the suites stands in the README's table."""
    assert f"`--{option.name}" in README


@pytest.mark.parametrize("word", [*Outcome, *Verdict])
def test_every_word_is_explained(word: str) -> None:
    """Each outcome and each verdict stands in the README."""
    assert str(word) in README


def test_faults_that_are_named_exist() -> None:
    """A fault or a harmless variation that the pages tell a reader to try is there."""
    named = {
        name for page in PAGES for name in re.findall(r"--(?:twin-)?fault[ =]([a-z][\w-]+)", page.read_text())
    }
    assert named
    assert named <= set(VARIATIONS)


def test_the_fourteen_traps_are_where_the_page_says() -> None:
    """Each has a test that is named so, and the faults that stand beside it are in the cast."""
    page = (ROOT / "docs" / "tables-proven.md").read_text()
    rows = [line.split("|")[1:4] for line in page.splitlines() if re.match(r"\| [^|]+ \| (`|\|)", line)]
    tests = "".join(
        (ROOT / "tests" / "compare" / name).read_text() for name in ("known_pairs.py", "test_two_servers.py")
    )
    assert len(rows) == 14
    for trap, faults, test in rows:
        assert set(re.findall(r"`([\w-]+)`", faults)) <= set(CAST), trap
        assert test.strip() in tests or test.strip().replace(" ", "_") in tests, trap


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link and picture of a page exists."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("module", ["twin", "cutover.cli"])
def test_commands_show_examples(module: str) -> None:
    """``--help`` of each command line ends well and shows examples."""
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "example" in done.stdout.lower()


def test_suites_that_are_named_exist() -> None:
    """Each test file in the README's table is there."""
    for path in re.findall(r"`(tests_\w+/test_\w+\.py)`", README):
        assert (ROOT / path).is_file(), path


def test_the_version_is_told_once() -> None:
    """The package and its metadata agree on the version."""
    declared = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    from cutover import __version__

    assert declared
    assert declared[1] == __version__


def test_every_refusal_of_an_import_is_documented() -> None:
    """Each code stands in docs/import.md, and each that stands there exists."""
    sources = [*(ROOT / "src/cutover/importing").glob("*.py"), *(ROOT / "src/cutover/cli").glob("import*.py")]
    told = {code for path in sources for code in re.findall(r'"(import-[a-z-]+)"', path.read_text())}
    assert told == set(re.findall(r"`(import-[a-z-]+)`", (ROOT / "docs/import.md").read_text()))
