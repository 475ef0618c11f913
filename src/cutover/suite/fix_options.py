"""pytest's command line: the options of a run."""

import pytest

from cutover.suite.options import FLAGS, OPTIONS


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; a value that is not given may stand in the environment."""
    group = parser.getgroup("cutover", "cutover: V1 against V2")
    for option in OPTIONS:
        default = f"; {option.default}" if option.default else ""
        group.addoption(
            f"--{option.name}",
            dest=option.attribute,
            metavar=option.metavar,
            default=None,
            help=f"{option.help} (or {option.variable}{default})",
        )
    for flag in FLAGS:
        group.addoption(
            f"--{flag.name}",
            dest=flag.attribute,
            action="store_true",
            default=None,
            help=f"{flag.help} (or {flag.variable})",
        )
