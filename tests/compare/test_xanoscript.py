"""XanoScript: what is told of a script without running it, and the scripts that the twin ships."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies

from cutover.compare import CannotRead, judge_script, read_script
from cutover.manifest import Worker, load_migration

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "src/twin/v2/xanoscript"

TABLES = {"user": ("id", "team_id"), "lead": ("id", "user_id")}

SCRIPT = """\
// a worker
function "Workers/Leads" {
  description = "The leads of one viewer"
  input {
    int user_id
    text q? filters=trim|lower { description = "part of a name" }
  }
  stack {
    db.get "user" {
      field_name = "id", field_value = $input.user_id
    } as $viewer
    precondition ($viewer != null) {
      error = "no such user"
    }
    try_catch {
      try {
        db.query "lead" {
          where = $db.lead.user_id == $viewer.id && true
          sort = {
            id: "asc"
          }
        } as $rows
      }
      catch {
        throw { name = "Failed", value = $error.message }
      }
    }
    conditional {
      if (`($rows|count) > 10`) { var $answer { value = [] } }
      elseif ($input.q == "") { throw { name = "Empty", value = "q" } }
      else { var $answer { value = $rows } }
    }
  }
  response = $answer
}
"""


def worker(**changes: Any) -> Worker:
    """The entry of the script's worker."""
    whole = {
        "name": "Workers/Leads",
        "inputs": {"user_id": {"type": "integer", "required": True}, "q": "text"},
        "output": "list",
    }
    return Worker.model_validate({**whole, **changes})


def found(old: str = "", new: str = "", **changes: Any) -> tuple[str, ...]:
    """What is wrong with the script once a text in it was replaced."""
    assert old in SCRIPT
    entry = worker(**changes)
    return judge_script(read_script(SCRIPT.replace(old, new, 1)), entry, {entry.name: entry}, TABLES).findings


def test_a_sound_script_has_nothing_wrong() -> None:
    """Comments, several forms of attributes, branches that end, expressions in backticks."""
    assert found() == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("$viewer.id", "$veiwer.id", "line 18: $veiwer is never set before"),
        ("$input.q", "$input.p", "line 30: there is no input 'p'"),
        ("{ var $answer { value = [] } }", "{ var $other { value = [] } }", "line 34: $answer is not set on every path"),  # noqa: E501  # one line, one row
        ("else { var", "elseif (true) { var", "line 34: $answer is not set on every path"),
        ("  response = $answer\n", "", "line 34: a path ends without a response"),
        ("precondition ($viewer", "precondition ($input.q", "line 9: nothing handles a failure of db.get"),
        ('throw { name = "Failed", value = $error.message }', "", "line 15: the try_catch catches nothing"),
        ("    try_catch {", '    api.request { url = "https://x" } as $x\n    try_catch {', "line 15: nothing handles a failure of api.request"),  # noqa: E501  # one line, one row
        ("response = $answer", "response = {rows: $answer}", "line 34: it answers object, its entry says list"),  # noqa: E501  # one line, one row
        ("int user_id", "text user_id", "input user_id is text, its entry says integer"),
        ("int user_id", "int user_id?", "input user_id is not required, unlike in its entry"),
        ("text q?", "text p?", "input q of its entry is not in the script"),
        ('"Workers/Leads"', '"Workers/Other"', "the script is that of Workers/Other"),
        ('db.query "lead"', 'db.query "leed"', "line 17: V2 has no table 'leed', but 'lead'"),
        ("$db.lead.user_id", "$db.leads.user_id", "line 18: V2 has no table 'leads', but 'lead'"),
        ("$db.lead.user_id", "$db.lead.user", "line 18: lead has no column 'user', but 'user_id'"),
        ('id: "asc"', 'score: "asc"', "line 20: lead has no column 'score'"),
        ('field_name = "id"', 'field_name = "uuid"', "line 10: user has no column 'uuid', but 'id'"),
        ("$viewer.id", "$viewer.team", "line 18: user has no column 'team', but 'team_id'"),
    ],
    ids=str,
)  # fmt: skip
def test_each_fault_of_a_script_is_told(old: str, new: str, says: str) -> None:
    """With its line, where it has one."""
    assert says in found(old, new)


def test_what_it_runs_is_what_its_entry_names() -> None:
    """A dependency that the script does not run is as wrong as one that nobody wrote down."""
    assert found(depends_on="Workers/Other") == ("it does not run Workers/Other, on which it depends",)
    run = '        function.run "Workers/Other" { input = {a: 1} } as $x\n        db.query'
    assert found("        db.query", run) == ("it runs Workers/Other, which its entry does not name",)
    assert found("        db.query", run, depends_on="Workers/Other") == ()


def test_a_kind_that_cannot_be_told_is_counted() -> None:
    """What the rules do not see is said, and is no finding."""
    script = SCRIPT.replace("response = $answer", "response = $answer|some_filter")
    reading = judge_script(read_script(script), worker(), {}, TABLES)
    assert (reading.findings, reading.unseen) == ((), 1)


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("", "line 1: the end of the file stands where 'word' is expected"),
        ('task "a" {\n}', "line 1: a worker's script is a function, not 'task'"),
        ('function "a" {\n}', "line 1: the function has no stack"),
        ('function "a" {\n  stack {\n  }\n', "line 4: the end of the file stands where 'word' is expected"),
        ('function "a" {\n  stack {\n  }\n}\n}', "line 5: '}' stands where 'end' is expected"),
        (
            'function "a" {\n  stack {\n    var $a { value = (1 }\n  }\n}',
            "closes what another bracket opened",
        ),
        ('function "a" {\n  x = "never closed\n}', "begins nothing that is known"),
    ],
    ids=str,
)
def test_what_does_not_parse_is_told_with_its_line(script: str, says: str) -> None:
    """The first thing that cannot be there."""
    with pytest.raises(CannotRead) as caught:
        read_script(script)
    assert says in str(caught.value)


@given(strategies.integers(0, len(SCRIPT)), strategies.integers(0, len(SCRIPT)))
def test_a_script_with_a_hole_is_read_or_refused(start: int, end: int) -> None:
    """Whatever is cut out, there is an answer and no crash."""
    with suppress(CannotRead):
        judge_script(read_script(SCRIPT[:start] + SCRIPT[end:]), worker(), {}, TABLES)


def test_each_worker_of_the_catalogue_has_a_script_in_which_everything_can_be_told() -> None:
    """The twin's scripts are within what the reader understands."""
    migration = load_migration(ROOT / "migration")
    workers = {each.name: each for each in migration.workers}
    tables = migration.schema.types()
    assert {path.stem for path in SCRIPTS.glob("*.xs")} == {each.id for each in workers.values()}
    for each in workers.values():
        script = read_script((SCRIPTS / f"{each.id}.xs").read_text())
        reading = judge_script(script, each, workers, tables)
        assert (reading.findings, reading.unseen) == ((), 0), each.name
