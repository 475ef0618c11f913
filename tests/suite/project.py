"""A project as a user has it: suites, conftest, a manifest and an environment of its own; and its runs."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cutover.evidence import Ledger, read_ledger

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SUITES = ("tests_parity", "tests_integrity", "tests_endpoints")
UNUSED = ("cacheprovider", "locust", "hypothesispytest", "anyio")
"""Plugins that a run does not need, and that take long to load where they happen to be installed."""

SETTINGS = """
[pytest]
testpaths = tests_parity tests_integrity tests_endpoints
addopts = --strict-markers --strict-config --import-mode=importlib
"""
ENVIRONMENT = """
name: tiny
disposable: true
start:
  command: [python, {pair}]
  ready_within: 60s
identity: start:identity
v1: &side
  api: start:v1.api
  database: start:v1.database
  tables: "mvpw1_{{id}}"
  statement_timeout: 20s
  login: {{method: POST, path: /login, token: token}}
  users: {users}
v2:
  api: start:v2.api
  writes_api: start:v2.writes_api
  database: start:v2.database
  tables: "mvpw5_{{id}}"
  statement_timeout: 20s
  login: {{method: POST, path: /login, token: data.token}}
  users: {users}
"""
USERS = (
    "{1: {email: ann@shop.example, password: ann-secret-1},"
    " 2: {email: bob@shop.example, password: bob-secret-2}}"
)


@dataclass(frozen=True)
class Ran:
    """What a run of pytest said and left."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def ledgers(self) -> list[Ledger]:
        """All ledgers, oldest first."""
        return [read_ledger(path) for path in sorted((self.folder / "reports").glob("runs/*/ledger.jsonl"))]

    @property
    def ledger(self) -> Ledger:
        """The newest ledger."""
        return self.ledgers[-1]

    @property
    def outcomes(self) -> dict[str, str]:
        """The outcome of each check in the newest ledger."""
        return {entry.check: str(entry.outcome) for entry in self.ledger.evidence}


@dataclass(frozen=True)
class Project:
    """A folder that pytest can be run in."""

    folder: Path

    def command(self, *arguments: str) -> list[str]:
        """Give the command of a run."""
        without = [word for name in UNUSED for word in ("-p", f"no:{name}")]
        return [sys.executable, "-m", "pytest", *without, *arguments]

    def variables(self, **more: str) -> dict[str, str]:
        """Give the environment variables of a run."""
        theirs = ("CUTOVER_", "PYTEST_")
        ours = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
        fixed = {"PYTHONPATH": str(ROOT / "src"), "CUTOVER_ENVIRONMENT": "tiny", "COLUMNS": "160"}
        return {**ours, **fixed, **more}

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start pytest and do not wait for it."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=self.variables(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # Whoever starts the tests in the background ignores Ctrl-C, and so would the run.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )

    def run(self, *arguments: str, **variables: str) -> Ran:
        """Run pytest to its end."""
        return self.ended(self.start(*arguments, **variables))

    def ended(self, process: subprocess.Popen[str]) -> Ran:
        """Wait for a started run."""
        out, err = process.communicate(timeout=300)
        return Ran(process.returncode, out, err, self.folder)


def make_project(folder: Path) -> Project:
    """Lay a project out."""
    for suite in SUITES:
        shutil.copytree(ROOT / suite, folder / suite, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "conftest.py", folder)
    shutil.copytree(HERE / "manifest", folder / "migration")
    environment = ENVIRONMENT.format(pair=HERE / "pair.py", users=USERS).replace("&side", "")
    (folder / "migration" / "environments").mkdir(exist_ok=True)
    (folder / "migration" / "environments" / "tiny.yaml").write_text(environment)
    (folder / "pytest.ini").write_text(SETTINGS)
    (folder / "migration" / "function-endpoint-mapping.json").write_bytes(_mapping_file())
    return Project(folder)


@cache
def _mapping_file() -> bytes:
    """What the command writes for the tiny manifest, which is the same in every project."""
    command = [sys.executable, "-m", "cutover.suite.mapping_file", str(HERE / "manifest")]
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, check=True).stdout
