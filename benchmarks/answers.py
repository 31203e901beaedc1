"""Positions accepted a second, signed in, through HTTP, durable: alone, 8 and 32 at once, against the registrar.

Run: python benchmarks/answers.py [positions] [postgresql://...]. Exits 1 where there was an error or the rate is below 300
alone or 400 with several at once. The registrar alone records the same acts in the same kind of store just before.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import loading
import office

WANTED = {1: 300, 8: 400, 32: 400}


def alone(positions: int) -> float:
    """Positions a second by the registrar, each an append of its own."""
    from comity.body.acts import StatePosition
    from comity.web.bodies import bodies

    registrar = bodies().running(office.BODY).registrar
    began = time.perf_counter()
    for n, (name, member) in enumerate(pairs(positions)):
        act = StatePosition(
            by=f"d{member}", for_=f"M{member:03}", question=name, choice="in favour"
        )
        registrar.submit([act], f"alone:{n}")
    return positions / (time.perf_counter() - began)


def pairs(positions: int) -> list[tuple[str, int]]:
    """Questions with members that have not answered, from the newest."""
    from comity.web.bodies import bodies

    state = bodies().running(office.BODY).registrar.state
    found = []
    for matter in state.matters.values():
        question = matter.question()
        for n in range(len(question.population) if question else 0):
            if question and f"M{n:03}" not in question.choices:
                found.append((question.question, n))
                if len(found) == positions:
                    return found
    return found


def through(port: int, sessions: list[str], positions: int, at_once: int) -> loading.Load:
    todo = pairs(positions)

    def request(n: int) -> tuple[str, bytes]:
        name, member = todo[n]
        csrf = "a" * 32
        body = (
            f"csrfmiddlewaretoken={csrf}&choice=in+favour&request={at_once}x{n}&statement=".encode()
        )
        return (
            f"POST /b/{office.BODY}/matters/{name.rpartition('.')[0]}/questions/{name}/answer HTTP/1.1\r\n"
            f"Cookie: sessionid={sessions[member]}; csrftoken={csrf}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n",
            body,
        )

    return asyncio.run(loading.load(port, at_once, len(todo), request))


def main() -> int:
    positions = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    register = sys.argv[2] if len(sys.argv) > 2 else ""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("COMITY_DEMONSTRATION", None)
        members = 50
        sessions = office.make(Path(folder), members, 6 * positions // members + 1, 0, register)
        reference = alone(positions)
        print(f"the registrar alone: {reference:.0f} a second")
        with office.served(Path(folder), register) as port:
            for at_once, wanted in WANTED.items():
                done = through(port, sessions, positions, at_once)
                rate = len(done.times) / done.seconds
                missed = rate < wanted or bool(done.bad)
                failed |= missed
                print(
                    f"{at_once:3} at once: {rate:.0f} a second ({rate / reference:.2f} of the registrar), p99 "
                    f"{1000 * office.percentile(done.times, 0.99):.0f} ms, errors {done.bad[:3]}"
                    f"{'  MISSED' if missed else ''}"
                )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
