"""Locust's own web server shows the gate: the tab, the page, the host, the refusal of another host."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

HOST = "http://127.0.0.1:9"
SHOWN = Path(__file__).with_name("shown.py")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Page:
    """One Locust that serves its pages, and the files by which a test tells it what to show."""

    base: str
    silent: Path
    report: Path
    process: subprocess.Popen[bytes]

    def get(self, path: str) -> httpx.Response:
        """Ask for a page."""
        return httpx.get(self.base + path, trust_env=False, timeout=10)

    def gate(self) -> str:
        """The page /gate."""
        answer = self.get("/gate")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        return answer.text

    def swarm(self, host: str, **chosen: str) -> dict[str, Any]:
        """Press the button."""
        form = {"user_count": 1, "spawn_rate": 1, "host": host, **chosen}
        told = httpx.post(f"{self.base}/swarm", data=form, trust_env=False, timeout=10).json()
        assert isinstance(told, dict)
        return told


def _started(folder: Path, *arguments: str) -> Page:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    silent, report = folder / "silent", folder / "load-gate-10.html"
    environment = {
        **os.environ,
        "HOST": HOST,
        "SILENT": str(silent),
        "REPORT": str(report),
        "PYTHONUNBUFFERED": "1",
    }
    environment["PYTHONPATH"] = os.pathsep.join(
        [str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    )
    command = [sys.executable, "-m", "locust", "-f", str(SHOWN), "--web-host=127.0.0.1", f"--web-port={port}"]
    process = subprocess.Popen(
        [*command, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    page = Page(f"http://127.0.0.1:{port}", silent, report, process)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            page.get("/login")
        except httpx.TransportError:
            assert process.poll() is None
            time.sleep(0.1)
        else:
            return page
    raise AssertionError("Locust did not serve its pages within 30 s")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Page]]:
    """One Locust as it is, one with a login; both start at the same time."""
    folders = [tmp_path_factory.mktemp(name) for name in ("open", "login")]
    found = {"open": _started(folders[0]), "login": _started(folders[1], "--web-login")}
    yield found
    for each in found.values():
        each.process.terminate()
    for each in found.values():
        each.process.wait(10)


def head(text: str) -> tuple[str, str]:
    """The title and the heading, without markup."""
    title, heading = (re.search(rf"<{tag}[^>]*>(.*?)</{tag}>", text, re.S) for tag in ("title", "h1"))
    assert title
    assert heading
    return title[1], " ".join(re.sub(r"<[^>]+>", "", heading[1]).split())


class _Outside(HTMLParser):
    """Gathers every address that a page would ask for by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if value and name in ("src", "data", "action")]
        self.found += [value or "" for name, value in attrs if tag == "link" and name == "href"]


def test_a_run_is_shown_from_before_its_start_to_its_report(pages: dict[str, Page]) -> None:
    """Not started, so far, no news, the last word with its report: heading and title carry each."""
    page = pages["open"]
    arguments = json.loads(re.search(r"window.templateArgs = (.*)", page.get("/").text)[1])  # type: ignore[index]
    assert arguments["host"] == HOST
    assert [each["title"] for each in arguments["extended_tabs"]] == ["Gate"]
    assert arguments["extra_options"]["stage"]["choices"] == ["gate-10", "gate-50"]

    text = page.gate()
    assert head(text) == ("Not started · Brokerage", "? Not started")
    assert '<noscript><meta http-equiv="refresh"' in text

    refused = page.swarm("http://production.example")
    assert refused["success"] is False
    assert HOST in refused["message"]
    assert "set CUTOVER_ENVIRONMENT=<name> and start Locust again" in refused["message"]
    for chosen, said in (
        ({"duration": "abc"}, "option-unknown-value: --duration: 'abc' is no time above 0."),
        ({"stage": "gate-11"}, "load-unknown-stage: there is no stage 'gate-11'."),
    ):
        refused = page.swarm(HOST, **chosen)
        assert (refused["success"], refused["message"].splitlines()[0]) == (False, said)
    assert page.get("/stats/requests").json()["state"] == "ready"
    assert page.swarm(HOST)["success"] is True

    text = page.gate()
    title, heading = head(text)
    assert re.fullmatch(r"\? Not proven so far: [\d,]+ (more requests|s more) needed", heading)
    assert title.startswith(heading[2:])
    assert "10 of 10 users" in text
    assert "limit 500 ms" in text
    assert "<svg" in text
    assert '<noscript><meta http-equiv="refresh"' in text
    told = page.get("/stats/requests").json()["extended_stats"][0]
    assert told["key"] == "gate"
    assert told["data"][0]["criterion"] == "verdict so far"
    assert {"errors", "probe's p95", "users"} <= {row["criterion"] for row in told["data"]}

    page.silent.touch()
    assert re.search(r'role="alert">no news since <time>\d\d:\d\d:\d\d UTC', page.gate())
    page.silent.unlink()

    assert page.get("/gate/report").status_code == 404
    page.report.write_text("<!doctype html><title>the report</title>", encoding="utf-8")
    page.get("/exceptions")
    httpx.post(f"{page.base}/stop", trust_env=False, timeout=10)
    text = page.gate()
    assert head(text)[1] == "✓ Ready for production"
    assert head(text)[0].startswith("Ready for production")
    assert "so far" not in text
    assert 'http-equiv="refresh"' not in text
    assert 'href="gate/report"' in text
    assert "the report" in page.get("/gate/report").text
    assert page.get("/stats/requests").json()["extended_stats"][0]["data"][0]["criterion"] == "verdict"


def test_the_page_asks_nobody_else(pages: dict[str, Page]) -> None:
    """No address outside, one script known by its digest, no other."""
    text = pages["open"].get("/gate").text
    outside = _Outside()
    outside.feed(text)
    assert set(outside.found) == {"data:,"}
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "connect-src 'self'" in policy[1]
    assert text.count("<script") == 1
    assert len(text.encode()) < 300_000


def test_who_may_not_see_locust_may_not_see_the_gate(pages: dict[str, Page]) -> None:
    """With --web-login the page and the report ask for the same login."""
    for path in ("/gate", "/gate/report"):
        answer = pages["login"].get(path)
        assert answer.status_code == 302
        assert "/login" in answer.headers["location"]
