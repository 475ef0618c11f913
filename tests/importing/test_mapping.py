# ruff: noqa: E501 - documents and tables of cases read as such: one line, one row
"""An import of a mapping that a team keeps: its shapes, what it fills in, and what it tells."""

import json
from pathlib import Path
from textwrap import dedent

import pytest
from tests.importing.test_openapi import run, tree

from cutover.importing.mapping import FieldPair, read_mapping

TABLE = """\
    # ours
    v1: {table: pet, id: 7}
    v2:
      pets:
        id: 9
        columns:
          pet_name: to decide  # nearest key of V1: name
          hue: {from: colour}   # ask Ada
          weight: to decide
    dropped:
      petName: to decide  # string in 5 rows looked at
      # seen by nobody
      old: not used any more
"""
FIELDS = {
    "pet": {
        "v2": ["pets", "pet_notes"],
        "fields": {
            "petName": "pet_name",
            "shade": "hue",
            "kg": {"v2": "weight", "transform": "round to grams", "default": 0},
            "note": "pet_notes.text",
            "old": None,
            "gone": {"v2": None, "reason": "nobody asked for it"},
        },
    }
}


def imported(folder: Path, content: object, *more: str) -> str:
    """Import a mapping and return what was said; it must end well."""
    (folder / "mapping.json").write_text(json.dumps(content))
    done = run(folder, "import", "mapping", "mapping.json", *more)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def prepared(folder: Path) -> Path:
    """Lay out a manifest with one table file."""
    path = folder / "migration" / "tables" / "pet.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(dedent(TABLE))
    (folder / "migration" / "new_tables.yaml").write_text(
        "tables:\n  pet_notes: {id: 10, reason: to decide}\n"
    )
    (folder / "migration" / "schema.yaml").write_text(
        "tables:\n  pet_notes: {id: bigint, pet_id: bigint, text: text}\n"
    )
    return path


def test_marks_are_filled_in_and_edits_stay(tmp_path: Path) -> None:
    """What was to decide follows the mapping, a dropped mark that reaches a column goes, the rest stays."""
    path = prepared(tmp_path)
    said = imported(tmp_path, FIELDS)
    assert path.read_text() == dedent("""\
        # ours
        v1: {table: pet, id: 7}
        v2:
          pets:
            id: 9
            columns:
              pet_name: petName
              hue: {from: colour}   # ask Ada
              weight: {from: kg, sql: to decide, empty: 0}  # transform: round to grams; write it over {value}
          pet_notes:
            id: 10
            match: {pet_id: id}
            columns:
              id: to decide
              text: note
        dropped:
          # seen by nobody
          old: not used any more
          gone: nobody asked for it
        """)
    assert (tmp_path / "migration/new_tables.yaml").read_text() == "tables: {}\n"
    assert "pets.hue: yours is 'colour', the source's is 'shade'" in said
    before = tree(tmp_path)
    assert "wrote 0 files" in imported(tmp_path, FIELDS)
    assert tree(tmp_path) == before


def test_a_mapping_begins_a_manifest(tmp_path: Path) -> None:
    """Where nothing stands yet the tables that it names are drafted."""
    imported(tmp_path, FIELDS)
    assert (
        "  pets:\n    columns:\n      pet_name: petName\n"
        in (tmp_path / "migration/tables/pet.yaml").read_text()
    )


def test_physical_names_are_known_by_their_numbers(tmp_path: Path) -> None:
    """mvpw1_7 and mvpw5_9 are the tables with these ids, whatever the manifest calls them."""
    path = prepared(tmp_path)
    imported(
        tmp_path,
        {"tables": [{"v1": "mvpw1_7", "v2": "mvpw5_9", "fields": [{"v1": "petName", "v2": "pet_name"}]}]},
    )
    assert "pet_name: petName\n" in path.read_text()
    assert len(list(path.parent.iterdir())) == 1


PAIR = FieldPair("mail", "users", "email")


@pytest.mark.parametrize(
    ("document", "pair"),
    [
        ({"tables": [{"v1": "user", "v2": "users", "fields": [{"v1": "mail", "v2": "email"}]}]}, PAIR),
        ({"tables": {"user": {"target": "users", "columns": {"mail": "email"}}}}, PAIR),
        ({"mappings": [{"v1_table": "user", "v2_table": "users", "mappings": [{"source": "mail", "target": "email"}]}]}, PAIR),
        ({"user": {"mail": "users.email"}}, PAIR),
        ({"user": {"fields": [{"from": "mail", "v2_table": "users", "v2_column": "email"}], "v2": "x"}}, PAIR),
        ({"user": {"v2": "users", "fields": {"mail": {"to": "email", "transform": "lower", "default": ""}}}}, FieldPair("mail", "users", "email", "lower", "")),
    ],
)  # fmt: skip
def test_shapes(document: object, pair: FieldPair) -> None:
    """A list of tables, an object keyed by table, fields alone, and several names for each key."""
    found = read_mapping(json.dumps(document).encode(), "m.json")
    assert [(table.v1, *table.fields) for table in found.tables] == [("user", pair)]
    assert found.findings == ()


def test_what_is_not_understood_is_told(tmp_path: Path) -> None:
    """Unknown keys, fields without names and columns without a table are findings, never lost."""
    said = imported(
        tmp_path,
        {
            "tables": [
                {
                    "v1": "user",
                    "v2": "users",
                    "owner": "Ada",
                    "feilds": [],
                    "fields": [{"v1": "a", "v2": "b", "kind": 3}, {"note": "?"}, 7],
                },
                {"x": 1},
            ],
            "version": 2,
        },
    )
    for told in (
        "key 'version' at the top",
        "table user: key 'owner'",
        "field user.a: key 'kind'",
        "table user: key 'feilds' is not read; nearest name: 'fields'",
        "names neither",
        "is neither a column's name",
        "a table has no name: x",
    ):
        assert told in said, said


def test_endpoints_take_their_v1_path_and_worker(tmp_path: Path) -> None:
    """function-endpoint-mapping.json fills in what an import of V2's OpenAPI left to decide, and keeps edits."""
    path = tmp_path / "migration" / "endpoints" / "team.yaml"
    path.parent.mkdir(parents=True)
    entry = "  {}:\n    title: T\n    method: GET\n    v1: {}\n    v2: {}\n    worker: {}  # remark\n    effect: unknown\n"
    path.write_text(
        "group: team\nendpoints:\n"
        + entry.format("one", "to decide", "/api/one/{id}", "to decide")
        + entry.format("two", "/old/two", "/api/two", "Workers/Ours")
    )
    pairs = [
        {
            "endpoint": "/api/one/{number}",
            "v1_equivalent": "/old/one/{id}",
            "worker": "Workers/One",
            "tested": True,
        },
        {"endpoint": "/api/two", "v1_equivalent": "/old/two", "worker": "Workers/Two", "owner": "Ada"},
        {"endpoint": "/api/three", "v1_equivalent": "/old/three", "worker": "Workers/Three"},
        {"endpoint": "three"},
    ]
    said = imported(tmp_path, pairs)
    assert (
        "    v1: /old/one/{id}\n    v2: /api/one/{id}\n    worker: Workers/One  # remark" in path.read_text()
    )
    assert "worker: Workers/Ours  # remark" in path.read_text()
    assert "team.two worker: yours is 'Workers/Ours', the source's is 'Workers/Two'" in said
    assert "entry 2: key 'owner' is not read" in said
    assert "entry 4 has no `endpoint` that begins with /" in said
    assert (
        "method: to decide\n    v1: /old/three\n    v2: /api/three\n"
        in path.with_name("mapped.yaml").read_text()
    )
    assert "wrote 0 files" in imported(tmp_path, pairs)


@pytest.mark.parametrize(
    "content", ["{}", "[]", "[1]", '"x"', "{", '{"tables": 3}', '[{"endpoint": "x"}]', "\x00"]
)
def test_what_is_no_mapping_is_refused(content: str, tmp_path: Path) -> None:
    """One message with the shapes, exit code 2, and nothing is written."""
    (tmp_path / "mapping.json").write_text(content)
    done = run(tmp_path, "import", "mapping", "mapping.json")
    assert done.returncode == 2
    assert done.stderr.startswith(("import-not-mapping: mapping.json", "import-not-readable: mapping.json"))
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "migration").exists()
