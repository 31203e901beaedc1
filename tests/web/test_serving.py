"""Serving: two processes under one parent, a taken port told, an end within four seconds though streams are open."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from comity.errors import BadInput
from comity.place import Place
from comity.web.listening import Address, answers, check, claimed, leave_note, noted, remove_note
from comity.web.serving import environment
from comity.web.setting_up import setup_path


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


@pytest.mark.slow
def test_a_port_that_is_taken_is_told_with_what_to_do(port: int) -> None:
    for taken in (port, port + 1):
        with socket.socket() as other:
            other.bind(("127.0.0.1", taken))
            other.listen()
            with pytest.raises(BadInput, match=str(taken)) as refused:
                check(Address(port=port), ())
            assert "--port" in refused.value.remedy
    check(Address(port=port), ())


@pytest.mark.parametrize("apart", [0, 1])
def test_of_two_servers_that_start_at_once_on_a_port_one_is_refused(
    port: int, apart: int, tmp_path: Path
) -> None:
    """Before the first listens: the system would let both listen, and give each every second request."""
    with claimed(Address(port=port), Place(tmp_path / "a", "")):
        with (
            pytest.raises(BadInput, match="cannot listen") as refused,
            claimed(Address(port=port + apart), Place(tmp_path / "b", "")),
        ):
            pass
        assert "--port" in refused.value.remedy
    with claimed(Address(port=port), Place(tmp_path / "b", "")):
        pass


def test_a_second_server_of_a_home_is_refused(port: int, tmp_path: Path) -> None:
    place = Place(tmp_path, "")
    with claimed(Address(port=port), place):
        leave_note(place, Address(port=port))
        with (
            pytest.raises(BadInput, match=f"runs already at http://127.0.0.1:{port}"),
            claimed(Address(port=port + 7), place),
        ):
            pass


def test_a_home_that_is_not_there_is_not_made_by_a_slip(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "comity", "serve", "--home", str(tmp_path / "ofice")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert f"mkdir -m 700 {tmp_path}/ofice" in " ".join(done.stderr.split())
    assert not (tmp_path / "ofice").exists()


@pytest.mark.parametrize(("ours", "other"), [("127.0.0.1", "::1"), ("::1", "127.0.0.1")])
def test_another_program_that_a_browser_would_meet_at_localhost_is_told(
    port: int, ours: str, other: str
) -> None:
    family = socket.AF_INET6 if ":" in other else socket.AF_INET
    for taken in (port, port + 1):
        with socket.socket(family) as program:
            program.bind((other, taken))
            program.listen()
            with pytest.raises(BadInput, match="where browsers look for localhost"):
                check(Address(ours, port), ())
            check(Address(ours, port), ("https://office.example.org",))  # nobody looks there
    check(Address(ours, port), ())


@pytest.mark.parametrize("host", ["203.0.113.7", "2001:db8::7", "no.such.host.invalid"])
def test_an_address_without_a_name_or_not_of_this_machine_is_told(port: int, host: str) -> None:
    with pytest.raises(BadInput) as refused:
        check(Address(host, port), ())
    assert refused.value.remedy
    with pytest.raises(BadInput) as refused:
        check(Address(host, port), ("https://office.example.org",))
    assert "--host" in refused.value.remedy


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "0.0.0.0", "::", "localhost"])
def test_the_printed_address_has_a_name(host: str) -> None:
    assert Address(host, 8000).printed(()) == "http://localhost:8000"
    assert Address(host, 8000).printed(("https://a.example", "https://b.example")) == (
        "https://a.example"
    )


def test_a_server_notes_where_it_listens_and_takes_the_note_away(tmp_path: Path) -> None:
    place = Place(tmp_path, str(tmp_path / "comity.db"))
    assert noted(place) is None
    leave_note(place, Address("::1", 9000))
    assert noted(place) == Address("::1", 9000)
    remove_note(place)
    assert noted(place) is None
    (tmp_path / "listening").write_text("half a no")
    assert noted(place) is None


def test_an_empty_installation_is_set_up_at_an_address_with_its_token(tmp_path: Path) -> None:
    place = Place(tmp_path, str(tmp_path / "comity.db"))
    first, why = setup_path(place)
    assert first.startswith("/setup?token=")
    assert "found" in why
    assert setup_path(place) == (first, why)


def test_the_processes_are_told_their_place_whatever_the_environment_says(tmp_path: Path) -> None:
    place = Place(tmp_path, str(tmp_path / "comity.db"))
    given = {"DJANGO_SETTINGS_MODULE": "other", "COMITY_LIVE": "/live"}
    told = environment(place, Address(), given)
    assert told["DJANGO_SETTINGS_MODULE"] == "comity.web.settings"
    assert told["COMITY_LIVE"] == "/live"
    assert told["COMITY_HOME"] == str(tmp_path)


PATIENCE = 120.0
"""Seconds for anything that is waited for, on a machine however slow."""


def holds(condition: Callable[[], object]) -> None:
    """Returns once the condition holds."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it never came to hold"
        time.sleep(0.05)


@pytest.fixture(params=[{}, {"COMITY_ORIGIN": "https://office.example.org", "COMITY_PROXIES": "1"}])
def server(
    tmp_path: Path, port: int, request: pytest.FixtureRequest
) -> Iterator[tuple[subprocess.Popen[bytes], Address, Path]]:
    """``comity serve`` on an empty place, answering; with a public name and without."""
    log = tmp_path / "server.log"
    (tmp_path / "home").mkdir(mode=0o700)
    told = {k: v for k, v in os.environ.items() if not k.startswith(("COMITY_", "DJANGO_"))}
    words = ("serve", "--home", str(tmp_path / "home"), "--port", str(port))
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "comity", *words],
            env={**told, **request.param}, stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
    address = Address(port=port)
    try:
        for live in (False, True):
            holds(
                lambda live=live: (
                    process.poll() is not None or answers(address, "/healthz", live=live)
                )
            )
        assert process.poll() is None, log.read_text()
        yield process, address, log
    finally:
        process.terminate()
        process.wait(PATIENCE)


def children(process: subprocess.Popen[bytes]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(number) for number in listed.split()]


@pytest.mark.slow
def test_a_server_prints_its_setup_address_revives_a_child_and_ends(
    server: tuple[subprocess.Popen[bytes], Address, Path],
) -> None:
    process, address, log = server
    holds(lambda: "/setup?token=" in log.read_text())
    for live in (False, True):
        assert '"ok": true' in answers(address, "/readyz", live=live, within=PATIENCE)
    before = children(process)
    os.kill(before[0], signal.SIGKILL)
    holds(lambda: set(children(process)) - set(before))
    holds(lambda: answers(address, "/healthz"))
    process.terminate()
    assert process.wait(PATIENCE) == 0
    assert not answers(address, "/healthz")
