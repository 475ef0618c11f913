"""Workers: the processes that send for a master, here or on other machines, and how the two talk.

A worker says hello until it is told what is open, credentials included: keep the master's port to machines
that may know them. What it tells in return are numbers and names, and nothing that runs.
"""

from collections.abc import Callable, Mapping
from typing import Any

import gevent

from cutover.load.gather import Report, report_from
from cutover.load.opened import Opened, unpacked
from cutover.load.refusal import CannotLoad
from cutover.load.sender import Sender
from cutover.load.sending import Part
from cutover.load.unrepeated import remember_defaults
from cutover.manifest import Stage

HELLO, OPEN, BEGIN, CLOSE, REPORT = (
    f"cutover_{word}" for word in ("hello", "open", "begin", "close", "report")
)
EVERY = 1.0
"""Seconds between two reports of a worker."""
PATIENCE = 30.0
"""Seconds in which every worker that is there must have learnt what is open."""
MISSING = "missing"


class Workers:
    """The senders of a run as its master sees them."""

    def __init__(self, environment: Any, opened: Opened, hear: Callable[[Report], object]) -> None:
        self._runner = environment.runner
        self._packed = opened.packed()
        self._systems = len(opened.systems)
        self._hear = hear
        self._ready: set[str] = set()
        self._names: dict[str, str] = {}
        self._trouble = ""
        self._runner.register_message(HELLO, self._hello)
        self._runner.register_message(REPORT, self._report)

    def begin(self, stage: Stage) -> Mapping[str, int]:
        """Let all workers that are there begin; raises CannotLoad where there is none."""
        self._trouble = ""
        with gevent.Timeout(PATIENCE, False):
            while not self._there() or not self._there() <= self._ready:
                gevent.sleep(0.1)
        there = sorted(self._there() & self._ready)
        if not there:
            raise CannotLoad(
                "load-without-workers",
                "no worker is there to send anything.",
                "Start one: locust -f loadtests/locustfile.py --worker --master-host …",
            )
        self._names = {client: f"worker {number}" for number, client in enumerate(there, start=1)}
        for number, client in enumerate(there):
            part = {"number": number, "of": len(there), "name": self._names[client], "stage": stage.id,
                    "seconds": None if stage.lasts is None else stage.seconds}  # fmt: skip
            self._runner.send_message(BEGIN, part, client_id=client)
        users = stage.users * self._systems
        return {name: users // len(there) for name in self._names.values()}

    def close(self) -> None:
        """Let those who are still there end, told once or again; each tells the rest."""
        for client in self._there():
            self._runner.send_message(CLOSE, None, client_id=client)

    def tell(self) -> None:
        """They tell by themselves, once a second."""

    def lost(self) -> str:
        """Say which worker is not there any more, or what one told that cannot be understood."""
        gone = [name for client, name in self._names.items() if client not in self._there()]
        return f"{', '.join(gone)} was lost" if gone else self._trouble

    def users(self) -> int:
        """Return the users of all workers."""
        return int(self._runner.user_count)

    def _there(self) -> set[str]:
        return {client.id for client in self._runner.clients.all if client.state != MISSING}

    def _hello(self, environment: Any, msg: Any, **_: Any) -> None:
        """Tell a worker what is open."""
        self._runner.send_message(OPEN, {"opened": self._packed}, client_id=msg.node_id)
        self._ready.add(msg.node_id)

    def _report(self, environment: Any, msg: Any, **_: Any) -> None:
        try:
            report = report_from(msg.data)
        except (ValueError, AttributeError, TypeError) as error:
            self._trouble = f"a worker told what is no report: {error}"
            return
        if self._names.get(msg.node_id) == report.process:
            self._hear(report)


class Worker:
    """One worker: it sends what its master wants sent."""

    def __init__(self, environment: Any, digest: str) -> None:
        self._environment = environment
        self._runner = environment.runner
        self._digest = digest
        self._opened: Opened | None = None
        self._sender: Sender | None = None
        for name, listener in ((OPEN, self._open), (BEGIN, self._begin), (CLOSE, self._close)):
            self._runner.register_message(name, listener, concurrent=name == CLOSE)
        remember_defaults()
        gevent.spawn(self._talk)

    def _talk(self) -> None:
        while True:
            if self._opened is None:
                self._runner.send_message(HELLO)
            else:
                self._tell()
            gevent.sleep(EVERY)

    def _open(self, environment: Any, msg: Any, **_: Any) -> None:
        if self._opened is None:
            self._opened = unpacked(msg.data["opened"])
            self._sender = Sender(self._environment, self._opened)

    def _begin(self, environment: Any, msg: Any, **_: Any) -> None:
        assert self._opened is not None, "a master begins only with workers that have said hello"
        assert self._sender is not None
        stage = self._opened.migration.stage(msg.data["stage"])
        if msg.data["seconds"] is not None:
            stage = stage.lasting(msg.data["seconds"])
        part = Part(msg.data["number"], msg.data["of"])
        self._sender.begin(stage, part, msg.data["name"])
        if self._opened.migration.digest != self._digest:
            self._sender.breaks("its manifest is another than the master's")

    def _close(self, environment: Any, msg: Any, **_: Any) -> None:
        if self._sender is not None:
            self._sender.close()
            self._tell()

    def _tell(self) -> None:
        report = self._sender.report() if self._sender is not None else None
        if report is not None:
            self._runner.send_message(REPORT, report.packed())
