"""What CI runs: the workflow's own shell lines on recorded reports, and what it shows of them."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.signoff.company import Company, found

from cutover.manifest import load_migration
from cutover.signoff.ci import LARGEST_SUMMARY, Told, annotations, summary

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "cutover.yml"
TEMPLATE = ROOT / "docs" / "gitlab-ci.yml"
MANY = Told(
    "✕",
    "phase 1 NOT READY",
    ("", "criterion"),
    (("✕", "tables | <b>x</b>"),),
    tuple(
        (f"tables/t{number} failed", "rows equal: 1%\n::set-output name=a::b\r, c") for number in range(500)
    ),
)


def steps(job: str) -> list[dict[str, Any]]:
    """The steps of a job of the workflow."""
    read: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text())
    found: list[dict[str, Any]] = read["jobs"][job]["steps"]
    return found


def script(job: str, name: str) -> str:
    """The shell lines of one step."""
    (text,) = (step["run"] for step in steps(job) if step.get("name") == name)
    return str(text)


def test_at_most_ten_errors_are_annotated() -> None:
    """Ten errors, then how many more; a text that looks like a command stays a text of its line."""
    lines = list(annotations(MANY))
    assert len(lines) == 11
    assert lines[-1] == "::error title=more::and 490 more, in the summary"
    assert lines[0] == ("::error title=tables/t0 failed::rows equal: 1%25%0A::set-output name=a::b\\u000d, c")
    assert all(line.startswith("::error ") and "\n" not in line for line in lines)


def test_the_summary_says_the_verdict_first_and_stays_small() -> None:
    """The first line is the verdict; markup is text; 20,000 obstacles stay under 900 KB, and say so."""
    text = summary(MANY)
    assert text.startswith("# ✕ phase 1 NOT READY\n")
    assert "<b>" not in text
    assert "tables &#124; &lt;b&gt;x&lt;/b&gt;" in text
    large = summary(replace(MANY, obstacles=(("a check", "x" * 100),) * 20_000))
    assert len(large.encode()) < LARGEST_SUMMARY
    assert re.search(r"and \d+,\d+ more, in the sign-offs\n$", large)


@pytest.mark.parametrize("job", ["compare", "gate"])
def test_the_workflow_keeps_what_it_made(job: str) -> None:
    """Each job uploads its reports even where it failed, and no input is pasted into a script."""
    (kept,) = (step for step in steps(job) if "upload-artifact" in step.get("uses", ""))
    assert kept["if"] == "${{ !cancelled() }}"
    assert kept["with"]["if-no-files-found"] == "error"
    assert not [step for step in steps(job) if "${{" in step.get("run", "")]


def test_the_workflow_does_not_take_over_what_ci_runs() -> None:
    """It runs when somebody asks, or for the branch of sign-offs: every change is .ci/run's alone."""
    read = yaml.safe_load(WORKFLOW.read_text())
    triggers = read.get("on", read.get(True))  # YAML takes `on` for true
    assert set(triggers) == {"workflow_dispatch", "push"}
    assert triggers["push"] == {"branches": ["signoffs"]}
    assert read["permissions"] == {"contents": "read"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recorded reports of today and the commands where the workflow has them."""
    folder = tmp_path_factory.mktemp("runner")
    company = found(folder / "checkout", datetime.now(UTC))
    company.run(1, "references/child.parent_id")
    bin_ = folder / "checkout" / ".venv" / "bin"
    bin_.mkdir(parents=True)
    line = f'exec {sys.executable} -m cutover.cli "$@"'
    for name, text in {"cutover": line, "pytest": "echo '::error::forged'; exit 1"}.items():
        (bin_ / name).write_text(f"#!/bin/sh\n{text}\n")
        (bin_ / name).chmod(0o755)
    return folder


def run(place: Path, text: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run shell lines as the forge does."""
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT / "src"), "GITHUB_STEP_SUMMARY": str(place / "summary.md"),
        **variables,
    }  # fmt: skip
    environment.pop("SSH_AUTH_SOCK", None)
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text],
        cwd=place / "checkout", env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_what_checks_print_is_no_command(place: Path) -> None:
    """Between the two tokens the forge reads no commands, and no failed check is red before the verdict."""
    done = run(place, script("compare", "compare"), PHASE="1")
    assert done.returncode == 0  # a failed check is the verdict's to judge
    first, forged, last = done.stdout.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", token)
    assert (forged, last) == ("::error::forged", f"::{token}::")


@pytest.mark.parametrize(("file", "job"), [(WORKFLOW, "jobs"), (TEMPLATE, "")])
def test_each_phase_that_wants_more_than_checks_gets_it(file: Path, job: str, tmp_path: Path) -> None:
    """Both files ask what pytest leaves unasked; what is asked wrongly is red, a failure is not."""
    bin_ = tmp_path / "checkout" / ".venv" / "bin"
    bin_.mkdir(parents=True)
    read = yaml.safe_load(file.read_text())
    of_gitlab = [*read["compare"]["script"][:3], 'exit "$status"'] if not job else ()
    lines = "\n".join(of_gitlab) or script("compare", "compare")
    owed = {
        phase.id: [check for criterion in phase.criteria for check in criterion.owed]
        for phase in load_migration(ROOT / "migration").phases
    }
    for phase, checks in owed.items():
        for code, red in ((0, 0), (1, 0), (3, 0), (2, 2)):
            for name in ("cutover", "pytest"):
                ends = code if name == "cutover" else min(code, 1)
                (bin_ / name).write_text(f'#!/bin/sh\necho "{name} $*" >> asked\nexit {ends}\n')
                (bin_ / name).chmod(0o755)
            done = run(tmp_path, lines, PHASE=phase)
            asked = (tmp_path / "checkout" / "asked").read_text().splitlines()
            (tmp_path / "checkout" / "asked").unlink()
            users = [check.removeprefix("load/gate-") for check in checks if "/gate-" in check]
            loads = [f"cutover load {number}" for number in users]
            timed = ["cutover latency"] if phase == "0" else []
            assert asked == ["pytest -n auto", *timed, *loads]
            assert done.returncode == (red if timed or loads else 0)


def test_attestations_of_the_branch_count(place: Path, tmp_path: Path) -> None:
    """No branch is no attestation; the one there brings those of it and nothing else; no remote is red."""
    text, forge, checkout = script("compare", "attestations"), tmp_path / "forge", tmp_path / "checkout"
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    signed = forge / "reports" / "attestations" / "backups-made.json"
    signed.parent.mkdir(parents=True)
    for name in (signed, forge / "reports" / "other.json"):
        name.write_text("{}")
    subprocess.run([*git, "init", "-q", str(forge)], check=True)
    subprocess.run([*git, "-C", str(forge), "add", "reports"], check=True)
    subprocess.run([*git, "-C", str(forge), "commit", "-qm", "signed"], check=True)
    subprocess.run([*git, "clone", "-q", str(forge), str(checkout)], check=True)
    shutil.rmtree(checkout / "reports")
    assert run(tmp_path, text).returncode == 0
    assert not (checkout / "reports").exists()
    subprocess.run([*git, "-C", str(forge), "branch", "signoffs"], check=True)
    assert run(tmp_path, text).returncode == 0
    assert [each.name for each in (checkout / "reports").rglob("*.json")] == ["backups-made.json"]
    shutil.rmtree(forge)
    assert run(tmp_path, text).returncode not in (0, 2)


def test_what_is_not_proven_is_told_and_not_red(place: Path) -> None:
    """Phase 1 waits for a person: a warning. In GitLab the exit code itself is allowed."""
    other = str(place / "not-proven.md")
    done = run(place, script("compare", "state"), PHASE="1", GITHUB_STEP_SUMMARY=other)
    assert done.returncode == 0
    assert "::warning title=phase 1 NOT PROVEN::" in done.stdout
    assert yaml.safe_load(TEMPLATE.read_text())["compare"]["allow_failure"] == {"exit_codes": [3]}


def test_the_workflow_states_and_asks_the_gate(place: Path) -> None:
    """Its own lines state a phase and ask its gate: closed at first, open once it is sealed and approved."""
    stated = run(place, script("compare", "state"), PHASE="0")
    assert (stated.returncode, stated.stderr) == (0, "")
    company = Company(place / "checkout", datetime.now(UTC))
    shutil.copytree(company.reports, place / "checkout" / "signed" / "reports")
    closed = run(place, script("gate", "gate"), PHASE="0")
    assert closed.returncode == 3
    assert "::error title=phase 0 not sealed::signoff-unsigned" in closed.stdout
    company.state("0", now=datetime.now(UTC))
    company.approve("0", "eve", now=datetime.now(UTC))
    shutil.rmtree(place / "checkout" / "signed")
    shutil.copytree(company.reports, place / "checkout" / "signed" / "reports")
    opened = run(place, script("gate", "gate"), PHASE="0")
    assert (opened.returncode, opened.stdout) == (0, "gate 0 is open · 1 of 1 phases pass\n")
    headings = [line for line in (place / "summary.md").read_text().splitlines() if line.startswith("# ")]
    assert headings == [
        "# ✓ phase 0 READY · 1 of 1 checks proven",
        "# ? gate 0 is not open yet · 0 of 1 phases pass",
        "# ✓ gate 0 is open · 1 of 1 phases pass",
    ]


def test_the_template_for_gitlab_asks_the_same(place: Path) -> None:
    """Its lines name the same commands, and options that exist."""
    read = yaml.safe_load(TEMPLATE.read_text())
    lines = [*read["compare"]["script"], *read["gate"]["script"]]
    asked = {match for line in lines for match in re.findall(r"cutover (\w+)", line)}
    assert asked == {"latency", "load", "signoff", "gate"}
    for name in asked:
        told = run(place, f".venv/bin/cutover {name} --help").stdout
        used = {
            option for line in lines if f"cutover {name}" in line for option in re.findall(r"--[a-z]+", line)
        }
        assert used <= set(re.findall(r"--[a-z]+", told)), name
