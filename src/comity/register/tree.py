"""The Merkle tree over a body's entries: leaf and node hashes, roots, and the frontier from which the tree grows.

The tree is that of RFC 9162, section 2.1, with SHA-256::

    MTH()      = SHA-256("")                            the tree of no entries
    MTH(d)     = SHA-256(0x00 || d)                     a leaf
    MTH(D)     = SHA-256(0x01 || MTH(D[:k]) || MTH(D[k:]))   k the largest power of two below the number of entries

A tree of n entries is known by its **frontier**: the roots of the complete subtrees that n splits into, largest
first, one for each bit set in n. Appending needs nothing else, so the cost of an append does not depend on history.
A **block** is the root of a complete subtree of 256, 65,536, ... entries (the upper hashes of C2SP tlog-tiles):
with the blocks at hand a proof reads some hundreds of hashes and not the whole register.

>>> entries = [b"founded", b"convened", b"adopted"]
>>> growth = grow(Frontier(), [leaf_hash(entry) for entry in entries])
>>> first, second, third = growth.leaves
>>> growth.after.root() == node_hash(node_hash(first, second), third)
True
>>> Frontier.from_bytes(growth.after.to_bytes()) == growth.after
True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from comity.errors import BadInput

HASH_SIZE = 32
BLOCK_HEIGHT = 8
BLOCK = 1 << BLOCK_HEIGHT
EMPTY_ROOT = sha256(b"").digest()

_SIZE_BYTES = 8


def leaf_hash(entry: bytes) -> bytes:
    """The 32 bytes that stand for an entry in the tree."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """``leaf_hash`` of each entry, in order. Twice as fast as calling it in a loop."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over subtrees of equal size, of which the last alone may be smaller. Of none, the empty root.

    Pairing level by level, with an odd last hash carried up, gives the tree of the RFC: every left side is complete.
    """
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        odd = [level[-1]] if len(level) & 1 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


@dataclass(frozen=True, slots=True)
class Block:
    """The root of the complete subtree over entries ``number * 256**level`` and the 256**level - 1 that follow."""

    level: int
    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of ``size`` entries, as the roots of its complete subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def root(self) -> bytes:
        """The root of the whole tree, 32 bytes."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = node_hash(peak, root)
        return root

    def append(self, leaf: bytes) -> Frontier:
        """The tree with one leaf hash more."""
        return grow(self, (leaf,)).after

    def extend(self, leaves: Sequence[bytes]) -> Frontier:
        """The tree with these leaf hashes more."""
        return grow(self, leaves).after

    def to_bytes(self) -> bytes:
        """The size in eight bytes, big end first, then the peaks."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.peaks)

    @staticmethod
    def from_bytes(data: bytes) -> Frontier:
        """The frontier written by ``to_bytes``; BadInput where the length is not what the size asks for."""
        size = int.from_bytes(data[:_SIZE_BYTES], "big")
        wanted = _SIZE_BYTES + HASH_SIZE * size.bit_count()
        if len(data) != wanted:
            raise BadInput(
                "tree.frontier",
                "The frontier of a tree has {size} bytes; {wanted} were expected.",
                remedy="Verify the register, and restore it from a copy that verifies.",
                size=len(data),
                wanted=wanted,
            )
        cuts = range(_SIZE_BYTES, wanted, HASH_SIZE)
        return Frontier(size, tuple(data[cut : cut + HASH_SIZE] for cut in cuts))


@dataclass(frozen=True, slots=True)
class Growth:
    """What an append adds: the new ``leaves``, the ``blocks`` they complete, and the tree ``after``."""

    leaves: Sequence[bytes]
    blocks: tuple[Block, ...]
    after: Frontier


def grow(before: Frontier, leaves: Sequence[bytes]) -> Growth:
    """Append leaf hashes to a tree. Whole blocks of 256 are hashed at once."""
    size, peaks, blocks = before.size, list(before.peaks), list[Block]()
    done, wanted = 0, len(leaves)
    while done < wanted:
        if size % BLOCK == 0 and wanted - done >= BLOCK:
            node, level = fold(leaves[done : done + BLOCK]), BLOCK_HEIGHT
        else:
            node, level = leaves[done], 0
        _settle(peaks, blocks, size >> level, level, node)
        done += 1 << level
        size += 1 << level
    return Growth(leaves, tuple(blocks), Frontier(size, tuple(peaks)))


def _settle(peaks: list[bytes], blocks: list[Block], number: int, level: int, node: bytes) -> None:
    """Put a complete subtree of height ``level`` at the right edge, joining it with equals on its left."""
    while True:
        if level and level % BLOCK_HEIGHT == 0:
            blocks.append(Block(level // BLOCK_HEIGHT, number, node))
        if not number & 1:
            break
        node = node_hash(peaks.pop(), node)
        number >>= 1
        level += 1
    peaks.append(node)
