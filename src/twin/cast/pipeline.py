"""Faults in V2's pipeline: what its writes leave behind, and what it says of itself."""

from typing import Any

from twin.faults import AnswerFault, DataFault

_RUNS, _JOBS, _RULES = "twin_task_runs", "mvpw5_706", "mvpw5_830"
_A_SYNC = "new.task = 'sync-v1-to-v2-direct'"


def _after(name: str, table: str, when: str, action: str, on: str = "insert") -> str:
    """Return the SQL of a trigger: after each row that a request writes, `action` is done."""
    return f"""
        create function twin_fault_{name}() returns trigger language plpgsql as $$
        begin {action}; return null; end $$;
        create trigger twin_fault_{name} after {on} on {table}
        for each row when (pg_trigger_depth() = 0 and {when}) execute function twin_fault_{name}();
    """


def _wrong_table(data: Any) -> Any:
    staging = data["staging"]
    return {**data, "staging": {**staging, "rezen_listings": staging["rezen_transactions"]}}


def _nothing_hangs(data: Any) -> Any:
    return {**data, "stuck": 0}


def _another_status(status: int, body: Any) -> tuple[int, Any]:
    return (504, body) if status == 502 else (status, body)


PIPELINE = (
    AnswerFault(
        "health-of-another-table",
        "The health check counts one staging table where it names another.",
        "/api:Lrekz_3S/pipeline-health-check",
        data=_wrong_table,
        must_fail=("answers/pipeline.health_check",),
    ),
    AnswerFault(
        "stuck-jobs-unseen",
        "The test of the sync sees no jobs that hang.",
        "/api:20LTQtIX/test-sync",
        data=_nothing_hangs,
        must_fail=("answers/pipeline.test_sync",),
        # What is never shown cannot be shown to be gone.
        touches=("contract/system.reset_stuck_fub_jobs",),
    ),
    DataFault(
        "sync-writes-nothing",
        "The sync answers, and has written nothing.",
        _after("nothing", _RUNS, _A_SYNC, f"delete from {_RUNS} where id = new.id"),
        must_fail=("contract/pipeline.sync_v1_to_v2_direct",),
    ),
    DataFault(
        "sync-writes-twice",
        "One sync writes as if it were two.",
        _after(
            "twice",
            _RUNS,
            _A_SYNC,
            f"insert into {_RUNS} (task, status, input, requested_by_user_id)"
            " values (new.task, new.status, new.input, new.requested_by_user_id)",
        ),
        must_fail=("contract/pipeline.sync_v1_to_v2_direct",),
    ),
    DataFault(
        "one-job-still-stuck",
        "The reset leaves one job in process.",
        _after(
            "stuck",
            _JOBS,
            "old.id = 3 and new.status = 'Pending'",
            f"update {_JOBS} set status = 'In Process' where id = new.id",
            on="update",
        ),
        must_fail=("contract/system.reset_stuck_fub_jobs",),
    ),
    DataFault(
        "seeds-pile-up",
        "Seeding a second time adds all rows again.",
        _after("seeds", _RULES, "true", f"update {_RULES} set headline = headline || ' ' where id = new.id"),
        must_fail=("contract/seeding.compliance_rules",),
    ),
    AnswerFault(
        "coordinator-answers-504",
        "The coordinator fails in another way than the one that is expected of it.",
        "/api:4psV7fp6/daily-lambda-coordinator",
        answer=_another_status,
        must_fail=("contract/tasks_daily.lambda_coordinator",),
    ),
)
