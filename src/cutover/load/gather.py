"""Gathering: all samples and all that is known of the senders, in the one process that judges."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan
from pathlib import Path

from cutover.load.observed import GeneratorHealth
from cutover.load.samples import SampleFile, Samples, merged


@dataclass(frozen=True)
class Report:
    """What one sender tells: the samples since its last report, and how it has fared so far."""

    process: str
    samples: Samples
    sent: int
    """How many requests it has recorded since the start."""
    started: Mapping[str, int]
    """Users who have started, by side and workflow."""
    lag: float
    cpu: float
    broken: str = ""
    """What broke in the sender itself."""
    last: bool = False
    """True in the last one of a run: nothing comes after it."""

    def packed(self) -> dict[str, object]:
        """Give it as what travels between two machines: bytes, numbers and names, nothing that runs."""
        return {
            "process": self.process,
            "samples": self.samples.pack(),
            "sent": self.sent,
            "started": dict(self.started),
            "lag": self.lag,
            "cpu": self.cpu,
            "broken": self.broken,
            "last": self.last,
        }


def report_from(content: Mapping[str, object]) -> Report:
    """Read what `packed` gave; raises ValueError for anything else."""
    samples, started, sent = content.get("samples"), content.get("started"), content.get("sent")
    lag, cpu = content.get("lag"), content.get("cpu")
    if not isinstance(samples, bytes) or not isinstance(started, dict) or not isinstance(sent, int):
        raise ValueError("the message is no report of a sender")
    return Report(
        process=str(content.get("process")),
        samples=Samples.unpack(samples),
        sent=sent,
        started={str(name): int(number) for name, number in started.items()},
        lag=float(lag) if isinstance(lag, int | float) else nan,
        cpu=float(cpu) if isinstance(cpu, int | float) else nan,
        broken=str(content.get("broken", "")),
        last=content.get("last") is True,
    )


@dataclass
class Gathering:
    """The samples of a run as they come in, kept in memory and in one file of the run's folder."""

    path: Path
    _parts: list[Samples] = field(default_factory=list)
    _newest: dict[str, Report] = field(default_factory=dict)
    _whole: tuple[int, Samples] = (0, Samples())

    def __post_init__(self) -> None:
        self._file = SampleFile(self.path)

    def add(self, report: Report) -> None:
        """Take a report; the later one of a process replaces what the earlier ones said of its health."""
        self._file.add(report.samples)
        if len(report.samples):
            self._parts.append(report.samples)
        self._newest[report.process] = report

    @property
    def samples(self) -> Samples:
        """All samples so far."""
        number, whole = self._whole
        if number < len(self._parts):
            whole = merged((whole, *self._parts[number:]))
            self._whole = (len(self._parts), whole)
        return whole

    @property
    def sent(self) -> int:
        """How many requests the senders say that they have recorded."""
        return sum(report.sent for report in self._newest.values())

    @property
    def broken(self) -> str:
        """What broke in a sender; '' where nothing did."""
        return next((report.broken for report in self._newest.values() if report.broken), "")

    @property
    def ended(self) -> frozenset[str]:
        """The processes that have told everything."""
        return frozenset(name for name, report in self._newest.items() if report.last)

    def started(self, side: str) -> dict[str, int]:
        """Users of one side who have started, by workflow."""
        found: dict[str, int] = {}
        for report in self._newest.values():
            for name, number in report.started.items():
                of, _, workflow = name.partition("/")
                if of == side:
                    found[workflow] = found.get(workflow, 0) + number
        return found

    def health(self, senders: Mapping[str, int], running: bool, stopped: bool) -> tuple[GeneratorHealth, ...]:
        """Return how each of the `senders` at the start fared; each has its users."""
        return tuple(self._health(name, wanted, running, stopped) for name, wanted in senders.items())

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _health(self, name: str, wanted: int, running: bool, stopped: bool) -> GeneratorHealth:
        report = self._newest.get(name)
        if report is None:
            return GeneratorHealth(name, nan, nan, wanted, 0, alive=running)
        there = sum(report.started.values())
        # A run that was stopped early is owed no more users than it had come to.
        wanted = min(wanted, there) if stopped else wanted
        return GeneratorHealth(name, report.lag, report.cpu, wanted, there, alive=running or report.last)
