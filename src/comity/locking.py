"""A lock that its holder can lend: what it guards is left alone for a while, and held again afterwards.

It is re-entrant. ``lent`` releases it however often the thread holds it, so that others go on while the thread waits for
something slow (a disk), and takes it again as it was.

>>> lock = LendableLock()
>>> with lock, lock:
...     with lock.lent():
...         lock.is_held()
...     lock.is_held()
False
True
"""

from __future__ import annotations

from threading import Lock, get_ident


class LendableLock:
    """See the module."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._owner: int | None = None
        self._depth = 0

    def is_held(self) -> bool:
        """Whether the thread that asks holds it."""
        return self._owner == get_ident()

    def __enter__(self) -> None:
        if not self.is_held():
            self._lock.acquire()
            self._owner = get_ident()
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._owner = None
            self._lock.release()

    def lent(self) -> Lent:
        """Others may take it meanwhile. A thread that does not hold it has nothing to lend."""
        return Lent(self)

    def give(self) -> int:
        """Release it, however often the thread holds it; says how often. For ``Lent``."""
        if not self.is_held():
            return 0
        depth, self._depth, self._owner = self._depth, 0, None
        self._lock.release()
        return depth

    def take_back(self, depth: int) -> None:
        """Hold it again so often. For ``Lent``."""
        if depth:
            self._lock.acquire()
            self._owner, self._depth = get_ident(), depth


class Lent:
    """A lock that is lent within ``with``."""

    def __init__(self, lock: LendableLock) -> None:
        self._lock = lock
        self._depth = 0

    def __enter__(self) -> None:
        self._depth = self._lock.give()

    def __exit__(self, *_: object) -> None:
        self._lock.take_back(self._depth)
