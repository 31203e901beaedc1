"""The tree against a slow recursive twin and a foreign implementation."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from comity.errors import BadInput
from comity.register.tree import (
    EMPTY_ROOT,
    Block,
    Frontier,
    fold,
    grow,
    leaf_hash,
    leaf_hashes,
    node_hash,
)

ENTRIES = [b"entry %d" % number for number in range(1100)]
LEAVES = leaf_hashes(ENTRIES)


def mth(entries: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, as it stands there."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


BLOCKS = [Block(1, number, mth(ENTRIES[number * 256 :][:256])) for number in range(4)]


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert leaf_hash(b"") == sha256(b"\x00").digest()
    assert leaf_hashes([b"", b"a"]) == [leaf_hash(b""), leaf_hash(b"a")]
    assert node_hash(b"l" * 32, b"r" * 32) == sha256(b"\x01" + b"l" * 32 + b"r" * 32).digest()


def test_the_root_over_any_number_of_entries_is_that_of_the_rfc() -> None:
    for size in [*range(70), 127, 128, 129, 255, 256, 257, 511, 512, 513, 767, 1023, 1024, 1100]:
        assert fold(LEAVES[:size]) == mth(ENTRIES[:size])


def test_the_root_equals_that_of_a_foreign_implementation() -> None:
    foreign = InmemoryTree(algorithm="sha256")
    tree = Frontier()
    for entry in ENTRIES[:300]:
        foreign.append_entry(entry)
        tree = tree.append(leaf_hash(entry))
        assert tree.root() == foreign.get_root()


@given(st.lists(st.sampled_from([0, 1, 2, 3, 100, 255, 256, 257, 700]), max_size=12))
@settings(deadline=None)
def test_a_tree_grown_in_steps_of_any_size_is_the_same_tree(steps: list[int]) -> None:
    tree = Frontier()
    for step in steps:
        tree = tree.extend(LEAVES[tree.size : tree.size + step])
        assert tree.root() == fold(LEAVES[: tree.size])
        assert len(tree.peaks) == tree.size.bit_count()


def test_the_peaks_are_the_roots_of_the_complete_subtrees_largest_first() -> None:
    tree = Frontier().extend(LEAVES[:13])
    assert tree.peaks == (mth(ENTRIES[:8]), mth(ENTRIES[8:12]), mth(ENTRIES[12:13]))


def test_the_empty_tree_has_the_root_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == fold([]) == sha256(b"").digest()
    assert Frontier().extend([]) == Frontier()


@given(st.lists(st.integers(1, 400), max_size=12))
@settings(deadline=None)
def test_growth_gives_each_block_when_it_is_completed(steps: list[int]) -> None:
    tree, blocks = Frontier(), list[Block]()
    for step in steps:
        growth = grow(tree, LEAVES[tree.size : tree.size + step])
        tree = growth.after
        blocks.extend(growth.blocks)
        assert len(blocks) == tree.size // 256
    assert blocks == BLOCKS[: len(blocks)]


def test_blocks_of_blocks_are_given_too() -> None:
    leaves = [sha256(bytes([n % 251])).digest() for n in range(65_536)]
    growth = grow(Frontier().extend(leaves[:65_535]), leaves[65_535:])
    assert [(block.level, block.number) for block in growth.blocks] == [(1, 255), (2, 0)]
    assert growth.blocks[1].hash == growth.after.root() == fold(leaves)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 1000])
def test_a_frontier_comes_back_from_its_bytes(size: int) -> None:
    tree = Frontier().extend(LEAVES[:size])
    assert Frontier.from_bytes(tree.to_bytes()) == tree
    assert tree.to_bytes() == size.to_bytes(8, "big") + b"".join(tree.peaks)


@pytest.mark.parametrize("cut", [0, 3, 8, 39, 40, 71])
def test_a_frontier_cut_short_is_refused(cut: int) -> None:
    data = Frontier().extend(LEAVES[:3]).to_bytes()
    with pytest.raises(BadInput):
        Frontier.from_bytes(data[:cut] if cut else data + b"\x00")
