"""The faults of V2's rows, between two servers: the same checks turn red as within one."""

from pathlib import Path

import pytest
from tests.cast.companies import Company, companies, may_turn_red
from tests.cast.running import ROOT, red, run

from cutover.manifest import load_migration, plan
from twin.cast.tables import TABLES

PLANNED = frozenset(
    check.id for check in plan(load_migration(ROOT / "migration")) if check.area in ("tables", "counts")
)
COMPANIES = companies({fault.name: fault for fault in TABLES}, PLANNED)
SUITES = ("tests_parity/test_tables.py", "tests_integrity/test_counts.py")


@pytest.mark.parametrize(
    "company", COMPANIES, ids=["+".join(fault.name for fault in each) for each in COMPANIES]
)
def test_hashes_find_what_the_rows_say(tmp_path: Path, company: Company) -> None:
    """Every named check of rows and counts fails, and no check that no fault touches."""
    names = ",".join(fault.name for fault in company)
    ledger, output = run(tmp_path, "--two-servers", f"--twin-fault={names}", *SUITES)
    found = red(ledger)
    missed = {fault.name: (set(fault.must_fail) & PLANNED) - found for fault in company}
    assert not any(missed.values()), f"stayed green: {missed}\n{output}"
    assert [check for check in found if not any(may_turn_red(fault, check) for fault in company)] == []
    assert {entry.check for entry in ledger.evidence} == PLANNED
