"""Prerequisites: a phase begins behind open gates of the same pair, or with a reason that is written down."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.signoff.company import Company, found

from cutover.suite.options import Options
from cutover.suite.prerequisites import Prerequisites, prerequisites
from cutover.suite.trouble import CannotBegin


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company of today whose phase 0 can be stated."""
    made = found(tmp_path_factory.mktemp("company") / "today", datetime.now(UTC).replace(microsecond=0))
    made.run(1, "references/child.parent_id")
    return made


def asked(company: Company, phase: str, override: str = "") -> Prerequisites | None:
    """What is found when a phase is to begin."""
    options = Options("twin", company.root / "migration", phase, company.reports, False, override=override)
    return prerequisites(company.migration, options)


def test_a_phase_waits_for_the_gates_of_those_that_it_needs(company: Company) -> None:
    """Refused while phase 0 is not approved, with what is missing; begun once its gate is open."""
    with pytest.raises(CannotBegin, match=r"phase-not-open(.|\n)*signoff-missing(.|\n)*--override=REASON"):
        asked(company, "1")
    company.state("0", now=company.now)
    with pytest.raises(CannotBegin, match="phase 0, which phase 1 needs, is not approved"):
        asked(company, "1")
    given = asked(company, "1", "the  load\nis rehearsed")
    assert given is not None
    assert given.override("twin ready") == "the load is rehearsed"
    company.approve("0", "eve", now=company.now)
    opened = asked(company, "1", "not needed")
    assert opened is not None
    assert opened.override("twin ready") == ""


def test_gates_of_another_pair_are_none(company: Company) -> None:
    """What was signed of one pair does not let a phase begin on another one, unless somebody says why."""
    found_there = Prerequisites("1", pair="twin ready")
    with pytest.raises(CannotBegin, match="phase-of-another-pair"):
        found_there.override("twin as-found")
    assert replace(found_there, reason="a rehearsal").override("twin as-found") == "a rehearsal"


@pytest.mark.parametrize("phase", ["", "0"])
def test_nothing_is_overridden_in_vain(company: Company, phase: str) -> None:
    """A reason without a phase that needs another one is wrong use; without one there is nothing to ask."""
    assert asked(company, phase) is None
    with pytest.raises(CannotBegin, match="override-of-nothing"):
        asked(company, phase, "why not")
