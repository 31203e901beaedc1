"""Following the record: in one place of the process, for all streams.

Ten times a second it is asked how many entries each body has (PostgreSQL tells a growth at once). What the new entries
touched is rendered for those who watch it, at most four times a second, and nothing is rendered that nobody watches. The
pulse is here as well: a deadline that falls due is passed though nobody acts. It is the only place where the clock acts by
itself; a body that is shown as reported is left alone. And every two seconds those streams end whose sign-in has ended.

Everything that reads a body runs in one thread, so that the loop of the streams never waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections

from comity.body.confidence import in_confidence
from comity.body.occasion import day_at, instant
from comity.body.state import State, find_matter, next_due
from comity.errors import ComityError, StoreFailed
from comity.web.bodies import RunningBody, bodies
from comity.web.errors import AWAY
from comity.web.live.desks import has_moved
from comity.web.live.hub import Audience, Hub, Topic, event, moved
from comity.web.live.indexing import Indexing
from comity.web.live.parts import question
from comity.web.live.showing import Showing
from comity.web.live.sign_ins import ended
from comity.web.models import RoomNow
from comity.web.readmodel.waiting import touched_by
from comity.web.visits import hosting

LOOK = 0.1
"""Seconds between two looks at how far each body has come."""
TOGETHER = 0.03
"""Seconds at least between two looks, however often the store tells of a growth: what comes together is seen together."""
PULSE = 0.5
"""Seconds between two looks whether a deadline has fallen due."""
AGAIN = 1.0
"""Seconds after which it is listened again where the database was lost."""
SIGN_INS = 2.0
"""Seconds between two looks which sign-ins have ended."""
APART: Mapping[str, float] = {"question": 0.25, "session": 1.0, "desk": 5.0, "body": 1.0}
"""Seconds at least between two events on one thing. Where each reader then asks for a page of his or her own, more."""
MANY = 2_000
"""So many entries behind, everything that is watched is taken as touched."""

log = logging.getLogger(__name__)
T = TypeVar("T")
Watching = dict[str, list[Audience]]


class Follower:
    """Follows every body of the installation and publishes what moved to the hub."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.showing = Showing()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._sizes: dict[str, int] = {}
        self._rooms: dict[Audience, int] = {}
        self._sent: dict[Audience, float] = {}
        self._late: dict[str, set[Topic]] = {}
        self._failed: set[str] = set()
        self._ending = threading.Event()

    async def run(self) -> None:
        """Follows until cancelled. What fails is told in the log, and tried again."""
        wake = asyncio.Event()
        has_begun = False
        indexing = partial(Indexing().run, self._ending)
        threading.Thread(target=indexing, name="indexing", daemon=True).start()
        pulsed = asked = 0.0
        while True:
            try:
                if not has_begun:
                    await self.apart(self._begin)
                    self._listen(asyncio.get_running_loop(), wake)
                    has_begun = True
                if time.monotonic() - pulsed >= PULSE:
                    pulsed = time.monotonic()
                    await self.apart(self._pulse)
                if time.monotonic() - asked >= SIGN_INS:
                    asked = time.monotonic()
                    await self._end_what_ended()
                watching = self.hub.watching()
                for audience, data in await self.apart(lambda w=watching: list(self._moves(w))):  # type: ignore[misc]
                    self.hub.publish(audience, data)
            except AWAY as error:
                log.warning("The live streams and the deadlines wait a second: %s", error)
                await asyncio.sleep(1)
            except Exception:  # whatever it is: the pages of those who watch must not stop moving
                log.exception("The live streams and the deadlines wait a second")
                await asyncio.sleep(1)
            wake.clear()
            await asyncio.sleep(TOGETHER)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await wake.wait()

    async def _end_what_ended(self) -> None:
        """The streams end whose sign-in has ended."""
        known = self.hub.sign_ins()
        self.hub.end_of(await self.apart(lambda: ended(known)))

    async def apart(self, work: Callable[[], T]) -> T:
        """What ``work`` gives, done in the thread that reads bodies."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def end(self) -> None:
        """The threads may end."""
        self._ending.set()
        self._thread.shutdown(cancel_futures=True)  # what it has begun is short, and ends

    def _listen(self, loop: asyncio.AbstractEventLoop, wake: asyncio.Event) -> None:
        """Where the store tells of a growth, it wakes the loop at once; looking goes on all the same."""
        listen = getattr(bodies().store, "listen", None)
        if listen is None:
            return

        def wait() -> None:
            while not self._ending.is_set():
                with suppress(ComityError, RuntimeError):
                    for _ in listen(until=self._ending.is_set):
                        loop.call_soon_threadsafe(wake.set)
                self._ending.wait(AGAIN)  # the database is away: looking goes on meanwhile

        threading.Thread(target=wait, name="listening", daemon=True).start()

    # --- in the thread that reads bodies ------------------------------------------------------------------------------

    def _begin(self) -> None:
        """From here on whatever is recorded moves something. One question is rendered and forgotten, so that bodies are
        folded and templates read before anybody watches."""
        self._sizes.update(bodies().store.sizes())
        _render_one()

    def _moves(self, watching: Watching) -> Iterator[tuple[Audience, bytes]]:
        """What is to be sent to whom, now."""
        for name, size in bodies().store.sizes().items():
            before = self._sizes.setdefault(name, size)
            self._sizes[name] = size
            if name in watching and (size > before or self._late.get(name)):
                yield from self._moved(name, before, watching[name])
        yield from self._rooms_moved(watching)
        self._forget_but({a for some in watching.values() for a in some})

    def _forget_but(self, audiences: set[Audience]) -> None:
        self.showing.forget_but(audiences)
        for kept in (self._sent, self._rooms):
            for gone in kept.keys() - audiences:
                del kept[gone]

    def _moved(
        self, name: str, before: int, watching: list[Audience]
    ) -> Iterator[tuple[Audience, bytes]]:
        running, hosted = bodies().running(name), hosting(name)
        close_old_connections()
        with running.reading() as state:
            touched = _touched(running, state, before, watching) | self._late.pop(name, set())
            for audience in watching:
                if audience.topic not in touched:
                    continue
                if not self._due(audience):
                    self._late.setdefault(name, set()).add(audience.topic)
                elif audience.topic.kind == "question":
                    data = self.showing.event(running, hosted, state, audience)
                    if data:
                        yield audience, data
                elif audience.topic.kind == "desk":
                    if has_moved(running, hosted, state, audience.topic):
                        yield audience, moved([audience.topic], None)
                else:
                    yield audience, moved([audience.topic], state.size)

    def _due(self, audience: Audience) -> bool:
        """Whether the audience may be sent something again."""
        now = time.monotonic()
        if now - self._sent.get(audience, 0.0) < APART[audience.topic.kind]:
            return False
        self._sent[audience] = now
        return True

    def _rooms_moved(self, watching: Watching) -> Iterator[tuple[Audience, bytes]]:
        """The rooms in which something else is going on now: what is said in a room is not all in the record."""
        watched = [a for some in watching.values() for a in some if a.topic.kind == "session"]
        if not watched:
            return
        rows = RoomNow.objects.filter(session__in={a.topic.name for a in watched})
        editions = {(b, s): e for b, s, e in rows.values_list("body", "session", "edition")}
        close_old_connections()
        for audience in watched:
            now = editions.get((audience.body, audience.topic.name), 0)
            if self._rooms.setdefault(audience, now) != now and self._due(audience):
                self._rooms[audience] = now
                yield audience, event("moved", None, {"topic": str(audience.topic)})

    def _pulse(self) -> None:
        """Every deadline that has passed is recorded."""
        for name in bodies().names():
            try:
                self._pass(name)
            except StoreFailed:
                raise  # it is the same for all of them
            except ComityError as error:
                if name not in self._failed:
                    log.warning("The deadlines of %s are not passed by themselves: %s", name, error)
                self._failed.add(name)
            else:
                self._failed.discard(name)

    def _pass(self, name: str) -> None:
        running = bodies().running(name)
        with running.reading() as state:
            due = next_due(state)
            if due is None or due[0] >= instant(running.registrar.clock()):
                return
            as_reported = hosting(name).as_reported
            close_old_connections()
            if not as_reported:
                running.registrar.pass_deadlines()


def _render_one() -> None:
    with suppress(ComityError):
        for name in bodies().names():
            running, hosted = bodies().running(name), hosting(name)
            with running.reading() as state:
                asked = (matter.question() for matter in state.matters.values())
                found = next((one for one in asked if one is not None), None)
                if found is not None:
                    question(running, hosted, state, found.question, settings.LANGUAGE_CODE)
    close_old_connections()


def _touched(
    running: RunningBody, state: State, before: int, watching: Iterable[Audience]
) -> set[Topic]:
    """The topics watched that the entries from ``before`` on touched."""
    topics = {audience.topic for audience in watching}
    if state.size - before > MANY:
        return topics
    entries = running.registrar.entries(before, state.size)
    about = {name for entry in entries for name in touched_by(state, entry)}
    return {topic for topic in topics if state.size > before and _concerns(state, topic, about)}


def _concerns(state: State, topic: Topic, about: set[str]) -> bool:
    if topic.kind == "question":
        return topic.name.rpartition(".")[0] in about or topic.name in about
    if topic.kind == "session":
        session = state.sessions.get(topic.name)
        items = session.items if session is not None else ()
        return topic.name in about or any(_shows(state, item.matter, about) for item in items)
    return True


def _shows(state: State, name: str, about: set[str]) -> bool:
    """Whether what happened in the matter of an item is for all who watch the session: nobody is to learn from a page that
    moves when a capital has answered in confidence."""
    matter = find_matter(state, name) if name in about else None
    return matter is not None and not in_confidence(state, matter, day_at(state, state.at))
