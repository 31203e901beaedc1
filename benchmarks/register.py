"""The register and its store against the limits of the machine, every ratio within one run.

    python benchmarks/register.py [--entries 1000000] [--folder DIR]

==============  ==================================================================================
append          one durable append (hash, tree, sign, commit), and a hundred in one commit, against
                one raw row a commit in the same file
bulk            appends of 10,000 against one raw ``executemany`` of the same bytes
verify          a streaming verification against one SHA-256 call an entry over the same bytes
disk            bytes of the file an entry against bytes of the entry
history         an append of one after ten thousand, a hundred thousand, a million
==============  ==================================================================================
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from statistics import median
from time import perf_counter

from comity.register import checkpoint
from comity.register.keys import SigningKey
from comity.register.tree import EMPTY_ROOT, grow, leaf_hashes
from comity.store import evidence
from comity.store.protocol import KeptBody
from comity.store.sqlite import SqliteStore, open_store

KEY = SigningKey("example.org/council", bytes(32))
COUNCIL = KeptBody("council", KEY.name, KEY.verifying.text())
GROUP = 10_000
TURNS = 20


def entry(number: int) -> bytes:
    """Some 250 bytes, no two alike, such as a plain act makes."""
    filling = sha256(b"%d" % number).hexdigest() * 3
    return b'{"by":"AM","kind":"position.state/1","n":%d,"text":"%s"}' % (number, filling.encode())


def new_store(path: Path) -> SqliteStore:
    store = open_store(path, create=True)
    store.found(COUNCIL, checkpoint.sign(KEY.name, 0, EMPTY_ROOT, KEY))
    return store


def append(store: SqliteStore, entries: list[bytes]) -> None:
    """What a registrar does beside deciding."""
    head = store.head("council")
    growth = grow(head.frontier, leaf_hashes(entries))
    text = checkpoint.sign(KEY.name, growth.after.size, growth.after.root(), KEY)
    store.append("council", head.size, entries, growth, text)


def raw_table(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS raw (key INTEGER PRIMARY KEY, data BLOB)")
    return connection


def raw_commit(raw: sqlite3.Connection, data: bytes) -> None:
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT INTO raw (data) VALUES (?)", (data,))
    raw.execute("COMMIT")


def seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def rate_of(times: list[float], entries_each: int = 1) -> float:
    return entries_each * len(times) / sum(times)


def table(title: str, rows: Iterator[tuple[str, str, str]]) -> None:
    print(f"\n{title}")
    for what, value, against in rows:
        print(f"  {what:<46}{value:>12}{against:>20}", flush=True)


def appends(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Interleaved, so that a slow spell of the disk falls on both sides; the median of the rounds' ratios."""
    path = folder / "appends.db"
    raws, ones, hundreds = [], [], []
    with new_store(path) as store:
        raw = raw_table(path)
        for turn in range(TURNS):
            data = [entry(turn * 20_000 + number) for number in range(2_000)]
            groups = [data[at : at + 100] for at in range(0, 2_000, 100)]
            raws.append([seconds(partial(raw_commit, raw, one)) for one in data[:100]])
            ones.append([seconds(partial(append, store, [one])) for one in data[100:200]])
            hundreds.append([seconds(partial(append, store, group)) for group in groups])
        raw.close()
    raw_rates, one_rates = [list(map(rate_of, times)) for times in (raws, ones)]
    hundred_rates = [rate_of(times, 100) for times in hundreds]
    p99 = sorted(chain.from_iterable(ones))[TURNS * 99] * 1000
    yield "raw row a commit", f"{median(raw_rates):,.0f}/s", "1.00"
    yield "append of one", f"{median(one_rates):,.0f}/s", ratio(one_rates, raw_rates)
    yield "  its 99th percentile", f"{p99:.2f} ms", ""
    yield (
        "append of a hundred, entries",
        f"{median(hundred_rates):,.0f}/s",
        ratio(hundred_rates, raw_rates),
    )


def ratio(rates: list[float], limits: list[float]) -> str:
    """The median over the turns, with the lowest and the highest."""
    ratios = [rate / limit for rate, limit in zip(rates, limits, strict=True)]
    return f"{median(ratios):.2f} [{min(ratios):.2f}-{max(ratios):.2f}]"


def bulk(folder: Path, size: int) -> Iterator[tuple[str, str, str]]:
    entries = [entry(number) for number in range(size)]
    payload = sum(map(len, entries))
    raw = raw_table(folder / "raw.db")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("BEGIN")
    rows = ((number, data) for number, data in enumerate(entries))
    raw_time = seconds(lambda: raw.executemany("INSERT INTO raw VALUES (?, ?)", rows))
    raw_time += seconds(lambda: raw.execute("COMMIT"))
    raw.close()
    path = folder / f"bulk-{size}.db"
    with new_store(path) as store:
        groups = range(0, size, GROUP)
        start = perf_counter()
        for at in groups:
            append(store, entries[at : at + GROUP])
        ours = perf_counter() - start
    disk = path.stat().st_size
    (folder / "raw.db").unlink()
    yield f"raw executemany, {size:,}", f"{size / raw_time:,.0f}/s", "1.00"
    yield f"appends of {GROUP:,}", f"{size / ours:,.0f}/s", f"{raw_time / ours:.2f}"
    yield (
        f"disk an entry of {payload / size:.0f} bytes",
        f"{disk / size:.0f} B",
        f"{disk / payload:.3f}",
    )


def verification(folder: Path, size: int) -> Iterator[tuple[str, str, str]]:
    """In a process of its own, so that its memory can be told."""
    path = folder / f"bulk-{size}.db"
    program = [sys.executable, __file__, "--verify", str(path)]
    bare, ours, base, peak = map(float, subprocess.check_output(program, text=True).split())
    yield f"bare SHA-256, {size:,}", f"{size / bare:,.0f}/s", "1.00"
    yield "verify", f"{size / ours:,.0f}/s", f"{ours / bare:.2f} x"
    yield "memory of the verifier, and above its start", f"{peak:.0f} MiB", f"{peak - base:.0f} MiB"


def peak_memory() -> float:
    """Of this process so far, in MiB. The system's other figure (ru_maxrss) begins with that of the parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def verify_alone(path: Path) -> None:
    """Print seconds of bare hashing, of verification, and the peak memory before and after, in MiB."""
    with open_store(path) as store:
        base = peak_memory()
        ours = min(
            seconds(lambda: evidence.verify(store, "council", KEY.verifying)) for _ in range(3)
        )
        peak = peak_memory()
        size = store.head("council").size
        bare = [0.0, 0.0, 0.0]
        for first in range(0, size, GROUP):
            entries = list(store.read("council", first, first + GROUP))
            for turn in range(3):
                start = perf_counter()
                for data in entries:
                    sha256(data).digest()
                bare[turn] += perf_counter() - start
    print(min(bare), ours, base, peak)


def at_that_size(folder: Path, size: int) -> Iterator[tuple[str, str, str]]:
    """What must not grow with history, or hardly: a proof, and an append of one."""
    path = folder / f"bulk-{size}.db"
    with open_store(path) as store:
        numbers = [number * 7919 % size for number in range(50)]
        proofs = [seconds(partial(evidence.prove, store, "council", number)) for number in numbers]
        raw = raw_table(path)
        raws, ones = [], []
        for turn in range(10):
            data = [entry(size + turn * 100 + number) for number in range(100)]
            raws.append([seconds(partial(raw_commit, raw, one)) for one in data[:50]])
            ones.append([seconds(partial(append, store, [one])) for one in data[50:]])
        raw.close()
    rates, limits = [list(map(rate_of, times)) for times in (ones, raws)]
    yield f"append of one after {size:,}", f"{median(rates):,.0f}/s", ratio(rates, limits)
    yield "proof of an entry", f"{median(proofs) * 1000:.2f} ms", ""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="on the disk to be measured")
    parser.add_argument("--verify", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.verify:
        verify_alone(options.verify)
        return
    sizes = [size for size in (10_000, 100_000, 1_000_000) if size < options.entries]
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        table("Durable appends, SQLite, synchronous FULL", appends(folder))
        for size in [*sizes, options.entries]:
            figures = (bulk(folder, size), verification(folder, size), at_that_size(folder, size))
            table(f"{size:,} entries", chain.from_iterable(figures))


if __name__ == "__main__":
    main()
