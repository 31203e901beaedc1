"""Pages of ``comity serve`` while one client holds live streams, idle connections and slow bodies, against none of them.

Run: python benchmarks/slow_clients.py [streams] [idle] [slow]; by itself 2,000 streams, then 2,000 idle connections and 500
slow bodies at once. The pages are measured before, during and after each, in the same run; the ratio is that of *during* to
the mean of *before* and *after*, and the 99th percentile must be within twice. Each stream and each slow body must be
served, or refused with a status and a sentence. Exits 1 where one is missed. It takes two to three minutes, all on the
loopback.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import loading
import office

AT_ONCE, REQUESTS, LIMIT = 4, 400, 2.0
PATIENCE = 120.0
"""Seconds in which every answer must have come."""
TOGETHER = 100
"""Connections that are opened at the same time."""
Open = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def opened(port: int, said: bytes, number: int) -> list[Open]:
    """So many connections on which that was said."""
    found: list[Open] = []
    while len(found) < number:
        some = min(TOGETHER, number - len(found))
        pairs = await asyncio.gather(
            *(asyncio.open_connection("127.0.0.1", port) for _ in range(some))
        )
        for _, writer in pairs:
            writer.write(said)
        found += pairs
    return found


async def outcome(connection: Open) -> str:
    """The status that was answered, with how many letters of a sentence; or that nothing was."""
    reader, _ = connection
    try:
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
            status = head.split(b" ")[1].decode()
            if status == "200":
                return "served"
            sentence = await reader.read(100)
            return f"refused with {status}" if sentence else f"{status} without a sentence"
    except asyncio.IncompleteReadError:
        return "closed without a word"
    except TimeoutError:
        return "no answer"


async def outcomes(connections: Iterable[Open]) -> Counter[str]:
    return Counter(await asyncio.gather(*(outcome(one) for one in connections)))


async def closed(connections: Iterable[Open]) -> None:
    for _, writer in connections:
        writer.close()
    for _, writer in connections:
        with suppress(OSError):
            await writer.wait_closed()


async def pages(port: int, cookies: list[str]) -> loading.Load:
    heads = [
        f"GET /b/{office.BODY}/desk HTTP/1.1\r\nCookie: sessionid={cookie}\r\n"
        for cookie in cookies
    ]
    return await loading.load(port, AT_ONCE, REQUESTS, lambda n: (heads[n % len(heads)], b""))


def told(name: str, before: loading.Load, during: loading.Load, after: loading.Load) -> bool:
    """Prints the ratios; whether one is missed."""
    ratios = []
    for share in (0.5, 0.99):
        none = sum(office.percentile(load.times, share) for load in (before, after)) / 2
        ratios.append(office.percentile(during.times, share) / none)
    missed = ratios[1] > LIMIT or bool(during.bad)
    print(
        f"{name}: desk median {1000 * office.percentile(during.times, 0.5):.0f} ms, "
        f"p99 {1000 * office.percentile(during.times, 0.99):.0f} ms; "
        f"{ratios[0]:.2f}x and {ratios[1]:.2f}x of none{'  MISSED' if missed else ''}",
        flush=True,
    )
    return missed


def judged(name: str, found: Counter[str]) -> bool:
    """Prints what became of each; whether one was neither served nor refused with a sentence."""
    print(f"{name}: " + ", ".join(f"{number} {what}" for what, number in found.most_common()))
    return any(what != "served" and not what.startswith("refused") for what in found)


async def measured(port: int, cookies: list[str], streams: int, idle: int, slow: int) -> bool:
    await pages(port, cookies)
    before = await pages(port, cookies)
    line = f"GET /live/{office.BODY}/stream?topic=body HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    live = await opened(port + 1, f"{line}Cookie: sessionid={cookies[0]}\r\n\r\n".encode(), streams)
    failed = judged(f"{streams} live streams", await outcomes(live))
    during = await pages(port, cookies)
    await closed(live)
    after = await pages(port, cookies)
    failed |= told(f"{streams} live streams", before, during, after)

    before = after
    waiting = await opened(port, b"", idle)
    head = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\na"
    bodies = await opened(port, head, slow)
    during = await pages(port, cookies)
    failed |= judged(f"{slow} slow bodies", await outcomes(bodies))
    await closed([*waiting, *bodies])
    after = await pages(port, cookies)
    return failed | told(f"{idle} idle connections and {slow} slow bodies", before, during, after)


def main() -> int:
    given = [int(a) for a in sys.argv[1:]]
    streams, idle, slow = (*given, *(2_000, 2_000, 500)[len(given) :])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder:
        cookies = office.make(Path(folder), 6, 10, 200)
        with office.served(Path(folder)) as port:
            return int(asyncio.run(measured(port, cookies, streams, idle, slow)))


if __name__ == "__main__":
    sys.exit(main())
