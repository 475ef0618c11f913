"""A refusal tells what is wrong with the request, and nothing of the code and the database behind it."""

import json

import pytest

from cutover.compare import leaks

LEAKS = {
    "a Python trace": ("Traceback (most recent call last): …", "a stack trace"),
    "a Python frame": ('File "/srv/app.py", line 41, in run', "a stack trace"),
    "a JavaScript frame": ("TypeError: x is null at run (/srv/app.js:41:7)", "a stack trace"),
    "a driver": ("psycopg.errors.UndefinedTable", "the name of a database driver"),
    "a state": ("SQLSTATE 42P01", "a state of the database (SQLSTATE)"),
    "a relation": ('relation "user" does not exist', "an error of the database"),
    "a column": ('column "a" of relation "user" does not exist', "an error of the database"),
    "a constraint": ("violates not-null constraint", "an error of the database"),
    "a position": ("invalid input at character 15", "an error of the database"),
    "a syntax error": ("syntax error at or near 'DROP'", "an error of the database"),
    "a query": ("failed: SELECT id FROM users", "SQL"),
    "a query in small letters": ("failed: select u.id from users u where u.id = 1", "SQL"),
    "an insert": ("insert into notes (id, text)", "SQL"),
    "an update": ("update users set name = 'x'", "SQL"),
    "a deletion": ("delete from users where id = 1", "SQL"),
    "a table": ("no row in mvpw5_664", "the name of a table in the database"),
}
CLEAN = (
    "Parameter q must be a text of at most 200 characters.",
    "Parameter q must not be '1; DROP TABLE x' or ' OR 1=1 --.",
    "Please select a date from the list.",
    "Update the settings first; the file is at line 3.",
    "There is no such record.",
    "Sign in first: the token is missing or not known here.",
)


def _refusal(message: str) -> bytes:
    return json.dumps({"success": False, "data": None, "error": {"message": message}}).encode()


@pytest.mark.parametrize(("message", "what"), LEAKS.values(), ids=LEAKS)
def test_what_a_refusal_gives_away_is_named(message: str, what: str) -> None:
    """Each kind of leak is found inside of a JSON text."""
    assert f"the answer shows {what}" in leaks(_refusal(message), 400)


@pytest.mark.parametrize("message", CLEAN)
def test_a_refusal_in_plain_words_gives_nothing_away(message: str) -> None:
    """Ordinary sentences, and hostile texts that a refusal repeats, are no leak."""
    assert leaks(_refusal(message), 400) == ()


@pytest.mark.parametrize("kind", ["a Python trace", "a JavaScript frame", "a state", "a table"])
def test_a_good_answer_gives_away_what_nobody_writes(kind: str) -> None:
    """A stack trace, a SQLSTATE and the name of a physical table are leaks among good rows too."""
    message, what = LEAKS[kind]
    assert leaks(_refusal(message), 200) == (f"the answer shows {what}",)


@pytest.mark.parametrize("kind", ["a driver", "a relation", "a query", "an insert"])
def test_the_rows_of_a_good_answer_may_speak_of_sql(kind: str) -> None:
    """A note that holds SQL or names a driver is somebody's note."""
    assert leaks(_refusal(LEAKS[kind][0]), 200) == ()


def test_bytes_that_are_no_text_are_looked_through_too() -> None:
    """A body in another encoding does not stop the search."""
    assert leaks(b"\xff\xfe mvpw5_664", 500) == ("the answer shows the name of a table in the database",)
