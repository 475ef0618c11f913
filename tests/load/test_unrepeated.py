"""Unrepeated: a worker of Locust's works out the defaults of its options once."""

import subprocess
import sys

ONCE = """
from cutover.load.unrepeated import remember_defaults
from locust import argument_parser
remember_defaults()
assert argument_parser.default_args_dict.cache_info().misses == 1
assert "host" in argument_parser.default_args_dict()
assert argument_parser.default_args_dict.cache_info().misses == 1
"""


def test_the_defaults_are_worked_out_once() -> None:
    """Before the load, and never again; in a process of its own, whose sockets Locust may change."""
    done = subprocess.run(
        [sys.executable, "-c", ONCE], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
