"""Pages after strange acts that were accepted: whatever the kernel records, every kind of page shows to everybody.

The acts are mutations of real ones (``generating``). After each that is accepted a few pages are opened, another few each
time, as the record-keeper, a delegate and a visitor, with the feeds and tables; nothing may answer 500. Pages are strict
here: a page that would have been shown without some entry is a fault. ``FUZZ_MINUTES`` says how long; a minute by default
is too long for every day, so the test makes a few dozen acts.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from comity.place import Place
from comity.registrar import Registrar
from comity.web import bodies as keeping
from comity.web.bodies import Bodies, RunningBody
from comity.web.models import Account, Belonging, HostedBody

generating = pytest.importorskip("generating", reason="the generator of acts is not on the path")
MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
ACTS = 30
PAGES_AFTER_EACH = 8
PEOPLE = ("keeper", "delegate", "")


class Lived(Bodies):
    """One body that lives in memory, as the pages find it."""

    def __init__(self, place: Place, registrar: Registrar) -> None:
        super().__init__(place)
        self._store = registrar.store
        self._running = {registrar.body: RunningBody(registrar.body, registrar)}

    def forget(self) -> None:
        """The store in memory has nothing to close."""
        self._running = {}


class Walk:
    """Opens pages of the body, other ones each time, until all kinds of page and all things were seen, and again."""

    def __init__(self, registrar: Registrar, keeper: str, delegate: str) -> None:
        self.body = registrar.body
        HostedBody.objects.create(body=self.body, open_to_public=True, practice=True)
        self.clients = {"": Client(raise_request_exception=False)}
        for name, person in (("keeper", keeper), ("delegate", delegate)):
            account = Account.objects.create_user(f"{name}@fuzz.example")
            Belonging.objects.create(account=account, body=self.body, person=person)
            client = self.clients[name] = Client(raise_request_exception=False)
            client.force_login(account, "comity.web.sessions.Backend")
        self.readers = cycle(PEOPLE)
        self.turn = count()
        self.opened = 0

    def __call__(self, registrar: Registrar) -> None:
        paths = list(self._paths(registrar))
        start = next(self.turn) * PAGES_AFTER_EACH
        newest = registrar.state.size - 1
        chosen = [paths[(start + at) % len(paths)] for at in range(PAGES_AFTER_EACH)]
        for path in (*chosen, "desk", f"register/{newest}", f"register/{newest}/correct"):
            self._open(path, next(self.readers))

    def _open(self, path: str, reader: str) -> None:
        answer = self.clients[reader].get(f"/b/{self.body}/{path}")
        self.opened += 1
        assert answer.status_code < 500, f"{reader or 'a visitor'} {path}: {_why(answer)}"

    def _paths(self, registrar: Registrar) -> Iterator[str]:
        state = registrar.state
        yield from (
            "desk",
            "matters",
            "tasks",
            "sessions",
            "offices",
            "body",
            "people",
            "register",
            "charter",
        )
        yield from (
            "search?q=a",
            "calendar",
            "calendar.ics",
            "decisions",
            "decisions.atom",
            "sessions.atom",
        )
        yield from (
            "sources",
            "register/tables",
            "register/tables/matters.csv",
            "attest",
            "matters/take-up",
        )
        for matter in (*state.matters, *state.cards):
            at = f"matters/{matter}"
            yield from (
                at,
                f"{at}/history",
                f"{at}/remarks",
                f"{at}/remarks.csv",
                f"{at}/rounds",
                f"{at}/steps",
            )
        for session in state.sessions:
            yield from (
                f"sessions/{session}",
                f"sessions/{session}/minutes",
                f"sessions/{session}/operate",
            )
        yield from (f"people/{person}" for person in state.persons)
        yield from (f"decisions/{decision}" for decision in state.decisions)
        yield from (f"sources/{source}" for source in state.sources)
        yield from (f"body/{party}" for party in state.parties)
        yield from (f"tasks/{task}" for task in (*state.instructions, *state.inquiries))


def _why(answer: Any) -> str:
    if not getattr(answer, "exc_info", None):
        return str(answer.status_code)
    return "".join(traceback.format_exception(answer.exc_info[1])[-3:])


@pytest.fixture
def lived(tmp_path: Path, settings: LazySettings, db: None) -> Iterator[Any]:
    """Puts a body that lives in memory where the pages look for theirs."""
    place = settings.PLACE = Place(tmp_path, str(tmp_path / "comity.db"))

    def put(registrar: Registrar) -> None:
        keeping._bodies[place] = Lived(place, registrar)

    yield put
    keeping._bodies.pop(place, None)


@pytest.mark.slow
@pytest.mark.parametrize(("body", "delegate"), [("rivers", "p2"), ("reported", "")])
def test_every_page_is_shown_after_whatever_is_accepted(
    lived: Any, body: str, delegate: str
) -> None:
    fuzzer = generating.fuzzer(body, seed=1)
    lived(fuzzer.registrar)
    clerk = fuzzer.registrar.entry(0).act.clerk
    walk = Walk(fuzzer.registrar, clerk, delegate or clerk)
    fuzzer.after = walk
    until, steps = time.monotonic() + MINUTES * 60, 0
    while (steps < ACTS * 20 and fuzzer.accepted < ACTS) or time.monotonic() < until:
        fuzzer.step()
        steps += 1
    assert fuzzer.accepted >= 5, "acts are accepted"
    assert walk.opened > 50
