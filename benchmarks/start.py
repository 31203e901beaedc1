"""From a cold start to the first page, and how many bytes a page takes with its styles, scripts and fonts, compressed.

Run: python benchmarks/start.py. Limits: 1.5 s once the place is prepared; 150 kB without the fonts, which a browser keeps.
"""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

import office

SECONDS, BYTES = 1.5, 150_000


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        cookie = office.make(Path(folder), 6, 10, 0)[0]
        with office.served(Path(folder)):
            pass  # prepared
        port = office.free_port()
        command = [sys.executable, "-m", "comity", "serve", "--home", folder, "--port", str(port)]
        began = time.perf_counter()
        server = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL)
        try:
            page = f"http://localhost:{port}/b/{office.BODY}/desk"
            office.awaited(f"http://127.0.0.1:{port}/healthz", server)
            html = fetched(page, cookie)
            seconds = time.perf_counter() - began
            linked = re.findall(
                r'(?:src|href)="(/(?:static|b)/[^"]+\.(?:js|css|svg)[^"]*)"', html.decode()
            )
            files = {path: fetched(f"http://localhost:{port}{path}", cookie) for path in linked}
        finally:
            server.terminate()
            server.wait(10)
    size = sum(len(gzip.compress(data)) for data in (html, *files.values()))
    print(
        f"first page after {seconds:.2f} s (limit {SECONDS} s); {size:,} bytes "
        f"compressed in {1 + len(files)} files, fonts apart (limit {BYTES:,})"
    )
    return int(seconds > SECONDS or size > BYTES)


def fetched(url: str, cookie: str) -> bytes:
    with urlopen(Request(url, headers={"Cookie": f"sessionid={cookie}"}), timeout=30) as answer:
        return bytes(answer.read())


if __name__ == "__main__":
    sys.exit(main())
