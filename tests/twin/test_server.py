"""The server's connections: none is left half made."""

from __future__ import annotations

import signal
import socket
from types import FrameType

import pytest

from twin.server import Server


def test_an_interrupted_connection_is_closed_at_once() -> None:
    """A backend that waits for a password would keep every database from being dropped."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        dsn = f"host=127.0.0.1 port={silent.getsockname()[1]} user=u sslmode=disable gssencmode=disable"
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            with pytest.raises(KeyboardInterrupt) as held:
                Server(dsn, "18.0", "a test").connect()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        with silent.accept()[0] as arrived:
            arrived.settimeout(5)
            assert arrived.recv(1000)
            assert arrived.recv(1000) == b""
        assert held.value is not None
