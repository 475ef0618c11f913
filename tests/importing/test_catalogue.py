# ruff: noqa: E501 - tables of cases read as such: one line, one row
"""An import of both catalogues: what it drafts, what it keeps, and what it refuses."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import psycopg
import pytest
from tests.importing.test_openapi import REPOSITORY, tree
from tests.postgres_server import scratch_database

from cutover.importing.catalogue import Column, Key, Table
from cutover.importing.matching import propose, source_of
from cutover.manifest import UNDECIDED

PAIR = """
create schema old; create schema new;
create table old.pet (id bigint primary key, xdo jsonb not null);
create table old.visit (id bigint primary key, xdo jsonb not null);
create table old.note (id bigint primary key, body text, written timestamptz);
create table old.empty (id bigint primary key, xdo jsonb not null);
insert into old.pet select n, jsonb_build_object('petName', 'Pet ' || n, 'born', '2020-01-0' || n, 'seen', 1.7e12,
    'owner', jsonb_build_object('email', 'o@x.example'), 'chipped', case when n = 1 then '' else 'true' end, 'mood', 'fine')
  from generate_series(1, 5) n;
insert into old.visit select n, jsonb_build_object('pet_id', n, 'fee', n || '.50', 'tags', '["a"]'::jsonb) from generate_series(1, 3) n;
create table new.pets (id bigint primary key, pet_name text, born date, seen timestamptz, owner_email text,
    chipped boolean not null default false, hue text);
create table new.pet_settings (id serial primary key, pet_id bigint not null references new.pets, mood text);
create table new.visits (id bigint primary key, pet_id bigint references new.pets, fee numeric(8,2), tags text[]);
create type new.state as enum ('open', 'done');
create table new.jobs (id bigint primary key, started timestamptz, state new.state, past new.state[]);
create view new.looks as select 1 as one;
"""
RULES = ("--v1-tables", "old.{table}", "--v2-tables", "new.{table}")
GIVEN = ("--v1", "env:PAIR", "--v2", "env:PAIR")


@pytest.fixture
def dsn() -> Iterator[str]:
    """A small pair in two schemas of one database."""
    with scratch_database() as dsn:
        change(dsn, PAIR)
        yield dsn


def change(dsn: str, statements: str) -> None:
    """Change the pair."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statements.encode())


def run(folder: Path, dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `cutover import catalogue`."""
    variables = os.environ | {"PYTHONPATH": str(REPOSITORY / "src"), "PAIR": dsn}
    command = [sys.executable, "-m", "cutover.cli", "import", "catalogue", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr
    assert dsn not in done.stdout + done.stderr
    return done


def imported(folder: Path, dsn: str, *more: str) -> str:
    """Import both catalogues and return what was said; it must end well."""
    done = run(folder, dsn, *GIVEN, *RULES, *more)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def written(folder: Path, name: str) -> str:
    """Return a file of the manifest."""
    return (folder / "migration" / name).read_text()


def test_a_draft_says_what_is_known(tmp_path: Path, dsn: str) -> None:
    """Keys and columns of like names are mapped with format, default and privacy; the rest is to decide."""
    said = imported(tmp_path, dsn)
    assert written(tmp_path, "tables/pet.yaml") == dedent("""\
        # Drafted by an import. Replace each `to decide`, and remove what is not dropped.
        v1: {table: pet}
        v2:
          pets:
            columns:
              pet_name: petName
              born: born
              seen: seen
              owner_email: {from: owner.email, personal: true}
              chipped: {from: chipped, empty: false}
              hue: to decide  # no key of V1 is called like it
          pet_settings:
            match: {pet_id: id}
            columns:
              mood: mood
            new:
              id: V2 numbers its rows itself
        """)
    assert written(tmp_path, "tables/note.yaml").endswith(
        "v1: {table: note}\ndropped_table: to decide  # holds no documents (id, xdo jsonb)\n"
    )
    assert written(tmp_path, "new_tables.yaml").splitlines()[1:] == [
        "tables:",
        "  jobs: {reason: to decide}  # no V1 table is like it",
    ]
    assert written(tmp_path, "references.yaml").splitlines()[1:] == [
        "references:",
        "  - {child: pet_settings, column: pet_id, parent: pets, domain: pet}",
        "  - {child: visits, column: pet_id, parent: pets, domain: visit, nullable: true}",
    ]
    assert '  visits: {id: bigint, pet_id: bigint, fee: "numeric(8,2)", tags: "text[]"}' in written(
        tmp_path, "schema.yaml"
    )
    assert "own_types:\n  - new.state\n" in written(tmp_path, "schema.yaml")
    assert "V1 table note is no table of documents" in said
    assert "V1 table empty is empty: its keys are not known" in said
    assert "V2: 4 tables, 1 left out" in said


def test_a_foreign_key_of_several_columns_is_a_reference(tmp_path: Path, dsn: str) -> None:
    """Both ends are lists, in the same order; a second import keeps them."""
    change(
        dsn,
        "alter table new.pets add unique (id, pet_name);"
        " alter table new.jobs add pet_id bigint, add pet_name text,"
        " add foreign key (pet_name, pet_id) references new.pets (pet_name, id)",
    )
    imported(tmp_path, dsn)
    several = "{child: jobs, column: [pet_name, pet_id], parent: pets, parent_column: [pet_name, id],"
    assert several in written(tmp_path, "references.yaml")
    before = written(tmp_path, "references.yaml")
    imported(tmp_path, dsn)
    assert written(tmp_path, "references.yaml") == before


def test_what_is_to_decide_is_all_that_check_tells(tmp_path: Path, dsn: str) -> None:
    """Beside the files that no catalogue knows, the only mistakes of a draft are its marks."""
    imported(tmp_path, dsn)
    (tmp_path / "migration" / "migration.yaml").write_text("name: x\nusers: [{id: 1, name: A, role: r}]\n")
    for name in ("pages", "phases"):
        (tmp_path / "migration" / f"{name}.yaml").write_text(f"{name}: []\n")
    command = [sys.executable, "-m", "cutover.cli", "check"]
    variables = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}

    def told() -> set[str]:
        done = subprocess.run(
            command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
        )
        return {
            ": ".join(line.split(": ")[:2])
            for line in done.stdout.splitlines()
            if line.startswith("manifest-")
        }

    assert told() == {
        "manifest-undecided: migration/new_tables.yaml:3",
        "manifest-undecided: migration/tables/empty.yaml:3",
        "manifest-undecided: migration/tables/note.yaml:3",
        "manifest-undecided: migration/tables/pet.yaml:11",
    }
    for path in (tmp_path / "migration").rglob("*.yaml"):
        text = path.read_text().replace("hue: to decide", "hue: {value: null}")
        path.write_text(text.replace("to decide", "decided"))
    assert told() == set()


def test_an_edit_is_never_lost_and_changes_are_told(tmp_path: Path, dsn: str) -> None:
    """Again: nothing. After edits and changes on both sides: what is new is added, the rest stays byte for byte."""
    imported(tmp_path, dsn)
    before = tree(tmp_path)
    assert "wrote 0 files" in imported(tmp_path, dsn)
    assert tree(tmp_path) == before
    pet = tmp_path / "migration/tables/pet.yaml"
    edited = pet.read_text().replace(
        "      hue: to decide  # no key of V1 is called like it\n", "      hue: {value: red}   # ask Ada\n"
    )
    edited = edited.replace("  pet_settings:", "  # one row a pet\n  pet_settings:")
    pet.write_text(edited)
    change(
        dsn,
        """update old.pet set xdo = xdo || '{"weight": 3, "odd": {"a": 1}}';
        alter table new.pets add weight integer, add colour text; alter table new.visits alter fee type numeric;
        alter table new.visits drop column tags; drop table new.jobs; create table new.stays (id bigint, nights integer);
        drop table old.empty;""",
    )
    dry = imported(tmp_path, dsn, "--dry-run")
    assert pet.read_text() == edited
    said = imported(tmp_path, dsn, "--all")
    assert dry.splitlines()[:8] == said.splitlines()[:8]
    assert (
        pet.read_text()
        == edited.replace(
            "   # ask Ada\n",
            "   # ask Ada\n      weight: weight\n      colour: to decide  # no key of V1 is called like it\n",
        )
        + "dropped:\n  odd: to decide  # object in 5 rows looked at\n"
    )
    assert "hue: text, weight: integer, colour: text}" in written(tmp_path, "schema.yaml").replace(
        "\n   ", ""
    )
    assert "stays: {reason: to decide}" in written(tmp_path, "new_tables.yaml")
    assert "visits.fee: yours is 'numeric(8,2)', the source's is 'numeric'" in said
    for gone in ("V2 column visits.tags", "V2 table jobs", "V1 table empty"):
        assert gone in said
    assert "wrote 0 files" in imported(tmp_path, dsn)


def test_what_was_to_decide_is_filled_in(tmp_path: Path, dsn: str) -> None:
    """A key that V1 has by now takes the place of the mark, and nothing else moves."""
    imported(tmp_path, dsn)
    change(dsn, """update old.pet set xdo = xdo || '{"hue": "red"}'""")
    text = written(tmp_path, "tables/pet.yaml")
    assert "filled in         1" in imported(tmp_path, dsn)
    assert written(tmp_path, "tables/pet.yaml") == text.replace(
        "hue: to decide  # no key of V1 is called like it", "hue: hue"
    )


def test_numbers_become_ids_and_the_manifests_names_are_kept(tmp_path: Path, dsn: str) -> None:
    """Where the rule names tables by number, a table is known again by it, whatever it is called."""
    change(
        dsn,
        "alter table old.pet rename to x1_7; alter table new.pets rename to x2_9; alter table new.pet_settings rename to x2_10",
    )
    rules = ("--v1-tables", "old.x1_{id}", "--v2-tables", "new.x2_{id}")
    assert run(tmp_path, dsn, *GIVEN, *rules).returncode == 0
    old = tmp_path / "migration/tables/x1_7.yaml"
    assert "v1: {table: x1_7, id: 7}" in old.read_text()
    assert "  x2_9:\n    id: 9\n" in old.read_text()
    for path in (tmp_path / "migration").rglob("*.yaml"):
        path.write_text(path.read_text().replace("x1_7", "pet").replace("x2_9", "pets"))
    old.rename(old.with_name("pet.yaml"))
    done = run(tmp_path, dsn, *GIVEN, *rules)
    assert "wrote 0 files" in done.stdout, done.stdout


def test_a_typed_v1_table_is_compared_through_a_view(tmp_path: Path, dsn: str) -> None:
    """The view that the finding names has documents, and is drafted as any table of them."""
    said = imported(tmp_path, dsn, "--dry-run")
    query = next(line for line in said.splitlines() if "table note is no table" in line).partition(
        "A view can be: "
    )[2]
    change(
        dsn,
        f"insert into old.note values (1, 'x', now()); create view old.remark as {query}; create table new.remarks (id bigint, body text)",
    )
    imported(tmp_path, dsn)
    assert written(tmp_path, "tables/remark.yaml").splitlines()[1:] == [
        "v1: {table: remark}",
        "v2:",
        "  remarks:",
        "    columns:",
        "      body: body",
        "dropped:",
        "  written: to decide  # string in 1 rows looked at",
    ]


def test_hostile_names_stay_text(tmp_path: Path, dsn: str) -> None:
    """Names that no manifest can write are told, and none of them becomes a line of YAML."""
    change(
        dsn,
        """update old.pet set xdo = xdo || '{"a\\nb: c": 1, "# x": 2, "yes": 3, "a.b": 4}';
        alter table new.pets add "first name" text; create table new."odd-name" (id bigint)""",
    )
    said = imported(tmp_path, dsn)
    assert "V2 table 'odd-name' has a name that the manifest cannot write" in said
    assert "V2 column pets.'first name' has a name" in said
    text = written(tmp_path, "tables/pet.yaml")
    assert '  "# x": to decide  # number in 5 rows looked at\n' in text
    assert '  "yes": to decide' in text
    assert "wrote 0 files" in imported(tmp_path, dsn)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "import-no-database: the command: There is no --v1 and --v2"),
        (("--v1", "env:PAIR"), "import-no-database: the command: There is no --v2"),
        (("--v1", "postgresql://a:hidden@localhost/x", "--v2", "env:PAIR"), "import-plain-secret: --v1"),
        (("--environment", "x", "--v1", "env:PAIR"), "import-two-pairs"),
        (("--environment", "shp"), "manifest-missing-file"),
        (("--v1", "env:NOT_THERE", "--v2", "env:PAIR"), "environment-value-missing"),
        (("--v1", "host=127.0.0.1 port=9 dbname=x", "--v2", "env:PAIR"), "database-not-reachable"),
        ((*GIVEN, "--v1-tables", "old.all"), "import-wrong-rule"),
        ((*GIVEN, "--v1-tables", "old.{name}"), "import-wrong-rule"),
        ((*GIVEN, "--v1-tables", "nowhere.{table}"), "import-no-tables: V1"),
        ((*GIVEN, "--v1-tables", "old.{table}", "--v2-tables", "old.{table}"), "import-same-tables: old."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_message(
    arguments: tuple[str, ...], code: str, tmp_path: Path, dsn: str
) -> None:
    """Wrong use and systems that are not there end in 2, with what to do; nothing is written."""
    (tmp_path / "migration").mkdir()
    done = run(tmp_path, dsn, *arguments)
    assert done.returncode == 2
    assert code in done.stderr
    assert "hidden" not in done.stderr
    assert done.stderr.count("\n") >= 2
    assert tree(tmp_path) == {"migration": b""}


def test_a_file_with_a_mistake_is_not_touched(tmp_path: Path, dsn: str) -> None:
    """A file that is no mapping is named with its line, and no other is written either."""
    (tmp_path / "migration").mkdir()
    (tmp_path / "migration/schema.yaml").write_text("tables: {\n")
    done = run(tmp_path, dsn, *GIVEN, *RULES)
    assert (done.returncode, list(tree(tmp_path))) == (2, ["migration", "migration/schema.yaml"])
    assert done.stderr.startswith("import-manifest-mistaken: migration/schema.yaml")


def test_one_name_is_not_enough() -> None:
    """A like name without like columns, or like columns of two tables, is not sure."""
    names = ("a", "b", "c")
    keys = tuple(Key(name, frozenset({"string"})) for name in names)
    columns = tuple(Column(name, "text") for name in ("id", *names))
    target = Table("thing", None, "thing", columns=columns)
    alike = [Table(name, None, name, keys=keys) for name in ("one", "two")]
    assert propose(target, (alike[0],))[0] is not None
    assert propose(target, tuple(alike)) == (None, "nearest: V1 two, 3 of 3 columns")
    assert propose(target, (Table("things", None, "things", keys=(Key("z", frozenset()),)),))[0] is None


@pytest.mark.parametrize(
    ("column", "key", "said"),
    [
        (Column("a", "integer"), Key("a", frozenset({"string"})), "a"),
        (Column("a", "integer"), Key("a", frozenset({"object"})), UNDECIDED),
        (Column("a_b", "text"), Key("aB", frozenset({"string"})), "aB"),
        (Column("when", "timestamp with time zone"), Key("when", frozenset({"string"}), days=True), {"from": "when", "format": "iso"}),
        (Column("day", "date"), Key("day", frozenset({"number"})), {"from": "day", "format": "epoch_ms"}),
        (Column("n", "integer", False, "0"), Key("n", frozenset({"number"}), blank=True), {"from": "n", "empty": 0}),
        (Column("n", "text", False, "'new'::text"), Key("n", frozenset(), blank=True), {"from": "n", "empty": "new"}),
        (Column("api_key", "text"), Key("api_key", frozenset({"string"})), {"from": "api_key", "secret": True}),
    ],
)  # fmt: skip
def test_a_column_follows_its_key(column: Column, key: Key, said: object) -> None:
    """Kinds that do not fit are not sure; formats, defaults and privacy follow from names and kinds."""
    assert source_of(column, (key,))[0] == said
