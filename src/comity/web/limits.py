"""The limits of a server: how much it takes at once, how long it waits, and what it may open.

Everything that a visitor can make the server hold has a number here. ``comity doctor`` prints them, and the guide explains
how to raise them (``docs/guide/operations.md``). The numbers of connections and streams follow from the number of files
that the system lets a process open, since each connection is one.

>>> limits_of(20_000)
Limits(files=20000, connections=8192, streams=8192)
>>> limits_of(1_024)
Limits(files=1024, connections=512, streams=448)
"""

from __future__ import annotations

import resource
from dataclasses import dataclass

from comity.errors import BadInput

PAPER = 20_000_000
"""Bytes of a paper at most."""
BODY = PAPER + 2_000_000
"""Bytes of a request's body at most: a paper, and what a form says about it. It holds before anybody has signed in."""
BODIES = 256_000_000
"""Bytes of all bodies that one process is receiving at a time."""
IN_MEMORY = 1_000_000
"""Bytes of a body that are held in memory; of a longer one, the bytes lie in an unnamed temporary file."""
BODY_SECONDS = 20.0
"""Seconds in which a body must arrive, and a second more for each ``BODY_RATE`` bytes that have arrived."""
BODY_RATE = 4_000
"""Bytes a second, on average, that a sender must reach after that: half the speed of a telephone line."""
HEADERS = 32_000
"""Bytes of a request's headers at most."""
HEADER_SECONDS = 20
"""Seconds in which the headers of a request must arrive; an idle connection is closed after them."""
WAITING = 2_000
"""Requests that may wait for a thread of one process."""
BACKLOG = 2_048
"""Connections that the system may hold for a process that has not yet taken them."""
CONNECTIONS_AT_MOST = 8_192
"""Connections of one process, where it may open that many files: each takes some ten kilobytes."""
STREAMS_AT_MOST = 8_192
"""Live streams, where the live process may open that many files."""
RESERVED = 512
"""Files that a process needs besides: databases, long bodies, static files."""
REFUSING = 64
"""Connections that the live process takes beyond its streams, in order to refuse them."""
FEWEST_FILES = 1_024
"""A process that may open fewer files cannot serve."""
ENOUGH_FILES = 65_536
"""What is asked for where the system sets no limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``files``: that a process may open; ``connections``: of each process of the pages; ``streams``: of the
    live process."""

    files: int
    connections: int
    streams: int


def limits_of(files: int) -> Limits:
    """The limits of processes that may open so many files. ``BadInput`` (``serve.files``) where those are too few."""
    if files < FEWEST_FILES:
        raise BadInput(
            "serve.files",
            f"A process may open {files} files here: too few to serve pages.",
            remedy=f"Raise the hard limit to {FEWEST_FILES}: LimitNOFILE= in a systemd unit, ulimit -Hn in a shell.",
        )
    left = files - RESERVED
    return Limits(files, min(CONNECTIONS_AT_MOST, left), min(STREAMS_AT_MOST, left - REFUSING))


def files_permitted() -> int:
    """How many files a process may open once it has raised its limit as far as the system permits."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return ENOUGH_FILES if hard == resource.RLIM_INFINITY else hard


def in_force() -> Limits:
    """The limits of the processes of a server that is started here."""
    return limits_of(files_permitted())


def raise_files() -> Limits:
    """Raises the limit of open files to the hard limit, for this process and those that it starts; gives the limits that
    follow."""
    hard, permitted = resource.getrlimit(resource.RLIMIT_NOFILE)[1], files_permitted()
    limits = limits_of(permitted)
    resource.setrlimit(resource.RLIMIT_NOFILE, (permitted, hard))
    return limits
