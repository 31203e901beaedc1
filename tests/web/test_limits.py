"""What one client can make the server hold: slow and endless bodies, idle connections, streams. Each is served, or refused
with a sentence, and nobody else waits for it."""

from __future__ import annotations

import asyncio
import os
import resource
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from asynchronous import finished
from running import PATIENCE, Running, awaited, started

from comity.errors import BadInput
from comity.web import limits, overflow
from comity.web.intake import Body, Gone, Room
from comity.web.unserved import Unserved

LENGTH = b"Content-Length: %d\r\n\r\n"


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, temporary: Path) -> Iterator[Running]:
    """A server that may open 1,024 files, with temporary files in a folder of its own."""

    def few_files() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 1_024))

    home = tmp_path_factory.mktemp("limits") / "home"
    told = {"TMPDIR": str(temporary)}
    with started(home, "--workers", "1", environment=told, before=few_files) as server:
        yield server


def connected(server: Running, said: bytes = b"") -> socket.socket:
    one = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
    one.sendall(said)
    return one


def posted(length: int, *headers: bytes) -> bytes:
    lines = b"".join(b"%s\r\n" % header for header in headers)
    return b"POST / HTTP/1.1\r\nHost: localhost\r\n" + lines + LENGTH % length


def answer(one: socket.socket) -> tuple[int, str]:
    """The status and the whole text, until the server closes the connection."""
    got = b""
    try:
        while piece := one.recv(65_536):
            got += piece
    except ConnectionResetError:
        pass
    head, _, page = got.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), page.decode()


def page(server: Running) -> int:
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with connected(server, request) as one:
        return answer(one)[0]


def test_looking_for_the_sockets_that_listen_leaves_no_file_open() -> None:
    """A copy of a pipe left open keeps whoever reads at its other end waiting for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        before = os.listdir(overflow.FILES)
        found = list(overflow._listening())
        assert listening.getsockname() in [one.getsockname() for one in found]
        for one in found:
            one.close()
        assert len(os.listdir(overflow.FILES)) == len(before)


@pytest.mark.slow
def test_many_slow_bodies_hold_nobody_else_and_are_refused_in_the_end(server: Running) -> None:
    slow = [connected(server, posted(size) + b"ab") for size in (1_000, 3_000_000) * 60]
    assert page(server) == 200
    for one in slow:
        status, text = answer(one)
        assert status == 408
        assert "too slowly" in text
        one.close()


@pytest.mark.slow
def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent(server: Running) -> None:
    with connected(server, posted(99_999_999_999, b"Accept-Language: ru")) as one:
        status, text = answer(one)
    assert status == 413
    assert "Отправленное слишком велико" in text
    assert f"{limits.BODY // 1_000_000} МБ" in text


@pytest.mark.slow
def test_a_body_without_an_end_is_refused(server: Running) -> None:
    request = (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"
    )
    with connected(server, request) as one:
        status, text = answer(one)
    assert status == 411
    assert "how long" in text


@pytest.mark.slow
def test_headers_beyond_the_limit_are_refused_with_what_helps(server: Running) -> None:
    cookie = b"Cookie: " + b"a" * limits.HEADERS
    with connected(server, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + cookie + b"\r\n\r\n") as one:
        status, text = answer(one)
    assert status == 431
    assert "cookies" in text


@pytest.mark.slow
def test_nothing_of_an_upload_without_an_account_stays_on_the_disk(
    server: Running, temporary: Path
) -> None:
    size = 5_000_000
    with connected(server, posted(size, b"Connection: close") + b"a" * (size - 1)) as one:
        assert list(temporary.rglob("*")) == []
        one.sendall(b"a")
        assert answer(one)[0] == 403
    assert list(temporary.rglob("*")) == []


@pytest.mark.slow
def test_connections_beyond_the_limit_are_refused_with_a_sentence(server: Running) -> None:
    idle = [connected(server) for _ in range(1_100)]
    status, text = answer(idle[-1])
    assert status == 503
    assert "Too many connections" in text
    with connected(
        server, b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept-Language: ru\r\n\r\n"
    ) as one:
        status, text = answer(one)
    assert status == 503
    assert "слишком много соединений" in text
    for one in idle:
        one.close()
    awaited(lambda: page(server) == 200, server)


@pytest.mark.slow
def test_an_idle_connection_is_closed(server: Running) -> None:
    with connected(server) as idle:
        began = time.monotonic()
        assert idle.recv(1) == b""
        assert time.monotonic() - began > limits.HEADER_SECONDS / 2


class Sender:
    """A body that arrives in these pieces; ``None``: and then no more arrives."""

    def __init__(self, *pieces: bytes | None) -> None:
        self.pieces = pieces

    async def __call__(self) -> bytes:
        return b"".join([piece async for piece in self])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            if piece is None:
                await asyncio.Event().wait()
            else:
                yield piece


def received(sender: Sender, length: int, room: Room | None = None) -> bytes:
    async def receive() -> bytes:
        body = Body(room or Room())
        try:
            return (await body.receive(sender, length)).read()
        finally:
            body.close()

    return finished(receive())


def refused(receive: Callable[[], bytes]) -> int:
    with pytest.raises(Unserved) as refusal:
        receive()
    return refusal.value.status


@pytest.mark.parametrize("size", [3, 70_000, 1_500_000])
def test_a_body_is_received_whole_and_leaves_its_room(size: int) -> None:
    room, content = Room(), b"abc" * (size // 3 + 1)
    sender = Sender(content[:2], content[2:])
    assert received(sender, len(content), room) == content
    assert room.held == 0


@pytest.mark.parametrize("length", [10, 100_000])
def test_a_body_that_stops_is_refused_and_leaves_its_room(
    length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.01)
    monkeypatch.setattr(limits, "BODY_RATE", 1_000_000_000)
    room = Room()
    assert refused(lambda: received(Sender(b"abc", None), length, room)) == 408
    assert room.held == 0


@pytest.mark.parametrize("length", [10, 100_000])
def test_a_body_that_ends_early_reaches_no_page(length: int) -> None:
    with pytest.raises(Gone):
        received(Sender(b"abc"), length)


@pytest.mark.parametrize("length", [10, 100_000])
def test_bodies_beyond_the_room_of_a_process_are_refused(length: int) -> None:
    full = Room(limits.BODIES - 5)
    sender = Sender(b"a" * length)
    assert refused(lambda: received(sender, length, full)) == 503
    assert full.held == limits.BODIES - 5


def test_too_few_files_are_refused_with_what_to_do() -> None:
    with pytest.raises(BadInput, match="1000 files") as refused:
        limits.limits_of(1_000)
    assert "LimitNOFILE" in refused.value.remedy


def test_the_guide_says_the_numbers_that_are_in_force() -> None:
    guide = (Path(__file__).parents[2] / "docs/guide/operations.md").read_text()
    said = guide.partition("## Limits\n")[2].partition("\n## ")[0]
    few = limits.limits_of(limits.FEWEST_FILES)
    for words in (
        f"{limits.CONNECTIONS_AT_MOST:,}, or the files a process may open less {limits.RESERVED}",
        f"{limits.STREAMS_AT_MOST:,}, or the files less {limits.RESERVED + limits.REFUSING}",
        f"{limits.WAITING:,} | 503",
        f"{limits.HEADERS // 1_000} kB, all within {limits.HEADER_SECONDS} seconds",
        f"{limits.BODY // 1_000_000} MB, with its length",
        f"{limits.BODY_SECONDS:.0f} seconds, and a second more for each {limits.BODY_RATE // 1_000} kB",
        f"{limits.BODIES // 1_000_000} MB together",
        f"{few.files:,} files a process there are {few.connections} connections and {few.streams} live streams",
        f"a paper of {limits.PAPER // 1_000_000} MB",
    ):
        assert words in said
