"""The fuzzer for a given time, outside CI: ``make fuzz MINUTES=60``.

It prints the seed of each body that it begins with. On a failure it prints the traceback and writes the acts that led to
it, made as few as still fail, to ``build/fuzz-BODY-SEED.json``; ``--case FILE`` plays such a file again.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
import traceback
from pathlib import Path

import generating

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
        return 1 if broken(kept["body"], [one.encode() for one in kept["acts"]], show=True) else 0
    end = time.monotonic() + given.minutes * 60
    seed = given.seed if given.seed is not None else secrets.randbelow(2**32)
    offered = accepted = 0
    while time.monotonic() < end:
        for body in generating.BODIES:
            print(f"{body}, seed {seed}", flush=True)
            one = generating.fuzzer(body, seed)
            if not survives(one, body, seed):
                return 1
            offered, accepted = offered + one.offered, accepted + len(one.case)
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
        acts = [*one.case, *([one.last] if one.last is not None else [])]
        file = Path("build") / f"fuzz-{body}-{seed}.json"
        file.parent.mkdir(exist_ok=True)
        few = [act.decode() for act in smaller(body, acts)]
        file.write_text(json.dumps({"body": body, "acts": few}, indent=1), encoding="utf-8")
        print(f"{len(few)} acts that still fail are in {file}", file=sys.stderr)
        return False
    return True


def smaller(body: str, acts: list[bytes]) -> list[bytes]:
    """The acts without those that the failure does not need: halves are left out, then quarters, then single ones."""
    if not broken(body, acts):
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


def broken(body: str, acts: list[bytes], show: bool = False) -> bool:
    """Whether the acts, recorded one after another, break something."""
    try:
        one = generating.fuzzer(body, 0)
        for data in acts:
            one.offer(data)
        one.check()
    except Exception:
        if show:
            traceback.print_exc()
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
