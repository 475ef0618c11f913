"""What the site says of sign-offs and gates: a gate is drawn open where `cutover gate` lets through."""

from pathlib import Path

import pytest
from tests.signoff.company import NOW, Company, signed

from cutover.signoff import conclude


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Phases 0 and 1, signed as they should be; 1 needs 0."""
    return signed(tmp_path_factory.mktemp("stamped") / "good")


def page(company: Company) -> str:
    """The site as it reads now."""
    return conclude(company.migration, company.reports, NOW).page.read_text(encoding="utf-8")


def test_a_gate_that_lets_through_is_drawn_open(company: Company) -> None:
    """Both sign-offs are linked with who still has to sign, and the boxes say READY without a reserve."""
    told = page(company)
    for phase in ("0", "1"):
        assert company.gate(phase).code == 0
        assert f'<a href="phase-{phase}/signoff.html">READY, sealed and approved</a>; gate open' in told
    assert "measured READY" not in told
    assert ">gate open</text>" in told


def test_what_is_only_measured_is_drawn_as_such(company: Company, tmp_path: Path) -> None:
    """Without an approval, without a sign-off, and with one that was edited: the gate is not drawn open."""
    here = company.copied(tmp_path / "again")
    here.state("0")
    assert here.gate("0").code == 3
    told = page(here)
    assert '<a href="phase-0/signoff.html">READY, sealed, 0 of 1 approvals</a></td>' in told
    assert "0 ✓ measured READY" in told
    assert ">gate not signed yet</text>" in told
    assert "gate open" not in told
    (here.folder("0") / "signoff.json").write_text("{}")
    assert "not to be believed: signoff-unreadable" in page(here)
    for phase in ("0", "1"):
        here.folder(phase).rename(tmp_path / phase)
    told = page(here)
    assert told.count('<span class="quiet">none yet</span>') == 2
    assert "signoff.html" not in told
