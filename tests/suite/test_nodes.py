"""Check ids and node ids are one for one, and the table of places is what the suites' files say."""

import re
from pathlib import Path

import pytest

from cutover.suite.fix_checks import spread
from cutover.suite.nodes import PLACES, check_of, node_of, refuse_unplain
from cutover.suite.scope import asks_for_checks, named_checks

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("area", "place"), PLACES.items(), ids=PLACES)
def test_each_place_is_where_the_table_says(area, place):
    """The file is there, bears the marker of its area and one test, and stays short."""
    text = (ROOT / place.path).read_text()
    assert f'@pytest.mark.checks("{area}")\ndef {place.function}(' in text
    assert len(re.findall(r"^def test_", text, re.MULTILINE)) == 1
    assert len(text.splitlines()) <= 60


@pytest.mark.parametrize(
    ("check", "node"),
    [
        (
            "references/user_roles.user_id",
            "tests_integrity/test_references.py::test_no_orphans[user_roles.user_id]",
        ),
        (
            "references/discovery",
            "tests_integrity/test_discovery.py::test_no_reference_was_forgotten[discovery]",
        ),
        (
            "references/hierarchy-sponsors",
            "tests_integrity/test_hierarchies.py::test_stands_as_in_v1[hierarchy-sponsors]",
        ),
        (
            "references/discovery.user_id",
            "tests_integrity/test_references.py::test_no_orphans[discovery.user_id]",
        ),
        ("counts/demo", "tests_integrity/test_counts.py::test_every_row_arrived[demo]"),
        ("counts/user.user", "tests_integrity/test_counts.py::test_every_row_arrived[user.user]"),
        ("schema/user", "tests_integrity/test_schema.py::test_declared_columns[user]"),
        ("tables/participant", "tests_parity/test_tables.py::test_same_rows[participant]"),
        ("answers/home.kpis", "tests_parity/test_answers.py::test_same_answer[home.kpis]"),
        ("contract/home.kpis", "tests_endpoints/test_contract.py::test_keeps_its_contract[home.kpis]"),
        ("mapping/home.kpis", "tests_endpoints/test_mapping.py::test_is_mapped[home.kpis]"),
        (
            "workers/HomeKpis.critical",
            "tests_endpoints/test_workers.py::test_is_as_documented[HomeKpis.critical]",
        ),
    ],
)
def test_check_and_node_are_one_for_one(check, node):
    """Each leads to the other, from any root."""
    assert node_of(check) == node
    assert check_of(node) == check
    assert check_of(f"/somewhere/else/{node}") == check


@pytest.mark.parametrize(
    "node",
    ["tests/suite/test_nodes.py::test_a[b]", "tests_parity/test_answers.py::test_same_answer", "", "x[y]"],
)
def test_other_nodes_are_no_checks(node):
    """What is no item of a suite has no check."""
    assert check_of(node) is None


def test_a_check_without_a_suite_has_no_node():
    """Load gates and attestations are no items."""
    assert node_of("load/gate-10") == ""


@pytest.mark.parametrize("subject", ["", "<b>", "a b", "ä", "a'b", 'a"b', "a\nb"])
def test_a_subject_that_could_be_markup_is_refused(subject):
    """pytest's HTML writes ids as they are, so only plain ones become ids."""
    with pytest.raises(pytest.UsageError, match="manifest-unplain-name"):
        refuse_unplain((subject,))


@pytest.mark.parametrize(
    ("arguments", "asks"),
    [
        (["tests_parity", "tests_integrity"], True),
        (["."], True),
        (["tests"], False),
        (["tests/suite/test_nodes.py::test_a"], False),
        (["tests_parity/test_answers.py::test_same_answer[home.kpis]"], True),
        (["tests", "tests_endpoints/test_mapping.py"], True),
        (["/"], True),
        ([], False),
    ],
)
def test_the_arguments_tell_whether_checks_are_asked_for(tmp_path, arguments, asks):
    """A suite's folder, what lies in it, and what holds it; nothing else."""
    assert asks_for_checks(arguments, tmp_path, tmp_path) is asks


def test_arguments_that_name_checks_one_by_one():
    """A node id names a check; a folder names more than one can tell."""
    node = node_of("answers/home.kpis")
    assert named_checks([node]) == ("answers/home.kpis",)
    assert named_checks([node, "tests_parity"]) is None
    assert named_checks([]) is None


@pytest.mark.parametrize(
    ("workers", "order"), [(1, "abcdefg"), (2, "acegbdf"), (3, "adgbecf"), (0, "abcdefg"), (9, "abcdefg")]
)
def test_items_are_dealt_out_like_cards(workers, order):
    """Each worker's piece of the list begins with the heaviest of what is left."""
    assert "".join(spread("abcdefg", workers)) == order
