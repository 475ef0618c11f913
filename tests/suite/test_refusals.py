"""A run that cannot begin: one clear message, exit code 4, no traceback, nothing green."""

import resource
import subprocess

import pytest

PEOPLE = """
  - id: "2"
    name: People
    owner: people
    fresh_for: 24h
    criteria:
      - {id: signed, says: somebody said so, attested: somebody-said-so}
"""


def _refused(ran, *words: str) -> None:
    said = ran.out + ran.err
    assert ran.code == 4, said
    assert "Traceback" not in ran.err.partition("ERROR: ")[2].partition("\n  |")[0]
    assert "INTERNALERROR" not in said
    assert "passed" not in said
    for word in words:
        assert word in ran.err


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("deaf", ("system-down: V1 cannot be reached at http://127.0.0.1:9",)),
        ("same", ("same-system:", "--self-test")),
        ("writable", ("wall-broken: V1 could be written to", "insert mvpw1_1")),
        ("mute", ("environment-said-no-json",)),
    ],
)
def test_a_pair_that_is_not_as_it_has_to_be(project, fault, words):
    """The run does not begin, and every check that it owed is an error in a sealed ledger."""
    ran = project.run("-n", "2", "--twin-fault", fault)
    _refused(ran, *words)
    assert set(ran.outcomes.values()) == {"error"}
    assert len(ran.outcomes) == 22
    assert ran.ledger.footer is not None
    assert "NOT PROVEN" in (project.folder / "reports" / "index.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--environment", "tinny"), ("manifest-missing-file", "Nearest name: 'tiny'")),
        (("--phase", "9"), ("phase-unknown", "There are: 0, 1")),
        (("--twin-state", "reday"), ("option-unknown-value", "Nearest name: 'ready'")),
        (("--twin-scale", "0"), ("option-unknown-value", "'0' is no number above 0")),
        (("--migration", "migrations"), ("manifest-missing-file", "'migration'")),
    ],
)
def test_a_wrong_option(project, arguments, words):
    """The message names the option or the place, and the nearest right name."""
    ran = project.run(*arguments)
    _refused(ran, *words)
    assert not (project.folder / "reports").exists()


def test_a_phase_that_no_suite_can_judge(project):
    """Its criteria are attested by people: exit code 5, as where pytest collects nothing."""
    phases = project.folder / "migration" / "phases.yaml"
    phases.write_text(phases.read_text() + PEOPLE)
    ran = project.run("--phase", "2")
    assert ran.code == 5
    assert "phase-without-checks" in ran.err
    assert not (project.folder / "reports").exists()


def test_an_option_may_stand_in_the_environment(project):
    """CUTOVER_PHASE is --phase; the command line wins."""
    _refused(project.run(CUTOVER_PHASE="9"), "phase-unknown")
    assert project.run("--phase", "1", "--collect-only", "-q", CUTOVER_PHASE="9").code == 0


def test_mistakes_in_the_manifest_come_all_at_once(project):
    """Each with file, line and nearest name; nothing is started."""
    folder = project.folder / "migration"
    references = folder / "references.yaml"
    references.write_text(references.read_text().replace("parent: customer", "parent: custommer"))
    table = folder / "tables" / "order.yaml"
    table.write_text(table.read_text().replace("counts: exact", "count: exact"))
    ran = project.run()
    _refused(ran, "references.yaml:2", "order.yaml:5", "Nearest name: 'customer'", "Nearest name: 'counts'")


def test_a_variable_that_is_not_set(project):
    """A secret that the environment does not hold is named; its absence is told before anything runs."""
    environment = project.folder / "migration" / "environments" / "tiny.yaml"
    text = environment.read_text()
    environment.write_text(text.replace("password: ann-secret-1", "password: env:TINY_ANN", 1))
    _refused(project.run(), "environment-value-missing", "TINY_ANN")


def test_a_wrong_password_of_v1(project):
    """Without V1's answers nothing can be compared."""
    environment = project.folder / "migration" / "environments" / "tiny.yaml"
    environment.write_text(environment.read_text().replace("ann-secret-1", "ann-wrong-1", 1))
    _refused(project.run(), "login-failed", "V1")


def test_a_wrong_database(project):
    """The connection string is not shown."""
    environment = project.folder / "migration" / "environments" / "tiny.yaml"
    text = environment.read_text()
    wrong = "env:TINY_DATABASE"
    environment.write_text(text.replace("database: start:v1.database", f"database: {wrong}", 1))
    ran = project.run(TINY_DATABASE="postgresql://nobody:dsn-secret-7@127.0.0.1:1/nothing")
    _refused(ran, "database-not-reachable", "V1")
    assert "dsn-secret-7" not in ran.out + ran.err


def test_a_folder_that_cannot_be_written(project):
    """Reports that lie below a file are told of, and nothing is called green."""
    (project.folder / "occupied").write_text("")
    ran = project.run("-n", "0", "--reports", "occupied")
    assert ran.code == 4
    assert "Traceback" not in ran.out + ran.err
    assert "passed" not in ran.out


@pytest.mark.parametrize(("workers", "size"), [("0", 5_000), ("2", 5_000), ("0", 20_000)])
def test_a_disk_that_is_full(project, workers, size):
    """Whichever file is the one that does not fit, the run says so and is not green."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    process = subprocess.Popen(
        project.command("-n", workers),
        cwd=project.folder,
        env=project.variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limited,
    )
    ran = project.ended(process)
    assert ran.code == 4, ran.out + ran.err
    assert "reports-unwritable" in ran.out + ran.err
    assert "Traceback" not in ran.out + ran.err
    assert not [line for line in ran.out.splitlines() if line.startswith("READY")]


def test_a_database_that_is_not_there_is_not_a_pass(project):
    """Without databases the table checks are not run, with what to ask for; the rest runs."""
    environment = project.folder / "migration" / "environments" / "tiny.yaml"
    text = environment.read_text()
    lines = [line for line in text.splitlines() if not line.startswith("  database:")]
    environment.write_text("\n".join(lines))
    ran = project.run("-n", "0")
    outcomes = ran.outcomes
    assert outcomes["tables/order"] == outcomes["references/order.customer_id"] == "not run"
    assert outcomes["schema/order"] == "not run"
    assert outcomes["answers/shop.orders"] == "passed"
    assert "SELECT" in next(entry.actual for entry in ran.ledger.evidence if entry.check == "tables/order")
    assert not ran.out.rstrip().splitlines()[-1].startswith("READY")


def test_other_tests_do_not_start_the_environment(project):
    """pytest with a folder that is no suite neither reads the manifest nor writes reports."""
    (project.folder / "tests").mkdir()
    (project.folder / "tests" / "test_other.py").write_text("def test_it(): pass\n")
    ran = project.run("tests", CUTOVER_ENVIRONMENT="nowhere")
    assert ran.code == 0, ran.out + ran.err
    assert not (project.folder / "reports").exists()


def test_collecting_starts_nothing(project):
    """--collect-only shows the plan's items in the plan's order, heavy tables first."""
    ran = project.run("--collect-only", "-q", CUTOVER_TWIN_FAULT="deaf")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "tests_parity/test_tables.py::test_same_rows[order]"
    assert "22/28 tests collected (6 deselected)" in ran.out
    assert not (project.folder / "reports").exists()


def test_an_item_without_evidence_is_an_error(project):
    """A test that records nothing proves nothing, however green pytest found it."""
    path = project.folder / "tests_endpoints" / "test_mapping.py"
    path.write_text(path.read_text().replace("record(mapping", "(mapping"))
    ran = project.run("-k", "mapped", "-n", "0")
    assert ran.code == 1
    assert set(ran.outcomes.values()) == {"error"}
    assert "the test ended without evidence" in ran.out


def test_a_mistake_of_the_harness_is_an_error_with_its_traceback(project):
    """It is never taken for a fault of V2."""
    path = project.folder / "tests_endpoints" / "test_mapping.py"
    path.write_text(path.read_text().replace("record(mapping", "record(missing"))
    ran = project.run("-k", "mapped and shop.me", "-n", "0")
    assert ran.code == 1
    assert ran.outcomes == {"mapping/shop.me": "error"}
    assert "NameError" in ran.out
