"""The file of a plan: readable, found by its digest, and refused as soon as anybody changed it."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.repair.plans import EMPTIED, RE_POINTED, small_plan

from cutover.repair.plan import Plan, Row
from cutover.repair.planfile import digests, find_plan, folder_of, read_plan, write_plan, written
from cutover.repair.refusal import RepairRefused

PLAN = small_plan()


def refusal(reports: Path, digest: str = PLAN.digest) -> RepairRefused:
    """Return why a plan is not to be had."""
    with pytest.raises(RepairRefused) as found:
        find_plan(reports, digest)
    return found.value


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    """The same values and the same digest, by all of its digits or the first twelve."""
    path = write_plan(PLAN, tmp_path)
    assert path == tmp_path / "repair" / PLAN.digest[:12] / "plan.json"
    assert find_plan(tmp_path, PLAN.digest) == PLAN
    assert find_plan(tmp_path, PLAN.digest[:12].upper()) == PLAN
    assert find_plan(tmp_path, f"sha256:{PLAN.digest}").digest == PLAN.digest


def test_each_row_has_a_line(tmp_path: Path) -> None:
    """A row's key, values and decision stand on one line; a value that becomes NULL says so."""
    lines = write_plan(PLAN, tmp_path).read_text().splitlines()
    assert lines[1] == f'"digest": "{PLAN.digest}",'
    assert sum('"key"' in line for line in lines) == 4
    row = next(line for line in lines if "kept:" in line)
    assert json.loads(row.rstrip(","))["after"] is None
    assert len(json.loads("\n".join(lines))["steps"]) == 4


def test_an_empty_plan_is_a_plan(tmp_path: Path) -> None:
    """A pair with nothing to repair has a plan without steps, which can be read."""
    plan = Plan("pair", "database", "manifest", "2026-11-22T01:00:00Z")
    assert read_plan(write_plan(plan, tmp_path)) == plan


@pytest.mark.parametrize(
    ("what", "by"),
    [
        ('"after": "12"', '"after": "13"'),
        ('"count": 48600', '"count": 48601'),
        ('"risk": "high"', '"risk": "low"'),
        ("kept: 1,200.00", "kept: 1,201.00"),
        ("until Monday", "for ever"),
        ("{\n", "{\n\n"),
        ('"made"', '"approved": "me",\n"made"'),
        ('"made": "2026', '"made": "2025", "made": "2026'),
        ('"count": 2', '"count": 2.0'),
    ],
)
def test_an_edited_plan_is_refused(tmp_path: Path, what: str, by: str) -> None:
    """Whatever was changed, also what means nothing: nobody approved that file."""
    path = write_plan(PLAN, tmp_path)
    text = path.read_text()
    assert what in text
    path.write_text(text.replace(what, by, 1))
    found = refusal(tmp_path)
    assert found.code in ("repair-plan-edited", "repair-plan-unreadable")
    assert str(path) in found.what
    assert "cutover repair plan" in found.hint


def test_an_edited_plan_with_a_digest_of_its_own_is_not_the_approved_one(tmp_path: Path) -> None:
    """Who writes the new digest into the file, too, has another plan in the approved one's place."""
    path = write_plan(PLAN, tmp_path)
    other = replace(PLAN, steps=(EMPTIED,))
    path.write_text(written(other))
    found = refusal(tmp_path)
    assert found.code == "repair-digest-unknown"
    assert other.digest in found.what


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "repair-plan-unreadable"),
        (b"\xff\xfe", "repair-plan-unreadable"),
        (b"[]", "repair-plan-unreadable"),
        (b"[" * 100_000, "repair-plan-unreadable"),
        (b"{}", "repair-plan-format"),
        (b'{"format": "cutover-repair-plan-9"}', "repair-plan-format"),
        (b'{"format": "cutover-repair-plan-1"}', "repair-plan-unreadable"),
        (written(PLAN).encode()[:-40], "repair-plan-unreadable"),
        (written(PLAN).replace('"pair": "twin', '"pair": "\\ud800twin').encode(), "repair-plan-unreadable"),
        (written(PLAN).replace('"re-point"', '"drop-table"').encode(), "repair-plan-unreadable"),
        (written(PLAN).replace('"count": 2', '"count": "2"').encode(), "repair-plan-unreadable"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """One message with the file's name, and no traceback."""
    path = write_plan(PLAN, tmp_path)
    path.write_bytes(content)
    found = refusal(tmp_path)
    assert (found.code, str(path) in found.what) == (code, True)


@pytest.mark.parametrize(
    "digest", ["abc", PLAN.digest[:11], "zz" * 32, PLAN.digest + "00", "../../etc/passwd"]
)
def test_a_wrong_digest_is_refused(tmp_path: Path, digest: str) -> None:
    """Too short, too long or no digits: what there is, is named."""
    write_plan(PLAN, tmp_path)
    found = refusal(tmp_path, digest)
    assert found.code == "repair-digest-wrong"
    assert PLAN.digest[:12] in found.hint


def test_an_unknown_digest_names_the_nearest(tmp_path: Path) -> None:
    """One digit wrong among the first twelve: the nearest plan is named; without a plan, how to make one."""
    assert refusal(tmp_path, " ").code == "repair-no-approval"
    assert "cutover repair plan" in refusal(tmp_path).hint
    write_plan(PLAN, tmp_path)
    wrong = ("0" if PLAN.digest[0] != "0" else "1") + PLAN.digest[1:]
    found = refusal(tmp_path, wrong)
    assert found.code == "repair-digest-unknown"
    assert f"Nearest: {PLAN.digest[:12]}" in found.hint
    tail = PLAN.digest[:-1] + ("0" if PLAN.digest[-1] != "0" else "1")
    assert PLAN.digest in refusal(tmp_path, tail).what


def test_the_newest_plan_comes_first(tmp_path: Path) -> None:
    """Folders that are no plan's are not named."""
    other = replace(PLAN, made="2026-11-22T02:00:00Z")
    for number, plan in enumerate((PLAN, other)):
        path = write_plan(plan, tmp_path)
        os.utime(path, (number, number))
    (tmp_path / "repair" / "notes").mkdir()
    assert digests(tmp_path) == (other.digest[:12], PLAN.digest[:12])


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """The path and the system's word, and where to write instead."""
    (tmp_path / "repair").write_text("a file stands in the way")
    with pytest.raises(RepairRefused, match="repair-plan-unwritable"):
        write_plan(PLAN, tmp_path)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
rows = st.builds(
    Row,
    key=st.lists(texts, min_size=1, max_size=3).map(tuple),
    fingerprint=texts,
    before=st.none() | texts,
    after=st.none() | texts,
    decision=texts,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, max_size=4), texts)
def test_whatever_a_row_holds_is_read_again(tmp_path: Path, held: list[Row], reason: str) -> None:
    """Quotes, newlines, Unicode, empty texts beside NULL: nothing of it changes on the way."""
    plan = replace(PLAN, steps=(replace(RE_POINTED, rows=tuple(held), reason=reason, count=len(held)),))
    assert read_plan(write_plan(plan, tmp_path)) == plan
    assert folder_of(tmp_path, plan.digest).name == plan.digest[:12]
