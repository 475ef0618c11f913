"""The page /gate: how a load run goes, rendered on the server, refreshed with or without script."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Template

from cutover.evidence import Outcome
from cutover.load.showing import Showing
from cutover.signoff.loaded import Loaded, loaded
from cutover.signoff.pages import digest, environment, source

SCRIPT = "gate.js"
EVERY = 5
"""Seconds between two looks of a browser without script; with it every two."""


def render_gate(showing: Showing, report_at: str = "") -> str:
    """Return the page; `report_at` is the address of the run's report, where there is one."""
    return _template().render(
        migration=showing.migration,
        showing=showing,
        seen=seen(showing),
        every=EVERY,
        report_at=report_at,
        script=source(SCRIPT),
        script_digest=digest(SCRIPT),
        Outcome=Outcome,
    )


@cache
def _template() -> Template:
    """Read the template once: it is asked for while this very process sends the load."""
    return environment().get_template("gate.html")


def seen(showing: Showing) -> Loaded:
    """Return what was measured so far as the pages' values."""
    judgement, stage = showing.judgement, showing.stage
    figures: Mapping[str, int | float] = judgement.figures if judgement else {}
    detail: Mapping[str, Any] = judgement.detail(showing.watched) if judgement else {}
    return loaded(showing.outcome, showing.verdict, figures, detail, stage.p95_ms if stage else None)
