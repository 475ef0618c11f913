"""Outside: what V1 keeps of Follow Up Boss, SkySlope and reZEN."""

from __future__ import annotations

from collections.abc import Callable

from twin.v1.sizes import Sizes
from twin.v1.written.table import Part, Written, behind, link, moment, one_part, pick, series


def fub(rows: Callable[[Sizes], int], **exact: str) -> Callable[[Sizes], Written]:
    """Return a table of Follow Up Boss whose rows belong to agents outside the test teams."""

    def written(size: Sizes) -> Written:
        many = rows(size)
        of_agents = f"""
            select g as i, a.agent_id from generate_series(1, {many}) as g, v1_size
            join v1_pool as a on true where a.n = 1 + @h:agent:g@ % pool"""
        return one_part(many, 1, of_agents, {"agent_id": link("agent", "agent_id"), **exact})

    return written


def fub_events(size: Sizes) -> Written:
    """Return the events, which belong to no agent."""
    return one_part(size.fub_events, 1, series(size.fub_events), {})


def fub_onboarding_jobs(size: Sizes) -> Written:
    """Return the jobs; twenty of sixty hang: in process, and nobody knows since when."""
    status, finished = pick("status", "Done", "Failed", "Done"), moment("finished", "date '2025-03-02' + i")
    exact = {
        "user_id": "20 + i * 5",
        "status": f"case when i % 3 = 0 then 'In Process' else {status} end",
        "started": moment("started", "date '2025-03-01' + i"),
        "finished": f"case when i % 3 > 0 then {finished} end",
    }
    without = "case when r.id % 3 = 0 then 'started' end"
    return Written((Part(60, 1, series(60)),), exact, without=without)


def fub_sync_jobs(size: Sizes) -> Written:
    """Return the jobs of synchronising; each test user has some."""
    exact = {
        "user_id": """case when i % 25 < 4 then (array[60, 7, 256, 133])[1 + i % 25]
            else 1 + @h:user@ % 335 end""",
        "kind": pick("kind", "people", "calls", "all"),
        "status": pick("status", "done", "done", "failed", "running"),
    }
    return one_part(200, 1, series(200), exact)


def of_sales(rows: int) -> Callable[[Sizes], Written]:
    """Return a table that mirrors another system's sales; four of five are known in V1."""

    def written(size: Sizes) -> Written:
        known = f"case when i % 5 > 0 then {behind('of', 'tx', size.tx)} end"
        return one_part(rows, 1, series(rows), {"transaction_id": link("of", known)})

    return written


def of_listings(rows: int) -> Callable[[Sizes], Written]:
    """Return a table that mirrors another system's listings; four of five are known in V1."""

    def written(size: Sizes) -> Written:
        known = f"case when i % 5 > 0 then {behind('of', 'listing', size.listing)} end"
        return one_part(rows, 1, series(rows), {"listing_id": link("of", known)})

    return written
