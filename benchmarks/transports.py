"""Prints what a request costs each HTTP transport under httpx: CPU ms of the client, and requests a second.

Run by `answers.py --transports`, which gives the address and the token in the environment.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Callable

import httpx

URL, TOKEN = os.environ["BENCHMARK_URL"], os.environ["BENCHMARK_TOKEN"]
REQUESTS, AT_ONCE, ROUNDS = 600, 16, 3


def core() -> httpx.AsyncBaseTransport:
    """httpx's own."""
    return httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=2 * AT_ONCE))


def aiohttp() -> httpx.AsyncBaseTransport:
    """The one that the client uses."""
    import aiohttp
    import httpx_aiohttp

    def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=2 * AT_ONCE))

    return httpx_aiohttp.AiohttpTransport(client=session)


def curl() -> httpx.AsyncBaseTransport:
    """libcurl's."""
    from httpx_curl_cffi import AsyncCurlTransport

    return AsyncCurlTransport()


def reqwest() -> httpx.AsyncBaseTransport:
    """Rust's reqwest."""
    from pyreqwest.compatibility.httpx import HttpxTransport

    return HttpxTransport()


TRANSPORTS: dict[str, Callable[[], httpx.AsyncBaseTransport]] = {
    "httpcore (httpx's own)": core,
    "httpx-aiohttp": aiohttp,
    "httpx-curl-cffi": curl,
    "pyreqwest": reqwest,
}


async def measure(transport: httpx.AsyncBaseTransport) -> tuple[float, float]:
    """CPU ms a request and requests a second, the connections being open."""
    slots = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(transport=transport, timeout=60) as client:

        async def ask() -> None:
            async with slots:
                async with client.stream("GET", URL, headers={"authorization": f"Bearer {TOKEN}"}) as answer:
                    body = b"".join([piece async for piece in answer.aiter_bytes()])
                assert answer.status_code == 200, f"{answer.status_code} {body[:300]!r}"

        await asyncio.gather(*(ask() for _ in range(2 * AT_ONCE)))
        began, before = time.perf_counter(), time.process_time()
        await asyncio.gather(*(ask() for _ in range(REQUESTS)))
        seconds, wall = time.process_time() - before, time.perf_counter() - began
    return seconds / REQUESTS * 1000, REQUESTS / wall


def main() -> None:
    """Measure all that are installed, in interleaved rounds."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in TRANSPORTS}
    for _ in range(ROUNDS):
        for name, transport in TRANSPORTS.items():
            try:
                found[name].append(asyncio.run(_measured(transport)))
            except ImportError:
                continue
    for name, each in found.items():
        if each:
            cpu, speed = (statistics.median(one[n] for one in each) for n in (0, 1))
            print(f"{name:<24} {cpu:6.2f} CPU ms a request {speed:8.0f} requests/s")
        else:
            print(f"{name:<24} not installed")


async def _measured(transport: Callable[[], httpx.AsyncBaseTransport]) -> tuple[float, float]:
    return await measure(transport())


if __name__ == "__main__":
    main()
