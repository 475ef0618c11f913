"""Latency against a real tiny pair: alone, in pairs, kept to the last one, and never green by too little."""

import csv
import os
import subprocess
import sys

import pytest

SUITE = "tests_parity/test_latency.py"
ORDERS = "latency/shop.orders"


def _samples(ran, endpoint: str = "shop.orders") -> list[dict[str, str]]:
    path = ran.ledger.path.parent / "latency" / f"{endpoint}.csv"
    return list(csv.DictReader(path.read_text().splitlines()))


def _only(ran):
    (entry,) = ran.ledger.evidence
    return entry


def _cutover(project, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cutover.cli", "latency", *arguments]
    variables = project.variables(PYTHONDONTWRITEBYTECODE="1")
    return subprocess.run(
        command, cwd=project.folder, env=variables, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def equal(shared):
    """An equal pair, timed."""
    return shared("-n", "0", SUITE, "--latency-pairs=300")


def test_an_equal_pair_is_not_called_slower(equal):
    """Whatever the machine does meanwhile; the figures stand in the ledger."""
    seen = _only(equal)
    assert (seen.check, str(seen.outcome) in ("passed", "inconclusive")) == (ORDERS, True), seen.actual
    assert 100 <= seen.figures["pairs"] <= 300
    assert seen.figures["median lower"] < seen.figures["median ratio"] < seen.figures["median upper"]


def test_every_pair_is_kept(equal):
    """Warm-ups, too, and which side was asked first: now one, now the other."""
    kept = _samples(equal)
    pairs = [row for row in kept if row["warm_up"] == "0"]
    assert [int(row["pair"]) for row in pairs] == list(range(1, len(pairs) + 1))
    assert len(pairs) == _only(equal).figures["pairs"]
    assert len(kept) - len(pairs) == 3 * 2 * 2  # three times two users' two cases
    assert {row["first"] for row in pairs} == {"V1", "V2"}
    assert {(row["user"], row["case"]) for row in pairs} == {
        (user, case) for user in ("1", "2") for case in ("all", "open")
    }
    assert all(float(row["v1_seconds"]) > 0 < float(row["v2_seconds"]) for row in kept)


def test_the_page_shows_the_plot(equal):
    """The ratios with their bounds, reached from the first page."""
    reports = equal.folder / "reports"
    assert 'href="latency.html"' in (reports / "index.html").read_text()
    page = (reports / "latency.html").read_text()
    assert "<svg" in page
    assert "shop.orders" in page


def test_a_slower_v2_fails_soon(project):
    """30 ms more for each answer are shown by a hundred pairs; the command says no."""
    done = _cutover(project, "shop.orders", "--twin-fault", "late")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "✕ latency/shop.orders" in done.stdout
    (path,) = (project.folder / "reports").glob("runs/*/ledger.jsonl")
    assert '"cause":"V2 is slower than V1"' in path.read_text()


def test_too_few_pairs_are_inconclusive(project):
    """Twenty pairs prove nothing: no pass, and how many are lacking is told."""
    done = _cutover(project, "--pairs", "20")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "20 pairs, 280 more needed" in done.stdout
    assert "try: pytest" in done.stdout


def test_no_minutes_left_is_inconclusive(project):
    """A budget of a moment times next to nothing, and says so."""
    ran = project.run("-n", "0", SUITE, "--latency-minutes=0.0001")
    assert ran.code == 1
    assert str(_only(ran).outcome) == "inconclusive"


def test_a_system_that_dies_is_an_error_and_loses_nothing(project):
    """What was timed until then is kept, the ledger is sealed, and the command cannot tell."""
    done = _cutover(project, "--twin-fault", "dies", "--pairs", "300")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "cannot be reached" in done.stdout
    (folder,) = (project.folder / "reports" / "runs").iterdir()
    assert '"interrupted":false' in (folder / "ledger.jsonl").read_text()
    assert len((folder / "latency" / "shop.orders.csv").read_text().splitlines()) > 1


def test_a_500_of_v2_is_a_failure(project):
    """The time that an error took is nobody's time."""
    ran = project.run("-n", "0", SUITE, "--twin-fault=breaks")
    seen = _only(ran)
    assert (str(seen.outcome), seen.actual) == ("failed", "V2 answers 500 · after 0 pairs")


def test_an_endpoint_that_nobody_owes_is_timed_when_it_is_named(project):
    """Any read can be; it is planned for that run alone."""
    ran = project.run("-n", "0", f"{SUITE}::test_is_no_slower[shop.me]", "--latency-pairs=10")
    assert set(ran.outcomes) == {"latency/shop.me"}
    assert "latency/shop.me" in dict(ran.ledger.header.plan)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-n", "2", SUITE), ("latency-not-alone", "not under 2 workers")),
        (("-n", "0", SUITE, "tests_integrity"), ("latency-not-alone", "tests_integrity cannot run beside")),
        (("-n", "0", SUITE, "--latency-pairs=0"), ("option-unknown-value: --latency-pairs: '0'",)),
        (("-n", "0", SUITE, "--latency-minutes=soon"), ("option-unknown-value: --latency-minutes",)),
        (("-n", "0", f"{SUITE}::test_is_no_slower[shop.note]"), ("check-unknown",)),
    ],
)
def test_wrong_use_starts_nothing(project, arguments, words):
    """Exit 4, one message, no run."""
    ran = project.run(*arguments)
    assert ran.code == 4, ran.out
    assert not [word for word in words if word not in ran.err]
    assert not (project.folder / "reports").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("shop.ordres",), "Nearest name: 'shop.orders'"),
        (("shop.note",), "latency-not-a-read: shop.note"),
        (("nothing.*",), "latency-unknown-endpoint"),
        (("--pairs", "0"), "option-unknown-value: --latency-pairs: '0'"),
        (("--minutes", "-1"), "option-unknown-value: --latency-minutes: '-1'"),
        (("--environment", "tinny"), "Nearest name: 'tiny'"),
        (("--migration", "migratoin"), "Nearest name: 'migration'"),
    ],
)
def test_wrong_use_of_the_command_exits_with_2(project, arguments, words):
    """What is wrong, the nearest name, no traceback, and no run."""
    done = _cutover(project, *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project.folder / "reports").exists()


def test_nothing_selected_is_wrong_use(project):
    """A manifest without pages owes no latency, and a run of nothing is no answer."""
    (project.folder / "migration" / "pages.yaml").write_text("pages: []\n")
    done = _cutover(project)
    assert done.returncode == 2
    assert "latency-no-endpoint" in done.stderr


def test_the_command_runs_from_the_root_alone(tmp_path, project):
    """Elsewhere there is no suite to run."""
    command = [sys.executable, "-m", "cutover.cli", "latency"]
    migration = project.folder / "migration"
    done = subprocess.run(
        [*command, f"--migration={migration}"],
        cwd=tmp_path.parent, env={**os.environ}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "suite-out-of-reach" in done.stderr
