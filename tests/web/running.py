"""``comity serve`` as an administrator starts it, for tests of what a server does as a whole."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PATIENCE = 120.0
"""Seconds after which a test gives up; none waits so long on an ordinary machine."""


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def pages(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def live(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"


def two_free_ports() -> int:
    """The first of two ports that are free."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            found = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", found + 1))
            except (OSError, OverflowError):
                continue
            return found


def command(home: Path, port: int, *more: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "comity",
        "serve",
        "--home",
        str(home),
        "--port",
        str(port),
        *more,
    ]


def plain_environment(**more: str) -> dict[str, str]:
    """The environment without what other tests set."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COMITY_", "DJANGO_"))}
    return kept | more


@contextmanager
def started(
    home: Path,
    *more: str,
    port: int = 0,
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> Iterator[Running]:
    """A server over the home that answers. ``before`` runs in its process before it starts."""
    home.mkdir(mode=0o700, exist_ok=True)
    port = port or two_free_ports()
    log = home.parent / f"{home.name}-{port}.log"
    said = log.stat().st_size if log.exists() else 0
    with log.open("ab") as file:
        process = subprocess.Popen(
            command(home, port, *more),
            env=plain_environment(**(environment or {})),
            stdout=file,
            stderr=subprocess.STDOUT,
            preexec_fn=before,
        )
    server = Running(process, port, log)
    try:
        # Until it says so itself, processes of a server that was killed may answer in its place.
        awaited(lambda: b"The pages are at" in log.read_bytes()[said:], server)
        for address in (server.pages, server.live):
            awaited(lambda a=address: answers(f"{a}/healthz"), server)  # type: ignore[misc]
        yield server
    finally:
        process.terminate()
        process.wait(60)


def answers(url: str) -> bool:
    """Whether the address answers now."""
    try:
        with urlopen(url, timeout=30):
            return True
    except (URLError, OSError):
        return False


def awaited(condition: Callable[[], bool], server: Running | None = None) -> None:
    """Returns once the condition holds; fails after ``PATIENCE`` seconds, or where the server has ended."""
    until = time.monotonic() + PATIENCE
    while not condition():
        said = server.log.read_text() if server is not None else ""
        assert server is None or server.process.poll() is None, said
        assert time.monotonic() < until, said
        time.sleep(0.05)
