"""A V1 that answers well and a V2 that does not, each endpoint in another way; run as a command.

Its first line tells where both are; the end of its input ends it. There is no database.
"""

import asyncio
import gzip
import json
import socket
import struct
import sys
from dataclasses import dataclass

ROWS = {"rows": [{"id": 1, "name": "Ada", "n": 1}]}
V1_GOOD = json.dumps(ROWS).encode()
V2_GOOD = json.dumps({"success": True, "data": ROWS, "error": None}).encode()
DEEP = 100_000
PAGE = b"<!doctype html><title>Welcome</title>"
GZIP = "content-encoding: gzip\r\n"


@dataclass(frozen=True)
class Spoiled:
    """What V2 answers to `/kind`, and how the check that meets it ends; `body` None breaks the connection."""

    outcome: str
    told: str
    body: bytes | None = V2_GOOD
    status: str = "200 OK"
    more: str = ""
    v1: bytes = V1_GOOD


KINDS = {
    "good": Spoiled("passed", "the same answer in 1 case of 1 user"),
    "large": Spoiled("failed", "name: V1 Ada → V2 AAAA", V2_GOOD.replace(b"Ada", b"A" * 50_000_000)),
    "deep": Spoiled("failed", "nested deeper than 200", b"[" * DEEP + b"]" * DEEP),
    "bomb": Spoiled("failed", "more than 67108864 bytes", gzip.compress(b" " * 100_000_000, 1), more=GZIP),
    "reset": Spoiled("failed", "the connection broke", None),
    "never": Spoiled("failed", "no whole answer within 2 s", b""),
    "page": Spoiled("failed", "not JSON", PAGE, more="x-html: yes\r\n"),
    "nothing": Spoiled("failed", "V1 answers 200, V2 answers 204", b"", "204 No Content"),
    "redirect": Spoiled("failed", "V1 answers 200, V2 answers 302", b"", "302 Found", "location: /good\r\n"),
    "number": Spoiled("failed", "n: V1 1 → V2 inf", V2_GOOD.replace(b'"n": 1', b'"n": 1e999')),
    "v1_page": Spoiled("error", "V1's answer cannot be read", v1=PAGE),
}


async def answer(side: str, kind: str, writer: asyncio.StreamWriter) -> None:
    """Answer one request."""
    spoiled = KINDS.get(kind)
    body, status, more = b"{}", "404 Not Found", ""
    if spoiled is not None and side == "V1":
        body, status = spoiled.v1, "200 OK"
    elif spoiled is not None and kind == "never":
        await asyncio.sleep(60)
    elif spoiled is not None and spoiled.body is None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{")
        await writer.drain()
        held = writer.get_extra_info("socket")
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        return
    elif spoiled is not None and spoiled.body is not None:
        body, status, more = spoiled.body, spoiled.status, spoiled.more
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n{more}\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


async def serve(side: str) -> str:
    """Serve one side on a port of its own."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    pass
                await answer(side, line.split()[1].decode().partition("?")[0].strip("/"), writer)
        except (ConnectionError, RuntimeError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    serving.append(server)
    return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


serving: list[asyncio.Server] = []
"""Held, so that no server is let go."""


async def main() -> None:
    """Serve, tell, wait for the end of standard input."""
    v1, v2 = await serve("V1"), await serve("V2")
    print(json.dumps({"v1": v1, "v2": v2}), flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
