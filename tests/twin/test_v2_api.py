"""V2's API answers FP Results out of typed tables: every route, its order, its errors, its writes."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import uvicorn
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from cutover.compare import AnswerSchemas
from cutover.openapi import read_published, shape
from twin.postgres import open_server
from twin.v2.api import create_app
from twin.v2.api.app import ENDPOINTS, OPERATIONS
from twin.v2.api.published import Operation
from twin.v2.build import schema

WORKERS, SYSTEM = "/api:4UsTtl3m", "/api:LIdBL1AN"
MARCH_MS = 1740830400000

ROWS = Path(__file__).with_name("v2_rows.sql")


@dataclass(frozen=True)
class Api:
    """V2 over HTTP: `get` and `post` as a viewer, by the viewer's e-mail address."""

    client: httpx.Client
    tokens: dict[str, str]

    def send(
        self, method: str, path: str, email: str = "david@twin.example", **options: object
    ) -> httpx.Response:
        """Send one request with the viewer's token."""
        if email not in self.tokens:
            self.tokens[email] = self.login(email).json()["data"]["authToken"]
        headers = {"Authorization": f"Bearer {self.tokens[email]}"}
        return self.client.request(method, path, headers=headers, **options)  # type: ignore[arg-type]

    def get(self, path: str, email: str = "david@twin.example", **query: Any) -> Any:
        """Return the data of an answer that must be a success."""
        answer = self.send("GET", path, email, params=query)
        assert answer.status_code == 200, answer.text
        assert answer.json()["success"] is True
        assert answer.json()["error"] is None
        return answer.json()["data"]

    def login(self, email: str, password: str = "secret") -> httpx.Response:
        """Ask for a token."""
        return self.client.post(f"{SYSTEM}/auth/login", json={"email": email, "password": password})


@contextmanager
def served(conninfo: str) -> Iterator[str]:
    """Serve V2 over `conninfo` on a free port and yield its base address."""
    # Named as TCP, so that asyncio turns off Nagle's delay on what the listener accepts.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    stop = threading.Event()

    async def serve() -> None:
        async with AsyncConnectionPool(conninfo, kwargs={"autocommit": True}, open=False) as database:
            config = uvicorn.Config(create_app(database, seed=7), log_level="error")
            server = uvicorn.Server(config)
            running = asyncio.ensure_future(server.serve(sockets=[listener]))
            await asyncio.to_thread(stop.wait)
            server.should_exit = True
            await running

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop.set()
        thread.join()


@contextmanager
def api_over(conninfo: str) -> Iterator[Api]:
    """Yield the API over `conninfo`."""
    with served(conninfo) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield Api(client, {})


@pytest.fixture(scope="module")
def databases() -> Iterator[Callable[[str], str]]:
    """Make databases with V2's tables, indexes and the rows above; they are dropped at the end."""
    names: list[str] = []
    folder = files("twin.v2")
    with open_server(os.environ.get("TWIN_DSN"), lambda _: None) as server:

        def make(state: str) -> str:
            name = f"scratch_{secrets.token_hex(6)}"
            with server.connect() as connection:
                connection.execute(f"create database {name}")
            names.append(name)
            with server.connect(name) as connection:
                connection.execute(schema())
                connection.execute(folder.joinpath("indexes.sql").read_text("utf-8"))
                connection.execute(ROWS.read_text("utf-8"))
                connection.execute("create table twin_state (state text)")
                connection.execute("insert into twin_state values (%s)", (state,))
            return server.database(name)

        yield make
        with server.connect() as connection:
            for name in names:
                connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def conninfo(databases: Callable[[str], str]) -> str:
    """Return the DSN of a database in the state `ready`."""
    return databases("ready")


@pytest.fixture(scope="module")
def api(conninfo: str) -> Iterator[Api]:
    """Serve the ready database, open to writes."""
    with api_over(conninfo) as api:
        yield api


REQUIRED = {
    f"{WORKERS}/transactions/grouped": {"group_by": "lead_source"},
    f"{SYSTEM}/records/customer-metadata": {"customer_id": 1},
}
READS = sorted(endpoint.path for endpoint in ENDPOINTS if endpoint.method == "GET")


@pytest.fixture(scope="module")
def schemas(api: Api) -> dict[str, AnswerSchemas]:
    """Return the schemas of the answers of each API group, as V2 publishes them."""
    groups = {operation.group for operation in OPERATIONS}
    return {f"/api:{group}": published(api, group) for group in groups}


def published(api: Api, group: str) -> AnswerSchemas:
    """Read the document of one API group, which nobody has to sign in for."""
    answer = api.client.get(f"/apispec:{group}", params={"type": "json"})
    assert answer.headers["content-type"] == "application/json"
    return AnswerSchemas(read_published(answer.json(), f"/api:{group}"))


def test_only_a_group_with_endpoints_has_a_document(api: Api) -> None:
    """Without asking for JSON it is YAML, which JSON is too; another group has none."""
    assert api.client.get("/apispec:LIdBL1AN").headers["content-type"].startswith("application/yaml")
    assert api.client.get("/apispec:nobody").status_code == 404


def test_every_route_declares_what_it_answers() -> None:
    """A route without a shape is published without a schema; beside its handler: `answers=one("id …")`."""
    assert [f"{each.method} {each.path}" for each in OPERATIONS if each.answers is None] == []


def written(operation: Operation) -> str:
    """Name a test by method and path."""
    return f"{operation.method} {operation.path}"


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.parameters], ids=written)
def test_every_published_parameter_is_read(api: Api, operation: Operation) -> None:
    """What cannot be read is refused by the name of its parameter."""
    examples = {"name": "x", "input": {}, "since": "2026-01-01", "note": "x", "email": "x", "password": "x"}
    good = {
        each.name: REQUIRED.get(operation.path, {}).get(each.name, examples.get(each.name, 60))
        for each in operation.parameters
        if each.required
    }
    for parameter in operation.parameters:
        bad: object = "\0" if parameter.schema["type"] == "string" else "?"
        if operation.method == "POST":
            bad = 5 if parameter.schema["type"] == "string" else [bad]
        place = "json" if operation.method == "POST" else "params"
        path = operation.path.replace("{id}", "1")
        answer = api.send(operation.method, path, **{place: {**good, parameter.name: bad}})
        assert (answer.status_code, answer.json()["error"].get("param")) == (400, parameter.name)


@pytest.mark.parametrize("email", ["david@twin.example", "owner@twin.example"])
@pytest.mark.parametrize("path", READS)
def test_every_read_answers(api: Api, schemas: dict[str, AnswerSchemas], path: str, email: str) -> None:
    """Each route answers 200 with the published data, or 404 where row 1 is outside the viewer's scope."""
    answer = api.send("GET", path.replace("{id}", "1"), email, params=REQUIRED.get(path))
    of_david = ("/network/members/{id}", "/fub-sync-jobs/{id}")
    foreign = "/agents/{id}" in path or (path.endswith(of_david) and email.startswith("owner"))
    assert answer.status_code == (404 if foreign else 200)
    assert set(answer.json()) == {"success", "data", "error"}
    group = "/" + path.split("/")[1]
    assert schemas[group].violations(("GET", shape(path)), answer.status_code, answer.json()) == ()


def test_the_home_page_counts_the_year_to_date(api: Api) -> None:
    """Closings of 2026 up to today count, the owner sees the whole team's."""
    mine = api.get(f"{WORKERS}/home/kpis")
    assert mine == {
        "closed_transactions": 1, "volume": 100, "gci": 1000.1, "pending_transactions": 1, "pending_gci": 10,
        "active_listings": 1, "open_leads": 1, "network_size": 2, "revenue_share": 0,
    }  # fmt: skip
    team = api.get(f"{WORKERS}/home/kpis", "owner@twin.example")
    assert (team["closed_transactions"], team["volume"], team["network_size"]) == (2, 500, 1)
    assert api.get(f"{WORKERS}/home/goals")["gci_progress"] == 0.3334
    assert api.get(f"{WORKERS}/home/goals", "owner@twin.example")["gci_progress"] == 0
    assert api.get(f"{WORKERS}/home/upcoming-closings")[0]["days_left"] == 10


def ids(answer: Any) -> list[int]:
    """Return the ids of a page or of a list."""
    rows = answer["items"] if isinstance(answer, dict) else answer
    return [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/transactions/list", {}, [1, 2, 3]),
        ("/transactions/list", {"order": "asc"}, [2, 1, 3]),
        ("/transactions/list", {"sort": "price"}, [2, 1, 3]),
        ("/transactions/list", {"q": "main"}, [1, 2]),
        ("/transactions/list", {"q": "äNG"}, [3]),
        ("/transactions/list", {"q": ""}, [1, 2, 3]),
        ("/transactions/list", {"from": "2026-01-31"}, [1]),
        ("/transactions/list", {"to": "2026-01-30", "status": "closed"}, [2]),
        ("/transactions/list", {"per_page": 2, "page": 2}, [3]),
        ("/transactions/list", {"page": 9}, []),
        ("/listings/list", {"min_price": "90.00", "max_price": "90"}, [1]),
        ("/listings/list", {"sort": "list_price", "order": "asc"}, [1, 2]),
        ("/leads/list", {}, [2, 1]),
        ("/leads/list", {"hot": "true"}, [1]),
        ("/leads/list", {"source": ""}, [1]),
        ("/agents/directory", {}, [10, 12, 11]),
        ("/agents/directory", {"order": "desc"}, [12, 10, 11]),
        ("/network/roster", {}, [1, 2, 3]),
        ("/network/roster", {"active": "true", "tier": 2}, [2]),
        ("/network/roster", {"sort": "joined_at", "order": "desc"}, [3, 1, 2]),
        ("/revenue/ledger", {}, [2, 1, 3]),
        ("/revenue/ledger", {"year": 2025, "kind": "commission"}, [3]),
        ("/home/activity", {}, [2, 1]),
        ("/listings/1/history", {}, [2, 1]),
        ("/listings/1/photos", {}, [2, 1]),
        ("/transactions/1/participants", {}, [2, 1]),
        ("/leads/stages", {}, [2, 1]),
        ("/team/members", {}, [2, 3, 1]),
        ("/team/members", {"active": "false"}, [2]),
    ],
)  # fmt: skip
def test_lists_are_filtered_and_sorted(
    api: Api, path: str, query: dict[str, Any], expected: list[int]
) -> None:
    """Filters narrow, nulls come last in both directions, ties go by id."""
    assert ids(api.get(WORKERS + path, **query)) == expected


def test_a_page_says_where_it_stands(api: Api) -> None:
    """The figures of paging hold on the first page, on the last and past the end."""

    def figures(**query: Any) -> tuple[int | None, ...]:
        page = api.get(f"{WORKERS}/transactions/list", **query)
        assert page.pop("itemsReceived") == len(page.pop("items"))
        return tuple(page.values())

    assert figures(per_page=2) == (1, 2, None, 0, 2, 3, 2)
    assert figures(per_page=2, page=2) == (2, None, 1, 2, 2, 3, 2)
    assert figures(per_page=2, page=2147483647) == (2147483647, None, 2147483646, 4294967292, 2, 3, 2)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"{WORKERS}/transactions/tags", [{"tag": "b", "transactions": 2, "volume": 300},
                                          {"tag": "B", "transactions": 1, "volume": 100}]),
        (f"{WORKERS}/transactions/grouped?group_by=lead_source", [
            {"group": None, "transactions": 2, "volume": 250, "gci": 2010},
            {"group": "web", "transactions": 1, "volume": 100, "gci": 1000.1}]),
        (f"{WORKERS}/revenue/ytd", {
            "from": "2026-01-01", "to": "2026-02-04", "amount": 300, "previous_amount": 200, "change": 0.5,
            "payments": 1}),
        (f"{WORKERS}/revenue/breakdown", [
            {"kind": "commission", "amount": 500, "payments": 2, "share": 0.8333},
            {"kind": "revenue_share", "amount": 100, "payments": 1, "share": 0.1667}]),
        (f"{WORKERS}/revenue/by-year", [
            {"year": 2025, "amount": 300, "payments": 2, "closed_transactions": 1, "volume": 200},
            {"year": 2026, "amount": 300, "payments": 1, "closed_transactions": 1, "volume": 100}]),
        (f"{WORKERS}/network/growth", [{"year": 2025, "month": 12, "joined": 1, "total": 1},
                                       {"year": 2026, "month": 1, "joined": 1, "total": 2}]),
        (f"{WORKERS}/network/frontline", [
            {"id": 1, "member_agent_id": 11, "name": "Mia ", "below": 2, "volume_below": 4}]),
        (f"{WORKERS}/network/upline", [
            {"level": 1, "agent_id": 1, "name": "Top Sponsor", "status": "active"}]),
        (f"{WORKERS}/network/downline?depth=2", [
            {"agent_id": 11, "name": "Mia ", "sponsor_agent_id": 10, "depth": 1, "status": "active",
             "frontline": 1},
            {"agent_id": 12, "name": "Élan alpha", "sponsor_agent_id": 11, "depth": 2, "status": "inactive",
             "frontline": 1}]),
        (f"{WORKERS}/network/by-state", [{"state": None, "members": 2, "active": 2, "volume_ytd": 10},
                                         {"state": "CA", "members": 1, "active": 0, "volume_ytd": 1}]),
        (f"{WORKERS}/listings/price-changes", [
            {"id": 1, "mls_number": None, "original_price": 100, "list_price": 90, "change": -10}]),
        (f"{WORKERS}/leads/funnel", [
            {"stage_id": 2, "name": "Met", "position": 1, "leads": 0, "hot": 0, "expected_value": 0},
            {"stage_id": 1, "name": "New", "position": 2, "leads": 2, "hot": 1, "expected_value": 100}]),
        (f"{WORKERS}/leads/by-source", [
            {"source": None, "leads": 2, "won": 1, "conversion": 0.5, "average_score": 3.5}]),
        (f"{WORKERS}/leads/conversion", [
            {"year": 2025, "month": 3, "created": 1, "won": 1, "conversion": 1},
            {"year": 2025, "month": 4, "created": 1, "won": 0, "conversion": 0}]),
        (f"{WORKERS}/metrics/conversion", {
            "leads": 2, "won": 1, "converted": 1, "conversion": 0.5, "average_days": 1.5}),
        (f"{WORKERS}/metrics/days-on-market", [
            {"state": "CA", "transactions": 1, "average": 10, "longest": 10},
            {"state": None, "transactions": 1, "average": 21, "longest": 21}]),
        (f"{WORKERS}/agents/hierarchy", [
            {"level": 1, "sponsor_agent_id": 1, "sponsor_name": "Top Sponsor", "since_on": None,
             "is_active": None, "line": None},
            {"level": 2, "sponsor_agent_id": 99, "sponsor_name": None, "since_on": None, "is_active": None,
             "line": None}]),
        (f"{SYSTEM}/auth/me", {
            "id": 60, "email": "David@twin.example", "name": "David Keener", "agent_id": 10, "team_id": 1,
            "is_team_owner": False, "is_admin": False}),
        (f"{SYSTEM}/settings/integrations", {
            "fub": False, "rezen": False, "skyslope": False, "stripe": False,
            "last_sync": {"status": "In Process", "started": MARCH_MS, "finished": None, "records": None}}),
        (f"{SYSTEM}/records/archived-users", [
            {"id": 1001, "email": "gone@twin.example", "first_name": "G", "last_name": "One", "team_id": 1,
             "agent_id": 10, "created_at": None, "archived_at": None, "is_team_owner": True}]),
        (f"{SYSTEM}/records/customer-metadata?customer_id=1", [
            {"id": 1, "customer_id": 1, "key": "k", "value": None, "type": None, "meta": {"a": [1]},
             "created_at": None}]),
    ],
)  # fmt: skip
def test_answers_to_the_letter(api: Api, path: str, expected: object) -> None:
    """Groups, sums, shares, nulls and orders are exactly these."""
    assert api.send("GET", path).json() == {"success": True, "data": expected, "error": None}


def test_texts_sort_by_code_point(api: Api) -> None:
    """Capitals come before small letters, and accents after both."""
    roles = api.get(f"{SYSTEM}/settings/roles")
    assert roles["permissions"] == ["Z", "a", "b", "é"]
    assert roles["directs"] == [1]
    plans = api.get(f"{WORKERS}/agents/commission-plans")
    assert [plan["plan"] for plan in plans] == ["Mentor", "standard"]


def test_months_without_anything_are_there(api: Api) -> None:
    """Income and trends show their twelve months, zeros included."""
    months = api.get(f"{WORKERS}/revenue/by-month")
    assert [(row["month"], row["amount"]) for row in months][2:4] == [(3, 300), (4, 0)]
    trends = api.get(f"{WORKERS}/metrics/trends")
    assert [row["transactions"] for row in trends] == [0] * 10 + [1, 0]


def test_an_archived_user_is_nobody(api: Api) -> None:
    """Somebody archived has no name in a team and cannot sign in; neither can somebody inactive."""
    members = api.get(f"{WORKERS}/team/members")
    assert [row["name"] for row in members] == [None, "Mia ", "David Keener"]
    assert api.login("gone@twin.example").status_code == 403
    assert api.login("asleep@twin.example").status_code == 403


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/transactions/list", {"page": 0}),
        ("/transactions/list", {"page": "1_0"}),
        ("/transactions/list", {"page": "２"}),
        ("/transactions/list", {"page": ""}),
        ("/transactions/list", {"page": 2147483648}),
        ("/transactions/list", {"per_page": 101}),
        ("/transactions/list", {"status": "Closed"}),
        ("/transactions/list", {"from": "2025-02-29"}),
        ("/transactions/list", {"from": "20250201"}),
        ("/transactions/list", {"q": "x" * 201}),
        ("/transactions/list", {"q": "\0"}),
        ("/transactions/grouped", {}),
        ("/transactions/x", {}),
        ("/transactions/99999999999999999999", {}),
        ("/listings/list", {"min_price": "1e3"}),
        ("/listings/list", {"min_price": "nan"}),
        ("/leads/list", {"hot": "yes"}),
        ("/network/downline", {"depth": 6}),
        ("/home/upcoming-closings", {"limit": 51}),
    ],
)
def test_a_bad_parameter_is_refused(api: Api, path: str, query: dict[str, object]) -> None:
    """Whatever cannot be read answers 400, with the parameter's name."""
    answer = api.send("GET", WORKERS + path, params=query)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "ERROR_CODE_INPUT_ERROR"
    assert error["param"] in (*query, "id", "group_by")


def test_another_scope_is_not_there(api: Api) -> None:
    """A row of another team answers like one that does not exist."""
    for path in ("/transactions/5", "/transactions/5/history", "/transactions/77", "/listings/3",
                 "/leads/3/activities", "/agents/13", "/network/members/4"):  # fmt: skip
        answer = api.send("GET", WORKERS + path)
        assert answer.status_code == 404, path
        assert answer.json()["error"]["code"] == "ERROR_CODE_NOT_FOUND"
    assert api.send("GET", f"{WORKERS}/listings/3", "owner@twin.example").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", f"{WORKERS}/home/kpis/", 404),
        ("GET", f"{WORKERS}/transactions/1/nothing", 404),
        ("POST", f"{WORKERS}/home/kpis", 405),
        ("DELETE", f"{SYSTEM}/settings/notifications", 405),
        ("GET", f"{SYSTEM}/auth/login", 405),
    ],
)
def test_unknown_routes_and_methods_keep_the_envelope(api: Api, method: str, path: str, status: int) -> None:
    """No route is 404 and no method is 405, in the envelope."""
    answer = api.send(method, path)
    assert answer.status_code == status
    assert answer.json()["success"] is False
    assert answer.json()["data"] is None
    assert answer.json()["error"]["message"]


def test_a_token_is_asked_for(api: Api) -> None:
    """Without a token, or with one of another system, the answer is 401."""
    path = f"{WORKERS}/home/kpis"
    for header in ("", "Bearer nonsense", "Bearer", "Basic x"):
        answer = api.client.get(path, headers={"Authorization": header} if header else {})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "ERROR_CODE_UNAUTHORIZED"


def test_a_login_needs_the_right_password(api: Api) -> None:
    """A wrong password is 403, a missing field or a body that is no object 400; an address has no case."""
    assert api.login("DAVID@TWIN.EXAMPLE").status_code == 200
    assert api.login("david@twin.example", "wrong").status_code == 403
    assert api.login("nobody@twin.example").status_code == 403
    path = f"{SYSTEM}/auth/login"
    for body in (b'{"email": "david@twin.example"}', b"[]", b"", b"{", b'{"email": 1, "password": "x"}'):
        assert api.client.post(path, content=body).status_code == 400
    digest = hashlib.sha256(b"secret").hexdigest()
    assert api.login("david@twin.example", f"sha256:{digest}").status_code == 403


def test_a_token_expires_when_it_was_asked_to(api: Api) -> None:
    """A login for 0 seconds answers a token that is refused as expired; one for an hour lets in."""
    given = {"email": "david@twin.example", "password": "secret"}

    def look(seconds: object) -> tuple[int, str]:
        login = api.client.post(f"{SYSTEM}/auth/login", json={**given, "expires_in": seconds})
        token = login.json()["data"]["authToken"]
        answer = api.client.get(f"{SYSTEM}/auth/me", headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, str(answer.json()["error"])

    assert look(3600) == (200, "None")
    status, error = look(0)
    assert status == 401
    assert "expired" in error
    refused = api.client.post(f"{SYSTEM}/auth/login", json={**given, "expires_in": -1})
    assert refused.status_code == 400


def test_a_note_is_kept(api: Api, conninfo: str) -> None:
    """A note changes the marks that are there, or makes them; nobody writes on another's member."""
    for member, text in ((2, "call back"), (1, "'; drop table x; --"), (1, "")):
        path = f"{WORKERS}/network/members/{member}"
        answer = api.send("POST", f"{path}/note", json={"id": member, "note": text})
        assert answer.json() == {"success": True, "data": {"id": member, "note": text}, "error": None}
        assert api.get(path)["note"] == text
    with psycopg.connect(conninfo) as connection:
        query = "select network_id, user_id, pinned, note from mvpw5_690 order by 1"
        marks = connection.execute(query).fetchall()
    assert marks == [(1, 60, False, ""), (2, 60, True, "call back")]
    assert api.send("POST", f"{WORKERS}/network/members/4/note", json={"note": "x"}).status_code == 404
    assert api.send("POST", f"{WORKERS}/network/members/1/note", json={}).status_code == 400
    assert api.send("POST", f"{WORKERS}/network/members/1/note", json={"note": 5}).status_code == 400


def test_settings_are_updated(api: Api) -> None:
    """Only the switches that are given change; none given is 400."""
    path = f"{SYSTEM}/settings/notifications"
    answer = api.send("POST", path, json={"email_notifications": True, "push_notifications": "false"})
    assert answer.status_code == 200
    after = answer.json()["data"]
    assert after == api.get(path)
    assert [after[f"{kind}_notifications"] for kind in ("email", "sms", "push")] == [True, False, False]
    for body in ({}, {"email_notifications": 1}, {"email_notifications": None}, {"theme": True}):
        assert api.send("POST", path, json=body).status_code == 400


def test_a_read_only_database_refuses_writes(conninfo: str) -> None:
    """Over a role that may only read, a write is 403 and login still works."""
    read_only = make_conninfo(conninfo, options="-c default_transaction_read_only=on")
    with api_over(read_only) as api:
        for path in (f"{WORKERS}/network/members/2/note", f"{WORKERS}/network/members/3/note",
                     f"{SYSTEM}/settings/notifications"):  # fmt: skip
            answer = api.send("POST", path, json={"note": "x", "sms_notifications": True})
            assert answer.status_code == 403
            assert answer.json()["error"]["code"] == "ERROR_CODE_ACCESS_DENIED"


def test_four_endpoints_are_missing_as_found(databases: Callable[[str], str]) -> None:
    """As found the four routes of the records are not there, whatever the token, and all others are."""
    with api_over(databases("as-found")) as api:
        for name in ("audit-logs", "customer-metadata", "transaction-logs", "archived-users"):
            answer = api.client.get(f"{SYSTEM}/records/{name}")
            assert answer.status_code == 404
            assert answer.json()["error"]["code"] == "ERROR_CODE_NOT_FOUND"
        assert api.get(f"{SYSTEM}/auth/me")["id"] == 60


def test_a_broken_database_is_told_without_its_words(databases: Callable[[str], str]) -> None:
    """An error that nobody foresaw is 500 in the envelope, without SQL and without a stack."""
    broken = databases("ready")
    with api_over(broken) as api:
        api.get(f"{SYSTEM}/auth/me")
        with psycopg.connect(broken) as connection:
            connection.execute("drop table mvpw5_691")
        answer = api.send("GET", f"{WORKERS}/leads/list")
        assert answer.status_code == 500
        assert answer.json()["error"]["code"] == "ERROR_FATAL"
        assert "mvpw5" not in answer.text


def test_a_data_table_is_listed_and_summed_up(api: Api) -> None:
    """Nulls stand last and are counted apart from ''; moments are milliseconds to the last one."""
    path = f"{WORKERS}/contribution"
    assert [ids(api.get(f"{path}/list", **query)) for query in ({}, {"order": "asc"}, {"sort": "id"})] == [
        [2, 1, 3], [2, 1, 3], [3, 2, 1],
    ]  # fmt: skip
    assert ids(api.get(f"{path}/list", kind="")) == [3]
    assert api.get(f"{path}/2") == {
        "id": 2, "agent_id": None, "from_agent_id": 13, "transaction_id": None, "amount": 10.5,
        "kind": "bonus", "tier": 0, "contributed_at": 1700000000001,
    }  # fmt: skip
    assert api.get(f"{path}/summary") == [
        {"value": "", "rows": 1, "latest": None, "total": 0},
        {"value": "bonus", "rows": 1, "latest": 1700000000001, "total": 10.5},
        {"value": None, "rows": 1, "latest": None, "total": 0},
    ]


RUN = f"{SYSTEM}/functions/run"


def test_a_function_answers_as_its_route_does(api: Api) -> None:
    """The input goes to the path, the query or the body, as the route has it."""
    for name, given, path in (
        ("Workers/LeadsList", {"hot": True, "per_page": 1}, f"{WORKERS}/leads/list?hot=true&per_page=1"),
        ("Workers/TransactionDetail", {"id": 1}, f"{WORKERS}/transactions/1"),
        ("System/SessionMe", {}, f"{SYSTEM}/auth/me"),
    ):
        answer = api.send("POST", RUN, json={"name": name, "input": given})
        assert answer.json() == api.send("GET", path).json()
    nested = {"name": "System/FunctionsRun", "input": {"name": "Helpers/Slug", "input": {"text": "A b"}}}
    assert api.send("POST", RUN, json=nested).json()["data"] == "a-b"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"name": 5}, 400),
        ({"name": "Workers/LeadsList", "input": "x"}, 400),
        ({"name": "Workers/LeadsList", "input": {"status": ["open"]}}, 400),
        ({"name": "Workers/LeadDetail"}, 400),
        ({"name": "Helpers/RoundMoney", "input": {"amount": "NaN"}}, 400),
        ({"name": "System/FunctionsRun", "input": {"name": "System/FunctionsRun"}}, 400),
        ({"name": "Workers/LeadsLst"}, 404),
        ({"name": "Workers/LeadDetail", "input": {"id": 999999}}, 404),
    ],
)
def test_a_function_refuses_what_it_cannot_run(api: Api, body: dict[str, object], status: int) -> None:
    """An unknown name is 404 and a bad input 400, each in the error form."""
    answer = api.send("POST", RUN, json=body)
    assert (answer.status_code, answer.json()["success"], answer.json()["data"]) == (status, False, None)
