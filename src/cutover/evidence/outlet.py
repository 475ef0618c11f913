"""The outlet: the one way by which text leaves a process, so that no secret goes by another.

It stands before what a person or a file reads: both standard streams, every log record, warnings, and
exceptions that nobody catches. Files that other tools wrote pass it (``cleaned``) before anybody is told.
Who writes evidence asks its redactor first; the outlet is what stands behind a mistake in that.
"""

import io
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from cutover.evidence.redaction import Redactor

_NAMED = ("PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "PRIVATE_KEY", "CREDENTIAL", "AUTHORIZATION")
_SHORTEST = 6
"""A value of the environment below this many characters is hardly a secret, and would blot out words."""
_AT_ONCE = 1 << 16


class Outlet:
    """Redacts by what is known at the moment of writing: tokens appear while a run goes on."""

    def __init__(self, redactor: Callable[[], Redactor]) -> None:
        self._redactor = redactor

    def text(self, text: str) -> str:
        """Redact a text that is about to leave."""
        return self._redactor().text(text)

    def cleaned(self, path: Path) -> bool:
        """Write a text file again without secrets; returns whether it held any."""
        try:
            before = path.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return False
        after = self.text(before)
        if after == before:
            return False
        draft = path.with_name(f"{path.name}.part")
        draft.write_text(after, encoding="utf-8", errors="surrogateescape")
        os.replace(draft, path)
        return True

    @contextmanager
    def guarding(self) -> Iterator["Outlet"]:
        """Stand before the streams, the log and uncaught exceptions of this process, until the end."""
        streams = sys.stdout, sys.stderr
        hook, thread_hook = sys.excepthook, threading.excepthook
        ours = tuple(RedactedStream(each, self.text) for each in streams)
        sys.stdout, sys.stderr = ours
        sys.excepthook = self._uncaught
        threading.excepthook = lambda told: self._uncaught(told.exc_type, told.exc_value, told.exc_traceback)
        try:
            with self.over_the_log():
                yield self
        finally:
            for each in ours:
                with suppress(OSError, ValueError):
                    each.flush()
            sys.stdout, sys.stderr = streams
            sys.excepthook, threading.excepthook = hook, thread_hook

    @contextmanager
    def over_the_log(self) -> Iterator[None]:
        """Redact every log record as it is made, whoever handles it, until the end."""
        factory = logging.getLogRecordFactory()
        logging.setLogRecordFactory(self._records(factory))
        try:
            yield
        finally:
            logging.setLogRecordFactory(factory)

    def _records(self, factory: Callable[..., logging.LogRecord]) -> Callable[..., logging.LogRecord]:
        def made(*given: Any, **more: Any) -> logging.LogRecord:
            record: logging.LogRecord = factory(*given, **more)
            try:
                said = record.getMessage()
            except Exception:  # a message that does not fit its arguments: logging tells of it by itself
                said = f"{record.msg} {record.args}"
            record.msg, record.args = self.text(said), ()
            if record.exc_info and record.exc_info[0] is not None:
                record.exc_text = self.text("".join(traceback.format_exception(*record.exc_info)).rstrip())
            if record.stack_info:
                record.stack_info = self.text(record.stack_info)
            return record

        return made

    def _uncaught(self, kind: Any, error: Any, place: Any) -> None:
        sys.stderr.write(self.text("".join(traceback.format_exception(kind, error, place))))


class RedactedStream(io.TextIOBase):
    """A text stream that redacts what goes through it, a line at a time: a secret may come in two pieces.

    What is not yet a whole line is held back until the line ends or the stream is flushed, unless each piece
    is to be seen at once.
    """

    def __init__(self, stream: TextIO, text: Callable[[str], str], at_once: bool = False) -> None:
        self._stream = stream
        self._text = text
        self._at_once = at_once
        self._held = ""
        self._lock = threading.RLock()

    def write(self, text: str) -> int:
        """Write what ends in a line, or is a lot; hold the rest."""
        if self._at_once:
            self._stream.write(self._text(text))
            return len(text)
        with self._lock:
            whole, ended, rest = (self._held + text).rpartition("\n")
            self._held = rest
            if ended:
                self._stream.write(self._text(whole) + ended)
            if len(self._held) > _AT_ONCE:
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Let go of what is held."""
        with self._lock:
            if self._held:
                held, self._held = self._held, ""
                self._stream.write(self._text(held))
            self._stream.flush()

    def isatty(self) -> bool:
        """Whether somebody watches."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The file behind it; what is written there by number is not redacted."""
        return self._stream.fileno()

    def writable(self) -> bool:
        """Always."""
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]  # of the stream behind it
        """The encoding of the stream behind it."""
        return self._stream.encoding

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def secrets_in(variables: Mapping[str, str]) -> frozenset[str]:
    """Return the values of the environment whose names say that they are secret."""
    named = (value for name, value in variables.items() if any(each in name.upper() for each in _NAMED))
    return frozenset(value for value in named if len(value) >= _SHORTEST and not Path(value).exists())
