"""A plugin for pytest that lets secrets out by every channel, in every form; the tests look for them.

Each channel has a secret of its own, which the environment holds as ``CANARY_<CHANNEL>_SECRET``.
"""

import base64
import html
import json
import logging
import sys
import threading
import warnings
from dataclasses import replace
from urllib.parse import quote

import httpx
import psycopg
import pytest

from cutover.suite.fix_evidence import Recorder


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


FORMS = {
    "raw": str,
    "url": lambda text: quote(text, safe=""),
    "every byte for a url": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "url twice": lambda text: quote(quote(text, safe=""), safe=""),
    "base64": lambda text: _base64(f"user:{text}"),
    "base64 twice": lambda text: _base64(_base64(text)),
    "base64 in a url": lambda text: quote(_base64(text), safe=""),
    "json": lambda text: json.dumps(text)[1:-1],
    "json in json": lambda text: json.dumps(json.dumps(text))[1:-1],
    "html": html.escape,
    "html by numbers": lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    "hex": lambda text: text.encode().hex(),
    "json in base64": lambda text: _base64(json.dumps({"password": text})),
}


def written(channel: str) -> str:
    """Every form of a channel's secret, each behind its own name."""
    return " ".join(f"{each}={value}" for each, value in told(channel).items())


def told(channel: str) -> dict[str, str]:
    """The forms of a channel's secret by their marks: ``c-header-0``, ``c-header-1``, …"""
    secret = secret_of(channel)
    return {f"c-{channel}-{number}": form(secret) for number, form in enumerate(FORMS.values())}


def secret_of(channel: str) -> str:
    """The secret of a channel: no two are alike, and each needs quoting in every form."""
    return f"q/{channel.upper()}<&+>\"7'{len(channel)}z%"


def in_a_header() -> None:
    """What an answer to a request says of its headers."""
    request = httpx.Request(
        "GET", "http://v2.example/", headers={"x-key": written("header").replace("\n", "")}
    )
    assert request.headers == {}, f"unexpected headers: {request.headers.raw!r} {dict(request.headers)}"


def in_a_url() -> None:
    """httpx logs each address, and names it where the status is bad."""
    logging.getLogger("httpx").setLevel(logging.INFO)
    address = f"http://v2.example/?{written('url')}"
    transport = httpx.MockTransport(lambda request: httpx.Response(500, request=request))
    with httpx.Client(transport=transport) as client:
        client.get("http://v2.example/")
        print(address, file=sys.stderr)
        raise httpx.HTTPStatusError(f"500 for {address}", request=None, response=None)  # type: ignore[arg-type]


def in_a_dsn() -> None:
    """psycopg repeats what it cannot read."""
    try:
        psycopg.conninfo.conninfo_to_dict(f"host=x {written('dsn')}")
    except psycopg.ProgrammingError as error:
        raise RuntimeError(f"cannot connect by {written('dsn')}") from error


def in_a_traceback() -> None:
    """The values of variables are shown with the lines that failed."""
    wanted = written("traceback")
    raise ValueError(wanted)


def in_an_assertion() -> None:
    """What was compared is shown."""
    assert written("assertion") == "something else", written("assertion")


def in_a_log() -> None:
    """A line of a log, and the exception logged with it."""
    try:
        raise LookupError(written("log"))
    except LookupError:
        logging.getLogger("anything").exception("it said %s", written("log"))
    raise AssertionError("see the log")


def in_a_body() -> None:
    """What a system answered, told as it was."""
    body = httpx.Response(200, text=written("body")).text
    raise AssertionError(body)


def in_the_environment() -> None:
    """A process shows its variables."""
    raise RuntimeError({"CANARY": written("environment")})


def on_the_output() -> None:
    """Printed, on both streams."""
    print(written("output"))
    print(written("output"), file=sys.stderr)
    raise AssertionError("see the output")


def in_a_warning() -> None:
    """Told in pytest's summary."""
    warnings.warn(written("warning"), UserWarning, stacklevel=1)


def in_a_thread() -> None:
    """An exception that nobody catches."""

    def fail() -> None:
        raise RuntimeError(written("thread"))

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def in_an_exception_group() -> None:
    """One exception because of another, with a note."""
    error = RuntimeError(written("cause"))
    error.add_note(written("cause"))
    raise ValueError("see below") from error


DURING = (
    in_a_header, in_a_url, in_a_dsn, in_a_traceback, in_an_assertion, in_a_log, in_a_body, in_the_environment,
    on_the_output, in_a_warning, in_a_thread, in_an_exception_group,
)  # fmt: skip
CHANNELS = (
    "header", "url", "dsn", "traceback", "assertion", "log", "body", "environment", "output", "warning",
    "thread", "cause", "section", "property", "evidence", "collection", "command",
)  # fmt: skip
"""Every channel: what is done during an item, and what is said beside it."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item):
    """Let one channel out by each of the first items; the others only carry a section and a property."""
    item.add_report_section("call", "canary", written("section"))
    item.user_properties.append(("canary", written("property")))
    number = item.session.items.index(item)
    if number < len(DURING):
        DURING[number]()
    return (yield)


def pytest_configure() -> None:
    """Let what a check saw hold secrets in every text."""
    record = Recorder.__call__

    def leaking(self, evidence):
        text = written("evidence")
        return record(self, replace(
            evidence, actual=f"{evidence.actual} {text}", cause=text, notes=(text,), samples=({text: text},),
            detail={"said": [text]}, duty=text, expected=text,
        ))  # fmt: skip

    Recorder.__call__ = leaking  # type: ignore[method-assign]
