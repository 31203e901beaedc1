"""Charters that were read before: a text is read once, however many bodies live under charters of their own.

The texts last asked for are remembered, ``ROOM`` characters of them together. A charter that was read takes five to
eight times the memory of its text, and reading it some milliseconds a kilobyte.

>>> known = KnownCharters(lambda text: text.upper(), room=10)
>>> [known.read(text) for text in ("abcd", "efgh", "abcd", "ijkl")], known.texts
(['ABCD', 'EFGH', 'ABCD', 'IJKL'], ['abcd', 'ijkl'])
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

ROOM = 8_000_000
"""Characters of all texts together: 300 charters as long as that of a real organisation."""
C = TypeVar("C")


class KnownCharters(Generic[C]):
    """What ``read`` makes of texts. It may be used from several threads."""

    def __init__(self, read: Callable[[str], C], room: int = ROOM) -> None:
        self._read, self._room = read, room
        self._known: OrderedDict[str, C] = OrderedDict()
        self._taken = 0
        self._last: tuple[str, C] | None = None
        self._lock = Lock()

    @property
    def texts(self) -> list[str]:
        """The texts that are remembered, the one last asked for at the end."""
        with self._lock:
            return list(self._known)

    def read(self, text: str) -> C:
        """What was made of the text. What ``read`` raises is raised each time."""
        last = self._last
        if last is not None and last[0] is text:  # most often the same body asks again
            return last[1]
        made = self._remembered(text)
        self._last = text, made
        return made

    def _remembered(self, text: str) -> C:
        with self._lock:
            if text in self._known:
                self._known.move_to_end(text)
                return self._known[text]
        made = self._read(text)
        with self._lock:
            if text not in self._known:
                self._known[text] = made
                self._taken += len(text)
            while self._taken > self._room and len(self._known) > 1:
                forgotten, _ = self._known.popitem(last=False)
                self._taken -= len(forgotten)
            return self._known.get(text, made)
