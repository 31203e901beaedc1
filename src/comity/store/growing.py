"""Something that grows with a register, in the background where that takes longer than the caller waits.

>>> class Count(Growing):
...     def grow(self, size): self.size = size
>>> count = Count(near=10)
>>> count.reach(7), count.reach(1_000, patience=60), count.size
(True, True, 1000)
"""

from __future__ import annotations

import logging
from threading import Thread

from comity.errors import ComityError

PATIENCE = 0.3  # seconds that a caller waits by default

log = logging.getLogger(__name__)


class Growing:
    """``size`` says for how many entries it is whole. What lacks ``near`` entries at the most grows at once."""

    def __init__(self, near: int) -> None:
        self.size = 0
        self._near = near
        self._grower: Thread | None = None

    def grow(self, size: int) -> None:
        """Grow to that many entries. Several threads may ask for it at once."""
        raise NotImplementedError

    def reach(self, size: int, patience: float = PATIENCE) -> bool:
        """Whether it has come to that many entries, after waiting so many seconds at the most. Where it has not, it goes on
        growing in the background."""
        if self.size >= size:
            return True
        grower = self._grower
        if grower is None and size - self.size <= self._near:
            self.grow(size)
        else:
            grower = grower or self._begin(size)
            grower.join(patience)
        return self.size >= size

    def _begin(self, size: int) -> Thread:
        self._grower = grower = Thread(target=self._grow_apart, args=(size,), daemon=True)
        grower.start()
        return grower

    def _grow_apart(self, size: int) -> None:
        try:
            self.grow(size)
        except ComityError as error:  # the next call tries again
            log.warning("An index waits at entry %s: %s", self.size, error)
        finally:
            self._grower = None
