"""Progress: a line that moves on a terminal, a line now and then elsewhere, and never a made-up time."""

import io
from types import SimpleNamespace
from typing import Any

from cutover.load.failure import Failure
from cutover.load.progress import Ticker
from cutover.load.samples import Recorder, Samples
from cutover.manifest.load import Stage

STAGE = Stage.model_validate(
    {"id": "gate-50", "says": "fifty users work", "users": 50, "ramp": "25s", "duration": "15m"}
)


class Terminal(io.StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def samples(good: int, bad: int) -> Samples:
    """So many requests."""
    recorder = Recorder()
    for number in range(good + bad):
        failure = Failure.BAD_GATEWAY if number < bad else Failure.NONE
        recorder.add(number, 0.01, "home.kpis", "viewer", failure=failure)
    return recorder.taken()


def at(now: float, good: int = 1200, bad: int = 0, stage: Stage = STAGE) -> Any:
    """A run after so many seconds."""
    gathering = SimpleNamespace(samples=samples(good, bad))
    return SimpleNamespace(
        stage=stage, id="r1", now=now, whole=stage.ramp + stage.seconds, users=[(0.0, 0), (25.0, 48)],
        gathering=gathering,
    )  # fmt: skip


def shown(out: io.StringIO, moments: list[float], **variables: str) -> str:
    """Look at a run at some moments."""
    ticker = Ticker(out, variables)
    run = at(0)
    ticker.begin(run)
    for moment in moments:
        run.now = moment
        ticker.look()
    ticker.end()
    return out.getvalue()


def test_elsewhere_a_line_is_written_after_each_tenth_or_half_a_minute() -> None:
    """Of fifteen minutes a line each 30 s, and not one a second."""
    lines = shown(io.StringIO(), [float(second) for second in range(925)]).splitlines()[2:]
    assert len(lines) == 30
    assert lines[0].endswith("48 of 50 users  1,200 requests  ✕ 0  14 min 55 s left")
    out, run = io.StringIO(), at(0, stage=STAGE.lasting(10))
    ticker = Ticker(out, {})
    ticker.begin(run)
    for tenth in range(151):
        run.now = tenth / 10
        ticker.look()
    assert len(out.getvalue().splitlines()) == 2 + 10


def test_on_a_terminal_one_line_moves() -> None:
    """It is written over, and gone at the end."""
    text = shown(Terminal(), [1.0, 2.0, 462.5])
    assert text.count("\n") == 2
    assert "\r\x1b[K ████████░░░░░░░░  50 %" in text
    assert text.endswith("\r\x1b[K")


def test_errors_are_red_where_colour_is_wanted() -> None:
    """NO_COLOR takes the colour, and not the moving line."""
    for variables, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        out = Terminal()
        ticker = Ticker(out, variables)
        ticker.begin(at(0))
        ticker._run = at(10.0, bad=3)
        ticker.look()
        assert ("\x1b[31m✕ 3\x1b[0m" in out.getvalue()) is coloured
        assert "✕ 3" in out.getvalue()


def test_a_shortened_stage_says_so_at_once() -> None:
    """Before a minute is spent on it."""
    out = io.StringIO()
    Ticker(out, {}).begin(at(0, stage=STAGE.lasting(60)))
    assert "50 users, 25 s ramp, then 60 s (shortened: 900 s are asked for)" in out.getvalue()
