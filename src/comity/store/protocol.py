"""What a store is: the only place that keeps anything. It keeps bytes and never parses them.

A store keeps the registers of any number of bodies. What belongs to one body:

=============  ==================================================================================================
body           its name, the origin and the verifying key of its register
entries        canonical bytes, numbered from 0 without a gap, each with its leaf hash
head           how many entries, the frontier of the tree over them, the signed checkpoint
blocks         roots of complete subtrees of 256, 65,536, ... entries, so that a proof need not read everything
requests       which request id brought which entries, so that a repeated request gets the first answer
sealed         confidential content, by the digest that stands in an entry; it can be erased, the entry stays
snapshots      caches of the folded state at several sizes of the register, dropped at will
index          a cache of which entries name what, made from the entries a chunk at a time, dropped at will
=============  ==================================================================================================

Appending compares: the writer says how many entries it saw, and if another was faster it gets ``Conflict`` and
nothing is written. One append is one transaction: all of its entries, blocks, request and sealed content, with the
new head, or nothing. What is acknowledged survives the death of the process and of the machine.

Every implementation is run through ``tests/contract/test_store.py``. All of them raise ``BadInput`` for a body that
the store does not keep, and ``StoreFailed`` where the medium fails.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from comity.errors import BadInput, Conflict
from comity.register.tree import Block, Frontier, Growth
from comity.register.verification import Row


@dataclass(frozen=True, slots=True)
class KeptBody:
    """A body in the store: its ``name``, the ``origin`` of its register, the text of the ``key`` that verifies it."""

    name: str
    origin: str
    key: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a register stands: the tree over all of its entries, and the signed checkpoint over that tree."""

    frontier: Frontier
    checkpoint: str

    @property
    def size(self) -> int:
        """How many entries."""
        return self.frontier.size


@dataclass(frozen=True, slots=True)
class Span:
    """The entries that one request brought: the first number, and how many."""

    first: int
    count: int


@dataclass(frozen=True, slots=True)
class SealedContent:
    """Confidential content, salted, and its SHA-256, which stands for it in an entry."""

    digest: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The folded state after ``size`` entries, as written by that version of the ``engine``."""

    size: int
    engine: str
    data: bytes


class Store(Protocol):
    """See the module. ``body`` is a name throughout."""

    def found(self, body: KeptBody, checkpoint: str) -> None:
        """Begin a register without entries, with the signed checkpoint of the empty tree. Conflict if it exists."""

    def bodies(self) -> tuple[KeptBody, ...]:
        """The bodies kept, in the order in which they were founded."""

    def body(self, name: str) -> KeptBody:
        """The body of that name."""

    def sizes(self) -> dict[str, int]:
        """How many entries each body has, in the order of their founding: cheap enough to be asked again and again."""

    def head(self, body: str) -> Head:
        """Where the register stands now."""

    def turn(self, body: str) -> AbstractContextManager[Head]:
        """The turn of one writer, who reads and decides in it and then appends, and is not overtaken meanwhile; gives where
        the register stands.

        Others wait, in the order of the medium; StoreFailed (``store.locked``) when their patience is at its end. The turn
        is over with the first append, or at the end of the context. To append without it is no fault: then the size
        may differ."""

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
        """Append in one transaction, if the register still has ``expected`` entries.

        ``growth`` is ``tree.grow`` of the head's frontier by the entries' leaves, ``checkpoint`` the signed head after
        it. Conflict if the size differs, or if the request id was used before; then nothing is written.
        """

    def stored(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """The entries numbered ``[start, stop)`` that there are, streaming in order: number, leaf hash, bytes.

        Rows as they lie, gaps and all; that the three fit together is for verification to find.
        """

    def read(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes of the entries ``[start, stop)``, streaming; Untrustworthy at the first that is missing."""

    def leaves(self, body: str, start: int, stop: int) -> list[bytes]:
        """The leaf hashes of the entries ``[start, stop)`` that there are."""

    def blocks(self, body: str, level: int, start: int, stop: int) -> list[Block]:
        """The blocks of that level numbered ``[start, stop)`` that there are, in order."""

    def request(self, body: str, request: str) -> Span | None:
        """What an earlier append under that request id brought, or None."""

    def sealed(self, body: str, digest: bytes) -> bytes | None:
        """The confidential content of that digest; None if it was erased or never kept."""

    def all_sealed(self, body: str) -> Iterator[SealedContent]:
        """All confidential content that is kept and not erased, in the order of its digests, streaming."""

    def erase(self, body: str, digest: bytes) -> bool:
        """Erase that content for good, from the medium as well; whether there was any."""

    def snapshots(self, body: str, engine: str) -> dict[int, int]:
        """The snapshots that this version of the engine wrote: how many bytes each has, by the size of the register."""

    def snapshot(self, body: str, engine: str, size: int) -> Snapshot | None:
        """The snapshot that this version of the engine wrote at that size; None where there is none, or a damaged one."""

    def put_snapshot(self, body: str, snapshot: Snapshot) -> None:
        """Save a snapshot, in place of any other of the same size."""

    def drop_snapshots(self, body: str, keep: Collection[int] = ()) -> None:
        """Delete all snapshots, whichever engine wrote them, but those of the sizes to keep."""

    def indexed(self, body: str, form: int) -> int:
        """How many chunks of the index of that form are complete, from the first entry on without a gap."""

    def put_index(self, body: str, form: int, chunk: int, numbers: Mapping[bytes, bytes]) -> int:
        """Keep that chunk of the index, if it is the next one, in one transaction; says how many chunks there are then.

        ``numbers`` has what ``newest_indexed`` gives of each thing. An index of an older form is dropped first; where
        there is one of a newer form nothing is kept, and 0 is the answer."""

    def newest_indexed(
        self, body: str, thing: bytes, before: int, most: int
    ) -> list[tuple[int, bytes]]:
        """Of the chunks before that one in which the thing is named, the newest so many: each with its numbers."""

    def indexed_rows(self, body: str) -> int:
        """How many rows the index has, whatever they say."""

    def drop_index(self, body: str) -> None:
        """Forget the index."""

    def close(self) -> None:
        """Give the medium back. Nothing is lost by not calling it."""

    def __enter__(self) -> Self:
        """The store itself."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""


def unknown_body(name: str, kept: Sequence[KeptBody]) -> BadInput:
    """The refusal of a body that the store does not keep."""
    names = [body.name for body in kept] or "none"
    return BadInput(
        "store.body",
        "No body {name!r} is kept here.",
        remedy="Bodies kept: {names}.",
        name=name,
        names=names,
    )


def body_exists(name: str) -> Conflict:
    """The refusal to found a body twice."""
    return Conflict(
        "store.founded",
        "The body {name!r} is kept here already.",
        remedy="Open it instead.",
        name=name,
    )


def size_differs(expected: int, found: int) -> Conflict:
    """The refusal of an append that lost the race."""
    return Conflict(
        "store.size",
        "The register has {found} entries; the writer had seen {expected}.",
        remedy="Read what was added, decide again, append again.",
        found=found,
        expected=expected,
    )


def request_used(request: str) -> Conflict:
    """The refusal of a request id that brought entries before."""
    return Conflict(
        "store.request",
        "The request {request!r} was carried out before.",
        remedy="Ask for its answer, or use a new request id.",
        request=request,
    )
