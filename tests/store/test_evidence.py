"""Evidence from a store: proofs made from blocks, verification of what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from comity.errors import BadInput, Untrustworthy
from comity.register import checkpoint, proof
from comity.register.heads import check_continuation
from comity.register.keys import SigningKey
from comity.register.paths import is_subtree
from comity.register.tree import EMPTY_ROOT, fold, grow, leaf_hash, leaf_hashes
from comity.register.verification import Row
from comity.store import evidence
from comity.store.memory import MemoryStore
from comity.store.protocol import KeptBody, Store
from comity.store.sqlite import open_store

KEY = SigningKey("example.org/council", bytes(32))
COUNCIL = KeptBody("council", KEY.name, KEY.verifying.text())
LARGE = [b"%d" % number for number in range(66_100)]
LARGE_LEAVES = leaf_hashes(LARGE)


def append(store: Store, entries: list[bytes]) -> str:
    head = store.head("council")
    growth = grow(head.frontier, leaf_hashes(entries))
    text = checkpoint.sign(KEY.name, growth.after.size, growth.after.root(), KEY)
    store.append("council", head.size, entries, growth, text)
    return text


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    empty = checkpoint.sign(KEY.name, 0, EMPTY_ROOT, KEY)
    if request.param == "memory":
        with MemoryStore() as memory:
            memory.found(COUNCIL, empty)
            yield memory
    else:
        with open_store(tmp_path / "register.db", create=True) as sqlite:
            sqlite.found(COUNCIL, empty)
            yield sqlite


@pytest.fixture(scope="module")
def large() -> Store:
    """More than a block of blocks, so that both levels are used."""
    store = MemoryStore()
    store.found(COUNCIL, "")
    append(store, LARGE[:65_000])
    append(store, LARGE[65_000:])
    return store


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 600])
def test_what_a_store_keeps_verifies(store: Store, size: int) -> None:
    if size:
        append(store, LARGE[:size])
    assert evidence.verify(store, "council", KEY.verifying).size == size


def test_the_root_over_any_subtree_is_put_together_from_blocks_and_leaves(large: Store) -> None:
    root_over = evidence.root_over(large, "council")
    size = len(LARGE)
    stretches = [(0, size), (0, 65_536), (65_536, size), (0, 257), (256, 512), (512, 1024)]
    stretches += [(0, 300), (65_536, 65_900), (32_768, 65_536), (7, 8), (66_048, 66_100)]
    for start, end in stretches:
        assert is_subtree(start, end)
        assert root_over(start, end) == fold(LARGE_LEAVES[start:end])


@pytest.mark.parametrize("number", [0, 255, 256, 40_000, 65_535, 65_536, 66_099])
def test_any_entry_of_a_large_register_is_proved(large: Store, number: int) -> None:
    text = evidence.prove(large, "council", number)
    proven = proof.check(text, KEY.verifying)
    assert (proven.entry, proven.index) == (LARGE[number], number)
    assert proven.checkpoint.root == fold(LARGE_LEAVES)


def test_every_entry_of_a_small_register_is_proved(store: Store) -> None:
    append(store, LARGE[:300])
    for number in range(300):
        text = evidence.prove(store, "council", number)
        assert proof.check(text, KEY.verifying).entry == LARGE[number]


@pytest.mark.parametrize("old", [1, 255, 256, 65_000, 65_536, 66_100])
def test_a_large_register_is_shown_to_continue_an_earlier_head(large: Store, old: int) -> None:
    earlier = checkpoint.sign(KEY.name, old, fold(LARGE_LEAVES[:old]), KEY)
    later = large.head("council").checkpoint
    path = evidence.prove_continuation(large, "council", earlier)
    assert check_continuation(earlier, later, path, KEY.verifying)[1].size == len(LARGE)


def test_there_is_no_proof_of_what_is_not_there(store: Store) -> None:
    with pytest.raises(BadInput, match="empty"):
        evidence.prove(store, "council", 0)
    early = store.head("council").checkpoint
    text = append(store, LARGE[:3])
    for number in (-1, 3):
        with pytest.raises(BadInput, match="0 to 2"):
            evidence.prove(store, "council", number)
    with pytest.raises(BadInput, match="continue"):
        evidence.prove_continuation(store, "council", early)
    larger = checkpoint.sign(KEY.name, 9, b"r" * 32, KEY)
    with pytest.raises(BadInput, match="continue"):
        evidence.prove_continuation(store, "council", larger)
    assert text == store.head("council").checkpoint


def test_a_register_verifies_under_the_key_of_its_signer_only(store: Store) -> None:
    append(store, LARGE[:3])
    other = SigningKey(KEY.name, b"o" * 32)
    with pytest.raises(Untrustworthy) as finding:
        evidence.verify(store, "council", other.verifying)
    assert finding.value.code == "note.unsigned"


def test_a_kept_checkpoint_of_another_history_is_evidence(store: Store) -> None:
    append(store, LARGE[:3])
    kept = checkpoint.sign(KEY.name, 2, b"r" * 32, KEY)
    with pytest.raises(Untrustworthy) as finding:
        evidence.verify(store, "council", KEY.verifying, kept=[kept])
    assert finding.value.code == "register.forked"
    assert finding.value.evidence == (kept, store.head("council").checkpoint)


def test_what_is_appended_during_verification_disturbs_nothing(store: Store) -> None:
    append(store, LARGE[:600])

    def meanwhile(rows: Iterable[Row]) -> Iterable[Row]:
        for row in rows:
            if row[0] in (0, 599):
                append(store, [b"later"])
            yield row

    assert evidence.verify(store, "council", KEY.verifying, watch=meanwhile).size == 600
    assert evidence.verify(store, "council", KEY.verifying).size == 602


def test_a_row_beyond_the_head_is_named(tmp_path: Path) -> None:
    with open_store(tmp_path / "register.db", create=True) as store:
        store.found(COUNCIL, checkpoint.sign(KEY.name, 0, EMPTY_ROOT, KEY))
        append(store, LARGE[:3])
        row = (3, leaf_hash(b"beyond"), b"beyond")
        store._connection.execute("INSERT INTO entry VALUES (?, ?, ?)", row)
        with pytest.raises(Untrustworthy) as finding:
            evidence.verify(store, "council", KEY.verifying)
        assert (finding.value.entry, finding.value.code) == (3, "register.surplus")
