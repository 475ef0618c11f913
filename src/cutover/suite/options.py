"""What a user chose: each option of the command line is an environment variable too."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import TypeVar

import pytest

STATES = ("ready", "as-found")
PAIRS = 600
"""So many pairs an endpoint is timed at most, unless a budget is named."""

_Number = TypeVar("_Number", int, float)


@dataclass(frozen=True)
class Option:
    """One option: ``--twin-state`` is ``CUTOVER_TWIN_STATE`` in the environment; the command line wins."""

    name: str
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""

    @property
    def variable(self) -> str:
        """The environment variable."""
        return "CUTOVER_" + self.name.upper().replace("-", "_")

    @property
    def attribute(self) -> str:
        """Where pytest keeps the value."""
        return "cutover_" + self.name.replace("-", "_")


OPTIONS = (
    Option(
        "environment", "the pair of V1 and V2 to compare (migration/environments)", "NAME", default="twin"
    ),
    Option("migration", "the folder of the manifest", "DIR", default="migration"),
    Option("phase", "run only the checks that this phase's criteria name", "N"),
    Option("override", "why a phase is begun although one that it needs is not READY", "REASON"),
    Option("reports", "where runs and the site are written", "DIR", default="reports"),
    Option("pause-file", "while this file exists nothing new is asked of either system", "PATH"),
    Option("latency-pairs", "how many pairs an endpoint is timed at most, 600 unless minutes are given", "N"),
    Option("latency-minutes", "how long all endpoints together are timed at most", "M"),
    Option("twin-state", "the twin after the repair, or as it was found: ready or as-found", "STATE", STATES),
    Option("twin-fault", "one lie of the twin's V2, by its name in the cast", "NAME"),
    Option("twin-scale", "how many of the documented rows the twin holds, above 0", "X"),
)
SELF_TEST = Option("self-test", "allow V1 and V2 to be one system; such a run never yields a verdict")
TWO_SERVERS = Option("two-servers", "compare tables by hashes, as between two servers, though one holds both")
RESUME = Option("resume", "take up the tables that a run left which was killed or interrupted")
FLAGS = (SELF_TEST, TWO_SERVERS, RESUME)


@dataclass(frozen=True)
class Options:
    """The choices of one run."""

    environment: str
    migration: Path
    phase: str
    reports: Path
    self_test: bool
    two_servers: bool = False
    start: Mapping[str, str] = field(default_factory=dict)
    """What the environment's own start command is told: state, fault, scale; only what was chosen."""
    pairs: int | None = None
    """The most pairs that an endpoint is timed; None where only the minutes limit them."""
    minutes: float | None = None
    """How long all endpoints together are timed at most; None where only the pairs limit it."""
    pause_file: Path | None = None
    """While it exists nothing new is asked of either system."""
    override: str = ""
    """Why a phase is begun although one that it needs has not passed."""
    resume: bool = False
    """Whether tables are taken up where a run left them that was killed or interrupted."""

    @property
    def flags(self) -> tuple[str, ...]:
        """What has to be said again, for another run to meet the same pair; defaults need no word."""
        environment = () if self.environment == "twin" else (f"--environment={self.environment}",)
        started = (f"--twin-{name}={value}" for name, value in self.start.items())
        on = {SELF_TEST: self.self_test, TWO_SERVERS: self.two_servers}
        return (*environment, *started, *(f"--{flag.name}" for flag, given in on.items() if given))


def choose(given: Callable[[Option], str | bool | None], variables: Mapping[str, str], root: Path) -> Options:
    """Settle the choices of a run.

    ``given`` tells what the command line holds for an option, None where it is silent. Folders are
    relative to ``root``. Raises pytest.UsageError with the nearest name for a value that cannot be.
    """
    values = {option.name: _value(option, given(option), variables) for option in OPTIONS}
    twin = {name.removeprefix("twin-"): values[name] for name in values if name.startswith("twin-")}
    _refuse_scale(twin["scale"])
    pause_file = root / values["pause-file"] if values["pause-file"] else None
    if pause_file is not None and not pause_file.parent.is_dir():
        raise pytest.UsageError(
            f"option-unknown-value: --pause-file: there is no folder {pause_file.parent}.\n"
            "  Name a file in a folder that exists; the file itself is made to pause a run, and removed."
        )
    minutes = _above_zero("latency-minutes", values["latency-minutes"], float)
    pairs = _above_zero("latency-pairs", values["latency-pairs"], int)
    on = {
        flag: bool(given(flag)) or variables.get(flag.variable, "") not in ("", "0", "false", "no")
        for flag in FLAGS
    }
    return Options(
        environment=values["environment"],
        migration=root / values["migration"],
        phase=values["phase"],
        reports=root / values["reports"],
        self_test=on[SELF_TEST],
        two_servers=on[TWO_SERVERS],
        start={name: value for name, value in twin.items() if value},
        pairs=PAIRS if pairs is None and minutes is None else pairs,
        minutes=minutes,
        pause_file=pause_file,
        override=values["override"],
        resume=on[RESUME],
    )


def chosen(config: pytest.Config) -> Options:
    """Settle the choices of a run from pytest's own configuration."""
    return choose(
        lambda option: config.getoption(option.attribute, default=None), os.environ, config.rootpath
    )


def joined(arguments: Iterable[str]) -> tuple[str, ...]:
    """Write ``--reports DIR`` as ``--reports=DIR`` in the arguments of a run.

    pytest looks for its root among all arguments that are paths, before it knows our options: a worker,
    for which the folder exists already, would take it for its root.
    """
    found: list[str] = []
    names = {f"--{option.name}" for option in OPTIONS}
    for argument in arguments:
        if found and found[-1] in names:
            found[-1] += f"={argument}"
        else:
            found.append(argument)
    return tuple(found)


def nearest(name: str, names: Iterable[str]) -> str:
    """Give the sentence that names what was probably meant, and else everything there is."""
    known = sorted(names)
    close = get_close_matches(name, known, n=1)
    return f"Nearest name: '{close[0]}'." if close else f"There are: {', '.join(known) or 'none'}."


def _value(option: Option, given: str | bool | None, variables: Mapping[str, str]) -> str:
    value = str(given) if given is not None else variables.get(option.variable, "")
    value = value.strip() or option.default
    if option.choices and value and value not in option.choices:
        raise pytest.UsageError(
            f"option-unknown-value: --{option.name}: there is no '{value}'.\n"
            f"  {nearest(value, option.choices)}"
        )
    return value


def _above_zero(name: str, value: str, form: Callable[[str], _Number]) -> _Number | None:
    try:
        number = form(value) if value else None
    except ValueError:
        number = form("0")
    if number is None or 0 < number < inf:
        return number
    raise pytest.UsageError(
        f"option-unknown-value: --{name}: '{value}' is no number above 0.\n"
        "  Nothing timed proves nothing: leave the option out, or name a budget."
    )


def _refuse_scale(scale: str) -> None:
    try:
        good = not scale or 0 < float(scale) <= 100
    except ValueError:
        good = False
    if not good:
        raise pytest.UsageError(
            f"option-unknown-value: --twin-scale: '{scale}' is no number above 0.\n"
            "  1.0 holds the documented numbers of rows; 0.02 is quick."
        )
