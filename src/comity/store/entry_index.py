"""Which entries name a thing, concern a matter, are of a kind: an index that is complete up to ``size`` and says so.

It is worked out from the entries alone (``body.subjects``), as they are stored, so that nothing sealed is in it. Complete
chunks of ``CHUNK`` entries lie in the store, where every process finds them after its start; the entries after the last of
them are indexed in the memory of this process. Nothing is ever lost by dropping the index: it is made again from the log.

``reach`` brings it to an entry number, in the background where that takes longer than the caller waits. What the index says
is whole for all entries below ``size``; whoever asks must say how far that is where it is not the whole record.

The store is not believed: each row has a digest of what it says, and each chunk a list of its keys, by digests as well.
Where a row is damaged or lacking the index is dropped and made again from the log (``index.dropped``); a row too many is
passed over. So nothing that can be rebuilt denies an entry.

A key is the id of a party, person, organ or office, or one that ``about``, ``by_family``, ``by_kind`` or ``cited_by``
makes. ``SEALED`` has the entries that name somebody under seal: they may concern anybody.
"""

from __future__ import annotations

import logging
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import chain, repeat
from sys import byteorder
from threading import RLock
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
FORM: Final = 2
"""The version of what is indexed, raised whenever an entry could have other keys than before."""
SLICE: Final = 64  # chunks that are read at once
REMEMBERED: Final = 100_000  # things whose matter is remembered while an index grows
SEALED: Final = "sealed/"
KEYS: Final = b"\0keys"
"""The row of a chunk that lists its keys. No key begins so: an id has no such character."""
DIGEST: Final = 8  # bytes: against damage, not against anybody who forges

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
        self._lists: list[
            frozenset[bytes]
        ] = []  # of each chunk in the store, the digests of its keys
        self._alone = False  # what lies in the store is damaged, and cannot be dropped there
        self._owners: dict[str, str] = {}
        self._lock = RLock()  # damage may be found while a chunk grows

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
        there = 0 if self._alone else max(0, self._store.indexed(self._body, FORM))
        held = self._held
        if there > held.chunks and there * self._chunk > self._store.head(self._body).size:
            self._drop("it says that it has more entries than the record")
            there, held = 0, self._held
        if there > held.chunks + len(held.unsaved) or there < held.chunks:
            self.size = there * self._chunk  # first: who finds the new ``_held`` finds this as well
            self._held = _Held(there)
            self._lists = []
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
        if self._alone:
            return chunk
        return self._store.put_index(self._body, FORM, chunk, self._rows_of(chunk, numbers))

    def _rows_of(self, chunk: int, numbers: Numbers) -> dict[bytes, bytes]:
        """The rows of a chunk: each with its digest, and the list of its keys."""
        base = chunk * self._chunk
        rows = {key.encode(): _packed(found, base) for key, found in numbers.items()}
        rows[KEYS] = b"".join(sorted(map(_short, rows)))
        return {key: self._digest(key, chunk, said) + said for key, said in rows.items()}

    # --- damage -------------------------------------------------------------------------------------------------------

    def _digest(self, key: bytes, chunk: int, said: bytes) -> bytes:
        parts = (self._body.encode(), key, str(chunk).encode(), said)
        return _short(b"".join(len(one).to_bytes(8, "big") + one for one in parts))

    def _checked(self, key: bytes, chunk: int, row: bytes) -> bytes:
        """What the row says. StoreFailed (``index.dropped``) where it is damaged."""
        said = row[DIGEST:]
        if row[:DIGEST] != self._digest(key, chunk, said):
            raise self._damaged(f"a row of its chunk {chunk} is damaged")
        return said

    def _chunks_with(self, key: str, chunks: int) -> list[int]:
        """The chunks below that number in which the key is, by their lists of keys."""
        if len(self._lists) < chunks:
            self._read_lists(chunks)
        short = _short(key.encode())
        return [at for at, known in enumerate(self._lists[:chunks]) if short in known]

    def _read_lists(self, chunks: int) -> None:
        first = len(self._lists)
        rows = self._store.newest_indexed(self._body, KEYS, chunks, chunks - first)
        self._insist_on(chunks)
        if [chunk for chunk, _ in rows] != list(reversed(range(first, chunks))):
            raise self._damaged("the keys of a chunk are not listed")
        lists = []
        for chunk, row in reversed(rows):
            said = self._checked(KEYS, chunk, row)
            lists.append(frozenset(said[at : at + DIGEST] for at in range(0, len(said), DIGEST)))
        if len(self._lists) == first:
            self._lists = [*self._lists, *lists]

    def _damaged(self, why: str) -> StoreFailed:
        """The index is dropped, to be made anew from the log. Where the store cannot do that, it is made in memory."""
        with self._lock:
            self._drop(why)
        return _dropped(self._body)

    def _drop(self, why: str) -> None:
        log.warning("The index of %s is made again from the record: %s.", self._body, why)
        try:
            self._store.drop_index(self._body)
        except ComityError:
            self._alone = True
        self.size, self._held, self._lists = 0, _Held(), []
        self._owners.clear()

    # --- what an entry is found by ------------------------------------------------------------------------------------

    def _keys(self, entry: Entry, data: bytes) -> set[str]:
        if len(self._owners) > REMEMBERED:
            self._owners.clear()
        ties = brought(entry, self.owner)
        self._owners.update(ties)
        found = who(entry)
        found.update(_sources(entry))
        found.update(tied(thing) for thing, matter in ties.items() if thing != matter)
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
        number = self.first(tied(thing))
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
        end = min(held.chunks, before // self._chunk + 1)
        wanted = self._chunks_with(key, end) if end else []
        for most in chain((2, 8), repeat(SLICE)):
            if not wanted:
                return
            for chunk, said in self._rows_in(key, wanted[-most:], held.chunks):
                found = _unpacked(said, chunk * self._chunk)
                yield from (one for one in reversed(found) if one < before)
            wanted = wanted[:-most]

    def _rows_in(self, key: str, wanted: list[int], chunks: int) -> list[tuple[int, bytes]]:
        """What the rows of the key in these chunks say, the newest first. StoreFailed (``index.dropped``) where one is
        lacking or damaged; rows of other chunks are none of the index."""
        span = wanted[-1] + 1 - wanted[0]
        there = self._store.newest_indexed(self._body, key.encode(), wanted[-1] + 1, span)
        self._insist_on(chunks)
        rows = dict(there)
        if not rows.keys() >= set(wanted):
            raise self._damaged(f"a row of its chunk {min(set(wanted) - rows.keys())} is lacking")
        return [(at, self._checked(key.encode(), at, rows[at])) for at in reversed(wanted)]

    def _insist_on(self, chunks: int) -> None:
        """StoreFailed (``index.dropped``) where the store has fewer chunks by now: what was read may not be the whole."""
        if self._store.indexed(self._body, FORM) < chunks:
            raise _dropped(self._body)

    def first(self, key: str) -> int | None:
        """The number of the first entry with that key; None where there is none so far."""
        held = self._held
        wanted = self._chunks_with(key, held.chunks) if held.chunks else []
        if wanted:
            ((chunk, said),) = self._rows_in(key, wanted[:1], held.chunks)
            return _unpacked(said, chunk * self._chunk)[0]
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


def _short(data: bytes) -> bytes:
    return sha256(data).digest()[:DIGEST]


def tied(thing: str) -> str:
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
