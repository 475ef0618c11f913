"""`cutover load`: puts V2 under the load of so many users, headless, and judges what it did."""

import argparse
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cutover.cli.ledgers import exit_code, ledgers_in, new_ledgers
from cutover.cli.sources import WrongUse, add_migration
from cutover.evidence import Ledger
from cutover.manifest import ManifestError, Stage, lasting, nearest, read_folder

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

LOCUSTFILE = Path("loadtests/locustfile.py")
PASSED_ON = ("environment", "reports", "twin-state", "twin-fault", "twin-scale", "duration")
MASTER_PORT = 5557

_EXAMPLES = """\
examples:
  cutover load 10                          the gate of phase 0, about a minute
  cutover load 50                          the gate of phase 5.5, a quarter of an hour
  cutover load 50 --duration 60            a look at it: a minute proves nothing to a phase
  cutover load 10 --both                   V1 under the same load beside V2, compared
  cutover load 100 --processes 4           sent by four processes
  cutover load 50 --expect-workers 2       sent by two other machines; on each of them:
      locust -f loadtests/locustfile.py --worker --master-host HERE
  locust -f loadtests/locustfile.py        the same, by hand, in Locust's web UI

Do nothing else on the machine meanwhile. What is loaded, how long and by whom stands in migration/load.yaml.

Exit codes: 0 ready, 1 V2 is shown too slow or wrong, 2 wrong use, 3 it cannot be told (too few requests,
a shortened stage, a generator that could not keep up, a run that was stopped).
"""


def add_to(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "load",
        help="put V2 under the load of 10, 50 or 100 users, and judge it",
        description="Run one stage of migration/load.yaml against V2, headless, into the ledger.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("stage", metavar="USERS", help="how many users, or the stage's name: 10, gate-50")
    parser.add_argument(
        "--duration", metavar="TIME", help="how long all users load: 90, 90s, 15m (default: the stage's own)"
    )
    parser.add_argument("--both", action="store_true", help="put V1 under the same load beside V2")
    parser.add_argument("--processes", metavar="N", type=int, help="send from so many processes")
    parser.add_argument(
        "--expect-workers", metavar="N", type=int, help="be the master of so many workers elsewhere"
    )
    add_migration(parser)
    for name in PASSED_ON[:-1]:
        parser.add_argument(f"--{name}", metavar="VALUE", help=f"as pytest takes it: --{name}")
    parser.add_argument("--self-test", action="store_true", help="allow V1 and V2 to be one system")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run one stage by Locust; return 0 (ready), 1 (not), 2 (wrong use), 3 (cannot tell)."""
    try:
        reading = read_folder(options.migration)
        if reading.migration is None or reading.problems:
            raise ManifestError(reading.problems)
        _demand_time(options.duration)
        stage = _stage(options.stage, reading.migration.stages)
        command = _command(options, stage)
    except (ManifestError, WrongUse) as error:
        print(error, file=sys.stderr)
        return 2
    runs = Path(options.reports or os.environ.get("CUTOVER_REPORTS") or "reports", "runs")
    before = ledgers_in(runs)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it
    # In a process of its own: Locust changes every socket of the one that it is imported in.
    process = subprocess.Popen(command, env=_variables(options))
    with _passing_on_to(process):
        while process.poll() is None:
            try:
                process.wait()
            except KeyboardInterrupt:  # it reached Locust too, which judges what there is before it ends
                continue
    # Another run may have ended meanwhile.
    told = [each for each in new_ledgers(runs, before) if each.header.selected == (stage.check,)]
    return _code(told, process.returncode)


@contextmanager
def _passing_on_to(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End Locust as Ctrl-C does when we are told to end: it judges what there is, and no load outlives us."""
    before = {
        number: signal.signal(number, lambda *_: process.send_signal(signal.SIGINT))
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stage(asked: str, stages: Sequence[Stage]) -> Stage:
    for stage in stages:
        if asked in (stage.id, str(stage.users)):
            return stage
    known = [each for stage in stages for each in (stage.id, str(stage.users))]
    there = ", ".join(f"{stage.users} ({stage.id})" for stage in stages) or "none"
    close = nearest(asked, known)
    hint = f"Nearest name: '{close}'.\n  " if close else ""
    raise WrongUse(f"load-unknown-stage: there is no stage '{asked}'.\n  {hint}load.yaml has: {there}.")


def _demand_time(duration: str | None) -> None:
    """Refuse a duration that is none before a pair is started for it."""
    try:
        if duration is not None:
            lasting(duration)
    except ValueError as error:
        raise WrongUse(
            f"option-unknown-value: --duration: {error}.\n"
            "  Write seconds, or a number and its unit: 90s, 15m. Nothing loaded proves nothing."
        ) from None


def _command(options: argparse.Namespace, stage: Stage) -> list[str]:
    if not LOCUSTFILE.is_file():
        raise WrongUse(
            f"load-out-of-reach: there is no {LOCUSTFILE} here.\n  Run it from the root of the repository."
        )
    quiet = ["--headless", "--only-summary", "--skip-log-setup"]
    return [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), *quiet, "--stage", stage.id,
            *_workers(options)]  # fmt: skip


def _workers(options: argparse.Namespace) -> list[str]:
    """Say how the load is shared out; a master for this machine alone listens to nobody else."""
    for name in ("processes", "expect_workers"):
        number = getattr(options, name)
        if number is not None and number < 1:
            raise WrongUse(f"option-unknown-value: --{name.replace('_', '-')}: {number} is not 1 or more.")
    if options.processes is not None and options.expect_workers is not None:
        raise WrongUse(
            "option-unknown-value: --processes and --expect-workers exclude each other.\n"
            "  Start the workers elsewhere with --processes of their own."
        )
    if options.processes is not None:
        port = str(_free_port())
        return ["--processes", str(options.processes), "--master-bind-host", "127.0.0.1",
                "--master-bind-port", port, "--master-port", port]  # fmt: skip
    if options.expect_workers is not None:
        demand_port(MASTER_PORT)
        return ["--master", "--expect-workers", str(options.expect_workers)]
    return []


def demand_port(port: int) -> None:
    """Refuse the port that workers ask for when it is taken, before anything is started."""
    try:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(("", port))
    except OSError as error:
        raise WrongUse(
            f"port-in-use: workers cannot reach a master at port {port}: {error.strerror}.\n"
            "  End the other master, or start Locust by hand with --master-bind-port."
        ) from None


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _variables(options: argparse.Namespace) -> dict[str, str]:
    """Give the options as the variables that the locustfile reads, whoever starts it."""
    given = {
        f"CUTOVER_{name.upper().replace('-', '_')}": str(value)
        for name in PASSED_ON
        if (value := getattr(options, name.replace("-", "_"))) is not None
    }
    on = {f"CUTOVER_{name.upper()}": "1" for name in ("both", "self_test") if getattr(options, name)}
    return {**os.environ, **given, **on, "CUTOVER_MIGRATION": str(options.migration)}


def _code(told: Sequence[Ledger], ended: int) -> int:
    """Say what the run's own ledger says; without one the run never began, and has said why."""
    if ended == 2:
        return 2
    return exit_code(told[:1]) if told else 3
