"""The live room: delegations with several devices each watch one question while all answer within ten seconds.

Run: python benchmarks/room.py [delegations] [devices]. Every device must have the ruling within a second of the last
position. Prints the delays and the memory of the live process; exits 1 where the limit is missed.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import time
from pathlib import Path

import loading
import office

WITHIN, LIMIT = 10.0, 1.0


class Device:
    def __init__(self) -> None:
        self.events, self.closed_at, self.seen = 0, 0.0, b""

    async def watch(self, port: int, cookie: str, question: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
        query = f"topic=question-{question}&language=en"
        writer.write(
            f"GET /{office.BODY}/stream?{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Cookie: sessionid={cookie}\r\n\r\n".encode()
        )
        while line := await reader.readline():
            if line.startswith(b"event:"):
                self.events += 1
            if line.startswith(b"data:") and b"Letter of result" in line:
                self.closed_at = self.closed_at or time.perf_counter()


async def play(port: int, sessions: list[str], devices: int) -> int:
    connection = loading.Connection(port)
    top = f"GET /b/{office.BODY}/matters/v0 HTTP/1.1\r\nCookie: sessionid={sessions[0]}\r\n"
    status, page = await connection.ask(top)
    assert status == 200, page[:500]
    question = re.search(rb'data-live="question-([^"]+)"', page)[1].decode()  # type: ignore[index]
    watched = [Device() for _ in sessions for _ in range(devices)]
    tasks = [
        asyncio.create_task(d.watch(port + 1, sessions[n // devices], question))
        for n, d in enumerate(watched)
    ]
    await asyncio.sleep(3 + len(watched) / 200)
    errors: list[int] = []
    began = time.perf_counter()

    async def answer(n: int, key: str) -> float:
        await asyncio.sleep(max(0.0, began + n * WITHIN / len(sessions) - time.perf_counter()))
        csrf = "a" * 32
        body = f"csrfmiddlewaretoken={csrf}&choice=in+favour&request=r{n}&statement=".encode()
        head = (
            f"POST /b/{office.BODY}/matters/v0/questions/{question}/answer HTTP/1.1\r\n"
            f"Cookie: sessionid={key}; csrftoken={csrf}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        )
        status, _ = await loading.Connection(port).ask(head, body)
        if status >= 400:
            errors.append(status)
        return time.perf_counter()

    last = max(await asyncio.gather(*(answer(n, key) for n, key in enumerate(sessions))))
    await asyncio.sleep(4)
    delays = [d.closed_at - last for d in watched if d.closed_at]
    print(
        f"{len(sessions)} answers in {last - began:.1f} s, errors {errors}; {len(watched)} devices"
    )
    print(
        f"with the ruling: {len(delays)}; events each: {sum(d.events for d in watched) / len(watched):.1f}"
    )
    if delays:
        middle = office.percentile(delays, 0.5)
        print(
            f"delay after the last position: median {middle:.2f} s, worst "
            f"{max(delays):.2f} s (limit {LIMIT} s)"
        )
    for task in tasks:
        task.cancel()
    return 0 if len(delays) == len(watched) and max(delays) <= LIMIT and not errors else 1


def memory(port: int) -> str:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if (
                b"comity.web.live.asgi" in path.read_bytes()
                and str(port + 1).encode() in path.read_bytes()
            ):
                status = (path.parent / "status").read_text()
                found.append(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024)  # type: ignore[index]
        except OSError:
            continue
    return ", ".join(f"{size} MB" for size in found)


def main() -> int:
    delegations, devices = (int(a) for a in (*sys.argv[1:], "200", "4")[:2])
    with tempfile.TemporaryDirectory() as folder:
        sessions = office.make(Path(folder), delegations, 1, 0)
        with office.served(Path(folder)) as port:
            print("memory of the live processes before:", memory(port))
            failed = asyncio.run(play(port, sessions, devices))
            print("after:", memory(port))
    return failed


if __name__ == "__main__":
    sys.exit(main())
