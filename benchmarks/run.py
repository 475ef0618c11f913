"""Measures the main job: a first run with nothing built, a second one with everything warm, and their memory.

    python benchmarks/run.py --json

prints ``{"cold_s", "warm_s", "peak_mb", "by_suite_s"}``: wall seconds of ``pytest -n auto`` with an empty
cache and with a built twin, the highest sum of resident memory over all Python processes of the warm run
(MB), and the seconds that each suite's checks took, added over the workers.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Run twice, print once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument(
        "--warm-only", action="store_true", help="use the cache that is there; cold_s is then null"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cutover-benchmark-") as folder:
        os.chmod(folder, 0o755)  # as root, PostgreSQL runs as another user and must reach its files
        environment = dict(os.environ)
        cold = None
        if not options.warm_only:
            environment["TWIN_CACHE"] = f"{folder}/cache"
            cold, _ = measure(environment, Path(folder, "cold"))
        warm, peak = measure(environment, Path(folder, "warm"))
        figures = {
            "cold_s": cold,
            "warm_s": warm,
            "peak_mb": peak,
            "by_suite_s": by_suite(Path(folder, "warm")),
        }
        if not options.warm_only:
            subprocess.run(
                [sys.executable, "-m", "twin", "drop"], env=environment, check=False, capture_output=True
            )
    print(
        json.dumps(figures)
        if options.json
        else "\n".join(f"{name}: {value}" for name, value in figures.items())
    )
    return 0


def measure(environment: dict[str, str], reports: Path) -> tuple[float, float]:
    """Run the main job; return wall seconds and the peak memory of its Python processes in MB."""
    command = [sys.executable, "-m", "pytest", "-n", "auto", "-q", f"--reports={reports}"]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(resident(child) for child in family(process.pid)) / 1e6)
        time.sleep(0.2)
    if process.returncode != 0:
        sys.exit(f"the main job ended with {process.returncode}; a failing run is not measured")
    return round(time.perf_counter() - started, 1), round(peak, 1)


def family(root: int) -> Iterator[int]:
    """Yield a process and all its descendants that run Python."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue  # it ended while we looked
            parents.setdefault(parent, []).append(int(entry.name))
    waiting = [root]
    while waiting:
        process = waiting.pop()
        waiting += parents.get(process, [])
        if Path(executable(process)).name.startswith("python"):  # not PostgreSQL, which the wheel carries
            yield process


def executable(process: int) -> str:
    """Return the path of a process's program, or nothing once it has ended."""
    try:
        return os.readlink(f"/proc/{process}/exe")
    except OSError:
        return ""


def resident(process: int) -> int:
    """Return the resident memory of a process in bytes, 0 once it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0


def by_suite(reports: Path) -> dict[str, float]:
    """Add up the seconds of each suite's checks as JUnit has them."""
    seconds: dict[str, float] = {}
    for path in reports.glob("runs/*/junit.xml"):
        for case in ElementTree.parse(path).iter("testcase"):
            suite = case.get("classname", "").partition(".")[0]
            seconds[suite] = round(seconds.get(suite, 0.0) + float(case.get("time", 0)), 2)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
