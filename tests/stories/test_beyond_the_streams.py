"""More pages are open than the server updates live: a further one tells its reader so, and works otherwise."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

sys.path.append(str(Path(__file__).parents[1] / "web"))
from running import PATIENCE, Running, command, plain_environment, started, two_free_ports

FILES = 1_024
STREAMS = 448
"""What the guide says of a server whose processes may open 1,024 files."""


@pytest.fixture(scope="module")
def small_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration, served by processes that may open few files."""

    def few_files() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))

    home = tmp_path_factory.mktemp("streams") / "demo"
    words = command(home, two_free_ports())[:3]
    make = [*words, "demo", "--once", "--folder", str(home), "--port", str(two_free_ports())]
    subprocess.run(make, env=plain_environment(), check=True, capture_output=True, timeout=600)
    told = {"COMITY_DEMONSTRATION": "1"}
    with started(home, "--workers", "1", environment=told, before=few_files) as server:
        yield server


def stream(server: Running, *headers: str) -> tuple[socket.socket, str]:
    """A live stream that is asked for, and the beginning of the answer."""
    one = socket.create_connection(("127.0.0.1", server.port + 1), PATIENCE)
    lines = [
        "GET /live/csto/stream?topic=body&language=ru HTTP/1.1",
        f"Host: 127.0.0.1:{server.port + 1}",
    ]
    one.sendall("\r\n".join([*lines, *headers, "", ""]).encode())
    got = b""
    while b"\r\n\r\n" not in got:
        got += one.recv(65_536)
    return one, got.decode()


def test_a_page_beyond_the_limit_of_streams_says_that_it_is_not_updated(
    small_server: Running, browser: Browser
) -> None:
    with ExitStack() as open_streams:
        for _ in range(STREAMS):
            one, head = stream(small_server)
            assert head.startswith("HTTP/1.1 200")
            open_streams.enter_context(one)
        refused, head = stream(small_server, "Connection: close")
        with refused:
            text = head + refused.makefile().read()
        assert text.startswith("HTTP/1.1 503")
        assert "retry-after: 60" in text
        assert "Сейчас слишком много страниц обновляется автоматически" in text

        page = browser.new_context(base_url=small_server.pages, locale="en").new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.goto("/")
        page.locator('form[action="/demonstration/enter"] button').first.click()
        page.wait_for_url("**/desk")
        note = page.get_by_text("This page is not updated by itself at the moment.")
        expect(note).to_be_visible(timeout=1000 * PATIENCE)
        expect(page.get_by_role("link", name="Reload it to see what has changed.")).to_be_visible()
    page.get_by_role("link", name="Reload it to see what has changed.").click()
    with page.expect_response("**/stream?*") as answer:
        page.reload()
    assert answer.value.status == 200
    expect(note).to_have_count(0)
    page.context.close()
