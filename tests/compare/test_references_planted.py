"""Orphans planted in every reference of the migration are found, all of them and no others."""

from pathlib import Path

import psycopg
import pytest

from cutover.compare import Link, Names, count_all, count_orphans, link_of, stream_orphans
from cutover.manifest import Migration, Reference, load_migration

MIGRATION = load_migration(Path(__file__).parents[2] / "migration")
NAMES = Names({}, {table.name: table.name for table in MIGRATION.v2_tables()})
ROWS = 40

KEYS = {
    "close together": "n",
    "with gaps": "n + n / 9",  # 1 to 8, 10 to 18, …
    "far apart": "n * 1000",
}
"""How the parents' ids lie, as SQL over 1, 2, 3, …"""


@pytest.fixture(params=KEYS)
def ids(connection: psycopg.Connection, request: pytest.FixtureRequest) -> str:
    """V2's tables of all references, as the manifest has them; every child has its parent."""
    made = KEYS[request.param]
    for table in sorted({name for each in MIGRATION.references for name in (each.child, each.parent)}):
        columns = ", ".join(f'"{name}" {type_}' for name, type_ in MIGRATION.types(table).items())
        connection.execute(f'create table "{table}" ({columns}, primary key (id))')
        own = [each.column for each in MIGRATION.references if each.child == table]
        listed = "".join(f", {column}" for column in own)
        values = f", {made}" * len(own)
        connection.execute(
            f'insert into "{table}" (id{listed}) select {made}{values} from generate_series(1, {ROWS}) n'
        )
    return made


def plant(connection: psycopg.Connection, number: int, reference: Reference) -> set[str]:
    """Spoil some rows, another number in each reference: beyond the ids, below them, and between two."""
    wrong = ["9000000 + id", "0", "-id", "9", "2147483647", "1500"][: 1 + number % 6]
    rows = connection.execute(f'select id from "{reference.child}" order by md5(id::text)').fetchall()
    spoilt = set()
    for (row,), value in zip(rows, wrong, strict=False):
        change = f'update "{reference.child}" set {reference.column} = {value} where id = {row}'
        there = f'select 1 from "{reference.parent}" where id = (select {value} from (values ({row})) v(id))'
        if connection.execute(there).fetchone() is None:
            connection.execute(change)
            spoilt.add(str(row))
    (empty,) = rows[-1]
    connection.execute(f'update "{reference.child}" set {reference.column} = null where id = {empty}')
    return spoilt


def counted(connection: psycopg.Connection, migration: Migration = MIGRATION) -> dict[str, set[str]]:
    """Count all references, each child once, and tell the rows of each reference's sample."""
    found = count_all(connection, {each.id: link_of(each, NAMES) for each in migration.references})
    assert list(found) == [each.id for each in migration.references]
    for orphans in found.values():
        assert (orphans.count, orphans.rows) == (len(orphans.sample), ROWS)
    return {name: {key for key, _ in orphans.sample} for name, orphans in found.items()}


def test_every_reference_finds_what_is_planted_in_it(connection: psycopg.Connection, ids: str) -> None:
    """32 of 32: before there is none, then exactly those rows, by count, by sample and by stream."""
    assert len(MIGRATION.references) == 32
    assert not any(counted(connection).values())
    planted = {each.id: plant(connection, number, each) for number, each in enumerate(MIGRATION.references)}
    assert all(planted.values())
    assert counted(connection) == planted
    for reference in MIGRATION.references:
        streamed = stream_orphans(connection, link_of(reference, NAMES))
        assert {each.key[0] for each in streamed} == planted[reference.id]


def test_a_parent_that_goes_leaves_its_children(connection: psycopg.Connection, ids: str) -> None:
    """Whichever parent is lost, at an end of the ids or amid them, its children are orphans."""
    for place in (1, 20, ROWS):
        connection.execute(
            f'delete from "transaction" where id = (select {ids} from (values ({place})) v(n))'
        )
    lost = {id_ for id_, rows in counted_children(connection, "transaction").items() if rows == 3}
    assert lost == {each.id for each in MIGRATION.references if each.parent == "transaction"}


def counted_children(connection: psycopg.Connection, parent: str) -> dict[str, int]:
    """Count the orphans of each reference to a parent."""
    links = {each.id: link_of(each, NAMES) for each in MIGRATION.references if each.parent == parent}
    return {name: count_orphans(connection, [link])[0].count for name, link in links.items()}


def test_an_empty_parent_leaves_everybody_alone(connection: psycopg.Connection, ids: str) -> None:
    """All rows with a value are orphans then; a migration of no parents is no clean one."""
    connection.execute('delete from "listing"')
    assert counted_children(connection, "listing") == {
        "listing_history.listing_id": ROWS,
        "listing_photos.listing_id": ROWS,
    }


def test_tables_that_inherit_are_looked_at_with_their_parent(connection: psycopg.Connection) -> None:
    """Their rows are parents too; no index keeps them apart from others."""
    connection.execute("create table up (id int primary key); create table up_more () inherits (up)")
    connection.execute("insert into up select generate_series(1, 3); insert into up_more values (3), (5)")
    connection.execute("create table down (id int primary key, up_id int)")
    connection.execute("insert into down values (1, 3), (2, 4), (3, 5), (4, null)")
    (found,) = count_orphans(connection, [Link("down", ("up_id",), "up")])
    assert (found.filled, found.sample) == (3, (("2", "4"),))
