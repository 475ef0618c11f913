"""A twin that runs by itself, as a real pair does, and manifests whose environments lead to it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from cutover.evidence import Evidence, Ledger, read_ledger

ROOT = Path(__file__).resolve().parents[2]
SCALE = "0.02"


@dataclass(frozen=True)
class Ran:
    """One `cutover load`: how it ended, what it showed, and what it wrote."""

    code: int
    shown: str
    reports: Path

    @property
    def ledger(self) -> Ledger:
        """Its one ledger."""
        (path,) = self.reports.glob("runs/*/ledger.jsonl")
        return read_ledger(path)

    @property
    def evidence(self) -> Evidence:
        """What it says of its one check."""
        (evidence,) = self.ledger.evidence
        return evidence

    @property
    def criteria(self) -> dict[str, dict[str, Any]]:
        """What its gate looked at, by name."""
        return {each["name"]: each for each in self.evidence.detail["criteria"]}  # type: ignore[attr-defined]

    @property
    def samples(self) -> Path:
        """Its raw samples."""
        (path,) = self.reports.glob("runs/*/load/*.samples")
        return path


def started(reports: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start `cutover load` as a user does, in a group of its own, as a shell would."""
    return subprocess.Popen(
        [sys.executable, "-m", "cutover.cli", "load", f"--reports={reports}", *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str], reports: Path) -> Ran:
    """Wait for its end."""
    shown, _ = process.communicate(timeout=180)
    return Ran(process.returncode, shown, reports)


def load(reports: Path, *arguments: str) -> Ran:
    """Run it to its end."""
    return ended(started(reports, *arguments), reports)


def told(process: subprocess.Popen[str], word: str) -> str:
    """Read what it shows until a word occurs."""
    assert process.stdout is not None
    shown = ""
    for line in process.stdout:
        shown += line
        if word in line:
            return shown
    raise AssertionError(f"it ended without {word!r}:\n{shown}")


def interrupt(process: subprocess.Popen[str]) -> None:
    """Press Ctrl-C: the whole group hears it."""
    os.killpg(process.pid, signal.SIGINT)


@pytest.fixture(scope="session")
def standing() -> Iterator[dict[str, Any]]:
    """A twin that nobody of a run started; its facts."""
    command = [sys.executable, "-m", "twin", "up", "--scale", SCALE]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdin is not None
        yield json.loads(process.stdout.readline())
        process.stdin.close()


Change = Callable[[dict[str, Any]], object]


@dataclass(frozen=True)
class Folder:
    """A copy of this repository's manifest with an environment of its own, and a reports folder."""

    path: Path
    facts: dict[str, Any]
    patch: pytest.MonkeyPatch

    def options(self, change: Change = lambda document: None) -> tuple[str, ...]:
        """Write the environment, changed, and give the options that lead to it."""
        environments = self.path / "migration" / "environments"
        document = yaml.safe_load((environments / "twin.yaml").read_text())
        del document["start"]
        document |= {"name": "standing", "identity": "standing"}
        for side in ("v1", "v2"):
            told = {
                key: self.facts[side][key]
                for key in ("api", "database", "writes_api")
                if key in self.facts[side]
            }
            document[side] |= told
            document[side].pop("scripts", None)
            document[side].pop("watch", None)
        change(document)
        if not document["disposable"]:
            self._hide(document)
        (environments / "standing.yaml").write_text(yaml.safe_dump(document))
        return f"--migration={self.path / 'migration'}", "--environment=standing"

    def _hide(self, document: dict[str, Any]) -> None:
        """Put every secret into a variable, as a pair that people use demands it."""
        for side in ("v1", "v2"):
            document[side].pop("database", None)
            document[side].pop("writes_api", None)
            for user, account in document[side]["users"].items():
                for key, value in account.items():
                    name = f"{side}_{key}_{user}".upper()
                    self.patch.setenv(name, value)
                    account[key] = f"env:{name}"

    @property
    def reports(self) -> Path:
        """Where its runs are written."""
        return self.path / "reports"


@pytest.fixture
def folder(tmp_path: Path, standing: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A manifest of one's own beside the standing twin."""
    shutil.copytree(ROOT / "migration", tmp_path / "migration")
    return Folder(tmp_path, standing, monkeypatch)
