"""Which entries name a thing, concern a matter, are of a kind: an index that is complete up to ``size`` and says so.

It is worked out from the entries alone (``body.subjects``), as they are stored, so that nothing sealed is in it. Complete
chunks of ``CHUNK`` entries lie in the store, where every process finds them after its start; the entries after the last of
them are indexed in the memory of this process. Nothing is ever lost by dropping the index: it is made again from the log.

``reach`` brings it to an entry number, in the background where that takes longer than the caller waits. What the index says
is whole for all entries below ``size``; whoever asks must say how far that is where it is not the whole record.

A key is the id of a party, person, organ or office, or one that ``about``, ``by_family``, ``by_kind`` or ``cited_by``
makes. ``SEALED`` has the entries that name somebody under seal: they may concern anybody.
"""

from __future__ import annotations

import logging
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, repeat
from sys import byteorder
from threading import Lock
from typing import Final

from comity.body.acts import AnyAct
from comity.body.effects import AnyEffect
from comity.body.entry import Entry
from comity.body.subjects import brought, matters_of, who
from comity.errors import ComityError, StoreFailed
from comity.store.codec import decode
from comity.store.growing import PATIENCE, Growing
from comity.store.protocol import Store
from comity.store.sealing import COMMITMENT, PREFIX

CHUNK: Final = 4096
FORM: Final = 1
"""The version of what is indexed, raised whenever an entry could have other keys than before."""
SLICE: Final = 64  # chunks that are read at once
REMEMBERED: Final = 100_000  # things whose matter is remembered while an index grows
SEALED: Final = "sealed/"

log = logging.getLogger(__name__)
Numbers = dict[str, "array[int]"]


def by_family(name: str) -> str:
    """The key of the entries whose act is of that family: ``position`` of ``position.state/1``."""
    return f"family/{name}"


def by_kind(name: str) -> str:
    """The key of the entries with an effect of that stored name."""
    return f"effect/{name}"


def about(matter: str) -> str:
    """The key of the entries that concern the matter."""
    return f"matter/{matter}"


def cited_by(source: str) -> str:
    """The key of the entries whose act cites the source."""
    return f"source/{source}"


def family(kind: str) -> str:
    """What an act or an effect is about, by the first part of its stored name: ``position`` of ``position.state/1``."""
    return kind.partition(".")[0].partition("/")[0]


@dataclass(frozen=True, slots=True)
class _Held:
    """What there is at one moment: chunks in the store, complete ones that could not be put there, and the last one."""

    chunks: int = 0
    unsaved: tuple[Numbers, ...] = ()
    last: Numbers = field(default_factory=dict)


class EntryIndex(Growing):
    """The index of one body. It may be used from several threads."""

    def __init__(self, store: Store, body: str, chunk: int = CHUNK) -> None:
        assert 0 < chunk <= CHUNK, "a place in a chunk takes two bytes"
        super().__init__(near=chunk)
        self._store, self._body, self._chunk = store, body, chunk
        self._held = _Held()
        self._owners: dict[str, str] = {}
        self._lock = Lock()

    # --- growing ------------------------------------------------------------------------------------------------------

    def reach(self, size: int, patience: float = PATIENCE) -> bool:
        with self._lock:
            self._follow_store()
        return super().reach(size, patience)

    def grow(self, size: int) -> None:
        """Index the entries up to that number, and keep complete chunks in the store."""
        while self.size < size:
            with self._lock:
                self._grow_a_chunk(size)

    def _grow_a_chunk(self, size: int) -> None:
        self._follow_store()
        end = (self.size // self._chunk + 1) * self._chunk
        for data in self._store.read(self._body, self.size, min(size, end)):
            self._add(data)
        if self.size == end:
            self._close_chunk()

    def _follow_store(self) -> None:
        """Take over what other processes have put into the store; begin again where the index was dropped there."""
        there = self._store.indexed(self._body, FORM)
        held = self._held
        if there > held.chunks + len(held.unsaved) or there < held.chunks:
            self.size = there * self._chunk  # first: who finds the new ``_held`` finds this as well
            self._held = _Held(there)
            self._owners.clear()
        elif there > held.chunks:
            self._held = _Held(there, held.unsaved[there - held.chunks :], held.last)

    def _add(self, data: bytes) -> None:
        last = self._held.last
        for key in self._keys(decode(data), data):
            numbers = last.get(key)
            if numbers is None:
                last[key] = array("L", (self.size,))
            else:
                numbers.append(self.size)
        self.size += 1

    def _close_chunk(self) -> None:
        """The last chunk is complete. Where the store cannot take it now it stays in memory, and is offered again."""
        held = self._held
        unsaved = (*held.unsaved, held.last)
        chunks = held.chunks
        self._held = _Held(chunks, unsaved)
        try:
            while unsaved and chunks == self._put(chunks, unsaved[0]) - 1:
                chunks, unsaved = chunks + 1, unsaved[1:]
        except ComityError as error:
            log.info("The index of %s stays in memory: %s", self._body, error)
        self._held = _Held(chunks, unsaved)

    def _put(self, chunk: int, numbers: Numbers) -> int:
        base = chunk * self._chunk
        packed = {key.encode(): _packed(found, base) for key, found in numbers.items()}
        return self._store.put_index(self._body, FORM, chunk, packed)

    # --- what an entry is found by ------------------------------------------------------------------------------------

    def _keys(self, entry: Entry, data: bytes) -> set[str]:
        if len(self._owners) > REMEMBERED:
            self._owners.clear()
        tied = brought(entry, self.owner)
        self._owners.update(tied)
        found = who(entry)
        found.update(_sources(entry))
        found.update(_tied(thing) for thing, matter in tied.items() if thing != matter)
        found.update(map(about, matters_of(entry, self.owner, self.matters)))
        found.add(_key_of_act(type(entry.act)))
        found.update(_key_of_effect(type(effect)) for effect in entry.effects)
        if COMMITMENT in data:
            plain = {one for one in found if not one.startswith(PREFIX)}
            found = plain | {SEALED} if len(plain) < len(found) else plain
        return found

    def owner(self, thing: str) -> str | None:
        """The matter to which the thing belongs, itself where it is one; empty where there is none."""
        known = self._owners.get(thing)
        if known is None:
            known = self._owners[thing] = self._looked_up(thing, self.size)
        return known

    def _looked_up(self, thing: str, before: int) -> str:
        """The owner of the thing by the entry below ``before`` that brought it."""
        if self._is_before(about(thing), before):
            return thing
        number = self.first(_tied(thing))
        entry = self._entry(number) if number is not None and number < before else None
        if entry is None:
            return ""
        return brought(entry, lambda other: self._looked_up(other, entry.n)).get(thing, "")

    def _is_before(self, key: str, before: int) -> bool:
        number = self.first(key)
        return number is not None and number < before

    def matters(self, number: int) -> tuple[str, ...]:
        """The matters that the entry of that number concerns."""
        entry = self._entry(number)
        return tuple(matters_of(entry, self.owner, self.matters)) if entry is not None else ()

    def _entry(self, number: int) -> Entry | None:
        rows = self._store.read(self._body, number, number + 1)
        return next((decode(data) for data in rows), None)

    # --- asking -------------------------------------------------------------------------------------------------------

    def newest(self, key: str, before: int) -> Iterator[int]:
        """The numbers below ``before`` of the entries with that key, the newest first. ``before`` is ``size`` at the most:
        StoreFailed (``index.dropped``) where the index does not go so far, or was dropped meanwhile."""
        held = self._held
        if self.size < before:
            raise _dropped(self._body)
        for numbers in (held.last, *reversed(held.unsaved)):
            yield from (one for one in reversed(numbers.get(key, _NONE)[:]) if one < before)
        chunk = min(held.chunks, before // self._chunk + 1)
        for most in chain((2, 8), repeat(SLICE)):
            rows = self._store.newest_indexed(self._body, key.encode(), chunk, most)
            self._insist_on(held.chunks)
            for chunk, packed in rows:
                found = _unpacked(packed, chunk * self._chunk)
                yield from (one for one in reversed(found) if one < before)
            if len(rows) < most:
                return

    def _insist_on(self, chunks: int) -> None:
        """StoreFailed (``index.dropped``) where the store has fewer chunks by now: what was read may not be the whole."""
        if self._store.indexed(self._body, FORM) < chunks:
            raise _dropped(self._body)

    def first(self, key: str) -> int | None:
        """The number of the first entry with that key; None where there is none so far."""
        held = self._held
        row = self._store.first_indexed(self._body, key.encode()) if held.chunks else None
        if row is not None and row[0] < held.chunks:
            return _unpacked(row[1], row[0] * self._chunk)[0]
        for numbers in (*held.unsaved, held.last):
            if key in numbers:
                return numbers[key][0]
        return None


_NONE: Final = array("L")


def _dropped(body: str) -> StoreFailed:
    return StoreFailed(
        "index.dropped",
        "The index of {body!r} was dropped while it was read.",
        remedy="Ask again: it is made anew from the log.",
        body=body,
    )


def _tied(thing: str) -> str:
    """The key of the entries that tie the thing to a matter."""
    return f"tied/{thing}"


def _sources(entry: Entry) -> Iterator[str]:
    return (cited_by(cited.source) for cited in entry.act.cites)


@cache
def _key_of_act(kind: type[AnyAct]) -> str:
    return by_family(family(str(kind.__struct_config__.tag)))


@cache
def _key_of_effect(kind: type[AnyEffect]) -> str:
    return by_kind(str(kind.__struct_config__.tag))


def _packed(numbers: array[int], base: int) -> bytes:
    """The places in the chunk that begins at ``base``, two bytes each, the most significant first."""
    places = array("H", [number - base for number in numbers])
    if byteorder == "little":
        places.byteswap()
    return places.tobytes()


def _unpacked(packed: bytes, base: int) -> list[int]:
    places = array("H", packed)
    if byteorder == "little":
        places.byteswap()
    return [base + place for place in places]


# --- keeping it -------------------------------------------------------------------------------------------------------


def rebuilt(store: Store, body: str) -> int:
    """Drop the index and make it again from the log; says for how many entries."""
    store.drop_index(body)
    index = EntryIndex(store, body)
    index.grow(store.head(body).size)
    return index.size


def lacking(store: Store, body: str, chunk: int = CHUNK) -> list[int]:
    """The chunks of the index in the store that lack something that the entries say."""
    compared = _Compared(store, body, chunk)
    compared.grow(store.indexed(body, FORM) * chunk)
    return compared.lacking


class _Compared(EntryIndex):
    """The index made once more beside the one in the store. It puts nothing there, and compares."""

    def __init__(self, store: Store, body: str, chunk: int) -> None:
        super().__init__(store, body, chunk)
        self.lacking: list[int] = []

    def _follow_store(self) -> None:
        """Nothing is taken over."""

    def _put(self, chunk: int, numbers: Numbers) -> int:
        for key, found in numbers.items():
            there = self._store.newest_indexed(self._body, key.encode(), chunk + 1, 1)
            if list(there) != [(chunk, _packed(found, chunk * self._chunk))]:
                self.lacking.append(chunk)
                break
        return chunk + 1
