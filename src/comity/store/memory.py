"""A store in memory: for tests, for trying a charter out, for replaying what need not be kept.

>>> from comity.register.tree import grow, leaf_hashes
>>> store = MemoryStore()
>>> store.found(KeptBody("council", "example.org/council", "the key"), "checkpoint of nothing")
>>> growth = grow(store.head("council").frontier, leaf_hashes([b"convened", b"closed"]))
>>> store.append("council", 0, [b"convened", b"closed"], growth, "checkpoint of two")
>>> list(store.read("council", 1)), store.head("council").size
([b'closed'], 2)
>>> store.append("council", 0, [b"convened", b"closed"], growth, "checkpoint of two")
Traceback (most recent call last):
comity.errors.Conflict: The register has 2 entries; the writer had seen 0. Read what was added, decide again, append again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from comity.register.tree import Block, Frontier, Growth
from comity.register.verification import Row
from comity.store.protocol import (
    Head,
    KeptBody,
    SealedContent,
    Snapshot,
    Span,
    body_exists,
    request_used,
    size_differs,
    unknown_body,
)


@dataclass(slots=True)
class _Register:
    """Everything that belongs to one body."""

    body: KeptBody
    head: Head
    entries: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    blocks: dict[tuple[int, int], Block] = field(default_factory=dict)
    requests: dict[str, Span] = field(default_factory=dict)
    sealed: dict[bytes, bytes | None] = field(default_factory=dict)
    snapshots: dict[int, Snapshot] = field(default_factory=dict)
    index: list[Mapping[bytes, bytes]] = field(default_factory=list)
    form: int = 0


class MemoryStore:
    """A ``Store`` that forgets everything when it is dropped."""

    def __init__(self) -> None:
        self._registers: dict[str, _Register] = {}

    def found(self, body: KeptBody, checkpoint: str) -> None:
        if body.name in self._registers:
            raise body_exists(body.name)
        self._registers[body.name] = _Register(body, Head(Frontier(), checkpoint))

    def bodies(self) -> tuple[KeptBody, ...]:
        return tuple(register.body for register in self._registers.values())

    def body(self, name: str) -> KeptBody:
        return self._of(name).body

    def sizes(self) -> dict[str, int]:
        return {name: register.head.size for name, register in self._registers.items()}

    def head(self, body: str) -> Head:
        return self._of(body).head

    @contextmanager
    def turn(self, body: str) -> Iterator[Head]:
        yield self.head(body)

    def append(
        self,
        body: str,
        expected: int,
        entries: Sequence[bytes],
        growth: Growth,
        checkpoint: str,
        *,
        request: str | None = None,
        sealed: Sequence[SealedContent] = (),
    ) -> None:
        assert len(entries) == len(growth.leaves) == growth.after.size - expected
        register = self._of(body)
        if register.head.size != expected:
            raise size_differs(expected, register.head.size)
        if request is not None and request in register.requests:
            raise request_used(request)
        register.entries.extend(entries)
        register.leaves.extend(growth.leaves)
        register.blocks.update(((block.level, block.number), block) for block in growth.blocks)
        if request is not None:
            register.requests[request] = Span(expected, len(entries))
        for content in sealed:
            register.sealed.setdefault(content.digest, content.content)
        register.head = Head(growth.after, checkpoint)

    def stored(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        register = self._of(body)
        stop = len(register.entries) if stop is None else min(stop, len(register.entries))
        return (
            (number, register.leaves[number], register.entries[number])
            for number in range(start, stop)
        )

    def read(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        return (data for _, _, data in self.stored(body, start, stop))

    def leaves(self, body: str, start: int, stop: int) -> list[bytes]:
        return self._of(body).leaves[start:stop]

    def blocks(self, body: str, level: int, start: int, stop: int) -> list[Block]:
        blocks = self._of(body).blocks
        kept = (blocks.get((level, number)) for number in range(start, stop))
        return [block for block in kept if block is not None]

    def request(self, body: str, request: str) -> Span | None:
        return self._of(body).requests.get(request)

    def sealed(self, body: str, digest: bytes) -> bytes | None:
        return self._of(body).sealed.get(digest)

    def all_sealed(self, body: str) -> Iterator[SealedContent]:
        for digest, content in sorted(self._of(body).sealed.items()):
            if content is not None:
                yield SealedContent(digest, content)

    def erase(self, body: str, digest: bytes) -> bool:
        sealed = self._of(body).sealed
        had = sealed.get(digest) is not None
        if had:
            sealed[digest] = None
        return had

    def snapshots(self, body: str, engine: str) -> dict[int, int]:
        kept = sorted(self._of(body).snapshots.items())
        return {size: len(one.data) for size, one in kept if one.engine == engine}

    def snapshot(self, body: str, engine: str, size: int) -> Snapshot | None:
        kept = self._of(body).snapshots.get(size)
        return kept if kept is not None and kept.engine == engine else None

    def put_snapshot(self, body: str, snapshot: Snapshot) -> None:
        self._of(body).snapshots[snapshot.size] = snapshot

    def drop_snapshots(self, body: str, keep: Collection[int] = ()) -> None:
        snapshots = self._of(body).snapshots
        for size in snapshots.keys() - set(keep):
            del snapshots[size]

    def indexed(self, body: str, form: int) -> int:
        register = self._of(body)
        return len(register.index) if register.form == form else 0

    def put_index(self, body: str, form: int, chunk: int, numbers: Mapping[bytes, bytes]) -> int:
        register = self._of(body)
        if register.form > form:
            return 0
        if register.form < form:
            register.form, register.index = form, []
        if len(register.index) == chunk:
            register.index.append(dict(numbers))
        return len(register.index)

    def newest_indexed(
        self, body: str, thing: bytes, before: int, most: int
    ) -> list[tuple[int, bytes]]:
        kept = self._of(body).index[:before]
        found = (
            (chunk, kept[chunk][thing])
            for chunk in range(len(kept) - 1, -1, -1)
            if thing in kept[chunk]
        )
        return [one for one, _ in zip(found, range(most), strict=False)]

    def indexed_rows(self, body: str) -> int:
        """As the protocol says."""
        return sum(map(len, self._of(body).index))

    def drop_index(self, body: str) -> None:
        self._of(body).index = []

    def close(self) -> None:
        """Nothing to give back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _of(self, name: str) -> _Register:
        if name not in self._registers:
            raise unknown_body(name, self.bodies())
        return self._registers[name]
