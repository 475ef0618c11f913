"""Faults under load: every answer by itself is right, or some are missing, and V2 does not hold a load."""

from functools import partial

from twin.faults import LoadFault
from twin.overload import (
    answering,
    closing,
    cutting,
    holding,
    late,
    leaking,
    limiting,
    out,
    refusing,
    standing_still,
)

_GATE = ("load/gate-10",)

LOAD = (
    LoadFault(
        "load-502", "A gateway answers 5 % of the requests with 502.", partial(answering, 502, 0.05), _GATE
    ),
    LoadFault("load-503", "1 % of the requests are answered with 503.", partial(answering, 503, 0.01), _GATE),
    LoadFault("load-tail", "6 % of the answers come 800 ms later.", partial(late, 0.8, 0.06), _GATE),
    LoadFault(
        "load-freeze", "V2 stands still for 2 of every 20 seconds.", partial(standing_still, 2.0, 20.0), _GATE
    ),
    LoadFault(
        "load-refusals", "5 % of the answers are 200 and say success: false.", partial(refusing, 0.05), _GATE
    ),
    LoadFault(
        "load-one-endpoint",
        "Every second answer of one endpoint alone is an error of the server.",
        partial(answering, 500, 0.5),
        _GATE,
        path="/api:4UsTtl3m/transactions/by-status",
    ),
    LoadFault(
        "load-rate-limit",
        "V2 answers 8 requests a second, and refuses the others.",
        partial(limiting, 8),
        _GATE,
    ),
    LoadFault(
        "load-outage", "From second 25 on V2 closes every connection for 5 s.", partial(out, 25.0, 5.0), _GATE
    ),
    LoadFault(
        "load-closed", "5 % of the connections are closed before an answer.", partial(closing, 0.05), _GATE
    ),
    LoadFault("load-cut", "5 % of the answers break off in their middle.", partial(cutting, 0.05), _GATE),
    LoadFault(
        "load-leak",
        "Each request leaves 200 kB behind for ever.",
        partial(leaking, 200_000),
        ("load/gate-50",),
    ),
    LoadFault(
        "load-pool",
        "V2 has five connections, and each request holds one for 200 ms more than it needs.",
        partial(holding, 0.2),
        ("load/gate-50",),
        connections=5,
    ),
)

LATER = LoadFault("load-later", "Every answer comes 120 ms later.", partial(late, 0.12))
"""A variation that holds a load: 120 ms more is slower, and well below 500 ms."""
