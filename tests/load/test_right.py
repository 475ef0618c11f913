"""Right answers: fast nonsense is an error, each kind of it by its own name."""

import json
from pathlib import Path

import pytest

from cutover.load.failure import Failure
from cutover.load.right import Owners, Worth, worth_of
from cutover.load.turns import Ask
from cutover.manifest import Migration, User, load_migration
from cutover.manifest.load import Shown

DAVID = User(id=60, name="David", role="user", agent_id=37208)
MICHAEL = User(id=7, name="Michael", role="owner", sees=(256,))


@pytest.fixture(scope="module")
def migration() -> Migration:
    """The manifest of this repository."""
    return load_migration(Path(__file__).parents[2] / "migration")


def good(data: object) -> bytes:
    """An answer of V2 as it has to be."""
    return json.dumps({"success": True, "data": data, "error": None}).encode()


def rows(*ids: int, **fields: object) -> dict[str, object]:
    """A page of rows."""
    return {"items": [{"id": number, **fields} for number in ids]}


def heard(
    migration: Migration, name: str, body: bytes, status: int = 200, viewer: User = DAVID,
    owners: Owners | None = None, v1: bool = False, **values: object,
) -> Worth:  # fmt: skip
    """Judge an answer of an endpoint that must show the id which it was asked for, if any."""
    shows = (Shown.model_validate({"path": "id", "parameter": "id"}),) if "id" in values else ()
    ask = Ask(migration.endpoint(name), {}, shows)
    return worth_of(ask, values, viewer, v1, status, body, owners or Owners())


@pytest.mark.parametrize(
    ("status", "failure"),
    [(502, "502"), (503, "503"), (504, "504"), (429, "429"), (500, "5xx"), (401, "4xx"), (404, "4xx"),
     (302, "nonsense")],
)  # fmt: skip
def test_a_bad_status_is_its_own_failure(status: int, failure: str, migration: Migration) -> None:
    """Each is told apart from the others."""
    assert heard(migration, "network.roster", b"{}", status).failure == failure


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (good(rows(1, 2)), Failure.NONE),
        (good(rows()), Failure.NONSENSE),
        (good({}), Failure.NONSENSE),
        (good(None), Failure.NONSENSE),
        (b"", Failure.NONSENSE),
        (b"<html>", Failure.NONSENSE),
        (b"{}", Failure.NONSENSE),
        (json.dumps(rows(1)).encode(), Failure.NONSENSE),
        (b'{"success": false, "data": null, "error": {"message": "no"}}', Failure.REFUSED),
        (b'{"success": true, "data": {"items": [{"id": 1}]}, "error": {"message": "x"}}', Failure.NONSENSE),
    ],
)  # fmt: skip
def test_a_good_status_is_not_enough(body: bytes, failure: Failure, migration: Migration) -> None:
    """Not the envelope, an error inside of it, or nothing where data are owed: each is an error."""
    assert heard(migration, "network.roster", body).failure is failure


def test_a_filter_that_is_not_looked_at_is_nonsense(migration: Migration) -> None:
    """The rows must be those that were asked for."""
    assert heard(migration, "network.roster", good(rows(1, tier=2)), tier=2).failure is Failure.NONE
    assert heard(migration, "network.roster", good(rows(1, tier=1)), tier=2).failure is Failure.NONSENSE


def test_an_answer_to_another_question_is_nonsense(migration: Migration) -> None:
    """Member 5 was asked for, and member 6 came."""
    assert heard(migration, "network.member", good({"id": 5}), id=5).failure is Failure.NONE
    found = heard(migration, "network.member", good({"id": 6}), id=5)
    assert (found.failure, found.why) == (Failure.NONSENSE, "its id is another than was asked for")


def test_rows_of_another_user_are_nonsense(migration: Migration) -> None:
    """A row that was shown to one user never appears for another who shares none with them."""
    owners = Owners({7: (256,)})
    assert heard(migration, "network.roster", good(rows(1, 2)), owners=owners).failure is Failure.NONE
    found = heard(migration, "network.roster", good(rows(2, 3)), viewer=MICHAEL, owners=owners)
    assert (found.failure, found.why) == (Failure.NONSENSE, "it shows rows of user 60")


def test_who_sees_anothers_rows_may_be_shown_them(migration: Migration) -> None:
    """The owner of a team sees what its members see, where the endpoint says so."""
    owners, sarah = Owners({7: (256,)}), User(id=256, name="Sarah", role="member")
    answer = good(rows(1, status="closed"))
    assert heard(migration, "transactions.list", answer, viewer=sarah, owners=owners).failure is Failure.NONE
    assert (
        heard(migration, "transactions.list", answer, viewer=MICHAEL, owners=owners).failure is Failure.NONE
    )
    assert heard(migration, "transactions.list", answer, owners=owners).failure is Failure.NONSENSE


def test_v1_owes_no_envelope(migration: Migration) -> None:
    """Beside V2 it is judged in its own form."""
    assert heard(migration, "network.roster", json.dumps(rows(1)).encode(), v1=True).failure is Failure.NONE
    assert (
        heard(migration, "network.roster", json.dumps(rows()).encode(), v1=True).failure is Failure.NONSENSE
    )
