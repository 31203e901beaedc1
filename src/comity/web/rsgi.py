"""The pages under RSGI, the interface of granian: the event loop receives requests, a thread answers them, one by one.

::

    headers ──> too many, too large? ──> body, off the threads (``intake``) ──> a thread: Django under WSGI ──> the answer

What is refused before Django sees it gets a status and a short page in the language of the reader (``unserved``).
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from io import BytesIO
from queue import Empty, SimpleQueue
from time import monotonic
from typing import IO, Any
from wsgiref.types import WSGIApplication
from wsgiref.util import FileWrapper

from comity.web import limits, overflow
from comity.web.intake import Body, Gone, Room
from comity.web.unserved import Unserved, headers_too_large, refused, too_many, without_length

PATIENCE = 0.01
"""Seconds after which a request is answered by the second thread, where the first is still at another: it waits for the
disk or a mail server, or makes a long page. Two that both work get in each other's way."""
PIECE = 65_536
"""Bytes of an answer that are sent together, where its length is not known."""
LINGER = 5.0
"""Seconds for which a body that was refused is still read and thrown away: a browser that is sending reads no answer, and
takes a connection that is closed under it for a fault of the network."""
Headers = list[tuple[str, str]]
Job = tuple[Callable[[], None], Callable[[], object]]
"""What is to be done, and what says that it is done."""

log = logging.getLogger(__name__)


class Application:
    """Serves a WSGI application."""

    def __init__(self, pages: WSGIApplication) -> None:
        self.pages = pages
        self.room = Room()
        self._waiting: SimpleQueue[Job] = SimpleQueue()
        self._taken = 0.0  # when the first thread took its last job
        self._watched = False  # whether the loop looks how long a job waits
        self._called = threading.Semaphore(0)  # for the second thread
        self._helping = False

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        overflow.watch(loop, limits.in_force().connections)
        for name, work in (("pages", self._work), ("pages, helping", self._help)):
            threading.Thread(target=work, name=name, daemon=True).start()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        body = Body(self.room)
        try:
            headers = scope.headers.items()
            length = self._admit(headers)
            file: IO[bytes] = await body.receive(protocol, length) if length else BytesIO()
            await self._apart(partial(self._answer, scope, headers, protocol, file, length))
        except Unserved as refusal:
            protocol.response_bytes(*refused(refusal, headers))
            await _thrown_away(protocol)
        except Gone:
            return
        finally:
            body.close()

    def _admit(self, headers: Headers) -> int:
        """The length of the body. ``Unserved`` where the request asks for too much."""
        if sum(len(name) + len(value) for name, value in headers) > limits.HEADERS:
            raise headers_too_large()
        if self._waiting.qsize() >= limits.WAITING:
            raise too_many()
        said = dict(headers)
        if "transfer-encoding" in said:
            raise without_length()
        return int(said.get("content-length", 0))

    async def _apart(self, work: Callable[[], None]) -> None:
        """Returns when a thread has done the work."""
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._waiting.put((work, partial(loop.call_soon_threadsafe, done.set_result, None)))
        if not self._watched:
            self._watched = True
            loop.call_later(PATIENCE, self._look, loop)
        await done

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Calls the second thread where a job waits and the first is at another for long; looks again while one waits."""
        if self._waiting.empty():
            self._watched = False
            return
        if self._is_held_up() and not self._helping:
            self._helping = True
            self._called.release()
        loop.call_later(PATIENCE, self._look, loop)

    def _is_held_up(self) -> bool:
        return monotonic() - self._taken >= PATIENCE

    # --- in a thread --------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            job = self._waiting.get()
            self._taken = monotonic()
            _do(job)

    def _help(self) -> None:
        while True:
            self._called.acquire()
            with suppress(Empty):
                while self._is_held_up():
                    _do(self._waiting.get_nowait())
            self._helping = False

    def _answer(
        self, scope: Any, headers: Headers, protocol: Any, file: IO[bytes], length: int
    ) -> None:
        begun: list[Any] = []

        def start(
            status: str, given: Headers, exc_info: object = None
        ) -> Callable[[bytes], object]:
            begun[:] = int(status[:3]), given
            return _no_write

        answer = self.pages(environ_of(scope, headers, file, length), start)
        try:
            status, given = begun
            _send(protocol, status, given, answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()


def _do(job: Job) -> None:
    work, done = job
    try:
        work()
    except Exception:  # the thread must go on: granian answers 500 for this request
        log.exception("A request could not be answered")
    finally:
        with suppress(RuntimeError):  # the loop has ended
            done()


def environ_of(scope: Any, headers: Headers, file: IO[bytes], length: int) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333). A header with ``_`` in its name is left out: it would pass for the one with
    ``-``, and for what a proxy of ours says."""
    server, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": file,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": _file,
    }
    for name, value in headers:
        if "_" not in name:
            key = f"HTTP_{name.upper().replace('-', '_')}"
            between = "; " if name == "cookie" else ","
            environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ["CONTENT_LENGTH"] = str(length) if environ.pop("HTTP_CONTENT_LENGTH", "") else ""
    return environ


def _send(protocol: Any, status: int, headers: Headers, answer: Iterable[bytes]) -> None:
    if not getattr(answer, "streaming", False) or any(
        n.lower() == "content-length" for n, _ in headers
    ):
        protocol.response_bytes(status, headers, b"".join(answer))
        return
    stream, pieces = protocol.response_stream(status, headers), bytearray()
    for piece in answer:
        pieces += piece
        if len(pieces) >= PIECE:
            stream.send_bytes(bytes(pieces))
            pieces.clear()
    stream.send_bytes(bytes(pieces))


async def _thrown_away(protocol: Any) -> None:
    with suppress(TimeoutError, RuntimeError):
        async with asyncio.timeout(LINGER):
            async for _ in protocol:
                pass


def _file(file: Any, _size: int) -> FileWrapper:
    return FileWrapper(file, PIECE)


def _no_write(_: bytes) -> None:
    raise NotImplementedError("Django gives its answers; it writes none")
