"""Hostile and mistaken calls: each is refused in one clear message, and V2 stays as it was."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cutover.repair import opening
from cutover.repair.archive import TURN
from cutover.repair.fingerprint import fingerprints
from cutover.repair.plan import Plan
from cutover.repair.planfile import folder_of, write_plan, written

from .commands import Commands, Done
from .planned import of_everything
from .small import Ground, Pair

USER = "mvpw5_664"


@dataclass(frozen=True)
class Scene:
    """A pair, a plan of it that somebody made, and the commands."""

    pair: Pair
    ground: Ground
    plan: Plan
    repair: Commands

    @property
    def file(self) -> Path:
        """The plan's file."""
        return folder_of(self.repair.reports, self.plan.digest) / "plan.json"

    def stored(self, **changes: object) -> str:
        """Put a plan there that differs from the first, as if it had been made so; returns its digest."""
        plan = replace(self.plan, **changes)  # type: ignore[arg-type]
        write_plan(plan, self.repair.reports)
        return plan.digest

    def dsn(self, **parts: str) -> str:
        """The DSN of the role that repairs, with other parts."""
        return make_conninfo(**conninfo_to_dict(self.pair.repair) | parts)


@dataclass(frozen=True)
class Calls:
    """What each call was told, and V2 before and after all of them."""

    told: dict[str, Done]
    before: dict[str, str]
    after: dict[str, str]


Spoiling = Callable[[Scene], AbstractContextManager[None]]


@contextmanager
def _edited(scene: Scene, change: Callable[[str], str]) -> Iterator[None]:
    before = scene.file.read_text()
    after = change(before)
    assert after != before
    scene.file.write_text(after)
    yield
    scene.file.write_text(before)


@contextmanager
def _v2(scene: Scene, **keys: object) -> Iterator[None]:
    path = scene.pair.folder / "environments" / "small.yaml"
    before = path.read_text()
    scene.pair.change(**keys)
    yield
    path.write_text(before)


@contextmanager
def _planted(scene: Scene, statement: str, undo: str) -> Iterator[None]:
    role = f"{scene.ground.name}_repair"
    scene.pair.plant(*statement.replace("ROLE", role).split("; "))
    yield
    scene.pair.plant(*undo.replace("ROLE", role).split("; "))


@contextmanager
def _another_repair(scene: Scene) -> Iterator[None]:
    with psycopg.connect(scene.pair.owner) as other:
        other.execute("select pg_advisory_lock(%s)", (TURN,))
        yield


@contextmanager
def _nothing(scene: Scene) -> Iterator[None]:
    yield


def edited(old: str, new: str) -> Spoiling:
    """The plan's file with something else in it."""
    return lambda scene: _edited(scene, lambda text: text.replace(old, new, 1))


def rewritten(scene: Scene) -> AbstractContextManager[None]:
    """Another plan, with the digest that belongs to it, where the approved one was."""
    return _edited(scene, lambda text: written(replace(scene.plan, made="2027-01-01T00:00:00Z")))


def v2(**keys: object) -> Spoiling:
    """Another V2 side of the environment."""
    return lambda scene: _v2(scene, **keys)


def planted(statement: str, undo: str) -> Spoiling:
    """Something else in V2's server."""
    return lambda scene: _planted(scene, statement, undo)


A_CHANGE = f"update {USER} set agent_id = -agent_id where agent_id > 9000000"
BACK = f"update {USER} set agent_id = -agent_id where agent_id < -9000000"
APPLY = "apply --by Ada --approved DIGEST"

CALLS: dict[str, tuple[str, str, Spoiling]] = {
    # what was approved
    "no approval": ("apply --by Ada", "repair-no-approval", _nothing),
    "an empty approval": ("apply --by Ada --approved ''", "repair-no-approval", _nothing),
    "too few digits": ("apply --by Ada --approved abc123", "repair-digest-wrong", _nothing),
    "no digits": (f"apply --by Ada --approved {'z' * 64}", "repair-digest-wrong", _nothing),
    "a way out of the folder": ("apply --by Ada --approved ../../../etc", "repair-digest-wrong", _nothing),
    "an unknown digest": (f"apply --by Ada --approved {'0' * 64}", "repair-digest-unknown", _nothing),
    "a wrong last digit": ("apply --by Ada --approved OTHER", "repair-digest-unknown", _nothing),
    "nobody's name": ("apply --approved DIGEST", "repair-nobody", _nothing),
    "a name that hides": ("apply --by HIDES --approved DIGEST", "repair-nobody", _nothing),
    # the plan's file
    "a value edited": (APPLY, "repair-plan-edited", edited('"after": null', '"after": "1"')),
    "a risk edited": (APPLY, "repair-plan-edited", edited('"by hand"', '"harmless"')),
    "a key edited": (APPLY, "repair-plan-edited", edited('"key": ["', '"key": ["1')),
    "a table edited": (APPLY, "repair-plan-edited", edited('"table": "user"', '"table": "team"')),
    "an action that is none": (APPLY, "repair-plan-unreadable", edited('"set-null"', '"truncate"')),
    "a plan cut short": (APPLY, "repair-plan-unreadable", edited('"steps": [', "")),
    "a plan of later days": (APPLY, "repair-plan-format", edited("-plan-1", "-plan-2")),
    "another plan in its place": (APPLY, "repair-digest-unknown", rewritten),
    # the pair
    "no pair": (f"{APPLY} --environment=", "repair-no-environment", _nothing),
    "an unknown pair": (f"{APPLY} --environment=smal", "manifest-missing-file", _nothing),
    "a plan of another pair": ("apply --by Ada --approved PAIR", "repair-other-pair", _nothing),
    "a plan of another database": ("apply --by Ada --approved DATABASE", "repair-other-database", _nothing),
    "a plan of another manifest": ("apply --by Ada --approved MANIFEST", "repair-other-manifest", _nothing),
    "older than a value": (APPLY, "repair-plan-older", planted(A_CHANGE, BACK)),
    "another repair at work": (APPLY, "repair-running", _another_repair),
    # who writes
    "not declared writable": (APPLY, "repair-not-declared", v2(repair=None)),
    "V1 as the target": (APPLY, "repair-is-v1", lambda scene: _v2(scene, repair=scene.pair.v1)),
    "V1's database as the target": (
        APPLY,
        "repair-is-v1",
        lambda scene: _v2(scene, repair=scene.dsn(dbname=str(conninfo_to_dict(scene.pair.v1)["dbname"]))),
    ),
    "another database as the target": (
        APPLY,
        "repair-elsewhere",
        lambda scene: _v2(scene, repair=scene.dsn(dbname="postgres")),
    ),
    "a role that only reads": (
        APPLY,
        "repair-read-only",
        lambda scene: _v2(scene, repair=scene.pair.v2),
    ),
    "a superuser": (
        APPLY,
        "repair-superuser",
        planted("alter role ROLE superuser", "alter role ROLE nosuperuser"),
    ),
    "a wrong password": (
        APPLY,
        "repair-not-reachable",
        lambda scene: _v2(scene, repair=scene.dsn(password="wrong-and-never-shown")),
    ),
    "nobody there": (
        APPLY,
        "repair-not-reachable",
        lambda scene: _v2(scene, repair=scene.dsn(port="9")),
    ),
    "no right to a table": (
        APPLY,
        "repair-no-rights",
        planted(f"revoke update on {USER} from ROLE", f"grant all on {USER} to ROLE"),
    ),
    # the way back, and the rest
    "a restore of nothing": ("restore 20261122 --by Ada", "repair-run-unknown", _nothing),
    "a restore by nobody": ("restore 20261122", "repair-nobody", _nothing),
    "an unknown reference": ("constrain user.agentid --by Ada", "reference-unknown", _nothing),
    "a pause in no folder": (f"{APPLY} --pause-file=/no/folder/x", "option-unknown-value", _nothing),
}


@pytest.fixture(scope="module")
def scene(pair: Pair, small: Ground, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A plan of a little of everything, made and lying there."""
    reports = tmp_path_factory.mktemp("reports")
    with pair.opened() as opened:
        plan = of_everything(opened)
    write_plan(plan, reports)
    return Scene(pair, small, plan, Commands(pair.folder, reports))


@pytest.fixture(scope="module")
def calls(scene: Scene) -> Calls:
    """Make all calls, and hold V2 before them beside V2 after them."""
    digest = scene.plan.digest
    words = {
        "DIGEST": digest,
        "HIDES": "\x1b[2KAda",
        "OTHER": digest[:-1] + ("0" if digest[-1] != "0" else "1"),
        "PAIR": scene.stored(pair="another pair"),
        "DATABASE": scene.stored(database="1/another"),
        "MANIFEST": scene.stored(manifest="sha256:" + "0" * 64),
    }
    before = held(scene)
    said = {}
    for name, (line, _, spoil) in CALLS.items():
        given = [words.get(word, word) for word in shlex.split(line)]
        with spoil(scene):
            said[name] = scene.repair(*given)
    return Calls(said, before, held(scene))


@pytest.fixture(scope="module", autouse=True)
def _read_once() -> Iterator[None]:
    """Read the manifest once: it is the same in all calls, and half of their time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "load_migration", cache(opening.load_migration))
        yield


def held(scene: Scene) -> dict[str, str]:
    """sha256 of every V2 table, and whether there is an archive."""
    with scene.pair.opened() as opened:
        found = fingerprints(opened.pair.v2, opened.names.v2)
    schemas = "select string_agg(nspname, ',' order by nspname) from pg_namespace where nspname !~ '^pg_'"
    return {**found, "schemas": str(scene.pair.value(schemas))}


def test_there_are_thirty_and_more() -> None:
    """The issue asks for thirty."""
    assert len(CALLS) >= 30


@pytest.mark.parametrize("name", CALLS)
def test_it_is_refused_in_one_clear_message(scene: Scene, calls: Calls, name: str) -> None:
    """Exit 2, nothing on the stream of results; code, what and what to do; no traceback, no password."""
    done, code = calls.told[name], CALLS[name][1]
    assert (done.code, done.out) == (2, "")
    lines = done.err.splitlines()
    assert code in lines[0]
    assert 2 <= len(lines) <= 6
    assert "Traceback" not in done.err
    secrets = [str(conninfo_to_dict(each)["password"]) for each in (scene.pair.v1, scene.pair.repair)]
    assert not any(secret in done.err for secret in (*secrets, "wrong-and-never-shown"))


def test_nothing_was_changed(calls: Calls) -> None:
    """sha256 of every table, and no archive was made."""
    assert calls.after == calls.before


def test_the_plan_itself_would_be_taken(scene: Scene, calls: Calls) -> None:
    """After all of them the same call without a mistake is done: it was the mistakes that were refused."""
    assert json.loads(scene.file.read_text())["digest"] == scene.plan.digest
    done = scene.repair("apply", "--by", "Ada", "--approved", scene.plan.digest)
    assert done.code == 0, done.err
