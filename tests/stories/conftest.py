"""A real office for whole stories: ``comity serve`` on either database, and a real browser before it.

One server runs for each database; every story has a practice body of its own in it, so that stories do not meet. Where no
Chromium is installed the stories are skipped, and say so.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
MAKER = Path(__file__).with_name("practice_bodies.py")
PATIENCE = 60.0
"""Seconds in which the server must answer."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    if CHROMIUM is None:
        pytest.skip("NO BROWSER: install it with  sudo apt-get install chromium")
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)


@pytest.fixture(scope="session")
def postgres_for_stories(request: pytest.FixtureRequest) -> str:
    """The address of an empty database for the whole session."""
    import psycopg

    given = os.environ.get("COMITY_TEST_POSTGRES")
    server = given or request.getfixturevalue("postgres_server").address
    name = f"comity_stories_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


@dataclass
class Office:
    """A served office. ``enter`` gives the page of somebody who came in through a door of the demonstration."""

    address: str
    home: Path
    register: str
    browser: Browser
    make: Callable[[str], None]
    contexts: list[BrowserContext] = field(default_factory=list)

    def enter(
        self,
        body: str,
        person: str,
        capacity: str = "",
        *,
        language: str = "en",
        width: int = 1280,
        zone: str = "Europe/Riga",
    ) -> Page:
        """The desk of that person in that capacity, in a browser of his or her own."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 900},
            locale=language,
            timezone_id=zone,
        )
        context.set_default_timeout(8000)
        self.contexts.append(context)
        page = context.new_page()
        page.goto("/")
        token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
        answer = context.request.post(
            "/demonstration/enter",
            form={
                "csrfmiddlewaretoken": token,
                "body": body,
                "person": person,
                "capacity": capacity,
            },
            headers={"Referer": f"{self.address}/"},
        )
        assert answer.ok, answer.text()
        page.goto(f"/b/{body}/desk")
        return page

    def leave(self) -> None:
        """Closes every browser that came in."""
        while self.contexts:
            self.contexts.pop().close()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Office]:
    """The office on that database, served as in production."""
    home = tmp_path_factory.mktemp(f"office-{request.param}")
    register = str(home / "comity.db")
    if request.param == "postgres":
        register = request.getfixturevalue("postgres_for_stories")
    port = _free_port()
    told = {
        **os.environ,
        "COMITY_HOME": str(home),
        "COMITY_REGISTER": register,
        "COMITY_DEMONSTRATION": "1",
    }
    with open(home / "server.log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "comity", "serve", "--home", str(home), "--register", register,
             "--port", str(port)],
            env=told, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _await(address, server, home / "server.log")
            yield Office(address, home, register, browser, lambda name: _make(name, told))
        finally:
            server.terminate()
            server.wait(15)


@pytest.fixture
def office(served: Office) -> Iterator[Office]:
    """The office, for one story; its browsers are closed afterwards."""
    yield served
    served.leave()


@pytest.fixture
def body(office: Office, request: pytest.FixtureRequest) -> str:
    """The name of a practice body of the story's own."""
    name = "-".join(request.node.originalname.removeprefix("test_").split("_")[:5])
    office.make(name)
    return name


def _make(name: str, told: dict[str, str]) -> None:
    made = subprocess.run(
        [sys.executable, str(MAKER), name],
        env={**told, "DJANGO_SETTINGS_MODULE": "comity.web.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not made.returncode, made.stderr


def _await(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        with suppress(OSError), urlopen(f"{address}/healthz", timeout=2):
            return
        time.sleep(0.1)
    raise AssertionError(f"the office does not answer: {log.read_text()}")


def _free_port() -> int:
    """A port that is free, as is the one after it, which the live streams take."""
    while True:
        with socket.socket() as one, socket.socket() as next_one:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            with suppress(OSError):
                next_one.bind(("127.0.0.1", port + 1))
                return port
