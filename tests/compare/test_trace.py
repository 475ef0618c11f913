"""A write is judged by what a read shows before and after it."""

import json

import pytest
from tests.compare.test_contract import Said

from cutover.compare import judge_trace
from cutover.manifest import Trace

ONCE = Trace(seen_in="jobs.list", at="figures.stuck", becomes=0)
TWICE = Trace(seen_in="jobs.list", at="figures.stuck", becomes=5, times=2)


def shows(stuck: object) -> Said:
    """The read's answer."""
    data = {"figures": {"stuck": stuck}}
    return Said(200, json.dumps({"success": True, "data": data, "error": None}).encode())


@pytest.mark.parametrize(
    ("trace", "before", "after", "finding", "untold"),
    [
        (ONCE, shows(20), shows(0), "", False),
        (ONCE, shows(20), shows(1), "figures.stuck is 1 after the write, not 0; before it was 20", False),
        (ONCE, shows(20), shows(False), "figures.stuck is false after the write, not 0", False),
        (TWICE, shows(0), shows(10), "figures.stuck is 10 after the write sent 2 times, not 5", False),
        (ONCE, shows(0), shows(0), "figures.stuck was 0 before, so nothing shows the write", True),
        (ONCE, Said(500, b"{}"), shows(0), "jobs.list shows no figures.stuck: status 500", True),
        (ONCE, shows(20), Said(0, b"", error="connect: gone"), "shows no figures.stuck: connect: gone", True),
        (ONCE, shows(20), Said(200, b"[]"), "jobs.list shows no figures.stuck: status 200", True),
    ],
)
def test_a_trace_is_there_after_the_write_and_was_not_before(trace, before, after, finding, untold):
    """What was so before, or cannot be seen, shows nothing about V2."""
    traced = judge_trace(trace, before, after)
    assert (traced.untold, bool(traced.findings)) == (untold, bool(finding))
    assert not finding or finding in traced.findings[0]
