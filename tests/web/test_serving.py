"""Serving: two processes under one parent, a taken port told, an end within four seconds though streams are open."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from comity.errors import BadInput
from comity.place import Place
from comity.web.serving import Address, check_free, environment, setup_address


@pytest.fixture
def port() -> int:
    """The first of two ports that are free."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            found = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", found + 1))
            except OSError:
                continue
            return found


def test_a_port_that_is_taken_is_told_with_what_to_do(port: int) -> None:
    for taken in (port, port + 1):
        with socket.socket() as other:
            other.bind(("127.0.0.1", taken))
            other.listen()
            with pytest.raises(BadInput, match=str(taken)) as refused:
                check_free(Address(port=port))
            assert "--port" in refused.value.remedy
    check_free(Address(port=port))


def test_an_empty_installation_is_set_up_at_an_address_with_its_token(tmp_path: Path) -> None:
    place = Place(tmp_path, str(tmp_path / "comity.db"))
    first = setup_address(place, Address())
    assert first.startswith("http://127.0.0.1:8000/setup?token=")
    assert setup_address(place, Address()) == first


def test_the_processes_are_told_their_place_whatever_the_environment_says(tmp_path: Path) -> None:
    place = Place(tmp_path, str(tmp_path / "comity.db"))
    given = {"DJANGO_SETTINGS_MODULE": "other", "COMITY_LIVE": "/live"}
    told = environment(place, Address(), given)
    assert told["DJANGO_SETTINGS_MODULE"] == "comity.web.settings"
    assert told["COMITY_LIVE"] == "/live"
    assert told["COMITY_HOME"] == str(tmp_path)


@pytest.fixture
def server(tmp_path: Path, port: int) -> Iterator[tuple[subprocess.Popen[bytes], Address, Path]]:
    """``comity serve`` on an empty place, answering."""
    log = tmp_path / "server.log"
    told = {k: v for k, v in os.environ.items() if not k.startswith(("COMITY_", "DJANGO_"))}
    command = [
        sys.executable,
        "-m",
        "comity",
        "serve",
        "--home",
        str(tmp_path / "home"),
        "--port",
        str(port),
    ]
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=told, stdout=file, stderr=subprocess.STDOUT)
    address = Address(port=port)
    try:
        answers(f"{address.pages}/healthz", process)
        answers(f"{address.live}/healthz", process)
        yield process, address, log
    finally:
        process.terminate()
        process.wait(15)


def answers(url: str, process: subprocess.Popen[bytes]) -> None:
    """Returns once the address answers; fails after a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"{url} does not answer")


def children(process: subprocess.Popen[bytes]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(number) for number in listed.split()]


@pytest.mark.slow
def test_a_server_prints_its_setup_address_revives_a_child_and_ends_in_time(
    server: tuple[subprocess.Popen[bytes], Address, Path],
) -> None:
    process, address, log = server
    until = time.monotonic() + 20
    while "/setup?token=" not in log.read_text() and time.monotonic() < until:
        time.sleep(0.05)
    assert "/setup?token=" in log.read_text()
    before = children(process)
    os.kill(before[0], signal.SIGKILL)
    while len(set(children(process)) - set(before)) < 1 and time.monotonic() < until:
        time.sleep(0.05)
    answers(f"{address.pages}/healthz", process)
    assert set(children(process)) != set(before)
    began = time.monotonic()
    process.terminate()
    assert process.wait(10) == 0
    assert time.monotonic() - began < 4
    with pytest.raises((URLError, OSError)):
        urlopen(f"{address.pages}/healthz", timeout=2)
