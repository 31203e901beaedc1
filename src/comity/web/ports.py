"""Which program listens on a port, as far as the system tells: Linux names it for programs of the same user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
LISTENING = "0A"
"""The state of a listening socket in ``/proc/net/tcp`` (proc(5), ``tcp_states.h``)."""


def holder_of(port: int) -> str:
    """The program that listens on the port, as ``nginx (process 812)``; "" where that cannot be known."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
    if not sockets:
        return ""
    for process in PROC.glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another user's
            if any(str(file.readlink()) in sockets for file in (process / "fd").iterdir()):
                return f"{_name(process)} (process {process.name})"
    return ""


def _inodes(port: int) -> Iterator[str]:
    for table in ("net/tcp", "net/tcp6"):
        with suppress(OSError):
            for line in (PROC / table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    yield fields[9]


def _name(process: Path) -> str:
    words = (process / "cmdline").read_bytes().split(b"\0")
    program = Path(words[0].decode(errors="replace")).name
    said = [
        word.decode(errors="replace") for word in words[1:4] if word and not word.startswith(b"/")
    ]
    return " ".join([program, *said]) if program.startswith("python") else program
