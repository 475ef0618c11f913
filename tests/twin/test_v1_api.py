"""V1's API over a handful of rows that hold V1's mess, on a real server and over real HTTP."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import uvicorn
from psycopg_pool import AsyncConnectionPool

from twin.v1.api import create_app
from twin.v1.api.app import GROUPS, LOGIN
from twin.v1.api.data import FIELDS
from twin.v1.api.data_tables import EVERYBODY
from twin.v1.api.data_tables import TABLES as DATA

from ..postgres_server import scratch_database

TABLES = (34, 36, 39, 41, 45, 46, 47, 48, 49, 50, 51, 52, 53, 55, 56, 57, 64, 69, 70, 71, 72)
# Tables that only the data endpoints read: one empty document each.
DATA_ALONE = sorted({FIELDS[table.name].number for table in DATA} - set(TABLES))
SHARED = {f"/api:v1-data/{table.name}" for table in DATA if table.owned == EVERYBODY}
INDEXES = Path(__file__).parents[2] / "src/twin/v1/indexes.sql"
ROWS = Path(__file__).with_name("v1_rows.sql")
PATHS = sorted({path for group in GROUPS for _, path, _ in group.ROUTES})
READS = sorted({path for group in GROUPS for method, path, _ in group.ROUTES if method == "GET"})
NEEDS = {"transactions_grouped": {"group_by": "year"}, "customer_metadata": {"customer_id": "1"}}


def listening() -> socket.socket:
    """Open a port; asyncio sends small answers at once only where the protocol is named."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    return listener


@dataclass
class Serving:
    """A V1 that answers on a port of its own, in a thread of its own."""

    database: str
    read_only: bool = False
    listener: socket.socket = field(default_factory=listening)
    server: uvicorn.Server | None = None
    ready: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def run(self) -> None:
        """Serve until told to end."""
        asyncio.run(self.serve())

    async def serve(self) -> None:
        """Open the pool, then the API over it."""
        options = {"autocommit": True, "options": f"-c default_transaction_read_only={self.read_only}"}
        async with AsyncConnectionPool(self.database, min_size=1, max_size=2, kwargs=options) as pool:
            self.server = uvicorn.Server(uvicorn.Config(create_app(pool, seed=7), log_level="error"))
            self.ready.set()
            await self.server.serve(sockets=[self.listener])


@dataclass(frozen=True)
class Caller:
    """Somebody who asks, with a token or without."""

    client: httpx.Client

    def get(self, path: str, **query: Any) -> Any:
        """Return what a read answers; it must succeed."""
        answer = self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, path: str, **query: Any) -> tuple[int, str, str | None]:
        """Return status, code and named parameter of a read that fails."""
        return refusal(self.client.get(path, params=query))


def refusal(answer: httpx.Response) -> tuple[int, str, str | None]:
    """Return status, code and named parameter of an error in V1's form."""
    body = answer.json()
    assert set(body) <= {"code", "message", "payload"}
    return answer.status_code, body["code"], body.get("payload", {}).get("param")


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """Yield the DSN of a database that holds the rows."""
    with scratch_database() as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            for table in (*TABLES, *DATA_ALONE):
                connection.execute(f"create table mvpw1_{table} (id integer primary key, xdo jsonb)".encode())
            for table in DATA_ALONE:
                connection.execute(f"insert into mvpw1_{table} values (1, '{{}}')".encode())
            connection.execute(ROWS.read_bytes())
            connection.execute(INDEXES.read_bytes())
        yield dsn


@pytest.fixture(scope="module")
def base(database: str) -> Iterator[str]:
    """Yield the base of a V1 over the rows."""
    yield from served(Serving(database))


def served(serving: Serving) -> Iterator[str]:
    """Yield the base of an API that answers, and end it afterwards."""
    thread = threading.Thread(target=serving.run)
    thread.start()
    assert serving.ready.wait(20)
    yield serving.base
    assert serving.server is not None
    serving.server.should_exit = True
    thread.join(20)


def caller(base: str, email: str) -> Caller:
    """Log in and return the caller with the token."""
    answer = httpx.post(base + LOGIN, json={"email": email, "password": "secret"})
    assert answer.status_code == 200, answer.text
    return Caller(
        httpx.Client(base_url=base, headers={"Authorization": f"Bearer {answer.json()['authToken']}"})
    )


@pytest.fixture(scope="module")
def owner(base: str) -> Caller:
    """Return the owner of team 1."""
    return caller(base, "OLGA@twin.example")


@pytest.fixture(scope="module")
def member(base: str) -> Caller:
    """Return a member of team 1."""
    return caller(base, "mia@twin.example")


@pytest.fixture(scope="module")
def stranger(base: str) -> Caller:
    """Return a user without an agent and a team."""
    return caller(base, "solo@twin.example")


@pytest.fixture(scope="module")
def anonymous(base: str) -> httpx.Client:
    """Return a client without a token."""
    return httpx.Client(base_url=base)


def ids(rows: list[dict[str, Any]]) -> list[int]:
    """Return the ids of the rows in their order."""
    return [row["id"] for row in rows]


@pytest.mark.parametrize("path", READS)
def test_every_read_answers_the_team_owner(owner: Caller, path: str) -> None:
    """Every read answers 200 to somebody who may see the row."""
    row_id = "11" if "/agents/" in path else "1"
    assert owner.get(path.replace("{id}", row_id), **NEEDS.get(path.rpartition("/")[2], {})) is not None


@pytest.mark.parametrize("path", READS)
def test_a_viewer_without_agent_and_team_gets_no_rows(stranger: Caller, path: str) -> None:
    """Somebody without an agent and a team sees nothing of the others: no rows, or 404 for an object."""
    answer = stranger.client.get(path.replace("{id}", "1"), params=NEEDS.get(path.rpartition("/")[2], {}))
    shared = path.removesuffix("/{id}") in SHARED
    missing = not shared and ("{id}" in path or path.endswith(("/team", "/team_goals", "/agent_cap")))
    assert answer.status_code == (404 if missing else 200), answer.text


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_answered_without_a_token(anonymous: httpx.Client, path: str) -> None:
    """Every route asks for a token before it looks at anything else."""
    answer = anonymous.request("GET" if path in READS else "POST", path.replace("{id}", "x"))
    assert refusal(answer) == (401, "ERROR_CODE_UNAUTHORIZED", None)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"email": "mia@twin.example", "password": "wrong"}, (403, "ERROR_CODE_ACCESS_DENIED", None)),
        ({"email": "gone@twin.example", "password": "secret"}, (403, "ERROR_CODE_ACCESS_DENIED", None)),
        ({"email": "nobody@twin.example", "password": "secret"}, (403, "ERROR_CODE_ACCESS_DENIED", None)),
        ({"email": "mia@twin.example"}, (400, "ERROR_CODE_INPUT_ERROR", "password")),
        ({"email": 5, "password": "secret"}, (400, "ERROR_CODE_INPUT_ERROR", "email")),
        ([1], (400, "ERROR_CODE_INPUT_ERROR", "body")),
    ],
)
def test_a_wrong_login_is_refused(
    anonymous: httpx.Client, body: object, expected: tuple[object, ...]
) -> None:
    """A wrong or inactive login is denied; one that lacks a field is an input error."""
    assert refusal(anonymous.post(LOGIN, json=body)) == expected


TRANSACTIONS = "/api:v1-transactions/transactions"


@pytest.mark.parametrize(
    ("path", "query", "parameter"),
    [
        (TRANSACTIONS, {"page": "0"}, "page"),
        (TRANSACTIONS, {"page": ""}, "page"),
        (TRANSACTIONS, {"page": "2147483648"}, "page"),
        (TRANSACTIONS, {"page": "9" * 5000}, "page"),
        (TRANSACTIONS, {"page": "١"}, "page"),
        (TRANSACTIONS, {"per_page": "101"}, "per_page"),
        (TRANSACTIONS, {"status": "open"}, "status"),
        (TRANSACTIONS, {"sort": "id; drop table mvpw1_34"}, "sort"),
        (TRANSACTIONS, {"order": "DESC"}, "order"),
        (TRANSACTIONS, {"from": "2025-02-30"}, "from"),
        (TRANSACTIONS, {"to": "20250101"}, "to"),
        (TRANSACTIONS, {"q": "x" * 201}, "q"),
        (TRANSACTIONS, {"q": "\x00"}, "q"),
        (f"{TRANSACTIONS}/one", {}, "id"),
        (f"{TRANSACTIONS}/99999999999", {}, "id"),
        ("/api:v1-transactions/transactions_grouped", {}, "group_by"),
        ("/api:v1-transactions/transactions_by_month", {"year": "2025.0"}, "year"),
        ("/api:v1-listings/listings", {"min_price": "1e3"}, "min_price"),
        ("/api:v1-leads/leads", {"hot": "1"}, "hot"),
        ("/api:v1-home/home/upcoming_closings", {"limit": "51"}, "limit"),
        ("/api:v1-network/network_downline", {"depth": "0"}, "depth"),
        ("/api:v1-records/customer_metadata", {}, "customer_id"),
    ],
)
def test_a_bad_parameter_is_named(owner: Caller, path: str, query: dict[str, str], parameter: str) -> None:
    """A parameter that cannot be used is 400 and named."""
    assert owner.refused(path, **query) == (400, "ERROR_CODE_INPUT_ERROR", parameter)


@pytest.mark.parametrize("row_id", ["5", "0", "-1", "999", "2147483647"])
@pytest.mark.parametrize("tail", ["", "/participants", "/parties", "/financials", "/history"])
def test_another_scope_s_row_is_not_found(owner: Caller, row_id: str, tail: str) -> None:
    """A row that does not exist, or belongs to another team, is 404."""
    assert owner.refused(f"{TRANSACTIONS}/{row_id}{tail}") == (404, "ERROR_CODE_NOT_FOUND", None)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", (404, "ERROR_CODE_NOT_FOUND", None)),
        ("GET", f"{TRANSACTIONS}/", (404, "ERROR_CODE_NOT_FOUND", None)),
        ("GET", "/api:v1-transactions/nothing", (404, "ERROR_CODE_NOT_FOUND", None)),
        ("DELETE", TRANSACTIONS, (405, "ERROR_CODE_METHOD_NOT_ALLOWED", None)),
        ("PUT", "/api:v1-settings/notifications", (405, "ERROR_CODE_METHOD_NOT_ALLOWED", None)),
        ("GET", LOGIN, (405, "ERROR_CODE_METHOD_NOT_ALLOWED", None)),
    ],
)
def test_an_unknown_route_is_refused(owner: Caller, method: str, path: str, expected: object) -> None:
    """A route or a method that V1 does not know is told in V1's form."""
    assert refusal(owner.client.request(method, path)) == expected


def test_a_page_past_the_end_is_empty(owner: Caller) -> None:
    """The envelope counts all rows; a page past the end holds none and points back."""
    assert owner.get(TRANSACTIONS, page=3, per_page=2) | {"items": "…"} == {
        "itemsReceived": 1, "curPage": 3, "nextPage": None, "prevPage": 2, "offset": 4, "perPage": 2,
        "itemsTotal": 5, "pageTotal": 3, "items": "…",
    }  # fmt: skip
    past = owner.get(TRANSACTIONS, page=2147483647, per_page=100)
    assert (past["items"], past["nextPage"], past["itemsReceived"]) == ([], None, 0)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [2, 1, 6, 3, 4]),
        ({"order": "asc"}, [6, 1, 2, 3, 4]),
        ({"sort": "price", "order": "asc"}, [2, 4, 3, 6, 1]),
        ({"sort": "created_at"}, [6, 4, 1, 2, 3]),
        ({"status": "closed", "from": "2026-01-01"}, [2, 1]),
        ({"to": "2026-01-01"}, [1, 6]),
        ({"from": "2026-02-01", "to": "2026-01-01"}, []),
        ({"q": "ÉLAN straße"}, [1]),
        ({"q": "%"}, []),
        ({"q": "", "side": "buyer"}, [1]),
    ],
)
def test_transactions_are_filtered_and_sorted(
    owner: Caller, query: dict[str, str], expected: list[int]
) -> None:
    """Empty values stand last in both directions, ties by id; bounds are inclusive, a search is literal."""
    assert ids(owner.get(TRANSACTIONS, **query)["items"]) == expected


def test_a_member_sees_only_their_own(member: Caller) -> None:
    """Who owns no team sees the rows of their own agent."""
    assert ids(member.get(TRANSACTIONS)["items"]) == [2]
    assert ids(member.get("/api:v1-network/network")["items"]) == [4]


def test_mess_is_normalised(owner: Caller) -> None:
    """Numbers, booleans, dates and arrays come out typed, whatever the document holds."""
    detail = owner.get(f"{TRANSACTIONS}/1")
    assert detail["updated_at"] == 1700000000000
    assert detail["contingencies"] is None
    assert detail["custom_fields"] == {"k": None}
    assert detail["owner"] == {"id": 11, "name": "Olga Owner", "email": None}
    assert detail["team"] == {"id": 1, "name": "First"}
    assert owner.get(f"{TRANSACTIONS}/2")["team"] is None
    assert owner.get(f"{TRANSACTIONS}/1/financials")["fees"] == pytest.approx(16.10)
    assert owner.get(TRANSACTIONS, sort="price")["items"][0]["tags"] == ["Cash", "vip"]


def test_participants_and_parties(owner: Caller) -> None:
    """What was paid is null until there is a date of payment; parties keep their position."""
    rows = owner.get(f"{TRANSACTIONS}/1/participants")
    assert [(row["id"], row["name"], row["paid_amount"]) for row in rows] == [(2, " Q", 0), (1, "P ", None)]
    parties = owner.get(f"{TRANSACTIONS}/1/parties")
    assert [(row["position"], row["is_primary"], row["agent_id"]) for row in parties] == [
        (1, True, 12),
        (2, False, None),
    ]
    assert [row["at"] for row in owner.get(f"{TRANSACTIONS}/1/history")] == [1700000000000, None]


def test_home(owner: Caller) -> None:
    """The year to date begins on its first day and ends today."""
    assert owner.get("/api:v1-home/home/kpis") == {
        "closed_transactions": 2, "volume": 1000.5, "gci": 30.1, "pending_transactions": 2, "pending_gci": 9,
        "active_listings": 1, "open_leads": 2, "network_size": 2, "revenue_share": 0,
    }  # fmt: skip
    assert ids(owner.get("/api:v1-home/home/recent_transactions")) == [2, 1, 6, 3, 4]
    closings = owner.get("/api:v1-home/home/upcoming_closings")
    assert [(row["id"], row["days_left"]) for row in closings] == [(3, -3), (4, None)]
    goals = owner.get("/api:v1-home/home/goals")
    assert (goals["gci_progress"], goals["goal_transactions"]) == (0.001, 0)
    assert ids(owner.get("/api:v1-home/home/activity")) == [2, 3, 1]


@pytest.mark.parametrize(
    ("path", "query", "columns", "expected"),
    [
        ("transactions/transactions_by_status", {}, "status transactions average_price",
         [("closed", 3, 433.5), ("pending", 2, 150)]),
        ("transactions/transactions_by_type", {}, "property_type side average_days_on_market",
         [("condo", "buyer", 10), ("condo", "seller", 0), (None, None, 0)]),
        ("transactions/transaction_tags", {}, "tag transactions volume",
         [("vip", 2, 1000.5), ("Cash", 1, 1000.5)]),
        ("transactions/transactions_grouped", {"group_by": "lead_source"}, "group transactions volume",
         [(None, 3, 1300.5), ("web", 2, 300)]),
        ("transactions/transactions_grouped", {"group_by": "team_id"}, "group volume",
         [("1", 1000.5), (None, 600), ("77", 0)]),
        ("transactions/transactions_grouped", {"group_by": "year"}, "group volume",
         [("2026", 1000.5), ("2025", 300), (None, 300)]),
        ("revenue/revenue_breakdown", {}, "kind amount share",
         [("commission", 100, 0.6656), ("revenue_share", 50.25, 0.3344), ("bonus", 0, 0)]),
        ("revenue/revenue_by_year", {}, "year payments closed_transactions volume",
         [(2025, 2, 1, 300), (2026, 1, 2, 1000.5)]),
        ("revenue/revenue_by_agent", {}, "agent_id amount payments", [(11, 150.25, 2), (12, 0, 1)]),
        ("network/network_growth", {}, "year month joined total", [(2024, 12, 1, 1), (2025, 1, 1, 2)]),
        ("network/network_by_state", {}, "state members active", [(None, 2, 1), ("TX", 1, 1)]),
        ("network/network_frontline", {}, "id below volume_below", [(1, 1, 7.5), (3, 0, 0)]),
        ("network/network_downline", {}, "agent_id depth frontline", [(12, 1, 1), (13, 2, 0)]),
        ("network/network_downline", {"depth": 1}, "agent_id", [(12,)]),
        ("network/network_upline", {}, "level agent_id name", [(1, 14, "Above All")]),
        ("listings/listings_by_property_type", {}, "property_type average_price sold average_sold_price",
         [("", 100, 1, 90), (None, 300, 0, 0)]),
        ("listings/listing_price_changes", {}, "id change", [(1, -100)]),
        ("listings/listings/1/history", {}, "id at", [(2, 5), (1, None)]),
        ("listings/listings/1/photos", {}, "id is_cover", [(2, True), (1, False)]),
        ("leads/lead_funnel", {}, "stage_id leads hot expected_value", [(2, 0, 0, 0), (1, 2, 1, 150.05)]),
        ("leads/leads_by_source", {}, "source leads won conversion average_score",
         [(None, 2, 1, 0.5, 40), ("web", 1, 0, 0, 0)]),
        ("leads/lead_conversion", {}, "year month created won", [(2024, 12, 1, 1), (2025, 1, 1, 0)]),
        ("agents/agent_leaderboard", {}, "rank agent_id volume", [(1, 11, 500), (1, 12, 500)]),
        ("agents/agent_hierarchy", {}, "level sponsor_agent_id sponsor_name since_on",
         [(1, 14, "Above All", None), (2, 99, None, None)]),
        ("agents/agent_anniversaries", {}, "agent_id month years", [(12, 3, 5), (11, 3, 6)]),
        ("agents/agent_commission_plans", {}, "plan is_default flat_fee",
         [("B", False, 12.5), ("b", True, 0)]),
        ("agents/agents/11/performance", {}, "year volume", [(2024, 1), (2025, 500)]),
        ("team/team_members", {}, "id name is_active",
         [(3, None, True), (2, "Mia ", False), (1, "Olga Owner", True)]),
        ("team/team_members", {"active": "false"}, "id", [(2,)]),
        ("team/team_production", {}, "agent_id transactions volume listings",
         [(11, 1, 300, 1), (12, 0, 0, 1), (16, 0, 0, 0)]),
        ("records/customer_metadata", {"customer_id": 1}, "id value meta", [(1, "", None)]),
    ],
)  # fmt: skip
def test_a_list_answers_its_rows(
    owner: Caller, path: str, query: dict[str, object], columns: str, expected: list[tuple[object, ...]]
) -> None:
    """A list stands in its own order, sums over what the documents say."""
    rows = owner.get(f"/api:v1-{path}", **query)
    assert [tuple(row[column] for column in columns.split()) for row in rows] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("revenue/revenue_ytd", {"from": "2026-01-01", "to": "2026-02-04", "amount": 100,
                                 "previous_amount": 50.25, "change": 0.99, "payments": 1}),
        ("network/network_summary", {"members": 3, "active": 2, "producing": 0, "capped": 0, "tiers": 2,
                                     "states": 1, "joined_last_year": 1, "volume_ytd": 12.5}),
        ("network/network/2", {"pinned": True, "nickname": "neddy", "labels": ["x"], "note": None}),
        ("network/network/3", {"pinned": False, "nickname": None, "labels": None}),
        ("metrics/metrics_conversion", {"leads": 3, "won": 1, "converted": 1, "conversion": 0.3333,
                                        "average_days": 1}),
        ("metrics/metrics", {"closed": 3, "income": 150.25, "network": 3, "average_price": 433.5}),
        ("leads/leads/1", {"stage": {"id": 1, "name": "New", "probability": 0.1}, "activities": 2}),
        ("leads/leads/2", {"stage": None, "score": 0, "price_max": None}),
        ("agents/agents/11", {"rezen": None, "sponsor": {"id": 14, "name": "Above All"}}),
        ("agents/agents/16", {"sponsor": None, "joined_at": None}),
        ("agents/agent_cap", {"cap_amount": 12000, "days_left": 10, "cap_met_at": None}),
        ("team/team", {"members": 2, "agents": 3, "owner": {"id": 1, "name": "Olga Owner"}}),
        ("team/team_goals", {"goal_gci": 100, "actual_gci": 30.1, "actual_transactions": 2}),
        ("settings/roles", {"is_team_owner": True, "permissions": ["A", "b"], "directs": [1]}),
        ("settings/integrations", {"fub": False, "rezen": False, "stripe": True, "last_sync": {
            "status": "failed", "started": 5, "finished": None, "records": 0}}),
        ("auth/auth/me", {"id": 1, "email": "Olga@Twin.example", "name": "Olga Owner", "agent_id": 11,
                          "team_id": 1, "is_team_owner": True, "is_admin": False}),
    ],
)  # fmt: skip
def test_an_object_answers_its_fields(owner: Caller, path: str, expected: dict[str, object]) -> None:
    """An object answers what the documents say, null where they say nothing."""
    answer = owner.get(f"/api:v1-{path}")
    assert {name: answer[name] for name in expected} == expected


def test_the_audit_log_is_newest_first(owner: Caller) -> None:
    """Rows without a time stand last."""
    answer = owner.get("/api:v1-records/audit_logs", per_page=2)
    assert (ids(answer["items"]), answer["itemsTotal"]) == ([3, 2], 3)


def test_writes_change_only_what_they_name(base: str) -> None:
    """A note and the switches of the notifications are kept; everything else stays."""
    member = caller(base, "mia@twin.example")
    note = "/api:v1-network/network/4/note"
    assert refusal(member.client.post(note, json={})) == (400, "ERROR_CODE_INPUT_ERROR", "note")
    assert member.client.post("/api:v1-network/network/1/note", json={"note": "x"}).status_code == 404
    assert member.client.post(note, json={"note": "call back"}).json() == {"id": 4, "note": "call back"}
    assert member.get("/api:v1-network/network/4")["note"] == "call back"
    notifications = "/api:v1-settings/notifications"
    before = member.get(notifications)
    assert refusal(member.client.post(notifications, json={}))[0] == 400
    changed = member.client.post(notifications, json={"sms_notifications": True}).json()
    assert changed == before | {"sms_notifications": True} == member.get(notifications)


def test_a_read_only_v1_refuses_writes(database: str) -> None:
    """A V1 that may not write says 403, and goes on answering reads."""
    for base in served(Serving(database, read_only=True)):
        owner = caller(base, "olga@twin.example")
        answer = owner.client.post("/api:v1-network/network/1/note", json={"note": "x"})
        assert refusal(answer) == (403, "ERROR_CODE_ACCESS_DENIED", None)
        assert owner.get("/api:v1-network/network/1")["note"] is None


def test_what_nobody_expected_says_nothing_of_its_cause(database: str) -> None:
    """A failure inside is 500 in V1's form, without SQL."""
    for base in served(Serving(database)):
        owner = caller(base, "olga@twin.example")
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("alter table mvpw1_56 rename to hidden")
            try:
                answer = owner.client.get("/api:v1-leads/lead_stages")
            finally:
                connection.execute("alter table hidden rename to mvpw1_56")
        assert refusal(answer) == (500, "ERROR_FATAL", None)
        assert not re.search(r"mvpw1|select|Traceback", answer.text)


def test_a_data_table_is_listed_and_summed_up(owner: Caller) -> None:
    """Empty and absent values stand last and are counted apart; amounts that are empty are zero."""
    path = "/api:v1-data/contribution"
    assert ids(owner.get(path)["items"]) == [2, 1, 3]
    assert ids(owner.get(path, order="asc")["items"]) == [2, 1, 3]
    assert ids(owner.get(path, sort="id")["items"]) == [3, 2, 1]
    assert ids(owner.get(path, kind="")["items"]) == [3]
    assert owner.get(f"{path}/2") == {
        "id": 2, "agent_id": None, "from_agent_id": 13, "transaction_id": None, "amount": 10.5,
        "kind": "bonus", "tier": 0, "contributed_at": 1700000000001,
    }  # fmt: skip
    assert owner.get(f"{path}_summary") == [
        {"value": "", "rows": 1, "latest": None, "total": 0},
        {"value": "bonus", "rows": 1, "latest": 1700000000001, "total": 10.5},
        {"value": None, "rows": 1, "latest": None, "total": 0},
    ]
    assert owner.refused(path, sort="amount") == (400, "ERROR_CODE_INPUT_ERROR", "sort")
    assert owner.refused(f"{path}/9") == (404, "ERROR_CODE_NOT_FOUND", None)
