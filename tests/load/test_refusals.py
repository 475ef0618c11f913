"""Refusals: what is never put under load, and what a user meets who asks for it wrongly."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from cutover.evidence import LedgerError, Outcome
from cutover.load.choice import Choice, seconds_of, stage_of
from cutover.load.conducted import Conducted
from cutover.load.conductor import Conductor
from cutover.load.opened import Opened
from cutover.load.permission import demand_permission, left_out, may_write, users_of
from cutover.load.refusal import CannotLoad
from cutover.load.sending import too_short
from cutover.manifest import Environment, Migration, load_environment, load_migration
from cutover.systems import resolve

FOLDER = Path(__file__).parents[2] / "migration"


@pytest.fixture(scope="module")
def migration() -> Migration:
    """The manifest of this repository."""
    return load_migration(FOLDER)


@pytest.fixture(scope="module")
def twin() -> Environment:
    """Its twin."""
    return load_environment(FOLDER, "twin")


def in_production(environment: Environment, side: str) -> Environment:
    """The same pair, with people who work on one side."""
    system = getattr(environment, side).model_copy(update={"production": True})
    return environment.model_copy(update={"disposable": False, side: system})


@dataclass
class Refused:
    """What a refusal says."""

    code: str
    text: str


def refusal(call, *arguments) -> Refused:  # type: ignore[no-untyped-def]
    """Call what is refused."""
    with pytest.raises(CannotLoad) as caught:
        call(*arguments)
    return Refused(caught.value.code, str(caught.value))


def test_production_is_never_loaded(twin: Environment) -> None:
    """V2 in production is refused; V1 in production is left alone unless it is asked for."""
    found = refusal(demand_permission, in_production(twin, "v2"), False)
    assert found.code == "load-on-production"
    assert "V2 of environment 'twin' is in production" in found.text
    demand_permission(in_production(twin, "v1"), False)
    assert (
        "Without --both V1 is left alone." in refusal(demand_permission, in_production(twin, "v1"), True).text
    )


def test_a_pair_that_is_not_disposable_is_only_read(migration: Migration, twin: Environment) -> None:
    """The steps that write are left out, and told."""
    real = twin.model_copy(update={"disposable": False})
    assert (may_write(twin), may_write(real)) == (True, False)
    assert left_out(migration, twin) == ()
    assert left_out(migration, real) == (
        "network.note", "system.reset_stuck_fub_jobs", "tasks_maintenance.clean_staging",
    )  # fmt: skip


def test_a_workflow_that_nobody_can_do_is_refused(migration: Migration, twin: Environment) -> None:
    """With a part of the credentials the others are used; without any there is no load."""
    manager = next(each for each in migration.workflows if each.id == "sales-manager")
    only = tuple(each for each in twin.v2.users if each.user == 256)
    fewer = twin.model_copy(update={"v2": twin.v2.model_copy(update={"users": only})})
    assert users_of(manager, twin, False) == (60, 7, 256)
    assert users_of(manager, fewer, False) == (256,)
    nobody = twin.model_copy(update={"v2": twin.v2.model_copy(update={"users": ()})})
    assert refusal(users_of, manager, nobody, False).code == "load-without-users"


def test_a_stage_is_chosen_by_its_users_or_its_name(migration: Migration) -> None:
    """An unknown one is refused with the nearest name."""
    assert stage_of(migration, "10").id == stage_of(migration, "gate-10").id == "gate-10"
    found = refusal(stage_of, migration, "gate-5")
    assert found.code == "load-unknown-stage"
    assert "Nearest name: 'gate-50'." in found.text
    assert "10 (gate-10), 50 (gate-50), 100 (stress-100)" in found.text


def test_a_shortened_stage_still_asks_for_all_of_its_time(migration: Migration) -> None:
    """Its ramp is never longer than half of what is left."""
    stage = stage_of(migration, "50", "20s")
    assert (stage.seconds, stage.ramp, stage.asked_seconds) == (20, 10, 900)


def opened(migration: Migration, twin: Environment, per_second: float | None = None) -> Opened:
    """The twin as it is opened, with a limit of its own."""
    v2 = twin.v2.model_copy(update={"requests_per_second": per_second})
    held = twin.model_copy(update={"v2": v2})
    told: dict[str, object] = {
        "api": "http://127.0.0.1:9", "writes_api": "http://127.0.0.1:9", "database": "dbname=none",
        "scripts": "none", "health": "http://127.0.0.1:9/health", "processes": {}, "database_processes": {},
    }  # fmt: skip
    pair = resolve(held, {"v1": told, "v2": told, "identity": "twin"})
    return Opened(migration, held, pair, "twin", {"cutover": "1"}, None, "run")


def test_a_limit_that_starves_the_probe_is_told_with_the_time_it_needs(
    migration: Migration, twin: Environment
) -> None:
    """At five requests a second the probe has one, and 167 answers take three minutes."""
    slow = opened(migration, twin, 5)
    said = "at 5 requests a second the probe needs 3 min: --duration=3m"
    assert too_short(slow, stage_of(migration, "10")) == said
    assert too_short(slow, stage_of(migration, "10", "3m")) == ""
    assert too_short(opened(migration, twin, 40), stage_of(migration, "10")) == ""
    assert too_short(opened(migration, twin), stage_of(migration, "10")) == ""


def test_a_stage_that_could_not_begin_is_shown_until_the_next_start(
    migration: Migration, twin: Environment, tmp_path: Path
) -> None:
    """The Gate page says why, and never that nothing was started."""
    (tmp_path / "runs").write_text("no folder")
    pair = opened(migration, twin)
    conductor = Conductor(pair, Choice(FOLDER, "twin", tmp_path), None, print)  # type: ignore[arg-type]  # nobody sends
    shown = Conducted(conductor)
    assert shown.showing().verdict == "Not started"
    with pytest.raises(CannotLoad) as caught:
        stage_of(migration, "10", "abc")
    conductor.refused(caught.value)
    assert shown.showing().verdict == "Invalid: option-unknown-value: --duration: 'abc' is no time above 0."
    assert shown.showing().outcome is Outcome.ERROR
    with pytest.raises((OSError, LedgerError)):
        conductor.begin(stage_of(migration, "10"))
    assert shown.showing().trouble == ""


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("1.5m", 90), (" 1h ", 3600)])
def test_a_duration_may_have_a_unit(text: str, seconds: float) -> None:
    """Seconds unless told otherwise."""
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "0", "-3", "soon", "5d", "1e9x"])
def test_no_time_is_no_duration(text: str) -> None:
    """Nothing loaded proves nothing."""
    assert refusal(seconds_of, text).code == "option-unknown-value"


def test_what_was_chosen_is_said_again() -> None:
    """Another run meets the same pair."""
    choice = Choice(Path("m"), "ours", Path("r"), {"fault": "x"}, both=True)
    assert choice.flags == ("--environment=ours", "--twin-fault=x", "--both")
