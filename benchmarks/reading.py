"""Reading what is old, or far into, a long register: a day in its middle, its last entries, after a move to PostgreSQL.

Run: python benchmarks/reading.py [entries] [postgresql://...] [--keep FOLDER] [--program COMITY]

A register of a million entries, or of so many, is filled through the registrar, a day for every few thousand entries. Then
each command is run in a process of its own, from its start to its end, three times; the best is shown. With the address
of an empty database the register is moved there and the commands are run once more. ``--program`` runs another ``comity``
on the same register, to compare two versions. Limit: one second each.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from time import perf_counter

import auditing
import procedure
from comity.log import Log
from comity.registrar import found
from comity.store.opening import open_address

LIMIT = 1.0
TRIES = 3
COMITY = str(Path(sys.executable).with_name("comity"))


def fill(path: Path, entries: int) -> None:
    """The register of ``auditing.py``, its groups of a thousand entries an hour apart."""
    hours = count()
    clock = lambda: auditing.NOON + timedelta(hours=next(hours))  # noqa: E731
    with open_address(path, True) as store:
        registrar = found(store, auditing.BODY, procedure.FOUNDING, auditing.KEY, clock=clock)
        registrar.submit(list(procedure.beforehand()))
        for _ in registrar.submit_many(auditing.acts(0, entries), auditing.GROUP):
            pass
    path.with_name(f"{path.name}.key").write_text(f"{auditing.KEY.text()}\n")


def commands(address: str, size: int, middle: str) -> Iterator[tuple[str, list[str]]]:
    register = ["--register", address]
    yield "show body, now", ["show", "body", *register]
    yield "show body, as known in the middle", ["show", "body", "--as-known-on", middle, *register]
    yield "log, the last twenty entries", ["log", "--from", str(size - 20), *register]
    yield "prove an entry in the middle", ["prove", str(size // 2), *register]


def seconds(command: list[str]) -> float:
    """The best of several runs, each from start to end."""
    taken = []
    for _ in range(TRIES):
        began = perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(perf_counter() - began)
    return min(taken)


def measured(address: str, programs: list[str]) -> bool:
    """The rows of one register are printed; whether each of ours is within the limit."""
    with open_address(address, write=False) as store:
        log = Log(store, auditing.BODY)
        size = log.size
        entry = log.entry(size // 2)
        assert entry is not None
        middle = entry.at[:10]
    within = True
    for what, words in commands(address, size, middle):
        times = [seconds([program, *words]) for program in programs]
        within &= times[0] <= LIMIT
        told = "  ".join(f"{time:7.2f} s" for time in times)
        print(f"  {what:<36}{told}{'' if times[0] <= LIMIT else '  MISSED'}")
    return within


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("entries", nargs="?", type=int, default=1_000_000)
    parser.add_argument("database", nargs="?", default="")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--program", action="append", default=[])
    given = parser.parse_args()
    programs = [COMITY, *given.program]
    with tempfile.TemporaryDirectory() as folder:
        path = (given.keep or Path(folder)) / "forest.db"
        if not path.exists():
            fill(path, given.entries)
        print(f"{given.entries:,} acts in a file ({', '.join(programs)})")
        within = measured(str(path), programs)
        if given.database:
            home = {**os.environ, "COMITY_HOME": folder}
            words = ["move", "--from", str(path), "--to", given.database]
            subprocess.run([COMITY, *words], check=True, stdout=subprocess.DEVNULL, env=home)
            print("moved to PostgreSQL")
            within &= measured(given.database, programs)
    return int(not within)


if __name__ == "__main__":
    sys.exit(main())
