"""The cast: every fault turns the checks red that it names, and nothing outside what it touches."""

import json
from pathlib import Path

import pytest
from tests.cast.companies import ALONE, Company, evenly, may_turn_red, of_a_plain_run, speaks_of
from tests.cast.running import OWED, ROOT, SCALE, red, run

from cutover.evidence import Outcome
from cutover.manifest import load_migration, plan
from twin.cast import CAST

PLANNED = frozenset(check.id for check in plan(load_migration(ROOT / "migration")))
PLAIN = of_a_plain_run(CAST)
COMPANIES = evenly(PLAIN, PLANNED)


@pytest.mark.skipif(
    not ALONE, reason="harmless variations pass (test_harmless.py); plain, CI's first run is it"
)
def test_the_ready_twin_raises_no_alarm(tmp_path: Path) -> None:
    """Without a fault every planned check of the suites passes."""
    ledger, output = run(tmp_path)
    assert red(ledger) == set(), output
    assert {entry.check for entry in ledger.evidence} == OWED


@pytest.mark.parametrize(
    "company", COMPANIES, ids=["+".join(fault.name for fault in each) for each in COMPANIES]
)
def test_a_fault_is_caught_by_the_checks_it_names_and_by_no_other(tmp_path: Path, company: Company) -> None:
    """The named checks fail; whatever else is red looks at the same subject as one of the faults."""
    names = ",".join(fault.name for fault in company)
    ledger, output = run(tmp_path, f"--twin-fault={names}")
    failed = {entry.check for entry in ledger.evidence if entry.outcome is Outcome.FAILED}
    missed = {fault.name: sorted(set(fault.must_fail) - failed) for fault in company}
    assert not any(missed.values()), f"stayed green: {missed}\n{output}"
    proofs = {entry.check: entry for entry in ledger.evidence}
    assert proofs.keys() == OWED
    unnamed = [each.name for each in company if not speaks_of(each, proofs[each.must_fail[0]])]
    assert unnamed == [], f"red for another column's sake\n{output}"
    assert all(
        entry.reproduce[0].endswith(f"--twin-fault={names} --twin-scale={SCALE}")
        for entry in ledger.evidence
        if entry.check in failed
    )
    strays = [check for check in red(ledger) if not any(may_turn_red(fault, check) for fault in company)]
    seen = {entry.check: entry.actual for entry in ledger.evidence if entry.check in strays}
    assert strays == [], json.dumps(seen, indent=1)


def test_every_check_that_a_fault_names_is_planned() -> None:
    """A fault cannot name a check that nobody runs."""
    for fault in CAST.values():
        assert fault.must_fail, f"{fault.name} names no check"
        assert set(fault.must_fail) <= PLANNED, fault.name


def test_every_fault_stands_in_one_company_and_shares_no_named_check_in_it() -> None:
    """No fault is left out, and a check that a fault names can be red for its sake alone."""
    assert sorted(fault.name for company in COMPANIES for fault in company) == sorted(PLAIN)
    for company in COMPANIES:
        for fault in company:
            for check in fault.must_fail:
                assert [each for each in company if may_turn_red(each, check)] == [fault], check


def test_most_of_the_plan_is_out_of_reach_of_a_company() -> None:
    """Five checks of six show a fault that reaches further than it says."""
    for company in COMPANIES:
        within = [check for check in PLANNED if any(may_turn_red(fault, check) for fault in company)]
        assert len(within) * 6 < len(PLANNED)
