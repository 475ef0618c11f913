"""A proxy on loopback that lets every request arrive a while later, as if the system were far away."""

import asyncio
from contextlib import suppress
from types import TracebackType
from urllib.parse import SplitResult

from cutover.suite.background import Background


class Delay:
    """Passes on what it gets to where `to` leads, each piece `seconds` late; what comes back is not held."""

    def __init__(self, to: SplitResult, seconds: float) -> None:
        self._host, self._port, self._path = to.hostname, to.port, to.path
        self._seconds = seconds
        self._background = Background()
        self._server = self._background.run(self._open())

    @property
    def base(self) -> str:
        """The address that stands for the system's."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}{self._path}"

    def __enter__(self) -> "Delay":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self._background.close()

    async def _open(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward, back = await asyncio.open_connection(self._host, self._port)
        try:
            await asyncio.gather(_pass(reader, back, self._seconds), _pass(onward, writer, 0))
        finally:
            writer.close()
            back.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(65536):
            await asyncio.sleep(seconds)
            writer.write(piece)
            await writer.drain()
        writer.write_eof()
