"""A comparison that was killed is resumed: the same verdict, and nothing believed that is not whole."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from cutover.compare import Again, Course, Part, compare_table, compare_two_servers, spans, two_servers
from cutover.suite.checkpoint_file import clear
from cutover.suite.pausing import Pause
from cutover.systems import Database

from ..postgres_server import scratch_database
from .killed import checkpoints, compared, source

ROWS = 600
NOW = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
WAYS = ("one server", "two servers")


@pytest.fixture(scope="module")
def other_dsn() -> Iterator[str]:
    """Give V1 a database of its own."""
    with scratch_database() as found:
        yield found


@pytest.fixture
def servers(
    dsn: str, other_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, tuple[str, ...]]]:
    """Six hundred documents and their rows, committed, in one database and in two; ranges are small."""
    monkeypatch.setattr(spans, "STEP", 10)
    for name, value in {"SPAN": 100, "PASSES": 10**6, "SMALLEST_BUCKET": 2}.items():
        monkeypatch.setattr(two_servers, name, value)
    document = "jsonb_build_object('a', n, 'email', 'person' || n || '@secret.example', 'n', n / 4.0)"
    for each in (dsn, other_dsn):
        execute(each, "create table old (id int primary key, xdo jsonb not null)")
        execute(each, f"insert into old select n, {document} from generate_series(1, {ROWS}) n")
    execute(dsn, "create table new (id int, a int, email text, n numeric); create index on new (id)")
    execute(dsn, "insert into new select id, id, xdo->>'email', id / 4.0 from old")
    yield {"one server": (dsn,), "two servers": (other_dsn, dsn)}
    execute(dsn, "drop table old, new")
    execute(other_dsn, "drop table old")


def execute(dsn: str, statement: str) -> None:
    """Change what is there, and commit it."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement.encode())


def damage(servers: dict[str, tuple[str, ...]]) -> None:
    """Let rows of every kind differ, in ranges at the beginning, in the middle and at the end."""
    (dsn,), (other, _) = servers["one server"], servers["two servers"]
    execute(dsn, "update new set a = a + 1 where id in (3, 210, 211, 333, 599)")
    execute(dsn, "update new set email = 'other@secret.example' where id in (5, 430)")
    execute(dsn, "update new set n = n + 0.01 where id % 9 = 0")
    execute(dsn, "delete from new where id in (7, 222, 600)")
    execute(dsn, "insert into new values (700, 1, 'x', 1), (-4, 1, 'x', 1)")
    execute(dsn, "insert into new select * from new where id in (12, 512)")
    for each in (dsn, other):
        execute(each, "update old set xdo = jsonb_set(xdo, '{n}', '\"many\"') where id in (40, 450)")
        execute(each, "update old set xdo = '[]' where id = 455")


def killed(servers: tuple[str, ...], folder: Path, run: str, ranges: int, noted: bool = True) -> None:
    """Let a child compare until it has done so many ranges and dies by SIGKILL."""
    told = {"servers": servers, "folder": str(folder), "run": run, "begun": NOW, "resume": True}
    argument = json.dumps(told | {"ranges": ranges, "noted": noted})
    done = subprocess.run([sys.executable, "-m", "killed", argument], cwd=Path(__file__).parent, check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("way", WAYS)
def test_killed_at_every_border_it_ends_with_the_same_verdict(
    servers: dict[str, tuple[str, ...]], way: str, tmp_path: Path
) -> None:
    """Same numbers, same samples and same evidence, whichever range was the last; none is compared again."""
    damage(servers)
    whole, evidence, course = compared(servers[way], checkpoints(tmp_path / "0", "run-0", NOW, False))
    made = course.made
    assert made == whole.ranges >= 5
    assert len(whole.samples) >= 8
    assert [each.column for each in whole.biased] == ["n"]
    assert (whole.missing, whole.extra, whole.duplicates, whole.shapeless) == (3, 2, 2, 1)
    for border in range(1, made + 1):
        folder = tmp_path / f"at-{border}"
        killed(servers[way], folder, "run-1", border)
        found, told, course = compared(servers[way], checkpoints(folder, "run-2", NOW, True))
        assert found == whole
        assert course.made == found.ranges - border
        were = "was" if border == 1 else "were"
        note = f"{border} of {found.ranges} ranges {were} compared in run run-1, begun at {NOW}"
        assert [each for each in told.notes if each.startswith(note)]
        assert replace(told, notes=()) == replace(evidence, notes=())
        assert set(evidence.notes) < set(told.notes)


@pytest.mark.parametrize("way", WAYS)
def test_killed_twice_and_in_the_midst_of_a_range(
    servers: dict[str, tuple[str, ...]], way: str, tmp_path: Path
) -> None:
    """A range that was not written down is compared again; each run's part is told."""
    damage(servers)
    whole, *_ = compared(servers[way], checkpoints(tmp_path / "0", "run-0", NOW, False))
    killed(servers[way], tmp_path, "run-1", 2, noted=False)
    killed(servers[way], tmp_path, "run-2", 2)
    found, evidence, course = compared(servers[way], checkpoints(tmp_path, "run-3", NOW, True))
    assert found == whole
    assert course.made == found.ranges - 3
    assert [each.partition(", begun")[0] for each in evidence.notes if "compared in run" in each] == [
        f"1 of {found.ranges} ranges was compared in run run-1",
        f"2 of {found.ranges} ranges were compared in run run-2",
    ]
    course.close()
    assert sorted(path.parent.name for path in tmp_path.glob("*/*.jsonl") if path.parent.name != "0") == [
        "run-3"
    ]


@pytest.mark.parametrize("way", WAYS)
def test_no_value_is_written_down(servers: dict[str, tuple[str, ...]], way: str, tmp_path: Path) -> None:
    """Neither a personal value nor any other of a row that differs stands in a checkpoint."""
    damage(servers)
    compared(servers[way], checkpoints(tmp_path, "run-1", NOW, False))
    written = (tmp_path / "run-1" / "new.jsonl").read_text()
    assert '"columns"' in written
    assert not [each for each in ("secret.example", "person", "many") if each in written]


def cut_short(path: Path) -> None:
    """Tear the last line."""
    path.write_bytes(path.read_bytes()[:-7])


def edited(path: Path) -> None:
    """Change what a range has found."""
    path.write_bytes(path.read_bytes().replace(b'"rows_v2":4', b'"rows_v2":5'))
    path.write_bytes(path.read_bytes().replace(b'"steps":', b'"steps": '))


def without_a_line(path: Path) -> None:
    """Lose a line in the middle."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], *lines[3:]]))


def rubbish(path: Path) -> None:
    """Write something else."""
    path.write_bytes(b"\x00\xff{}\n" * 9)


def emptied(path: Path) -> None:
    """Leave nothing."""
    path.write_bytes(b"")


def a_folder(path: Path) -> None:
    """Leave what cannot be read."""
    path.unlink()
    path.mkdir()


DAMAGED = {
    cut_short: "the end of run run-1's checkpoint is torn",
    edited: "the end of run run-1's checkpoint is torn",
    without_a_line: "the end of run run-1's checkpoint is torn",
    rubbish: "not resumed: the checkpoint of run run-1 is no whole one",
    emptied: "not resumed: the checkpoint of run run-1 is no whole one",
    a_folder: "not resumed: the checkpoint of run run-1 cannot be read: Is a directory",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("damaged", "note"), DAMAGED.items(), ids=[each.__name__ for each in DAMAGED])
def test_what_is_not_whole_is_compared_again(
    servers: dict[str, tuple[str, ...]],
    way: str,
    damaged: Callable[[Path], None],
    note: str,
    tmp_path: Path,
) -> None:
    """What stands behind the damage is not believed, and the evidence says so."""
    compared(servers[way], checkpoints(tmp_path, "run-1", NOW, False))
    damaged(tmp_path / "run-1" / "new.jsonl")
    execute(servers["one server"][0], "update new set a = 0 where id = 600")
    found, evidence, _ = compared(servers[way], checkpoints(tmp_path, "run-2", NOW, True))
    assert found.columns[0].count == 1
    assert [each for each in evidence.notes if each.startswith(note)]


OTHER = {
    "pair": {"pair": "another"},
    "manifest": {"manifest": "sha256:2"},
    "version": {"version": "2"},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", [*OTHER, "mapping", "way of comparing", "table, made anew since"])
def test_what_was_compared_otherwise_is_compared_again(
    servers: dict[str, tuple[str, ...]], way: str, what: str, tmp_path: Path
) -> None:
    """Another pair, manifest, version, mapping, way or making of a table: nothing of it is believed."""
    dsn, theirs, target = servers["one server"][0], servers[way], {}
    if what == "way of comparing":
        theirs = servers[next(each for each in WAYS if each != way)]
    if what == "mapping":
        target = {"columns": {"a": "a"}}
    compared(theirs, checkpoints(tmp_path, "run-1", NOW, False, **OTHER.get(what, {})), **target)
    if what == "table, made anew since":
        execute(dsn, "create table newer (like new including all); insert into newer select * from new")
        execute(dsn, "drop table new; alter table newer rename to new")
    execute(dsn, "update new set a = 0 where id = 5")
    found, evidence, _ = compared(servers[way], checkpoints(tmp_path, "run-2", NOW, True))
    assert found.columns[0].count == 1
    assert f"not resumed: the checkpoint of run run-1 is of another {what}" in evidence.notes


@pytest.mark.parametrize("begun", ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"])
def test_what_is_too_old_is_compared_again(
    servers: dict[str, tuple[str, ...]], begun: str, tmp_path: Path
) -> None:
    """So is what a wrong clock has begun tomorrow."""
    compared(servers["one server"], checkpoints(tmp_path, "run-1", begun, False))
    execute(servers["one server"][0], "update new set a = 0 where id = 5")
    found, evidence, _ = compared(servers["one server"], checkpoints(tmp_path, "run-2", NOW, True))
    assert found.columns[0].count == 1
    assert f"{found.ranges} ranges in run run-1's checkpoint too old: compared again" in evidence.notes


def test_without_being_asked_nothing_is_taken_over(
    servers: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    """A whole checkpoint is not looked at, and nothing is said of it."""
    compared(servers["one server"], checkpoints(tmp_path, "run-1", NOW, False))
    execute(servers["one server"][0], "update new set a = 0 where id = 5")
    found, evidence, _ = compared(servers["one server"], checkpoints(tmp_path, "run-2", NOW, False))
    assert found.columns[0].count == 1
    assert not [each for each in evidence.notes if "run-1" in each]


@pytest.mark.parametrize("way", WAYS)
def test_on_a_living_pair_what_was_equal_is_as_it_was_then(
    servers: dict[str, tuple[str, ...]], way: str, tmp_path: Path
) -> None:
    """The evidence says which part is of another moment; rows that are shown are read anew."""
    execute(servers["one server"][0], "update new set a = 0 where id = 100")
    killed(servers[way], tmp_path, "run-1", 2)
    execute(servers["one server"][0], "update new set a = -1 where id in (2, 100, 590)")
    found, evidence, _ = compared(servers[way], checkpoints(tmp_path, "run-2", NOW, True))
    assert [(each.name, each.count) for each in found.columns] == [("a", 2)]
    assert {row.key: row.fields[0].v2 for row in found.samples} == {"100": "-1", "590": "-1"}
    assert [each for each in evidence.notes if "what was equal there then was not read again" in each]


def test_a_difference_that_has_passed_since_does_not_count(
    servers: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    """What the killed run found is read again like any difference, and counts only if it persists."""
    (dsn,) = servers["one server"]
    execute(dsn, "update new set a = 0 where id in (5, 6)")
    killed((dsn,), tmp_path, "run-1", 1)
    execute(dsn, "update new set a = 5 where id = 5")
    with psycopg.connect(dsn) as connection:
        sides = Database(connection, "V")
        course = checkpoints(tmp_path, "run-2", NOW, True).course("new", sides, sides, [source()])
        again = Again(0.0, lambda: psycopg.connect(dsn))
        found = compare_table(connection, [source()], again=again, course=course)
    assert (found.columns[0].count, found.keys, found.fleeting) == (1, ("6",), 0)


def test_where_nothing_can_be_written_the_comparison_goes_on(
    servers: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    """It says that it cannot be resumed."""
    (tmp_path / "file").write_text("")
    found, evidence, _ = compared(servers["one server"], checkpoints(tmp_path / "file", "run-1", NOW, False))
    assert found.same
    assert [
        each for each in evidence.notes if each.startswith("without a checkpoint, so it cannot be resumed")
    ]


def test_a_finished_run_leaves_what_has_no_result(
    servers: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    """What was told goes; what ended by an error stays, as does another run's, unless it is too old."""
    *_, course = compared(servers["one server"], checkpoints(tmp_path, "run-1", NOW, False))
    course.close()
    for run in ("run-2", "run-3"):
        compared(servers["one server"], checkpoints(tmp_path, run, NOW, False))
    clear(tmp_path, "run-1", timedelta(hours=1))
    clear(tmp_path, "run-2", timedelta(hours=1))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run-2", "run-3"]
    clear(tmp_path, "run-2", timedelta())
    assert not tmp_path.exists()


class Held(Course):
    """A course that wants a pause of a second after the second range."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.pause = Pause(file)
        self.ends: list[float] = []

    def hold(self) -> None:
        """Wait for the file to go."""
        self.pause.hold()

    def keep(self, part: Part) -> None:
        """Note when a range ends."""
        self.ends.append(time.monotonic())
        if len(self.ends) == 2:
            self.file.touch()
            threading.Timer(1.0, self.file.unlink).start()


@pytest.mark.parametrize("way", WAYS)
def test_a_pause_holds_the_next_range(servers: dict[str, tuple[str, ...]], way: str, tmp_path: Path) -> None:
    """No range is begun while the file is there, and the result is the same."""
    damage(servers)
    held = Held(tmp_path / "hold")
    with psycopg.connect(servers[way][0]) as v1, psycopg.connect(servers[way][-1]) as v2:
        if way == "one server":
            whole, found = compare_table(v1, [source()]), compare_table(v1, [source()], course=held)
        else:
            whole = compare_two_servers(v1, v2, [source()])
            found = compare_two_servers(v1, v2, [source()], course=held)
    assert found == whole
    assert len(held.ends) == found.ranges
    assert held.ends[2] - held.ends[1] > 0.9
    assert held.pause.seconds > 0.8
