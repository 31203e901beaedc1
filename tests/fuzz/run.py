"""The fuzzer for a given time, outside CI: ``make fuzz MINUTES=60``.

It prints the seed of each body that it begins with. On a failure it prints the traceback and writes what was offered, made
as little as still fails, to ``build/fuzz-BODY-SEED.json``; ``--case FILE`` plays such a file again.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
import traceback
from datetime import datetime
from pathlib import Path

import generating

Offer = tuple[str, str]
"""The moment and the JSON of an act."""
STEPS = 400
"""The acts offered to one body before the next is begun."""


def main() -> int:
    """0 when nothing broke; 1 with the case that did."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--case", type=Path, default=None)
    given = parser.parse_args()
    if given.case is not None:
        kept = json.loads(given.case.read_text(encoding="utf-8"))
        return 1 if broken(kept["body"], kept["acts"], show=True) else 0
    end = time.monotonic() + given.minutes * 60
    seed = given.seed if given.seed is not None else secrets.randbelow(2**32)
    offered = accepted = 0
    while time.monotonic() < end:
        for body in generating.BODIES:
            print(f"{body}, seed {seed}", flush=True)
            one = generating.fuzzer(body, seed)
            if not survives(one, body, seed):
                return 1
            offered, accepted = offered + len(one.case), accepted + one.accepted
        seed += 1
    print(f"{offered} acts and facts offered, {accepted} accepted; nothing broke")
    return 0


def survives(one: generating.Fuzzer, body: str, seed: int) -> bool:
    """Whether the body holds through ``STEPS``; the case is written where it does not."""
    try:
        for _ in range(STEPS):
            one.step()
        one.check()
    except Exception:
        traceback.print_exc()
        file = Path("build") / f"fuzz-{body}-{seed}.json"
        file.parent.mkdir(exist_ok=True)
        few = smaller(body, one.case)
        file.write_text(json.dumps({"body": body, "acts": few}, indent=1), encoding="utf-8")
        print(f"{len(few)} acts and facts that fail as well are in {file}", file=sys.stderr)
        return False
    return True


def smaller(body: str, acts: list[Offer]) -> list[Offer]:
    """The acts without those that the failure does not need: halves are left out, then quarters, then single ones."""
    if not broken(body, acts):
        print("Played again, they do not fail: the seed says more than the acts.", file=sys.stderr)
        return acts
    size = max(len(acts) // 2, 1)
    while True:
        at = 0
        while at < len(acts):
            fewer = acts[:at] + acts[at + size :]
            if fewer and broken(body, fewer):
                acts = fewer
            else:
                at += size
        if size == 1:
            return acts
        size //= 2


def broken(body: str, acts: list[Offer], show: bool = False) -> bool:
    """Whether the acts, offered one after another, break something."""
    try:
        one = generating.fuzzer(body, 0)
        for moment, data in acts:
            one.offer(data, datetime.fromisoformat(moment))
        one.check()
    except Exception:
        if show:
            traceback.print_exc()
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
