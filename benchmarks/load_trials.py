"""Trials of the load gate: faults whose rate is known must fail and be named, and what is healthy must pass.

    python benchmarks/load_trials.py --healthy=20 --seconds=60 --faults --plain

runs `cutover load` again and again and prints a line for each trial as it ends: verdict, causes, figures. It
exits with 1 where any verdict is wrong, with 3 where none is wrong and some are open: a busy machine makes a
run invalid, which is no verdict. Run it alone, on a quiet machine.

--healthy=N   the gate of ten users on the twin, N times; --seconds says how long each lasts (60). Then fifty
              users once, for 45 s, with memory and connections watched
--faults      every fault under load of the twin's cast, once, and what is slower and must still pass
--plain       the same on nginx, a plain HTTP server that is not ours, where it is installed
--only=TEXT   no other trials than those whose name holds this text, or one of several between ;
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from cutover.evidence import Evidence, LedgerError, Outcome, read_ledger

ROOT = Path(__file__).resolve().parents[1]
Stage = dict[str, object]


@dataclass(frozen=True)
class Trial:
    """One run: what is done to the system, and what a judge has to say of it ("" as cause: it passes)."""

    name: str
    cause: str = ""
    fault: str = ""
    gate: str = "gate-10"
    stage: Stage = field(default_factory=dict)
    """What the stage has otherwise than in migration/load.yaml."""
    arguments: tuple[str, ...] = ("--twin-scale=0.02",)
    migration: Path = ROOT / "migration"
    near: dict[str, float] = field(default_factory=dict)
    """Figures whose truth is known; each has to be within a tenth of it."""

    @property
    def expected(self) -> Outcome:
        """The verdict that is right."""
        return Outcome.FAILED if self.cause else Outcome.PASSED


@dataclass(frozen=True)
class Tried:
    """What came of a trial; without evidence its output says why."""

    trial: Trial
    evidence: Evidence | None
    output: str
    seconds: float

    @property
    def causes(self) -> list[str]:
        """The names of the causes, the first one first."""
        found = self.evidence.detail.get("causes", []) if self.evidence else []
        return [each["name"] for each in found]  # type: ignore[attr-defined]

    @property
    def outcome(self) -> Outcome:
        """The verdict; an error where there is none."""
        return self.evidence.outcome if self.evidence else Outcome.ERROR

    @property
    def right(self) -> bool:
        """True for the verdict that is expected, with the cause first."""
        if self.outcome is not self.trial.expected or (self.causes[:1] or [""]) != [self.trial.cause]:
            return False
        figures = self.evidence.figures if self.evidence else {}
        return all(abs(figures.get(name, 0) / truth - 1) <= 0.1 for name, truth in self.trial.near.items())

    @property
    def open(self) -> bool:
        """True where nothing was said: too small, or a generator that could not keep up.

        A run that crashed has no evidence, or an error of another kind: that is wrong, and never open.
        """
        if self.evidence is None or self.outcome is not Outcome.ERROR:
            return self.outcome is Outcome.INCONCLUSIVE
        criteria = self.evidence.detail.get("criteria", [])
        wrong = [each["name"] for each in criteria if each["outcome"] == "error"]  # type: ignore[attr-defined]
        return "generator" in wrong


SHORT: Stage = {"ramp": "3s", "duration": "22s", "probe_per_second": 40}
MANY: Stage = {"ramp": "5s", "duration": "45s", "probe_per_second": 20, "least_requests": 1}

FAULTS = (
    Trial("502 at 5 %", "502", "load-502", stage=SHORT),
    Trial("503 at 1 %", "503", "load-503", stage=SHORT),
    # A share of 6 % is told from one of 5 % by thousands of answers only.
    Trial("a tail of 800 ms at 6 %", "slow tail", "load-tail",
          stage=SHORT | {"duration": "50s", "probe_per_second": 160}),
    Trial("frozen 10 % of the time", "freeze", "load-freeze", stage=SHORT | {"duration": "40s"}),
    Trial("200 with an error inside", "answers that say success: false", "load-refusals", stage=SHORT),
    Trial("one bad endpoint of many", "one endpoint", "load-one-endpoint", stage=SHORT),
    Trial("a rate limit", "rate limit", "load-rate-limit", stage=SHORT),
    Trial("a late outage", "outage", "load-outage", stage=SHORT | {"duration": "35s"}),
    Trial("closed connections", "closed connections", "load-closed", stage=SHORT),
    Trial("cut bodies", "cut bodies", "load-cut", stage=SHORT),
    Trial("a memory leak", "memory leak", "load-leak", "gate-50", MANY),
    Trial("a pool of five", "pool exhausted", "load-pool", "gate-50", MANY),
    Trial("120 ms on everything", "", "load-later", stage=SHORT),
)  # fmt: skip


def main() -> int:
    """Run what is asked for; return 0 where every verdict is right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--healthy", type=int, default=0, metavar="N")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    wanted = options.only.split(";")
    trials = [each for each in _asked(options) if any(text in each.name for text in wanted)]
    if not trials:
        parser.error("nothing is asked for: --healthy=20, --faults, --plain")
    done = [told(tried(each)) for each in trials]
    wrong = [each for each in done if not each.right and not each.open]
    unsaid = [each for each in done if each.open]
    right = len(done) - len(wrong) - len(unsaid)
    print(f"{right} of {len(done)} verdicts are right, {len(wrong)} wrong, {len(unsaid)} open")
    return 1 if wrong else 3 if unsaid else 0


def _asked(options: argparse.Namespace) -> Iterator[Trial]:
    lasting: Stage = {} if options.seconds == 60 else {"duration": f"{options.seconds}s"}
    for number in range(options.healthy):
        yield Trial(f"healthy {number + 1} of {options.healthy}", stage=lasting)
    if options.healthy:
        yield Trial("healthy, fifty users", gate="gate-50", stage=MANY)
    if options.faults:
        yield from FAULTS
    if options.plain:
        from plain import trials  # nginx is sought only where it is asked for

        yield from trials()


def tried(trial: Trial) -> Tried:
    """Run one trial, in a folder of its own that does not stay."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cutover-trial-") as folder:
        migration = _changed(trial, Path(folder)) if trial.stage else trial.migration
        fault = (f"--twin-fault={trial.fault}",) if trial.fault else ()
        done = subprocess.run(
            [sys.executable, "-m", "cutover.cli", "load", trial.gate, f"--migration={migration}",
             f"--reports={folder}/reports", *trial.arguments, *fault],
            cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False,
        )  # fmt: skip
        evidence = None
        for path in Path(folder, "reports", "runs").glob("*/ledger.jsonl"):
            try:
                evidence = next(iter(read_ledger(path).evidence), None)
            except LedgerError:
                continue
    return Tried(trial, evidence, done.stdout + done.stderr, time.monotonic() - began)


def told(each: Tried) -> Tried:
    """Print a line; where the verdict is not the expected one, what the run itself said below it."""
    mark = "✓" if each.right else "?" if each.open else "✕"
    figures = each.evidence.figures if each.evidence else {}
    seen = " · ".join(f"{name} {figures[name]:g}" for name in SHOWN if name in figures)
    cause = ", ".join(each.causes[:3]) or "-"
    print(
        f"{mark} {each.trial.name:28} {each.outcome:12} {cause:34} {seen} · {each.seconds:.0f} s", flush=True
    )
    if not each.right:
        notes = (each.evidence.actual, *each.evidence.notes[:5]) if each.evidence else (each.output[-2000:],)
        print("\n".join(f"    {note}" for note in notes), flush=True)
    return each


SHOWN = ("requests", "errors", "p95_ms", "p95_at_most_ms", "probe_p95_ms")


def _changed(trial: Trial, folder: Path) -> Path:
    """The manifest with another stage: a stage is data, so another one is a line."""
    migration = folder / "migration"
    shutil.copytree(trial.migration, migration)
    file = migration / "load.yaml"
    load = yaml.safe_load(file.read_text())
    load["stages"][trial.gate] |= trial.stage
    file.write_text(yaml.safe_dump(load, sort_keys=False, allow_unicode=True))
    return migration


if __name__ == "__main__":
    sys.exit(main())
