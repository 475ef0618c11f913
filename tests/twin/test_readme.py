"""The twin's page: what it tells a reader to type works, against the twin's own rows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from twin.account import server_account
from twin.binaries import find_installation
from twin.server import Server

from .processes import SOURCE, command

PAGE = (SOURCE / "twin/README.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SCALE = "0.006"


@pytest.fixture(scope="module")
def answer(server: Server, shared_cache: Path) -> str:
    """Give what the page's commands print, typed one after the other in one shell."""
    if shutil.which("curl") is None:
        pytest.skip("the page's commands need curl, and this machine has none")
    with command(shared_cache, "up", "--scale", SCALE) as twin:
        facts = twin.facts(patience=60)
        programs = find_installation(server_account(), shared_cache / "programs").programs
        told = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "".join(BLOCKS[1:])],
            env=os.environ
            | {
                "V1": facts["v1"]["api"],
                "V2": facts["v2"]["api"],
                "WRITES": facts["v2"]["writes_api"],
                "DSN": facts["v2"]["database"],
                "PATH": f"{programs}:{os.environ['PATH']}",
                "LC_ALL": "C.UTF-8",
            },
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert twin.end() == 0
    assert told.returncode == 0, told.stderr
    return told.stdout


def test_the_first_block_brings_the_twin_up() -> None:
    """A reader begins with one line."""
    assert BLOCKS[0] == "python -m twin up --scale 0.02\n"


def test_both_apis_answer(answer: str) -> None:
    """V1's answer is bare, V2's stands in an envelope; they say the same."""
    found = re.search(r'^(\{.*\})\{"success":true,"data":(\{.*\}),"error":null\}', answer)
    assert found, answer
    assert set(re.findall(r'"(\w+)":', found[1])) == set(re.findall(r'"(\w+)":', found[2]))


def test_a_group_has_a_document(answer: str) -> None:
    """What V2 publishes of its workers is OpenAPI."""
    assert '{"openapi":"3.0.0","info":{"title":"Workers"' in answer


def test_a_trigger_answers_its_job(answer: str) -> None:
    """The copy that may be written to queues the job."""
    assert '"task":"fub-sync-people","status":"queued"' in answer


def test_a_function_is_run_by_its_name(answer: str) -> None:
    """The task's function queues the job once more, and the worker's lists what was asked for."""
    assert answer.count('"task":"fub-sync-people","status":"queued"') == 2
    assert answer.count('"status":"paid"') > 1


def test_the_database_answers(answer: str) -> None:
    """The query reads both sides at once."""
    assert "(3 rows)" in answer
    rows = re.findall(r"(\S+@\S+) \| (\S+@\S+)", answer)
    assert len(rows) == 3
    assert all(v1.lower() == v2.lower() for v1, v2 in rows)


@pytest.mark.parametrize("word", ["up", "join", "build", "status", "drop", "faults"])
def test_every_command_is_told(word: str) -> None:
    """Each command stands in the table."""
    assert f"| `python -m twin {word}` |" in PAGE


@pytest.mark.parametrize(
    "option", ["state", "scale", "seed", "fault", "v1-port", "v2-port", "standing", "dsn"]
)
def test_every_option_is_told(option: str) -> None:
    """Each option of `up` stands in the table."""
    assert re.search(rf"`--{option}[ `]", PAGE)
