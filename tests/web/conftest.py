"""A place with the practice body, made once and copied for each test, and readers who sign in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from banks import Banks
from django.test import Client

from comity.place import Place
from comity.registrar import clock_of_the_machine
from comity.store.sqlite import open_store
from comity.web import bodies as keeping
from comity.web.bodies import Bodies, RunningBody
from comity.web.demonstration import PRACTICE, describe_practice, practise
from comity.web.models import Account, Belonging

RECORDS = Path(__file__).parents[2] / "records"
Visitor = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done after the answer is done before it in a test, in the one connection that sees what the test made."""
    monkeypatch.setattr("comity.web.afterwards.do", lambda work: work())


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place in which the practice body was played up to now."""
    home = tmp_path_factory.mktemp("played")
    place = Place(home, str(home / "comity.db"))
    with open_store(Path(place.register), create=True) as store:
        practise(place, store, RECORDS / PRACTICE / "script.yaml", clock_of_the_machine())
    return place


@pytest.fixture
def place(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Place]:
    """An empty place, which the settings name."""
    kept = Place(tmp_path, str(tmp_path / "comity.db"))
    settings.PLACE = kept  # type: ignore[attr-defined]
    yield kept
    opened: Bodies | None = keeping._bodies.pop(kept, None)
    if opened is not None:
        opened.forget()


@pytest.fixture
def practice(played: Place, place: Place, db: None) -> RunningBody:
    """The practice body, with an account for each of its persons."""
    for path in played.home.iterdir():
        shutil.copy(path, place.home)
    describe_practice(PRACTICE)
    return keeping.require(PRACTICE)


@pytest.fixture
def visitor(practice: RunningBody) -> Visitor:
    """A browser of somebody who has signed in, by the id of the person in the practice body."""

    def signed_in(person: str) -> Client:
        client = Client()
        account = Belonging.objects.get(body=practice.name, person=person).account
        client.force_login(account, "comity.web.sessions.Backend")
        return client

    return signed_in


@pytest.fixture
def stranger(practice: RunningBody) -> Client:
    """A browser of somebody with an account that belongs to no body."""
    client = Client()
    account = Account.objects.create_user("stranger@example.org")
    client.force_login(account, "comity.web.sessions.Backend")
    return client


@pytest.fixture
def banks(place: Place, db: None) -> Banks:
    charter = RECORDS.parent / "charters" / "two-banks" / "charter.yaml"
    return Banks(place, charter.read_text())
