"""A lock that its holder lends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from comity.locking import LendableLock

PATIENCE = 60


def test_one_thread_holds_it_at_a_time_and_again_within() -> None:
    lock, inside = LendableLock(), []

    def count(_: int) -> None:
        for _ in range(200):
            with lock, lock:
                inside.append(1)
                assert len(inside) == 1
                inside.pop()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count, range(4)))
    assert not lock.is_held()


def test_another_thread_takes_it_while_it_is_lent_and_the_holder_waits_to_have_it_back() -> None:
    lock, taken, free = LendableLock(), Event(), Event()

    def take() -> None:
        with lock:
            taken.set()
            assert free.wait(PATIENCE)

    with ThreadPoolExecutor(1) as other, lock, lock:
        with lock.lent():
            future = other.submit(take)
            assert taken.wait(PATIENCE)
            assert not lock.is_held()
            free.set()
        assert lock.is_held()
        assert future.done() or future.result(PATIENCE) is None
    assert not lock.is_held()


def test_it_is_held_again_though_something_failed_while_it_was_lent() -> None:
    lock = LendableLock()
    with lock:
        with pytest.raises(ValueError, match="failed"), lock.lent():
            raise ValueError("failed")
        assert lock.is_held()
    assert not lock.is_held()


def test_a_thread_that_does_not_hold_it_lends_nothing() -> None:
    lock = LendableLock()
    with lock.lent():
        assert not lock.is_held()
    with lock:
        assert lock.is_held()
