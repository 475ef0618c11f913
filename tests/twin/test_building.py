"""The templates: built once, whole or not at all, and opened by nobody."""

from __future__ import annotations

import io
import secrets
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from twin.building import KEPT, template
from twin.databases import exists, names, require_room, templates
from twin.errors import BuildFailed, TwinError
from twin.progress import Progress
from twin.recipe import STATES, Recipe, recipe
from twin.server import Server
from twin.stages import run_stages
from twin.steps import Step

from .processes import comes_true, command, script
from .tiny import ROWS, tiny

# A lane that goes on only when it has seen the other one: alone it fails.
MEETING = """
insert into meeting values ({lane});
commit;
do $$ begin
    for attempt in 1..200 loop
        if (select count(*) from meeting) = 2 then return; end if;
        perform pg_sleep(0.02);
    end loop;
    raise exception 'lane {lane} was alone';
end $$
"""


@pytest.fixture
def key(server: Server) -> Iterator[str]:
    """Give a key of one's own; its templates are dropped after the test."""
    made = secrets.token_hex(6)
    yield made
    with server.connect() as maintenance:
        for name in names(maintenance, made):
            maintenance.execute(f"drop database {name}".encode())


def test_both_states_are_built_from_one_another(server: Server, key: str) -> None:
    """V2 as it was found is a damaged copy of V2 as it has to be; the progress says what is done."""
    shown = io.StringIO()
    name = template(server, tiny(key), "as-found", shown, print)
    assert name == f"twin_as_found_{key}"
    with server.connect() as maintenance:
        assert exists(maintenance, f"twin_ready_{key}")
        assert {found.name for found in templates(maintenance)} >= {name, f"twin_ready_{key}"}
    assert "damaging the twin: done" in shown.getvalue()
    again = io.StringIO()
    assert template(server, tiny(key, sql="this is no SQL"), "as-found", again, print) == name
    assert again.getvalue() == ""


def test_nobody_opens_a_template(server: Server, key: str) -> None:
    """A template takes no connections, not even the superuser's."""
    name = template(server, tiny(key), "ready", io.StringIO(), print)
    with pytest.raises(psycopg.OperationalError, match="not currently accepting connections"):
        server.connect(name)


def test_text_sorts_by_code_point(server: Server, key: str) -> None:
    """A template's order of texts is the same on every machine."""
    name = template(server, tiny(key), "ready", io.StringIO(), print)
    with server.connect() as maintenance:
        found = maintenance.execute(
            "select datcollate, pg_encoding_to_char(encoding) from pg_database where datname = %s", [name]
        )
        assert found.fetchone() == ("C", "UTF8")


@pytest.mark.parametrize(
    ("ready", "damage", "stays"),
    [
        (f"{ROWS} select 1 / 0", "select 1", []),
        (ROWS, "select 1 / 0", ["twin_ready_{key}", "twin_ready_{key}_writes"]),
    ],
    ids=["the rows", "the damage"],
)
def test_a_broken_build_leaves_nothing(
    server: Server, key: str, ready: str, damage: str, stays: list[str]
) -> None:
    """A step that fails is named by its error, and no half built database stays."""
    with pytest.raises(BuildFailed, match="division by zero"):
        template(server, tiny(key, ready, damage), "as-found", io.StringIO(), print)
    with server.connect() as maintenance:
        assert names(maintenance, key) == [name.format(key=key) for name in stays]


def test_the_lanes_of_a_stage_run_beside_each_other(server: Server, key: str) -> None:
    """Two lanes meet; the stage after them begins when both are done."""
    steps = (
        Step("table", "create table meeting (lane integer)", 1, stage=1),
        *(Step(f"lane {lane}", MEETING.format(lane=lane), 1, lane=lane, stage=2) for lane in (0, 1)),
        Step("after", "insert into meeting select 10 + count(*) from meeting", 1, stage=3),
    )
    with server.connect() as maintenance:
        maintenance.execute(f"create database scratch_{key}".encode())
    run_stages(server, f"scratch_{key}", steps, Progress([1] * 4, io.StringIO()))
    with server.connect(f"scratch_{key}") as connection:
        assert connection.execute("select array_agg(lane order by lane) from meeting").fetchone() == (
            [0, 1, 12],
        )


def test_a_failing_lane_stops_the_other(server: Server, key: str) -> None:
    """The other lane's statement is cancelled, not waited for."""
    steps = (
        Step("fails", "select 1 / 0", 1, lane=0),
        Step("sleeps", "select pg_sleep(600)", 1, lane=1),
        Step("never", "select 1", 1, lane=1),
    )
    recipe = Recipe(key, lambda: steps, tuple, scale=0)
    with pytest.raises(BuildFailed, match="division by zero"):
        template(server, recipe, "ready", io.StringIO(), print)


def test_two_processes_build_once(cache: Path) -> None:
    """Of two that want the same template at once, one builds; the other is told how far it is."""
    text = """
import io, sys
from twin.building import template
from twin.postgres import open_server
from twin.recipe import Recipe
from twin.steps import Step
steps = (Step("one", "create table t as select 1", 1), Step("two", "select pg_sleep(2)", 1))
shown = io.StringIO()
with open_server(None, print) as server:
    template(server, Recipe("abc", lambda: steps, tuple, scale=0), "ready", shown, print)
print("built" if "done" in shown.getvalue() else "waited")
"""
    with ExitStack() as stack:
        processes = [stack.enter_context(script(cache, text)).process for _ in range(2)]
        said = [process.communicate(timeout=180)[0].splitlines() for process in processes]
    assert sorted(lines[-1] for lines in said) == ["built", "waited"]
    waited = next(lines for lines in said if lines[-1] == "waited")
    assert any(line.startswith("another process is building the twin: waiting for it (") for line in waited)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
def test_a_build_that_was_ended_is_done_again(cache: Path, number: signal.Signals) -> None:
    """A build that is told to end leaves nothing; what a killed one left is dropped by the next."""
    text = """
import io, sys
from twin.building import template
from twin.ending import told_to_end
from twin.postgres import open_server
from twin.recipe import Recipe
from twin.steps import Step
steps = (Step("slow", "select pg_sleep(SECONDS)", 1),)
with told_to_end(), open_server(None, print) as server:
    template(server, Recipe("abc", lambda: steps, tuple, scale=0), "ready", sys.stderr, print)
"""
    with command(cache, "server") as watching:
        dsn = watching.facts()["database"]
        with (
            script(cache, text.replace("SECONDS", "60")) as building,
            psycopg.connect(dsn, autocommit=True) as connection,
        ):
            assert comes_true(lambda: names(connection, "^twin_part_"))
            building.process.send_signal(number)
            building.process.wait(timeout=180)
            left = names(connection, "^twin_")
            assert left == ([] if number == signal.SIGTERM else ["twin_part_ready_abc"])
        with script(cache, text.replace("SECONDS", "0")) as building:
            assert building.process.wait(timeout=180) == 0
        with psycopg.connect(dsn, autocommit=True) as connection:
            assert names(connection, "^twin_") == ["twin_ready_abc", "twin_ready_abc_writes"]
        watching.end()


def test_old_templates_are_dropped(cache: Path) -> None:
    """The ones that no run has asked for longest go; one that was asked for again stays."""
    with command(cache, "server") as user:
        facts = user.facts()
        server = Server(facts["database"], facts["postgresql"], "a test")
        for number in range(KEPT):
            template(server, tiny(f"a{number}"), "ready", io.StringIO(), print)
        template(server, tiny("a0"), "ready", io.StringIO(), print)
        template(server, tiny("b"), "ready", io.StringIO(), print)
        with server.connect() as maintenance:
            kept = [found.name for found in templates(maintenance)]
        assert kept == ["twin_ready_b", "twin_ready_a0", "twin_ready_a3", "twin_ready_a2"]
        user.end()


def test_a_disk_without_room_is_refused(shared_cache: Path) -> None:
    """Before anything is copied the room is looked at; the message says how much is missing."""
    server = Server("", "18", "a test", shared_cache)
    with pytest.raises(TwinError, match="disk-full") as raised:
        require_room(server, 10**18)
    assert "about 1,000,000,000,000 MB are needed" in str(raised.value)


def test_a_key_changes_with_what_decides_the_rows() -> None:
    """Scale, seed and major version are part of the key; the same ones give the same key."""
    keys = {recipe(scale, seed, major).key for scale in (0.02, 1.0) for seed in (7, 8) for major in (16, 18)}
    assert len(keys) == 8
    assert recipe(1.0, 7, 18).key == recipe(1.0, 7, 18).key
    assert {recipe(1.0, 7, 18).name(state).rpartition("_")[0] for state in STATES} == {
        "twin_ready",
        "twin_as_found",
    }
