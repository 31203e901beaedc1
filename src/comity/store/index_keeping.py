"""Keeping the index of entries: made anew as a whole, and compared with what the log gives."""

from __future__ import annotations

from comity.store.entry_index import CHUNK, FORM, EntryIndex, Numbers, about, tied
from comity.store.protocol import Store


def rebuilt(store: Store, body: str) -> int:
    """Drop the index and make it again from the log; says for how many entries."""
    store.drop_index(body)
    index = EntryIndex(store, body)
    index.grow(store.head(body).size)
    return index.size


def lacking(store: Store, body: str, chunk: int = CHUNK) -> list[int]:
    """The chunks of the index in the store that do not say what the entries say; where there is a row that belongs to none,
    the one after the last."""
    compared = _Compared(store, body, chunk)
    chunks = min(max(0, store.indexed(body, FORM)), store.head(body).size // chunk)
    compared.grow(chunks * chunk)
    if not compared.lacking and store.indexed_rows(body) != compared.rows:
        return [chunks]
    return compared.lacking


class _Compared(EntryIndex):
    """The index made once more beside the one in the store. It puts nothing there, and compares."""

    def __init__(self, store: Store, body: str, chunk: int) -> None:
        super().__init__(store, body, chunk)
        self.lacking: list[int] = []
        self.rows = 0
        self._firsts: dict[str, int] = {}

    def _follow_store(self) -> None:
        """Nothing is taken over."""

    def first(self, key: str) -> int | None:
        """As it was found here: what lies in the store may be damaged."""
        known = self._firsts.get(key)
        here = self._held.last.get(key)
        return known if known is not None else here[0] if here else None

    def _put(self, chunk: int, numbers: Numbers) -> int:
        for key, found in numbers.items():
            if key.startswith((tied(""), about(""))):  # by which an owner is looked up
                self._firsts.setdefault(key, found[0])
        rows = self._rows_of(chunk, numbers)
        self.rows += len(rows)
        for thing, row in rows.items():
            there = self._store.newest_indexed(self._body, thing, chunk + 1, 1)
            if list(there) != [(chunk, row)]:
                self.lacking.append(chunk)
                break
        return chunk + 1
