"""Processes of a server that are killed (``kill -9``): none is left without its parent, and the server goes on or starts
again at once on the same ports."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, closing
from multiprocessing.connection import wait
from pathlib import Path

import pytest
from running import (
    PATIENCE,
    Running,
    answers,
    awaited,
    plain_environment,
    started,
    two_free_ports,
)

from comity.web.loaded import is_alive

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="NOT TRIED: needs /proc"),
]


def children(process: int) -> list[int]:
    """The processes that the process has started, the oldest first."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return sorted(int(number) for task in tasks for number in task.read_text().split())


def descendants(process: int) -> list[int]:
    found = children(process)
    return [*found, *(one for child in found for one in descendants(child))]


def is_there(process: int) -> bool:
    """Whether the process runs: one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def healthy(server: Running) -> bool:
    return answers(f"{server.pages}/healthz") and answers(f"{server.live}/healthz")


def test_whichever_process_is_killed_none_is_left_over_and_the_server_goes_on(
    tmp_path: Path,
) -> None:
    with started(tmp_path / "home", "--workers", "2") as server:
        parent = server.process.pid
        pages, live = children(parent)
        assert len(children(pages)) == 2
        assert len(children(live)) == 1

        worker = children(pages)[0]
        os.kill(worker, signal.SIGKILL)
        awaited(lambda: len(set(children(pages)) - {worker}) == 2, server)
        assert children(parent) == [pages, live], "the other worker went on"

        for killed in (pages, live):
            below = descendants(killed)
            others = set(children(parent)) - {killed}
            os.kill(killed, signal.SIGKILL)
            awaited(lambda b=below: not any(map(is_there, b)), server)  # type: ignore[misc]
            awaited(lambda o=others: len(set(children(parent)) - o) == 1, server)  # type: ignore[misc]
            awaited(lambda: healthy(server), server)


def test_after_the_parent_is_killed_nothing_is_left_and_the_next_start_has_the_same_ports(
    tmp_path: Path,
) -> None:
    port = two_free_ports()
    with started(tmp_path / "home", port=port) as server:
        below = descendants(server.process.pid)
        assert len(below) >= 4
        server.process.kill()
        server.process.wait()
        with started(tmp_path / "home", port=port) as again:
            assert not any(map(is_there, below))
            assert answers(again.pages)


def test_a_request_that_never_ends_holds_the_stop_up_no_longer_than_a_moment_and_is_told_plainly(
    tmp_path: Path,
) -> None:
    with started(tmp_path / "home", "--workers", "1") as server:
        below = descendants(server.process.pid)
        with closing(socket.create_connection(("127.0.0.1", server.port))) as half:
            half.sendall(b"GET /healthz HTTP/1.1\r\nHo")
            server.process.terminate()
            assert server.process.wait(PATIENCE) == 0
        assert not any(map(is_there, below))
        said = server.log.read_text()
    assert "was busy with a request or with its start, and was ended" in said
    assert "refused" not in said
    assert "WARNING" not in said


def stream_of(server: Running) -> socket.socket:
    """An event stream of a body that everybody may read, which has begun."""
    reader = socket.create_connection(("127.0.0.1", server.port + 1), timeout=PATIENCE)
    asked = (
        f"GET /csto/stream?topic=body HTTP/1.1\r\nHost: localhost:{server.port + 1}\r\n"
        f"Origin: http://localhost:{server.port}\r\n\r\n"
    )
    reader.sendall(asked.encode())
    said = b""
    while b"retry:" not in said:
        got = reader.recv(4096)
        assert got, said
        said += got
    assert said.startswith(b"HTTP/1.1 200")
    return reader


def rest_of(reader: socket.socket) -> bytes:
    """What is sent until the connection is closed."""
    said = b""
    while got := reader.recv(4096):
        said += got
    return said


def test_open_streams_end_with_the_server_and_none_of_its_workers_is_killed(
    tmp_path: Path,
) -> None:
    home, port = tmp_path / "home", two_free_ports()
    making = [*(sys.executable, "-m", "comity", "demo", "--once", "--no-open")]
    made = [*making, "--folder", str(home), "--port", str(port)]
    subprocess.run(made, env=plain_environment(), check=True, capture_output=True)
    with started(home, environment={"COMITY_DEMONSTRATION": "1"}) as server, ExitStack() as held:
        readers = [held.enter_context(closing(stream_of(server))) for _ in range(20)]
        server.process.terminate()
        for reader in readers:
            assert rest_of(reader).endswith(b"0\r\n\r\n"), "it is ended, not broken off"
        assert server.process.wait(PATIENCE) == 0
        said = server.log.read_text()
    assert "was ended" not in said
    assert "WARNING" not in said


def test_a_worker_that_has_ended_is_not_alive_where_another_thread_collects_it() -> None:
    worker = multiprocessing.get_context("fork").Process(target=int)
    worker.start()
    assert wait([worker.sentinel], PATIENCE)
    assert worker.pid is not None
    os.waitpid(worker.pid, 0)  # as the other thread does, before it has said so
    assert worker.is_alive(), "multiprocessing cannot know"
    assert not is_alive(worker)
