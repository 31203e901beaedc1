"""A connection for each thread: opened when the thread first asks, closed when the thread ends or the store is closed.

A worker of a server answers on several threads, and a connection serves one of them at a time. Stores keep theirs here, so
that one store may be used from any number of threads. It must not be carried over a fork: open the store in the child.

>>> from threading import Thread
>>> class Line:
...     def close(self): print("closed")
>>> lines = PerThread(Line)
>>> lines.get() is lines.get()
True
>>> other = Thread(target=lambda: print(lines.get() is mine))
>>> mine = lines.get()
>>> other.start(); other.join()
False
closed
>>> lines.renew()
>>> lines.get() is mine
closed
False
>>> lines.close()
closed
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, local
from typing import Generic, Protocol, TypeVar
from weakref import WeakSet, finalize


class Closable(Protocol):
    """What can be closed, and closed again without harm."""

    def close(self) -> None: ...


C = TypeVar("C", bound=Closable)


class _Own(Generic[C]):
    """The connection of one thread. It dies with the thread, and closes what it holds."""

    def __init__(self, connection: C, age: int) -> None:
        self.connection = connection
        self.age = age
        self.close = finalize(self, connection.close)


class PerThread(Generic[C]):
    """The connections that ``connect`` makes, one for each thread that asks."""

    def __init__(self, connect: Callable[[], C]) -> None:
        self._connect = connect
        self._mine = local()
        self._all: WeakSet[_Own[C]] = WeakSet()
        self._age = 0
        self._lock = Lock()

    def get(self) -> C:
        """The connection of the thread that asks."""
        own: _Own[C] | None = getattr(self._mine, "own", None)
        if own is None or own.age != self._age:
            own = self._opened()
        return own.connection

    def renew(self) -> None:
        """From now on every thread gets a new connection when it next asks: those that there are have been lost."""
        with self._lock:
            self._age += 1

    def close(self) -> None:
        """Close them all. No thread may be in the middle of something."""
        with self._lock:
            self._age += 1
            every, self._all = list(self._all), WeakSet()
        for own in every:
            own.close()

    def _opened(self) -> _Own[C]:
        age = self._age
        old: _Own[C] | None = getattr(self._mine, "own", None)
        if old is not None:
            old.close()
        own = _Own(self._connect(), age)
        with self._lock:
            self._all.add(own)
        self._mine.own = own
        return own
