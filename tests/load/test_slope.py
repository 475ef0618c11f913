"""A process that leaks is told from one that warms up, wanders, or saws up and down."""

import os

import numpy as np
import numpy.typing as npt
import pytest

from cutover.load.slope import FEWEST, growth

RUNS = int(os.environ.get("LOAD_RUNS", "400"))
SECONDS = np.arange(900.0)
Held = npt.NDArray[np.float64]


def _noise(random: np.random.Generator, size: float) -> Held:
    """Noise whose neighbours resemble each other, as a process's memory does."""
    noise = np.empty(len(SECONDS))
    noise[0] = random.standard_normal()
    for place in range(1, len(noise)):
        noise[place] = 0.95 * noise[place - 1] + random.standard_normal() * (1 - 0.95**2) ** 0.5
    return size * noise


def _flat(random: np.random.Generator) -> Held:
    return 120e6 + _noise(random, 1.5e6)


def _warm(random: np.random.Generator) -> Held:
    return 90e6 + 40e6 * (1 - np.exp(-SECONDS / random.uniform(20, 80))) + _noise(random, 1e6)


def _sawing(random: np.random.Generator) -> Held:
    """A garbage collector that lets memory grow for a minute, and then takes it back."""
    return 100e6 + 0.3e6 * ((SECONDS + random.uniform(0, 60)) % 60) + _noise(random, 5e5)


def _steps(random: np.random.Generator) -> Held:
    """A few caches that are filled at some time and stay."""
    held = 120e6 + _noise(random, 5e5)
    for at in random.uniform(0, 300, 3):
        held += 3e6 * (at < SECONDS)
    return held


@pytest.mark.parametrize("shape", [_flat, _warm, _sawing, _steps])
def test_what_does_not_grow_for_ever_is_no_leak(shape: type) -> None:
    """None of 100 such runs of a quarter of an hour is said to leak."""
    for seed in range(RUNS // 4):
        found = growth(SECONDS, shape(np.random.default_rng(seed)))
        assert found.shown
        assert not found.grows, (seed, found)


@pytest.mark.parametrize("per_second", [2e4, 1e5, 1e6])
@pytest.mark.parametrize("shape", [_flat, _warm, _sawing])
def test_a_leak_is_found_under_each_of_them(shape: type, per_second: float) -> None:
    """From 20 kB a second on, which is 18 MB in a quarter of an hour, each of 25 runs is said to leak."""
    for seed in range(25):
        found = growth(SECONDS, shape(np.random.default_rng(seed)) + per_second * SECONDS)
        assert found.grows, (seed, found)
        assert found.at_least <= per_second * 1.2
        assert found.per_second == pytest.approx(per_second, rel=0.5, abs=1e4)


def test_a_minute_shows_a_leak_of_a_megabyte_a_second() -> None:
    """A short run is enough for a great leak."""
    random = np.random.default_rng(7)
    seconds = np.arange(65.0)
    held = 120e6 + 1e6 * seconds + 1e6 * random.standard_normal(65)
    assert growth(seconds, held).grows
    assert not growth(seconds, held - 1e6 * seconds).grows


def test_too_few_looks_show_nothing() -> None:
    """Of fewer than forty nothing is said, and looks that failed do not count."""
    seconds = np.arange(60.0)
    assert not growth(seconds[: FEWEST - 1], 1e6 * seconds[: FEWEST - 1] + 1e8).shown
    assert not growth(seconds, [1e8 if each % 2 else None for each in range(60)]).shown
    assert not growth((), ()).shown
