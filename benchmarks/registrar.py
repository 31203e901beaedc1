"""Durable acts through the registrar, against one raw row a commit in the same file.

    .venv/bin/python benchmarks/registrar.py [--full] [--folder DIR]

An act is decided under the charter, applied, encoded, hashed into the tree, and committed with a newly signed checkpoint:
SQLite, WAL, synchronous FULL, so that every commit waits for the disk. Both sides write into the same file in turn, and a
ratio is the median of the turns'. The registers have 10,000 and 100,000 acts before (with ``--full``, a million):
an append must cost the same after each. Filling them is the bulk import, against ``executemany`` of the same bytes.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from statistics import median
from time import perf_counter

from auditing import BODY, FIRST, KEY, NOON, acts, new_register, speeches
from comity.body.acts import AnyAct
from comity.registrar import Registrar
from comity.store.sqlite import open_store

ONES = 100
HUNDREDS = 5
TURNS = 16
Row = tuple[str, str, str, str]


def seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def raw_table(path: Path) -> sqlite3.Connection:
    """A table of its own in the file, written with the same care."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS raw (key INTEGER PRIMARY KEY, data BLOB)")
    return connection


def raw_commit(raw: sqlite3.Connection, data: bytes) -> None:
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT INTO raw (data) VALUES (?)", (data,))
    raw.execute("COMMIT")


def durable(path: Path, before: int) -> Iterator[Row]:
    """Acts one to a commit and a hundred to a commit, after ``before`` acts."""
    raws, ones, hundreds = [], [], []
    coming = acts(before)
    with open_store(path) as store:
        registrar = Registrar(store, BODY, KEY, clock=lambda: NOON)
        assert registrar.state.size == FIRST + before
        data = list(store.read(BODY, FIRST, FIRST + ONES))
        raw = raw_table(path)
        for _ in range(TURNS):
            raws.append([seconds(partial(raw_commit, raw, one)) for one in data])
            single = islice(coming, ONES)
            ones.append([seconds(partial(registrar.submit, [act])) for act in single])
            groups = [list(islice(coming, 100)) for _ in range(HUNDREDS)]
            hundreds.append([seconds(partial(registrar.submit, group)) for group in groups])
        raw.close()
    limits = [ONES / sum(times) for times in raws]
    p99 = sorted(chain.from_iterable(ones))[TURNS * ONES * 99 // 100] * 1000
    of_raw = sorted(chain.from_iterable(raws))[TURNS * ONES * 99 // 100] * 1000
    singles = [ONES / sum(times) for times in ones]
    grouped = [100 * HUNDREDS / sum(times) for times in hundreds]
    yield "raw row a commit", f"{median(limits):,.0f}/s", "1.00", ""
    yield "  its 99th percentile", f"{of_raw:.2f} ms", "", ""
    yield "act a commit", f"{median(singles):,.0f}/s", ratio(singles, limits), "0.40"
    yield "  its 99th percentile", f"{p99:.2f} ms", "", "10 ms"
    yield "a hundred acts a commit", f"{median(grouped):,.0f}/s", ratio(grouped, limits), ""
    yield "  against one a commit", "", ratio(grouped, singles), "3"


def ratio(rates: list[float], limits: list[float]) -> str:
    """The median over the turns, with the lowest and the highest."""
    ratios = [rate / limit for rate, limit in zip(rates, limits, strict=True)]
    return f"{median(ratios):.2f} [{min(ratios):.2f}-{max(ratios):.2f}]"


def bulk(folder: Path, number: int, kind: str, coming: Iterator[AnyAct]) -> Iterator[Row]:
    """The import of so many acts, against the same bytes written in one go."""
    path = folder / f"{kind}-{number}.db"
    took = new_register(path, coming)
    with open_store(path) as store:
        entries = list(store.read(BODY))
    raw = raw_table(folder / "raw.db")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("BEGIN")
    limit = seconds(lambda: raw.executemany("INSERT INTO raw VALUES (?, ?)", enumerate(entries)))
    limit += seconds(lambda: raw.execute("COMMIT"))
    raw.close()
    (folder / "raw.db").unlink()
    yield f"executemany, {kind}", f"{number / limit:,.0f}/s", "1.00", ""
    yield f"bulk import, {kind}", f"{number / took:,.0f}/s", f"{limit / took:.2f}", "0.2"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="after a million acts as well")
    parser.add_argument("--folder", type=Path, help="on the disk to be measured")
    options = parser.parse_args()
    sizes = [10_000, 100_000, *([1_000_000] if options.full else [])]
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        for size in sizes:
            print(f"\n{size:,} acts")
            figures = (
                bulk(folder, size, "speeches", speeches(size)),
                bulk(folder, size, "procedures", acts(0, size)),
                durable(folder / f"procedures-{size}.db", size),
            )
            for what, value, against, reach in chain.from_iterable(figures):
                print(f"  {what:<34}{value:>14}{against:>22}{reach:>8}", flush=True)


if __name__ == "__main__":
    main()
