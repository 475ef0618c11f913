# ruff: noqa: E501 - tables and rows read as such: one line, one row
"""A small pair that is not the twin: a lending library, moved from documents to typed tables.

V1 keeps `book`, `member`, `loan` and `shelf` as (id, xdo jsonb) in one schema, V2 typed tables in another; each has an
HTTP API of its own with a login and an OpenAPI document. One difference is planted: V2 holds a book's price a cent short.
The first line tells the variables that a reader of docs/your-own-migration.md sets; the end of its input ends it.
"""

import json
import os
import secrets
import sys
import threading
import time
from collections.abc import Iterator

import psycopg
import uvicorn
from psycopg.rows import dict_row
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from twin.postgres import open_server

ROLE, PASSWORD = "own_pair_reader", "own-pair-reader-9"
EMAIL, SECRET = "nora@library.example", "nora-knows-1"

V1_TABLES = """
create schema lib_old;
create table lib_old.book (id bigint primary key, xdo jsonb not null);
create table lib_old.member (id bigint primary key, xdo jsonb not null);
create table lib_old.loan (id bigint primary key, xdo jsonb not null);
create table lib_old.shelf (id bigint primary key, xdo jsonb not null);
insert into lib_old.book select n, jsonb_build_object('title', 'Book ' || n, 'author', 'Author ' || n % 7,
    'price', (n + 0.5)::text || '0', 'addedOn', 1600000000000 + n * 86400000::bigint, 'tags', jsonb_build_array('t' || n % 3),
    'inPrint', case when n % 4 = 0 then '' else 'true' end, 'legacyCode', 'B-' || n, 'medium', case n % 2 when 0 then 'paper' else 'audio' end)
  from generate_series(1, 60) n;
insert into lib_old.member select n, jsonb_build_object('fullName', 'Member ' || n, 'email', 'm' || n || '@library.example',
    'joined', '2021-03-' || lpad((n % 28 + 1)::text, 2, '0'),
    'prefs', jsonb_build_object('newsletter', n % 2 = 0, 'language', 'en'))
  from generate_series(1, 20) n;
insert into lib_old.loan select n, jsonb_build_object('book_id', n % 60 + 1, 'member_id', n % 20 + 1,
    'due', '2024-05-' || lpad((n % 28 + 1)::text, 2, '0'), 'returned', n % 3 = 0)
  from generate_series(1, 90) n;
insert into lib_old.shelf select n, jsonb_build_object('floor', n) from generate_series(1, 3) n;
"""
V2_TABLES = """
create schema lib_new;
create type lib_new.medium as enum ('paper', 'audio');
create table lib_new.books (id bigint primary key, title text not null, author text, price numeric(8,2),
    added_on timestamptz, tags text[], in_print boolean not null default false, medium lib_new.medium);
create table lib_new.members (id bigint primary key, full_name text, email text, joined date);
create table lib_new.member_settings (id bigint generated always as identity primary key,
    member_id bigint not null references lib_new.members, newsletter boolean, language text);
create table lib_new.loans (id bigint primary key, book_id bigint references lib_new.books,
    member_id bigint references lib_new.members, due date, is_back boolean);
create table lib_new."Reminders" (id bigint primary key, loan_id bigint, sent_at timestamptz);
insert into lib_new.books select id, xdo->>'title', xdo->>'author', (xdo->>'price')::numeric,
    to_timestamp((xdo->>'addedOn')::bigint / 1000.0), array(select jsonb_array_elements_text(xdo->'tags')),
    coalesce(nullif(xdo->>'inPrint', '')::boolean, false), (xdo->>'medium')::lib_new.medium from lib_old.book;
insert into lib_new.members select id, xdo->>'fullName', xdo->>'email', (xdo->>'joined')::date from lib_old.member;
insert into lib_new.member_settings (member_id, newsletter, language)
  select id, (xdo->'prefs'->>'newsletter')::boolean, xdo->'prefs'->>'language' from lib_old.member order by id;
insert into lib_new.loans select id, (xdo->>'book_id')::bigint, (xdo->>'member_id')::bigint, (xdo->>'due')::date,
    (xdo->>'returned')::boolean from lib_old.loan;
update lib_new.books set price = price - 0.01 where id = 17;
"""

V1_BOOKS = """
select id, xdo->>'title' as title, xdo->>'author' as author, (xdo->>'price')::float8 as price,
       coalesce(xdo->>'inPrint', '') = 'true' as in_print from lib_old.book order by id
"""
V2_BOOKS = "select id, title, author, price::float8 as price, in_print from lib_new.books order by id"
V1_LOANS = """
select id, (xdo->>'book_id')::bigint as book_id, (xdo->>'member_id')::bigint as member_id, xdo->>'due' as due,
       (xdo->>'returned')::boolean as returned from lib_old.loan order by id
"""
V2_LOANS = (
    "select id, book_id, member_id, due::text as due, is_back as returned from lib_new.loans order by id"
)


class Refusal(Exception):
    """An answer that is none."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Library:
    """One side's API: the same questions, each side out of its own tables and at its own paths."""

    def __init__(self, dsn: str, side: str) -> None:
        self.dsn = dsn
        self.side = side
        self.token = f"{side}-{secrets.token_hex(8)}"
        self.base = "/v1" if side == "v1" else "/api"
        self.books = V1_BOOKS if side == "v1" else V2_BOOKS
        self.loans = V1_LOANS if side == "v1" else V2_LOANS

    def app(self) -> Starlette:
        """Return the application."""
        routes = [
            Route("/openapi.json", lambda _: JSONResponse(self.document())),
            Route(f"{self.base}/login", self.login, methods=["POST"]),
            Route(f"{self.base}/books", self.list_books),
            Route(f"{self.base}/books/{{id}}", self.one_book),
            Route(f"{self.base}/loans", self.list_loans),
        ]
        return Starlette(routes=routes, exception_handlers={Refusal: _refused, 404: _missing, 405: _missing})

    async def login(self, request: Request) -> JSONResponse:
        """Give a token."""
        said = await request.json()
        if (said.get("email"), said.get("password")) != (EMAIL, SECRET):
            raise Refusal(403, "wrong password")
        return JSONResponse(
            {"token": self.token} if self.side == "v1" else {"session": {"token": self.token}}
        )

    def list_books(self, request: Request) -> JSONResponse:
        """Give all books, or those in print, or those of an author."""
        self._demand_token(request)
        wanted = request.query_params.get("in_print")
        if wanted not in (None, "true", "false"):
            raise Refusal(422, "in_print is true or false")
        author = request.query_params.get("author")
        rows = [
            row
            for row in self._rows(self.books)
            if wanted in (None, str(row["in_print"]).lower()) and author in (None, row["author"])
        ]
        return JSONResponse({"books": rows})

    def one_book(self, request: Request) -> JSONResponse:
        """Give one book."""
        self._demand_token(request)
        wanted = request.path_params["id"]
        found = [row for row in self._rows(self.books) if str(row["id"]) == wanted]
        if not found:
            raise Refusal(404 if wanted.isdecimal() else 422, "no such book")
        return JSONResponse(found[0])

    def list_loans(self, request: Request) -> JSONResponse:
        """Give all loans."""
        self._demand_token(request)
        return JSONResponse({"loans": self._rows(self.loans)})

    def _demand_token(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            raise Refusal(401, "no token")

    def _rows(self, query: str) -> list[dict]:
        with psycopg.connect(self.dsn, row_factory=dict_row) as connection:
            return connection.execute(query.encode()).fetchall()

    def document(self) -> dict:
        """Describe the API: V1 in OpenAPI 3.0, V2 in 3.1."""

        def rows(name: str) -> dict:
            item = {"type": "object", "properties": {"id": {"type": "integer"}}}
            listed = {"type": "object", "properties": {name: {"type": "array", "items": item}}}
            return {"200": {"description": "", "content": {"application/json": {"schema": listed}}}}

        def text(name: str) -> dict:
            return {"name": name, "in": "query", "schema": {"type": "string"}}

        in_print = {"name": "in_print", "in": "query", "schema": {"type": "boolean"}}
        number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
        given = {"type": "object", "properties": {name: {"type": "string"} for name in ("email", "password")}}
        body = {"content": {"application/json": {"schema": given}}}
        books = {"operationId": "list", "summary": "All books", "tags": ["books"], "responses": rows("books")}
        one = {"operationId": "one", "summary": "One book", "tags": ["books"], "parameters": [number]}
        loans = {"operationId": "list", "summary": "All loans", "tags": ["loans"], "responses": rows("loans")}
        return {
            "openapi": "3.0.3" if self.side == "v1" else "3.1.0",
            "info": {"title": "Library", "version": "1"},
            "servers": [{"url": f"https://library.example{self.base}"}],
            "paths": {
                "/login": {"post": {"operationId": "login", "tags": ["session"], "requestBody": body}},
                "/books": {"get": {**books, "parameters": [in_print, text("author")]}},
                "/books/{id}": {"get": one},
                "/loans": {"get": loans},
            },
        }


async def _refused(_: Request, refusal: Refusal) -> JSONResponse:
    return JSONResponse({"detail": str(refusal)}, refusal.status)


async def _missing(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "no such route"}, getattr(error, "status_code", 404))


def serve(app: Starlette) -> str:
    """Serve an application on a port of its own, in a thread."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


def main() -> None:
    """Build, serve, tell, wait for the end of standard input."""
    name = f"own_pair_{os.getpid()}"
    with open_server(os.environ.get("TWIN_DSN"), lambda said: print(said, file=sys.stderr)) as server:
        with server.connect() as connection:
            connection.execute(f"create database {name}")
            if not connection.execute("select 1 from pg_roles where rolname = %s", (ROLE,)).fetchone():
                connection.execute(f"create role {ROLE} login password '{PASSWORD}'")
        try:
            with server.connect(name) as connection:
                for statements in (V1_TABLES, V2_TABLES, *_grants()):
                    connection.execute(statements)
            admin, reader = server.database(name), server.url(name, ROLE, PASSWORD)
            told = {"admin": admin}
            for side in ("V1", "V2"):
                told |= {f"{side}_API": serve(Library(admin, side.lower()).app()), f"{side}_DATABASE": reader}
                told |= {f"{side}_EMAIL": EMAIL, f"{side}_PASSWORD": SECRET}
            print(json.dumps(told), flush=True)
            sys.stdin.read()
        finally:
            with server.connect() as connection:
                connection.execute(f"drop database if exists {name} with (force)")


def _grants() -> Iterator[str]:
    for schema in ("lib_old", "lib_new"):
        yield f"grant usage on schema {schema} to {ROLE}"
        yield f"grant select on all tables in schema {schema} to {ROLE}"


if __name__ == "__main__":
    main()
