"""What may differ without being wrong raises no alarm."""

from pathlib import Path

import pytest
from tests.cast.running import red, run

from twin.cast import CAST, HARMLESS


@pytest.mark.parametrize("variation", HARMLESS, ids=lambda each: each.name)
def test_a_harmless_variation_turns_nothing_red(tmp_path: Path, variation) -> None:  # type: ignore[no-untyped-def]
    """V2 differs from V1 in what nothing fixes, such as the order of ties, and every check passes."""
    ledger, output = run(tmp_path, f"--twin-fault={variation.name}")
    assert red(ledger) == set(), output


def test_a_harmless_variation_is_no_fault() -> None:
    """It names no check, and no fault has its name."""
    assert not any(each.must_fail or each.touches or each.name in CAST for each in HARMLESS)


def test_a_row_that_just_changed_is_counted_and_not_judged(tmp_path: Path) -> None:
    """One row that V2 lags behind and one that V1 lacks yet stand in the evidence as unsettled."""
    ledger, output = run(tmp_path, "--twin-fault=young-rows", "-k", "lesson_progress")
    seen = {entry.check: entry for entry in ledger.evidence}
    assert seen["tables/lesson_progress"].figures["unsettled"] == 2, output
    assert seen["counts/lesson_progress.lesson_progress"].figures["unsettled in V1"] == 1, output
