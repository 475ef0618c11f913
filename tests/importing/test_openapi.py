# ruff: noqa: E501 - documents and tables of cases read as such: one line, one row
"""An import of an OpenAPI document: what it drafts, what it keeps, and what it refuses."""

import json
import os
import resource
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from tests.importing.documents import ANSWER, document, many, team

REPOSITORY = Path(__file__).parents[2]
SMALL = "group: team\nendpoints:\n  own:\n    title: Ours  # kept\n"


def run(folder: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run `cutover` in a folder."""
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}
    command = [sys.executable, "-m", "cutover.cli", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False, **more
    )


def imported(folder: Path, content: object, side: str = "v2", *more: str) -> str:
    """Import a document and return what was said; it must end well."""
    (folder / "api.json").write_text(content if isinstance(content, str) else json.dumps(content))
    done = run(folder, "import", "openapi", "api.json", "--side", side, *more)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def refused(folder: Path, content: object, *more: str) -> str:
    """Import what cannot be imported and return the message; nothing may be written."""
    before = tree(folder)
    (folder / "api.json").write_text(content if isinstance(content, str) else json.dumps(content))
    done = run(folder, "import", "openapi", "api.json", "--side", "v2", *more)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    (folder / "api.json").unlink()
    assert tree(folder) == before
    return done.stderr


def refused_of_size(folder: Path, name: str, content: bytes, megabytes: int) -> str:
    """Import a file of so many MB, sparse beyond its content, and return the message; nothing may be written."""
    group(folder).parent.mkdir(parents=True)
    group(folder).write_text(SMALL)
    before = tree(folder)
    with (folder / name).open("wb") as file:
        file.write(content)
        file.truncate(megabytes * 1024 * 1024)
    began = os.times()
    done = run(folder, "import", "openapi", name, "--side", "v2")
    assert spent_since(began) < 5
    assert (done.returncode, done.stdout) == (2, "")
    (folder / name).unlink()
    assert tree(folder) == before
    return done.stderr


def spent_since(began: os.times_result) -> float:
    """Return the processor's seconds of the processes run since: how busy the machine is does not count."""
    ended = os.times()
    return ended.children_user + ended.children_system - began.children_user - began.children_system


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, folders with empty content."""
    paths = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"" for path in paths}


def group(folder: Path, name: str = "team") -> Path:
    """Return a group's file."""
    return folder / "migration" / "endpoints" / f"{name}.yaml"


def test_a_draft_says_what_is_known(tmp_path: Path) -> None:
    """Titles, paths, parameters, lists and keys are filled in; the rest is to decide; the effect is unknown."""
    said = imported(tmp_path, team(webhooks={"paid": {}}))
    assert group(tmp_path).read_text() == dedent("""\
        group: team
        endpoints:
          members:
            title: "The members: all"
            method: GET
            v1: to decide
            v2: /api:v2/members
            worker: to decide
            effect: unknown
            parameters:
              status: {in: query, type: text, one_of: ["on", "off"]}
            rows: items
            key: id
          member:
            title: "GET /api:v2/members/{person_id}"
            method: GET
            v1: to decide
            v2: /api:v2/members/{person_id}
            worker: to decide
            effect: unknown
            parameters:
              person_id: {in: path, type: integer, example: to decide}
          rename_post:
            title: "POST /api:v2/rename"
            method: POST
            v1: to decide
            v2: /api:v2/rename
            worker: to decide
            effect: unknown
            parameters:
              name: {in: body, type: text, required: true, example: Ada}
        """)
    assert "1  webhook: no endpoint" in said
    assert "3  new in the manifest" in said


def test_what_is_to_decide_is_told_with_its_line(tmp_path: Path) -> None:
    """A draft is an honest mistake of the manifest, and its only one."""
    imported(tmp_path, team())
    for name, text in {
        "migration.yaml": "name: x\nusers: [{id: 1, name: A, role: r}]\n",
        "schema.yaml": "tables: {}\n",
        "references.yaml": "references: []\n",
        "pages.yaml": "pages: []\n",
        "phases.yaml": "phases: []\n",
    }.items():
        (tmp_path / "migration" / name).write_text(text)
    done = run(tmp_path, "check")
    told = [line.split(": ")[:2] for line in done.stdout.splitlines() if line.startswith("manifest-")]
    lines = (6, 8, 17, 19, 22, 26, 28)
    assert told == [["manifest-undecided", f"migration/endpoints/team.yaml:{line}"] for line in lines]
    decided = group(tmp_path).read_text().replace("example: to decide", "example: 1")
    for number in range(3):
        decided = decided.replace("v1: to decide", f"v1: /old{number}" + "/{person_id}" * (number == 1), 1)
    group(tmp_path).write_text(decided.replace("worker: to decide", "worker: W"))
    assert "is right" in run(tmp_path, "check").stdout


def test_the_other_side_is_paired_by_what_both_have_in_common(tmp_path: Path) -> None:
    """Where method and path below the API's name agree, V1's path is filled in, placeholders renamed."""
    imported(tmp_path, team())
    other = team(base="/api:v1-team")
    other["paths"]["/members/{nr}"] = {"get": other["paths"].pop("/members/{person-id}")["get"]}
    said = imported(tmp_path, other, "v1")
    entries = yaml.safe_load(group(tmp_path).read_text())["endpoints"]
    assert [entry["v1"] for entry in entries.values()] == [
        "/api:v1-team/members",
        "/api:v1-team/members/{person_id}",
        "/api:v1-team/rename",
    ]
    assert "3  was to decide" in said
    again = imported(tmp_path, other, "v1")
    assert "0  was to decide" in again


def test_an_edit_is_never_lost(tmp_path: Path) -> None:
    """Names, files, values and comments that a human gave stay; what differs is told with its line."""
    imported(tmp_path, team())
    text = group(tmp_path).read_text()
    text = text.replace("  members:\n", "  # asked by the home page\n  everyone:  # was members\n")
    text = text.replace('"The members: all"', "'Who belongs to the team'").replace("    key: id\n", "")
    text = text.replace("worker: to decide", "worker: Workers/Members  # ours", 1)
    group(tmp_path).write_text(text)
    changed = team()
    changed["paths"]["/fresh"] = {"get": {}}
    del changed["paths"]["/rename"]
    said = imported(tmp_path, changed)
    assert group(tmp_path).read_text().startswith(text)
    assert list(yaml.safe_load(group(tmp_path).read_text())["endpoints"]) == [
        "everyone", "member", "rename_post", "fresh"
    ]  # fmt: skip
    assert "team.yaml:5: team.everyone title: yours is 'Who belongs to the team'" in said
    assert "team.everyone key: yours has none, the source's is 'id'" in said
    assert "gone:\n  migration/endpoints/team.yaml:23: team.rename_post  POST /api:v2/rename" in said
    before = tree(tmp_path / "migration")
    assert "wrote 0 files" in imported(tmp_path, changed)
    assert tree(tmp_path / "migration") == before


def test_a_group_that_the_document_does_not_speak_of_is_not_gone(tmp_path: Path) -> None:
    """Two documents of one base, a group each: neither says that the other's endpoints are gone."""
    imported(tmp_path, team())
    other = document({"/offices": {"get": {"tags": ["office"]}}})
    assert "gone              0" in imported(tmp_path, other)
    fewer = team()
    del fewer["paths"]["/members"]
    assert "gone              1" in imported(tmp_path, fewer)


def test_an_import_can_be_only_shown(tmp_path: Path) -> None:
    """With --dry-run the same is said and nothing is written, not even a folder."""
    assert "would write 1 file" in imported(tmp_path, team(), "v2", "--dry-run")
    assert not (tmp_path / "migration").exists()


def test_a_hostile_title_and_name_stay_text(tmp_path: Path) -> None:
    """What the document says can neither end a line nor become a key."""
    hostile = 'x: {y}\\ "#'
    paths = {"/a": {"get": {"summary": hostile, "operationId": "true", "parameters": [
        {"name": "a, b: {c}\n", "in": "query", "schema": {"type": "string", "example": hostile}}]}}}  # fmt: skip
    imported(tmp_path, document(paths))
    entry = yaml.safe_load(group(tmp_path).read_text())["endpoints"]["true"]
    assert entry["title"] == hostile
    assert [each["example"] for each in entry["parameters"].values()] == [hostile]


def test_version_3_1_and_yaml_are_read(tmp_path: Path) -> None:
    """A type may be a list with null, and a choice may have null."""
    schema = {"anyOf": [{"type": ["string", "null"], "format": "date"}, {"type": "null"}]}
    paths = {"/a": {"get": {"parameters": [{"name": "day", "in": "query", "schema": schema}]}}}
    imported(tmp_path, yaml.safe_dump(document(paths) | {"openapi": "3.1.0"}))
    entry = yaml.safe_load(group(tmp_path).read_text())["endpoints"]["a"]
    assert entry["parameters"] == {"day": {"in": "query", "type": "date"}}


def test_references_may_run_in_circles(tmp_path: Path) -> None:
    """A circle of `$ref`, one through allOf, one out of the document and one to nowhere are survived."""
    schemas = {
        "A": {"$ref": "#/components/schemas/B"},
        "B": {"$ref": "#/components/schemas/A"},
        "C": {"allOf": [{"$ref": "#/components/schemas/C"}, {"properties": {"x": {"$ref": "#/components/schemas/C"}}}]},
    }  # fmt: skip
    names = ("#/components/schemas/A", "#/components/schemas/C", "other.json#/A", "#/nowhere")
    paths = {
        f"/p{number}": {
            "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": name}}}}}
        }
        for number, name in enumerate(names)
    }
    imported(tmp_path, document(paths, components={"schemas": schemas}))
    entries = yaml.safe_load(group(tmp_path).read_text())["endpoints"]
    assert ["parameters" in entry for entry in entries.values()] == [False, True, False, False]
    assert entries["p1_post"]["parameters"] == {"x": {"in": "body", "type": "to decide"}}


DUPLICATES = [
    {"/a/{id}": {"get": {}}, "/a/{x}": {"get": {}}},
    '{"/a": {"get": {}}, "/a": {"get": {}}}',
    '{"/a": {"get": {}, "get": {}}}',
]
WRONG = [
    ("not JSON", '{"openapi": ', "import-not-readable"),
    ("not YAML", "a: [", "import-not-readable"),
    ("nothing", "", "import-not-openapi"),
    ("JSON that is no OpenAPI", "[1, 2]", "import-not-openapi"),
    ("paths that are none", '{"openapi": "3.0.0", "paths": []}', "import-not-openapi"),
    ("too deep", "[" * 100_000, "import-not-readable"),
    ("Swagger 2.0", '{"swagger": "2.0", "paths": {}}', "import-swagger"),
    ("OpenAPI 4", '{"openapi": "4.0.0"}', "import-openapi-version"),
    *(
        (f"duplicate {number}", json.dumps({"openapi": "3.0.0"})[:-1] + ', "paths": '
         + (each if isinstance(each, str) else json.dumps(each)) + "}", "import-duplicate-operation")
        for number, each in enumerate(DUPLICATES)
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_bad_input_is_refused_in_one_message(content: str, code: str, tmp_path: Path) -> None:
    """The code, the file, what is wrong and what to do, on two lines; exit 2; nothing is written."""
    said = refused(tmp_path, content)
    assert said.startswith(f"{code}: api.json")
    assert len(said.splitlines()) == 2


def test_sources_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """A file that is not there, a folder, an address that nobody listens at, and no address at all."""
    for source, code in (
        ("nowhere.json", "import-source-unreadable"),
        (".", "import-source-unreadable"),
        ("http://user:secret@127.0.0.1:1/api?key=secret", "import-source-unreachable"),
        ("ftp://127.0.0.1/x", "import-source-unreachable"),
        ("http://[", "import-source-unreachable"),
    ):
        done = run(tmp_path, "import", "openapi", source, "--side", "v2")
        assert (done.returncode, done.stderr.startswith(f"{code}: ")) == (2, True), done.stderr
        assert "secret" not in done.stderr
        assert len(done.stderr.splitlines()) == 2


def test_an_address_is_fetched(tmp_path: Path) -> None:
    """The document may stand at an address; a status that is not 200 is refused."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(team()).encode()
            self.send_response(200 if self.path.startswith("/good") else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        bad = run(tmp_path, "import", "openapi", f"{address}/bad", "--side", "v2")
        good = run(tmp_path, "import", "openapi", f"{address}/good?key=secret", "--side", "v2")
    finally:
        server.shutdown()
        server.server_close()
    assert (bad.returncode, "status 404" in bad.stderr) == (2, True)
    assert (good.returncode, good.stdout.partition(": OpenAPI")[0]) == (0, f"V2 from {address}/good")
    assert group(tmp_path).exists()


def test_a_disk_that_fills_up_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """Where the second of two files cannot be written whole, the first is not changed either."""
    group(tmp_path, "a").parent.mkdir(parents=True)
    group(tmp_path, "a").write_text(SMALL.replace("team", "a"))
    long = {f"/long{number}": {"get": {"tags": ["b"], "summary": "x" * 160}} for number in range(200)}
    (tmp_path / "api.json").write_text(json.dumps(document({"/s": {"get": {"tags": ["a"]}}} | long)))
    before = tree(tmp_path)
    done = run(
        tmp_path, "import", "openapi", "api.json", "--side", "v2",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
    )  # fmt: skip
    assert (done.returncode, done.stderr.partition(":")[0]) == (2, "import-not-written"), done.stderr
    assert tree(tmp_path) == before


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    """Of 65 MB nothing is read, nothing is written, and the message says the limit and what to do."""
    said = refused_of_size(tmp_path, "api.json", b"", 65)
    assert said == (
        "import-too-large: api.json: The document is larger than 64 MB.\n"
        "  Export it in parts, one API group each.\n"
    )


def test_yaml_above_its_own_limit_is_not_parsed(tmp_path: Path) -> None:
    """A YAML document has a lower limit than JSON, since it takes far longer to read."""
    said = refused_of_size(tmp_path, "api.yaml", b"# padding\n" * 943_718, 9)
    assert said.startswith("import-too-large: api.yaml (as YAML; as JSON it may be larger): ")
    assert "larger than 8 MB" in said


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Nothing can be made where a file stands in the way."""
    (tmp_path / "migration").write_text("no folder")
    assert refused(tmp_path, team()).startswith("import-not-written: ")


@pytest.mark.parametrize(
    "text", ["group: team\n", "endpoints: [\n", "group: team\nendpoints: {a: {title: x}}\n"]
)
def test_a_file_that_cannot_be_added_to_is_not_touched(text: str, tmp_path: Path) -> None:
    """A file with a mistake, or in another form, is told and left alone."""
    group(tmp_path).parent.mkdir(parents=True)
    group(tmp_path).write_text(text)
    assert refused(tmp_path, team()).startswith(("import-manifest-mistaken: ", "import-file-form: "))


@pytest.mark.parametrize("old", [SMALL, SMALL.rstrip("\n"), SMALL.replace("\n", "\r\n"), SMALL + "\n# the end\n",
                                 "endpoints:\n    own: {title: Ours}\n\n# who\ngroup: team\n", "group: team\nendpoints: {}\n"])  # fmt: skip
def test_entries_are_added_to_files_of_any_form(old: str, tmp_path: Path) -> None:
    """Whatever the indentation, line ends and what follows: old lines stay, new entries stand beside them."""
    group(tmp_path).parent.mkdir(parents=True)
    group(tmp_path).write_bytes(old.encode())
    imported(tmp_path, team())
    content = group(tmp_path).read_bytes()
    own = ["own"] if "own" in old else []
    assert list(yaml.safe_load(content)["endpoints"]) == [*own, "members", "member", "rename_post"]
    assert {line for line in old.encode().splitlines() if b"{}" not in line} <= set(content.splitlines())


def test_a_thousand_operations_take_less_than_five_seconds(tmp_path: Path) -> None:
    """The first import and the second one, each in a process of its own."""
    for _ in range(2):
        began = os.times()
        imported(tmp_path, many(1000))
        assert spent_since(began) < 5


def test_thirty_megabytes_are_read(tmp_path: Path) -> None:
    """A large document is imported in less than five seconds: its size is in its schemas, as it is in life."""
    schemas = {f"S{number}": {"type": "object", "description": "x" * 1000} for number in range(30_000)}
    large = document({"/a": {"get": {"responses": ANSWER}}}, components={"schemas": schemas})
    began = os.times()
    said = imported(tmp_path, large)
    assert spent_since(began) < 5
    assert (tmp_path / "api.json").stat().st_size > 30_000_000
    assert "1  new in the manifest" in said
