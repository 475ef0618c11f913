"""The document of a sign-off: ``signoff.json``, the statement with the signatures over it.

The page is a function of these values alone (``cutover.signoff.sheet``), so that whoever verifies can write
it again and compare. A file that is not in the canonical form, byte for byte, is refused: two readers must
not be able to understand one file in two ways.

DocumentError
    code ``signoff-unreadable``, ``signoff-not-canonical``, ``signoff-unknown-format``
"""

import hashlib
from pathlib import Path

from pydantic import ValidationError

from cutover.signoff.canonical import canonical
from cutover.signoff.error import SignoffError
from cutover.signoff.statement import FORMAT, Stated, Statement

FILE = "signoff.json"
PAGE = "signoff.html"


class DocumentError(SignoffError):
    """A document that cannot be believed."""


class Signed(Stated):
    """One person's signature over a statement: the seal, or an approval.

    ``signature`` is over the canonical bytes of the entry without it. The page shows ``by``, ``role``, ``at``
    and ``meaning``, never the others, so it can be rendered before they are known.
    """

    by: str
    role: str
    meaning: str
    at: str
    statement: str
    before: tuple[str, ...]
    """Digests of the entries that stood before it."""
    page: str
    """sha256 of the page as it reads with this entry in it."""
    key: str
    signature: str

    @property
    def to_sign(self) -> bytes:
        """The bytes that the signature is over."""
        return canonical(self.model_dump(mode="json", exclude={"signature"}))

    @property
    def digest(self) -> str:
        """sha256 of the whole entry's canonical bytes."""
        return hashlib.sha256(canonical(self.model_dump(mode="json"))).hexdigest()


class Document(Stated):
    """The file ``signoff.json``: a statement, the seal of who made it, approvals in their order."""

    statement: Statement
    seal: Signed | None = None
    approvals: tuple[Signed, ...] = ()

    @property
    def signed(self) -> tuple[Signed, ...]:
        """Every entry in its order, the seal first."""
        return (*((self.seal,) if self.seal else ()), *self.approvals)

    @property
    def canonical(self) -> bytes:
        """The file's one form."""
        return canonical(self.model_dump(mode="json")) + b"\n"


def read_signoff(path: Path) -> Document:
    """Read a sign-off; raises DocumentError for a file that nobody can stand on."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DocumentError("signoff-unreadable", f"{path}: {error.strerror}") from None
    return parse(content, str(path))


def parse(content: bytes, name: str = FILE) -> Document:
    """Read a sign-off's bytes, ``name`` standing in messages; raises DocumentError as ``read_signoff``."""
    try:
        document = Document.model_validate_json(content)
    except ValidationError as error:
        raise DocumentError("signoff-unreadable", f"{name}: {_first(error)}; state it again") from None
    if document.statement.format != FORMAT:
        what = f"{name} is of format {document.statement.format!r}, and this cutover reads {FORMAT!r}"
        raise DocumentError("signoff-unknown-format", what)
    if not _is_canonical(document, content):
        what = f"{name} is not written as cutover writes it, so it was edited; state it again"
        raise DocumentError("signoff-not-canonical", what)
    return document


def _is_canonical(document: Document, content: bytes) -> bool:
    try:
        return document.canonical == content
    except TypeError:  # an integer beyond 64 bits, which cutover never writes
        return False


def _first(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, found["loc"]))
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{place or 'the file'}: {found['msg'].lower()}{more}"
