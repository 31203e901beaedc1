"""One stream: let in, caught up, sent what moves until it is closed.

Beyond the limit of streams (``limits``) a stream is refused with 503 and a sentence; the page then says that it is not
updated by itself (``live.js``).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.db import close_old_connections
from django.utils import translation
from django.utils.translation import gettext as _

from comity.web import limits, overflow
from comity.web.bodies import bodies
from comity.web.live.admission import audiences
from comity.web.live.desks import has_moved
from comity.web.live.following import Follower
from comity.web.live.hub import Audience, Hub, Stream, moved
from comity.web.views.health import readiness
from comity.web.visits import hosting

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
BEAT = 15.0
"""Seconds after which a stream without news is sent a comment, so that nobody on the way takes it for dead."""
RETRY = b"retry: 2000\n\n"
MOST_TOPICS = 20
AGAIN = 60
"""Seconds after which a page whose stream was refused should ask again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for, as far as it can be read."""

    path: str
    headers: Mapping[str, str]
    query: Mapping[str, list[str]]

    @classmethod
    def of(cls, scope: Scope) -> Asked:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        return cls(scope["path"], headers, query)

    @property
    def body(self) -> str:
        """The body in the address, with or without ``/live``, or the path of ``COMITY_LIVE``, that a proxy may leave there;
        empty in any other."""
        parts = [unquote(part) for part in self.path.strip("/").split("/")]
        for before in (["live"], urlsplit(settings.LIVE).path.strip("/").split("/")):
            if len(parts) > 2 and parts[: len(before)] == before:
                parts = parts[len(before) :]
        return parts[0] if len(parts) == 2 and parts[1] == "stream" else ""

    @property
    def session(self) -> str:
        """The key of the session; empty for a visitor."""
        cookies: SimpleCookie = SimpleCookie()
        with contextlib.suppress(
            Exception
        ):  # whatever a browser was made to keep: then there is no session
            cookies.load(self.headers.get("cookie", ""))
        kept = cookies.get(settings.SESSION_COOKIE_NAME)
        return kept.value if kept is not None else ""

    @property
    def language(self) -> str:
        asked = self.query.get("language", [""])[0]
        return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @property
    def since(self) -> int | None:
        """The size of the record that the reader has seen; None where that is not said."""
        given = self.headers.get("last-event-id") or self.query.get("since", [""])[0]
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 16 else None


def permitted_origin(asked: Asked) -> str | None:
    """What CORS is to say: the origin of the pages where that asks, nothing where none is named; None for any other."""
    origin = asked.headers.get("origin", "")
    if not origin:
        return ""
    if origin in settings.ORIGINS:
        return origin
    host = urlsplit(f"//{asked.headers.get('host', '')}")
    site = urlsplit(origin)
    ours = not settings.ORIGINS and site.hostname == host.hostname in settings.ALLOWED_HOSTS
    return origin if ours and site.port in (host.port, _before(host.port)) else None


def _before(port: int | None) -> int | None:
    """The port of the pages, where the streams are on the one after."""
    return port - 1 if port is not None else None


@dataclass(slots=True)
class Live:
    """The ASGI application. ``most``: how many streams may be open. ``process``: it is that of a process of its own, whose
    streams end as soon as it is told to stop."""

    most: int = field(default_factory=lambda: limits.in_force().streams)
    process: bool = False
    stopping: bool = False
    open: int = 0
    hub: Hub = field(default_factory=Hub)
    follower: Follower | None = None
    following: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(Asked.of(scope), receive, send)

    def begin(self) -> Follower:
        """Following has begun, if it had not."""
        if self.follower is None:
            self.follower = Follower(self.hub)
            self.following = asyncio.get_running_loop().create_task(self.follower.run())
        return self.follower

    async def end(self) -> None:
        """Every stream ends, and following with them."""
        self.hub.end()
        if self.following is not None:
            self.following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.following
        if self.follower is not None:
            self.follower.end()
        self.follower = self.following = None

    def stop(self) -> None:
        """Every stream ends, and no other begins."""
        self.stopping = True
        self.hub.end()

    def _stop_when_told(self) -> None:
        """The server waits for every answer to end before it says that it shuts down, and a stream does not end by itself:
        so the signal is heard here too. The server's own handler is still called, by the wakeup descriptor of the loop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(self.stop))

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                overflow.watch(asyncio.get_running_loop(), self.most + limits.REFUSING)
                self.begin()
                if self.process:
                    self._stop_when_told()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.end()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, asked: Asked, receive: Receive, send: Send) -> None:
        if asked.path == "/healthz":
            await _plain(send, 200, b"ok\n")
            return
        if asked.path == "/readyz":
            found = await self.begin().apart(_ready)
            await _plain(send, 200 if found["ok"] else 503, json.dumps(found).encode())
            return
        origin = permitted_origin(asked)
        if not asked.body or origin is None:
            await _plain(send, 404 if origin is not None else 403, b"")
            return
        if self.open >= self.most:
            await _plain(send, 503, _too_many(asked.language), origin, AGAIN)
            return
        self.open += 1
        try:
            await self._let_in(asked, origin, receive, send)
        finally:
            self.open -= 1

    async def _let_in(self, asked: Asked, origin: str, receive: Receive, send: Send) -> None:
        joined = await self.begin().apart(lambda: self._join(asked))
        if joined is None:
            await _plain(send, 404, b"", origin)
            return
        stream, first = joined
        self.hub.join(stream)
        if self.stopping:
            stream.end()
        try:
            await self._stream(stream, first, origin, receive, send)
        finally:
            self.hub.leave(stream)

    def _join(self, asked: Asked) -> tuple[Stream, bytes] | None:
        """A stream for whoever asks, and what it is to be sent first; None where there is nothing for him or her."""
        topics = asked.query.get("topic", [])[:MOST_TOPICS]
        found = audiences(asked.session, asked.body, topics, asked.language)
        if found is None:
            return None
        admitted, sign_in = found
        return Stream(admitted, sign_in), self._first(asked, admitted)

    def _first(self, asked: Asked, admitted: list[Audience]) -> bytes:
        running, hosted = bodies().running(asked.body), hosting(asked.body)
        close_old_connections()
        data = b""
        assert self.follower is not None, "following has begun"
        with running.reading() as state:
            since = state.size if asked.since is None else asked.since
            for one in admitted:
                if one.topic.kind == "question":
                    data += self.follower.showing.catch_up(running, hosted, state, one, since)
                elif one.topic.kind == "desk":
                    if has_moved(running, hosted, state, one.topic):
                        data += moved([one.topic], None)
                elif since < state.size:
                    data += moved([one.topic], state.size)
        return data

    async def _stream(
        self, stream: Stream, first: bytes, origin: str, receive: Receive, send: Send
    ) -> None:
        headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"private, no-store"),
                   (b"x-accel-buffering", b"no"), *_cors(origin)]  # fmt: skip
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        closed = asyncio.create_task(_closed(receive, stream))
        try:
            await _chunk(send, RETRY + first)
            while not stream.ended:
                await _chunk(send, await stream.take(BEAT) or b": still here\n\n")
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (OSError, RuntimeError):
            return  # the reader has gone
        finally:
            closed.cancel()


def _ready() -> dict[str, Any]:
    """What this process finds of the register and the accounts, with its own connections to them."""
    try:
        return readiness()
    finally:
        close_old_connections()


async def _closed(receive: Receive, stream: Stream) -> None:
    """The stream ends when the reader goes."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _chunk(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


def _too_many(language: str) -> bytes:
    with translation.override(language):
        says = _(
            "Too many pages are updated live at the moment. Reload this page to see what has changed."
        )
    return f"{says}\n".encode()


async def _plain(send: Send, status: int, body: bytes, origin: str = "", again: int = 0) -> None:
    stored = (b"cache-control", b"private, no-store")
    headers = [(b"content-type", b"text/plain; charset=utf-8"), stored, *_cors(origin)]
    if again:
        headers.append((b"retry-after", str(again).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _cors(origin: str) -> list[tuple[bytes, bytes]]:
    if not origin:
        return []
    return [
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]
