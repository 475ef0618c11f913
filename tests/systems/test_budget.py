"""A budget is shared among workers and never exceeded."""

import asyncio

from cutover.systems import Budget, share


def test_a_budget_is_divided() -> None:
    """Each worker gets its part; no budget stays none."""
    assert (share(10, 4), share(10, 0), share(None, 4)) == (2.5, 10, None)


def test_turns_are_evenly_spaced_and_not_saved_up() -> None:
    """Two a second: half a second apart, and a pause earns no burst."""
    now, slept = 100.0, []

    async def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))

    async def run() -> None:
        nonlocal now
        budget = Budget(2, clock=lambda: now, sleep=sleep)
        await budget.wait()
        await budget.wait()
        await budget.wait()
        now += 60
        await budget.wait()
        await budget.wait()

    asyncio.run(run())
    assert slept == [0.5, 1.0, 0.5]
