"""Merkle paths: that an entry is in a tree, and that a tree continues an earlier one. Prover and checker side by side.

RFC 9162, sections 2.1.3 (inclusion) and 2.1.4 (consistency). Both are cases of one thing, a **subtree proof**
(draft-ietf-plants-merkle-tree-certs, section 4.4): the hashes that lead from the root over entries ``[start, end)``
to the root over entries ``[0, size)``.

=============  ============  ==================================
proof          start, end    what is known beforehand
=============  ============  ==================================
inclusion      i, i + 1      the hash of entry i
consistency    0, old size   the root of the earlier tree
=============  ============  ==================================

A range is a subtree if its start is a multiple of the power of two that its length rounds up to. The prover asks for
the root over any such range by a function ``root_over(start, end)``; the checker sees nothing but the proof.

>>> from comity.register.tree import fold, leaf_hashes
>>> leaves = leaf_hashes([b"founded", b"convened", b"adopted", b"signed", b"closed"])
>>> root_over = lambda start, end: fold(leaves[start:end])
>>> path = inclusion(2, 5, root_over)
>>> includes(leaves[2], 2, 5, path, fold(leaves)), includes(leaves[1], 2, 5, path, fold(leaves))
(True, False)
>>> path = consistency(3, 5, root_over)
>>> extends(3, fold(leaves[:3]), 5, fold(leaves), path)
True
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from comity.register.tree import EMPTY_ROOT, HASH_SIZE, node_hash

RootOver = Callable[[int, int], bytes]


def inclusion(index: int, size: int, root_over: RootOver) -> list[bytes]:
    """The path that proves entry ``index`` (from 0) in the tree of ``size`` entries, from the leaf upwards."""
    assert 0 <= index < size
    return subtree(index, index + 1, size, root_over)


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves that ``leaf`` is the hash of entry ``index`` in the tree of that root."""
    if not (0 <= index < size and len(leaf) == HASH_SIZE):
        return False
    return covers(index, index + 1, size, leaf, root, path)


def consistency(old: int, new: int, root_over: RootOver) -> list[bytes]:
    """The path that proves the tree of ``new`` entries a continuation of the tree of ``old``."""
    assert 0 < old <= new
    return subtree(0, old, new, root_over)


def extends(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the tree of ``new`` entries continues the tree of ``old``.

    Nothing can be proved of an empty tree (RFC 9162, 2.1.4.2), so ``old`` = 0 is False.
    """
    return 0 < old <= new and covers(0, old, new, old_root, new_root, path)


def subtree(start: int, end: int, size: int, root_over: RootOver) -> list[bytes]:
    """The path from the subtree over ``[start, end)`` to the tree of ``size`` entries."""
    assert is_subtree(start, end)
    assert start < end <= size
    return _subpath(start, end, 0, size, root_over, known=True)


def _subpath(
    start: int, end: int, low: int, high: int, root_over: RootOver, *, known: bool
) -> list[bytes]:
    if (start, end) == (low, high):
        return [] if known else [root_over(low, high)]
    middle = low + (1 << ((high - low - 1).bit_length() - 1))
    if end <= middle:
        below = _subpath(start, end, low, middle, root_over, known=known)
        return [*below, root_over(middle, high)]
    if start >= middle:
        below = _subpath(start, end, middle, high, root_over, known=known)
    else:
        below = _subpath(middle, end, middle, high, root_over, known=False)
    return [*below, root_over(low, middle)]


def is_subtree(start: int, end: int) -> bool:
    """Whether entries ``[start, end)`` hang under one node of every tree that holds them."""
    if not 0 <= start <= end:
        return False
    return start == end or start % (1 << (end - start - 1).bit_length()) == 0


def covers(
    start: int, end: int, size: int, known: bytes, root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the path proves that the tree of ``size`` entries with ``root`` has, over ``[start, end)``, the
    subtree whose root is ``known``. The empty range is in every tree, with the empty path."""
    if not (is_subtree(start, end) and end <= size):
        return False
    if any(len(digest) != HASH_SIZE for digest in path):
        return False
    if start == end:
        return known == EMPTY_ROOT and not path
    return _climb(start, end - 1, size - 1, known, path) == (known, root)


def _climb(
    first: int, last: int, edge: int, known: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """The roots over the subtree and over the tree that the path leads to; None where its length is wrong.

    ``first``, ``last`` and ``edge`` number the subtree's first and last node and the tree's last node on one level;
    they are halved together on the way up. The draft above, section 4.4.3.
    """
    shift = _shared_levels(first, last, edge)
    first, last, edge = first >> shift, last >> shift, edge >> shift
    if first != last:
        if not path:
            return None
        known, path = path[0], path[1:]
    inner = outer = known
    for sibling in path:
        if edge == 0:
            return None
        if last & 1 or last == edge:
            if first < last:
                inner = node_hash(sibling, inner)
            outer = node_hash(sibling, outer)
            shift = (last & -last).bit_length() - 1 if last else edge.bit_length()
            first, last, edge = first >> shift, last >> shift, edge >> shift
        else:
            outer = node_hash(outer, sibling)
        first, last, edge = first >> 1, last >> 1, edge >> 1
    return (inner, outer) if edge == 0 else None


def _shared_levels(first: int, last: int, edge: int) -> int:
    """How many levels up lies the node from which the path starts."""
    shift = 0
    while first >> shift != last >> shift and (last == edge or last >> shift & 1):
        shift += 1
    return shift
