"""Bodies of requests, received before a thread is given the request.

A thread that waited for a slow sender would answer nobody: six slow senders would stop every page. So the event loop
receives the body, to its end or to a limit (``limits``), and only then does the request wait for a thread. A body without a
length, of too many bytes or too slow is refused, whoever sends it; it lies in memory, or in a temporary file without a
name, so that nothing of it stays on the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Protocol

from comity.web import limits
from comity.web.unserved import too_large, too_much, too_slow

SMALL = 65_536
"""Bytes of a body that is awaited whole: no Python runs for each piece of it."""


class Incoming(Protocol):
    """A body that arrives (the HTTP protocol object of RSGI)."""

    async def __call__(self) -> bytes: ...
    def __aiter__(self) -> AsyncIterator[bytes]: ...


class Gone(Exception):
    """The sender has gone before the end of the body."""


@dataclass(slots=True)
class Room:
    """How many bytes of bodies this process holds."""

    held: int = 0

    def take(self, size: int) -> None:
        """Holds the bytes. ``Unserved`` where there is no room for them."""
        if self.held + size > limits.BODIES:
            raise too_much()
        self.held += size


@dataclass(slots=True)
class Body:
    """The body of one request: its ``file``, and the bytes of ``room`` that it takes."""

    room: Room
    size: int = 0
    file: IO[bytes] | None = None

    def close(self) -> None:
        """Nothing of it is left."""
        self.room.held -= self.size
        self.size = 0
        if self.file is not None:
            self.file.close()

    async def receive(self, incoming: Incoming, length: int) -> IO[bytes]:
        """The whole body, from its beginning. ``Unserved`` where it is too large, too slow or there is no room; ``Gone``
        where it ended early."""
        if length > limits.BODY:
            raise too_large()
        try:
            await (self._whole if length <= SMALL else self._in_pieces)(incoming, length)
        except TimeoutError:
            raise too_slow() from None
        except OSError:
            raise too_much() from None  # no space for the temporary file
        except RuntimeError:
            raise Gone from None  # the connection is closed
        if self.file is None or self.file.tell() != length:
            raise Gone
        self.file.seek(0)
        return self.file

    async def _whole(self, incoming: Incoming, length: int) -> None:
        self._take(length)
        async with asyncio.timeout(limits.BODY_SECONDS + length / limits.BODY_RATE):
            self.file = BytesIO(await incoming())
        self.file.seek(0, 2)

    async def _in_pieces(self, incoming: Incoming, length: int) -> None:
        self.file = file = SpooledTemporaryFile(max_size=limits.IN_MEMORY)  # noqa: SIM115 - ``close``
        until = asyncio.get_running_loop().time() + limits.BODY_SECONDS
        async with asyncio.timeout_at(until) as limit:
            async for piece in incoming:
                self._take(len(piece))
                file.write(piece)
                limit.reschedule(until + self.size / limits.BODY_RATE)

    def _take(self, size: int) -> None:
        self.room.take(size)
        self.size += size
