"""Heads beside each other: what is joined by a path, what was cut short."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from comity.errors import Untrustworthy
from comity.register import checkpoint
from comity.register.heads import check_continuation, gather
from comity.register.keys import SigningKey
from comity.register.paths import consistency
from comity.register.tree import fold, leaf_hashes

KEY = SigningKey("example.org/council", bytes(32))
SIZE = 300
LEAVES = leaf_hashes([b"%d" % number for number in range(SIZE)])


def signed(leaves: Sequence[bytes], key: SigningKey = KEY) -> str:
    return checkpoint.sign(KEY.name, len(leaves), fold(leaves), key)


def test_two_heads_are_joined_by_a_path_and_by_no_other() -> None:
    old, new = signed(LEAVES[:100]), signed(LEAVES)
    path = consistency(100, SIZE, lambda start, end: fold(LEAVES[start:end]))
    before, after = check_continuation(old, new, path, KEY.verifying)
    assert (before.size, after.size) == (100, SIZE)
    forged = signed([*LEAVES[:99], LEAVES[0]])
    for earlier, later, steps in [(forged, new, path), (old, new, path[1:]), (new, old, path)]:
        with pytest.raises(Untrustworthy) as finding:
            check_continuation(earlier, later, steps, KEY.verifying)
        assert finding.value.code == "proof.continuation"
        assert finding.value.evidence == (earlier, later)


def test_kept_heads_are_put_in_order_of_size() -> None:
    kept = [signed(LEAVES[:size]) for size in (200, 0, SIZE, 7)]
    heads = gather(signed(LEAVES), kept, KEY.verifying)
    assert [promise.size for promise, _ in heads.kept] == [0, 7, 200, SIZE]
    assert [text for _, text in heads.kept] == [kept[1], kept[3], kept[0], kept[2]]


def test_a_kept_head_that_another_signed_is_not_evidence_against_the_register() -> None:
    forged = signed(LEAVES, SigningKey(KEY.name, b"f" * 32))
    with pytest.raises(Untrustworthy) as finding:
        gather(signed(LEAVES[:5]), [forged], KEY.verifying)
    assert finding.value.code == "note.unsigned"
