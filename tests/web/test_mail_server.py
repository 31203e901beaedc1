"""A mail server that is slow or silent: a page waits for it a few seconds at most, and says what was not sent."""

from __future__ import annotations

import html
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from comity.web import afterwards, mail_server
from comity.web.bodies import RunningBody
from comity.web.mail_server import Delivery
from comity.web.models import Belonging, HostedBody, Invitation

Visitor = Callable[[str], Client]
PEOPLE = "/b/six-rivers/people"
OFFICER = "p19"
FORMERLY = 20.0
"""Seconds for which one letter alone waited for a silent server."""


@dataclass
class Server:
    """A mail server on the loopback. ``greets``: whether it says anything at all; ``refuses``: addresses that nobody has;
    ``slow``: seconds before it takes a letter; ``drips``: whether it says one byte at a time, for ever."""

    greets: bool = True
    refuses: tuple[str, ...] = ()
    slow: float = 0.0
    drips: bool = False
    connections: int = 0
    taken: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.door.getsockname()[1])
        Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self.over.set()
        self.door.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                one, _ = self.door.accept()
                self.connections += 1
                Thread(target=self._converse, args=(one,), daemon=True).start()

    def _converse(self, one: socket.socket) -> None:
        with one, suppress(OSError):
            while self.drips and not self.over.wait(0.05):
                one.sendall(b"2")
            if not self.greets:
                self.over.wait()
                return
            one.sendall(b"220 here\r\n")
            self._answer(one)

    def _answer(self, one: socket.socket) -> None:
        asked = one.makefile("rb")
        to = ""
        for line in asked:
            word = line[:4].upper()
            if word == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
            if word == b"RCPT" and to in self.refuses:
                one.sendall(b"550 nobody here has that address\r\n")
            elif word == b"DATA":
                one.sendall(b"354 go on\r\n")
                while next(asked) != b".\r\n":
                    pass
                self.over.wait(self.slow)
                self.taken.append(to)
                one.sendall(b"250 taken\r\n")
            elif word == b"QUIT":
                one.sendall(b"221 farewell\r\n")
                return
            else:
                one.sendall(b"250 good\r\n")


@pytest.fixture
def at(settings: LazySettings) -> Callable[..., Server]:
    """Makes a server, and the settings that name it."""
    made: list[Server] = []

    def make(**given: object) -> Server:
        server = Server(**given)  # type: ignore[arg-type]
        made.append(server)
        settings.MAIL_SERVER = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = (
            "127.0.0.1",
            server.port,
            FORMERLY,
        )
        return server

    yield make  # type: ignore[misc]
    for one in made:
        one.close()


@pytest.fixture
def officer(practice: RunningBody, visitor: Visitor, settings: LazySettings) -> Client:
    cache.clear()
    settings.DEMONSTRATION = False
    HostedBody.objects.update(practice=False)
    account = Belonging.objects.get(body="six-rivers", person=OFFICER).account
    Authenticator.objects.create(user=account, type="totp", data={"secret": "A" * 32})
    return visitor(OFFICER)


@contextmanager
def soon() -> Iterator[None]:
    """What is done in less time than one letter took that waited by itself."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < FORMERLY


def invited(officer: Client, number: int = 4) -> str:
    """So many persons are invited at once; the page that comes then."""
    lines = "\n".join(f"Karl {n}, karl{n}@ministry.example, Belmark" for n in range(number))
    typed = {
        "lines": lines,
        "powers": ["speak"],
        "letter": "en",
        "do": "lines",
        "as": "secretariat",
    }
    answer = officer.post(f"{PEOPLE}/invite", typed)
    assert answer.status_code == 303
    return html.unescape(officer.get(answer["Location"]).content.decode())


def links(page: str) -> list[str]:
    return re.findall(r'value="http://testserver(/invitation/[\w:.-]+)"', page)


@pytest.mark.parametrize("given", [{"greets": False}, {"drips": True}])
def test_a_page_waits_once_for_a_server_that_says_nothing_and_shows_the_links(
    given: dict[str, bool], at: Callable[..., Server], officer: Client
) -> None:
    server = at(**given)
    with soon():
        page = invited(officer)
    assert server.connections == 1
    assert "4 letters were not sent" in page
    assert len(links(page)) == 4
    assert Client().get(links(page)[0]).status_code == 200
    assert {*Invitation.objects.values_list("delivery", flat=True)} == {"failed"}


def test_the_letters_of_a_page_go_through_one_connection(
    at: Callable[..., Server], officer: Client
) -> None:
    server = at()
    page = invited(officer)
    assert (len(server.taken), server.connections) == (4, 1)
    assert "4 persons are invited." in page
    assert "not sent" not in page
    assert links(page) == []


def test_a_letter_that_the_server_refuses_keeps_no_other_from_being_sent(
    at: Callable[..., Server], officer: Client
) -> None:
    server = at(refuses=("karl0@ministry.example",))
    page = invited(officer)
    assert (len(server.taken), server.connections) == (3, 1)
    assert "1 letter was not sent" in page
    assert len(links(page)) == 1


def test_what_a_slow_server_has_no_time_for_is_sent_after_the_answer(
    at: Callable[..., Server],
    officer: Client,
    practice: RunningBody,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later: list[Callable[[], object]] = []
    monkeypatch.setattr(afterwards, "do", later.append)
    monkeypatch.setattr(mail_server, "LIMIT", 30.0)
    server = at()
    whole = Delivery.remaining
    monkeypatch.setattr(
        Delivery, "remaining", lambda one: whole(one) if len(server.taken) < 2 else 0.0
    )
    page = invited(officer)
    assert "2 letters are still being sent" in page
    assert len(links(page)) == 2
    monkeypatch.setattr(Delivery, "remaining", whole)
    for work in later:
        work()
    assert len(server.taken) == 4
    assert links(html.unescape(officer.get(f"{PEOPLE}/invite").content.decode())) == []


def test_what_was_given_up_is_not_sent_after_all(
    at: Callable[..., Server], db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = at(greets=False)
    delivery = Delivery(0.2)
    letter = EmailMessage("Come", "Please come.", "a@b.example", ["c@d.example"])
    assert delivery.hand_over(letter) == "failed"
    assert delivery.hand_over(letter) == "failed"
    delivery.close()
    assert (server.taken, server.connections) == ([], 1)


def test_a_letter_that_cannot_be_written_breaks_no_page(
    at: Callable[..., Server], officer: Client, settings: LazySettings
) -> None:
    at()
    settings.DEFAULT_FROM_EMAIL = "office\n@league.example"
    page = invited(officer, 1)
    assert len(links(page)) == 1
