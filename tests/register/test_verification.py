"""Verification finds every kind of tampering, names the entry, and says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import pytest

from comity.errors import BadInput, Untrustworthy
from comity.register import checkpoint
from comity.register.keys import SigningKey
from comity.register.tree import Block, Frontier, fold, grow, leaf_hash, leaf_hashes
from comity.register.verification import Row, verify

KEY = SigningKey("example.org/council", bytes(32))
SIZE = 600


def entry(number: int) -> bytes:
    return b'{"n":%d,"of":"council"}' % number


def examine(number: int, data: bytes) -> str:
    return "" if data.startswith(b'{"n":%d,' % number) else "it bears another number"


def signed(leaves: Sequence[bytes]) -> str:
    return checkpoint.sign(KEY.name, len(leaves), fold(leaves), KEY)


@dataclass(frozen=True)
class Register:
    """All that a store keeps of a register, to be tampered with."""

    rows: tuple[Row, ...]
    blocks: tuple[Block, ...]
    frontier: Frontier
    head: str

    def stored(self, level: int, start: int, stop: int) -> list[Block]:
        return [one for one in self.blocks if one.level == level and start <= one.number < stop]

    def verify(self, **more: object) -> checkpoint.Checkpoint:
        return verify(
            self.rows,
            self.head,
            KEY.verifying,
            frontier=self.frontier,
            blocks=self.stored,
            **more,  # type: ignore[arg-type]
        )

    def finding(self, **more: object) -> Untrustworthy:
        with pytest.raises(Untrustworthy) as finding:
            self.verify(**more)
        return finding.value


def register_of(entries: Sequence[bytes]) -> Register:
    leaves = leaf_hashes(entries)
    growth = grow(Frontier(), leaves)
    rows = tuple(zip(range(len(entries)), leaves, entries, strict=True))
    return Register(rows, growth.blocks, growth.after, signed(leaves))


GOOD = register_of([entry(number) for number in range(SIZE)])
LEAVES = [leaf for _, leaf, _ in GOOD.rows]


def renumbered(rows: Iterable[tuple[bytes, bytes]]) -> tuple[Row, ...]:
    return tuple((number, leaf, data) for number, (leaf, data) in enumerate(rows))


def with_row(number: int, change: Callable[[Row], Row]) -> Register:
    rows = list(GOOD.rows)
    rows[number] = change(rows[number])
    return replace(GOOD, rows=tuple(rows))


def flip(data: bytes, bit: int = 0) -> bytes:
    return bytes([data[0] ^ 1 << bit]) + data[1:]


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 512, 600])
def test_a_register_as_it_was_signed_verifies(size: int) -> None:
    register = register_of([entry(number) for number in range(size)])
    kept = [signed(LEAVES[:part]) for part in (0, 1, size // 2, size) if part <= size]
    head = register.verify(examine=examine, kept=kept)
    assert (head.size, head.root) == (size, fold(LEAVES[:size]))


@pytest.mark.parametrize("number", [0, 1, 255, 256, 511, 512, 599])
def test_a_changed_bit_in_an_entry_is_named(number: int) -> None:
    for bit in range(8):
        finding = with_row(
            number, lambda row, bit=bit: (row[0], row[1], flip(row[2], bit))
        ).finding()  # type: ignore[misc]
        assert finding.entry == number
        assert finding.code == "register.changed"
        assert "bytes were changed" in finding.sentence


@pytest.mark.parametrize("number", [0, 255, 256, 599])
def test_a_changed_bit_in_a_stored_leaf_hash_is_named_and_told_from_a_changed_entry(
    number: int,
) -> None:
    finding = with_row(number, lambda row: (row[0], flip(row[1]), row[2])).finding()
    assert finding.entry == number
    assert "hash stored beside it was changed" in finding.sentence


def test_an_entry_rewritten_with_its_hash_is_named_to_its_block() -> None:
    forged = b'{"n":300,"of":"cabinet"}'
    finding = with_row(300, lambda row: (row[0], leaf_hash(forged), forged)).finding(
        examine=examine
    )
    assert finding.code == "register.rewritten"
    assert finding.entry == 256
    assert "entries 256 to 511" in finding.sentence


def test_an_entry_rewritten_with_everything_up_to_the_head_is_narrowed_by_kept_heads() -> None:
    forged = [entry(number) for number in range(SIZE)]
    forged[300] = b'{"n":300,"of":"cabinet"}'
    register = replace(register_of(forged), head=GOOD.head)
    finding = register.finding(kept=[signed(LEAVES[:size]) for size in (100, 290, 450)])
    assert finding.code == "register.rewritten"
    assert finding.entry == 290
    assert register.finding().entry == 0


@pytest.mark.parametrize("number", [0, 1, 256, 598])
def test_a_removed_entry_is_named(number: int) -> None:
    gap = replace(GOOD, rows=GOOD.rows[:number] + GOOD.rows[number + 1 :])
    assert (gap.finding().entry, gap.finding().code) == (number, "register.missing")


@pytest.mark.parametrize("number", [0, 1, 256, 598])
def test_a_removed_entry_is_named_though_those_behind_it_moved_up(number: int) -> None:
    rows = [row[1:] for row in GOOD.rows]
    del rows[number]
    closed = replace(GOOD, rows=renumbered(rows))
    assert closed.finding(examine=examine).entry == number
    first = closed.finding().entry
    assert first is not None
    assert first // 256 == number // 256 or first == SIZE - 1


@pytest.mark.parametrize(("number", "named"), [(0, 1), (1, 2), (256, 257), (599, 592)])
def test_an_inserted_entry_is_named_or_the_last_complete_subtree_that_holds_it(
    number: int, named: int
) -> None:
    rows = [row[1:] for row in GOOD.rows]
    forged = b'{"n":%d,"of":"cabinet"}' % number
    rows.insert(number, (leaf_hash(forged), forged))
    inserted = replace(GOOD, rows=renumbered(rows))
    finding = inserted.finding()
    assert finding.entry is not None
    assert finding.entry // 256 == number // 256
    assert finding.code in {"register.rewritten", "register.surplus"}
    assert inserted.finding(examine=examine).entry == named


def test_an_entry_appended_beyond_the_signed_head_is_named() -> None:
    data = entry(SIZE)
    longer = replace(GOOD, rows=(*GOOD.rows, (SIZE, leaf_hash(data), data)))
    finding = longer.finding()
    assert (finding.entry, finding.code) == (SIZE, "register.surplus")


def test_a_wrong_entry_before_one_beyond_the_head_is_named_first() -> None:
    data = entry(SIZE)
    wrong = with_row(590, lambda row: (row[0], row[1], flip(row[2])))
    longer = replace(wrong, rows=(*wrong.rows, (SIZE, leaf_hash(data), data)))
    assert longer.finding().entry == 590


def test_exchanged_entries_are_named() -> None:
    rows = list(GOOD.rows)
    rows[300], rows[310] = (300, *rows[310][1:]), (310, *rows[300][1:])
    swapped = replace(GOOD, rows=tuple(rows))
    finding = swapped.finding(examine=examine)
    assert (finding.entry, finding.code) == (300, "register.content")
    assert "bears another number" in finding.sentence
    assert swapped.finding().entry == 256


def test_rows_out_of_order_are_named() -> None:
    rows = list(GOOD.rows)
    rows[300], rows[301] = rows[301], rows[300]
    assert replace(GOOD, rows=tuple(rows)).finding().entry == 300
    twice = replace(GOOD, rows=(*GOOD.rows[:301], *GOOD.rows[300:]))
    assert (twice.finding().entry, twice.finding().code) == (301, "register.order")


def test_entries_missing_at_the_end_are_found_by_the_head() -> None:
    finding = replace(GOOD, rows=GOOD.rows[:512]).finding()
    assert (finding.entry, finding.code) == (512, "register.missing")
    assert finding.evidence == (GOOD.head,)


def test_a_register_cut_short_with_its_head_is_found_by_a_checkpoint_kept_elsewhere() -> None:
    short = register_of([entry(number) for number in range(400)])
    assert short.verify().size == 400
    finding = short.finding(kept=[GOOD.head])
    assert (finding.code, finding.entry) == ("register.truncated", 400)
    assert finding.evidence == (GOOD.head, short.head)


def test_a_forked_history_is_found_by_a_checkpoint_kept_elsewhere_with_both_signatures() -> None:
    other = [entry(number) for number in range(SIZE)]
    other[300] = b'{"n":300,"of":"cabinet"}'
    fork = register_of(other)
    assert fork.verify(examine=examine).size == SIZE
    kept = [signed(LEAVES[:size]) for size in (450, 290, 100)]
    finding = fork.finding(kept=kept)
    assert finding.code == "register.forked"
    assert finding.evidence == (kept[0], fork.head)
    assert finding.entry == 290


def test_every_changed_block_and_frontier_is_found_and_the_entries_are_cleared() -> None:
    for place, block in enumerate(GOOD.blocks):
        blocks = list(GOOD.blocks)
        blocks[place] = replace(block, hash=flip(block.hash))
        for changed in (blocks, blocks[:place] + blocks[place + 1 :]):
            finding = replace(GOOD, blocks=tuple(changed)).finding()
            assert finding.code == "register.stored"
            assert "entries are as they were signed" in finding.sentence
    for place, peak in enumerate(GOOD.frontier.peaks):
        peaks = list(GOOD.frontier.peaks)
        peaks[place] = flip(peak)
        finding = replace(GOOD, frontier=Frontier(SIZE, tuple(peaks))).finding()
        assert finding.code == "register.stored"


def test_every_changed_letter_of_the_signed_head_is_found() -> None:
    signature_at = GOOD.head.index("— ")
    for place in range(len(GOOD.head) - 1):
        if GOOD.head[place] == "\n" or place == signature_at:
            continue
        changed = GOOD.head[:place] + chr(ord(GOOD.head[place]) ^ 1) + GOOD.head[place + 1 :]
        with pytest.raises((Untrustworthy, BadInput)):
            replace(GOOD, head=changed).verify()


def test_a_head_for_other_entries_is_found() -> None:
    head = checkpoint.sign(KEY.name, SIZE, b"r" * 32, KEY)
    finding = replace(GOOD, head=head).finding()
    assert finding.code == "register.rewritten"
    assert finding.evidence == (head,)


def test_something_stored_that_is_no_bytes_is_named() -> None:
    finding = with_row(7, lambda row: (row[0], row[1], "text")).finding()  # type: ignore[arg-type,return-value]
    assert finding.entry == 7
    finding = with_row(7, lambda row: (row[0], None, row[2])).finding()  # type: ignore[arg-type,return-value]
    assert finding.entry == 7


def test_the_verifier_reads_a_stream_and_holds_a_block_at_most() -> None:
    taken = 0

    def rows() -> Iterable[Row]:
        nonlocal taken
        for row in GOOD.rows:
            taken += 1
            yield row

    seen: list[int] = []

    def watching(number: int, data: bytes) -> str:
        seen.append(taken - number)
        return ""

    verify(rows(), GOOD.head, KEY.verifying, examine=watching)
    assert len(seen) == SIZE
    assert max(seen) <= 256
