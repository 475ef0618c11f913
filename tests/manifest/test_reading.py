"""Reading: what the values say once a folder is right."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from cutover.manifest import (
    CODES,
    Column,
    ManifestError,
    Match,
    Taken,
    TypedColumn,
    json_schema,
    load_environment,
    load_migration,
    plan,
    read_folder,
)

TODAY = date(2026, 11, 21)
REPOSITORY = Path(__file__).parents[2]


def test_a_table_file_becomes_values(folder: Path) -> None:
    """Short and long forms of a column are one form; keys default to the row id."""
    migration = load_migration(folder, today=TODAY)
    user, settings = migration.v1_table("user").v2
    assert user.match == (Match(column="id", field="id"),)
    assert settings.match == (Match(column="user_id", field="id"),)
    columns = {column.name: column for column in user.columns}
    assert columns["city"].path == ("address", "city")
    assert columns["active"].empty is False
    assert columns["email"].hidden
    assert not any(column.is_constant for column in user.columns)
    assert migration.hidden_names() == {"email"}


def test_a_constant_may_be_null() -> None:
    """`value: null` says that the column is always empty, which is not the same as no value."""
    assert Column.model_validate({"name": "status", "value": None}).is_constant
    assert not Column.model_validate({"name": "status", "from": "status"}).is_constant


def test_mapped_fields_are_top_level_keys(folder: Path) -> None:
    """A dotted source accounts for the object that it reaches into; a row id is no field."""
    file = load_migration(folder, today=TODAY).v1_table("user")
    assert file.mapped_fields == {"email", "address", "active", "balance", "privacy_mode"}
    assert file.dropped_fields == {"legacy_theme"}


def test_elements_of_an_array_account_for_the_array(folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    """With `each`, item and position belong to the elements, and the array itself is mapped."""
    spoil(
        "schema.yaml",
        "fub_calls: {id: integer,",
        "call_notes: {call_id: integer, number: integer, text: text,",
    )
    path = folder / "tables/fub_calls.yaml"
    path.write_text(
        "v1: {table: fub_calls, id: 120}\n"
        "v2:\n"
        "  call_notes:\n"
        "    id: 820\n"
        "    match: {call_id: id, number: position}\n"
        "    each: notes\n"
        "    columns: {text: item.text, outcome: outcome}\n"
    )
    assert load_migration(folder, today=TODAY).v1_table("fub_calls").mapped_fields == {"notes", "outcome"}


def test_a_v2_table_knows_all_its_sources(folder: Path) -> None:
    """Two V1 tables may fill one V2 table."""
    (folder / "tables/fub_calls.yaml").write_text(
        "v1: {table: fub_calls, id: 120}\n"
        "v2: {user: {id: 664, columns: {email: mail}}, fub_calls: {id: 820, columns: {outcome: outcome}}}\n"
    )
    table = load_migration(folder, today=TODAY).v2_table("user")
    assert [source.v1.table for source in table.sources] == ["fub_calls", "user"]
    assert table.columns == {"id", "email", "city", "active", "balance", "migrated_at"}


def test_the_columns_of_v2_become_values(folder: Path) -> None:
    """Each table with its columns in the file's order; a table without a source has columns too."""
    migration = load_migration(folder, today=TODAY)
    assert list(migration.types("user").items())[-2:] == [
        ("balance", "numeric(14,2)"),
        ("migrated_at", "timestamp with time zone"),
    ]
    assert migration.types("task_runs") == {"id": "integer", "started_on": "date"}


@pytest.mark.parametrize(
    "written",
    [
        "bigint", "text[]", "numeric", "numeric(14,2)", "numeric(14,2)[]", "character varying",
        "character varying(20)", "character(3)", "timestamp(3) with time zone", "time without time zone",
        "timestamp without time zone[]", "double precision", "jsonb", "uuid", "tstzrange",
    ],
)  # fmt: skip
def test_types_are_written_as_postgresql_prints_them(written: str) -> None:
    """Length, precision, zone and `[]` stand where format_type puts them."""
    assert TypedColumn.model_validate({"name": "a", "type": written}).type == written


def test_an_endpoint_becomes_values(folder: Path) -> None:
    """Ids carry the group; a case asks with its own values over the required examples."""
    migration = load_migration(folder, today=TODAY)
    detail, listing = migration.endpoint("users.detail"), migration.endpoint("users.list")
    assert detail.values(detail.cases[0]) == {"id": Taken(endpoint="users.list", take="items.0.id")}
    assert [listing.values(case) for case in listing.written_cases] == [{}, {"status": "active"}]
    assert [listing.values(case) for case in listing.cases[2:]] == [{"status": "archived"}]
    assert (listing.rows, listing.key, listing.measures) == ("items", ("id",), ("volume",))
    assert [user.id for user in migration.users_of(detail)] == [60]
    assert [user.id for user in migration.users_of(listing)] == [60, 7]
    assert not migration.endpoint("users.rename").reads


def test_a_function_becomes_values(folder: Path) -> None:
    """Its id carries the kind; its input may be taken, listed or nested; null is an answer like any other."""
    migration = load_migration(folder, today=TODAY)
    detail, slug = migration.function("Workers/UsersDetail"), migration.function("Helpers/Slug")
    assert [(given.name, given.value) for given in detail.input] == [
        ("id", Taken(endpoint="users.list", take="items.0.id"))
    ]
    assert (detail.run, detail.answers, detail.keys, detail.is_exact) == (
        "users.rename", "object", ("id", "email"), False
    )  # fmt: skip
    assert {given.name: given.value for given in slug.input} == {"text": "A b", "options": {"cut": [1, 2]}}
    assert slug.equals == "a-b"
    assert migration.function("Helpers/Nothing").is_exact


def test_a_function_follows_from_its_endpoint(folder: Path) -> None:
    """Its example is every parameter's, and then what the first case gives that gives any."""
    load = load_migration(folder, today=TODAY).function("Jobs/Load")
    assert (load.title, load.run, load.endpoint) == ("Load a user's contacts", "users.rename", "")
    assert {given.name: given.value for given in load.input} == {
        "user_id": 60, "since": "2026-01-01", "limit": 5
    }  # fmt: skip
    assert {held.name: held.one_of for held in load.fields} == {
        "task": ("load-contacts",), "status": ("queued", "waiting")
    }  # fmt: skip
    assert (load.keys, load.repeats_input, load.new_each_time) == (("job_id",), "input", "job_id")


def test_a_rule_without_an_answer_promises_what_the_endpoint_declares(folder: Path) -> None:
    """Rows and key become the function's; what is written out is not derived a second time."""
    with (folder / "functions/workers.yaml").open("a") as file:
        file.write('derived: {groups: "u*"}\n')
    functions = {each.id: each for each in load_migration(folder, today=TODAY).functions}
    listing, rename = functions["Workers/UsersList"], functions["Workers/UsersRename"]
    assert [name for name in functions if name.startswith("Workers/")] == [
        "Workers/UsersDetail", "Workers/UsersList", "Workers/UsersRename"
    ]  # fmt: skip
    assert functions["Workers/UsersDetail"].keys == ("id", "email")
    assert (listing.answers, listing.rows, listing.keys) == ("object", "items", ("id",))
    assert {given.name: given.value for given in listing.input} == {"status": "active"}
    # What writes is not asked twice, so its answer is held against no other.
    assert (listing.endpoint, rename.endpoint) == ("users.list", "")


def test_an_expected_status_is_the_functions_too(folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    """Where the endpoint is known to answer 502, its function is."""
    spoil(
        "endpoints/jobs.yaml",
        "    worker: Jobs/Load",
        "    expected_status: {status: 502, reason: slow}\n    worker: Jobs/Load",
    )
    load = load_migration(folder, today=TODAY).function("Jobs/Load")
    assert (load.expected_status.status, load.answers, load.fields) == (502, None, ())  # type: ignore[union-attr]


def test_a_criterion_demands_every_exact_id(folder: Path) -> None:
    """Without `at_least` a criterion owes what it names, and a pattern owes at least one check."""
    answers, load, signed = load_migration(folder, today=TODAY).phase("0").criteria
    assert (answers.demanded, answers.owed) == (2, ())
    assert (load.demanded, load.owed) == (1, ("load/gate-10",))
    assert signed.owed == ("attested/frontend-signed",)
    assert answers.matches("answers/users.list")
    assert not answers.matches("contract/users.list")


def test_the_digest_covers_what_is_claimed(folder: Path) -> None:
    """A changed comma anywhere in the claim is another manifest; another password or a waiver is not."""
    before = load_migration(folder, today=TODAY).digest
    for name in ("environments/twin.yaml", "waivers.yaml"):
        with (folder / name).open("a") as beside:
            beside.write("# changed\n")
    assert load_migration(folder, today=TODAY).digest == before
    seen = {before}
    for name in (
        "migration.yaml",
        "schema.yaml",
        "phases.yaml",
        "tables/user.yaml",
        "endpoints/users.yaml",
        "functions/workers.yaml",
    ):
        with (folder / name).open("a") as file:
            file.write("# changed\n")
        seen.add(load_migration(folder, today=TODAY).digest)
    (folder / "shapes").mkdir()
    (folder / "shapes" / "users.list.json").write_text("{}")
    seen.add(load_migration(folder, today=TODAY).digest)
    assert len(seen) == 8
    assert all(digest.startswith("sha256:") for digest in seen)


def test_words_that_look_like_booleans_and_days_are_text(folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    """`no`, `on` and 012 stay what they are, so that a field may be called so."""
    spoil("schema.yaml", 'outcome: "text[]"', "no: text, code: text")
    (folder / "tables/fub_calls.yaml").write_text(
        "v1: {table: fub_calls, id: 120}\nv2: {fub_calls: {id: 820, columns: {no: on, code: {value: 012}}}}\n"
    )
    target = load_migration(folder, today=TODAY).v1_table("fub_calls").v2[0]
    assert [(column.name, column.source, column.value) for column in target.columns] == [
        ("no", "on", None),
        ("code", None, "012"),
    ]


def test_aliases_are_followed(folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    """A value that is written once may be meant twice."""
    spoil("schema.yaml", 'outcome: "text[]"', "a: integer, b: integer")
    (folder / "tables/fub_calls.yaml").write_text(
        "v1: {table: fub_calls, id: 120}\n"
        "v2: {fub_calls: {id: 820, columns: {a: &x {from: a, empty: 0}, b: *x}}}\n"
    )
    first, second = load_migration(folder, today=TODAY).v1_table("fub_calls").v2[0].columns
    assert (first.source, first.empty) == (second.source, second.empty) == ("a", 0)


def test_a_bomb_of_aliases_is_refused(folder: Path) -> None:
    """A small file cannot become a large one."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    (folder / "references.yaml").write_text("\n".join(lines))
    assert {problem.code for problem in read_folder(folder, today=TODAY).problems} == {"manifest-syntax"}


def test_an_environment_becomes_values(folder: Path) -> None:
    """Durations have units, tables their physical names, users their way to sign in."""
    twin, real = load_environment(folder, "twin"), load_environment(folder, "real")
    assert twin.disposable
    assert twin.start is not None
    assert twin.start.ready_within == timedelta(minutes=3)
    assert twin.v1.physical("user", 41) == "mvpw1_41"
    assert real.v2.physical("user", 664) == "user"
    assert real.v2.database is None
    assert "SELECT" in real.v2.without_database
    credential = twin.v1.credential(60)
    assert credential is not None
    assert credential.email == "david@example"
    assert twin.v1.credential(7) is None


@pytest.mark.parametrize("name", ["twn", "../environments/twin", ""])
def test_an_environment_that_is_not_there_names_the_others(name: str, folder: Path) -> None:
    """The nearest name and all others are offered."""
    with pytest.raises(ManifestError) as caught:
        load_environment(folder, name)
    (problem,) = caught.value.problems
    assert problem.code == "manifest-missing-file"
    assert problem.fix == "Use one of: real, twin."


def test_load_environment_tells_its_mistakes(folder: Path) -> None:
    """Users are judged by migration.yaml."""
    path = folder / "environments/real.yaml"
    path.write_text(path.read_text().replace("60:", "61:"))
    with pytest.raises(ManifestError, match="manifest-unknown-user"):
        load_environment(folder, "real")


def test_a_table_without_a_source_is_declared_new(folder: Path) -> None:
    """It has a name, an id and a reason, and no check compares it; a manifest need not have the file."""
    migration = load_migration(folder, today=TODAY)
    assert [(new.name, new.id, new.reason) for new in migration.new_tables] == [
        ("task_runs", 900, "V1 has no tasks")
    ]
    assert "tables/task_runs" not in {check.id for check in plan(migration)}
    (folder / "new_tables.yaml").unlink()
    schema = folder / "schema.yaml"
    schema.write_text(schema.read_text().replace("  task_runs: {id: integer, started_on: date}\n", ""))
    assert load_migration(folder, today=TODAY).new_tables == ()


def test_the_schema_describes_the_files_as_they_are_written() -> None:
    """Mappings are mappings, short forms are allowed, and what a key says is not asked for again."""
    schema = json_schema()
    definitions = schema["$defs"]
    kinds = {kind["$ref"].rpartition("/")[2] for kind in schema["anyOf"]}
    assert kinds == {
        "MigrationFile",
        "TableFile",
        "LoadFile",
        "NewTablesFile",
        "SchemaFile",
        "ReferencesFile",
        "RepairFile",
        "EndpointsFile",
        "FunctionsFile",
        "PagesFile",
        "PhasesFile",
        "WaiversFile",
        "ApproversFile",
        "WorkersFile",
        "Environment",
    }
    assert definitions["TableFile"]["properties"]["v2"]["type"] == "object"
    declared = definitions["SchemaFile"]["properties"]["tables"]["additionalProperties"]
    assert declared["additionalProperties"] == {"type": "string"}
    assert "name" not in definitions["Column"]["properties"]
    assert not definitions["Target"].get("required")
    assert "from" in definitions["Column"]["properties"]
    assert {"title", "worker"} <= definitions["Endpoint"]["properties"].keys()
    assert definitions["Endpoint"]["additionalProperties"] is False


def test_codes_are_sorted_and_begin_alike() -> None:
    """The register of codes is easy to search."""
    assert list(CODES) == sorted(CODES)
    assert all(code.startswith("manifest-") for code in CODES)


def test_the_repositorys_own_manifest_has_no_mistake() -> None:
    """The migration that cutover ships with is right, its environments too."""
    reading = read_folder(REPOSITORY / "migration")
    assert reading.problems == (), "\n".join(map(str, reading.problems))
    assert reading.migration is not None
    assert [environment.name for environment in reading.environments] == ["itself", "standing", "twin"]
    assert len(reading.migration.references) == 32
    assert len(reading.migration.tables) == 251
    assert len(reading.migration.v2_tables()) + len(reading.migration.new_tables) == 193
    assert len(reading.migration.pages) == 10
    assert len(reading.migration.users) == 4
    phases = [phase.id for phase in reading.migration.phases]
    assert phases == ["0", "1", "2", "3", "4", "5", "5.5", "5.6"]
    areas = [check.area for check in plan(reading.migration)]
    assert areas.count("answers") >= 60
    assert areas.count("references") == 36


def test_the_template_of_a_real_pair_is_right(tmp_path: Path) -> None:
    """Copied as the template says, it is an environment without a mistake."""
    text = (REPOSITORY / "migration/environments/real-pair.yaml.template").read_text()
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/real-pair.yaml").write_text(text)
    (tmp_path / "migration.yaml").write_text((REPOSITORY / "migration/migration.yaml").read_text())
    pair = load_environment(tmp_path, "real-pair")
    assert not pair.disposable
    assert pair.v1.requests_per_second == 5
    assert pair.v2.writes_api is None


def test_tables_found_by_name_need_no_id(folder: Path) -> None:
    """Where no table of a side has an id none is missing: an environment's rule can say {table}."""
    for path in [*(folder / "tables").glob("*.yaml"), folder / "new_tables.yaml"]:
        path.write_text(re.sub(r"^ +id: \d+\n|, id: \d+|id: \d+, ", "", path.read_text(), flags=re.MULTILINE))
    migration = load_migration(folder, today=TODAY)
    assert (
        {file.v1.id for file in migration.tables} == {table.id for table in migration.v2_tables()} == {None}
    )


def test_types_of_v2s_own_are_declared(folder: Path) -> None:
    """A column may have an enum that stands under `own_types`, or a list of it; a misspelt one it may not."""
    path = folder / "schema.yaml"
    text = path.read_text().replace("tables:", "own_types: [new.mood]\ntables:")
    path.write_text(
        text.replace("privacy_mode: boolean", "privacy_mode: new.mood").replace('"text[]"', '"new.mood[]"')
    )
    migration = load_migration(folder, today=TODAY)
    assert migration.types("user_settings")["privacy_mode"] == "new.mood"
    path.write_text(path.read_text().replace("privacy_mode: new.mood", "privacy_mode: new.mod"))
    with pytest.raises(ManifestError) as caught:
        load_migration(folder, today=TODAY)
    assert [(problem.code, problem.nearest) for problem in caught.value.problems] == [
        ("manifest-unknown-type", "new.mood")
    ]
