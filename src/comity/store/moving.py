"""A register carried whole from one store to another: entries, blocks, requests, sealed content, snapshots, signed head.

It is **copied** in one transaction of the target, verified there, and only then, for a **move**, taken out of the
source, whose writers have been held off all the while. So a body is never to be continued in two places, and whoever is
killed in the middle leaves it whole in the source. If that happened after the copy was whole, the same move again
compares the two and finishes. The head is carried byte for byte; nothing is signed anew, and no key is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from itertools import islice, zip_longest
from pathlib import Path
from typing import Protocol

from comity.errors import Conflict
from comity.register.keys import VerifyingKey
from comity.register.tree import Block, Frontier, Growth, grow
from comity.register.verification import Row
from comity.store import evidence
from comity.store.codec import examine
from comity.store.evidence import Watch
from comity.store.protocol import Head, KeptBody, Snapshot, Span, Store, body_exists

GROUP = 4096


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that a store keeps of one body. Streams are read once; content that was erased is None."""

    body: KeptBody
    checkpoint: str
    rows: Iterable[Row]
    requests: Iterable[tuple[str, Span]]
    sealed: Iterable[tuple[bytes, bytes | None]]
    snapshots: Iterable[Snapshot]


class Movable(Store, Protocol):
    """A store of which a register can be taken whole."""

    def all_requests(self, body: str) -> Iterator[tuple[str, Span]]:
        """Every request id and what it brought, in the order of the ids' UTF-8, streaming."""

    def all_digests(self, body: str) -> Iterator[tuple[bytes, bytes | None]]:
        """Every digest and its content, None where it was erased, in the order of the digests, streaming."""

    def all_snapshots(self, body: str) -> Iterator[Snapshot]:
        """Every snapshot that is undamaged, whichever engine wrote it, ascending by size, one at a time."""

    def save(self, path: Path) -> None:
        """Put everything that is kept here, as of one moment, into a new SQLite file, while others go on writing."""

    def adopt(self, whole: Whole) -> None:
        """Take the register over in one transaction. Conflict if the body is kept already."""

    def held(self, body: str) -> AbstractContextManager[Callable[[], None]]:
        """Nobody appends to the body meanwhile. What is given forgets the body, with all that is kept of it, when
        the context ends well. StoreFailed (``store.locked``) if another writer does not give way."""


def grown(rows: Iterable[Row], group: int = GROUP) -> Iterator[tuple[list[Row], Growth]]:
    """The rows in groups, with what each adds to the tree."""
    frontier, rows = Frontier(), iter(rows)
    while taken := list(islice(rows, group)):
        growth = grow(frontier, [leaf for _, leaf, _ in taken])
        frontier = growth.after
        yield taken, growth


def whole(store: Movable, body: str, head: Head, watch: Watch = iter) -> Whole:
    """The register up to that head."""
    return Whole(
        store.body(body),
        head.checkpoint,
        watch(store.stored(body, 0, head.size)),
        store.all_requests(body),
        store.all_digests(body),
        store.all_snapshots(body),
    )


def copy(source: Movable, target: Movable, body: str, watch: Watch = iter) -> Head:
    """The register, verified, copied and verified again; its head. Conflict if the target keeps the body."""
    if any(kept.name == body for kept in target.bodies()):
        raise body_exists(body)
    head = _verified(source, body, watch)
    target.adopt(whole(source, body, head, watch))
    _compare(source, target, body, watch)
    return head


def move(source: Movable, target: Movable, body: str, watch: Watch = iter) -> Head:
    """The register is in the target and no longer in the source; its head, unchanged.

    Conflict if the target keeps the body, but for a copy of this very register that an interrupted move left there."""
    source.body(body)
    with source.held(body) as forget:
        if any(kept.name == body for kept in target.bodies()):
            return _finished(source, target, body, watch, forget)
        head = copy(source, target, body, watch)
        forget()
    return head


def _finished(
    source: Movable, target: Movable, body: str, watch: Watch, forget: Callable[[], None]
) -> Head:
    # Holding both at once shows as well that they are two: one and the same store cannot be held twice.
    with target.held(body):
        head = source.head(body)
        if target.head(body) != head or target.body(body) != source.body(body):
            raise body_exists(body)
        _compare(source, target, body, watch)
        forget()
    return head


def _verified(store: Movable, body: str, watch: Watch) -> Head:
    key = VerifyingKey.parse(store.body(body).key)
    evidence.verify(store, body, key, examine=examine(body), watch=watch)
    return store.head(body)


def _compare(source: Movable, target: Movable, body: str, watch: Watch) -> None:
    """Refuse (Conflict) where the target, which must verify, does not keep what the source keeps."""
    if _verified(target, body, watch) != source.head(body):
        raise _differs(body, "the signed head")
    parts: tuple[tuple[str, Callable[[Movable], Iterator[object]]], ...] = (
        ("the blocks", partial(_blocks, body=body)),
        ("the request ids", lambda store: iter(store.all_requests(body))),
        ("the sealed content", lambda store: iter(store.all_digests(body))),
    )
    for what, stream in parts:
        if any(a != b for a, b in zip_longest(stream(source), stream(target))):
            raise _differs(body, what)


def _blocks(store: Movable, body: str) -> Iterator[Block]:
    level, size = 1, store.head(body).size
    while size >= 256**level:
        yield from store.blocks(body, level, 0, size // 256**level)
        level += 1


def _differs(body: str, what: str) -> Conflict:
    return Conflict(
        "move.differs",
        f"What was copied of {body!r} is not what the source keeps: {what}.",
        remedy="The source is as it was. Verify it, and use another target.",
    )
