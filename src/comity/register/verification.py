"""Verification: whether a register is what its signed head says, and if not, which entry is the first wrong one.

The verifier reads the entries once, in order, in blocks of 256, and keeps nothing but the frontier of the tree. It
compares, from the nearest witness to the farthest:

1. the numbers: none missing, none twice, none beyond the signed head;
2. the bytes of each entry with the hash stored beside them;
3. what the caller says of an entry's content (that it bears its own number and body, say);
4. the stored roots over blocks with the roots computed;
5. checkpoints kept elsewhere with the root at their size;
6. the signed head with the root over all, and the stored frontier with the frontier computed.

One changed bit is found by 2 and named to the entry, and the signed head tells whether the entry or its stored hash
was changed. An entry rewritten together with its hash is found by 4 to 6 and named to its block, or to the stretch
since the last checkpoint that still holds. If everything fits the signed head and a kept checkpoint does not, the
signer has signed two histories: both signed texts are the evidence.

>>> from comity.register import checkpoint
>>> from comity.register.keys import SigningKey
>>> from comity.register.tree import fold, leaf_hashes
>>> entries = [b"founded", b"convened", b"adopted"]
>>> rows = [(number, *pair) for number, pair in enumerate(zip(leaf_hashes(entries), entries))]
>>> key = SigningKey("example.org/council", bytes(32))
>>> head = checkpoint.sign("example.org/council", 3, fold(leaf_hashes(entries)), key)
>>> verify(rows, head, key.verifying).size
3
>>> rows[1] = (1, rows[1][1], b"postponed")
>>> verify(rows, head, key.verifying)
Traceback (most recent call last):
comity.errors.Untrustworthy: Entry 1: its bytes were changed after it was signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NoReturn

from comity.errors import Untrustworthy
from comity.register import heads
from comity.register.checkpoint import Checkpoint
from comity.register.heads import Heads
from comity.register.keys import VerifyingKey
from comity.register.tree import BLOCK, Block, Frontier, Growth, grow, leaf_hashes

Row = tuple[int, bytes, bytes]
"""An entry as stored: its number, its leaf hash, its bytes."""

StoredBlocks = Callable[[int, int, int], Sequence[Block]]
"""The stored blocks of a level, numbered ``[start, stop)``."""

Examine = Callable[[int, bytes], str]
"""What is wrong with the content of the entry of that number; empty if nothing is."""


def verify(
    rows: Iterable[Row],
    head: str,
    key: VerifyingKey,
    origin: str | None = None,
    *,
    frontier: Frontier | None = None,
    blocks: StoredBlocks | None = None,
    kept: Sequence[str] = (),
    examine: Examine | None = None,
) -> Checkpoint:
    """The signed head, if the rows are all of its register, from entry 0; each other part is compared where given.

    ``head`` is the signed checkpoint, ``kept`` are checkpoints kept elsewhere. Untrustworthy names the first entry
    that is wrong, where it can be told, and carries the signed texts; BadInput where a checkpoint cannot be read.
    """
    walk = _Walk(heads.gather(head, kept, key, origin), blocks, frontier)
    stream = iter(rows)
    while chunk := list(islice(stream, walk.stretch())):
        _check_rows(walk, chunk, examine)
    walk.finish()
    return walk.heads.head


def verify_hashes(
    stretches: Iterable[Sequence[bytes]],
    head: str,
    key: VerifyingKey,
    origin: str | None = None,
    *,
    frontier: Frontier | None = None,
    blocks: StoredBlocks | None = None,
) -> Checkpoint:
    """The signed head, if the leaf hashes are those of all of its register: a stretch after another, each of a block, the
    last of what is left. What else is given is compared as in ``verify``, and refused as there; no entry is looked at."""
    walk = _Walk(heads.gather(head, (), key, origin), blocks, frontier)
    for leaves in stretches:
        walk.take(leaves)
    walk.finish()
    return walk.heads.head


def surplus(number: int, head: str) -> Untrustworthy:
    """The finding that there is an entry beyond the signed head."""
    return _wrong(number, "surplus", "it is beyond the signed head", head)


@dataclass(slots=True)
class _Walk:
    """How far the verification has come: the tree so far, and what did not fit but cannot be judged before the end.

    ``sound`` is the size of the largest kept checkpoint that held; ``broken`` the smallest that did not; ``suspect``
    the first block whose stored root differs.
    """

    heads: Heads
    blocks: StoredBlocks | None
    frontier: Frontier | None
    tree: Frontier = field(default_factory=Frontier)
    sound: int = 0
    broken: tuple[Checkpoint, str] | None = None
    suspect: Block | None = None

    def stretch(self) -> int:
        """How many rows to take: up to the end of the block, and never all at once."""
        return BLOCK - self.tree.size % BLOCK

    def take(self, leaves: Sequence[bytes]) -> None:
        """Go on by these leaf hashes."""
        self._compare_kept(leaves)
        growth = grow(self.tree, leaves)
        self.suspect = self.suspect or self.unlike(growth)
        self.tree = growth.after

    def unlike(self, growth: Growth) -> Block | None:
        """The first block of the growth that is not stored so; None if all are, or no blocks were given."""
        if self.blocks is None:
            return None
        for block in growth.blocks:
            stored = self.blocks(block.level, block.number, block.number + 1)
            if list(stored) != [block]:
                return block
        return None

    def vouched(self, leaves: Sequence[bytes]) -> bool:
        """Whether something stored or signed bears these leaf hashes out."""
        growth = grow(self.tree, leaves)
        head = self.heads.head
        if growth.after.size == head.size and growth.after.root() == head.root:
            return True
        return bool(growth.blocks and self.blocks) and self.unlike(growth) is None

    def finish(self) -> None:
        """Judge the whole."""
        head, text = self.heads.head, self.heads.text
        if self.tree.size < head.size:
            if self.suspect is not None:
                raise self._rewritten()
            raise _wrong(
                self.tree.size, "missing", f"it is missing; {head.size} entries were signed", text
            )
        self._compare_kept(())
        if self.tree.root() != head.root:
            raise self._rewritten()
        if self.broken is not None:
            raise self._forked(self.broken)
        if self.suspect is not None:
            width = BLOCK**self.suspect.level
            first = self.suspect.number * width
            raise self._stored_wrongly(
                f"The stored hash of the block of entries {first} to {first + width - 1} is wrong"
            )
        if self.frontier not in (None, self.tree):
            raise self._stored_wrongly("The stored frontier is wrong")

    def _compare_kept(self, leaves: Sequence[bytes]) -> None:
        first, stop = self.tree.size, self.tree.size + len(leaves)
        for promise, text in self.heads.kept:
            if self.broken or not first <= promise.size <= stop:
                continue
            if self.tree.extend(leaves[: promise.size - first]).root() == promise.root:
                self.sound = max(self.sound, promise.size)
            else:
                self.broken = promise, text

    def _rewritten(self) -> Untrustworthy:
        first, stop = max(self.sound, self._parting()), self.tree.size
        if self.suspect is not None:
            width = BLOCK**self.suspect.level
            first, stop = self.suspect.number * width, (self.suspect.number + 1) * width
        return Untrustworthy(
            "register.rewritten",
            "The entries do not lead to the signed head: one of entries {first} to {stop}"
            " was changed, put in, left out or moved.",
            entry=first,
            evidence=[self.heads.text],
            first=first,
            stop=stop - 1,
        )

    def _parting(self) -> int:
        """The first entry under the first peak that differs from the stored frontier, if the head vouches for that."""
        frontier = self.frontier
        if frontier is None or frontier.root() != self.heads.head.root:
            return 0
        first, rest = 0, self.tree.size
        for stored, computed in zip(frontier.peaks, self.tree.peaks, strict=False):
            if stored != computed:
                break
            width = 1 << (rest.bit_length() - 1)
            first, rest = first + width, rest - width
        return first

    def _forked(self, broken: tuple[Checkpoint, str]) -> Untrustworthy:
        promise, text = broken
        return Untrustworthy(
            "register.forked",
            "Two histories were signed: the register fits its head, but its first {size}"
            " entries are not those of the checkpoint kept elsewhere.",
            entry=self.sound,
            evidence=[text, self.heads.text],
            size=promise.size,
        )

    def _stored_wrongly(self, what: str) -> Untrustworthy:
        return Untrustworthy(
            "register.stored",
            f"{what}; the entries are as they were signed.",
            evidence=[self.heads.text],
        )


def _check_rows(walk: _Walk, chunk: Sequence[Row], examine: Examine | None) -> None:
    """Check one stretch of rows, and go on by it."""
    first = walk.tree.size
    if first + len(chunk) > walk.heads.head.size:
        _check_surplus(walk, chunk, examine)
    numbers, stored, entries = zip(*chunk, strict=True)
    if numbers != tuple(range(first, first + len(chunk))):
        raise _misnumbered(walk, first, numbers)
    leaves = _computed(first, entries)
    if leaves != list(stored):
        raise _changed(walk, first, leaves, stored)
    if examine is not None:
        for number, entry in enumerate(entries, first):
            if fault := examine(number, entry):
                raise _wrong(number, "content", fault, walk.heads.text)
    walk.take(leaves)


def _check_surplus(walk: _Walk, chunk: Sequence[Row], examine: Examine | None) -> NoReturn:
    """There are more rows than were signed: something was put in, perhaps long before the end."""
    size = walk.heads.head.size
    if room := size - walk.tree.size:
        _check_rows(walk, chunk[:room], examine)
    walk.finish()
    raise surplus(size, walk.heads.text)


def _computed(first: int, entries: Sequence[bytes]) -> list[bytes]:
    """The leaf hashes of the entries; a damaged store may give something that is no bytes."""
    try:
        return leaf_hashes(entries)
    except TypeError:
        kinds = enumerate(map(type, entries), first)
        number = next(number for number, kind in kinds if kind is not bytes)
        raise _wrong(number, "changed", "it is stored as something other than bytes", "") from None


def _misnumbered(walk: _Walk, first: int, numbers: Sequence[int]) -> Untrustworthy:
    wanted, found = next(
        (wanted, found) for wanted, found in enumerate(numbers, first) if wanted != found
    )
    if found > wanted:
        return _wrong(wanted, "missing", "it is missing", walk.heads.text)
    return _wrong(wanted, "order", f"entry {found} stands in its place", walk.heads.text)


def _changed(
    walk: _Walk, first: int, leaves: Sequence[bytes], stored: Sequence[bytes]
) -> Untrustworthy:
    """Which entry differs from its stored hash, and which of the two was changed, where anything can tell."""
    place = next(i for i, leaf in enumerate(leaves) if leaf != stored[i])
    one_mended = [*leaves[:place], stored[place], *leaves[place + 1 :]]
    why = "its bytes and the hash stored beside them do not fit"
    if walk.vouched(leaves):
        why = "the hash stored beside it was changed"
    elif isinstance(stored[place], bytes) and walk.vouched(one_mended):
        why = "its bytes were changed after it was signed"
    return _wrong(first + place, "changed", why, walk.heads.text)


def _wrong(number: int, code: str, why: str, head: str) -> Untrustworthy:
    return Untrustworthy(
        f"register.{code}",
        f"Entry {number}: {why}.",
        entry=number,
        evidence=[head] if head else [],
    )
