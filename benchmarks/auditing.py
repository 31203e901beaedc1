"""Verifying and auditing a register, against one SHA-256 call an entry over the same bytes.

    .venv/bin/python benchmarks/auditing.py [--full] [--folder DIR]

Two registers are filled through the registrar: one of plain acts (speeches), and one of whole procedures that have
ended, of eight acts each (``procedure.py``, and four speeches on the matter); of 10,000 and 100,000 acts and, with
``--full``, a million. Each row is measured in a process of its own, so that its memory can be told; the best of three.

==================  ======================================================================================
bare SHA-256        one call an entry; the reading is not counted
verify              hashes, tree, blocks and head, streaming from the file
  and decoding      the same, each entry decoded, held to its number and its body, and folded into the state
  and canonical     without the fold, but each entry encoded again and compared (``codec.examine``)
audit               from the same file, every act decided again and compared
==================  ======================================================================================

The memory of a row is the peak of its process; that of the state is what the fold keeps in it when it is done.
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

from comity.audit import Audit, audit
from comity.body.acts import AnyAct, Speak
from comity.body.evolve import evolve
from comity.body.state import State
from comity.register.keys import SigningKey
from comity.register.verification import Examine
from comity.registrar import Registrar, found
from comity.store import evidence
from comity.store.codec import decode, examine
from comity.store.sqlite import SqliteStore, open_store
from procedure import FOUNDING, MEMBERS, beforehand, procedure

BODY = "forest"
KEY = SigningKey("example.org/forest", bytes(32))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIRST = len(list(beforehand())) + 1
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
        registrar.submit(list(beforehand()))
        start = perf_counter()
        for _ in registrar.submit_many(coming, GROUP):
            pass
        return perf_counter() - start


# --- what is measured, each in its own process ------------------------------------------------------------------------


def bare(store: SqliteStore) -> float:
    seconds = 0.0
    for first in range(0, store.head(BODY).size, 10_000):
        entries = list(store.read(BODY, first, first + 10_000))
        start = perf_counter()
        for data in entries:
            sha256(data).digest()
        seconds += perf_counter() - start
    return seconds


def verified(store: SqliteStore, say: Examine | None = None) -> float:
    start = perf_counter()
    evidence.verify(store, BODY, KEY.verifying, examine=say)
    return perf_counter() - start


def canonical(store: SqliteStore) -> float:
    return verified(store, examine(BODY))


KEPT: list[State] = []


def folded(store: SqliteStore) -> float:
    KEPT.clear()
    state = State()
    KEPT.append(state)

    def say(number: int, data: bytes) -> str:
        entry = decode(data)
        if entry.n != number or entry.body != BODY:
            return "it is not what it says"
        evolve(state, entry)
        return ""

    took = verified(store, say)
    assert state.size == store.head(BODY).size
    assert not state.matters, "every procedure has ended"
    return took


def audited(store: SqliteStore) -> float:
    registrar, done = Registrar(store, BODY, KEY), Audit()
    start = perf_counter()
    findings = list(audit(registrar.entries(), registrar.entry, done))
    took = perf_counter() - start
    assert not findings
    assert done.decided == store.head(BODY).size
    return took


WORK: dict[str, Callable[[SqliteStore], float]] = {
    "bare": bare,
    "verify": verified,
    "fold": folded,
    "canonical": canonical,
    "audit": audited,
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
        took = min(took, *(WORK[work](store) for _ in range(2)))
    print(took, now - before, peak)


def measured(work: str, path: Path) -> tuple[float, float, float]:
    program = [sys.executable, __file__, "--work", work, str(path)]
    took, kept, peak = map(float, subprocess.check_output(program, text=True).split())
    return took, kept, peak


# --- the table --------------------------------------------------------------------------------------------------------


def rows(folder: Path, kind: str, coming: Iterator[AnyAct]) -> Iterator[Row]:
    path = folder / f"{kind}.db"
    new_register(path, coming)
    with open_store(path) as store:
        size = store.head(BODY).size
        payload = sum(map(len, store.read(BODY)))
    disk = path.stat().st_size
    yield (
        f"disk, of {payload / size:.0f} B an entry",
        f"{disk / size:.0f} B",
        f"{disk / payload:.2f} x",
        "1.25 x",
    )
    limit = measured("bare", path)[0]
    yield "bare SHA-256", f"{size / limit:,.0f}/s", "1.0 x", ""
    for work, what, reach in (
        ("verify", "verify", "5 x"),
        ("fold", "  and decoding, and fold", "8 x"),
        ("canonical", "  and decoding, and canonical", ""),
    ):
        took, kept, peak = measured(work, path)
        yield what, f"{size / took:,.0f}/s", f"{took / limit:.1f} x", reach
        if work == "verify":
            yield "    memory at its peak", f"{peak:.0f} MiB", "", "100 MiB"
        if work == "fold":
            yield "    memory of the state", f"{kept:.0f} MiB", "", "200 MiB"
    took, _, _ = measured("audit", path)
    yield "audit", f"{size / took:,.0f}/s", f"{took / limit:.0f} x", "20,000/s"
    path.unlink()


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
            for kind, coming in (("plain acts", speeches(size)), ("procedures", acts(0, size))):
                print(f"\n{size:,} acts: {kind}")
                for what, value, against, reach in rows(Path(name), kind, coming):
                    print(f"  {what:<36}{value:>14}{against:>12}{reach:>12}", flush=True)


if __name__ == "__main__":
    main()
