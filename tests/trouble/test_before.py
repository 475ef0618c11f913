"""A pair that is not as it has to be, told before anything is checked: one message, exit code 4, no green."""

import pytest

TOKEN = {"token": "wrong-token-4711"}


def _refused(ran, *words: str) -> None:
    said = ran.out + ran.err
    assert ran.code == 4, said
    assert "Traceback" not in said
    assert "INTERNALERROR" not in said
    assert ran.err.count("ERROR: ") == 1
    assert "passed" not in said
    assert not [word for word in words if word not in said]
    assert TOKEN["token"] not in said


def _set(side: str, key: str, value: object):
    return lambda document: document[side].__setitem__(key, value)


WRONG = {
    "V2 is down": (_set("v2", "api", "http://127.0.0.1:9"), ("system-down: V2", "v2.api")),
    "a token of V1": (_set("v1", "users", {60: TOKEN}), ("token-refused: V1", "user 60", "v1.users.60")),
    "a token of V2": (_set("v2", "users", {60: TOKEN}), ("token-refused: V2", "user 60", "v2.users.60")),
    "no token": (_set("v2", "users", {60: {"token": "env:NO_SUCH_TOKEN"}}), ("NO_SUCH_TOKEN",)),
    "a rule for tables": (_set("v2", "tables", "other_{id}"), ("tables-missing: V2", "other_", "v2.tables")),
    "an address": (
        _set("v2", "database", "postgresql://reader:wrong-token-4711@127.0.0.1:1/twin"),
        ("database-not-reachable: V2", "nothing listens"),
    ),
}


@pytest.mark.parametrize(("change", "words"), WRONG.values(), ids=[name.replace(" ", "-") for name in WRONG])
def test_what_is_wrong_is_named(pair, change, words):
    """Every check that the run owed is an error, in a ledger that is sealed."""
    ran = pair.run("-n", "2", pair.environment("live", change))
    _refused(ran, *words)
    assert set(ran.outcomes.values()) == {"error"}
    assert ran.ledger.footer is not None


def test_a_password_of_the_database(pair):
    """A role that may not enter is told without the connection string."""
    wrong = _set(
        "v1", "database", pair.facts["v1"]["database"].replace("_reader:", "_reader:wrong-token-4711")
    )
    _refused(pair.run(pair.environment("live", wrong)), "database-not-reachable: V1", "password is wrong")


def test_a_fault_that_the_cast_does_not_have(pair):
    """What the twin says is said once, with the nearest name."""
    ran = pair.run("--twin-fault=swapped-rank", "--twin-scale=0.02")
    _refused(ran, "environment-ended:", "unknown-fault:", "'swapped-ranks'")
    assert ran.err.count("unknown-fault:") == 1
    assert any("unknown-fault:" in note for entry in ran.ledger.evidence for note in entry.notes)


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("tests_parity/test_table.py", ("path-unknown:", "'test_tables.py'")),
        ("tests_parity/test_tables.py::test_same_rows[usr]", ("check-unknown:", "test_same_rows[user]")),
    ],
)
def test_a_path_or_a_check_that_is_not_there(pair, argument, words):
    """Nothing is started for it."""
    _refused(pair.run(argument), *words)
    assert not (pair.project.folder / "reports").exists()
