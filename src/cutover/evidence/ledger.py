"""The ledger: a file of JSON lines that one run writes and every verdict is read from.

LedgerError
    code ``ledger-unreadable``, ``ledger-edited``, ``ledger-duplicate``, ``ledger-order``, ``ledger-written``;
    of the archive ``ledger-clock``, ``ledger-linked``, ``ledger-misplaced``
"""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from cutover.evidence.record import Evidence, Footer, Header, Record, line, record
from cutover.evidence.redaction import Redactor


class LedgerError(Exception):
    """A ledger that cannot be written or believed; ``code`` is stable, ``message`` says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Ledger:
    """One run as it was written down."""

    path: Path
    header: Header
    evidence: tuple[Evidence, ...]
    footer: Footer | None
    """None when the run was killed: there is no verdict in such a ledger."""
    sha256: str = field(default="", compare=False)
    """Of the whole file as it was read."""


class LedgerWriter:
    """Writes one ledger, line by line; each line is on disk before the next check is asked.

    Ctrl-C may come between any two steps: a line then stands there whole, sealed and recorded, or not at all.
    """

    def __init__(self, path: Path, redactor: Redactor) -> None:
        self.path = path
        self._redactor = redactor
        # The digest and the length of all whole lines, and the line on its way with its check: one value, so
        # that no signal finds them apart.
        self._state: tuple[hashlib._Hash, int, bytes, str] = (hashlib.sha256(), 0, b"", "")
        self._recorded: set[str] = set()
        self._file: BinaryIO | None = None

    @property
    def recorded(self) -> frozenset[str]:
        """The checks that have their line."""
        self._settle()
        return frozenset(self._recorded)

    def start(self, header: Header) -> None:
        """Write the header; raises LedgerError when the file exists already."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._file = self.path.open("xb")
        except FileExistsError:
            message = f"{self.path} exists already; nothing is ever added to a run"
            raise LedgerError("ledger-written", message) from None
        self._write(self._redactor.header(header))

    def record(self, evidence: Evidence) -> None:
        """Write the evidence of a check; raises LedgerError for a second line about one check."""
        self._settle()
        if evidence.check in self._recorded:
            raise LedgerError("ledger-duplicate", f"{self.path} has evidence of {evidence.check} already")
        self._write(self._redactor.evidence(evidence), evidence.check)

    def end(self, footer: Footer) -> Footer:
        """Write the footer, with the number of checks and the digest of what stands above it."""
        sealed = replace(footer, checks=len(self.recorded), digest=self._state[0].hexdigest())
        self._write(sealed)
        self.close()
        return sealed

    def close(self) -> None:
        """Let go of the file; without a footer before, the ledger gives no verdict."""
        if self._file is not None:
            self._file.close()
        self._file = None

    def _write(self, entry: Record, check: str = "") -> None:
        if self._file is None:
            raise LedgerError("ledger-order", f"{self.path} is not open: start it with a header")
        self._settle()
        text = line(entry)
        self._state = (*self._state[:2], text, check)
        self._file.write(text)
        self._settle()
        if isinstance(entry, Footer):
            os.fsync(self._file.fileno())

    def _settle(self) -> None:
        """Take the line on its way for written where it stands there whole, else take it back."""
        digest, size, text, check = self._state
        if self._file is None or not text:
            return
        self._file.flush()
        if self._file.tell() - size == len(text):
            digest, size = digest.copy(), size + len(text)
            digest.update(text)
            if check:
                self._recorded.add(check)
        else:
            self._file.seek(size)
            self._file.truncate()
        self._state = (digest, size, b"", "")


def read_ledger(path: Path) -> Ledger:
    """Read a ledger; raises LedgerError when it was edited or cannot be understood.

    A ledger that was cut off while it was written reads well, without a footer.
    """
    try:
        with path.open("rb") as file:
            records, above, sha256 = _records(path, file)
    except OSError as error:
        raise LedgerError("ledger-unreadable", f"{path}: {error.strerror}") from None
    if not records or not isinstance(records[0], Header):
        raise LedgerError("ledger-unreadable", f"{path} does not begin with a header")
    footer = records[-1] if isinstance(records[-1], Footer) else None
    body = records[1:-1] if footer else records[1:]
    evidence = tuple(entry for entry in body if isinstance(entry, Evidence))
    if len(evidence) != len(body):
        raise LedgerError("ledger-order", f"{path} has a header or a footer in its midst")
    _refuse_duplicates(path, evidence)
    if footer is not None and (above != footer.digest or footer.checks != len(evidence)):
        raise LedgerError("ledger-edited", f"{path} is not what its footer sealed; run the checks again")
    return Ledger(path, records[0], evidence, footer, sha256)


def _records(path: Path, lines: Iterable[bytes]) -> tuple[list[Record], str, str]:
    """Read line by line, as a ledger can be large; return also sha256 of all above the footer, and of all."""
    records: list[Record] = []
    digest, above = hashlib.sha256(), ""
    for number, text in enumerate(lines, start=1):
        if not text.endswith(b"\n"):  # the beginning of a line that a kill cut off
            if records and isinstance(records[-1], Footer):
                raise LedgerError("ledger-edited", f"{path} goes on after its footer")
        else:
            try:
                records.append(record(text[:-1]))
            except ValueError as error:
                raise LedgerError("ledger-unreadable", f"{path}:{number}: {error}") from None
        if records and isinstance(records[-1], Footer):
            above = digest.hexdigest()
        digest.update(text)
    return records, above, digest.hexdigest()


def _refuse_duplicates(path: Path, evidence: tuple[Evidence, ...]) -> None:
    seen: set[str] = set()
    for entry in evidence:
        if entry.check in seen:
            raise LedgerError("ledger-duplicate", f"{path} has two lines about {entry.check}")
        seen.add(entry.check)
