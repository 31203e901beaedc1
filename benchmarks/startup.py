"""How long a command takes from its start to its end, beside the bare interpreter.

    .venv/bin/python benchmarks/startup.py [--runs 20]

``comity --version`` and ``comity --help`` as installed, and ``comity show office`` on the body of ``records/csto``,
replayed into a register of its own. All of them run in turn, each in a process of its own; the ratios are medians of the
rounds'. Bytecode is written beforehand, as an installation does.
"""

from __future__ import annotations

import argparse
import compileall
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from comity.exchange.records import read_record, replay_record
from comity.register.keys import SigningKey
from comity.store.sqlite import open_store

HOME = Path(__file__).resolve().parent.parent
COMITY = str(Path(sys.executable).with_name("comity"))
SHOW = ("show", "office", "secretary_general", "--on", "2020-03-10", "--register")
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}


def seconds(command: list[str]) -> float:
    """Of a process from start to end."""
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    return perf_counter() - start


def demonstration(folder: Path) -> Path:
    """A register with the body of ``records/csto``."""
    path = folder / "csto.db"
    with open_store(path, create=True) as store:
        key = SigningKey("example.org/csto", bytes(32))
        replay_record(read_record(HOME / "records/csto/record.yaml"), store, key)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    compileall.compile_dir(HOME / "src", quiet=1)
    with tempfile.TemporaryDirectory() as name:
        commands = {
            "python -c pass": ([sys.executable, "-c", "pass"], ""),
            "comity --version": ([COMITY, "--version"], "8 x"),
            "comity --help": ([COMITY, "--help"], "8 x"),
            "comity show office": ([COMITY, *SHOW, str(demonstration(Path(name)))], "400 ms"),
        }
        rounds = [
            {what: seconds(command) for what, (command, _) in commands.items()}
            for _ in range(runs + 1)
        ][1:]
    print("Cold starts, each process from its start to its end")
    for what, (_, reach) in commands.items():
        times = [one[what] * 1000 for one in rounds]
        ratios = [one[what] / one["python -c pass"] for one in rounds]
        span = f"{median(times):.0f} ms [{min(times):.0f}-{max(times):.0f}]"
        print(f"  {what:<24}{span:>22}{median(ratios):>8.1f} x{reach:>12}")


if __name__ == "__main__":
    main()
