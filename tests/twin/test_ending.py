"""Ending: a signal that comes at any moment of the waiting is heard."""

import subprocess
import sys

# A timer strikes in the microseconds in which the waiting begins, which no second thread would meet as often.
STRUCK = """
import signal
from twin.ending import told_to_end
for number in range({rounds}):
    try:
        with told_to_end() as ending:
            signal.signal(signal.SIGALRM, signal.getsignal(signal.SIGTERM))
            signal.setitimer(signal.ITIMER_REAL, 1e-6 * (1 + number % 60))
            ending.wait()
    except KeyboardInterrupt:
        assert ending.told
    else:
        raise AssertionError("nobody was told")
"""
AGAIN = """
import os, signal
from twin.ending import told_to_end
with told_to_end() as ending:
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        ending.wait()
    except KeyboardInterrupt:
        os.kill(os.getpid(), signal.SIGTERM)
        ending.wait()
        print("put away")
"""


def _said(text: str) -> str:
    """Run a piece of Python; one that hangs is ended, and fails."""
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_signal_is_heard_whenever_it_comes() -> None:
    """Before the waiting, as it begins, or in it: the waiting ends."""
    _said(STRUCK.format(rounds=1000))


def test_a_later_signal_changes_nothing() -> None:
    """What is being put away is put away."""
    assert _said(AGAIN) == "put away\n"
