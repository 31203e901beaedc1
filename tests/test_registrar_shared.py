"""A registrar whose state others read: they do not wait for the disk, and see nothing that is not committed. And a store
that fails in the middle of a commit: what was recorded is found out, and nothing is recorded twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest

from comity.body.acts import EnterPerson, FoundBody
from comity.body.state import snapshot
from comity.errors import Refused, StoreFailed
from comity.locking import LendableLock
from comity.register.keys import SigningKey
from comity.registrar import ALONE, EXAMPLE, Registrar, found
from comity.store import evidence
from comity.store.memory import MemoryStore
from comity.store.protocol import Head

KEY = SigningKey("example.org/league", bytes(32))
FOUNDING = FoundBody(charter=EXAMPLE, clerk="p1", clerk_name="Ada", organ="bureau")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENCE = 60


def person(name: str, by: str = "p1") -> EnterPerson:
    return EnterPerson(by=by, for_="bureau", name=name)


class SlowStore(MemoryStore):
    """A store whose appends, once it is slow, wait until the disk is free; it may fail then."""

    def __init__(self) -> None:
        super().__init__()
        self.is_slow = False
        self.waits, self.free = Event(), Event()
        self.failure: StoreFailed | None = None

    def append(self, *args: Any, **kwargs: Any) -> None:
        if self.is_slow:
            self.waits.set()
            assert self.free.wait(PATIENCE)
        if self.failure is not None:
            raise self.failure
        super().append(*args, **kwargs)


@pytest.fixture
def store() -> SlowStore:
    return SlowStore()


@pytest.fixture
def shared(store: SlowStore) -> Registrar:
    found(store, "league", FOUNDING, KEY, clock=lambda: NOON)
    return Registrar(store, "league", KEY, clock=lambda: NOON, lock=LendableLock())


def names(registrar: Registrar) -> list[Any]:
    """As a page reads them."""
    with registrar.lock:
        return [person.name for person in registrar.state.persons.values()]


def submit_as_a_page(registrar: Registrar, acts: Sequence[EnterPerson], request: str = "") -> Any:
    """A page holds the state when it submits what its form says."""
    with registrar.lock:
        assert registrar.state.size
        answer = registrar.submit(acts, request)
        assert registrar.lock.is_held()
        return answer


@contextmanager
def committing(
    store: SlowStore, registrar: Registrar, acts: Sequence[EnterPerson]
) -> Iterator[Future[Any]]:
    """While an act waits for the disk; then the disk is free."""
    store.is_slow = True
    with ThreadPoolExecutor(1) as thread:
        future = thread.submit(submit_as_a_page, registrar, acts)
        try:
            assert store.waits.wait(PATIENCE)
            yield future
        finally:
            store.free.set()


ONE = [person("Bela")]
SEVERAL = [person("Bela"), person("Cecil"), person("Dora")]


@pytest.mark.parametrize("acts", [ONE, SEVERAL], ids=["one act", "several acts"])
@pytest.mark.parametrize("looks", [0, ALONE + 1], ids=["in turn", "alone"])
class TestReadersDuringACommit:
    def test_they_do_not_wait_and_see_what_is_committed(
        self, store: SlowStore, shared: Registrar, acts: list[EnterPerson], looks: int
    ) -> None:
        for _ in range(looks):
            assert names(shared) == ["Ada"]
        with committing(store, shared, acts) as future:
            with ThreadPoolExecutor(1) as reader:
                assert reader.submit(names, shared).result(PATIENCE) == ["Ada"]
            assert not future.done()
        assert future.result(PATIENCE).first == 1
        assert names(shared) == ["Ada", *(act.name for act in acts)]

    def test_they_never_see_an_act_that_then_fails_to_commit(
        self, store: SlowStore, shared: Registrar, acts: list[EnterPerson], looks: int
    ) -> None:
        for _ in range(looks):
            assert names(shared) == ["Ada"]
        store.failure = StoreFailed("store.full", "There is no space left.")
        with committing(store, shared, acts) as future:
            assert names(shared) == ["Ada"]
        with pytest.raises(StoreFailed):
            future.result(PATIENCE)
        assert names(shared) == ["Ada"]
        store.failure = None
        submit_as_a_page(shared, acts)
        assert names(shared) == ["Ada", *(act.name for act in acts)]

    def test_a_reader_that_catches_up_before_the_writer_does_so_once(
        self, store: SlowStore, shared: Registrar, acts: list[EnterPerson], looks: int
    ) -> None:
        """The commit is through, and the writer has not taken the lock again."""
        for _ in range(looks):
            assert names(shared) == ["Ada"]
        with committing(store, shared, acts) as future, shared.lock:
            store.free.set()
            while store.head("league").size == 1:
                pass
            assert len(names(shared)) == 1 + len(acts)
        future.result(PATIENCE)
        fresh = Registrar(store, "league", KEY)
        assert snapshot(shared.state) == snapshot(fresh.state)


def test_writers_of_one_registrar_take_turns(store: SlowStore, shared: Registrar) -> None:
    wanted = [f"{writer} {number}" for writer in range(4) for number in range(10)]

    def write(name: str) -> None:
        submit_as_a_page(
            shared, [person(name)] if name[-1] != "7" else [person(name), person(f"{name}+")]
        )

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, wanted))
    assert sorted(names(shared)) == sorted(["Ada", *wanted, *(f"{w} 7+" for w in range(4))])
    assert snapshot(shared.state) == snapshot(Registrar(store, "league", KEY).state)
    assert evidence.verify(store, "league", KEY.verifying).size == 45


def test_a_group_that_is_refused_half_way_is_never_seen(shared: Registrar) -> None:
    with pytest.raises(Refused):
        submit_as_a_page(shared, [person("Bela"), person("Cecil", by="nobody")])
    assert names(shared) == ["Ada"]
    submit_as_a_page(shared, SEVERAL)
    submit_as_a_page(shared, [person("Emil"), person("Fay")])
    assert names(shared) == ["Ada", "Bela", "Cecil", "Dora", "Emil", "Fay"]


# --- a commit whose answer is lost ------------------------------------------------------------------------------------


class LosingStore(MemoryStore):
    """A store that loses the connection in an append: before it is committed, or after; and that may be away then."""

    def __init__(self) -> None:
        super().__init__()
        self.loses = ""
        self.is_away = False

    def append(self, *args: Any, **kwargs: Any) -> None:
        loses, self.loses = self.loses, ""
        if not loses:
            return super().append(*args, **kwargs)
        if loses == "after":
            super().append(*args, **kwargs)
        raise StoreFailed("store.lost", "The connection was lost.")

    @contextmanager
    def turn(self, body: str) -> Iterator[Head]:
        if self.is_away:
            raise StoreFailed("store.unreached", "The database cannot be reached.")
        yield self.head(body)


@pytest.fixture
def losing() -> LosingStore:
    return LosingStore()


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize("looks", [0, ALONE + 1], ids=["in turn", "alone"])
@pytest.mark.parametrize("loses", ["before", "after"])
@pytest.mark.parametrize("acts", [ONE, SEVERAL], ids=["one act", "several acts"])
@pytest.mark.parametrize("request_id", ["", "r1"])
class TestALostAnswer:
    def test_the_act_is_recorded_once_and_answered(
        self,
        losing: LosingStore,
        is_shared: bool,
        looks: int,
        loses: str,
        acts: Any,
        request_id: str,
    ) -> None:
        registrar = lost(losing, is_shared, looks)
        losing.loses = loses
        answer = registrar.submit(acts, request_id)
        assert (answer.first, len(answer.entries)) == (1, len(acts))
        assert answer.checkpoint == losing.head("league").checkpoint
        assert losing.head("league").size == 1 + len(acts)
        assert names(registrar) == ["Ada", *(act.name for act in acts)]


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize("loses", ["before", "after"])
@pytest.mark.parametrize("acts", [ONE, SEVERAL], ids=["one act", "several acts"])
def test_where_it_cannot_be_looked_up_that_is_said_and_a_repeat_finds_out(
    losing: LosingStore, is_shared: bool, loses: str, acts: Any
) -> None:
    registrar = lost(losing, is_shared, ALONE + 1)
    losing.loses, losing.is_away = loses, True
    with pytest.raises(StoreFailed) as failure:
        registrar.submit(acts, "r1")
    assert failure.value.code == "store.unknown"
    assert "request id" in failure.value.remedy
    losing.is_away = False
    assert registrar.submit(acts, "r1").first == 1
    assert losing.head("league").size == 1 + len(acts)
    assert names(registrar) == ["Ada", *(act.name for act in acts)]


def lost(store: LosingStore, is_shared: bool, looks: int) -> Registrar:
    found(store, "league", FOUNDING, KEY, clock=lambda: NOON)
    lock = LendableLock() if is_shared else None
    registrar = Registrar(store, "league", KEY, clock=lambda: NOON, lock=lock)
    for _ in range(looks):
        assert registrar.state.size == 1
    return registrar


def test_a_register_that_was_put_back_to_an_earlier_one_is_folded_anew() -> None:
    store = MemoryStore()
    registrar = found(store, "league", FOUNDING, KEY, clock=lambda: NOON)
    registrar.submit([person("Bela"), person("Cecil")])
    earlier = MemoryStore()
    other = found(earlier, "league", FOUNDING, KEY, clock=lambda: NOON)
    other.submit([person("Dora")])
    registrar.store._registers = earlier._registers  # type: ignore[attr-defined]
    assert names(registrar) == ["Ada", "Dora"]
    registrar.submit([person("Emil")])
    assert names(registrar) == ["Ada", "Dora", "Emil"]
