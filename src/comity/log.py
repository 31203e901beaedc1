"""One reader of a register: its entries, opened as far as their content is kept, and the state that follows from them.

The registrar, the pages, the audit and every verb that reads go through here, so that all of them give the same answer. It
writes nothing, but for snapshots, which the registrar and the verbs that take a register over leave with ``leave``.

A **snapshot** is the folded state at some size of the register, packed: a cache that saves folding the entries before it.
The latest one serves a start; those at evenly spaced sizes serve questions about the past. One that cannot be used (another
version or form, truncated, damaged, of another register) is passed over, and replaced when snapshots are next left.

>>> from comity.registrar import EXAMPLE, FoundBody, SigningKey, found
>>> from comity.store.memory import MemoryStore
>>> founding = FoundBody(charter=EXAMPLE, clerk="p1", clerk_name="Ada", organ="bureau")
>>> registrar = found(MemoryStore(), "league", founding, SigningKey("example.org/league", bytes(32)))
>>> log = Log(registrar.store, "league")
>>> log.size, [person.name for person in log.state().persons.values()], log.entry(7)
(1, ['Ada'], None)
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256

import msgspec

from comity import __version__
from comity.body import state as state_module
from comity.body.entry import ENGINE, Entry
from comity.body.evolve import evolve
from comity.body.knowledge import as_known, zone_of
from comity.body.occasion import seat_day
from comity.body.state import State, from_snapshot, numbers, snapshot
from comity.errors import StoreFailed
from comity.store.protocol import Snapshot, Store
from comity.store.sealing import opened

WORTH_A_SNAPSHOT = 20_000
"""So many entries folded are worth a snapshot."""
SPACING, MOST, MOST_BYTES = 32_768, 16, 128 << 20
"""Snapshots are so many entries apart at least; so many are kept besides the latest, of so many bytes together."""
FAST = 1  # of zlib: packs a state to a ninth, faster than a disk would write it
LENGTH = 8  # bytes of the length at the beginning of a snapshot


class Log:
    """The register of ``body`` in ``store``, to be read."""

    def __init__(self, store: Store, body: str) -> None:
        self.store = store
        self.body = body
        self.left = 0  # the size of the latest snapshot that was used or left
        self._unusable: set[int] = set()

    @property
    def size(self) -> int:
        """How many entries there are now."""
        return self.store.head(self.body).size

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """The entries ``[start, stop)``, streaming, opened as far as their content is kept. Later ones are left out."""
        size = self.size
        for data in self.store.read(self.body, start, size if stop is None else min(stop, size)):
            yield opened(data, self.store, self.body)

    def entry(self, number: int) -> Entry | None:
        """Entry ``number``; None if there is none."""
        return next(self.entries(number, number + 1), None) if number >= 0 else None

    def first_from(self, instant: str, size: int | None = None) -> int:
        """The number of the first entry recorded at or after the instant, found by halving; ``size`` if there is none."""
        return self._first(lambda at: at >= instant, size)

    def _first(self, has_come: Callable[[str], bool], size: int | None) -> int:
        low, high = 0, self.size if size is None else size
        while low < high:
            middle = (low + high) // 2
            entry = self.entry(middle)
            if entry is None or has_come(entry.at):
                high = middle
            else:
                low = middle + 1
        return low

    # --- states -------------------------------------------------------------------------------------------------------

    def state(self, size: int | None = None) -> State:
        """The body after its first ``size`` entries; after all of them unless that is given."""
        size = self.size if size is None else size
        return self.fold(self.nearest(size), size)

    def as_known_on(self, day: str, size: int | None = None) -> State:
        """The body as it could be known by the end of ``day`` (ISO, at the seat), from its first ``size`` entries.

        All that was recorded by then is known. Of what was recorded later, facts from sources published by then are known;
        of those entries only the ``reported`` are read."""
        size = self.size if size is None else size
        founded = min(size, 1)  # the founding is known always
        zone = zone_of(self.state(founded))
        known = max(founded, self._first(lambda at: seat_day(at, zone) > day, size))
        state = self.state(known)
        return as_known(self._reported(known, size), day, state)

    def _reported(self, start: int, size: int) -> Iterator[Entry]:
        """The entries ``[start, size)`` that could be known before they were recorded; those that no snapshot knows of are
        given whatever they are."""
        sizes = (at for at in reversed(self.store.snapshots(self.body, form())) if at <= size)
        at = next(sizes, 0)
        kept = self.store.snapshot(self.body, form(), at) if at > start else None
        noted = unpacked_numbers(kept.data) if kept is not None else None
        if noted is None:
            yield from self.entries(start, size)
            return
        for first, stop in runs(sorted({number for number in noted if number >= start})):
            yield from self.entries(first, stop)
        yield from self.entries(at, size)

    def fold(self, state: State, size: int, leaving: bool = False) -> State:
        """The state, which is changed, after the entries up to ``size``. With ``leaving``, snapshots are left on the way if
        enough entries are folded."""
        worth = leaving and size - state.size >= WORTH_A_SNAPSHOT
        for entry in self.entries(state.size, size):
            evolve(state, entry)
            if worth and state.size % spacing(size) == 0:
                self.leave(state)
        if worth and self.left < state.size:
            self.leave(state)
        return state

    def nearest(self, size: int) -> State:
        """The state of the latest usable snapshot of at most ``size`` entries; that of no entries where there is none."""
        for at in reversed(self.store.snapshots(self.body, form())):
            if at <= size and (state := self._usable(at)) is not None:
                self.left = max(self.left, at)
                return state
        return State()

    def _usable(self, size: int) -> State | None:
        kept = self.store.snapshot(self.body, form(), size)
        state = unpacked(kept.data) if kept is not None else None
        if state is not None and self._fits(state, size):
            return state
        self._unusable.add(size)
        return None

    def _fits(self, state: State, size: int) -> bool:
        """Whether it is the state of this register at that size, as far as can be seen without folding."""
        last = self.entry(size - 1)
        says = (state.size, state.body, state.at)
        return bool(state.charters) and last is not None and says == (size, last.body, last.at)

    # --- leaving snapshots --------------------------------------------------------------------------------------------

    def leave(self, state: State) -> None:
        """Save the state as a snapshot, and delete those that are no longer worth keeping. A store that is full or may not
        be written is left as it is: a snapshot is only a cache."""
        data = packed(state)
        with suppress(StoreFailed):
            self.store.put_snapshot(self.body, Snapshot(state.size, form(), data))
            self._unusable.discard(state.size)
            kept = self.store.snapshots(self.body, form())
            usable = {size: kept[size] for size in kept if size not in self._unusable}
            self.store.drop_snapshots(self.body, worth_keeping(usable))
        self.left = state.size

    def leave_if_due(self, state: State) -> None:
        """The same, where the register has grown by so much since the last was left that it is worth it."""
        if state.size - self.left >= spacing(state.size):
            self.leave(state)


def leave_snapshots(store: Store, body: str) -> None:
    """Fold the register once, and leave snapshots on the way, so that no reader has to: after it was taken over whole."""
    log = Log(store, body)
    size = log.size
    log.fold(log.nearest(size), size, leaving=True)


def spacing(size: int) -> int:
    """How far apart snapshots are left in a register of that size: at most ``MOST`` of them."""
    step = SPACING
    while size // step > MOST:
        step *= 2
    return step


def worth_keeping(kept: Mapping[int, int]) -> set[int]:
    """Which snapshots are worth keeping, of those given with their bytes by size: the latest, and the first in each stretch
    of the register, as many as fit into ``MOST_BYTES``.

    >>> sorted(worth_keeping({20_000: 1, 32_768: 1, 40_000: 1, 65_536: 1, 70_000: 1}))
    [20000, 32768, 65536, 70000]
    """
    latest = max(kept)
    step = spacing(latest)
    while step <= latest:
        first = {size // step: size for size in sorted(kept, reverse=True)}
        wanted = set(first.values()) - {latest}
        if sum(kept[size] for size in wanted) <= MOST_BYTES:
            return wanted | {latest}
        step *= 2
    return {latest}


# --- packing ----------------------------------------------------------------------------------------------------------


@cache
def form() -> str:
    """The name of the snapshots that this program can use: the engine, the version, a digest of the fields of a state."""
    kept = (one for one in vars(state_module).values() if isinstance(one, type))
    shape = [(one.__name__, one.__annotations__) for one in kept if issubclass(one, msgspec.Struct)]
    return f"{ENGINE}/{__version__}/{sha256(repr(shape).encode()).hexdigest()[:16]}"


def packed(state: State) -> bytes:
    """The state as the bytes of a snapshot: the numbers of the entries ``reported``, after their length; then the state."""
    noted = zlib.compress(state.reported, FAST)
    return len(noted).to_bytes(LENGTH, "big") + noted + zlib.compress(snapshot(state), FAST)


def unpacked(data: bytes) -> State | None:
    """The state in the bytes of a snapshot; None where they hold none.

    >>> unpacked(packed(State(body="league"))).body, unpacked(b"something else")
    ('league', None)
    """
    start = LENGTH + int.from_bytes(data[:LENGTH], "big")
    try:
        return from_snapshot(zlib.decompress(data[start:]))
    except (zlib.error, msgspec.MsgspecError, ValueError, RecursionError, MemoryError):
        return None


def unpacked_numbers(data: bytes) -> list[int] | None:
    """The numbers of the entries ``reported``, without unpacking the state; None where they cannot be read."""
    stop = LENGTH + int.from_bytes(data[:LENGTH], "big")
    try:
        return numbers(zlib.decompress(data[LENGTH:stop]))
    except zlib.error:
        return None


def runs(noted: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The numbers, which ascend, as stretches ``[first, stop)``, so that neighbours are read together.

    >>> list(runs([2, 3, 4, 9]))
    [(2, 5), (9, 10)]
    """
    first = stop = -1
    for number in noted:
        if number != stop:
            if first >= 0:
                yield first, stop
            first = number
        stop = number + 1
    if first >= 0:
        yield first, stop
