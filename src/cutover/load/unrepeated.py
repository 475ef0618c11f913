"""Unrepeated: what Locust's worker works out once, and not for each option of each message.

While users come its master tells it every second how many there are, and each time it builds its command
line's parser again for every option: half a second in which nothing leaves, though all of it was due.
"""

from functools import cache

from locust import argument_parser


def remember_defaults() -> None:
    """Work out the defaults of Locust's options now, for as long as this process lives."""
    argument_parser.default_args_dict = cache(argument_parser.default_args_dict)
    argument_parser.default_args_dict()
