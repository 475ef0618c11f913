"""The cast: every fault turns the checks red that it names, and nothing outside what it touches."""

import json
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from tests.cast.running import ROOT, SCALE, red, run

from cutover.evidence import Outcome
from cutover.manifest import load_migration, plan
from twin.cast import CAST


def test_the_ready_twin_raises_no_alarm(tmp_path: Path) -> None:
    """Without a fault every planned check of the suites passes."""
    ledger, output = run(tmp_path)
    owed = {check.id for check in plan(load_migration(ROOT / "migration")) if check.area != "attested"}
    assert red(ledger) == set(), output
    assert {entry.check for entry in ledger.evidence} == owed


@pytest.mark.parametrize("name", CAST)
def test_a_fault_is_caught_by_the_checks_it_names_and_by_no_other(tmp_path: Path, name: str) -> None:
    """The named checks fail; whatever else is red looks at the same subject."""
    fault = CAST[name]
    ledger, output = run(tmp_path, f"--twin-fault={name}")
    failed = {entry.check for entry in ledger.evidence if entry.outcome is Outcome.FAILED}
    assert set(fault.must_fail) <= failed, (
        f"{fault.says} {sorted(set(fault.must_fail) - failed)} stayed green\n{output}"
    )
    assert all(
        entry.reproduce[0].endswith(f"--twin-fault={name} --twin-scale={SCALE}")
        for entry in ledger.evidence
        if entry.check in failed
    )
    allowed = (*fault.must_fail, *fault.touches)
    strays = [check for check in red(ledger) if not any(fnmatchcase(check, pattern) for pattern in allowed)]
    assert strays == [], json.dumps([entry.actual for entry in ledger.evidence if entry.check in strays])


def test_every_check_that_a_fault_names_is_planned() -> None:
    """A fault cannot name a check that nobody runs."""
    planned = {check.id for check in plan(load_migration(ROOT / "migration"))}
    for fault in CAST.values():
        assert fault.must_fail, f"{fault.name} names no check"
        assert set(fault.must_fail) <= planned, fault.name
