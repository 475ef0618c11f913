"""The faults of V2's rows, between two servers: the same checks turn red, for the same columns."""

from pathlib import Path

import pytest
from tests.cast.companies import ALONE, Company, companies, may_turn_red, speaks_of
from tests.cast.running import ROOT, red, run

from cutover.manifest import load_migration, plan
from twin.cast.living import LIVING
from twin.cast.nested import NESTED
from twin.cast.numbers import NUMBERS
from twin.cast.tables import TABLES
from twin.cast.texts import TEXTS
from twin.cast.values import VALUES

PLANNED = frozenset(
    check.id for check in plan(load_migration(ROOT / "migration")) if check.area in ("tables", "counts")
)
ROWS = {fault.name: fault for fault in (*TABLES, *VALUES, *TEXTS, *NUMBERS, *NESTED, *LIVING)}
COMPANIES = companies(ROWS, PLANNED, most=1 if ALONE else len(ROWS), by_column=True)
"""Two, as only what empties a table hides another fault's rows."""
SUITES = ("tests_parity/test_tables.py", "tests_integrity/test_counts.py")


@pytest.mark.parametrize("company", COMPANIES, ids=[f"{len(each)} faults" for each in COMPANIES])
def test_hashes_find_what_the_rows_say(tmp_path: Path, company: Company) -> None:
    """Every named check of rows and counts fails, for the named column, and none that no fault touches."""
    names = ",".join(fault.name for fault in company)
    ledger, output = run(tmp_path, "--two-servers", f"--twin-fault={names}", *SUITES)
    found, proofs = red(ledger), {entry.check: entry for entry in ledger.evidence}
    missed = {fault.name: (set(fault.must_fail) & PLANNED) - found for fault in company}
    assert not any(missed.values()), f"stayed green: {missed}\n{output}"
    unnamed = [each.name for each in company if not speaks_of(each, proofs[each.must_fail[0]])]
    assert unnamed == [], f"red for another column's sake\n{output}"
    assert [check for check in found if not any(may_turn_red(fault, check) for fault in company)] == []
    assert proofs.keys() == PLANNED
