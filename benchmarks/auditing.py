"""Verifying and auditing a register of whole procedures, against one SHA-256 call an entry over the same bytes.

    .venv/bin/python benchmarks/auditing.py [--full] [--folder DIR]

The register is filled through the registrar with procedures of eight acts each (``procedure.py``, and four speeches on
the matter), at 10,000 and 100,000 acts and, with ``--full``, a million. Then, each in a process of its own so that its
memory can be told:

==================  ======================================================================================
verify              hashes, tree, blocks and head, streaming
with decoding       the same, each entry decoded, held to its number and body, and encoded again
with fold           the same, and folded into the state: one pass over the bytes
audit               every act decided again and compared, from the stored bytes
state               what the fold of the last row keeps, against the process before it
==================  ======================================================================================
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain, count, islice
from pathlib import Path
from time import perf_counter

from msgspec.structs import replace
from procedure import FOUNDING, MEMBERS, accreditations, procedure

from comity.audit import Audit, audit
from comity.body.acts import AnyAct, Speak
from comity.body.evolve import evolve
from comity.body.state import State
from comity.register.keys import SigningKey
from comity.registrar import Registrar, found
from comity.store import evidence
from comity.store.codec import decode, encode, examine
from comity.store.sqlite import SqliteStore, open_store

BODY = "forest"
KEY = SigningKey("example.org/forest", bytes(32))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIRST = 1 + 2 * len(MEMBERS)
GROUP = 1000
Row = tuple[str, str, str, str]


def acts(start: int, number: int | None = None) -> Iterator[AnyAct]:
    """The acts from ``start`` (a multiple of eight) on: eight for each procedure, the first of them entry ``FIRST``."""
    return islice(chain.from_iterable(map(eight_acts, count(start // 8))), number)


def eight_acts(number: int) -> Iterator[AnyAct]:
    """A procedure with a few words on each of its questions."""
    first = FIRST + 8 * number
    begin, text, adopt, sign = procedure(number, first)
    yield from (begin, text, *words(number, 1), replace(adopt, question=f"d{number}.q{first + 1}"))
    yield from (*words(number, 2), replace(sign, question=f"d{number}.q{first + 4}"))


def words(number: int, turn: int) -> Iterator[AnyAct]:
    """What two of the members say of a matter."""
    for member in (MEMBERS[number % 6], MEMBERS[(number + turn) % 6]):
        gist = f"{member.title()} explains its view of decision {number}, in round {turn}."
        yield Speak(by=member.lower(), for_=member, matter=f"d{number}", gist=gist)


def speeches(number: int) -> Iterator[AnyAct]:
    """Plain acts alone."""
    for turn in range(number):
        member = MEMBERS[turn % 6]
        gist = f"{member.title()} speaks for the {turn}th time, and says no more than before."
        yield Speak(by=member.lower(), for_=member, gist=gist)


def new_register(path: Path, coming: Iterator[AnyAct]) -> float:
    """Fill a register with these acts; the seconds that it took."""
    with open_store(path, create=True) as store:
        registrar = found(store, BODY, FOUNDING, KEY, clock=lambda: NOON)
        registrar.submit(list(accreditations()))
        start = perf_counter()
        for _ in registrar.submit_many(coming, GROUP):
            pass
        return perf_counter() - start


# --- what is measured, each in its own process ------------------------------------------------------------------------


def bare(store: SqliteStore) -> float:
    """One SHA-256 call an entry, the reading not counted; the best of three."""
    size = store.head(BODY).size
    times = [0.0, 0.0, 0.0]
    for first in range(0, size, 10_000):
        entries = list(store.read(BODY, first, first + 10_000))
        for turn in range(3):
            start = perf_counter()
            for data in entries:
                sha256(data).digest()
            times[turn] += perf_counter() - start
    return min(times)


def hashes(store: SqliteStore) -> float:
    start = perf_counter()
    evidence.verify(store, BODY, KEY.verifying)
    return perf_counter() - start


def decoding(store: SqliteStore) -> float:
    start = perf_counter()
    evidence.verify(store, BODY, KEY.verifying, examine=examine(BODY))
    return perf_counter() - start


KEPT: list[State] = []


def folding(store: SqliteStore) -> float:
    state = State()
    KEPT.append(state)

    def examined(number: int, data: bytes) -> str:
        entry = decode(data)
        if entry.n != number or entry.body != BODY or encode(entry) != data:
            return "it is not what it says"
        evolve(state, entry)
        return ""

    start = perf_counter()
    evidence.verify(store, BODY, KEY.verifying, examine=examined)
    took = perf_counter() - start
    assert len(state.decisions) == (state.size - FIRST) // 8
    return took


def auditing(store: SqliteStore) -> float:
    registrar = Registrar(store, BODY, KEY)
    done = Audit()
    start = perf_counter()
    findings = list(audit(registrar.entries(), registrar.entry, done))
    took = perf_counter() - start
    assert not findings
    assert done.decided == store.head(BODY).size
    return took


WORK: dict[str, Callable[[SqliteStore], float]] = {
    "bare": bare,
    "verify": hashes,
    "with decoding": decoding,
    "with fold": folding,
    "audit": auditing,
}


def memory() -> tuple[float, float]:
    """Of this process in MiB: now, and at its highest."""
    status = Path("/proc/self/status").read_text()
    now, peak = (status.partition(key)[2].split()[0] for key in ("VmRSS:", "VmHWM:"))
    return int(now) / 1024, int(peak) / 1024


def alone(work: str, path: Path) -> None:
    """Print the seconds of the work, what it keeps and its peak, both in MiB."""
    with open_store(path) as store:
        before = memory()[0]
        took = WORK[work](store)
        gc.collect()
        now, peak = memory()
    print(took, now - before, peak)


def measured(work: str, path: Path) -> tuple[float, float, float]:
    program = [sys.executable, __file__, "--work", work, str(path)]
    took, kept, peak = map(float, subprocess.check_output(program, text=True).split())
    return took, kept, peak


# --- the table --------------------------------------------------------------------------------------------------------


def rows(folder: Path, number: int) -> Iterator[Row]:
    path = folder / f"{number}.db"
    took = new_register(path, acts(0, number))
    with open_store(path) as store:
        payload = sum(map(len, store.read(BODY)))
        size = store.head(BODY).size
    disk = path.stat().st_size
    yield "filled through the registrar", f"{number / took:,.0f}/s", "", ""
    yield f"disk, of {payload / size:.0f} bytes", f"{disk / size:.0f} B", f"{disk / payload:.2f} x", "1.25"
    limit = measured("bare", path)[0]
    yield "bare SHA-256", f"{size / limit:,.0f}/s", "1.0 x", ""
    for work, reach in (("verify", 5), ("with decoding", 8), ("with fold", 8)):
        took, kept, peak = min(measured(work, path) for _ in range(2))
        yield work, f"{size / took:,.0f}/s", f"{took / limit:.1f} x", f"{reach}"
        if work != "with fold":
            yield "  its memory", f"{peak:.0f} MiB", "", "100 MiB"
        else:
            yield "  memory of the state", f"{kept:.0f} MiB", f"{kept * 2**20 / size:.0f} B an act", "200 MiB"
    took, _, peak = measured("audit", path)
    yield "audit", f"{size / took:,.0f}/s", f"{took / limit:.0f} x", "20,000/s"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="a million acts as well")
    parser.add_argument("--folder", type=Path, help="on the disk to be measured")
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        alone(options.work[0], Path(options.work[1]))
        return
    sizes = [10_000, 100_000, *([1_000_000] if options.full else [])]
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        for size in sizes:
            print(f"\n{size:,} acts")
            for what, value, against, reach in rows(Path(name), size):
                print(f"  {what:<36}{value:>14}{against:>14}{reach:>12}", flush=True)


if __name__ == "__main__":
    main()
