"""The plan: which checks a manifest owes, in which order, in whose words."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cutover.manifest import PLANNED, Check, Migration, load_migration, plan


@pytest.fixture
def migration(folder: Path) -> Migration:
    """The small manifest."""
    return load_migration(folder, today=date(2026, 11, 21))


def test_the_plan_is_the_whole_of_it(migration: Migration) -> None:
    """Every check, in the order of running: areas in turn, tables with the most rows first."""
    assert [check.id for check in plan(migration)] == [
        "tables/audit_logs",
        "tables/user",
        "tables/user_settings",
        "coverage/audit_logs",
        "coverage/user",
        "counts/audit_logs.audit_logs",
        "counts/user.user",
        "counts/fub_calls.fub_calls",
        "counts/user.user_settings",
        "counts/demo",
        "references/user_settings.user_id",
        "references/discovery",
        "schema/audit_logs",
        "schema/fub_calls",
        "schema/task_runs",
        "schema/user",
        "schema/user_settings",
        "answers/users.list",
        "answers/users.detail",
        "pages/home",
        "latency/users.list",
        "latency/users.detail",
        "contract/jobs.load",
        "contract/users.list",
        "contract/users.detail",
        "contract/users.rename",
        "contract/published.app",
        "contract/published.admin",
        "mapping/jobs.load",
        "mapping/users.list",
        "mapping/users.detail",
        "mapping/users.rename",
        "functions/Helpers/Slug",
        "functions/Helpers/Nothing",
        "functions/Jobs/Load",
        "functions/Workers/UsersDetail",
        "load/gate-10",
        "load/gate-50",
        "attested/frontend-signed",
    ]


def test_the_same_manifest_gives_the_same_plan(folder: Path, migration: Migration) -> None:
    """Reading twice changes neither plan nor digest."""
    again = load_migration(folder, today=date(2026, 11, 22))
    assert plan(again) == plan(migration)
    assert again == migration


def test_ids_are_unique_and_of_planned_areas(migration: Migration) -> None:
    """An id is an address: nobody else has it."""
    checks = plan(migration)
    assert len({check.id for check in checks}) == len(checks)
    # It has no catalogue, and no criterion of its own asks for repairs.
    assert {check.area for check in checks} == set(PLANNED) - {"workers", "repair"}
    assert all(check.id == f"{check.area}/{check.subject}" for check in checks)


def test_what_is_out_of_scope_is_counted_but_never_gates(migration: Migration) -> None:
    """The table stays in sight, with its reason, and without a V2 table too."""
    shown = {check.id: check.duty for check in plan(migration) if not check.gating}
    assert list(shown) == ["counts/fub_calls.fub_calls", "counts/demo", "load/gate-50"]
    assert "history stays behind" in shown["counts/fub_calls.fub_calls"]
    assert "samples stay behind" in shown["counts/demo"]


def test_what_never_gates_fills_no_criterion() -> None:
    """51 tables are out of scope, 38 of them without a V2 table; phase 2 asks for all others."""
    migration = load_migration(Path(__file__).parents[2] / "migration")
    checks = plan(migration)
    counts = [check for check in checks if check.area == "counts"]
    others = [check.id for check in checks if not check.gating and check.area != "counts"]
    assert others == ["load/stress-100"]
    (asked,) = [each for each in migration.phase("2").criteria if each.checks == ("counts/*",)]
    assert sum(check.gating for check in counts) == asked.at_least
    assert sum(not check.gating for check in counts) == 51
    assert sum("." not in check.subject for check in counts) == 38


@pytest.mark.parametrize(
    ("check", "duty"),
    [
        ("references/user_settings.user_id", "every user_settings.user_id points at a user that exists"),
        (
            "references/discovery",
            "what looks like a reference in V2, or is a constraint, is a reference of the manifest, or left"
            " out with a reason",
        ),
        ("tables/user", "every mapped column of every V2 user row equals its V1 user row"),
        (
            "counts/audit_logs.audit_logs",
            "V2 audit_logs holds one row for each row of V1 audit_logs, exactly",
        ),
        ("schema/task_runs", "V2 task_runs has the declared columns and types, and no others"),
        ("attested/frontend-signed", "a person states and signs: the owner signs"),
    ],
)
def test_a_duty_is_one_plain_sentence(check: str, duty: str, migration: Migration) -> None:
    """A reader who knows nothing of the manifest understands what must hold."""
    assert Check(check, duty) in plan(migration)


def test_counts_of_optional_rows_say_for_which_rows(migration: Migration) -> None:
    """A split table owes a row only where its field is filled."""
    duties = {check.id: check.duty for check in plan(migration)}
    assert "that has privacy_mode" in duties["counts/user.user_settings"]


def test_the_manifest_of_this_migration_owes_all_324_endpoints() -> None:
    """Phase 3 demands as many mapped and answering as are planned, by group as they were counted."""
    migration = load_migration(Path(__file__).parents[2] / "migration")
    planned = Counter(check.area for check in plan(migration))
    third = next(phase for phase in migration.phases if phase.id == "3")
    demanded = {each.id: each.at_least for each in third.criteria}
    assert {"mapped": planned["mapping"], "answering": planned["contract"]} == demanded
    assert planned["mapping"] == 324
    kinds = Counter(endpoint.worker.partition("/")[0] for endpoint in migration.endpoints)
    assert kinds == {"Tasks": 109, "Workers": 194, "System": 21}


def test_the_daily_sync_has_its_eleven_steps() -> None:
    """The coordinator among them runs out of time, and the manifest says why."""
    steps = [
        endpoint
        for endpoint in load_migration(Path(__file__).parents[2] / "migration").endpoints
        if endpoint.group == "tasks_daily"
    ]
    assert len(steps) == 11
    (odd,) = [step for step in steps if step.expected_status is not None]
    assert odd.name == "lambda_coordinator"
    assert odd.expected_status is not None
    assert odd.expected_status.status == 502
    assert "7-hour" in odd.expected_status.reason
