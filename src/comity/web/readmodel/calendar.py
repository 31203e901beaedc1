"""The calendar: sessions, deadlines that run, events of the programme, by month; and the same for a calendar program.

A calendar program cannot sign in: its address holds a secret of the account's own, and what is behind it is what any
visitor of the body might know. Nothing in confidence is in it, whoever asks.

A date that sources leave uncertain is neither rounded nor denied: it spans the days that it may be, from the first to the
last, and its words go with it. Where it is open at one end the day at the other stands for it. What may have been on any
day is in no month: the page lists it after them, and the file says of what it has left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext

from comity.body.dates import exact, when
from comity.body.occasion import day_at, instant
from comity.body.periods import read_instant
from comity.web.models import Belonging
from comity.web.readmodel.confidence import Hidden, hidden_from
from comity.web.told import names
from comity.web.told.dates import edtf
from comity.web.told.names import Names, Worded
from comity.web.visits import Visit

if TYPE_CHECKING:
    from icalendar import Event

BACK = 60  # days
MONTH = len("2026-11")


@dataclass(frozen=True, slots=True)
class Date:
    """Something in the calendar. ``day`` is its first possible day at the seat, ``last`` its last, both empty where it may
    have been on any; ``instant`` where it has an hour. ``on`` is the date as it is known. ``page`` and ``key`` make its
    address."""

    kind: str
    id: str
    day: str
    last: str
    instant: str
    on: str
    title: Worded
    where: str
    organ: str
    page: str
    key: str

    @property
    def words(self) -> str:
        """The date in words, where it is not one day."""
        return edtf(self.on) if self.on and (not self.day or exact(when(self.on)) is None) else ""


@dataclass(frozen=True, slots=True)
class Month:
    month: str
    dates: tuple[Date, ...]


def months(visit: Visit, organ: str = "", past: bool = False) -> list[Month]:
    """The months from now on in which there is something, or those before, the last first."""
    found = [
        one
        for one in dates(visit)
        if one.day and organ in ("", one.organ) and (one.last < visit.day) is past
    ]
    grouped: dict[str, list[Date]] = {}
    for one in sorted(found, key=lambda d: (d.day, d.instant), reverse=past):
        grouped.setdefault(one.day[:MONTH], []).append(one)
    return [Month(month, tuple(of)) for month, of in grouped.items()]


def without_day(visit: Visit, organ: str = "") -> list[Date]:
    """What may be on any day at all, as its source has it."""
    return [one for one in dates(visit) if not one.day and organ in ("", one.organ)]


def _span(on: str) -> tuple[str, str]:
    """The first and the last day that the date may be; the one that is known, twice, where the other is open; both empty
    where both are."""
    moment = when(on)
    first, last = moment.earliest or moment.latest, moment.latest or moment.earliest
    return (first.isoformat(), last.isoformat()) if first and last else ("", "")


def dates(visit: Visit) -> Iterator[Date]:
    """Everything with a date that the reader may know of."""
    hidden, at = hidden_from(visit), visit.names()
    yield from _sessions(visit, hidden, at)
    yield from _deadlines(visit, hidden, at)
    yield from _events(visit, hidden, at)


def _sessions(visit: Visit, hidden: Hidden, at: Names) -> Iterator[Date]:
    for one in visit.state.sessions.values():
        if one.session not in hidden.names:
            (day, last), title = _span(one.opened or one.on), names.session(at, one.session)
            where = str(names.text(at, one.venue))
            yield Date(
                "session",
                one.session,
                day,
                last,
                "",
                one.opened or one.on,
                title,
                where,
                one.organ,
                "session",
                one.session,
            )


def _deadlines(visit: Visit, hidden: Hidden, at: Names) -> Iterator[Date]:
    for what, due in visit.state.due.items():
        if due.matter in hidden.matters or what in hidden.names:
            continue
        title = names.question(at, due.question) if due.question else names.matter(at, due.matter)
        day = _day_of(visit, due.instant)
        yield Date("deadline", what, day, day, due.instant, "", title, "", "", "matter", due.matter)


def _day_of(visit: Visit, moment: str) -> str:
    """The day at the seat that a deadline belongs to: at midnight that which it ends."""
    return day_at(visit.state, instant(read_instant(moment) - timedelta(milliseconds=1)))


def _events(visit: Visit, hidden: Hidden, at: Names) -> Iterator[Date]:
    for one in visit.state.events.values():
        if one.status == "cancelled" or one.event in hidden.names:
            continue
        day, last = _span(one.period)
        title, where = names.text(at, one.title), str(names.text(at, one.region))
        yield Date(
            "event",
            one.event,
            day,
            last,
            "",
            one.period,
            title,
            where,
            "",
            "record",
            str(one.entry),
        )


# --- for a calendar program -------------------------------------------------------------------------------------------


def secret_of(tie: Belonging) -> str:
    """The part of the address that is the account's own in the body. A new password makes a new one, and ``replace``."""
    account = tie.account
    said = f"{account.pk}:{tie.body}:{account.password}:{tie.calendar}"
    return f"{account.pk}-{salted_hmac('comity.calendar', said, algorithm='sha256').hexdigest()}"


def tie_of_calendar(account: int, body: str) -> Belonging | None:
    """How the account, if it may sign in, belongs to the body; None where it does not."""
    found = Belonging.objects.filter(account=account, account__is_active=True, body=body)
    return found.select_related("account").first()


def replace(account: int, body: str) -> None:
    """The address so far leads nowhere any more; another takes its place."""
    Belonging.objects.filter(account=account, body=body).update(calendar=F("calendar") + 1)


def knows_secret(secret: str, body: str) -> bool:
    """Whether the secret is that of somebody who belongs to the body and may sign in."""
    number, _dash, _rest = secret.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 15):
        return False
    tie = tie_of_calendar(int(number), body)
    return tie is not None and constant_time_compare(secret, secret_of(tie))


def as_icalendar(
    visit: Visit, name: str, addresses: dict[str, str], words: dict[str, str]
) -> bytes:
    """The calendar as RFC 5545. ``addresses`` are by kind and id, ``words`` what each kind is called."""
    from icalendar import Calendar, Event  # a tenth of a cold start, for one address

    calendar = Calendar()
    calendar.add("prodid", "-//Comity//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    left_out = [f"{words[one.kind]}: {one.title} ({one.words})" for one in without_day(visit)]
    if left_out:
        said = gettext("Not in this calendar, for its date is open: {things}.")
        calendar.add("x-wr-caldesc", said.format(things="; ".join(left_out)))
    oldest = (date.fromisoformat(visit.day) - timedelta(days=BACK)).isoformat()
    for one in dates(visit):
        if one.day and one.last >= oldest:
            address, word = addresses[f"{one.kind}:{one.id}"], words[one.kind]
            calendar.add_component(_filled(Event(), visit, one, address, word))
    return bytes(calendar.to_ical())


def _filled(event: Event, visit: Visit, one: Date, address: str, word: str) -> Event:
    event.add("uid", f"{visit.name}-{one.kind}-{one.id}@comity")
    event.add("dtstamp", read_instant(visit.now))
    is_said = not one.words or one.words in str(one.title)
    event.add("summary", f"{word}: {one.title}" + ("" if is_said else f" ({one.words})"))
    if one.words:
        event.add("description", gettext("Date: {words}.").format(words=one.words))
    event.add("dtstart", _start(one))
    if not one.instant:
        event.add("dtend", date.fromisoformat(one.last) + timedelta(days=1))
    if one.where:
        event.add("location", one.where)
    event.add("url", address)
    return event


def _start(one: Date) -> date | datetime:
    return read_instant(one.instant) if one.instant else date.fromisoformat(one.day)
