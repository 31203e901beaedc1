"""The bodies of this installation, each with the registrar that serves it in this process.

A worker keeps each body's state in memory and catches up from the log at every visit, so that any number of workers may
serve one body. Threads of one worker take turns at one body: a thread that reads its state holds the body's lock, since an
act changes the state in place. What a visit does between is arithmetic, so that turns are short. Bodies do not wait for
each other, and the lock is free while an act is written to the disk.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from comity.body.state import State
from comity.errors import BadInput
from comity.locking import LendableLock
from comity.place import Place, signing_key
from comity.registrar import Registrar
from comity.store.protocol import Store
from comity.web import known_bodies


class RunningBody:
    """One body in this process: its registrar, and the lock under which its state is read and changed."""

    def __init__(self, name: str, registrar: Registrar) -> None:
        self.name = name
        self.registrar = registrar

    @contextmanager
    def reading(self) -> Iterator[State]:
        """The body's state, caught up with the log, for as long as nobody else in this process may change it. While an act
        is submitted in between, others may."""
        with self.registrar.lock:
            state = self.registrar.state
            _leave_alone(self.name)
            yield state


_read: set[str] = set()


def _leave_alone(name: str) -> None:
    """What a body is when it is read first stays in memory: to look through it for garbage took a tenth of a second."""
    if name not in _read:
        _read.add(name)
        gc.freeze()


class Bodies:
    """All bodies of a place. Opened at the first use, in the process that uses them."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._lock = threading.RLock()
        self._store: Store | None = None
        self._running: dict[str, RunningBody] = {}

    @property
    def store(self) -> Store:
        """The store of the register; made where there is none yet, and this home knows of no body that it should keep."""
        with self._lock:
            if self._store is None:
                self._store = known_bodies.opened(self.place)
            return self._store

    def names(self) -> tuple[str, ...]:
        """The names of the bodies kept here, in the order of their founding."""
        with self._lock:
            return tuple(kept.name for kept in self.store.bodies())

    def running(self, name: str) -> RunningBody:
        """The body of that name. ``BadInput`` where none is kept under it, or the key that signs for it is lost."""
        with self._lock:
            if name not in self._running:
                kept = self.store.body(name)
                key = signing_key(self.place.keys, kept)
                registrar = Registrar(self.store, name, key, lock=LendableLock())
                self._running[name] = RunningBody(name, registrar)
            return self._running[name]

    def find(self, name: str) -> RunningBody | None:
        """The body of that name; None where none is kept under it."""
        with self._lock:
            known = name in self._running or any(k.name == name for k in self.store.bodies())
            return self.running(name) if known else None

    def forget(self) -> None:
        """Closes the store; the next use opens it again."""
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store, self._running = None, {}


_bodies: dict[Place, Bodies] = {}
_guard = threading.Lock()


def bodies() -> Bodies:
    """The bodies of the place in the settings."""
    with _guard:
        place: Place = settings.PLACE
        if place not in _bodies:
            _bodies[place] = Bodies(place)
        return _bodies[place]


def require(name: str) -> RunningBody:
    """The running body of that name. ``BadInput`` (``body.unknown``) where there is none."""
    found = bodies().find(name)
    if found is None:
        raise BadInput("body.unknown", f"No body {name!r} is kept here.", remedy="Name another.")
    return found
