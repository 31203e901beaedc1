"""What every store must do, whatever it keeps things in. One class, run on each implementation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from comity.errors import BadInput, Conflict, StoreFailed
from comity.register.tree import Frontier, Growth, fold, grow, leaf_hash, leaf_hashes
from comity.store.memory import MemoryStore
from comity.store.opening import open_address
from comity.store.postgres import open_postgres
from comity.store.protocol import KeptBody, SealedContent, Snapshot, Span, Store
from comity.store.sqlite import open_store

COUNCIL = KeptBody("council", "example.org/council", "key of the council")
LEAGUE = KeptBody("league", "example.org/league", "key of the league")


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with opened(request, tmp_path) as store:
        store.found(COUNCIL, "empty")
        yield store


def opened(request: pytest.FixtureRequest, folder: Path) -> Store:
    match request.param:
        case "memory":
            return MemoryStore()
        case "sqlite":
            return open_store(folder / "register.db", create=True)
        case _:
            return open_postgres(request.getfixturevalue("postgres"), create=True)


def growth_of(store: Store, body: str, entries: Sequence[bytes]) -> Growth:
    return grow(store.head(body).frontier, leaf_hashes(entries))


def append(store: Store, *entries: bytes, body: str = "council", **more: object) -> None:
    """As the registrar does it."""
    growth = growth_of(store, body, entries)
    expected = store.head(body).size
    store.append(body, expected, entries, growth, f"checkpoint of {growth.after.size}", **more)  # type: ignore[arg-type]


class TestBodies:
    def test_a_founded_body_has_an_empty_register_with_its_first_checkpoint(
        self, store: Store
    ) -> None:
        head = store.head("council")
        assert (head.size, head.frontier, head.checkpoint) == (0, Frontier(), "empty")
        assert list(store.read("council")) == []

    def test_a_body_keeps_its_origin_and_key(self, store: Store) -> None:
        assert store.body("council") == COUNCIL

    def test_bodies_are_listed_in_the_order_of_their_founding(self, store: Store) -> None:
        store.found(LEAGUE, "empty")
        store.found(KeptBody("assembly", "example.org/assembly", "key"), "empty")
        assert [body.name for body in store.bodies()] == ["council", "league", "assembly"]

    def test_a_body_cannot_be_founded_twice(self, store: Store) -> None:
        append(store, b"convened")
        with pytest.raises(Conflict) as refusal:
            store.found(COUNCIL, "another")
        assert refusal.value.code == "store.founded"
        assert store.head("council").size == 1

    def test_an_unknown_body_is_refused_and_the_known_are_named(self, store: Store) -> None:
        for ask in (store.head, store.body, store.drop_snapshots, store.stored):
            with pytest.raises(BadInput, match="council") as refusal:
                ask("counsel")
            assert refusal.value.code == "store.body"

    def test_bodies_do_not_see_each_other(self, store: Store) -> None:
        store.found(LEAGUE, "empty")
        append(store, b"ours", request="r", sealed=[SealedContent(b"d" * 32, b"secret")])
        append(store, b"theirs", b"more", body="league")
        append(store, b"ours too")
        assert list(store.read("council")) == [b"ours", b"ours too"]
        assert list(store.read("league")) == [b"theirs", b"more"]
        assert store.request("league", "r") is None
        assert store.sealed("league", b"d" * 32) is None

    def test_the_sizes_of_all_are_asked_at_once(self, store: Store) -> None:
        store.found(LEAGUE, "empty")
        append(store, b"ours", b"ours too")
        assert list(store.sizes().items()) == [("council", 2), ("league", 0)]


class TestAppend:
    def test_entries_come_back_as_they_went_in_numbered_from_zero(self, store: Store) -> None:
        append(store, b"convened", b"")
        append(store, b"\x00\xff", "принято".encode())
        stored = list(store.stored("council"))
        entries = [b"convened", b"", b"\x00\xff", "принято".encode()]
        assert stored == list(zip(range(4), leaf_hashes(entries), entries, strict=True))

    def test_the_head_moves_with_the_entries(self, store: Store) -> None:
        append(store, b"convened", b"closed")
        head = store.head("council")
        assert head.size == 2
        assert head.frontier.root() == fold(leaf_hashes([b"convened", b"closed"]))
        assert head.checkpoint == "checkpoint of 2"

    def test_a_writer_that_lost_the_race_is_told_and_nothing_of_it_is_kept(
        self, store: Store
    ) -> None:
        late = growth_of(store, "council", [b"late"])
        append(store, b"first")
        with pytest.raises(Conflict, match=r"1 entries.*seen 0") as refusal:
            store.append(
                "council",
                0,
                [b"late"],
                late,
                "late",
                request="late",
                sealed=[SealedContent(b"d" * 32, b"secret")],
            )
        assert refusal.value.code == "store.size"
        assert list(store.read("council")) == [b"first"]
        assert store.head("council").checkpoint == "checkpoint of 1"
        assert store.request("council", "late") is None
        assert store.sealed("council", b"d" * 32) is None

    def test_a_writer_ahead_of_the_register_is_refused(self, store: Store) -> None:
        ahead = Frontier().extend(leaf_hashes([b"a", b"b"]))
        with pytest.raises(Conflict):
            store.append("council", 2, [b"c"], grow(ahead, [leaf_hash(b"c")]), "ahead")
        assert store.head("council").size == 0

    def test_a_group_of_none_moves_the_checkpoint_only(self, store: Store) -> None:
        append(store, b"convened")
        store.append("council", 1, [], growth_of(store, "council", []), "signed again")
        assert store.head("council").size == 1
        assert store.head("council").checkpoint == "signed again"


class TestTurns:
    def test_what_is_appended_in_a_turn_is_kept(self, store: Store) -> None:
        with store.turn("council"):
            append(store, b"a", request="r")
        with store.turn("council"):
            append(store, b"b")
            append(store, b"c")
        assert list(store.read("council")) == [b"a", b"b", b"c"]
        assert store.request("council", "r") == Span(0, 1)

    def test_a_turn_tells_where_the_register_stands(self, store: Store) -> None:
        append(store, b"a")
        append(store, b"b")
        with store.turn("council") as head:
            assert head == store.head("council")
            assert head.size == 2

    def test_a_turn_in_which_nothing_is_appended_leaves_nothing(self, store: Store) -> None:
        with store.turn("council"):
            assert store.head("council").size == 0
        with pytest.raises(BadInput), store.turn("council"):
            raise BadInput("act.unreadable", "No act.")
        with store.turn("council"):
            append(store, b"after")
        assert list(store.read("council")) == [b"after"]

    def test_a_refusal_in_a_turn_ends_it_and_nothing_more(self, store: Store) -> None:
        append(store, b"a", request="once")
        with pytest.raises(Conflict), store.turn("council"):
            append(store, b"b", request="once")
        with store.turn("council"):
            with pytest.raises(Conflict):
                append(store, b"b", request="once")
            append(store, b"c")
        assert list(store.read("council")) == [b"a", b"c"]

    def test_there_is_no_turn_of_an_unknown_body(self, store: Store) -> None:
        with pytest.raises(BadInput), store.turn("counsel"):
            pass
        append(store, b"after")

    @pytest.mark.parametrize("kind", ["sqlite", "postgres"])
    def test_who_takes_turns_never_loses_the_race(
        self, kind: str, request: pytest.FixtureRequest, tmp_path: Path
    ) -> None:
        address = str(request.getfixturevalue("postgres") if kind == "postgres" else tmp_path / "r")

        def write(writer: int) -> None:
            with open_address(address, patience=30) as store:  # as another process would
                for number in range(15):
                    with store.turn("council"):
                        append(store, b"%d %d" % (writer, number))

        with open_address(address, True) as store, ThreadPoolExecutor(4) as threads:
            store.found(COUNCIL, "empty")
            list(threads.map(write, range(4)))
            assert store.sizes() == {"council": 60}

    @pytest.mark.parametrize("kind", ["sqlite", "postgres"])
    def test_others_wait_while_it_is_somebodys_turn_as_long_as_their_patience_lasts(
        self, kind: str, request: pytest.FixtureRequest, tmp_path: Path
    ) -> None:
        address = str(request.getfixturevalue("postgres") if kind == "postgres" else tmp_path / "r")
        with open_address(address, True) as store, open_address(address, patience=0.05) as other:
            store.found(COUNCIL, "empty")
            with store.turn("council"):
                with pytest.raises(StoreFailed) as refusal:
                    append(other, b"late")
                assert refusal.value.code == "store.locked"
                with pytest.raises(StoreFailed), other.turn("council"):
                    pass
                assert other.head("council").size == 0
                append(store, b"in turn")
            append(other, b"after")
            assert list(store.read("council")) == [b"in turn", b"after"]


class TestReading:
    def test_any_stretch_can_be_read(self, store: Store) -> None:
        entries = [b"%d" % number for number in range(1500)]
        append(store, *entries)
        for start, stop in [(0, 1500), (0, 0), (7, 8), (511, 1025), (1499, 1500), (1499, 9999)]:
            assert list(store.read("council", start, stop)) == entries[start:stop]
            assert store.leaves("council", start, stop) == leaf_hashes(entries[start:stop])
        assert list(store.read("council", 1490)) == entries[1490:]
        assert list(store.read("council", 2000)) == []

    def test_a_reading_and_an_append_do_not_disturb_each_other(self, store: Store) -> None:
        entries = [b"%d" % number for number in range(1200)]
        append(store, *entries)
        reading = store.read("council", 0, 1200)
        seen = [next(reading)]
        append(store, b"meanwhile")
        other = list(store.read("council", 1199))
        assert seen + list(reading) == entries
        assert other == [b"1199", b"meanwhile"]


class TestBlocks:
    def test_a_block_is_kept_for_every_256_entries_however_they_came(self, store: Store) -> None:
        entries = [b"%d" % number for number in range(900)]
        for start, stop in [(0, 1), (1, 255), (255, 256), (256, 700), (700, 900)]:
            append(store, *entries[start:stop])
        kept = store.blocks("council", 1, 0, 100)
        assert [block.number for block in kept] == [0, 1, 2]
        for block in kept:
            first = block.number * 256
            assert block.hash == fold(leaf_hashes(entries[first : first + 256]))
        assert [block.number for block in store.blocks("council", 1, 1, 2)] == [1]
        assert store.blocks("council", 2, 0, 100) == []


class TestRequests:
    def test_a_request_is_answered_with_the_entries_it_brought(self, store: Store) -> None:
        append(store, b"before")
        append(store, b"a", b"b", b"c", request="roll call")
        assert store.request("council", "roll call") == Span(1, 3)
        assert store.request("council", "another") is None

    def test_a_request_id_is_good_for_one_append(self, store: Store) -> None:
        append(store, b"a", request="once")
        with pytest.raises(Conflict) as refusal:
            append(store, b"b", request="once")
        assert refusal.value.code == "store.request"
        assert list(store.read("council")) == [b"a"]
        assert store.head("council").size == 1


class TestSealed:
    def test_sealed_content_is_found_by_its_digest(self, store: Store) -> None:
        append(store, b"entry", sealed=[SealedContent(b"d" * 32, b"the name of the candidate")])
        assert store.sealed("council", b"d" * 32) == b"the name of the candidate"
        assert store.sealed("council", b"e" * 32) is None

    def test_erased_content_is_gone_and_its_entry_stays(self, store: Store) -> None:
        append(store, b"entry", sealed=[SealedContent(b"d" * 32, b"the name of the candidate")])
        assert store.erase("council", b"d" * 32)
        assert store.sealed("council", b"d" * 32) is None
        assert list(store.read("council")) == [b"entry"]

    def test_all_that_is_sealed_and_not_erased_can_be_gone_through(self, store: Store) -> None:
        contents = [SealedContent(b"%032d" % number, b"%d" % number) for number in range(1200)]
        append(store, b"entry", sealed=contents[::-1])
        store.erase("council", contents[7].digest)
        assert list(store.all_sealed("council")) == contents[:7] + contents[8:]

    def test_there_is_nothing_to_erase_twice(self, store: Store) -> None:
        append(store, b"entry", sealed=[SealedContent(b"d" * 32, b"secret")])
        assert store.erase("council", b"d" * 32)
        assert not store.erase("council", b"d" * 32)
        assert not store.erase("council", b"e" * 32)

    def test_what_was_erased_does_not_come_back_with_another_entry(self, store: Store) -> None:
        append(store, b"one", sealed=[SealedContent(b"d" * 32, b"secret")])
        store.erase("council", b"d" * 32)
        append(store, b"two", sealed=[SealedContent(b"d" * 32, b"secret")])
        assert store.sealed("council", b"d" * 32) is None


class TestSnapshots:
    def test_a_snapshot_serves_the_engine_that_wrote_it_and_no_other(self, store: Store) -> None:
        snapshot = Snapshot(12, "1.0", b"state")
        store.put_snapshot("council", snapshot)
        assert store.snapshot("council", "1.0", 12) == snapshot
        assert store.snapshot("council", "1.1", 12) is None
        assert store.snapshot("council", "1.0", 11) is None

    def test_snapshots_of_several_sizes_are_listed_with_their_bytes_in_order(
        self, store: Store
    ) -> None:
        store.put_snapshot("council", Snapshot(20, "1.0", b"later"))
        store.put_snapshot("council", Snapshot(3, "1.0", b"first"))
        store.put_snapshot("council", Snapshot(12, "1.0", b"in between"))
        store.put_snapshot("council", Snapshot(7, "1.1", b"another engine"))
        assert list(store.snapshots("council", "1.0").items()) == [(3, 5), (12, 10), (20, 5)]

    def test_a_snapshot_takes_the_place_of_another_of_its_size(self, store: Store) -> None:
        store.put_snapshot("council", Snapshot(12, "1.0", b"state"))
        store.put_snapshot("council", Snapshot(12, "1.1", b"of the next engine"))
        assert store.snapshot("council", "1.0", 12) is None
        assert store.snapshot("council", "1.1", 12) == Snapshot(12, "1.1", b"of the next engine")

    def test_all_snapshots_but_those_to_keep_are_deleted_whichever_engine_wrote_them(
        self, store: Store
    ) -> None:
        store.found(LEAGUE, "empty")
        store.put_snapshot("league", Snapshot(3, "1.0", b"theirs"))
        for size, engine in ((3, "1.0"), (12, "1.0"), (14, "0.9"), (20, "1.0")):
            store.put_snapshot("council", Snapshot(size, engine, b"state"))
        store.drop_snapshots("council", {3, 20, 99})
        assert list(store.snapshots("council", "1.0")) == [3, 20]
        assert store.snapshots("council", "0.9") == {}
        assert list(store.snapshots("league", "1.0")) == [3]

    def test_dropping_all_snapshots_leaves_the_register(self, store: Store) -> None:
        append(store, b"entry")
        store.put_snapshot("council", Snapshot(1, "1.0", b"state"))
        store.drop_snapshots("council")
        assert store.snapshots("council", "1.0") == {}
        assert list(store.read("council")) == [b"entry"]


class TestThreads:
    @pytest.mark.parametrize("store", ["sqlite", "postgres"], indirect=True)
    def test_writers_in_several_threads_of_one_store_get_everything_in_and_nothing_twice(
        self, store: Store
    ) -> None:
        def write(writer: int) -> None:
            for number in range(20):
                insist(store, b"%d %d" % (writer, number), f"{writer} {number}")

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(write, range(4)))
        entries = list(store.read("council"))
        assert store.head("council").frontier.root() == fold(leaf_hashes(entries))
        for writer in range(4):
            mine = [entry for entry in entries if entry.startswith(b"%d " % writer)]
            assert mine == [b"%d %d" % (writer, number) for number in range(20)]
        assert len(entries) == 80

    @pytest.mark.parametrize("store", ["sqlite", "postgres"], indirect=True)
    def test_a_stream_begun_in_one_thread_may_be_read_on_in_another(self, store: Store) -> None:
        entries = [b"%d" % number for number in range(3000)]
        append(store, *entries)
        reading = store.read("council")
        seen = [next(reading)]
        with ThreadPoolExecutor(1) as thread:
            seen += thread.submit(list, reading).result()
        assert seen == entries


def insist(store: Store, entry: bytes, request: str) -> None:
    """Append, again and again while others are faster."""
    while store.request("council", request) is None:
        head = store.head("council")
        growth = grow(head.frontier, leaf_hashes([entry]))
        with suppress(Conflict):
            store.append("council", head.size, [entry], growth, "checkpoint", request=request)


class TestIndex:
    def test_there_is_none_at_first(self, store: Store) -> None:
        assert store.indexed("council", 1) == 0
        assert store.newest_indexed("council", b"AM", 10, 10) == []

    def test_chunks_are_kept_one_after_another(self, store: Store) -> None:
        assert store.put_index("council", 1, 0, {b"AM": b"\0\1", b"BE": b"\0\2"}) == 1
        assert store.put_index("council", 1, 1, {b"AM": b"\0\3"}) == 2
        assert store.put_index("council", 1, 2, {}) == 3
        assert store.put_index("council", 1, 3, {b"AM": b"\0\4"}) == 4
        assert store.indexed("council", 1) == 4
        newest = [tuple(row) for row in store.newest_indexed("council", b"AM", 3, 10)]
        assert newest == [(1, b"\0\3"), (0, b"\0\1")]
        assert [tuple(row) for row in store.newest_indexed("council", b"AM", 9, 1)] == [
            (3, b"\0\4")
        ]
        assert store.newest_indexed("council", b"A", 9, 9) == []

    def test_a_chunk_that_is_not_the_next_changes_nothing(self, store: Store) -> None:
        assert store.put_index("council", 1, 1, {b"AM": b"\0\1"}) == 0
        assert store.put_index("council", 1, 0, {b"AM": b"\0\1"}) == 1
        assert store.put_index("council", 1, 0, {b"AM": b"\0\2"}) == 1
        newest = [tuple(row) for row in store.newest_indexed("council", b"AM", 9, 9)]
        assert newest == [(0, b"\0\1")]

    def test_an_index_of_an_older_form_gives_way_and_one_of_a_newer_form_does_not(
        self, store: Store
    ) -> None:
        store.put_index("council", 1, 0, {b"AM": b"\0\1"})
        store.put_index("council", 1, 1, {b"AM": b"\0\2"})
        assert store.indexed("council", 2) == 0
        assert store.put_index("council", 2, 0, {b"BE": b"\0\3"}) == 1
        assert store.newest_indexed("council", b"AM", 9, 9) == []
        assert store.put_index("council", 1, 0, {b"AM": b"\0\1"}) == 0
        assert store.indexed("council", 1) == 0
        assert store.indexed("council", 2) == 1

    def test_it_is_of_one_body_and_dropped_at_will(self, store: Store) -> None:
        store.found(LEAGUE, "empty")
        for body in ("council", "league"):
            store.put_index(body, 1, 0, {body.encode(): b"\0\1"})
        assert store.newest_indexed("council", b"league", 9, 9) == []
        store.drop_index("council")
        assert (store.indexed("council", 1), store.indexed("league", 1)) == (0, 1)
        assert store.newest_indexed("council", b"council", 9, 9) == []
        assert len(store.newest_indexed("league", b"league", 9, 9)) == 1

    def test_of_two_processes_one_keeps_the_chunk_and_both_know(
        self, store: Store, request: pytest.FixtureRequest, tmp_path: Path
    ) -> None:
        with ThreadPoolExecutor(2) as both:
            put = [both.submit(store.put_index, "council", 1, 0, {b"AM": b"\0\1"}) for _ in "ab"]
        assert [one.result(60) for one in put] == [1, 1]
        assert store.indexed("council", 1) == 1

    def test_a_body_that_is_not_kept_has_none(self, store: Store) -> None:
        with pytest.raises(BadInput):
            store.indexed("nobody", 1)
