"""The commands of sign-offs as their users meet them: state, seal, attest, approve, verify, gate."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.signoff.company import Company, found

from cutover.cli.__main__ import main
from cutover.evidence import Outcome
from cutover.signoff.packing import pack


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company of today, with runs in which every check passed, and nothing stated yet."""
    made = found(tmp_path_factory.mktemp("company") / "today", datetime.now(UTC).replace(microsecond=0))
    made.run(1, "references/child.parent_id")
    made.run(2, "tables/parent", "tables/child")
    return made


Asked = Callable[[str], tuple[int, str]]


@pytest.fixture
def asked(company: Company, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asked:
    """Return a function that runs a command in the company's folder: exit code, and all that it printed."""
    monkeypatch.chdir(company.root)
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)

    def run(command: str) -> tuple[int, str]:
        code = main(shlex.split(command))
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


STEPS = [
    ("gate 0", 3, "signoff-missing"),
    ("verify 0", 3, "signoff-missing"),
    ("approve 0 --key keys/eve", 3, "signoff-missing"),
    ("signoff 0", 0, "not sealed"),
    ("gate 0", 3, "phase 0 not sealed: signoff-unsigned"),
    ("signoff 0 --key keys/mallory", 2, "key-unknown"),
    ("signoff 0 --key keys/nobody", 2, "key-unreadable"),
    ("signoff 0 --key migration/phases.yaml", 2, "key-unreadable"),
    ("signoff 0 --key keys/quin", 1, "approval-role"),
    ("signoff 0 --key keys/rita", 0, "READY"),
    ("gate 0", 3, "phase 0 not approved: signoff-unapproved"),
    ("verify 0", 0, "not approved by: frontend"),
    ("approve 0", 2, "key-unknown"),
    ("approve 0 --key keys/olga", 1, "approval-role"),
    ("approve 0 --key keys/olga-expired", 2, "key-not-valid"),
    ("approve 0 --key keys/eve --role frontent", 1, "approval-role"),
    ("approve 0 --key alone.pub", 2, "key-refused"),
    ("approve 0 --key mixed", 2, "key-refused"),
    ("approve 0 --key keys/eve", 0, "1 of 1 approvals"),
    ("approve 0 --key keys/fred", 1, "signoff-approved"),
    ("gate 0", 0, "gate 0 is open"),
    ("gate 9", 2, "phase-unknown"),
    ("gate 1", 3, "phase 1 not stated: signoff-missing"),
    ("signoff 1 --key keys/rita", 3, "NOT PROVEN"),
    ("approve 1 --key keys/olga", 3, "signoff-not-ready"),
    ("attest", 1, "? cutover-approved"),
    ("attest cutover-aproved --key keys/quin", 2, "Nearest name: 'cutover-approved'"),
    ("attest cutover-approved --key keys/eve", 1, "approval-role"),
    ("attest cutover-approved --key keys/quin", 0, "still to sign: operations"),
    ("attest cutover-approved --key keys/quin", 2, "attestation-twice"),
    ("attest cutover-approved --key keys/olga", 0, "olga@example.com signed"),
    ("attest", 0, "✓ cutover-approved"),
    ("signoff 1 --key keys/rita", 0, "READY"),
    ("approve 1 --key keys/fred --role frontend", 1, "approval-role"),
    ("approve 1 --key keys/olga --meaning two\u2028lines", 2, "approval-meaning"),
    ("approve 1 --key keys/olga", 0, "1 of 2 approvals"),
    ("approve 1 --key keys/olga-second", 1, "approval-role"),
    ("gate 1 --summary=gate.md", 3, "not approved by: QA"),
    ("approve 1 --key keys/quin", 0, "2 of 2 approvals"),
    ("gate 1 --summary=open.md", 0, "gate 1 is open · 2 of 2 phases pass"),
    ("verify 1", 0, "phase 1 READY"),
    ("verify", 2, "verify-nothing"),
]  # fmt: skip


def changes(command: str, code: int) -> bool:
    """Whether a command stated or signed something."""
    word, *rest = command.split()
    stated = word == "signoff" and code != 2 and "--key keys/quin" not in command
    return stated or (code == 0 and word in ("attest", "approve") and bool(rest))


def test_a_migration_is_stated_approved_and_passes(asked: Asked) -> None:
    """Each command says what it did or what stands in the way, from an empty folder to an open gate."""
    shutil.copyfile("keys/eve.pub", "mixed.pub")
    shutil.copy("keys/mallory", "mixed")
    shutil.copyfile("keys/eve.pub", "alone.pub")  # the private half is not beside it, and no agent holds it
    site = Path("reports/index.html")
    for command, code, told in STEPS:
        site.unlink(missing_ok=True)
        given, printed = asked(command)
        assert (given, told in printed) == (code, True), f"{command}: {given}\n{printed}"
        assert site.exists() is changes(command, code), f"{command}: the site is written where it changes"
    assert Path("gate.md").read_text().startswith("# ? gate 1 is not open yet")
    assert Path("open.md").read_text().startswith("# ✓ gate 1 is open")


def test_the_packed_verifier_needs_nothing_but_ssh_keygen(
    company: Company, asked: Asked, tmp_path: Path
) -> None:
    """One file, an isolated Python without packages, less than five seconds; without ssh-keygen, exit 3."""
    _, signers = asked("verify --signers")
    (tmp_path / "signers").write_text(signers)
    shutil.copytree(company.reports, tmp_path / "reports")
    packed = pack(tmp_path / "verifier.pyz")
    command = [sys.executable, "-I", "-S", str(packed), "1", "--reports", "reports", "--signers", "signers"]

    def run(path: str) -> tuple[int, str]:
        done = subprocess.run(
            command, cwd=tmp_path, env={"PATH": path}, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    started = time.monotonic()
    code, told = run(os.environ["PATH"])
    assert (code, time.monotonic() - started < 5) == (0, True), told
    assert "phase 1 READY until" in told
    assert run(str(tmp_path))[0] == 3  # no program there
    (tmp_path / "reports" / "phase-1" / "signoff.html").write_text("READY")
    assert run(os.environ["PATH"]) == (
        1,
        "signoff-page: signoff.html is not the page that was signed last.\n",
    )
    (tmp_path / "signers").write_text("ada@example.com ssh-ed25519 AAAA\n")
    assert run(os.environ["PATH"])[0] == 2


def test_an_agent_signs_for_who_has_one(
    company: Company, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --key the one key of ssh-agent that approvers.yaml knows signs; with two nobody can tell."""
    socket = Path("/tmp") / f"cutover-agent-{os.getpid()}"  # a socket's path is short
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    try:
        while not socket.exists():
            time.sleep(0.01)
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        subprocess.run(["ssh-add", "-q", str(company.root / "keys" / "rita")], check=True)
        assert asked("signoff 0 --seal")[0] == 0
        subprocess.run(["ssh-add", "-q", str(company.root / "keys" / "eve")], check=True)
        assert "key-ambiguous" in asked("approve 0")[1]
        assert asked("approve 0 --key keys/eve.pub")[0] == 0
        assert asked("gate 0")[0] == 0
    finally:
        agent.terminate()
        agent.wait()
        socket.unlink(missing_ok=True)


def test_one_person_is_enough_to_say_that_it_is_not_so(asked: Asked) -> None:
    """A statement that two must sign is refuted by one of them, and the phase is NOT READY."""
    assert asked("attest cutover-approved --not --key keys/quin")[0] == 0
    assert "✕ cutover-approved" in asked("attest")[1]
    assert asked("signoff 1 --key keys/rita")[0] == 1
    code, told = asked("gate 1")
    assert (code, "phase 1 NOT READY: signoff-not-ready" in told) == (1, True), told


def test_a_statement_that_replaces_an_approved_one_says_so(company: Company, asked: Asked) -> None:
    """Who had approved, where their signatures lie, and that approval is to be asked for again."""
    assert asked("signoff 0 --key keys/rita")[0] == 0
    assert asked("approve 0 --key keys/eve")[0] == 0
    told = asked("signoff 0")[1]
    assert "replaced a sign-off that eve@example.com had approved" in told
    (place,) = re.findall(r"it lies in (\S+); ask for approval again", told)
    assert "eve@example.com" in (company.root / place / "signoff.json").read_text()
    assert "had approved" not in asked("signoff 0")[1]


def test_a_hint_keeps_the_folders_that_were_named(asked: Asked) -> None:
    """What is to be typed next is of the same manifest and reports; the usual ones are not spelt out."""
    shutil.copytree("reports/runs", "other reports/runs")
    code, told = asked("gate 0 --reports='other reports'")
    assert (code, "State it: cutover signoff 0 --reports='other reports'\n" in told) == (3, True), told
    assert "cutover signoff 0 --reports='other reports'\n" in asked("verify 0 --reports='other reports'")[1]
    Path("broken").mkdir()
    assert "See: cutover check --migration=broken\n" in asked("signoff 0 --migration=broken")[1]
    assert "--reports" not in asked("gate 0 --reports=reports")[1]


def test_nobody_approves_what_a_newer_run_shows_wrong(company: Company, asked: Asked) -> None:
    """A failure that came after the statement stands in the way of its approval, and nothing is signed."""
    assert asked("signoff 0 --key keys/rita")[0] == 0
    company.run(3, "references/child.parent_id", outcome=Outcome.FAILED)
    code, told = asked("approve 0 --key keys/eve")
    assert (code, "signoff-superseded" in told, "cutover signoff 0" in told) == (1, True, True), told
    assert "not approved by: frontend" in asked("verify 0")[1]
