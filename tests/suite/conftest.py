"""One server for all runs, and the two runs that most tests look at."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from project import Project, Ran, make_project

from twin.postgres import open_server


@pytest.fixture(scope="session")
def server():
    """The server that every tiny pair shares: held open, so that no run has to start it."""
    with open_server(os.environ.get("TWIN_DSN"), print) as server:
        yield server


@pytest.fixture
def project(tmp_path, server) -> Project:
    """A project of one's own."""
    return make_project(tmp_path)


@pytest.fixture(scope="session")
def shared(tmp_path_factory, server):
    """Run the tiny pair once for each combination of arguments; a project each."""
    runs: dict[tuple[str, ...], Ran] = {}

    def run(*arguments: str) -> Ran:
        if arguments not in runs:
            runs[arguments] = make_project(tmp_path_factory.mktemp("project")).run(*arguments)
        return runs[arguments]

    return run
