"""Connections beyond the limit of a process, refused with a sentence instead of waiting without an answer.

granian stops to accept once a process has as many connections as it may have; what comes then would wait in the system's
queue. Where that happens, this takes the connections out of the queue, five times a second, and answers 503.
"""

from __future__ import annotations

import asyncio
import os
import select
import socket
import stat
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus

from comity.web.unserved import no_connection, refused

LOOK = 0.2
"""Seconds between two looks at the queue."""
AT_A_LOOK = 256
"""Connections that are refused at one look."""
FILES = "/dev/fd"
"""Where the system lists the files that this process has open."""


def watch(loop: asyncio.AbstractEventLoop, connections: int) -> None:
    """From now on the loop refuses the connections beyond so many."""
    listening: list[socket.socket] = []

    def look() -> None:
        loop.call_later(LOOK, look)
        if not listening:
            listening.extend(_listening())
        for one in _readable(listening):
            if len(os.listdir(FILES)) >= connections:
                _refuse_waiting(one)

    loop.call_soon(look)


def _listening() -> Iterator[socket.socket]:
    """The sockets on which this process accepts connections, each opened once more."""
    for number in map(int, os.listdir(FILES)):
        with suppress(OSError):  # closed since
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            one = socket.socket(fileno=os.dup(number))
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                yield one
            else:
                one.close()


def _readable(sockets: list[socket.socket]) -> list[socket.socket]:
    if not sockets:
        return []
    waiting = select.poll()
    for one in sockets:
        waiting.register(one, select.POLLIN)
    ready = {number for number, _ in waiting.poll(0)}
    return [one for one in sockets if one.fileno() in ready]


def _refuse_waiting(listening: socket.socket) -> None:
    with suppress(BlockingIOError):  # the queue is empty
        for _ in range(AT_A_LOOK):
            visitor, _address = listening.accept()
            with visitor, suppress(OSError):
                visitor.setblocking(False)
                _refuse(visitor)


def _refuse(visitor: socket.socket) -> None:
    asked = b""
    with suppress(BlockingIOError):  # nothing has been sent yet
        asked = visitor.recv(65_536)
    lines = [line.partition(": ") for line in asked.decode("latin-1").split("\r\n")[1:]]
    status, headers, page = refused(
        no_connection(), [(name.lower(), value) for name, _, value in lines]
    )
    top = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"content-length: {len(page)}"]
    top += [f"{name}: {value}" for name, value in headers]
    visitor.sendall("\r\n".join([*top, "", ""]).encode() + page)
    visitor.shutdown(socket.SHUT_WR)
