"""What is left out as no reference, and who stands below whom: how it is read, and every mistake."""

from datetime import date
from pathlib import Path

import pytest

from cutover.manifest import ManifestError, load_migration, plan, reason_of

TODAY = date(2026, 11, 21)
MORE = """\
not_covered:
  - {reason: keys of another system, columns: ["user.*_code", audit_logs.action]}
  - {reason: who did it, columns: [user.city-email]}
hierarchies:
  invited: {table: user, above: city, depth: balance, agrees: {email: email}}
  chains: {table: user_settings, of: user_id, level: privacy_mode, above: privacy_mode, follows: invited}
"""


@pytest.fixture
def more(folder: Path) -> Path:
    """The small manifest, in which something is left out and two hierarchies are declared."""
    for name, old, new in (
        ("tables/user.yaml", "      city: address.city\n", "      city: address.city\n      zip_code: zip\n"),
        ("schema.yaml", "email: text,", "email: text, zip_code: text,"),
    ):
        path = folder / name
        assert path.read_text().count(old) == 1
        path.write_text(path.read_text().replace(old, new))
    with (folder / "references.yaml").open("a") as file:
        file.write(MORE)
    return folder


def test_both_are_read_in_the_file_s_order(more: Path) -> None:
    """A pattern leaves out what it meets, a pair of columns as `one-two`, and nothing else."""
    migration = load_migration(more, today=TODAY)
    assert reason_of("user.zip_code", migration.not_covered) == "keys of another system"
    assert reason_of("user.city-email", migration.not_covered) == "who did it"
    assert reason_of("user.city", migration.not_covered) is None
    assert [each.name for each in migration.hierarchies] == ["invited", "chains"]
    invited, chains = migration.hierarchies
    assert (invited.is_record, chains.is_record) == (False, True)
    assert invited.compared == (("key", "id"), ("above", "city"), ("depth", "balance"))


def test_each_hierarchy_is_a_check_behind_that_of_discovery(more: Path) -> None:
    """Their ids are addresses beside those of the references."""
    planned = {check.id: check.duty for check in plan(load_migration(more, today=TODAY))}
    assert [check for check in planned if check.startswith("references/")] == [
        "references/user_settings.user_id",
        "references/discovery",
        "references/hierarchy-invited",
        "references/hierarchy-chains",
    ]
    assert "user stands below user by city" in planned["references/hierarchy-invited"]
    assert "that user_settings records is that of invited" in planned["references/hierarchy-chains"]


@pytest.mark.parametrize(
    ("old", "new", "code", "nearest"),
    [
        ("audit_logs.action]", "audit_logs.acton]", "manifest-unknown-column", "audit_logs.action"),
        ("user.*_code", "user.*_cod", "manifest-unknown-column", ""),
        ("user.city-email", "user.city-mail", "manifest-unknown-column", "user.email"),
        ("audit_logs.action]", "user_settings.user_id]", "manifest-covered-and-not", ""),
        ("[user.city-email]", "[audit_logs.action]", "manifest-name-twice", ""),
        ("[user.city-email]", "[]", "manifest-wrong-value", ""),
        ("{reason: who did it, columns", "{columns", "manifest-missing-key", ""),
        ("table: user,", "table: usr,", "manifest-unknown-table", "user"),
        ("above: city", "above: cty", "manifest-unknown-column", "city"),
        ("agrees: {email: email}", "agrees: {email: mail}", "manifest-unknown-column", "email"),
        ("above: city", "above: migrated_at", "manifest-hierarchy", ""),
        ("follows: invited", "follows: invitd", "manifest-hierarchy", "invited"),
        ("follows: invited", "follows: chains", "manifest-hierarchy", ""),
        (", follows: invited", "", "manifest-hierarchy", ""),
        ("follows: invited", "follows: invited, depth: user_id", "manifest-hierarchy", ""),
        ("chains: {", "chains: {why: so, ", "manifest-unknown-key", ""),
        ("  chains:", "  invited:", "manifest-duplicate-key", ""),
    ],
)
def test_a_mistake_is_told_at_its_line(more: Path, old: str, new: str, code: str, nearest: str) -> None:
    """Each with its stable code, its line, and the nearest name where there is one."""
    path = more / "references.yaml"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    with pytest.raises(ManifestError) as caught:
        load_migration(more, today=TODAY)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == (code, str(path))
    assert problem.line in (text[: text.index(old)].count("\n") + 1, text[: text.index(old)].count("\n") + 0)
    assert problem.nearest == nearest or not nearest


def test_a_criterion_may_ask_for_them(more: Path) -> None:
    """What is planned is known where checks are named."""
    path = more / "phases.yaml"
    old = 'checks: ["references/*"]'
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, "checks: [references/discovery, references/hierarchy-chains]"))
    load_migration(more, today=TODAY)
