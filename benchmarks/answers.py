"""Measures what asking and judging answers costs, beside the least that anybody must pay and beside DeepDiff.

    python benchmarks/answers.py --json

prints ``{"matrix_vs_bare_loop", "latency_hiding", "equal_vs_eq", "deepdiff_vs_us", "cpu_ms_per_request",
"peak_mb"}``: wall time of all cases asked and judged over that of the same requests by the same client and
nothing else; wall time of asking one by one over that of asking as a run does, where 100 ms are added to each
round trip; judging equal answers of 1 MB over reading both and asking ``==``, or of values over ``==`` alone,
whichever is dearer; DeepDiff's CPU over ours on answers that differ in 100 of 4,000 rows; the client's CPU a
request; the most memory (MB) that the process of the matrix held.

The twin serves both sides, at a fiftieth of its rows: what is measured is the client. DeepDiff and the other
HTTP transports (``--transports``) are run where they are installed (``pip install -e '.[bench]'``), or by
another interpreter: ``--peers=PYTHON``; without it DeepDiff's figure is null.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import orjson
from delay import Delay

from cutover.compare import judge
from cutover.compare.answers import USUAL, differences, rules_of
from cutover.manifest import Endpoint, Migration, load_environment, load_migration
from cutover.suite.asking import Asked, Asking
from cutover.suite.duties import answers as duty
from cutover.suite.fix_systems import AHEAD, FARTHEST
from cutover.systems import Answer, Pair, resolve, start
from cutover.systems.request import build

HERE = Path(__file__).resolve().parent
MIGRATION = HERE.parent / "migration"
SLOW_CASES, DELAY = 80, 0.1
ROWS, DIFFERING = 4_000, 100
LIST = Endpoint.model_validate(
    {"name": "list", "title": "A list", "method": "GET", "v1": "/a", "v2": "/b", "worker": "w",
     "effect": "reads", "rows": "", "key": "id"}
)  # fmt: skip


def main() -> int:
    """Measure, print once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--every", type=int, default=1, help="take one endpoint of so many; 1")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds; 3")
    parser.add_argument("--peers", default=sys.executable, help="an interpreter that has the peers")
    parser.add_argument("--transports", action="store_true", help="measure HTTP transports, nothing else")
    options = parser.parse_args()
    migration = load_migration(MIGRATION)
    environment = load_environment(MIGRATION, "twin")
    with tempfile.TemporaryDirectory(prefix="cutover-benchmark-") as folder:
        os.chmod(folder, 0o755)  # as root, PostgreSQL runs as another user and must reach its files
        os.environ["TWIN_CACHE"] = f"{folder}/cache"
        running = start(environment, ["--scale", "0.02"], lambda _: None)
        assert running is not None, "the twin is started by its environment"
        with running:
            pair = resolve(environment, running.facts)
            if options.transports:
                transports(migration, pair, options.peers)
                return 0
            figures = systems(migration, pair, options.every, options.rounds)
    figures |= judging(options.peers)
    names = (
        "matrix_vs_bare_loop", "latency_hiding", "equal_vs_eq", "deepdiff_vs_us", "cpu_ms_per_request",
        "peak_mb",
    )  # fmt: skip
    if options.json:
        print(json.dumps({name: figures[name] for name in names}))
    else:
        print("\n".join(f"{name:<28} {value}" for name, value in figures.items()))
    return 0


def systems(migration: Migration, pair: Pair, every: int, rounds: int) -> dict[str, float | None]:
    """Ask both systems: all cases as a run does, and the same requests with nothing else."""
    endpoints = [each for each in migration.endpoints if each.reads and each.cases][::every]
    taken: dict[str, list[tuple[float, float]]] = {"matrix": [], "bare": []}
    asking = Asking(migration, pair, 1, lambda _: None)
    try:
        asked = [each for endpoint in endpoints for each in matrix(migration, asking, endpoint, ())]
        requests = list(both_sides(endpoints, asking))
        for _ in range(rounds):
            taken["matrix"].append(clocked(lambda: whole(migration, asking, endpoints)))
            taken["bare"].append(clocked(lambda: asking.run(bare(requests))))
    finally:
        asking.close()
    megabytes = peak_mb()
    wall, cpu = (
        {name: statistics.median(each[n] for each in found) for name, found in taken.items()} for n in (0, 1)
    )
    return {
        "cases": len(asked),
        "requests": len(requests),
        "matrix_s": round(wall["matrix"], 2),
        "bare_loop_s": round(wall["bare"], 2),
        "matrix_vs_bare_loop": round(wall["matrix"] / wall["bare"], 2),
        "matrix_cpu_ms_per_request": round(cpu["matrix"] / len(requests) * 1000, 2),
        "cpu_ms_per_request": round(cpu["bare"] / len(requests) * 1000, 2),
        "peak_mb": round(megabytes, 1),
        "latency_hiding": hidden(migration, pair, endpoints),
    }


def whole(migration: Migration, asking: Asking, endpoints: Sequence[Endpoint]) -> None:
    """Ask and judge all cases, as a worker does: the next endpoints travel while one is judged."""
    for number, endpoint in enumerate(endpoints):
        matrix(migration, asking, endpoint, ahead(migration, endpoints[number + 1 :]))


def matrix(
    migration: Migration, asking: Asking, endpoint: Endpoint, following: Sequence[Endpoint]
) -> tuple[duty.Judged, ...]:
    """Ask and judge the cases of one endpoint."""
    said = asking.answers(endpoint, following)
    return duty.judged(
        endpoint, said, migration.tolerances, lambda doubtful: asking.run(asking.again(endpoint, doubtful))
    )


def ahead(migration: Migration, following: Sequence[Endpoint]) -> list[Endpoint]:
    """The endpoints that are asked for ahead, as the suite bounds them."""
    found: list[Endpoint] = []
    answers = 0
    for endpoint in following[:FARTHEST]:
        answers += len(endpoint.cases) * len(migration.users_of(endpoint))
        if found and answers > AHEAD:
            break
        found.append(endpoint)
    return found


Question = Callable[[], "asyncio.Future[Answer]"]


def both_sides(endpoints: Sequence[Endpoint], asking: Asking) -> Iterator[Question]:
    """Each request of the matrix by itself."""
    for endpoint in endpoints:
        for each in asking.answers(endpoint).asked:
            if each.commands:
                yield from questions(endpoint, each, asking)


def questions(endpoint: Endpoint, each: Asked, asking: Asking) -> tuple[Question, Question]:
    """What a case asks V1 and V2; its answers are let go."""
    values, user = each.values, each.user
    return (lambda: asking.v1(endpoint, values, user)), (lambda: asking.v2(endpoint, values, user))


async def bare(requests: Sequence[Question]) -> int:
    """Send all requests, as many at a time as the client lets through, and drop what comes."""

    async def size(question: Question) -> int:
        return len((await question()).body)

    return sum(await asyncio.gather(*map(size, requests)))


def hidden(migration: Migration, pair: Pair, endpoints: Sequence[Endpoint]) -> float:
    """How much sooner answers are there that travel together, where every round trip takes 100 ms longer."""
    few: list[Endpoint] = []
    for endpoint in endpoints:
        if sum(len(each.cases) * len(migration.users_of(each)) for each in few) < SLOW_CASES:
            few.append(endpoint)
    with Delay(urlsplit(pair.v1.api), DELAY) as v1, Delay(urlsplit(pair.v2.api), DELAY) as v2:
        slow = replace(pair, v1=replace(pair.v1, api=v1.base), v2=replace(pair.v2, api=v2.base))
        asking = Asking(migration, slow, 1, lambda _: None)
        try:
            requests = list(both_sides(few, asking))  # also signs in, and asks for examples

            async def one_by_one() -> None:
                for question in requests:
                    await question()

            alone, _ = clocked(lambda: asking.run(one_by_one()))
            together, _ = clocked(lambda: whole(migration, asking, few))
        finally:
            asking.close()
    return round(alone / together, 1)


def judging(peers: str) -> dict[str, float | None]:
    """Judge answers of 1 MB that are equal, and that differ."""
    old = orjson.dumps(rows())
    # Each read by itself, as answers are: two values that share their texts are equal sooner.
    v1, v2, other = (json.loads(old) for _ in range(3))
    for row in other[:: ROWS // DIFFERING]:
        row["amount"] = 0.5
    rules = rules_of(LIST, USUAL)
    new = orjson.dumps({"success": True, "data": v2, "error": None})
    turned_rows = [dict(reversed(row.items())) for row in v2]
    turned = orjson.dumps({"success": True, "data": turned_rows, "error": None})
    said = [Answer(200, {"content-type": "application/json"}, body) for body in (old, new, turned)]
    assert judge(LIST, "all", said[0], said[1]).outcome == "matched"
    assert len(list(differences(LIST, v1, other, rules))) == DIFFERING
    plain = least(lambda: json.loads(old) == json.loads(new)["data"])
    equal = least(lambda: v1 == v2)
    ours = least(lambda: list(differences(LIST, v1, other, rules)))
    same_text = least(lambda: judge(LIST, "all", said[0], said[1])) / plain
    other_text = least(lambda: judge(LIST, "all", said[0], said[2])) / plain
    values = least(lambda: list(differences(LIST, v1, v2, rules))) / equal
    deep = deepdiff(peers, v1, other)
    return {
        "answer_mb": round(len(old) / 1e6, 2),
        "equal_text_vs_read_and_eq": round(same_text, 2),
        "other_text_vs_read_and_eq": round(other_text, 2),
        "equal_values_vs_eq": round(values, 2),
        "equal_vs_eq": round(max(same_text, other_text, values), 2),
        "deepdiff_vs_us": None if deep is None else round(deep / ours, 1),
    }


def rows() -> list[dict[str, object]]:
    """A list of about 1 MB, as the API of a list gives it."""
    chance = random.Random(7)
    return [
        {
            "id": number, "name": f"Person {number} Zoë", "email": f"person{number}@mail.example",
            "amount": chance.randrange(10**6) / 100, "active": number % 3 == 0,
            "tags": ["a", str(number % 7)],
            "agent": {"id": number * 7, "name": f"agent {number % 50}", "office": None},
            "created_at": 1600000000000 + number * 997, "status": "open", "note": "word " * 8,
        }
        for number in range(ROWS)
    ]  # fmt: skip


DEEP = """
import json, sys, time
from deepdiff import DeepDiff
one, two = json.load(sys.stdin)
before = time.process_time()
found = DeepDiff(one, two)
print(time.process_time() - before, sum(map(len, found.values())))
"""


def deepdiff(peers: str, v1: object, v2: object) -> float | None:
    """DeepDiff's CPU seconds; None where it is not installed."""
    done = subprocess.run([peers, "-c", DEEP], input=json.dumps([v1, v2]), capture_output=True, text=True)
    if done.returncode:
        return None
    seconds, found = done.stdout.split()
    assert int(found) == DIFFERING, f"DeepDiff found {found} differences"
    return float(seconds)


def transports(migration: Migration, pair: Pair, peers: str) -> None:
    """Print what a request costs each HTTP transport that the peers' interpreter has."""
    asking = Asking(migration, pair, 1, lambda _: None)
    try:
        endpoint = migration.endpoint("transactions.list")
        user = asking.users_of(endpoint)[0]
        values = asking.run(asking.values(endpoint, endpoint.cases[0], user))
        token = asking.run(asking.v1_token(user)) or ""
    finally:
        asking.close()
    url = build(pair.v1, endpoint, values).url
    given = os.environ | {"BENCHMARK_URL": url, "BENCHMARK_TOKEN": token}
    subprocess.run([peers, str(HERE / "transports.py")], env=given, check=True)


def clocked(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds of this process."""
    began, before = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - before


def least(work: Callable[[], object], times: int = 15) -> float:
    """The least CPU seconds of several tries, which is what it takes undisturbed."""
    return min(clocked(work)[1] for _ in range(times))


def peak_mb() -> float:
    """The most memory that this process ever held, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


if __name__ == "__main__":
    sys.exit(main())
