"""Opener: the process that keeps a pair open, as whoever started it holds it."""

import pickle
import subprocess
import sys
from dataclasses import asdict

import orjson

from cutover.load.choice import Choice
from cutover.load.opened import Opened
from cutover.load.opening import LENGTH
from cutover.load.refusal import CannotLoad
from cutover.systems.ending import end

PATIENCE = 30.0


class Opener:
    """Opens a pair, and keeps it until `close` or our own end. Raises CannotLoad with what was said."""

    def __init__(self, choice: Choice) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cutover.load.opening"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is ours to answer: it ends with its input
        )
        try:
            self.opened = self._read(choice)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the pair if it was started for us."""
        end(self._process, PATIENCE)

    def _read(self, choice: Choice) -> Opened:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(orjson.dumps(asdict(choice), default=str) + b"\n")
        self._process.stdin.flush()
        head = self._process.stdout.read(LENGTH.size)
        if len(head) < LENGTH.size:
            code = self._process.wait()
            raise CannotLoad("load-not-opened", f"the pair could not be opened (exit status {code}).")
        said = pickle.loads(self._process.stdout.read(LENGTH.unpack(head)[0]))
        if isinstance(said, Opened):
            return said
        raise CannotLoad.told(str(said))
