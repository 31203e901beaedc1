"""Matter, desk and register pages of a big body, against a bare Django page of the same bytes on the same server.

Run: python benchmarks/pages.py [matters] [entries] [requests]. Fifty requests at once, of six readers in turn; median and
99th percentile must be within three times those of the bare page, which passes the same middleware and gives the same
bytes. Exits 1 where one is missed.

Readers look again and again while nothing is recorded, and pieces of pages are kept for that: here each of the six has
looked before. What a *fresh* look takes is told besides: one request alone, the first after something was recorded.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import loading
import office

AT_ONCE, LIMIT = 50, 3.0
BARE = """
from django.http import HttpResponse
from django.urls import path
from comity.web.wsgi import pages
from comity.web import urls
HERE = {folder!r}
def bare(request, name):
    request.user.is_authenticated
    with open(f"{{HERE}}/{{name}}.page", "rb") as page:
        return HttpResponse(page.read())
urls.urlpatterns.append(path("bare/<str:name>", bare))
"""


def measured(port: int, path: str, cookies: list[str], requests: int) -> loading.Load:
    heads = [f"GET {path} HTTP/1.1\r\nCookie: sessionid={cookie}\r\n" for cookie in cookies]
    at_once = min(AT_ONCE, requests)
    return asyncio.run(
        loading.load(port, at_once, requests, lambda n: (heads[n % len(heads)], b""))
    )


def fresh(port: int, path: str, cookies: list[str], rounds: int = 30) -> float:
    """The median time in seconds of a look right after something was recorded, which is not counted."""
    from comity.body.acts import Speak
    from comity.web.bodies import bodies

    registrar = bodies().running(office.BODY).registrar
    times = []
    for n in range(rounds):
        registrar.submit(
            [Speak(by=office.CLERK, for_="secretariat", gist=f"Fresh {n}", matter="v1")]
        )
        times += measured(port, path, [cookies[n % len(cookies)]], 1).times
    return office.percentile(times, 0.5)


def main() -> int:
    matters, entries, requests = (
        int(a) for a in (*sys.argv[1:], *("10000", "1000000", "500")[len(sys.argv) - 1 :])
    )
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        cookies = office.make(home, 6, matters, entries)
        (home / "measured.py").write_text(BARE.format(folder=folder))
        port = office.free_port()
        told = {**os.environ, "PYTHONPATH": folder}
        command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--port", str(port), "--workers", "1",
                   "--http", "1", "--no-ws", "--log-level", "warning", "measured:pages"]  # fmt: skip
        server = subprocess.Popen(command, env=told)
        try:
            office.awaited(f"http://127.0.0.1:{port}/healthz", server)
            for name, path in (
                ("desk", "desk"),
                ("matter", "matters/v0"),
                ("register", "register"),
            ):
                address = f"/b/{office.BODY}/{path}"
                first = measured(port, address, cookies[:1], 1)
                measured(port, address, cookies, len(cookies))
                page = asyncio.run(_page(port, address, cookies[0]))
                (home / f"{name}.page").write_bytes(page)
                bare = measured(port, f"/bare/{name}", cookies, requests)
                ours = measured(port, address, cookies, requests)
                anew = fresh(port, address, cookies)
                ratios = [
                    office.percentile(ours.times, s) / office.percentile(bare.times, s)
                    for s in (0.5, 0.99)
                ]
                missed = max(ratios) > LIMIT or bool(ours.bad)
                failed |= missed
                print(
                    f"{name}: first {first.times[0]:.2f} s, fresh {1000 * anew:.0f} ms, {len(page):,} bytes; "
                    f"median {1000 * office.percentile(ours.times, 0.5):.0f} ms, "
                    f"p99 {1000 * office.percentile(ours.times, 0.99):.0f} ms; "
                    f"{ratios[0]:.1f}x and {ratios[1]:.1f}x of a bare page"
                    f"{'  MISSED' if missed else ''}",
                    flush=True,
                )
        finally:
            server.terminate()
            server.wait(10)
    return int(failed)


async def _page(port: int, path: str, cookie: str) -> bytes:
    _, answer = await loading.Connection(port).ask(
        f"GET {path} HTTP/1.1\r\nCookie: sessionid={cookie}\r\n"
    )
    return answer.partition(b"\r\n\r\n")[2]


if __name__ == "__main__":
    sys.exit(main())
