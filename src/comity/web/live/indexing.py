"""The index of each body's entries is made and kept up here, in the background, whoever asks for it or does not.

Pages make what they lack themselves (``readmodel.trails``); this sees to it that they rarely lack much: after an import, a
restored backup, or a long time in which nobody asked.
"""

from __future__ import annotations

import logging
from threading import Event

from comity.errors import ComityError
from comity.store.entry_index import CHUNK, EntryIndex
from comity.store.protocol import Store
from comity.web.bodies import bodies

LOOK = 1.0  # seconds between two looks
REST = 0.02  # seconds after each chunk, so that pages and streams have their turn

log = logging.getLogger(__name__)


class Indexing:
    """The indexes of all bodies, as far as their chunks are complete."""

    def __init__(self, chunk: int = CHUNK) -> None:
        self._chunk = chunk
        self._indexes: dict[str, EntryIndex] = {}

    def run(self, ending: Event) -> None:
        """Keep the indexes up until the end. What fails is told in the log, and tried again."""
        while not ending.wait(LOOK):
            try:
                self.look(bodies().store, ending)
            except ComityError as error:
                log.warning("The index waits: %s", error)

    def look(self, store: Store, ending: Event) -> None:
        """Bring each index to its last complete chunk."""
        for name, size in store.sizes().items():
            index = self._indexes.get(name)
            if index is None:
                index = self._indexes[name] = EntryIndex(store, name, self._chunk)
            whole = size - size % self._chunk
            while index.size < whole and not ending.wait(REST):
                index.grow(min(whole, index.size - index.size % self._chunk + self._chunk))
