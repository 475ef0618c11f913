"""Progress: how far a stage is, as a line that moves on a terminal, and as a line now and then elsewhere."""

from collections.abc import Mapping
from typing import TextIO

from cutover.load.run import Run

BAR = 16
LINES, EVERY_SECONDS = 10, 30.0
"""Where nobody sees a line move, one is written after each tenth, or after half a minute."""


class Ticker:
    """Writes the progress of one run after the other."""

    def __init__(self, out: TextIO, variables: Mapping[str, str]) -> None:
        self._out = out
        self._moves = out.isatty() and variables.get("TERM") != "dumb"
        self._colour = self._moves and not variables.get("NO_COLOR")
        self._run: Run | None = None
        self._told = 0

    def say(self, line: str) -> None:
        """Write a line of its own."""
        self._clear()
        self._out.write(line + "\n")
        self._out.flush()

    def begin(self, run: Run) -> None:
        """Say what begins."""
        self._run, self._told = run, 0
        stage = run.stage
        short = (
            f" (shortened: {stage.asked_seconds:g} s are asked for)"
            if stage.seconds < stage.asked_seconds
            else ""
        )
        self.say(f"{stage.check}: {stage.says}")
        self.say(
            f"{stage.users} users, {stage.ramp:g} s ramp, then {stage.seconds:g} s{short} · run {run.id}"
        )

    def look(self) -> None:
        """Write the line anew, or where it does not move when there is something to tell."""
        run = self._run
        if run is None:
            return
        share, now = min(run.now / run.whole, 1.0), run.now
        if self._moves:
            self._out.write(f"\r\x1b[K{line(run, share, self._colour)}")
            self._out.flush()
        elif (number := int(now / min(run.whole / LINES, EVERY_SECONDS))) > self._told:
            self._told = number
            self.say(line(run, share, colour=False))

    def end(self) -> None:
        """Leave the line."""
        self._clear()
        self._run = None

    def _clear(self) -> None:
        if self._moves:
            self._out.write("\r\x1b[K")


def line(run: Run, share: float, colour: bool) -> str:
    """Render how far a run is: users, requests, errors, and the time left, which the stage itself tells."""
    samples = run.gathering.samples
    errors = int(samples.failed.sum())
    filled = round(share * BAR)
    users = run.users[-1][1] if run.users else 0
    wrong = f"✕ {errors:,}"
    if colour and errors:
        wrong = f"\x1b[31m{wrong}\x1b[0m"
    left = max(run.whole - run.now, 0)
    return (
        f" {'█' * filled}{'░' * (BAR - filled)} {100 * share:3.0f} %  {users} of {run.stage.users} users"
        f"  {len(samples):,} requests  {wrong}  {_time(left)} left"
    )


def _time(seconds: float) -> str:
    whole = max(round(seconds), 0)
    return f"{whole} s" if whole < 100 else f"{whole // 60} min {whole % 60} s"
