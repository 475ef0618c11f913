"""docs/repair.md, typed as it stands: from as found to ready and back, bit for bit, on a twin that stands."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from cutover.compare.fingerprint import fingerprint
from cutover.evidence import Ledger, read_ledger
from twin.postgres import open_server

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "repair.md").read_text()
LONG = os.environ.get("REPAIR_WALK", "") == "1"
"""Whether the steps are typed, too, that only show what others show as well, and take long."""
STEPS = [
    (int(code or 0), text)
    for code, long, text in re.findall(
        r"(?:<!-- (?:exit (\d))?(?:, )?(long)? -->\n)?```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL
    )
    if LONG or not long
]
SUITES = ("tests_parity", "tests_integrity", "tests_endpoints")
SETTINGS = "[pytest]\naddopts = --strict-markers --import-mode=importlib -p no:cacheprovider\n"
SCALE = os.environ.get("REPAIR_SCALE", "0.02")
V2 = r"select tablename from pg_tables where tablename like 'mvpw5\_%' order by 1"


@dataclass
class Walk:
    """A checkout in which the page is typed: what each step said, how long it took, and V2 after it."""

    folder: Path
    variables: dict[str, str]
    database: str
    before: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    tables: list[dict[str, str]] = field(default_factory=list)

    def type(self, text: str, code: int) -> None:
        """Type one step, which has to end with `code`."""
        # An installed `cutover` may be another checkout's: the modules of this one are asked.
        named = 'cutover() { python -m cutover.cli "$@"; }; pytest() { python -m pytest "$@"; }\n'
        kept = "".join(
            re.findall(r"^[A-Z]+=.*\n", "".join(text for _, text in STEPS[1 : self.at]), re.MULTILINE)
        )
        began = time.monotonic()
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", named + kept + text],
            cwd=self.folder, env=self.variables, capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        assert done.returncode == code, f"{text}\n{done.stdout}\n{done.stderr}"
        self.seconds.append(time.monotonic() - began)
        self.variables.update(re.findall(r"^export (\w+)=(.*)$", text, re.MULTILINE))
        self.said.append(done.stdout)
        self.tables.append(self.fingerprints())

    @property
    def at(self) -> int:
        """How many steps were typed, the first terminal's included."""
        return len(self.said) + 1

    def fingerprints(self) -> dict[str, str]:
        """sha256 of every table of V2, as it is now."""
        with psycopg.connect(self.database) as connection:
            found = [str(name) for (name,) in connection.execute(V2.encode()).fetchall()]
            return {table: fingerprint(connection, table) for table in found}

    @property
    def ledgers(self) -> list[Ledger]:
        """What pytest wrote, run by run."""
        return [read_ledger(each) for each in sorted(self.folder.glob("reports/runs/*/ledger.jsonl"))]


def step(words: str, again: int = 0) -> int:
    """The number of the step that has these words; the second such is the next `again`."""
    return [number for number, (_, text) in enumerate(STEPS[1:]) if words in text][again]


@pytest.fixture(scope="module")
def cache() -> Iterator[Path]:
    """A cache folder in which no other twin stands."""
    folder = Path(tempfile.mkdtemp(prefix="twin-test-"))
    folder.chmod(0o755)  # pytest's own folders are closed to the user that root's server runs as
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def walk(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The whole page, typed."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in (*SUITES, "migration", "conftest.py"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "pytest.ini").write_text(SETTINGS)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CUTOVER_", "PYTEST_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "160", "TWIN_CACHE": str(cache)}
    with open_server(os.environ.get("TWIN_DSN"), lambda _: None) as server:
        variables = kept | own | {"TWIN_DSN": server.conninfo}
        up = STEPS[0][1].replace("0.02", SCALE).split()
        with subprocess.Popen(
            [sys.executable, *up[1:]], env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as twin:
            assert twin.stdin is not None
            assert twin.stdout is not None
            line = json.loads(twin.stdout.readline())
            walk = Walk(folder, variables, line["v2"]["database"])
            walk.before = walk.fingerprints()
            for code, text in STEPS[1:]:
                walk.type(text, code)
            yield walk
            twin.stdin.close()


def test_the_first_terminal_has_a_twin_that_stands() -> None:
    """A reader begins with one line, which stays."""
    assert STEPS[0][1] == "python -m twin up --standing --state as-found --scale 0.02\n"


def test_planning_changes_nothing(walk: Walk) -> None:
    """A plan writes nothing to V2."""
    assert walk.tables[step("repair plan")] == walk.before


def test_the_phases_are_green(walk: Walk) -> None:
    """After it each check of phase 1 passed (and of 2, in the long run), those of the repair among them."""
    green = walk.ledgers[1:3] if LONG else walk.ledgers
    assert len(green) == 1 + LONG
    for ledger in green:
        assert {str(each.outcome) for each in ledger.evidence} <= {"passed", "accepted"}
    assert {"repair/no-new-orphans", "repair/audit-trail", "repair/reversible"} <= {
        each.check for each in green[0].evidence
    }
    if LONG:
        before, *_, after = walk.ledgers
        assert broken(before) == broken(after)
        assert len([each for each in broken(before) if "/hierarchy-" not in each]) == 26


def broken(ledger: Ledger) -> set[str]:
    """The references that a run found broken."""
    return {
        each.check
        for each in ledger.evidence
        if str(each.outcome) == "failed" and "references/" in each.check
    }


def test_a_second_apply_changes_nothing(walk: Walk) -> None:
    """What is done once is done."""
    assert walk.tables[step("repair apply")] != walk.before
    if LONG:
        assert walk.tables[step("repair apply", 1)] == walk.tables[step("repair apply")]


def test_all_is_as_found_again(walk: Walk) -> None:
    """Every table of V2, bit for bit; no foreign key is left."""
    assert walk.tables[-1] == walk.before
    assert walk.tables[step("repair restore")] == walk.before
    with psycopg.connect(walk.database) as connection:
        keys = connection.execute("select count(*) from pg_constraint where conname like 'cutover%'")
        assert keys.fetchone() == (0,)


def test_the_log_tells_who(walk: Walk) -> None:
    """Each change by its run and its person, and the chain is whole."""
    told = walk.said[step("repair log")]
    assert "Ada Lovelace" in told


def test_it_is_timed(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command's seconds, for the table at the page's end."""
    with capsys.disabled():
        for (_, text), seconds in zip(STEPS[1:], walk.seconds, strict=True):
            print(f"\n{seconds:6.1f} s  {text.strip().splitlines()[-1]}", end="")
    assert sum(walk.seconds) < 600
