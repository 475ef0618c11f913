"""Helpers: pure functions that the workers share; each can be run by its name, and none needs a database."""

from twin.v2.api.helpers import figures, lists, moments, money, people, results, words
from twin.v2.api.helpers.helper import Helper

HELPERS: tuple[Helper, ...] = (
    *words.HELPERS,
    *people.HELPERS,
    *money.HELPERS,
    *moments.HELPERS,
    *figures.HELPERS,
    *lists.HELPERS,
    *results.HELPERS,
)
"""Every helper, by what it is about."""

__all__ = ["HELPERS", "Helper"]
