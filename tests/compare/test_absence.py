"""Why a parent is absent is told by V1, on another server than V2."""

from __future__ import annotations

import json

import pytest

from cutover.compare import Link, Names, why_absent
from cutover.compare import absence as module
from cutover.manifest.table import Source, TableFile

from .pairs import TwoServers

NAMES = Names({"user": "v1_user", "archived": "v1_archived"}, {"user": "v2_user"})
LINK = Link("v2_child", ("user_id",), "v2_user", deleted="deleted_at")


def sources(v2: dict[str, object], table: str = "user") -> list[Source]:
    """Give the sources of V2's user that a file of the manifest declares."""
    file = TableFile.model_validate({"v1": {"table": table}, "v2": {"user": v2}})
    return [Source(file, target) for target in file.v2]


BY_ID = {"columns": {"id": "id", "deleted_at": "gone_at"}}


@pytest.fixture
def pair(servers: TwoServers) -> TwoServers:
    """V1 holds rows that V2's table, which is empty, lacks."""
    documents = {1: {"code": "a"}, 2: {"gone_at": 1700000000000}, 3: {"gone_at": ""}, 4: {"kind": "x"}, 9: {}}
    servers.v1.execute("create table v1_user (id int primary key, xdo jsonb not null)")
    servers.v1.execute("create table v1_archived (id int primary key, xdo jsonb not null)")
    with servers.v1.cursor() as cursor:
        cursor.executemany(
            "insert into v1_user values (%s, %s)", [(n, json.dumps(each)) for n, each in documents.items()]
        )
    servers.v1.execute("""insert into v1_archived values (20, '{"archived_at": 5}'), (21, '{}')""")
    servers.v2.execute("create table v2_user (id int primary key, code text, b int, deleted_at timestamptz)")
    return servers


def told(pair: TwoServers, link: Link, found: list[Source], *values: str) -> dict[str, str]:
    """Say why each of the values is absent."""
    why = why_absent(pair.v1, pair.v2, link, found, NAMES, [(each,) for each in values])
    return {value: word for (value,), word in why.items()}


def test_each_word_has_its_meaning(pair: TwoServers) -> None:
    """V1 has the row, has it as deleted, has had it, cannot have had it, or no key looks like that."""
    assert told(pair, LINK, sources(BY_ID), "1", "3", "2", "7", "10", "-1", "x", "1.5", "99999999999") == {
        "1": "in V1, not migrated",
        "3": "in V1, not migrated",
        "2": "soft-deleted in V1",
        "7": "deleted in V1 since",
        "10": "never in V1",
        "-1": "never in V1",
        "x": "key of another type",
        "1.5": "key of another type",
        "99999999999": "key of another type",
    }


def test_any_of_several_sources_may_have_the_row(pair: TwoServers) -> None:
    """A parent that is made of two V1 tables is looked for in both."""
    archived = {"columns": {"id": "id", "deleted_at": "archived_at"}}
    found = [*sources(BY_ID), *sources(archived, "archived")]
    assert told(pair, LINK, found, "1", "20", "21", "15", "22") == {
        "1": "in V1, not migrated",
        "20": "soft-deleted in V1",
        "21": "in V1, not migrated",
        "15": "deleted in V1 since",
        "22": "never in V1",
    }


def test_a_row_that_the_manifest_leaves_out_is_not_called_unmigrated(pair: TwoServers) -> None:
    """What `where` and `when` leave out cannot be restored; one that is deleted is told as that."""
    found = sources({"where": "xdo->>'gone_at' is null and xdo->>'kind' is distinct from 'x'", **BY_ID})
    assert told(pair, LINK, found, "1", "4", "2") == {
        "1": "in V1, not migrated",
        "4": "",
        "2": "soft-deleted in V1",
    }
    assert told(pair, LINK, sources({"when": "code", **BY_ID}), "1", "9") == {
        "1": "in V1, not migrated",
        "9": "",
    }


def test_a_key_may_be_a_field_or_an_element(pair: TwoServers) -> None:
    """Then V1's documents are read; a percent sign of the manifest's SQL is no placeholder."""
    by_code = {
        "match": {"code": "code"},
        "columns": {"deleted_at": "gone_at"},
        "where": "xdo::text like '%a%'",
    }
    link = Link("v2_child", ("code",), "v2_user", ("code",), "deleted_at")
    assert told(pair, link, sources(by_code), "a", "it's") == {
        "a": "in V1, not migrated",
        "it's": "never in V1",
    }
    pair.v1.execute("""insert into v1_user values (30, '{"list": [{"b": "7"}, {"b": "no number"}]}')""")
    each = {"match": {"id": "id", "b": "item.b"}, "each": "list"}
    link = Link("v2_child", ("user_id", "b"), "v2_user", ("id", "b"))
    values = [("30", "7"), ("30", "8"), ("30", "x")]
    assert [*why_absent(pair.v1, pair.v2, link, sources(each), NAMES, values).values()] == [
        "in V1, not migrated",
        "never in V1",
        "key of another type",
    ]


def test_a_key_that_v2_gives_itself_is_nothing_that_v1_knows(pair: TwoServers) -> None:
    """V1 cannot say; of a table that is new in V2 nothing was ever there."""
    own = {"match": {"code": "code"}, "new": {"id": "given by V2"}}
    assert told(pair, LINK, sources(own), "1") == {"1": ""}
    assert told(pair, LINK, [], "1", "x") == {"1": "never in V1", "x": "key of another type"}


def test_many_values_are_asked_about_in_parts(pair: TwoServers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each value is told, however many there are, and none is asked about twice."""
    monkeypatch.setattr(module, "AT_ONCE", 2)
    found = told(pair, LINK, sources(BY_ID), "1", "2", "3", "7", "10", "1")
    assert list(found) == ["1", "2", "3", "7", "10"]
    assert found["10"] == "never in V1"
    assert why_absent(pair.v1, pair.v2, LINK, sources(BY_ID), NAMES, []) == {}
