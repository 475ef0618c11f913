"""Background: an event loop in a thread of its own, so that requests travel while something is judged."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, wait
from threading import Thread
from typing import Any, TypeVar

_Result = TypeVar("_Result")

LOOK = 0.2
"""Seconds between two looks at something else while one waits."""


class Background:
    """Runs coroutines for a thread that has other things to do, or waits for them."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="cutover-asking", daemon=True)
        self._thread.start()

    def start(self, coroutine: Coroutine[Any, Any, _Result]) -> Future[_Result]:
        """Let a coroutine run; what comes of it stands in the future."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def run(self, coroutine: Coroutine[Any, Any, _Result]) -> _Result:
        """Run a coroutine to its end."""
        return self.wait(self.start(coroutine))

    def wait(self, future: Future[_Result], meanwhile: Callable[[], object] | None = None) -> _Result:
        """Wait for what was started, doing something `meanwhile`; whoever is interrupted here lets it go."""
        try:
            while meanwhile is not None and not wait((future,), LOOK).done:
                meanwhile()
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def end(self) -> None:
        """End whatever still runs."""
        self.run(self._end())

    def close(self) -> None:
        """End whatever still runs, and the thread."""
        self.end()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
