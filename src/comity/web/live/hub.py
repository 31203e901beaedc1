"""Who watches what, and what each is still to be sent. Runs on the event loop alone, so nothing here is locked.

An event is made into bytes once and the same bytes go to every stream that watches its topic. A stream that cannot keep up
loses what it has not taken, and is told to ask for its page again instead.

>>> Topic.read("question-m1.q2")
Topic(kind='question', name='m1.q2')
>>> event("moved", 7, {"topic": "body"})
b'id: 7\\nevent: moved\\ndata: {"topic":"body"}\\n\\n'
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from comity.web.live.sign_ins import SignIn

KINDS = ("question", "session", "desk", "body")
UNTAKEN = 64
"""So many events may wait in a stream."""


class Topic(NamedTuple):
    """Something that moves: its ``kind``, and its id in the body."""

    kind: str
    name: str

    @classmethod
    def read(cls, text: str) -> Topic | None:
        """The topic in an address; None where there is none of that kind."""
        kind, _, name = text.partition("-")
        return cls(kind, name) if kind in KINDS else None

    def __str__(self) -> str:
        return f"{self.kind}-{self.name}" if self.name else self.kind


class Audience(NamedTuple):
    """Those who are sent the same: of a body, on a topic, in a language. ``open``: they see what is shown to everybody;
    ``closed``: they see more than that, and are told that it moved."""

    body: str
    topic: Topic
    language: str
    open: bool = True


@dataclass(eq=False, slots=True)
class Stream:
    """One open connection. ``sign_in``: by which it was opened; a visitor has none."""

    audiences: Collection[Audience]
    sign_in: SignIn | None = None
    waiting: list[bytes] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    overrun: bool = False
    ended: bool = False

    def put(self, data: bytes) -> None:
        """The bytes are to be sent."""
        if len(self.waiting) >= UNTAKEN:
            self.waiting.clear()
            self.overrun = True
        self.waiting.append(data)
        self.wake.set()

    def end(self) -> None:
        """Nothing more is sent."""
        self.ended = True
        self.wake.set()

    async def take(self, patience: float) -> bytes:
        """All that waits, as soon as there is something; empty when ``patience`` seconds passed."""
        if not self.waiting and not self.ended:
            try:
                async with asyncio.timeout(patience):
                    await self.wake.wait()
            except TimeoutError:
                return b""
        self.wake.clear()
        data = b"".join(self.waiting)
        self.waiting.clear()
        if self.overrun:
            self.overrun = False
            data += b"".join(event("moved", None, {"topic": str(a.topic)}) for a in self.audiences)
        return data


class Hub:
    """The open streams, by audience."""

    def __init__(self) -> None:
        self._open: set[Stream] = set()
        self._streams: dict[Audience, set[Stream]] = {}

    def join(self, stream: Stream) -> None:
        """The stream is sent what its audiences are sent, from now on."""
        self._open.add(stream)
        for audience in stream.audiences:
            self._streams.setdefault(audience, set()).add(stream)

    def leave(self, stream: Stream) -> None:
        """The stream has ended."""
        self._open.discard(stream)
        for audience in stream.audiences:
            watching = self._streams.get(audience, set())
            watching.discard(stream)
            if not watching:
                self._streams.pop(audience, None)

    def watching(self) -> dict[str, list[Audience]]:
        """Who is watching, by body."""
        found: dict[str, list[Audience]] = {}
        for audience in self._streams:
            found.setdefault(audience.body, []).append(audience)
        return found

    def publish(self, audience: Audience, data: bytes) -> None:
        """Each stream of the audience is sent the bytes."""
        for stream in self._streams.get(audience, ()):
            stream.put(data)

    def sign_ins(self) -> frozenset[SignIn]:
        """Those by which streams are open."""
        return frozenset(one.sign_in for one in self._open if one.sign_in is not None)

    def end_of(self, sign_ins: Set[SignIn]) -> None:
        """The streams of those sign-ins end."""
        for stream in self._open:
            if stream.sign_in in sign_ins:
                stream.end()

    def end(self) -> None:
        """All streams end, so that the process can."""
        for stream in self._open:
            stream.end()

    def __len__(self) -> int:
        return len(self._open)


def event(name: str, size: int | None, data: Any) -> bytes:
    """A server-sent event. Its id is the size of the record, so that who comes back says how far it had come."""
    number = f"id: {size}\n" if size is not None else ""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{number}event: {name}\ndata: {text}\n\n".encode()


def moved(topics: Iterable[Topic], size: int | None) -> bytes:
    """The events that tell that the topics moved."""
    return b"".join(event("moved", size, {"topic": str(topic)}) for topic in topics)
