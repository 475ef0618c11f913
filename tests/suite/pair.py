"""A tiny V1 and V2 of a shop: two databases' worth of tables in one, three APIs, all real; run as a command.

Two V1 tables and two V2 tables of ten customers and thirty orders, four endpoints. ``--fault NAME`` makes V2
lie or die: see FAULTS. Its first line tells where everything is; the end of its input ends it.
"""

import argparse
import json
import os
import secrets
import signal
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from twin.postgres import open_server

FAULTS = {
    "orphan": "an order points at a customer that is not there",
    "cent": "an order's total is a cent short, in the table and in the answers",
    "types": "an order's total is a double, and orders have a column that nobody declared",
    "missing": "V2 lacks one order",
    "dies": "V2's API ends after a few requests",
    "breaks": "V2 answers 500 to the list of orders",
    "leaks": "V2's answers repeat the token, the password and a customer's email",
    "kills": "V2 ends the worker that asks for the list of orders",
    "slow": "V2 takes its time over each answer",
    "late": "V2 answers 30 ms late",
    "busy": "V2 has had enough once, and says when to come again",
    "same": "V2's API is V1's API",
    "writable": "the role may write to V1",
    "deaf": "V1's API does not answer at all",
    "mute": "the command says no JSON",
}
USERS = {1: ("ann@shop.example", "ann-secret-1"), 2: ("bob@shop.example", "bob-secret-2")}
ORDERS = [
    {"id": n, "customer_id": 1 + n % 10, "total": f"{n}.50", "status": "paid" if n % 3 else "open"}
    for n in range(1, 31)
]
ROLE, PASSWORD = "cutover_tiny_reader", "tiny-reader-password-9"


def build(connection: psycopg.Connection, fault: str) -> None:
    """Make V1's documents and V2's rows."""
    connection.execute("create table mvpw1_1 (id bigint primary key, xdo jsonb not null)")
    connection.execute("create table mvpw1_2 (id bigint primary key, xdo jsonb not null)")
    connection.execute("create table mvpw5_11 (id bigint primary key, email text, active boolean)")
    connection.execute(
        "create table mvpw5_12 (id bigint primary key, customer_id bigint, total numeric, status text)"
    )
    for n in range(1, 11):
        customer = {"email": f"customer{n}@shop.example", "active": "true" if n % 2 else ""}
        connection.execute("insert into mvpw1_1 values (%s, %s)", (n, json.dumps(customer)))
    for order in ORDERS:
        connection.execute("insert into mvpw1_2 values (%s, %s)", (order["id"], json.dumps(order)))
    connection.execute(
        "insert into mvpw5_11 select id, xdo->>'email', coalesce(nullif(xdo->>'active', '')::boolean, false)"
        " from mvpw1_1"
    )
    connection.execute(
        "insert into mvpw5_12 select id, (xdo->>'customer_id')::bigint, (xdo->>'total')::numeric,"
        " xdo->>'status' from mvpw1_2"
    )
    if fault == "orphan":
        connection.execute("update mvpw5_12 set customer_id = 99 where id = 7")
    if fault == "cent":
        connection.execute("update mvpw5_12 set total = total - 0.01 where id = 7")
    if fault == "types":
        connection.execute("alter table mvpw5_12 alter total type double precision, add note text")
    if fault == "missing":
        connection.execute("delete from mvpw5_12 where id = 30")


def note_arrival(what: str = "") -> None:
    """Write down when V2 was asked, where somebody wants to know."""
    if place := os.environ.get("TINY_ARRIVALS"):
        with Path(place).open("a") as file:
            file.write(f"{time.monotonic():.6f} {what}\n")


class Api:
    """Both APIs' answers, out of the same list: V1's bare, V2's in its envelope."""

    def __init__(self, side: str, fault: str) -> None:
        self.side = side
        self.fault = fault if side == "V2" else ""
        self.tokens = {f"tiny-token-{side}-{user}-{secrets.token_hex(4)}": user for user in USERS}
        self.asked = 0
        self.busy = self.fault == "busy"

    def answer(self, method: str, target: str, token: str, body: dict) -> tuple[int, object]:
        """Give status and JSON for one request."""
        self.asked += 1
        if self.side == "V2":
            note_arrival()
        if self.fault == "dies" and self.asked > 12:
            os._exit(3)
        time.sleep({"slow": 0.3, "late": 0.03}.get(self.fault, 0))
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
        if path == "/login":
            return self._login(body)
        if token not in self.tokens:
            return self.refuse(401, "no token")
        if self.fault == "kills" and path == "/orders" and (kill := Path(os.environ["TINY_KILL"])).exists():
            pid = int(kill.read_text() or 0)
            if pid:
                kill.unlink(missing_ok=True)
                os.kill(pid, signal.SIGKILL)
        if self.busy and path == "/orders":
            self.busy = False
            note_arrival("429")
            return self.refuse(429, "too many requests")
        if self.fault == "breaks" and path == "/orders":
            return self.refuse(500, "broken")
        if method != ("POST" if path == "/note" else "GET"):
            return self.refuse(405, "this route has another method")
        if path == "/me":
            return self.give({"id": self.tokens[token], **self._leak(token)})
        if path == "/orders":
            return self._orders(query)
        if path.startswith("/orders/"):
            return self._order(path.rpartition("/")[2])
        if path == "/note":
            return self._note(body.get("text"))
        return self.refuse(404, "no such route")

    def give(self, data: object) -> tuple[int, object]:
        """Wrap an answer."""
        return 200, data if self.side == "V1" else {"success": True, "data": data, "error": None}

    def refuse(self, status: int, why: str) -> tuple[int, object]:
        """Wrap a refusal."""
        if self.side == "V1":
            return status, {"code": "ERROR", "message": why, "payload": ""}
        return status, {"success": False, "data": None, "error": why}

    def _note(self, text: object) -> tuple[int, object]:
        """Keep what can be kept: a text, and whole characters."""
        if not isinstance(text, str) or not text.isprintable():
            return self.refuse(400, "text is a text")
        return self.give({"text": text})

    def _login(self, body: dict) -> tuple[int, object]:
        for user, (email, password) in USERS.items():
            if (body.get("email"), body.get("password")) == (email, password):
                token = next(token for token, owner in self.tokens.items() if owner == user)
                return self.give({"token": token})
        return self.refuse(403, "wrong password")

    def _leak(self, token: str) -> dict:
        if self.fault != "leaks":
            return {"note": "fine", "email": "hidden", "echo": "fine"}
        password = USERS[self.tokens[token]][1]
        return {"note": f"Bearer {token} {password}", "email": "customer1@shop.example", "echo": token}

    def _orders(self, query: dict) -> tuple[int, object]:
        status = query.get("status", [None])[0]
        if status not in (None, "open", "paid"):
            return self.refuse(400, "status is open or paid")
        rows = [self._row(order) for order in ORDERS if status in (None, order["status"])]
        return self.give({"items": rows})

    def _order(self, name: str) -> tuple[int, object]:
        if not name.isdigit():
            return self.refuse(400, "id is an integer")
        found = [order for order in ORDERS if order["id"] == int(name)]
        return self.give(self._row(found[0])) if found else self.refuse(404, "no such order")

    def _row(self, order: dict) -> dict:
        total = float(order["total"]) - (0.01 if self.fault == "cent" and order["id"] == 7 else 0)
        return {**order, "total": round(total, 2)}


def serve(api: Api) -> str:
    """Serve an API on a port of its own, in a thread."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name is http.server's
            """Answer."""
            length = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            token = (self.headers.get("authorization") or "").removeprefix("Bearer ")
            status, document = api.answer(self.command, self.path, token, body)
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            if status == 429:
                self.send_header("retry-after", "1")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


def main() -> None:
    """Build, serve, tell, wait for the end of standard input."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fault", default="", choices=["", *FAULTS])
    parser.add_argument("--state", default="")
    parser.add_argument("--scale", default="")
    fault = parser.parse_args().fault
    name = f"tiny_{os.getpid()}"
    with open_server(os.environ.get("TWIN_DSN"), lambda said: print(said, file=sys.stderr)) as server:
        with server.connect() as connection:
            connection.execute(f"create database {name}")
            # Another pair may make the role at the very same moment.
            with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                connection.execute(f"create role {ROLE} login password '{PASSWORD}'")
        try:
            with server.connect(name) as connection:
                build(connection, fault)
                connection.execute(f"grant select on all tables in schema public to {ROLE}")
                if fault == "writable":
                    connection.execute(f"grant insert on mvpw1_1 to {ROLE}")
            v1, v2, writes = serve(Api("V1", fault)), serve(Api("V2", fault)), serve(Api("V2", ""))
            if fault == "deaf":
                v1 = "http://127.0.0.1:9"
            if fault == "same":
                v2 = v1
            database = server.url(name, ROLE, PASSWORD)
            told = {
                "identity": f"tiny, fault {fault or 'none'}",
                "seed": 3,
                "versions": {"tiny": "1"},
                "v1": {"api": v1, "database": database},
                "v2": {"api": v2, "writes_api": writes, "database": database},
            }
            print("good morning" if fault == "mute" else json.dumps(told), flush=True)
            sys.stdin.read()
        finally:
            with server.connect() as connection:
                connection.execute(f"drop database if exists {name} with (force)")


if __name__ == "__main__":
    main()
