"""The real twin at a small scale, in a cache of its own, and projects that run against it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "suite"))

from project import ROOT, SETTINGS, SUITES, Project, Ran

SCALE = "0.02"


@dataclass(frozen=True)
class Pair:
    """A project with the real manifest, and where its twin is."""

    project: Project
    cache: Path
    facts: dict

    def environment(self, name: str, change: Callable[[dict], object], start: list[str] | None = None) -> str:
        """Write an environment: the twin's own, or with literal addresses where it has no start command."""
        folder = self.project.folder / "migration" / "environments"
        document = yaml.safe_load((folder / "twin.yaml").read_text())
        document["name"] = name
        if start is not None:
            document["start"]["command"] = ["python", *start]
        else:
            del document["start"]
            document["identity"] = name
            for side in ("v1", "v2"):
                document[side].pop("watch", None)  # what it names is told by a start, which there is none of
                document[side] |= {
                    key: fact for key, fact in self.facts[side].items() if key in document[side]
                }
        change(document)
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(document))
        return f"--environment={name}"

    def variables(self) -> dict[str, str]:
        """What every run is told."""
        return {"CUTOVER_ENVIRONMENT": "twin", "TWIN_CACHE": str(self.cache)}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a run and do not wait."""
        return self.project.start(*arguments, **self.variables())

    def run(self, *arguments: str) -> Ran:
        """Run to the end."""
        return self.project.ended(self.start(*arguments))


@pytest.fixture(scope="session")
def cache() -> Iterator[Path]:
    """A cache that another account can enter: as root the server runs under one."""
    with tempfile.TemporaryDirectory(prefix="trouble-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def facts(cache) -> Iterator[dict]:
    """A twin that runs by itself, as a real pair does."""
    variables = {**os.environ, "TWIN_CACHE": str(cache), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "twin", "up", "--scale", SCALE]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=variables,
        start_new_session=True,
    ) as process:
        yield json.loads(process.stdout.readline())
        process.stdin.close()


@pytest.fixture
def pair(tmp_path, cache, facts) -> Pair:
    """A project of one's own beside the twin that runs already."""
    return _pair(tmp_path, cache, facts)


@pytest.fixture
def lonely(tmp_path) -> Iterator[Pair]:
    """A project whose twin has a cache, and so a server, of its own: it may be ended."""
    with tempfile.TemporaryDirectory(prefix="trouble-") as name:
        Path(name).chmod(0o755)
        yield _pair(tmp_path, Path(name), {})


def _pair(folder: Path, cache: Path, facts: dict) -> Pair:
    for suite in SUITES:
        shutil.copytree(ROOT / suite, folder / suite, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "migration", folder / "migration")
    shutil.copy(ROOT / "conftest.py", folder)
    (folder / "pytest.ini").write_text(SETTINGS)
    return Pair(Project(folder), cache, facts)
