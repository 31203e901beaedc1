"""Starting a server for a story: a port for it, and the moment from which it answers."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

PATIENCE = 60.0
"""Seconds in which the server must answer."""


def await_answer(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Returns once the server answers. ``AssertionError``, with what it said, where it ended or is silent."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        with suppress(OSError), urlopen(f"{address}/healthz", timeout=2):
            return
        time.sleep(0.1)
    raise AssertionError(f"the office does not answer: {log.read_text()}")


def free_port() -> int:
    """A port that is free, as is the one after it, which the live streams take."""
    while True:
        with socket.socket() as one, socket.socket() as next_one:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            with suppress(OSError):
                next_one.bind(("127.0.0.1", port + 1))
                return port
