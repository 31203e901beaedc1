"""Starting an office as the guide says, and what it prints: the address that a person opens."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 180.0
"""Seconds in which whatever is waited for must come, on a machine however slow."""


@dataclass
class Started:
    """A server that runs: its process, and the file into which it prints."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        """The address of the pages, as it was printed."""
        return self.said(r"The pages are at (\S+)")

    @property
    def setup(self) -> str:
        """The address with a token, as it was printed."""
        return self.said(r"(\S+/setup\?token=\S+)")

    def said(self, pattern: str) -> str:
        """What the server prints, as soon as it has: the last part in brackets, or all that fits."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = re.search(pattern, self.log.read_text())
            if found is not None:
                return found[found.re.groups]
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)
        raise AssertionError(f"never said: {pattern}\n{self.log.read_text()}")


def settings(**given: str) -> dict[str, str]:
    """The environment of a server: this one without the settings that tests have, and with those given."""
    ours = ("COMITY_", "DJANGO_")
    kept = {name: said for name, said in os.environ.items() if not name.startswith(ours)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return {**kept, "PATH": path, **given}


@contextmanager
def started(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], name: str = "server"
) -> Iterator[Started]:
    """The command, run in the folder until the end of the block; it has printed where its pages are."""
    log = folder / f"{name}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            words, cwd=folder, env=dict(environment), stdout=file, stderr=subprocess.STDOUT
        )
    one = Started(process, log)
    try:
        assert one.address
        yield one
    finally:
        process.terminate()
        process.wait(PATIENCE)


def free_port(host: str = "127.0.0.1") -> int:
    """A port that is free at both loopback numbers, as is the one after it, which the live streams take."""
    while True:
        with socket.socket() as one:
            one.bind((host, 0))
            port = int(one.getsockname()[1])
        if all(_is_free(family, port + more) for family in _FAMILIES for more in (0, 1)):
            return port


_FAMILIES = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def _is_free(at: tuple[socket.AddressFamily, str], port: int) -> bool:
    with suppress(OSError), socket.socket(at[0]) as trial:
        trial.bind((at[1], port))
        return True
    return False
