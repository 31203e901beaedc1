"""Writers that are killed in the middle of their work, hundreds of them, and what they leave behind.

A program of its own, run by ``test_kills.py``, so that forking a writer is cheap: ``killed_writers.py FOLDER ROUNDS``.
Every writer appends groups of one to four entries and says over a pipe which group was acknowledged. It is killed
after a while that differs from round to round. Then the register must hold every acknowledged group, no part of a
group, and must verify. Prints ``kills acknowledged entries``.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from itertools import count
from pathlib import Path

from comity.register import checkpoint
from comity.register.keys import SigningKey
from comity.register.tree import EMPTY_ROOT, grow, leaf_hashes
from comity.store import evidence
from comity.store.protocol import KeptBody, Store
from comity.store.sqlite import open_store

KEY = SigningKey("example.org/council", bytes(32))
COUNCIL = KeptBody("council", KEY.name, KEY.verifying.text())
ENTRY = re.compile(rb"(\d+):(\d+) (\d) of (\d) ")


def append_group(store: Store, writer: int, group: int) -> None:
    width = group % 4 + 1
    entries = [
        b"%d:%d %d of %d " % (writer, group, part, width) + b"x" * (group * 37 % 900)
        for part in range(width)
    ]
    head = store.head("council")
    growth = grow(head.frontier, leaf_hashes(entries))
    text = checkpoint.sign(KEY.name, growth.after.size, growth.after.root(), KEY)
    store.append("council", head.size, entries, growth, text, request=f"{writer}:{group}")


def write(path: Path, writer: int, pipe: int) -> None:
    """Make the store if need be, found the body if need be, append until killed."""
    store = open_store(path, create=True)
    if not store.bodies():
        store.found(COUNCIL, checkpoint.sign(KEY.name, 0, EMPTY_ROOT, KEY))
    for group in count():
        append_group(store, writer, group)
        os.write(pipe, b"%d:%d\n" % (writer, group))


def seconds_undisturbed(path: Path) -> float:
    """What a writer takes on this machine to make a store and append twenty groups: writers are killed within that."""
    start = time.perf_counter()
    with open_store(path, create=True) as store:
        store.found(COUNCIL, checkpoint.sign(KEY.name, 0, EMPTY_ROOT, KEY))
        for group in range(20):
            append_group(store, 0, group)
    return time.perf_counter() - start


def run_and_kill(path: Path, writer: int, seconds: float) -> list[str]:
    """The groups that a writer, killed after that time, had been told were kept."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            write(path, writer, writing)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert os.WTERMSIG(status) == signal.SIGKILL, "a writer ended by itself"
    with os.fdopen(reading) as pipe:
        return pipe.read().split()


def check(store: Store, since: int, acknowledged: list[str]) -> int:
    """The size of the register, whose entries from ``since`` on are whole groups, the acknowledged among them."""
    size = store.head("council").size
    entries = list(store.read("council", since, size))
    assert len(entries) == size - since
    groups: dict[str, list[int]] = {}
    for entry in entries:
        match = ENTRY.match(entry)
        assert match is not None
        writer, group, part, width = map(int, match.groups())
        groups.setdefault(f"{writer}:{group}", []).append(part)
        assert width == group % 4 + 1
    for name, parts in groups.items():
        assert parts == list(range(int(name.split(":")[1]) % 4 + 1)), f"half of group {name}"
        span = store.request("council", name)
        assert span is not None
        assert span.count == len(parts)
    missing = set(acknowledged) - set(groups)
    assert not missing, f"acknowledged and lost: {missing}"
    return size


def main(folder: Path, rounds: int) -> None:
    undisturbed = seconds_undisturbed(folder / "undisturbed.db")
    path, size, acknowledged = folder / "register.db", 0, 0
    for writer in range(rounds):
        told = run_and_kill(path, writer, 0.0005 + writer * 37 % 251 / 251 * undisturbed)
        acknowledged += len(told)
        with open_store(path, create=True) as store:
            if not store.bodies():
                assert not told
                continue
            size = check(store, size, told)
            if writer % 50 == 0 or writer == rounds - 1:
                assert evidence.verify(store, "council", KEY.verifying).size == size
    for writer in range(rounds // 3):
        fresh = folder / f"{writer}.db"
        told = run_and_kill(fresh, writer, writer * 37 % 251 / 251 * undisturbed / 2)
        with open_store(fresh, create=True) as store:
            assert store.bodies() or not told
            if store.bodies():
                check(store, 0, told)
                evidence.verify(store, "council", KEY.verifying)
    print(rounds + rounds // 3, acknowledged, size)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
