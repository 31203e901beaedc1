"""What is kept is given again as long as nothing is recorded, to whoever reads in the same language by the same clock."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from django.utils import translation

from comity.body.acts import Speak
from comity.web import keeping
from comity.web.bodies import RunningBody
from comity.web.keeping import kept
from comity.web.models import HostedBody
from comity.web.visits import Visit, visit_of

Asked = Callable[..., int]


@pytest.fixture
def visit(practice: RunningBody, rf) -> Visit:
    request = rf.get("/")
    request.user, request.session, request.LANGUAGE_CODE = _Nobody(), {}, "en"
    with practice.reading() as state:
        return visit_of(request, practice, HostedBody(), state, "")


class _Nobody:
    pk = None
    is_authenticated = False


@pytest.fixture
def asked() -> Asked:
    """Asks for a thing; says how often it was made so far."""
    made: list[None] = []

    def ask(visit: Visit, key: str = "thing", lasting: bool = True) -> int:
        def make() -> tuple[int, bool]:
            made.append(None)
            return len(made), lasting

        return kept(visit, key, make)

    return ask


def test_it_is_made_once_while_the_record_says_the_same(visit: Visit, asked: Asked) -> None:
    assert [asked(visit), asked(visit), asked(visit, "other"), asked(visit)] == [1, 1, 2, 1]


def test_it_is_made_anew_once_something_is_recorded(
    visit: Visit, practice: RunningBody, asked: Asked
) -> None:
    assert asked(visit) == 1
    clerk = next(c for c in practice.registrar.state.credentials.values() if "record" in c.powers)
    act = Speak(by=clerk.person, for_=clerk.party, gist="Said")
    practice.registrar.submit([act])
    with practice.reading() as state:
        assert asked(dataclasses.replace(visit, state=state)) == 2


def test_it_is_made_anew_on_another_day(visit: Visit, asked: Asked) -> None:
    assert asked(visit) == 1
    assert asked(dataclasses.replace(visit, day="2099-01-01")) == 2


def test_each_language_and_each_clock_has_its_own(visit: Visit, asked: Asked) -> None:
    elsewhere = dataclasses.replace(visit.reader, zone="Asia/Tokyo", city="Corund")
    with translation.override("ru"):
        assert asked(visit) == 1
    assert asked(visit) == 2
    assert asked(dataclasses.replace(visit, reader=elsewhere)) == 3


def test_what_may_not_be_kept_is_made_each_time(visit: Visit, asked: Asked) -> None:
    assert [asked(visit, lasting=False) for _ in range(3)] == [1, 2, 3]


def test_what_was_asked_for_longest_ago_is_given_up_first(
    visit: Visit, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST", 2)
    assert [asked(visit, key) for key in ("a", "b", "a", "c", "a", "b")] == [1, 2, 1, 3, 1, 4]
