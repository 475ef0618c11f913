"""The twin fails under load at exactly the rates that its faults tell."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest
import uvicorn
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from twin.apis import listen
from twin.cast.load import LATER, LOAD
from twin.faults import LoadFault
from twin.overload import (
    Way,
    answering,
    closing,
    cutting,
    late,
    limiting,
    out,
    overloaded,
    refusing,
    standing_still,
)

BODY = {"success": True, "data": {"text": "x" * 100}, "error": None}


@contextmanager
def served(way: Way, path: str = "") -> Iterator[int]:
    """An API that is always well, behind a fault; its port."""
    app = Starlette(
        routes=[Route(each, lambda _: JSONResponse(BODY)) for each in ("/one", "/two", "/auth/login")]
    )
    # None of these ways asks the pool for anything.
    fault = LoadFault("tried", "", lambda: way, path=path)
    listening = listen(0)
    config = uvicorn.Config(
        overloaded(app, cast(AsyncConnectionPool, None), fault), log_level="critical", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(5)


def asked(port: int, times: int, path: str = "/one") -> Counter[str]:
    """Ask so many times, and count what came: a status, ``refused`` in a 200, ``closed`` or ``cut``."""
    seen: Counter[str] = Counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(times):
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            seen[
                "refused" if b'"success":false' in body and answer.status == 200 else str(answer.status)
            ] += 1
        except http.client.IncompleteRead:
            seen["cut"] += 1
            connection.close()
        except (http.client.RemoteDisconnected, ConnectionError):
            seen["closed"] += 1
            connection.close()
    connection.close()
    return seen


@pytest.mark.parametrize(
    ("way", "word"),
    [(answering(502, 0.05), "502"), (answering(503, 0.05), "503"), (answering(500, 0.05), "500"),
     (refusing(0.05), "refused"), (closing(0.05), "closed"), (cutting(0.05), "cut")],
)  # fmt: skip
def test_one_in_twenty_is_one_in_twenty(way: Way, word: str) -> None:
    """Of 400 requests 20 are hit, give or take one, and all others are answered."""
    with served(way) as port:
        seen = asked(port, 400)
    assert set(seen) == {"200", word}
    assert abs(seen[word] - 20) <= 1


def test_other_routes_and_the_login_are_spared() -> None:
    """A fault of one route hits no other, and nobody is kept from signing in."""
    with served(answering(500, 1.0), "/one") as port:
        assert (asked(port, 5), asked(port, 5, "/two")) == ({"500": 5}, {"200": 5})
    with served(closing(1.0)) as port:
        assert asked(port, 3, "/auth/login") == {"200": 3}


def test_a_rate_is_limited() -> None:
    """Of what one second brings, eight are answered."""
    with served(limiting(8)) as port:
        seen = asked(port, 40)
    assert 8 <= seen["200"] <= 16
    assert seen["429"] == 40 - seen["200"]


def test_an_outage_has_its_time() -> None:
    """Before and after it all is well, and within it nothing is."""
    with served(out(0.3, 0.4)) as port:
        before, _, within = asked(port, 3), time.sleep(0.35), asked(port, 3)
        time.sleep(0.5)
        assert (before, within, asked(port, 3)) == ({"200": 3}, {"closed": 3}, {"200": 3})


def test_answers_are_late_as_often_and_as_long_as_is_said() -> None:
    """Some six of a hundred take 50 ms longer; a server that stands still lets all wait for its end."""
    with served(late(0.05, 0.06)) as port:
        took = []
        for _ in range(100):
            began = time.perf_counter()
            asked(port, 1)
            took.append(time.perf_counter() - began)
    assert sorted(took)[-5] >= 0.05
    with served(standing_still(0.3, 60.0)) as port:
        began = time.perf_counter()
        asked(port, 2)
        assert 0.29 <= time.perf_counter() - began < 2


def test_every_fault_under_load_is_tried() -> None:
    """Each is in the trials that the long run does, by its name."""
    from benchmarks.load_trials import FAULTS

    assert {each.fault for each in FAULTS} == {each.name for each in (*LOAD, LATER)}
    assert all((each.cause == "") == (each.fault == LATER.name) for each in FAULTS)
