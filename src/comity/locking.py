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

from collections.abc import Iterator
from contextlib import contextmanager
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

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Others may take it meanwhile. A thread that does not hold it has nothing to lend."""
        if not self.is_held():
            yield
            return
        depth, self._depth, self._owner = self._depth, 0, None
        self._lock.release()
        try:
            yield
        finally:
            self._lock.acquire()
            self._owner, self._depth = get_ident(), depth
