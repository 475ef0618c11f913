"""How the harness's own tests are shared out among workers, and what holds for the processes they start."""

import os
import sys

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# The tests start hundreds of Python processes. Where none of them may keep what it has compiled, as in many
# containers, each compiles the harness and its libraries anew: a second of processor time a process.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

HEAVY = (
    "tests/cast/",
    "tests/trouble/",
    "tests/suite/",
    "tests/own_pair/",
    "tests/importing/",
    "tests/twin/",
)
"""They come first, in this order, so that no worker is left alone with a long one at the end."""
BY_ITSELF = ("tests/cast/test_cast.py", "tests/trouble/test_during.py", "tests/suite/test_twin.py")
"""Files whose tests share nothing, and take long."""


class Sharing(LoadScopeScheduling):
    """Gives a worker whole files, so that what a file's tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return nodeid if path in BY_ITSELF else path


def pytest_xdist_auto_num_workers() -> int | None:
    """Start one worker more than there are cores: many a test waits for what it has started."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    """Share out whole files, in the order in which they are collected."""
    config.option.loadscopereorder = False
    return Sharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what is heavy first."""
    items.sort(key=lambda item: _place(item.nodeid))


def _place(nodeid: str) -> int:
    return next((place for place, folder in enumerate(HEAVY) if nodeid.startswith(folder)), len(HEAVY))
