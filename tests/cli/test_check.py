"""`cutover check` as its users meet it: a process with an exit code and two streams."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

REPOSITORY = Path(__file__).parents[2]


def cutover(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")} | variables
    command = [sys.executable, "-m", "cutover.cli", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60)


def small(folder: Path, *, parent: str = "user") -> Path:
    """Write the smallest manifest that is right, or one whose reference has another parent."""
    reference = f"{{child: user, column: boss, parent: {parent}, domain: user}}"
    files = {
        "migration.yaml": "name: small\nusers: [{id: 60, name: David Keener, role: primary}]\n",
        "tables/user.yaml": "v1: {table: user, id: 41}\nv2: {user: {id: 664, columns: {a: a, boss: b}}}\n",
        "schema.yaml": "tables: {user: {id: integer, a: text, boss: integer}}\n",
        "references.yaml": f"references:\n  - {reference}\n",
        "pages.yaml": "pages: []\n",
        "phases.yaml": "phases: []\n",
    }
    for name, text in files.items():
        (folder / "migration" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "migration" / name).write_text(text)
    return folder


def test_a_right_manifest_is_summed_up(tmp_path: Path) -> None:
    """Exit 0, and every part of the claim with its number."""
    done = cutover("check", cwd=small(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    *lines, digest = done.stdout.splitlines()
    assert "\n".join(lines) == dedent("""\
        small: the manifest in migration is right
          tables       1 of V1 (0 dropped, 0 out of scope), 1 of V2 (0 new)
          fields       2 of V1 mapped, 0 dropped; 2 columns of V2 compared
          columns      3 of V2, each with its type
          references   1
          endpoints    0 read, 0 write or unknown
          pages        0
          workers      0, 0 of them critical
          users        David Keener (60)
          phases       none
          waivers      0
          environments none
          checks       6: tables 1, coverage 1, counts 1, references 2, schema 1""")
    assert digest.startswith("  digest       sha256:")


def test_mistakes_are_printed_and_counted(tmp_path: Path) -> None:
    """Exit 1: the manifest is not right. File, line, nearest name, what to do."""
    done = cutover("check", cwd=small(tmp_path, parent="usr"))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == dedent("""\
        manifest-unknown-table: migration/references.yaml:2: V2 has no table 'usr'.
          Nearest name: 'user'.
          Fix the name, or declare the table under `v2` of a file in tables/.

        1 mistake in 1 file of migration
        """)


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    """Exit 2, the nearest folder's name, and no traceback."""
    done = cutover("check", "--migration", "migratoin", cwd=small(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == dedent("""\
        manifest-missing-file: migratoin: There is no such folder.
          Nearest name: 'migration'.
          Name the folder that holds migration.yaml with --migration.
        """)


def test_the_folder_may_come_from_the_environment(tmp_path: Path) -> None:
    """CUTOVER_MIGRATION names the folder; the option is stronger."""
    small(tmp_path / "ours")
    assert cutover("check", cwd=tmp_path, CUTOVER_MIGRATION="ours/migration").returncode == 0
    assert (
        cutover("check", "--migration", "no", cwd=tmp_path, CUTOVER_MIGRATION="ours/migration").returncode
        == 2
    )


def test_wrong_use_exits_with_2(tmp_path: Path) -> None:
    """An unknown option or no command at all is wrong use."""
    assert cutover("check", "--no-such-option", cwd=tmp_path).returncode == 2
    assert cutover(cwd=tmp_path).returncode == 2


def test_the_schema_is_printed_without_a_manifest(tmp_path: Path) -> None:
    """`--schema` reads nothing and prints JSON."""
    done = cutover("check", "--schema", cwd=tmp_path)
    assert done.returncode == 0
    assert "TableFile" in json.loads(done.stdout)["$defs"]


def test_help_shows_examples(tmp_path: Path) -> None:
    """Whoever asks for help sees commands to paste and what the exit codes mean."""
    done = cutover("check", "--help", cwd=tmp_path)
    assert "cutover check --migration" in done.stdout
    assert "Exit codes" in done.stdout


def test_the_repositorys_manifest_is_read_in_two_seconds() -> None:
    """The promise of speed, interpreter start included, in time of its own: others may be busy."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = cutover("check", cwd=REPOSITORY)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2
    assert done.returncode in (0, 1), done.stderr


def test_what_is_odd_about_waivers_is_told(tmp_path: Path) -> None:
    """A waiver that has ended or accepts whatever comes is no mistake, and is not hidden."""
    people = "reason: r, owner: o, requester: Ada, approver: Grace, expires: 2026-01-01"
    small(tmp_path)
    (tmp_path / "migration" / "waivers.yaml").write_text(f"waivers: [{{check: tables/user, {people}}}]\n")
    done = cutover("check", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "waiver-expired: tables/user: it ended on 2026-01-01" in done.stdout
    assert "waiver-broad: tables/user: it accepts whatever" in done.stdout
    assert "waiver-unused" not in done.stdout  # nobody has looked
