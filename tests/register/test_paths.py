"""Paths against 518 foreign vectors, a slow twin's roots, and a foreign prover and checker."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

from comity.register.paths import (
    consistency,
    covers,
    extends,
    includes,
    inclusion,
    is_subtree,
    subtree,
)
from comity.register.tree import fold, leaf_hashes

VECTORS = json.loads(
    gzip.decompress(
        (Path(__file__).parents[1] / "vectors" / "merkle" / "merkle_proofs.json.gz").read_bytes()
    )
)
ENTRIES = [b"entry %d" % number for number in range(70)]
LEAVES = leaf_hashes(ENTRIES)


def root_over(start: int, end: int) -> bytes:
    return fold(LEAVES[start:end])


def path_of(vector: dict[str, Any]) -> list[bytes]:
    return [b64decode(digest) for digest in vector["proof"] or []]


def name(vector: dict[str, Any]) -> str:
    return str(vector["file"]).removesuffix(".json")


def test_there_are_518_vectors() -> None:
    assert sum(map(len, VECTORS.values())) == 518


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=name)
def test_inclusion_vector(vector: dict[str, Any]) -> None:
    holds = includes(
        b64decode(vector["leafHash"] or ""),
        vector["leafIdx"],
        vector["treeSize"],
        path_of(vector),
        b64decode(vector["root"] or ""),
    )
    assert holds is not vector["wantErr"]


@pytest.mark.parametrize("vector", VECTORS["consistency"], ids=name)
def test_consistency_vector(vector: dict[str, Any]) -> None:
    holds = extends(
        vector["size1"],
        b64decode(vector["root1"] or ""),
        vector["size2"],
        b64decode(vector["root2"] or ""),
        path_of(vector),
    )
    assert holds is not vector["wantErr"]


@pytest.mark.parametrize("vector", VECTORS["subtreeconsistency"], ids=name)
def test_subtree_consistency_vector(vector: dict[str, Any]) -> None:
    holds = covers(
        vector["start"],
        vector["end"],
        vector["size"],
        b64decode(vector["root1"] or ""),
        b64decode(vector["root2"] or ""),
        path_of(vector),
    )
    assert holds is not vector["wantErr"]


@pytest.mark.parametrize("vector", VECTORS["subtreeinclusion"], ids=name)
def test_subtree_inclusion_vector(vector: dict[str, Any]) -> None:
    start, end = vector["start"], vector["end"]
    holds = is_subtree(start, end) and includes(
        b64decode(vector["leafHash"] or ""),
        vector["leafIdx"] - start,
        end - start,
        path_of(vector),
        b64decode(vector["root"] or ""),
    )
    assert holds is not vector["wantErr"]


def test_every_entry_of_every_small_tree_is_proved_and_stands_for_no_other() -> None:
    for size in range(1, 40):
        root = root_over(0, size)
        for index in range(size):
            path = inclusion(index, size, root_over)
            assert includes(LEAVES[index], index, size, path, root)
            others = (index - 1, index + 1, size, -1)
            assert not any(includes(LEAVES[index], other, size, path, root) for other in others)
            assert not includes(LEAVES[index - 1], index, size, path, root) or size == 1


def test_every_small_tree_is_proved_to_continue_every_smaller_one() -> None:
    for new in range(1, 40):
        for old in range(1, new + 1):
            path = consistency(old, new, root_over)
            assert extends(old, root_over(0, old), new, root_over(0, new), path)
            forged = fold([LEAVES[-1], *LEAVES[1:old]])
            assert not extends(old, forged, new, root_over(0, new), path)


def test_every_subtree_of_every_small_tree_is_proved() -> None:
    for size in range(1, 34):
        for start in range(size):
            for end in range(start + 1, size + 1):
                if is_subtree(start, end):
                    path = subtree(start, end, size, root_over)
                    root = root_over(start, end)
                    assert covers(start, end, size, root, root_over(0, size), path)


@given(st.data())
@settings(deadline=None)
def test_a_changed_path_proves_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 70))
    index = data.draw(st.integers(0, size - 1))
    path = inclusion(index, size, root_over)
    place = data.draw(st.integers(0, len(path) - 1))
    changed = bytes([path[place][0] ^ data.draw(st.integers(1, 255))]) + path[place][1:]
    for wrong in (
        [*path[:place], changed, *path[place + 1 :]],
        [*path, path[0]],
        path[:-1],
        path[1:],
        [path[0], *path],
        [*path[:place], path[place][:31], *path[place + 1 :]],
    ):
        assert not includes(LEAVES[index], index, size, wrong, root_over(0, size))


def test_a_range_is_a_subtree_where_its_start_is_aligned_to_its_length() -> None:
    """By definition: it hangs under one node of the tree, here found by walking down."""

    def walked(start: int, end: int, low: int, high: int) -> bool:
        if (start, end) == (low, high):
            return True
        if high - low < 2:
            return False
        middle = low + (high - low) // 2
        if start < middle < end:
            return start == low and walked(middle, end, middle, high)
        return walked(start, end, *((low, middle) if end <= middle else (middle, high)))

    for start in range(32):
        for end in range(start + 1, 33):
            prefix_or_node = any(
                walked(start, end, low, low + width)
                for width in (1, 2, 4, 8, 16, 32)
                for low in range(0, 32, width)
            )
            assert is_subtree(start, end) == prefix_or_node
    assert not is_subtree(3, 2)
    assert not is_subtree(-1, 0)


def test_a_foreign_checker_accepts_our_roots_and_a_foreign_prover_makes_our_path() -> None:
    foreign = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        foreign.append_entry(entry)
    for index in (0, 1, 31, 32, 68, 69):
        proof = foreign.prove_inclusion(index + 1)
        verify_inclusion(LEAVES[index], root_over(0, 70), proof)
        assert includes(LEAVES[index], index, 70, proof.path[1:], root_over(0, 70))
    for old in (1, 2, 33, 64, 69):
        verify_consistency(root_over(0, old), root_over(0, 70), foreign.prove_consistency(old, 70))
