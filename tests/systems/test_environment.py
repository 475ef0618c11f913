"""The environment's command is started, read and ended."""

import os
import pickle
import sys
import time
from pathlib import Path

import pytest

from cutover.manifest.environment import Environment
from cutover.systems import EnvironmentFailed, start

GOOD = """
import json, sys
print("building: 50 %", file=sys.stderr, flush=True)
print(json.dumps({"identity": "x", "options": sys.argv[1:]}), flush=True)
sys.stdin.read()
"""
STUBBORN = """
import json, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("{}", flush=True)
time.sleep(60)
"""


def environment(tmp_path: Path, script: str, ready_within: str = "20s") -> Environment:
    """An environment whose command runs a script."""
    path = tmp_path / "command.py"
    path.write_text(script)
    side = {"api": "http://127.0.0.1:1", "tables": "t_{id}"}
    begin = {"command": ("python", str(path)), "ready_within": ready_within}
    said = {"name": "test", "disposable": True, "identity": "x", "start": begin, "v1": side, "v2": side}
    return Environment.model_validate(said)


def test_the_command_is_started_with_options_and_ends_with_its_input(tmp_path: Path) -> None:
    """Its first line are the facts, its standard error is progress, closing ends it without a signal."""
    progress: list[str] = []
    running = start(environment(tmp_path, GOOD), ["--state", "ready"], progress.append)
    assert running is not None
    with running:
        assert running.facts == {"identity": "x", "options": ["--state", "ready"]}
        assert running.alive
    assert not running.alive
    patience = time.monotonic() + 5  # a thread hands progress on, and may be a moment behind
    while not progress and time.monotonic() < patience:
        time.sleep(0.01)
    assert progress == ["building: 50 %\n"]


def test_a_command_that_will_not_end_is_killed(tmp_path: Path) -> None:
    """After its input is closed and a request is ignored, the process is killed."""
    running = start(environment(tmp_path, STUBBORN))
    assert running is not None
    began = time.monotonic()
    running.close(patience=0.2)
    assert not running.alive
    assert time.monotonic() - began < 5


def test_an_environment_without_a_command_is_not_started(tmp_path: Path) -> None:
    """A real pair runs already."""
    assert start(environment(tmp_path, "").model_copy(update={"start": None})) is None


FAILURES = {
    "ended": (
        "import sys; print('disk full', file=sys.stderr); sys.exit(3)",
        "20s",
        "environment-ended",
        "disk full",
    ),
    "too slow": ("import time; time.sleep(60)", "0.3s", "environment-too-slow", "within 0.3 s"),
    "no JSON": ("print('hello'); input()", "20s", "environment-said-no-json", "where it is"),
    "no object": ("print('[1]'); input()", "20s", "environment-said-no-json", "one JSON object"),
}


@pytest.mark.parametrize(("script", "within", "code", "told"), FAILURES.values(), ids=FAILURES)
def test_a_command_that_does_not_get_ready_is_told(
    tmp_path: Path, script: str, within: str, code: str, told: str
) -> None:
    """The error names the command, shows its last lines, and nothing is left running."""
    with pytest.raises(EnvironmentFailed, match=told) as raised:
        start(environment(tmp_path, script, within), (), lambda line: None)
    assert raised.value.code == code
    assert not _children_running(str(tmp_path))


def test_the_last_words_are_apart_from_progress(tmp_path: Path) -> None:
    """They stand in the text once, and can be left out where a reader has seen them already."""
    script = "import sys; print('building: 5 %', 'disk full', sep='\\n', file=sys.stderr); sys.exit(3)"
    with pytest.raises(EnvironmentFailed) as raised:
        start(environment(tmp_path, script), (), lambda line: None)
    assert raised.value.said == ("disk full",)
    assert str(raised.value).count("disk full") == 1
    assert "disk full" not in raised.value.brief
    assert raised.value.brief.startswith("environment-ended: ")


def test_a_command_that_does_not_exist_is_told(tmp_path: Path) -> None:
    """A wrong program name is one sentence."""
    value = environment(tmp_path, "")
    wrong = value.model_copy(
        update={"start": value.start.model_copy(update={"command": ("no-such-program",)})}
    )  # type: ignore[union-attr]
    with pytest.raises(EnvironmentFailed, match="'no-such-program' cannot be started"):
        start(wrong)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_survives_our_own_end(tmp_path: Path) -> None:
    """A starter that is killed outright closes the command's input, and that ends it."""
    value = environment(tmp_path, GOOD)
    starter = tmp_path / "starter.py"
    starter.write_text(
        "import os, pickle, signal, sys\n"
        "from cutover.systems import start\n"
        f"start(pickle.loads({pickle.dumps(value)!r}))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    os.spawnv(os.P_WAIT, sys.executable, [sys.executable, str(starter)])
    until = time.monotonic() + 10
    while _children_running(str(tmp_path / "command.py")) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _children_running(str(tmp_path / "command.py"))


def _children_running(word: str) -> list[str]:
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = process.read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if word in line and "pytest" not in line:
            lines.append(line)
    return lines
