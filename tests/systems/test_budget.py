"""A budget is shared among workers and never exceeded."""

import asyncio
from pathlib import Path

from cutover.systems import Budget, share


def test_a_budget_is_divided() -> None:
    """Each worker gets its part; no budget stays none."""
    assert (share(10, 4), share(10, 0), share(None, 4)) == (2.5, 10, None)


class Clock:
    """A clock that only sleeping moves on."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        """Tell the time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Note how long, and let it pass."""
        self.slept.append(round(seconds, 2))
        self.now += seconds


def _spend(budget: Budget, clock: Clock, requests: int, seconds: float = 0.0) -> list[float]:
    """Send so many requests one after the other, each of which takes so long; say when each left."""

    async def run() -> list[float]:
        left = []
        for _ in range(requests):
            async with budget.turn():
                left.append(round(clock.now - 100, 2))
                clock.now += seconds
        return left

    return asyncio.run(run())


def test_turns_are_evenly_spaced_and_not_saved_up() -> None:
    """Two a second: half a second apart, and a pause earns no burst."""
    clock = Clock()
    budget = Budget(2, clock=clock, sleep=clock.sleep)
    assert _spend(budget, clock, 3) == [0, 0.5, 1]
    clock.now += 60
    assert _spend(budget, clock, 3) == [61, 61.5, 62]


def test_no_request_leaves_while_it_is_held() -> None:
    """Nor are turns saved up meanwhile: what waited leaves at the same even pace."""
    clock = Clock()
    budget = Budget(2, clock=clock, sleep=clock.sleep, held=lambda: clock.now < 130)
    assert _spend(budget, clock, 3) == [30, 30.5, 31]


def test_a_request_counts_until_a_second_after_its_answer() -> None:
    """It may arrive as late as its answer says, so a system that is slow to answer is asked less often."""
    clock = Clock()
    assert _spend(Budget(2, clock=clock, sleep=clock.sleep), clock, 5, seconds=0.7) == [0, 0.7, 1.7, 2.4, 3.4]


def test_less_than_one_a_second_is_one_at_a_time() -> None:
    """One in two seconds, counted from the answer on."""
    clock = Clock()
    assert _spend(Budget(0.5, clock=clock, sleep=clock.sleep), clock, 3, seconds=0.5) == [0, 2.5, 5]


def test_two_that_share_a_pace_take_turns(tmp_path: Path) -> None:
    """The moments stand in the file: what one has taken, the other waits for, and so with a pause."""
    clock = Clock()
    first, second = (Budget(2, tmp_path / "V1", clock, clock.sleep) for _ in range(2))
    assert (_spend(first, clock, 1), _spend(second, clock, 2), _spend(first, clock, 1)) == (
        [0],
        [0.5, 1],
        [1.5],
    )
    first.pause(30)
    assert _spend(second, clock, 1) == [31.5]
    first.close()
    second.close()


def test_a_pause_holds_where_nothing_is_limited() -> None:
    """Without a budget requests leave at once, but for the time that the system has asked for."""
    clock = Clock()
    budget = Budget(None, clock=clock, sleep=clock.sleep)
    assert _spend(budget, clock, 2) == [0, 0]
    budget.pause(5)
    assert _spend(budget, clock, 2) == [5, 5]
