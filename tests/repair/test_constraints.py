"""Foreign keys on request: added where nothing breaks them, written down, and taken away again."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from cutover.compare import trail
from cutover.compare.links import link_of
from cutover.repair import archive, foreign_keys
from cutover.repair.constraints import constrain, drop_added
from cutover.repair.foreign_keys import Log, add, added, existing, foreign_key
from cutover.repair.opening import Opened
from cutover.repair.refusal import RepairRefused
from cutover.repair.session import connect_writer

from .small import Pair

WHOLE = (
    "user_onboarding.user_id",
    "team_members.user_id",
    "participant.transaction_id",
    "participant_paid.participant_id",
    "network_hierarchy.agent_id",
    "listing.agent_id",
)
"""The references that were found whole, in the order of their domains."""
KEYS = "select count(*) from pg_constraint where conname like 'cutover_%' and contype = 'f'"


@pytest.fixture(scope="module")
def opened(pair: Pair) -> Iterator[Opened]:
    """The pair, opened."""
    with pair.opened() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _without(pair: Pair) -> Iterator[None]:
    """Leave no constraint of ours and no archive to the next test."""
    yield
    with psycopg.connect(pair.owner, autocommit=True) as connection:
        for key in added(connection):
            connection.execute(f'alter table {key.relation} drop constraint "{key.constraint}"'.encode())
    pair.plant(f"drop schema if exists {trail.SCHEMA} cascade")


def test_what_nothing_breaks_is_added_and_the_rest_is_left(pair: Pair, opened: Opened) -> None:
    """26 references have orphans: the reason counts them; six are validated, in the domains' order."""
    done = constrain(opened, "Ada")
    assert done.added == WHOLE
    assert len(done.left) == 26
    assert done.left["user_settings.user_id"] == "89 rows point at nothing: repair them first"
    assert done.left["team_director_assignments.team_id"].startswith("1 row points at nothing")
    assert pair.value(f"{KEYS} and convalidated") == 6
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        pair.plant("update mvpw5_685 set agent_id = 9000001 where id = (select min(id) from mvpw5_685)")


def test_a_second_call_changes_nothing(pair: Pair, opened: Opened) -> None:
    """No run is begun where there is nothing to do."""
    first = constrain(opened, "Ada", WHOLE)
    second = constrain(opened, "Ada", WHOLE)
    assert (second.run, second.added, second.there, second.left) == ("", (), WHOLE, {})
    (run,) = archive.runs(psycopg.connect(pair.owner))
    assert (run.run, run.kind, run.actor, run.state) == (first.run, "constrain", "Ada", "done")


def test_who_was_killed_goes_on(pair: Pair, opened: Opened) -> None:
    """What was added and not validated is validated by the next call; the dead run is stopped."""
    reference = opened.migration.reference("listing.agent_id")
    with connect_writer(opened) as writer:
        archive.create_archive(writer.connection)
        archive.begin_run(writer.connection, "dead", "constrain", "Ada")
        link = link_of(reference, opened.names)
        assert add(writer.connection, Log("dead", "Ada", "a test"), foreign_key(reference, link)) == ""
        assert existing(writer.connection, link) == ("cutover_listing_agent_id", False)
    assert constrain(opened, "Ada", ["listing.agent_id"]).added == ("listing.agent_id",)
    assert pair.value(f"{KEYS} and convalidated") == 1
    assert pair.value(f"select state from {trail.RUNS} where run = 'dead'") == "stopped"


def test_each_is_written_down_and_chained(pair: Pair, opened: Opened) -> None:
    """Two changes a constraint, each a batch of its own, numbered without a gap, in one chain."""
    constrain(opened, "Ada", WHOLE[:2])
    with psycopg.connect(pair.owner) as connection:
        rows = connection.execute(
            "select number, batch, table_name, key->>'constraint', before->>'validated', after->>'validated',"
            f" hash = {trail.change_hash('c')} from {trail.CHANGES} c order by number".encode()
        ).fetchall()
        batches = connection.execute(
            "select number, previous = coalesce(lag(hash) over (order by number), '')"
            f" from {trail.BATCHES}".encode()
        ).fetchall()
    first, second = "cutover_user_onboarding_user_id", "cutover_team_members_user_id"
    assert rows == [
        (1, 1, "user_onboarding", first, None, "false", True),
        (2, 2, "user_onboarding", first, "false", "true", True),
        (3, 3, "team_members", second, None, "false", True),
        (4, 4, "team_members", second, "false", "true", True),
    ]
    assert sorted(batches) == [(1, True), (2, True), (3, True), (4, True)]


def test_they_are_dropped_before_a_restore(pair: Pair, opened: Opened) -> None:
    """All that a repair added goes, or that of one run; it is written down as any change is."""
    run = constrain(opened, "Ada", WHOLE[:1]).run
    constrain(opened, "Ada", WHOLE[1:3])
    with connect_writer(opened) as writer:
        archive.begin_run(writer.connection, "back", "restore", "Ada", undoes=run)
        assert drop_added(writer, "back", "Ada", of=run) == 1
        assert pair.value(KEYS) == 2
        assert drop_added(writer, "back", "Ada") == 2
        assert drop_added(writer, "back", "Ada") == 0
    assert pair.value(KEYS) == 0
    assert pair.value(f"select count(*) from {trail.CHANGES} where run = 'back' and after is null") == 3


def test_a_table_that_is_never_free_is_left(
    pair: Pair, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gives way each time, so that others wait a moment only; nothing of it is written down."""
    monkeypatch.setattr(foreign_keys, "PATIENCE", 0.5)
    with psycopg.connect(pair.owner) as holder:
        holder.execute("update mvpw5_670 set id = id where id = (select min(id) from mvpw5_670)")
        done = constrain(opened, "Ada", ["listing.agent_id"])
    assert done.left == {"listing.agent_id": "its tables were in use for 0.5 s without a break"}
    assert pair.value(KEYS) == 0
    assert pair.value(f"select count(*) from {trail.CHANGES}") == 0


def test_what_v2_has_itself_is_left_alone(pair: Pair, opened: Opened) -> None:
    """Its own valid constraint serves; one that is not valid is V2's to validate."""
    own = "alter table mvpw5_685 add constraint own foreign key (agent_id) references mvpw5_670 (id)"
    try:
        pair.plant(f"{own} not valid")
        assert (
            "V2's own constraint own is there, not validated"
            in constrain(opened, "Ada").left["listing.agent_id"]
        )
        pair.plant("alter table mvpw5_685 validate constraint own")
        assert "listing.agent_id" in constrain(opened, "Ada").there
    finally:
        pair.plant("alter table mvpw5_685 drop constraint own")


def test_a_reference_that_nobody_knows_is_refused(opened: Opened) -> None:
    """The message names the nearest one."""
    with pytest.raises(
        RepairRefused, match=r"no reference 'listing.agent'.\n  Nearest name: 'listing.agent_id'"
    ):
        constrain(opened, "Ada", ["listing.agent"])
