"""A register is carried whole between SQLite and PostgreSQL, both ways, or stays where it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from comity.body.acts import CloseSession
from comity.body.entry import Entry
from comity.errors import BadInput, ComityError, Conflict, StoreFailed
from comity.register import checkpoint
from comity.register.keys import SigningKey
from comity.register.tree import EMPTY_ROOT, Frontier, grow, leaf_hashes
from comity.store import evidence
from comity.store.codec import encode
from comity.store.moving import Movable, copy, move
from comity.store.opening import open_address
from comity.store.protocol import KeptBody, SealedContent, Snapshot, Span, Store

KEY = SigningKey("example.org/council", bytes(32))
COUNCIL = KeptBody("council", KEY.name, KEY.verifying.text())
LEAGUE = KeptBody("league", KEY.name, KEY.verifying.text())
EMPTY = Frontier()
SIZE = 700
SECRETS = [SealedContent(sha256(text).digest(), text) for text in (b"kept", b"erased")]
DIRECTIONS = ["sqlite to postgres", "postgres to sqlite"]


def addresses(direction: str, request: pytest.FixtureRequest, folder: Path) -> tuple[str, str]:
    """Where from and where to."""
    first, _, second = direction.partition(" to ")
    kinds: dict[str, Callable[[str], str]] = {
        "sqlite": lambda name: str(folder / f"{name}.db"),
        "postgres": lambda _: str(request.getfixturevalue("postgres")),
    }
    return kinds[first]("from"), kinds[second]("to")


def entry(number: int, body: str = "council") -> bytes:
    act = CloseSession(session=f"s{number}")
    at = "2026-03-01T09:00:00.000Z"
    return encode(Entry(n=number, body=body, at=at, charter=0, engine=1, act=act))


def append(store: Store, entries: list[bytes], body: str = "council", **more: Any) -> None:
    head = store.head(body)
    growth = grow(head.frontier, leaf_hashes(entries))
    text = checkpoint.sign(KEY.name, growth.after.size, growth.after.root(), KEY)
    store.append(body, head.size, entries, growth, text, **more)


def filled(store: Movable) -> None:
    """A council with a long register, requests, sealed content of which some was erased; and a league beside it."""
    empty = checkpoint.sign(KEY.name, 0, EMPTY_ROOT, KEY)
    store.found(LEAGUE, empty)
    store.found(COUNCIL, empty)
    entries = [entry(number) for number in range(SIZE)]
    append(store, entries[:300], request="first")
    append(store, entries[300:], request="второй", sealed=SECRETS)
    append(store, [entry(0, "league")], "league", request="first")
    store.erase("council", SECRETS[1].digest)
    store.put_snapshot("council", Snapshot(SIZE, "1", b"state"))


@pytest.fixture(params=DIRECTIONS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Movable, Movable]]:
    source, target = addresses(request.param, request, tmp_path)
    with open_address(source, True) as first, open_address(target, True) as second:
        filled(first)
        yield first, second


def kept(store: Movable, body: str = "council") -> tuple[object, ...]:
    """Everything that must be carried."""
    blocks = store.blocks(body, 1, 0, 9), store.blocks(body, 2, 0, 9)
    streams = store.stored(body), store.all_requests(body), store.all_digests(body)
    return store.body(body), store.head(body), blocks, *map(list, streams)


def names(store: Store) -> list[str]:
    return [body.name for body in store.bodies()]


Stores = tuple[Movable, Movable]


def test_a_body_is_moved_with_everything_and_its_head_unchanged(stores: Stores) -> None:
    source, target = stores
    before = kept(source)
    head = move(source, target, "council")
    assert kept(target) == before
    assert head == target.head("council")
    assert target.request("council", "второй") == Span(300, SIZE - 300)
    assert target.sealed("council", SECRETS[0].digest) == b"kept"
    assert target.snapshot("council", "1", SIZE) == Snapshot(SIZE, "1", b"state")
    assert evidence.verify(target, "council", KEY.verifying).size == SIZE


def test_what_was_moved_is_no_longer_in_the_source_and_its_neighbour_is(stores: Stores) -> None:
    source, target = stores
    beside = kept(source, "league")
    move(source, target, "council")
    assert names(source) == ["league"]
    assert kept(source, "league") == beside
    with pytest.raises(BadInput):
        append(source, [entry(SIZE)])


def test_a_worker_that_knew_the_body_is_told_that_it_is_gone_whoever_came_after(
    stores: Stores, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    source, target = stores
    direction = request.node.callspec.params["stores"]
    with open_address(addresses(direction, request, tmp_path)[0]) as worker:
        head = worker.head("council")
        move(source, target, "council")
        source.found(KeptBody("assembly", KEY.name, KEY.verifying.text()), head.checkpoint)
        for ask in (worker.head, worker.body):
            with pytest.raises(BadInput):
                ask("council")
        with pytest.raises(BadInput):
            worker.append("council", 0, [b"x"], grow(EMPTY, leaf_hashes([b"x"])), "late")
        assert worker.sizes() == {"league": 1, "assembly": 0}


def test_a_body_comes_back_as_it_went(stores: Stores) -> None:
    source, target = stores
    before = kept(source)
    move(source, target, "council")
    append(target, [entry(SIZE)], request="there")
    after = kept(target)
    move(target, source, "council")
    assert kept(source) == after != before
    assert names(target) == []
    append(source, [entry(SIZE + 1)])
    assert evidence.verify(source, "council", KEY.verifying).size == SIZE + 2


def test_what_was_erased_does_not_come_back_after_a_move(stores: Stores) -> None:
    source, target = stores
    move(source, target, "council")
    append(target, [entry(SIZE)], sealed=[SECRETS[1]])
    assert target.sealed("council", SECRETS[1].digest) is None


def test_a_body_that_the_target_keeps_is_refused_and_both_stay(stores: Stores) -> None:
    source, target = stores
    target.found(COUNCIL, checkpoint.sign(KEY.name, 0, EMPTY_ROOT, KEY))
    append(target, [entry(0)])
    before = kept(source), kept(target)
    with pytest.raises(Conflict) as refused:
        move(source, target, "council")
    assert refused.value.code == "store.founded"
    assert (kept(source), kept(target)) == before


def test_a_move_to_where_it_is_already_is_refused_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    path = tmp_path / "one.db"
    other = tmp_path / "other.db"
    with open_address(path, True) as source:
        filled(source)
        other.symlink_to(path)
        before = kept(source)
        with open_address(other, patience=0.05) as target, pytest.raises(StoreFailed):
            move(source, target, "council")
        assert kept(source) == before


def test_a_move_to_the_same_database_is_refused_and_nothing_is_lost(postgres: str) -> None:
    with open_address(postgres, True) as source:
        filled(source)
        before = kept(source)
        with open_address(postgres, patience=0.05) as target, pytest.raises(StoreFailed):
            move(source, target, "council")
        assert kept(source) == before


def test_a_register_that_does_not_verify_is_not_moved(stores: Stores) -> None:
    source, target = stores
    wrong = checkpoint.sign(KEY.name, SIZE, bytes(32), KEY)
    source.append("council", SIZE, [], grow(source.head("council").frontier, []), wrong)
    with pytest.raises(ComityError):
        move(source, target, "council")
    assert (names(source), names(target)) == (["league", "council"], [])


def test_a_move_that_fails_in_the_middle_leaves_nothing_in_the_target(stores: Stores) -> None:
    source, target = stores
    before, passes = kept(source), 0

    def breaking(rows: Iterable[Any]) -> Iterator[Any]:
        nonlocal passes
        passes += 1
        for number, row in enumerate(rows):
            if passes == 2 and number == SIZE // 2:
                raise StoreFailed("store.full", "There is no space left.")
            yield row

    with pytest.raises(StoreFailed):
        move(source, target, "council", watch=breaking)
    assert passes == 2
    assert names(target) == []
    assert kept(source) == before
    append(source, [entry(SIZE)])


def test_a_move_interrupted_after_the_copy_is_finished_by_the_same_move(stores: Stores) -> None:
    source, target = stores
    copy(source, target, "council")
    before = kept(source)
    move(source, target, "council")
    assert kept(target) == before
    assert names(source) == ["league"]


def test_a_copy_in_which_something_else_was_recorded_is_not_taken_for_the_body(
    stores: Stores,
) -> None:
    source, target = stores
    copy(source, target, "council")
    target.erase("council", SECRETS[0].digest)
    with pytest.raises(Conflict) as refused:
        move(source, target, "council")
    assert refused.value.code == "move.differs"
    assert names(source) == ["league", "council"]


def test_nobody_appends_to_a_body_while_it_is_moved(
    stores: Stores, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    source, target = stores
    direction = request.node.callspec.params["stores"]
    address = addresses(direction, request, tmp_path)[0]
    refusals = []

    def meanwhile(rows: Iterable[Any]) -> Iterator[Any]:
        with open_address(address, patience=0.05) as late:
            with pytest.raises(StoreFailed) as refused:
                append(late, [entry(SIZE)])
            refusals.append(refused.value.code)
        return iter(rows)

    move(source, target, "council", watch=meanwhile)
    assert set(refusals) == {"store.locked"}
    assert target.head("council").size == SIZE


KILLED = """
import os, signal, sys
from comity.store.moving import move
from comity.store.opening import open_address

source, target, moment = sys.argv[1:]
passed = 0

def watch(rows):
    global passed
    passed += 1
    for number, row in enumerate(rows):
        if f"{passed} {number}" == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        yield row

move(open_address(source), open_address(target, True), "council", watch=watch)
"""


@pytest.mark.parametrize("moment", ["2 350", "2 699", "3 350"])
def test_whoever_is_killed_in_the_middle_leaves_the_body_whole_and_can_begin_again(
    stores: Stores, moment: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    source, target = stores
    before = kept(source)
    direction = request.node.callspec.params["stores"]
    words = [sys.executable, "-c", KILLED, *addresses(direction, request, tmp_path), moment]
    done = subprocess.run(words, env={**os.environ}, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert kept(source) == before
    assert names(target) == ([] if moment < "3" else ["council"])
    move(source, target, "council")
    assert kept(target) == before
    assert names(source) == ["league"]
