"""A date that a source leaves uncertain is neither rounded nor denied: in the calendar, in the feed, at the door of
the kernel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from icalendar import Calendar

from comity.body.acts import Attest, Citation
from comity.body.effects import AnyEffect, SessionConvened, SessionMoved, SessionOpened
from comity.body.entry import ENGINE, Entry
from comity.errors import ComityError
from comity.web.bodies import RunningBody
from comity.web.models import HostedBody

Visitor = Callable[[str], Client]
CALENDAR = "/b/six-rivers/calendar"


def reported(practice: RunningBody, *facts: AnyEffect) -> Attest:
    source = next(iter(practice.registrar.state.sources))
    return Attest(by="p19", for_="secretariat", facts=list(facts), cites=[Citation(source=source)])


def convened(on: str, name: str = "autumn") -> SessionConvened:
    return SessionConvened(session=name, organ="council", on=on, title="Autumn session")


def feed(practice: RunningBody) -> Calendar:
    HostedBody.objects.update(open_to_public=True)
    return Calendar.from_ical(Client().get(f"{CALENDAR}.ics").content)


@pytest.mark.parametrize(
    ("on", "first", "after", "words"),
    [
        ("2026-12-XX", "2026-12-01", "2027-01-01", "December 2026"),
        ("2026-12-24~", "2026-12-23", "2026-12-26", "about 24 December 2026"),
        ("202X", "2020-01-01", "2030-01-01", "between 1 January 2020 and 31 December 2029"),
        ("2026-12/2027-02", "2026-12-01", "2027-03-01", "from December 2026 to February 2027"),
        ("8999/..", "8999-01-01", "8999-01-02", "from 8999 on"),
        ("../2027-02", "2027-02-28", "2027-03-01", "until February 2027"),
        ("2026-12-24", "2026-12-24", "2026-12-25", ""),
    ],
)
def test_an_uncertain_date_spans_what_it_may_be_and_is_said_in_words(
    practice: RunningBody, visitor: Visitor, on: str, first: str, after: str, words: str
) -> None:
    practice.registrar.submit([reported(practice, convened(on))])
    [event] = [one for one in feed(practice).walk("VEVENT") if "autumn" in one["uid"]]
    assert event["dtstart"].dt == date.fromisoformat(first)
    assert event["dtend"].dt == date.fromisoformat(after)
    assert event["summary"] == "Session: Autumn session" + (f" ({words})" if words else "")
    assert str(event.get("description", "")) == (f"Date: {words}." if words else "")


@pytest.mark.parametrize(
    "facts",
    [
        [convened("../..")],
        [convened("/..")],
        [convened("2026-12-03"), SessionMoved(session="autumn", on="../..")],
        [convened("2026-12-03"), SessionOpened(session="autumn", on="../..", quorum=True)],
    ],
)
def test_a_session_on_any_day_at_all_is_refused(
    practice: RunningBody, facts: list[AnyEffect]
) -> None:
    size = practice.registrar.state.size
    with pytest.raises(ComityError) as refused:
        practice.registrar.submit([reported(practice, *facts)])
    assert refused.value.code in ("session.no_day", "date.unreadable")
    assert practice.registrar.state.size == size


def test_an_old_entry_with_such_a_session_is_shown(practice: RunningBody, visitor: Visitor) -> None:
    registrar = practice.registrar
    act = reported(practice, convened("../.."))
    entry = Entry(n=registrar.state.size, body=practice.name, at=registrar.state.at, charter=0,
                  act=act, effects=act.facts, engine=ENGINE, request="")  # fmt: skip
    registrar._append(registrar._sealed(registrar.state, [entry], frozenset()), "")
    reader = visitor("p19")
    for address in ("/b/six-rivers/sessions/autumn", "/b/six-rivers/sessions", CALENDAR):
        page = reader.get(address)
        assert page.status_code == 200, address
        assert "Autumn session" in page.content.decode(), address
        assert "cannot be shown" not in page.content.decode()
    assert "Autumn session (at all times)" in str(feed(practice)["x-wr-caldesc"])
