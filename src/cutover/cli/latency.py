"""`cutover latency`: times V1 and V2 in pairs, alone, in one process."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from cutover.cli.ledgers import exit_code, ledgers_in, new_ledgers
from cutover.cli.sources import WrongUse, add_migration
from cutover.evidence import Ledger
from cutover.manifest import ManifestError, Migration, plan, read_folder

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

SUITE = Path("tests_parity/test_latency.py")
TEST = f"{SUITE}::test_is_no_slower"
PASSED_ON = ("environment", "reports", "twin-state", "twin-fault", "twin-scale")

_EXAMPLES = """\
examples:
  cutover latency                            every endpoint behind a page, up to 600 pairs each
  cutover latency --minutes 20               as many pairs as fit
  cutover latency transactions.list 'home.*' --pairs 1200
  cutover latency --environment ours         your own pair

Do nothing else on the machine meanwhile: what is timed beside other work says nothing.

Exit codes: 0 no endpoint is slower than allowed, 1 one is, 2 wrong use, 3 it cannot be told
(too few pairs, a system that did not answer, a run that was stopped).
"""


def add_to(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "latency",
        help="time V1 and V2 in pairs, alone, and say whether V2 is slower",
        description="Time the endpoints behind the pages, or those that are named, on V1 and V2 in pairs.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "endpoints", metavar="ENDPOINT", nargs="*", help="its id, or a pattern such as 'home.*'"
    )
    parser.add_argument("--pairs", metavar="N", help="how many pairs an endpoint is timed at most (600)")
    parser.add_argument("--minutes", metavar="M", help="how long all endpoints together are timed at most")
    add_migration(parser)
    for name in PASSED_ON:
        parser.add_argument(f"--{name}", metavar="VALUE", help=f"as pytest takes it: --{name}")
    parser.add_argument("--self-test", action="store_true", help="allow V1 and V2 to be one system")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the latency suite by itself; return 0 (no slower), 1 (slower), 2 (wrong use), 3 (cannot tell)."""
    try:
        reading = read_folder(options.migration)
        if reading.migration is None or reading.problems:
            print(f"manifest-wrong: {options.migration} has mistakes.\n  See: cutover check", file=sys.stderr)
            return 2
        command = _command(options, reading.migration)
    except (ManifestError, WrongUse) as error:
        print(error, file=sys.stderr)
        return 2
    runs = Path(options.reports or os.environ.get("CUTOVER_REPORTS") or "reports", "runs")
    before = ledgers_in(runs)
    # In a process of its own: the suites are an edge that no other room imports.
    process = subprocess.Popen(command)
    while process.poll() is None:
        try:
            process.wait()
        except KeyboardInterrupt:  # it reached the suite too, which seals its ledger before it ends
            continue
    # Another run may have ended meanwhile.
    told = [each for each in new_ledgers(runs, before) if _is_of_latency(each)]
    if told and (plot := runs.parent / "latency.html").exists():
        print(f"the plot, the slowest first: {plot}")
    return exit_code(told) if told else 2  # without a ledger it never began, and has said why


def _command(options: argparse.Namespace, migration: Migration) -> list[str]:
    if not SUITE.is_file():
        raise WrongUse(
            f"suite-out-of-reach: there is no {SUITE} here.\n  Run it from the root of the repository."
        )
    flags = [f"--{name}={value}" for name in PASSED_ON if (value := getattr(options, name.replace("-", "_")))]
    budgets = [f"--latency-{name}={value}" for name in ("pairs", "minutes")
               if (value := getattr(options, name)) is not None]  # fmt: skip
    nodes = [f"{TEST}[{name}]" for name in _chosen(options.endpoints, migration)] or [str(SUITE)]
    self_test = ["--self-test"] if options.self_test else []
    quiet = ["-n", "0", "-q", "--tb=no", "-rN", f"--migration={options.migration}"]
    return [sys.executable, "-m", "pytest", *quiet, *flags, *budgets, *self_test, *nodes]


def _chosen(asked: Sequence[str], migration: Migration) -> tuple[str, ...]:
    """The endpoints that are asked for, each once; none for all that the plan owes. Raises WrongUse."""
    if not asked:
        if not any(check.area == "latency" for check in plan(migration)):
            raise WrongUse(
                "latency-no-endpoint: no page names an endpoint that reads, so nothing was selected.\n"
                "  Name endpoints, or list them in pages.yaml."
            )
        return ()
    return tuple(dict.fromkeys(name for each in asked for name in _meant(each, migration)))


def _meant(asked: str, migration: Migration) -> Iterator[str]:
    reads = {endpoint.id: endpoint.reads for endpoint in migration.endpoints}
    found = [name for name in reads if name == asked or fnmatchcase(name, asked)]
    if not found:
        close = get_close_matches(asked, reads, n=1)
        hint = f"Nearest name: '{close[0]}'." if close else "Endpoints stand in endpoints/<group>.yaml."
        raise WrongUse(f"latency-unknown-endpoint: there is no endpoint '{asked}'.\n  {hint}")
    timed = [name for name in found if reads[name]]
    if not timed:
        raise WrongUse(
            f"latency-not-a-read: {found[0]} is not declared to read, and only reads are sent to V1.\n"
            "  Name an endpoint with `effect: reads`."
        )
    yield from timed


def _is_of_latency(ledger: Ledger) -> bool:
    return any(check.startswith("latency/") for check in ledger.header.selected)
