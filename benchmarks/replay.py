"""Replaying records into a new register, against ``executemany`` of the same bytes into the same kind of file.

    .venv/bin/python benchmarks/replay.py [--full] [--folder DIR] [--profile]

==============  ==================================================================================
the record      the 932 roll calls of ``records/security-council``: reading and checking the
                tables, deciding, ruling, hashing, signing, and committing by the hundred
bulk            200,000 plain acts (with ``--full``, a million), a thousand to an append: speeches
                of members, and speeches that a source reports, attested
==============  ==================================================================================

Both sides write to SQLite in WAL with synchronous FULL, in turn. The record is replayed ``TURNS`` times, and a ratio is the
median of the turns'; ``--profile`` says where the time of the bulk goes.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

from auditing import speeches
from comity.audit import audit
from comity.body.acts import AnyAct, Attest, Citation, FileSource
from comity.body.effects import SpeechMade
from comity.exchange.records import Record, read_record, replay_record
from comity.exchange.rollcalls import replay_rollcalls
from comity.register.keys import SigningKey
from comity.registrar import Registrar, found
from comity.store.codec import decode
from comity.store.evidence import verify
from comity.store.sqlite import open_store
from procedure import FOUNDING, MEMBERS, beforehand

RECORD = Path(__file__).parents[1] / "records" / "security-council"
KEY = SigningKey("example.org/record", bytes(32))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TURNS = 9
GROUP = 1000
Row = tuple[str, str, str, str]


def seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def written(path: Path, entries: list[bytes]) -> float:
    """The seconds that the bytes take in one ``executemany`` and one commit."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE raw (key INTEGER PRIMARY KEY, data BLOB)")

    def write() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO raw VALUES (?, ?)", enumerate(entries))
        connection.execute("COMMIT")

    took = seconds(write)
    connection.close()
    path.unlink()
    return took


def replayed(record: Record, path: Path) -> Registrar:
    """The record in a new register, which stays open."""
    registrar = replay_record(record, open_store(path, create=True), KEY, clock=lambda: NOON)
    assert record.rollcalls is not None
    report = replay_rollcalls(record.rollcalls, registrar)
    assert report.drafts == 932
    return registrar


def turn(path: Path) -> tuple[float, float, float, float]:
    """Seconds: to replay the record, to write its bytes raw, to verify it, to audit it."""
    start = perf_counter()
    registrar = replayed(read_record(RECORD), path)
    took = perf_counter() - start
    entries = list(registrar.store.read(registrar.body))
    limit = written(path.with_suffix(".raw"), entries)
    verifying = seconds(lambda: verify(registrar.store, registrar.body, KEY.verifying))
    auditing = seconds(lambda: list(audit(map(decode, entries), registrar.entry)))
    registrar.store.close()
    return took, limit, verifying, auditing


def the_record(folder: Path) -> Iterator[Row]:
    turns = [turn(folder / f"record-{number}.db") for number in range(TURNS)]
    took, limit, verifying, auditing = (median(times) for times in zip(*turns, strict=True))
    ratios = [limit / took for took, limit, _, _ in turns]
    spread = f"{median(ratios):.3f} [{min(ratios):.3f}-{max(ratios):.3f}]"
    yield "executemany of its bytes", f"{limit:.3f} s", "1.00", ""
    yield "replay of the record", f"{took:.2f} s", spread, "a few s"
    yield "verify it", f"{verifying:.3f} s", "", ""
    yield "audit it", f"{auditing:.2f} s", "", ""


def reported(number: int) -> Iterator[AnyAct]:
    """Speeches that a source reports."""
    yield FileSource(by="clerk", for_="bureau", source="s1", title="Gazette", sha256="0" * 64)
    for place in range(number - 1):
        said = SpeechMade(
            speech=f"sp{place}",
            by=MEMBERS[place % 6],
            on="2026-03-01",
            gist=f"Nothing new, {place}.",
        )
        cites = [Citation(source="s1", paragraph=place + 1)]
        yield Attest(by="clerk", for_="bureau", cites=cites, facts=[said])


def bulk(folder: Path, number: int, kind: str, acts: Iterator[AnyAct]) -> Iterator[Row]:
    """The import of so many acts, made beforehand, against the same bytes in one go."""
    coming = list(islice(acts, number))
    path = folder / f"{kind}.db"
    with open_store(path, create=True) as store:
        registrar = found(store, "forest", FOUNDING, KEY, clock=lambda: NOON)
        registrar.submit(list(beforehand()))
        first = registrar.state.size
        took = seconds(lambda: list(registrar.submit_many(coming, GROUP)))
        limit = written(folder / "raw.db", list(store.read("forest", first)))
    path.unlink()
    yield f"executemany, {kind}", f"{number / limit:,.0f}/s", "1.00", ""
    yield f"import, {kind}", f"{number / took:,.0f}/s", f"{limit / took:.2f}", "0.2"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="a million plain acts")
    parser.add_argument("--profile", action="store_true", help="where the time of the bulk goes")
    parser.add_argument("--folder", type=Path, help="on the disk to be measured")
    options = parser.parse_args()
    number = 1_000_000 if options.full else 200_000
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        if options.profile:
            profiled(folder)
            return
        print("\nThe Security Council record")
        table(the_record(folder))
        print(f"\n{number:,} plain acts")
        table(bulk(folder, number, "speeches", speeches(number)))
        table(bulk(folder, number, "reported", reported(number)))


def profiled(folder: Path) -> None:
    for kind, acts in (("speeches", speeches), ("reported", reported)):
        profile = cProfile.Profile()
        profile.enable()
        list(bulk(folder, 20_000, kind, acts(20_000)))
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


def table(rows: Iterator[Row]) -> None:
    for what, value, against, reach in rows:
        print(f"  {what:<34}{value:>14}{against:>22}{reach:>10}", flush=True)


if __name__ == "__main__":
    main()
