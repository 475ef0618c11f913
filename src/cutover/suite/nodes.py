"""Where a check stands among pytest's items: check id and node id, one for one."""

from dataclasses import dataclass
from pathlib import PurePosixPath

import pytest

from cutover.manifest import Check


@dataclass(frozen=True)
class Place:
    """The test function that does all checks of one area."""

    folder: str
    file: str
    function: str

    @property
    def path(self) -> str:
        """The file, from the root of the repository."""
        return f"{self.folder}/{self.file}"


PLACES = {
    "references": Place("tests_integrity", "test_references.py", "test_no_orphans"),
    "references/discovery": Place("tests_integrity", "test_discovery.py", "test_no_reference_was_forgotten"),
    "references/hierarchy-": Place("tests_integrity", "test_hierarchies.py", "test_stands_as_in_v1"),
    "repair": Place("tests_integrity", "test_repair.py", "test_is_on_record"),
    "counts": Place("tests_integrity", "test_counts.py", "test_every_row_arrived"),
    "schema": Place("tests_integrity", "test_schema.py", "test_declared_columns"),
    "tables": Place("tests_parity", "test_tables.py", "test_same_rows"),
    "coverage": Place("tests_parity", "test_coverage.py", "test_nothing_is_lost"),
    "answers": Place("tests_parity", "test_answers.py", "test_same_answer"),
    "pages": Place("tests_parity", "test_pages.py", "test_shows_the_same"),
    "latency": Place("tests_parity", "test_latency.py", "test_is_no_slower"),
    "contract": Place("tests_endpoints", "test_contract.py", "test_keeps_its_contract"),
    "contract/published.": Place("tests_endpoints", "test_published.py", "test_publishes_its_endpoints"),
    "functions": Place("tests_endpoints", "test_functions.py", "test_runs"),
    "mapping": Place("tests_endpoints", "test_mapping.py", "test_is_mapped"),
    "workers": Place("tests_endpoints", "test_workers.py", "test_is_as_documented"),
}
"""By area; one check, or those whose ids begin alike up to a sign, may have a place of their own."""

ALONE = frozenset({"latency"})
"""Areas that are timed: they run by themselves, in one process, and only where their file is named."""

FOLDERS = tuple(dict.fromkeys(place.folder for place in PLACES.values()))

_AREAS = {(place.file, place.function): area for area, place in PLACES.items()}


def node_of(check: str) -> str:
    """Give the node id of a check, as one types it from the root; '' where no suite does the check."""
    place = PLACES.get(place_of(check))
    return f"{place.path}::{place.function}[{check.partition('/')[2]}]" if place else ""


def place_of(check: str) -> str:
    """Give the key of a check's place: its area, or the part of it that has a place of its own."""
    own = (
        key for key in PLACES if "/" in key and (check.startswith(key) if key[-1] in ".-" else check == key)
    )
    return next(own, check.partition("/")[0])


def check_of(node: str) -> str | None:
    """Give the check that a node id stands for, whichever root it is told from; None for other tests."""
    address, bracket, subject = node.partition("[")
    path, _, function = address.partition("::")
    area = _AREAS.get((PurePosixPath(path).name, function))
    if area is None or not bracket:
        return None
    # xdist may append @group behind the bracket
    return f"{area.partition('/')[0]}/{subject.rpartition(']')[0]}"


def check_at(item: pytest.Item) -> Check | None:
    """Give the check that an item does; None for an item that does none."""
    callspec = getattr(item, "callspec", None)
    check = callspec.params.get("check") if callspec is not None else None
    return check if isinstance(check, Check) else None


def refuse_unplain(subjects: tuple[str, ...]) -> None:
    """Raise pytest.UsageError for a subject that could not stand in a node id or a report as it is."""
    for subject in subjects:
        if not subject.isascii() or not subject or set(subject) - _PLAIN:
            raise pytest.UsageError(
                f"manifest-unplain-name: '{subject!a}' cannot be a check's address.\n"
                "  Use letters, digits and any of . _ - / : in the names of the manifest."
            )


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:{}")
