"""Many bodies in one office, each under a charter of its own: a charter is read once, and the first page asks little."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.body import occasion
from comity.body.acts import ConveneSession, FoundBody
from comity.charter.known import KnownCharters
from comity.errors import Faulty
from comity.place import Place, keep_key
from comity.register.keys import KEY_SIZE, SigningKey
from comity.registrar import EXAMPLE, found
from comity.web import bodies as keeping
from comity.web.models import HostedBody

MANY = 40


def body(place: Place, number: int) -> str:
    name = f"league-{number}"
    key = SigningKey(name, secrets.token_bytes(KEY_SIZE))
    store = keeping.bodies().store  # first: a key without a register is that of one that was lost
    keep_key(place.keys, key)
    charter = EXAMPLE.replace("body: league", f"body: {name}").replace("League", f"League {number}")
    act = FoundBody(charter=charter, clerk="p0", clerk_name="Ada", organ="bureau")
    found(store, name, act, key)
    HostedBody.objects.create(body=name, open_to_public=True)
    return name


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the charters that were read."""
    texts: list[str] = []
    known = KnownCharters(lambda text: texts.append(text) or plain(text))  # type: ignore[func-returns-value]
    plain = occasion.read_charter_text
    monkeypatch.setattr(occasion, "_charters", known)
    return texts


def asked(look: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        look()
    return len(queries)


@pytest.mark.django_db
def test_each_charter_is_read_once_and_the_first_page_asks_as_much_for_many_as_for_one(
    place: Place, read: list[str]
) -> None:
    visitor = Client()
    body(place, 0)
    visitor.get("/")
    one = asked(lambda: visitor.get("/"))
    names = [body(place, number) for number in range(1, MANY)]
    page = visitor.get("/").content.decode()
    assert all(f"/b/{name}/desk" in page for name in names)
    assert asked(lambda: visitor.get("/")) == one
    assert len(read) == len(set(read)) == MANY


@pytest.mark.django_db
def test_the_first_page_has_what_was_recorded_a_moment_ago(place: Place) -> None:
    name = body(place, 0)
    visitor = Client()
    before = visitor.get("/").content.decode()
    assert "<dd>1</dd>" in before
    registrar = keeping.require(name).registrar
    registrar.submit([ConveneSession(by="p0", for_="bureau", organ="bureau", on="2099-01-01")])
    page = visitor.get("/").content.decode()
    assert f"<dd>{registrar.state.size}</dd>" in page
    assert registrar.state.size > 1


@pytest.mark.django_db
def test_a_body_that_is_closed_again_is_gone_from_the_first_page(place: Place) -> None:
    name = body(place, 0)
    visitor = Client()
    assert name in visitor.get("/").content.decode()
    HostedBody.objects.filter(body=name).update(open_to_public=False)
    assert name not in visitor.get("/").content.decode()


def test_a_text_that_cannot_be_read_is_refused_each_time() -> None:
    known = KnownCharters(occasion.read_charter_text)
    for _ in "ab":
        with pytest.raises(Faulty, match="not allowed here"):
            known.read("nothing")
    assert known.texts == []
