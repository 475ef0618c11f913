"""Who started a run: the first name that is known, in an order that a machine's owner can foresee."""

import subprocess
from pathlib import Path

import pytest

from cutover.evidence.starter import starter

CI = {"GITHUB_ACTOR": "octo", "GITLAB_USER_LOGIN": "tanuki"}


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        (CI | {"CUTOVER_STARTED_BY": "ada@example.org"}, "ada@example.org"),
        (CI | {"CUTOVER_STARTED_BY": "  "}, "octo"),
        ({"GITLAB_USER_LOGIN": "tanuki"}, "tanuki"),
        ({}, "grace@example.org"),
    ],
)
def test_the_first_name_that_is_told_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], name: str
) -> None:
    """As told, as CI tells, as git knows them."""
    subprocess.run(("git", "init", "-q", tmp_path), check=True)
    subprocess.run(("git", "-C", tmp_path, "config", "user.email", "grace@example.org"), check=True)
    monkeypatch.chdir(tmp_path)
    assert starter(variables) == name


def test_without_git_it_is_the_user_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is left without a name where the machine has one for them."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LOGNAME", "grace")
    assert starter({}) == "grace"
