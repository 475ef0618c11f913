"""Web: what is added to Locust's own pages: the host, the Gate tab, and the page /gate beside them.

The tab is for whoever runs the load; the page is for everyone, behind the same login where there is one.
"""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request
from locust.env import Environment
from locust.web import WebUI

from cutover.load.choice import stage_of
from cutover.load.gate_page import render_gate
from cutover.load.refusal import CannotLoad
from cutover.load.showing import Live, Showing
from cutover.manifest import Migration

TAB = "gate"
COLUMNS = {"criterion": "Criterion", "outcome": "Outcome", "now": "Now", "limit": "Limit", "why": "Why"}
REPORT = "gate/report"
EVERY = 2.0


def show(environment: Environment, live: Live, every: float = EVERY) -> None:
    """Fill in the host, add the tab and the page; to be called when Locust's web UI is made.

    `every` is how many seconds what is shown may be old.
    """
    web = environment.web_ui
    if web is None or web.app is None:
        return
    recent = _Recent(live, every)
    environment.host = recent.showing().host
    web.template_args |= {
        "extended_tabs": [{"title": "Gate", "key": TAB}],
        "extended_tables": [
            {"key": TAB, "structure": [{"key": key, "title": title} for key, title in COLUMNS.items()]}
        ],
    }
    prefix = getattr(environment.parsed_options, "web_base_path", None)
    web.app.register_blueprint(_pages(web, recent), url_prefix=prefix or None)
    web.app.before_request(lambda: _refusal(recent))
    web.app.after_request(lambda response: _with_gate(response, recent))


class _Recent:
    """Asks now and then, however many look: who judges is the process that sends the load."""

    def __init__(self, live: Live, every: float) -> None:
        self._live = live
        self._every = every
        self._asked = -every
        self._last: Showing | None = None
        self._page: tuple[Showing, str] | None = None

    def showing(self) -> Showing:
        """Say how it went a moment ago."""
        if self._last is None or monotonic() - self._asked >= self._every:
            self._last = self._live.showing()
            self._asked = monotonic()
        return self._last

    def page(self) -> str:
        """Give the page of that moment, rendered once for all who look."""
        showing = self.showing()
        if self._page is None or self._page[0] is not showing:
            written = showing.ended and showing.report and Path(showing.report).is_file()
            self._page = showing, render_gate(showing, REPORT if written else "")
        return self._page[1]


def _pages(web: WebUI, live: _Recent) -> Blueprint:
    pages = Blueprint("cutover", __name__)

    def gate() -> Response:
        return _page(live.page())

    def report() -> Response:
        path = live.showing().report
        if not path or not Path(path).is_file():
            return make_response("No report is written yet: it is when the run has ended.", 404)
        return _page(Path(path).read_text(encoding="utf-8"))

    for name, view in ((TAB, gate), (REPORT, report)):
        behind_login = web.auth_required_if_enabled(view)  # type: ignore[no-untyped-call]  # Locust's own
        pages.add_url_rule(f"/{name}", view.__name__, behind_login)
    return pages


def _page(text: str) -> Response:
    answer = make_response(text)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _refusal(live: _Recent) -> Response | None:
    """Refuse to start against another host, or a stage that could not begin."""
    if request.method != "POST" or not request.path.endswith("/swarm"):
        return None
    showing = live.showing()
    message = _other_host(showing.host) or _no_stage(showing.migration)
    return jsonify({"success": False, "message": message, "host": showing.host}) if message else None


def _other_host(host: str) -> str:
    """Which system is loaded, and may be, the environment says."""
    if request.form.get("host", "").rstrip("/") in ("", host.rstrip("/")):
        return ""
    return (
        f"This run is of the environment's V2, {host}, and of nothing else."
        " To load another system, set CUTOVER_ENVIRONMENT=<name> and start Locust again."
    )


def _no_stage(migration: Migration) -> str:
    """What is not asked for stays as it was."""
    name = request.form.get("stage") or migration.stages[0].id
    try:
        stage_of(migration, name, request.form.get("duration", ""))
    except CannotLoad as error:
        return str(error)
    return ""


def _with_gate(response: Response, live: _Recent) -> Response:
    """Add the tab's rows to the statistics that Locust's page asks for again and again."""
    if not request.path.endswith("/stats/requests") or response.mimetype != "application/json":
        return response
    told = response.get_json()
    response.set_data(jsonify({**told, "extended_stats": [{"key": TAB, "data": rows(live.showing())}]}).data)
    return response


def rows(showing: Showing) -> list[dict[str, Any]]:
    """Return the tab's rows: the verdict first, then each criterion, the worst first."""
    first = {
        "criterion": "verdict" if showing.ended else "verdict so far",
        "outcome": str(showing.outcome),
        "now": showing.verdict,
        "limit": "",
        "why": f"no news since {showing.silent_since:%H:%M:%S %Z}" if showing.silent_since else "see /gate",
    }
    criteria = showing.judgement.criteria if showing.judgement else ()
    return [
        first,
        *(
            {
                "criterion": each.name,
                "outcome": str(each.outcome),
                "now": each.now,
                "limit": each.limit,
                "why": each.why,
            }
            for each in sorted(criteria, key=lambda each: -each.outcome.severity)
        ),
    ]
