"""A line between two programs that can be cut, stalled, slowed down, half closed or robbed.

Stands before the web nodes as a balancer, and between each machine and the database.
"""

import asyncio
import contextlib
import itertools
import threading
from collections.abc import Callable

CHUNK = 1 << 16
POST = b"POST "
End = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Cut(Exception):
    """This connection ends here."""


class Exchange(threading.Thread):
    """The thread in which all wires live."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="wires")
        self.loop = asyncio.new_event_loop()
        self.start()

    def run(self) -> None:
        """Until the harness ends."""
        self.loop.run_forever()

    def do(self, deed: Callable[[], None]) -> None:
        """Do it in the thread of the wires, and wait until it is done."""

        async def done() -> None:
            deed()

        asyncio.run_coroutine_threadsafe(done(), self.loop).result(30)


class Wire:
    """Listens on a port of its own; each connection goes to the next target that takes it."""

    def __init__(self, exchange: Exchange, *targets: int) -> None:
        self.exchange, self.targets = exchange, targets
        self.turn = itertools.count()
        self.lines: set[Line] = set()
        self.port, self.lost, self.robbed = 0, 0, 0
        self.refusing, self.delay, self.flowing = False, 0.0, asyncio.Event()
        self.losing, self.robbing = 0, 0
        asyncio.run_coroutine_threadsafe(self._listen(), exchange.loop).result(30)

    def mend(self) -> None:
        """As good as new; what was half closed is closed."""
        self.refusing, self.delay, self.losing, self.robbing = False, 0.0, 0, 0
        self.exchange.do(self._mend)

    def cut(self) -> None:
        """End every connection that is open."""
        self.exchange.do(lambda: [line.abort() for line in list(self.lines)] and None)

    def stall(self) -> None:
        """Nothing comes through, and nobody is told."""
        self.exchange.do(self.flowing.clear)

    def half_close(self) -> None:
        """The far end of every connection hears that it is over; the near end hears nothing."""
        self.exchange.do(lambda: [line.half_close() for line in list(self.lines)] and None)

    def lose_answers(self, count: int) -> None:
        """Of the next requests that change something, the answer never arrives."""
        self.losing = count

    def rob_requests(self, count: int) -> None:
        """Of the next requests that change something, only the first half arrives."""
        self.robbing = count

    def _mend(self) -> None:
        self.flowing.set()
        for line in [line for line in self.lines if line.is_half]:
            line.abort()

    async def _listen(self) -> None:
        self.flowing.set()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512)
        self.port = server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far = None if self.refusing else await self._connect()
        if far is None:
            writer.transport.abort()
            return
        line = Line(self, (reader, writer), far)
        self.lines.add(line)
        try:
            await line.run()
        finally:
            self.lines.discard(line)

    async def _connect(self) -> End | None:
        first = next(self.turn)
        for number in range(len(self.targets)):
            port = self.targets[(first + number) % len(self.targets)]
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None


class Line:
    """One connection through a wire."""

    def __init__(self, wire: Wire, near: End, far: End) -> None:
        self.wire, self.near, self.far = wire, near, far
        self.is_half, self.asked = False, b""

    async def run(self) -> None:
        """Carry both ways until both ends are done."""
        ways = (
            self._carry(self.near[0], self.far[1], self._out),
            self._carry(self.far[0], self.near[1], self._back),
        )
        try:
            await asyncio.gather(*ways)
        except (Cut, OSError):
            pass
        finally:
            self.abort()

    def abort(self) -> None:
        """Both ends see that the connection broke."""
        for _reader, writer in (self.near, self.far):
            writer.transport.abort()

    def half_close(self) -> None:
        """The far end sees the end; the near end goes on talking to nobody."""
        self.is_half = True
        with contextlib.suppress(OSError, RuntimeError):
            self.far[1].write_eof()

    async def _carry(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        seen: Callable[[bytes], bytes],
    ) -> None:
        while data := await source.read(CHUNK):
            await self.wire.flowing.wait()
            if self.wire.delay:
                await asyncio.sleep(self.wire.delay)
            if self.is_half:
                continue
            sink.write(seen(data))
            await sink.drain()
            if self.asked == b"half":
                raise Cut
        while self.is_half:
            await asyncio.sleep(0.1)
        await self.wire.flowing.wait()
        sink.write_eof()

    def _out(self, data: bytes) -> bytes:
        """What the near end says: the beginning of a request, perhaps."""
        if data.startswith(POST):
            self.asked = POST
            if self.wire.robbing > 0:
                self.wire.robbing -= 1
                self.wire.robbed += 1
                self.asked = b"half"
                return data[: len(data) - len(data) // 3]
        elif data.startswith((b"GET ", b"HEAD ")):
            self.asked = b""
        return data

    def _back(self, data: bytes) -> bytes:
        """What the far end answers."""
        if self.asked == POST and self.wire.losing > 0:
            self.wire.losing -= 1
            self.wire.lost += 1
            raise Cut
        return data
