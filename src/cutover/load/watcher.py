"""The watcher: a process of its own that looks at a system under load and writes a line of JSON each time.

    python -m cutover.load.watcher

What to look at is the first line of its standard input, as JSON, so that no list of processes shows a secret.
It ends when its standard input does. It shares no process with Locust, whose generator must not wait for it,
and none with the system, whose freezing it must see.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import asdict

import orjson

from cutover.load.looking import Eyes, Target

EVERY = 1.0


def main() -> int:
    """Look until standard input ends; returns 2 where it begins with nothing to look at."""
    line = sys.stdin.buffer.readline()
    try:
        asked = orjson.loads(line)
        target, every = Target(**asked["target"]), float(asked.get("every", EVERY))
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return 2
    ended = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(ended,), daemon=True).start()
    eyes, due = Eyes(target), time.monotonic()
    while not ended.is_set():
        sys.stdout.buffer.write(orjson.dumps(asdict(eyes.look()), option=orjson.OPT_APPEND_NEWLINE))
        sys.stdout.buffer.flush()
        # Looks stand at fixed times; those that a slow look overran are left out.
        due = max(due + every, time.monotonic())
        ended.wait(max(0.0, due - time.monotonic()))
    return 0


def _wait_for_the_end(ended: threading.Event) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    ended.set()


if __name__ == "__main__":
    import os

    code = main()
    sys.stdout.flush()
    os._exit(code)  # a look that hangs is not waited for
