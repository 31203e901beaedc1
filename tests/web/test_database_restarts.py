"""``comity serve`` on PostgreSQL whose server goes away and comes back; and a registrar that is cut off again and again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import psycopg
import pytest

from comity.body.acts import EnterPerson, FoundBody
from comity.errors import StoreFailed
from comity.locking import LendableLock
from comity.place import keep_key
from comity.register.keys import SigningKey
from comity.registrar import EXAMPLE, Registrar, found
from comity.store import evidence
from comity.store.opening import open_address

PATIENCE = 120
KILLS = 20
KILLS_FOR_EACH = 3
KEY = SigningKey("example.org/league", bytes(32))
FOUNDING = FoundBody(charter=EXAMPLE, clerk="p1", clerk_name="Ada", organ="bureau")
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'comity'"


@pytest.fixture
def server(request: pytest.FixtureRequest, postgres: str) -> Any:
    """The PostgreSQL server, which is ours to stop."""
    ours = request.getfixturevalue("postgres_server")
    if urlsplit(ours.address).netloc != urlsplit(postgres).netloc:
        pytest.skip("the server is not ours to stop")
    return ours


@pytest.fixture
def pages(postgres: str, tmp_path: Path) -> Iterator[str]:
    """The address of ``comity serve`` on that database, with a body."""
    home = tmp_path / "home"
    home.mkdir()
    with open_address(postgres, True) as store:
        found(store, "league", FOUNDING, KEY)
        keep_key(home / "comity.db.key", KEY)
    port = free_port()
    words = ["serve", "--home", str(home), "--register", postgres, "--port", str(port)]
    told = {k: v for k, v in os.environ.items() if not k.startswith(("COMITY_", "DJANGO_"))}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "comity", *words], env=told, stdout=log, stderr=log
        )
    try:
        until(lambda: status(f"http://127.0.0.1:{port}/readyz") == 200)
        until(lambda: status(f"http://127.0.0.1:{port + 1}/healthz") == 200)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def free_port() -> int:
    """The first of two ports that are free."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def until(has_come: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not has_come():
        assert time.monotonic() < end
        time.sleep(0.1)


def asked(url: str, data: bytes | None = None) -> tuple[int, str]:
    """The status of the answer and its text; 0 where there is none."""
    try:
        with urlopen(Request(url, data=data), timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except (URLError, OSError):
        return 0, ""


def status(url: str) -> int:
    return asked(url)[0]


@pytest.mark.slow
def test_pages_say_so_while_the_server_is_away_and_the_next_request_after_it_succeeds(
    pages: str, server: Any
) -> None:
    assert status(pages) == 200
    for _ in range(2):
        server.stop()
        try:
            for _ in range(3):
                code, page = asked(pages)
                assert code == 503, page
                assert "nothing was to be recorded" in page
            assert status(f"{pages}/readyz") == 503
            assert status(f"{pages}/healthz") == 200
        finally:
            server.start()
        assert [status(pages) for _ in range(6)] == [200] * 6
    server.stop()
    server.start()  # nobody asked meanwhile
    assert [status(pages) for _ in range(6)] == [200] * 6


def test_acts_whose_connection_is_cut_in_their_middle_are_recorded_once(postgres: str) -> None:
    with open_address(postgres, True) as store:
        found(store, "league", FOUNDING, KEY)
        registrar = Registrar(store, "league", KEY, lock=LendableLock())
        ended = threading.Event()
        kills = 0

        def kill() -> None:
            nonlocal kills
            with psycopg.connect(postgres, autocommit=True) as connection:
                while not ended.wait(0.001):
                    if kills < KILLS_FOR_EACH * (
                        len(recorded) + 1
                    ):  # so that each is recorded in the end
                        kills += bool(connection.execute(OTHERS).fetchall())

        recorded: list[str] = []
        killer = threading.Thread(target=kill)
        killer.start()
        try:
            while kills < KILLS or len(recorded) < KILLS:
                name = f"Person {len(recorded)}"
                submit_until_answered(registrar, name)
                recorded.append(name)
        finally:
            ended.set()
            killer.join()
        persons = [person.name for person in registrar.state.persons.values()]
        assert persons == ["Ada", *recorded]
        assert evidence.verify(store, "league", KEY.verifying).size == 1 + len(recorded)


def submit_until_answered(registrar: Registrar, name: str) -> None:
    """As somebody who presses the button again, until there is an answer."""
    while True:
        try:
            registrar.submit([EnterPerson(by="p1", for_="bureau", name=name)], name)
            return
        except StoreFailed as failure:
            if failure.code not in ("store.lost", "store.unknown", "store.unreached"):
                raise
