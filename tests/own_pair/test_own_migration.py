"""docs/your-own-migration.md, run as it stands against a pair that is not the twin."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from cutover.evidence import read_ledger

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "your-own-migration.md"
STEP = re.compile(
    r"(?:<!-- exit (?P<code>\d) -->\n)?```(?P<kind>sh|diff)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL
)
SUITES = ("tests_parity", "tests_integrity", "tests_endpoints")
SETTINGS = """
[pytest]
testpaths = tests_parity tests_integrity tests_endpoints
addopts = --strict-markers --strict-config --import-mode=importlib -p no:cacheprovider
"""


@dataclass(frozen=True)
class Own:
    """A folder in which the page's steps are done, the pair's variables, and what each step said."""

    folder: Path
    variables: dict[str, str]
    said: list[str]

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run one step as its reader does."""
        # An installed `cutover` may be another checkout's: the modules of this one are asked.
        named = 'cutover() { python -m cutover.cli "$@"; }; pytest() { python -m pytest "$@"; }\n'
        return subprocess.run(
            ["bash", "-euc", named + command],
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def outcomes(self) -> dict[str, str]:
        """The outcome of each check of the newest run."""
        ledger = read_ledger(sorted((self.folder / "own/reports").glob("runs/*/ledger.jsonl"))[-1])
        assert ledger.footer is not None
        return {entry.check: str(entry.outcome) for entry in ledger.evidence}


@pytest.fixture(scope="module")
def pair() -> Iterator[dict[str, str]]:
    """The library, both sides."""
    command = [sys.executable, str(Path(__file__).with_name("pair.py"))]
    variables = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=variables
    ) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())


@pytest.fixture(scope="module")
def own(pair: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Own:
    """All steps of the page, done."""
    folder = tmp_path_factory.mktemp("checkout")
    for suite in SUITES:
        shutil.copytree(ROOT / suite, folder / suite, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "conftest.py", folder)
    (folder / "pytest.ini").write_text(SETTINGS)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CUTOVER_", "PYTEST_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    given = {name: value for name, value in pair.items() if name != "admin"}
    own = Own(folder, {**kept, **given, "PATH": path, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "160"}, [])
    for step in STEP.finditer(PAGE.read_text()):
        if step["kind"] == "diff":
            edit(folder, step["text"])
            own.said.append("")
            continue
        done = own.run(step["text"])
        assert done.returncode == int(step["code"] or 0), f"{step['text']}\n{done.stdout}\n{done.stderr}"
        own.variables.update(re.findall(r"^export (\w+)=(.*)$", step["text"], re.MULTILINE))
        own.said.append(done.stdout + done.stderr)
    return own


def edit(folder: Path, difference: str) -> None:
    """Apply one edit of the page: - lines, which stand in the file once, become the + lines."""
    first, *lines = difference.splitlines()
    path = folder / first.removeprefix("--- ")
    text = path.read_text()
    for old, new in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)*)", "\n".join(lines) + "\n", re.MULTILINE):
        before, after = (re.sub(r"^[-+]", "", part, flags=re.MULTILINE) for part in (old, new))
        assert text.count(before) == 1, f"{path.name} does not hold:\n{before}it holds:\n{text}"
        text = text.replace(before, after)
    path.write_text(text)


def page(own: Own) -> str:
    """Return the report's first page."""
    return (own.folder / "own/reports/index.html").read_text()


def test_the_planted_difference_is_found_and_nothing_else(own: Own) -> None:
    """A price a cent short is told by the table and by the answers that hold it; all else passes."""
    outcomes = own.outcomes()
    assert {check for check, outcome in outcomes.items() if outcome == "failed"} == {
        "tables/books",
        "answers/books.list",
    }
    assert {check for check, outcome in outcomes.items() if outcome not in ("passed", "failed")} == {
        "contract/session.login"
    }
    assert len(outcomes) > 25
    assert "17.49" in own.said[-1]
    assert "<title>NOT READY" in page(own)


def verdicts(said: str) -> dict[str, str]:
    """Return the verdict of each phase out of the last lines of a run."""
    return dict(re.findall(r"^phase (\S+) +. (READY|NOT READY|NOT PROVEN)\b", said, re.MULTILINE))


def test_each_phase_has_its_verdict(own: Own) -> None:
    """The shape is READY, the rows and the answers are not."""
    assert verdicts(own.said[-1]) == {"0": "READY", "1": "NOT READY", "2": "NOT READY"}, own.said[-1]


def test_no_secret_is_written(own: Own, pair: dict[str, str]) -> None:
    """Neither passwords nor DSNs stand in the manifest, the report or what was said."""
    texts = [path.read_text(errors="replace") for path in (own.folder / "own").rglob("*") if path.is_file()]
    for name in ("V1_DATABASE", "V1_PASSWORD", "admin"):
        assert not [text for text in (*texts, *own.said) if pair[name] in text]


def test_importing_again_changes_nothing(own: Own) -> None:
    """After all decisions both sources agree with the manifest: nothing is added, filled in or lost."""
    for source in (
        "catalogue --environment own",
        'openapi "$V1_API/openapi.json" --side v1',
        'openapi "$V2_API/openapi.json" --side v2',
    ):
        done = own.run(f"cutover import {source}")
        assert "wrote 0 files" in done.stdout, done.stdout + done.stderr


def test_a_mended_pair_is_ready(own: Own, pair: dict[str, str]) -> None:
    """Once V2 holds the right price the same command ends with READY."""
    with psycopg.connect(pair["admin"], autocommit=True) as connection:
        connection.execute("update lib_new.books set price = price + 0.01 where id = 17")
    done = own.run("pytest -n auto --environment=own --reports=own/reports")
    assert set(own.outcomes().values()) == {"passed", "not run"}
    assert verdicts(done.stdout) == {"0": "READY", "1": "READY", "2": "READY"}, done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith("READY"), done.stdout
