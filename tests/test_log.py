"""One reader of a register: the same state with snapshots and without, at every size, and on every day."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity import log as reading
from comity.body.acts import EnterPerson, FoundBody
from comity.body.evolve import fold
from comity.body.knowledge import as_known
from comity.body.state import State, snapshot
from comity.errors import StoreFailed
from comity.exchange.records import read_record, replay_record
from comity.log import Log, form, leave_snapshots, packed, unpacked, worth_keeping
from comity.register.keys import SigningKey
from comity.registrar import EXAMPLE, Registrar, found
from comity.store.memory import MemoryStore
from comity.store.opening import open_address
from comity.store.protocol import Snapshot, Store

RECORDS = Path(__file__).parents[1] / "records"
KEY = SigningKey("example.org/league", bytes(32))
FOUNDING = FoundBody(charter=EXAMPLE, clerk="p1", clerk_name="Ada", organ="bureau")
FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots are worth it from four entries on."""
    monkeypatch.setattr(reading, "WORTH_A_SNAPSHOT", 4)
    monkeypatch.setattr(reading, "SPACING", 4)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    match request.param:
        case "memory":
            yield MemoryStore()
        case "sqlite":
            with open_address(tmp_path / "league.db", True) as opened:
                yield opened
        case _:
            with open_address(request.getfixturevalue("postgres"), True) as opened:
                yield opened


def league(store: Store, persons: int) -> Registrar:
    """A league with so many persons, one entered each day."""
    days = count()
    clock = lambda: FIRST + timedelta(days=next(days))  # noqa: E731
    registrar = found(store, "league", FOUNDING, KEY, clock=clock)
    for number in range(persons):
        registrar.submit([EnterPerson(by="p1", for_="bureau", name=f"Person {number}")])
    return registrar


def plain(state: State) -> bytes:
    return snapshot(state)


def names(state: State) -> list[Any]:
    return [person.name for person in state.persons.values()]


@pytest.mark.usefixtures("often")
class TestStates:
    def test_the_state_at_each_size_is_what_the_entries_give(self, store: Store) -> None:
        league(store, 21)
        log = Log(store, "league")
        leave_snapshots(store, "league")
        assert len(store.snapshots("league", form())) > 3
        for size in range(23):
            assert plain(log.state(size)) == plain(fold(log.entries(0, size)))

    def test_it_is_read_from_the_nearest_snapshot_and_not_from_the_beginning(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        league(store, 21)
        leave_snapshots(store, "league")
        read: list[int] = []
        original = store.read

        def watched(body: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
            for number, data in enumerate(original(body, start, stop), start):
                read.append(number)
                yield data

        monkeypatch.setattr(store, "read", watched)
        assert Log(store, "league").state(14).size == 14
        assert min(read) >= 8
        assert Log(store, "league").state().size == 22

    def test_what_was_known_on_a_day_is_read_from_the_nearest_snapshot(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        league(store, 30)
        leave_snapshots(store, "league")
        log = Log(store, "league")
        expected = names(as_known(log.entries(), "2026-03-16"))
        read: list[int] = []
        original = store.read

        def watched(body: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
            for number, data in enumerate(original(body, start, stop), start):
                read.append(number)
                yield data

        monkeypatch.setattr(store, "read", watched)
        assert names(log.as_known_on("2026-03-16")) == expected
        assert expected[-1] == "Person 13"  # founded on 2 March, the first entered on the 3rd
        assert len(read) < 20

    def test_the_first_entry_from_an_instant_is_found_by_halving(self, store: Store) -> None:
        league(store, 9)
        log = Log(store, "league")
        instants = [entry.at for entry in log.entries()]
        for number, instant in enumerate(instants):
            assert log.first_from(instant) == number
        assert log.first_from("2020-01-01T00:00:00.000Z") == 0
        assert log.first_from("2030-01-01T00:00:00.000Z") == 10


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("record", ["csto"])
def test_what_was_known_on_each_day_of_a_record_is_the_same_with_snapshots_and_without(
    record: str,
) -> None:
    path = RECORDS / record / "record.yaml"
    store = MemoryStore()
    replay_record(read_record(path), store, SigningKey(f"example.org/{record}", bytes(32)))
    name = store.bodies()[0].name
    leave_snapshots(store, name)
    log = Log(store, name)
    entries = list(log.entries())
    days = {entry.at[:10] for entry in entries}
    days |= {s.published[:10] for s in log.state().sources.values() if len(s.published) >= 10}
    for day in sorted(days)[:: max(1, len(days) // 12)]:
        assert plain(log.as_known_on(day)) == plain(as_known(entries, day)), day


class Foreign(msgspec.Struct, array_like=True):
    """A state of another program."""

    body: str = "league"
    size: int = 6
    other: dict[str, int] = {}


def other_register() -> State:
    return league(MemoryStore(), 5).state


UNUSABLE = {
    "garbage": b"garbage",
    "nothing": b"",
    "truncated": packed(other_register())[:-20],
    "another form": packed(other_register())[:8] + zlib.compress(msgspec.msgpack.encode(Foreign())),
    "an empty state": packed(State()),
    "a state of another size": packed(league(MemoryStore(), 4).state),
    "a state of nothing": packed(State(body="league", size=6, at="2026-03-06T12:00:00.000Z")),
    "another register": packed(found(MemoryStore(), "other", FOUNDING, KEY).state),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_a_snapshot_that_cannot_be_used_is_passed_over_and_replaced(
    what: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = plain(league(store, 5).state)
    store.put_snapshot("league", Snapshot(6, form(), UNUSABLE[what]))
    assert plain(Log(store, "league").state()) == expected
    assert plain(Registrar(store, "league", KEY).state) == expected
    assert names(Log(store, "league").as_known_on("2026-03-03")) == ["Ada", "Person 0"]
    monkeypatch.setattr(reading, "WORTH_A_SNAPSHOT", 4)
    assert plain(Registrar(store, "league", KEY).state) == expected  # it leaves one
    kept = store.snapshot("league", form(), 6)
    assert kept is not None
    found_again = unpacked(kept.data)
    assert found_again is not None
    assert plain(found_again) == expected


def test_a_snapshot_of_more_entries_than_there_are_is_passed_over(store: Store) -> None:
    expected = plain(league(store, 2).state)
    ahead = league(MemoryStore(), 5).state
    store.put_snapshot("league", Snapshot(6, form(), packed(ahead)))
    assert plain(Log(store, "league").state()) == expected
    assert plain(Registrar(store, "league", KEY).state) == expected


def test_snapshots_of_another_version_are_deleted_when_snapshots_are_left(store: Store) -> None:
    registrar = league(store, 2)
    store.put_snapshot("league", Snapshot(2, "0/0.0.9", b"older"))
    registrar.keep_snapshot()
    assert store.snapshots("league", "0/0.0.9") == {}
    assert list(store.snapshots("league", form())) == [3]


def test_a_store_that_takes_no_snapshot_does_not_keep_anybody_from_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = MemoryStore()
    expected = plain(league(store, 5).state)
    monkeypatch.setattr(reading, "WORTH_A_SNAPSHOT", 2)

    def full(*_: object) -> None:
        raise StoreFailed("store.full", "There is no space left.")

    monkeypatch.setattr(store, "put_snapshot", full)
    assert plain(Registrar(store, "league", KEY).state) == expected


class TestWhichAreKept:
    def test_at_most_so_many_are_kept_however_large_the_register(self) -> None:
        kept: dict[int, int] = {}
        for size in range(reading.SPACING, 3_000_000, reading.SPACING):
            kept[size] = 1
            wanted = worth_keeping(kept)
            assert size in wanted
            assert len(wanted) <= reading.MOST + 2
            kept = dict.fromkeys(wanted, 1)
        gaps = [b - a for a, b in zip([0, *sorted(kept)], sorted(kept), strict=False)]
        assert max(gaps) <= 2 * reading.spacing(3_000_000)

    def test_they_are_thinned_until_they_fit_into_the_bytes_allowed(self) -> None:
        large = dict.fromkeys(range(32_768, 400_000, 32_768), reading.MOST_BYTES // 3)
        wanted = worth_keeping(large)
        assert sum(large[size] for size in wanted - {max(large)}) <= reading.MOST_BYTES
        assert max(large) in wanted

    def test_one_that_alone_is_too_large_is_kept_if_it_is_the_latest(self) -> None:
        assert worth_keeping({40_000: 1, 90_000: 1 << 40}) == {40_000, 90_000}
        assert worth_keeping({40_000: 1 << 40, 90_000: 1}) == {90_000}
