"""A task's trigger writes one job and answers it; what is wrong with its input is told in its side's form."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from twin.v1.api import tasks as v1
from twin.v2.api import tasks as v2

from .test_v1_api import Serving, caller, refusal
from .test_v1_api import database as v1_database
from .test_v1_api import served as v1_served
from .test_v2_api import api_over, databases

__all__ = ["databases", "v1_database"]

TASKS = "/api:4psV7fp6"
JOBS = "/api:v1-tasks"
RUN = "/api:LIdBL1AN/functions/run"


def test_both_sides_have_the_same_109_tasks() -> None:
    """The names differ in their dashes only."""
    assert len(v2.TASKS) == 109
    assert [task.replace("-", "_") for task in v2.TASKS] == list(v1.JOBS)


def test_a_trigger_writes_the_job_that_it_answers(databases: Callable[[str], str]) -> None:
    """The answer names the row, which says who asked for what."""
    ready = databases("ready")
    with api_over(ready) as api:
        given = {"user_id": 60, "since": "2026-01-31", "limit": 5, "unknown": "left out"}
        job = api.send("POST", f"{TASKS}/fub-sync-people", json=given).json()["data"]
        skipped = api.send("POST", f"{TASKS}/daily-sync-downline").json()["data"]
        stopped = api.send("POST", f"{TASKS}/daily-lambda-coordinator")
    assert job["task"] == "fub-sync-people"
    assert job["status"] == "queued"
    assert job["input"] == {"user_id": 60, "since": "2026-01-31", "limit": 5}
    assert job["queued_at"] > 1_700_000_000_000
    assert skipped["status"] == "skipped"
    assert (stopped.status_code, stopped.json()["success"]) == (502, False)
    with psycopg.connect(ready) as connection:
        rows = connection.execute(
            "select id, task, status, requested_by_user_id from twin_task_runs order by id"
        ).fetchall()
    assert rows[0] == (job["job_id"], "fub-sync-people", "queued", 60)
    assert [row[1:3] for row in rows[1:]] == [
        ("daily-sync-downline", "skipped"),
        ("daily-lambda-coordinator", "running"),
    ]


def test_a_task_is_run_by_its_name_too(databases: Callable[[str], str]) -> None:
    """Its function queues a job each time; the coordinator's runs out of time and its batch runs."""
    ready = databases("ready")
    functions = {endpoint.function for endpoint in v2.ENDPOINTS}
    assert len(functions) == 109
    assert {"Tasks/FubSyncPeople", "Tasks/DailyLambdaCoordinator"} <= functions
    with api_over(ready) as api:

        def run(name: str, **given: object) -> dict[str, object]:
            answer = api.send("POST", RUN, json={"name": name, "input": given})
            return {"status": answer.status_code, **(answer.json()["data"] or {})}

        jobs = [run("Tasks/FubSyncPeople", user_id=60, limit=5) for _ in range(2)]
        assert [job["input"] for job in jobs] == [{"user_id": 60, "limit": 5}] * 2
        assert jobs[0]["job_id"] != jobs[1]["job_id"]
        assert run("Tasks/FubSyncPeople")["status"] == 400
        assert run("Tasks/DailyLambdaCoordinator")["status"] == 502
    with psycopg.connect(ready) as connection:
        rows = connection.execute("select task from twin_task_runs order by id").fetchall()
    assert [row[0] for row in rows[-3:]] == ["fub-sync-people", "fub-sync-people", "daily-lambda-coordinator"]


BAD = [
    ("fub-sync-people", {}, 400, "user_id"),
    ("fub-sync-people", {"user_id": "x"}, 400, "user_id"),
    ("fub-sync-people", {"user_id": True}, 400, "user_id"),
    ("fub-sync-people", {"user_id": [60]}, 400, "user_id"),
    ("fub-sync-people", {"user_id": 2**40}, 400, "user_id"),
    ("fub-sync-people", {"user_id": 60, "since": "2026-02-30"}, 400, "since"),
    ("fub-sync-people", {"user_id": 60, "limit": 0}, 400, "limit"),
    ("fub-sync-people", {"user_id": 2_000_000_000}, 404, "user_id"),
    ("fub-full-resync", {"user_id": 60, "mode": "none"}, 400, "mode"),
    ("fub-full-resync", {"user_id": 60, "mode": {"a": 1}}, 400, "mode"),
    ("daily-lambda-coordinator", {"since": 5}, 400, "since"),
    ("rezen-process-listings", {"limit": 1, "dry_run": "perhaps"}, 400, "dry_run"),
]


def test_v2_refuses_bad_input_and_writes_nothing(databases: Callable[[str], str]) -> None:
    """Status and parameter are told in the envelope; a database that may only be read is 403."""
    ready = databases("ready")
    with api_over(ready) as api:
        for task, body, status, blamed in BAD:
            answer = api.send("POST", f"{TASKS}/{task}", json=body)
            assert (answer.status_code, answer.json()["error"]["param"]) == (status, blamed), (task, body)
    with psycopg.connect(ready) as connection:
        assert connection.execute("select count(*) from twin_task_runs").fetchone() == (0,)
    with api_over(make_conninfo(ready, options="-c default_transaction_read_only=on")) as api:
        assert api.send("POST", f"{TASKS}/fub-sync-tags", json={"user_id": 60}).status_code == 403


@pytest.mark.parametrize("read_only", [True, False])
def test_v1_refuses_all_jobs_where_it_may_not_write(v1_database: str, read_only: bool) -> None:
    """V1 has the same routes: bad input is 400, and good input 403 where its role only reads."""
    for base in v1_served(Serving(v1_database, read_only=read_only)):
        client = caller(base, "olga@twin.example").client
        for task, body, status, blamed in BAD:
            answer = client.post(f"{JOBS}/{task.replace('-', '_')}", json=body)
            told = blamed if status == 400 else None
            assert (answer.status_code, refusal(answer)[2]) == (status, told), (task, body)
        answer = client.post(f"{JOBS}/maintenance_check_references", json={"limit": 3, "mode": "count"})
        if read_only:
            assert refusal(answer) == (403, "ERROR_CODE_ACCESS_DENIED", None)
        else:
            assert answer.json()["input"] == {"limit": 3, "mode": "count"}
            assert client.post(f"{JOBS}/daily_sync_downline").json()["status"] == "skipped"
            assert refusal(client.post(f"{JOBS}/daily_lambda_coordinator"))[0] == 502
