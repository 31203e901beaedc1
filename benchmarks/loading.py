"""A loader on asyncio: so many connections kept alive, each asking again as soon as it is answered; times in seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Connection:
    port: int
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(self, head: str, body: bytes = b"") -> tuple[int, bytes]:
        """Sends one request; gives the status and the whole answer."""
        if self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.reader is not None
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        self.writer.write(f"{head}Host: localhost:{self.port}\r\n{length}\r\n".encode() + body)
        await self.writer.drain()
        top = await self.reader.readuntil(b"\r\n\r\n")
        lines = top.decode("latin-1").lower().split("\r\n")
        fields = dict(line.partition(": ")[::2] for line in lines[1:] if line)
        content = b""
        if "content-length" in fields:
            content = await self.reader.readexactly(int(fields["content-length"]))
        elif fields.get("transfer-encoding") == "chunked":
            while size := int(await self.reader.readline(), 16):
                content += await self.reader.readexactly(size)
                await self.reader.readexactly(2)
            await self.reader.readexactly(2)
        return int(lines[0].split(" ")[1]), top + content


@dataclass
class Load:
    times: list[float] = field(default_factory=list)
    bad: list[int] = field(default_factory=list)
    seconds: float = 0.0
    size: int = 0


async def load(
    port: int, at_once: int, requests: int, request: Callable[[int], tuple[str, bytes]]
) -> Load:
    """``requests`` requests over ``at_once`` connections; ``request`` gives the head and body of the nth."""
    done, waiting = Load(), iter(range(requests))

    async def one() -> None:
        connection = Connection(port)
        for number in waiting:
            head, body = request(number)
            began = time.perf_counter()
            status, answer = await connection.ask(head, body)
            done.times.append(time.perf_counter() - began)
            done.size = len(answer)
            if status >= 400:
                done.bad.append(status)

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(at_once)))
    done.seconds = time.perf_counter() - began
    return done
