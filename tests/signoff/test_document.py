"""The document: one form, one digest, and a refusal for every file that could be read in two ways."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.signoff.ledgers import NOW, migration, write

from cutover.evidence import Outcome
from cutover.manifest import Criterion
from cutover.signoff.canonical import canonical
from cutover.signoff.document import Document, DocumentError, Signed, parse, read_signoff
from cutover.signoff.filing import file_signoff

CRITERION = Criterion(id="references", checks=("references/a.b", "references/c.d"))
ENTRY = Signed(
    by="ada@example.org", role="QA", meaning="states it", at="2026-02-04T12:00:00Z", statement="a" * 64,
    before=(), page="b" * 64, key="SHA256:x", signature="-----BEGIN",
)  # fmt: skip

texts = st.text(st.characters(exclude_categories=("Cs",)))
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """A sign-off of a run in which one of two checks failed."""
    reports = tmp_path_factory.mktemp("document")
    write(reports, {"references/a.b": Outcome.PASSED, "references/c.d": Outcome.FAILED})
    return file_signoff(migration(CRITERION), reports, "1", NOW).document


@given(st.dictionaries(texts, documents, max_size=5))
def test_a_standard_library_writes_the_same_form(value: dict[str, Any]) -> None:
    """So a verifier needs none of our dependencies."""
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(value) == plain.encode()


def test_a_document_is_read_as_it_was_written(document: Document) -> None:
    """Bytes, values and digest are the same after the way through a file."""
    again = parse(document.canonical)
    assert again == document
    assert again.canonical == document.canonical
    assert again.statement.digest == document.statement.digest


def test_nothing_in_a_document_is_a_float(document: Document) -> None:
    """Two languages write one float in two ways."""

    def walk(value: object) -> None:
        assert not isinstance(value, float)
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(part)

    walk(json.loads(document.canonical))


def test_a_signature_is_over_everything_but_itself(document: Document) -> None:
    """Who, as what, when, meaning what, over which statement and page, behind which others."""
    signed = json.loads(ENTRY.to_sign)
    assert set(Signed.model_fields) - set(signed) == {"signature"}
    assert ENTRY.digest != ENTRY.model_copy(update={"signature": "other"}).digest
    whole = document.model_copy(update={"seal": ENTRY, "approvals": (ENTRY,)})
    assert parse(whole.canonical).signed == (ENTRY, ENTRY)


def in_the_statement(**changes: object) -> Callable[[bytes], bytes]:
    """Change keys of the statement, and write it in its form."""

    def change(content: bytes) -> bytes:
        value = json.loads(content)
        value["statement"] |= changes
        return canonical(value) + b"\n"

    return change


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("empty", lambda content: b"", "signoff-unreadable"),
        ("cut off", lambda content: content[:-40], "signoff-unreadable"),
        ("noise", lambda content: bytes(range(256)), "signoff-unreadable"),
        ("a list", lambda content: b"[]", "signoff-unreadable"),
        ("half a surrogate pair", lambda c: c.replace(b"Brokerage", b"\\ud800"), "signoff-unreadable"),
        ("a key twice", lambda c: c.replace(b'"seal":', b'"seal":null,"seal":'), "signoff-not-canonical"),
        ("another order", lambda c: json.dumps(json.loads(c)).encode(), "signoff-not-canonical"),
        ("blanks", lambda c: c.replace(b'"seal":', b'"seal": '), "signoff-not-canonical"),
        ("an escape", lambda c: c.replace(b"Brokerage", b"\\u0042rokerage"), "signoff-not-canonical"),
        ("something behind it", lambda content: content + b"\n", "signoff-not-canonical"),
        ("a mark before it", lambda content: b"\xef\xbb\xbf" + content, "signoff-unreadable"),
        ("an unknown key", in_the_statement(note="all is well"), "signoff-unreadable"),
        ("a number as text", in_the_statement(more_causes="0"), "signoff-unreadable"),
        ("a float", in_the_statement(more_causes=0.0), "signoff-unreadable"),
        ("true for a number", in_the_statement(more_causes=True), "signoff-unreadable"),
        ("a number of 65 bits", lambda c: c.replace(b'_causes":0', b'_causes":%d' % (2**70)),
         "signoff-not-canonical"),
        ("an unknown verdict", in_the_statement(verdict="PASSED"), "signoff-unreadable"),
        ("another format", in_the_statement(format="cutover-signoff/9"), "signoff-unknown-format"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_that_was_touched_is_refused(
    document: Document, tmp_path: Path, name: str, change: Callable[[bytes], bytes], code: str
) -> None:
    """The refusal has a code, the file and what to do."""
    content = change(document.canonical)
    assert content != document.canonical
    path = tmp_path / "signoff.json"
    path.write_bytes(content)
    with pytest.raises(DocumentError) as refused:
        read_signoff(path)
    assert refused.value.code == code
    assert str(path) in refused.value.message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """With its name."""
    with pytest.raises(DocumentError, match=r"signoff-unreadable: .*signoff.json: No such file"):
        read_signoff(tmp_path / "signoff.json")
