"""The migration makes V2 out of V1: values cast, documents split, nothing put in the wrong column."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from twin.migrate import build as migrate
from twin.postgres import open_server
from twin.steps import Stage
from twin.v2 import build as v2

Row = dict[str, object]

V1_TABLES = (34, 36, 39, 41, *range(45, 292))
LONG_AGO = 1_700_000_000_123
THAT_MOMENT = datetime(2023, 11, 14, 22, 13, 20, 123000, tzinfo=UTC)

DOCUMENTS: dict[int, dict[int, dict[str, object]]] = {
    41: {
        60: {
            "email": "david@twin.example", "first_name": "Dávid", "cell_phone": "", "avatar": None,
            "active": "true", "agent_id": 37208, "team_id": "", "fub_user_id": "", "title_company_id": "17",
            "created_at": LONG_AGO, "updated_at": str(LONG_AGO), "last_login_at": "", "birthday": "",
            "license_expires_on": "2026-02-28", "address": {"street": "1 Main St", "zip": "04101"},
            "account_status": "active", "is_demo": None, "seats": "3", "subscription_price": "49.995",
            "last_invoice_amount": "", "permissions": ["teams", "ärzte"], "pinned_pages": "",
            "dashboard_layout": {"cards": [1, 2]}, "saved_filters": "", "legacy_theme": "dark",
            "onboarding_step": "2", "onboarding_started_at": LONG_AGO,
        },
        7: {"email": "michael@twin.example", "active": False, "address": "", "onboarding_started_at": ""},
        9: {"email": None, "active": "", "onboarding_started_at": None},
    },
    72: {
        1001: {
            "email": "gone@twin.example", "archived_at": str(LONG_AGO), "team_id": 3, "password": "hash",
            "stripe_customer_id": "cus_1", "privacy_mode": "true", "is_leader": True,
        },
    },
    36: {
        37208: {
            "rating": "4.25", "default_split": "85.12345", "tags": ["a\n\"b\"", "c"], "languages": [],
            "commission_plans": [{"plan": "standard"}, {"plan": "mentor", "flat_fee": ""}],
            "performance": [{"year": "2024", "gci": 12.5}], "sponsor_tree": [], "rezen_agent_id": "",
        },
        5: {
            "commission_plans": [{"plan": "standard"}], "performance": "", "sponsor_tree": None,
            "rezen_agent_id": "r5",
        },
    },
    34: {
        2: {"participants": [{"role": "buyer", "agent_id": ""}, {"role": "seller"}], "tags": ["z", "a"]},
        1: {"participants": [{"role": "lender"}], "history": [{"at": LONG_AGO, "to_status": "open"}]},
    },
    39: {1: {"transaction_id": 2, "paid_at": LONG_AGO}, 2: {"transaction_id": 1, "paid_at": ""}},
    48: {1: {"path": ["5", "37208"], "owner_user_id": 60}, 2: {"owner_user_id": ""}},
    69: {1: {"at": LONG_AGO, "actor": {"id": "60"}, "entity": "user", "entity_id": "", "after": None}},
}  # fmt: skip

# Columns that take a V1 field of another name. The rest take the field that is called like them.
RENAMED = {
    "664": {"postal_code": "address.zip", "status": "account_status"},
    "670": {
        "market_country": "country",
        "postal_code": "address.zip",
        "emergency_contact_name": "emergency_contact.name",
        "emergency_contact_phone": "emergency_contact.phone",
    },
    "675": {"postal_code": "address.zip", "market_country": "country"},
    "678": {"changed_at": "at"},
    "685": {"postal_code": "address.zip"},
    "686": {"changed_at": "at"},
    "689": {"contributed_at": "at"},
    "690": {"user_id": "owner_user_id"},
    "693": {"happened_at": "at"},
    "696": {"state": "address_state"},
    "702": {"called_at": "at"},
    "703": {"happened_at": "at"},
    "706": {"started_at": "started", "finished_at": "finished"},
    "707": {"started_at": "started", "finished_at": "finished"},
    "721": {
        "occurred_at": "at", "actor_user_id": "actor.id", "actor_email": "actor.email",
        "table_name": "entity", "record_id": "entity_id", "old_values": "before", "new_values": "after",
        "ip_address": "ip",
    },
    "722": {"name": "key", "value_text": "value", "value_type": "type", "attributes": "meta"},
    "723": {"logged_at": "at"},
    "731": {"postal_code": "address.zip"},
    "791": {"happened_at": "at"},
}  # fmt: skip


@pytest.fixture(scope="module")
def database() -> Iterator[psycopg.Connection[Row]]:
    """Give a database with V2 made out of the documents above."""
    name = f"test_migrate_{os.getpid()}"
    with open_server(None, print) as server:
        with server.connect() as maintenance:
            maintenance.execute(f"create database {name}".encode())
        try:
            conninfo = server.database(name)
            with psycopg.connect(conninfo, autocommit=True, row_factory=dict_row) as connection:
                for table in V1_TABLES:
                    create = f"create table mvpw1_{table} (id integer primary key, xdo jsonb)"
                    connection.execute(create.encode())
                fill(connection, DOCUMENTS)
                run(connection)
                yield connection
        finally:
            with server.connect() as maintenance:
                maintenance.execute(f"drop database {name} with (force)".encode())


def fill(connection: psycopg.Connection[Row], documents: dict[int, dict[int, dict[str, object]]]) -> None:
    """Put documents into V1's tables: table id, row id, fields."""
    for table, rows in documents.items():
        for key, fields in rows.items():
            connection.execute(
                f"insert into mvpw1_{table} values (%s, %s)".encode(), (key, Jsonb({"id": key, **fields}))
            )


def run(connection: psycopg.Connection[Row]) -> None:
    """Run the steps of V2 and of the migration, in their order."""
    for step in sorted((*v2.steps(), *migrate.steps(0.02)), key=lambda step: step.stage):
        if step.stage != Stage.V2_INDEXES:
            with connection.transaction():
                connection.execute(step.sql.encode())


def rows(connection: psycopg.Connection[Row], table: int, columns: str) -> list[tuple[object, ...]]:
    """Return some columns of a V2 table's rows, ordered by id."""
    found = connection.execute(f"select {columns} from mvpw5_{table} order by id".encode()).fetchall()
    return [tuple(row.values()) for row in found]


def test_text_keeps_its_empty_string(database: psycopg.Connection[Row]) -> None:
    """'' stays '', null and a missing key become NULL."""
    assert rows(database, 664, "id, email, cell_phone, avatar") == [
        (7, "michael@twin.example", None, None),
        (9, None, None, None),
        (60, "david@twin.example", "", None),
        (1001, "gone@twin.example", None, None),
    ]


def test_values_get_their_types(database: psycopg.Connection[Row]) -> None:
    """Numbers, moments and dates arrive whether V1 wrote them as numbers, as strings or not at all."""
    moments = rows(database, 664, "created_at, updated_at, last_login_at, license_expires_on, birthday")
    assert moments[2] == (THAT_MOMENT, THAT_MOMENT, None, date(2026, 2, 28), None)
    integers = rows(database, 664, "agent_id, team_id, fub_user_id, title_company_id")
    assert integers[2] == (37208, None, None, 17)
    assert rows(database, 666, "seats, subscription_price, last_invoice_amount")[:3] == [
        (0, Decimal("0.00"), Decimal("0.00")),
        (0, Decimal("0.00"), Decimal("0.00")),
        (3, Decimal("50.00"), Decimal("0.00")),
    ]
    assert rows(database, 670, "rating, default_split")[1] == (4.25, Decimal("85.1235"))


def test_booleans_are_never_null(database: psycopg.Connection[Row]) -> None:
    """ "true", false, '', null and a missing key become true or false."""
    users = rows(database, 664, "id, active, is_demo")
    assert users[:3] == [(7, False, False), (9, False, False), (60, True, False)]


def test_objects_are_flattened(database: psycopg.Connection[Row]) -> None:
    """A nested object's members become columns; an empty string in its place becomes NULLs."""
    assert rows(database, 664, "id, street, postal_code, city")[0] == (7, None, None, None)
    assert rows(database, 664, "id, street, postal_code, city")[2] == (60, "1 Main St", "04101", None)


def test_json_and_lists(database: psycopg.Connection[Row]) -> None:
    """Objects stay JSON, arrays of strings become arrays; '' and null become NULL, [] stays empty."""
    preferences = rows(database, 711, "dashboard_layout, saved_filters, pinned_pages")
    assert preferences[2] == ({"cards": [1, 2]}, None, None)
    assert rows(database, 668, "permissions")[2] == (["teams", "ärzte"],)
    assert rows(database, 670, "tags, languages") == [(None, None), (['a\n"b"', "c"], [])]
    assert rows(database, 721, "record_id, actor_user_id, new_values") == [(None, 60, None)]


def test_optional_rows(database: psycopg.Connection[Row]) -> None:
    """A row that V1 need not have exists only where its field is filled."""
    assert rows(database, 929, "user_id, onboarding_step") == [(60, 2)]
    assert rows(database, 930, "agent_id, rezen_agent_id") == [(5, "r5")]
    assert rows(database, 697, "participant_id, paid_at") == [(1, THAT_MOMENT)]
    assert rows(database, 690, "network_id, user_id") == [(1, 60)]


def test_arrays_become_rows(database: psycopg.Connection[Row]) -> None:
    """Each element of an array is a row, numbered by its document and its place there."""
    assert rows(database, 672, "id, agent_id, plan, flat_fee") == [
        (1, 5, "standard", Decimal("0.00")),
        (2, 37208, "standard", Decimal("0.00")),
        (3, 37208, "mentor", Decimal("0.00")),
    ]
    assert rows(database, 673, "agent_id, year, gci") == [(37208, 2024, Decimal("12.50"))]
    assert rows(database, 674, "id") == []
    assert rows(database, 676, "id, transaction_id, position, role, agent_id") == [
        (1, 1, 1, "lender", None),
        (2, 2, 1, "buyer", None),
        (3, 2, 2, "seller", None),
    ]
    assert rows(database, 679, "id, transaction_id, tag") == [(1, 2, "z"), (2, 2, "a")]


def test_archived_users_join_the_users(database: psycopg.Connection[Row]) -> None:
    """An archived user is a user with that status, with rows in four of the split tables."""
    user = rows(database, 664, "status, active, deleted_at, team_id")[3]
    assert user == ("archived", False, THAT_MOMENT, 3)
    assert rows(database, 665, "user_id, password")[3] == (1001, "hash")
    assert rows(database, 666, "user_id, stripe_customer_id")[3] == (1001, "cus_1")
    assert rows(database, 667, "user_id, privacy_mode, daily_dash_daily")[3] == (1001, True, False)
    assert rows(database, 668, "user_id, is_leader, is_mentor")[3] == (1001, True, False)
    assert len(rows(database, 711, "user_id")) == 3


def test_the_casts_are_gone(database: psycopg.Connection[Row]) -> None:
    """The migration leaves no function behind, and says that V2 is ready."""
    functions = "select proname from pg_proc where pronamespace = 'public'::regnamespace"
    assert database.execute(functions.encode()).fetchall() == []
    assert database.execute("select state from twin_state").fetchall() == [{"state": "ready"}]


def test_moments_stay_exact(database: psycopg.Connection[Row]) -> None:
    """Epoch milliseconds survive their way through a double, over a century of odd ones."""
    body = "to_timestamp(nullif(ms::text, '')::double precision / 1000)"
    wrong = database.execute(
        f"select count(*) as n from (select g * 31557601::bigint * 1000 / 20000 + g % 1000 as ms"
        f" from generate_series(-100000, 100000) g) s where extract(epoch from {body}) * 1000 <> ms".encode()
    ).fetchone()
    assert wrong == {"n": 0}


def test_every_column_takes_its_own_field(database: psycopg.Connection[Row]) -> None:
    """Each column of each table holds the field of its name, or the one that it is renamed from."""
    with database.transaction(force_rollback=True):
        found = database.execute("select tablename from pg_tables where tablename ~ '^mvpw[15]_'").fetchall()
        tables = sorted(str(row["tablename"]) for row in found)
        database.execute(f"truncate {', '.join(tables)}".encode())
        database.execute(migrate.text_of("casts").encode())
        for domain, *_ in migrate.DOMAINS:
            text = migrate.text_of(domain)
            fill(database, telling_documents(text))
            database.execute(text.encode())
        filled = [table.removeprefix("mvpw5_") for table in tables if table.startswith("mvpw5_")]
        assert len(filled) == 193
        for table in filled:
            if table not in NEW:
                check_columns(database, table)


DOCUMENT_IDS = range(1, 10)
ADDRESS = {"street", "city", "state", "country"}
HAS_ADDRESS = {"664", "670", "675", "685", "731"}
# Made of nothing in V1.
NEW = {"871", "872", "873", "874"}
GIVEN = {"664": {"migrated_at"}, "676": {"position"}, "678": {"position"}, "679": {"tag"}}
CASTS = {
    "_text": "as_list", "bool": "as_boolean", "date": "as_date", "float8": "as_float", "int4": "as_integer",
    "jsonb": "as_json", "numeric": "as_number", "text": "", "timestamptz": "as_moment",
}  # fmt: skip
FIELD = re.compile(r"(?:(as_\w+)\()?(?:v1\.xdo|xdo|item\.value)((?:->'\w+')*)->>?'(\w+)'")


def telling_documents(text: str) -> dict[int, dict[int, dict[str, object]]]:
    """Return nine documents for each V1 table of a file, in which every field tells its own name.

    A boolean tells it over the nine: it is true where the field's number has the bit of the document's id.
    """
    documents: dict[int, dict[int, dict[str, object]]] = {}
    for statement in text.split(";\n"):
        table = re.search(r"mvpw1_(\d+)", statement)
        if table is None or table[1] == "72":
            continue
        array = re.search(r"xdo->'(\w+)'\)\) with ordinality", statement)
        for bit in DOCUMENT_IDS:
            document = documents.setdefault(int(table[1]), {}).setdefault(bit, {})
            item: dict[str, object] = {}
            for cast, path, name in FIELD.findall(statement.split("\nfrom ")[0]):
                target = item if array else document
                for step in re.findall(r"\w+", path):
                    inner = target.setdefault(step, {})
                    assert isinstance(inner, dict)
                    target = inner
                full = ".".join((*re.findall(r"\w+", path), name))
                if cast != "as_array":
                    target[name] = telling_value(cast, full, bit)
            if array:
                document[array[1]] = [item] if item else ["tag"]
    return documents


def number_of(name: str) -> int:
    """Return a number that tells a field's name: the same in every run, below 512, nearly unique."""
    return sum(place * ord(letter) for place, letter in enumerate(name, start=1)) % 509 + 1


def telling_value(cast: str, name: str, bit: int) -> object:
    """Return the value that a field of this name holds in the document of this id."""
    number = number_of(name)
    match cast:
        case "as_integer":
            return str(number)
        case "as_number" | "as_float":
            return f"{number}.5"
        case "as_boolean":
            return bool(number >> (bit - 1) & 1)
        case "as_moment":
            return number * 1000
        case "as_date":
            return str(date(2000, 1, 1) + timedelta(days=number))
        case "as_json":
            return {"name": name}
        case "as_list":
            return [name]
    return name


def check_columns(connection: psycopg.Connection[Row], table: str) -> None:
    """Compare every column of a V2 table with what its field tells; keys that V2 gives are left out."""
    columns = connection.execute(
        "select column_name, udt_name from information_schema.columns where table_name = %s",
        (f"mvpw5_{table}",),
    ).fetchall()
    for row in columns:
        column, kind = str(row["column_name"]), str(row["udt_name"])
        found = [as_written(value) for (value,) in rows(connection, int(table), column)]
        if found == [str(bit) for bit in DOCUMENT_IDS] or column in GIVEN.get(table, set()):
            continue
        plain = f"address.{column}" if table in HAS_ADDRESS and column in ADDRESS else column
        name = RENAMED.get(table, {}).get(column, plain)
        told = [telling_value(CASTS[kind], name, bit) for bit in DOCUMENT_IDS]
        assert found == told, f"mvpw5_{table}.{column}"


def as_written(value: object) -> object:
    """Return a value of V2 as `telling_value` wrote it into V1."""
    match value:
        case datetime():
            return int(value.timestamp() * 1000)
        case Decimal() | float():
            return f"{float(value):.1f}"
        case bool() | dict() | list() | None:
            return value
    return str(value)
