"""The pipeline and the seeding: what is counted, what a write leaves, and that it leaves it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from .test_v1_api import Caller, Serving, caller, refusal
from .test_v1_api import database as v1_database
from .test_v1_api import served as v1_served
from .test_v2_api import Api, api_over, databases

__all__ = ["databases", "v1_database"]

V2_SYNC, V2_SYSTEM, V2_SEEDING = "/api:20LTQtIX", "/api:LIdBL1AN", "/api:2kCRUYxG"
V1_PIPELINE, V1_SYSTEM, V1_SEEDING = "/api:v1-pipeline", "/api:v1-system", "/api:v1-seeding"
STUCK = (
    "insert into mvpw5_706 (id, status, attempts) select g, 'In Process', 1 from generate_series(11, 30) g"
)
V1_STUCK = """
    insert into mvpw1_63 select g, '{"status": "In Process", "attempts": "1"}' from generate_series(11, 30) g
"""


@pytest.fixture(scope="module")
def ready(databases: Callable[[str], str]) -> str:
    """Return a V2 with twenty jobs that hang, and one that knows when it began."""
    dsn = databases("ready")
    with psycopg.connect(dsn) as connection:
        connection.execute(STUCK)
        connection.execute(
            "insert into mvpw5_706 (id, status, started_at) values (31, 'In Process', '2026-01-01')"
        )
    return dsn


@pytest.fixture(scope="module")
def v2(ready: str) -> Iterator[Api]:
    """Serve it, open to writes."""
    with api_over(ready) as api:
        yield api


@pytest.fixture(scope="module")
def v1(v1_database: str) -> Iterator[Caller]:
    """Serve a V1 that may be written to, with twenty jobs that hang; the real one only reads."""
    with psycopg.connect(v1_database) as connection:
        connection.execute(V1_STUCK)
    for base in v1_served(Serving(v1_database)):
        yield caller(base, "olga@twin.example")


def said(api: Api, path: str, **body: object) -> dict[str, object]:
    """Send a write of V2 that must succeed."""
    answer = api.send("POST", path, json=body)
    assert answer.status_code == 200, answer.text
    data: dict[str, object] = answer.json()["data"]
    return data


def test_both_health_checks_count_the_same_tables(v1: Caller, v2: Api) -> None:
    """The staging tables first, then the final ones; an archived user is none."""
    ours, theirs = (
        v2.get("/api:Lrekz_3S/pipeline-health-check"),
        v1.get(f"{V1_PIPELINE}/pipeline_health_check"),
    )
    assert {part: list(ours[part]) for part in ours} == {part: list(theirs[part]) for part in theirs}
    assert list(ours) == ["staging", "final"]
    assert theirs["final"]["agents"] == 5
    assert ours["staging"]["rezen_listings"] == 1


def test_a_sync_notes_one_run_and_answers_both_counts(ready: str, v2: Api) -> None:
    """A dry run notes nothing."""
    before = v2.get(f"{V2_SYNC}/test-sync")["syncs"]
    dry = said(v2, f"{V2_SYNC}/sync-v1-to-v2-direct", dry_run=True)
    assert v2.get(f"{V2_SYNC}/test-sync")["syncs"] == before
    assert said(v2, f"{V2_SYNC}/sync-v1-to-v2-direct") == dry
    assert v2.get(f"{V2_SYNC}/test-sync")["syncs"] == before + 1
    with psycopg.connect(ready) as connection:
        users = connection.execute(
            "select count(*) from mvpw5_664 where status is distinct from 'archived'"
        ).fetchone()
    assert users is not None
    assert dry["entity_counts"][0] == {"entity": "users", "v1": 5, "v2": users[0]}  # type: ignore[index]
    assert [each["entity"] for each in dry["entity_counts"]] == ["users", "agents", "network"]  # type: ignore[attr-defined]


def test_twenty_stuck_jobs_are_let_go_and_the_downline_is_not_skipped_any_more(ready: str, v2: Api) -> None:
    """The step is skipped while no onboarding job is pending; what has begun stays as it is."""
    downline = "/api:4psV7fp6/daily-sync-downline"
    assert said(v2, downline)["status"] == "skipped"
    assert said(v2, f"{V2_SYSTEM}/reset-stuck-fub-jobs", dry_run=True) == {"stuck": 20, "reset": 0}
    assert said(v2, f"{V2_SYSTEM}/reset-stuck-fub-jobs") == {"stuck": 20, "reset": 20}
    assert said(v2, f"{V2_SYSTEM}/reset-stuck-fub-jobs") == {"stuck": 0, "reset": 0}
    assert said(v2, downline)["status"] == "queued"
    with psycopg.connect(ready) as connection:
        found = connection.execute(
            "select status, attempts, count(*)::int from mvpw5_706 where id > 10 group by 1, 2 order by 3"
        ).fetchall()
    assert found == [("In Process", None, 1), ("Pending", 2, 20)]


@pytest.mark.parametrize(
    ("seed", "given", "rows"),
    [
        ("compliance-rules", {"state": "HI"}, 5),
        ("fee-schedules", {"kind": "desk"}, 3),
        ("leaderboards", {"kind": "units"}, 4),
    ],
)
def test_a_seed_adds_its_rows_once(v1: Caller, v2: Api, seed: str, given: dict[str, str], rows: int) -> None:
    """Also where eight ask at once; the list shows them, and both sides say the same."""
    path = f"{V2_SEEDING}/seed-{seed}"
    said(v2, "/api:LIdBL1AN/settings/notifications", email_notifications=True)  # one login for all
    with ThreadPoolExecutor(8) as together:
        added = sum(
            int(str(each["added"])) for each in together.map(lambda _: said(v2, path, **given), range(8))
        )
    assert added == rows
    assert v2.get(f"/api:4UsTtl3m/{seed}/list", **given)["itemsTotal"] == rows
    theirs = f"{V1_SEEDING}/seed_{seed.replace('-', '_')}"
    assert [v1.client.post(theirs, json=given).json() for _ in range(2)] == [
        {"wanted": rows, "added": rows},
        {"wanted": rows, "added": 0},
    ]
    shown = v1.get(f"/api:v1-data/{seed.replace('-', '_')}", **given)
    ours = v2.get(f"/api:4UsTtl3m/{seed}/list", **given)
    assert [{**row, "id": 0} for row in shown["items"]] == [{**row, "id": 0} for row in ours["items"]]


def test_v1_lets_go_of_its_jobs_and_notes_its_syncs(v1: Caller) -> None:
    """As V2 does; what V2 holds, V1 does not know."""
    assert v1.get(f"{V1_PIPELINE}/test_sync")["stuck"] == 20
    assert v1.client.post(f"{V1_SYSTEM}/reset_stuck_fub_jobs", json={}).json() == {"stuck": 20, "reset": 20}
    assert v1.get(f"{V1_PIPELINE}/test_sync")["pending"] == 20
    counts = v1.client.post(f"{V1_PIPELINE}/sync_v1_to_v2_direct", json={"dry_run": True}).json()
    assert counts["entity_counts"][1] == {"entity": "agents", "v1": 5, "v2": None}
    assert v1.get(f"{V1_PIPELINE}/test_sync")["syncs"] == 0
    v1.client.post(f"{V1_PIPELINE}/sync_v1_to_v2_direct", json={})
    assert v1.get(f"{V1_PIPELINE}/test_sync")["syncs"] == 1


BAD = [
    (
        f"{V2_SYNC}/sync-v1-to-v2-direct",
        f"{V1_PIPELINE}/sync_v1_to_v2_direct",
        {"dry_run": "perhaps"},
        "dry_run",
    ),
    (f"{V2_SYSTEM}/reset-stuck-fub-jobs", f"{V1_SYSTEM}/reset_stuck_fub_jobs", {"dry_run": 5}, "dry_run"),
    (f"{V2_SEEDING}/seed-compliance-rules", f"{V1_SEEDING}/seed_compliance_rules", {}, "state"),
    (f"{V2_SEEDING}/seed-compliance-rules", f"{V1_SEEDING}/seed_compliance_rules", {"state": "TX"}, "state"),
    (f"{V2_SEEDING}/seed-fee-schedules", f"{V1_SEEDING}/seed_fee_schedules", {"kind": ["desk"]}, "kind"),
    (f"{V2_SEEDING}/seed-leaderboards", f"{V1_SEEDING}/seed_leaderboards", {"kind": "desk"}, "kind"),
]


@pytest.mark.parametrize(("ours", "theirs", "body", "blamed"), BAD)
def test_bad_input_is_refused(
    v1: Caller, v2: Api, ours: str, theirs: str, body: dict[str, object], blamed: str
) -> None:
    """Both sides name the parameter."""
    answer = v2.send("POST", ours, json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, blamed)
    assert refusal(v1.client.post(theirs, json=body)) == (400, "ERROR_CODE_INPUT_ERROR", blamed)


def test_nothing_is_written_where_it_may_only_be_read(ready: str, v1_database: str) -> None:
    """All five writes are refused with 403, a dry run too."""
    writes = [(ours, theirs) for ours, theirs, _, _ in BAD if ours.startswith((V2_SYNC, V2_SYSTEM))]
    with api_over(make_conninfo(ready, options="-c default_transaction_read_only=on")) as api:
        seed = api.send("POST", f"{V2_SEEDING}/seed-leaderboards", json={"kind": "volume"})
        statuses = [api.send("POST", ours, json={}).status_code for ours, _ in writes]
    assert [seed.status_code, *statuses] == [403, 403, 403]
    for base in v1_served(Serving(v1_database, read_only=True)):
        client = caller(base, "olga@twin.example").client
        assert refusal(client.post(f"{V1_SEEDING}/seed_leaderboards", json={"kind": "volume"}))[0] == 403
        assert [client.post(theirs, json={}).status_code for _, theirs in writes] == [403, 403]
