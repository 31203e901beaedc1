"""Moments, days and durations as a reader is told them: the seat's time first, the reader's own beside it, always the year.

A deadline at midnight belongs to the day that it ends: it is told as 24:00 of that day, never as a bare midnight.

>>> seat, home = Clock("Europe/Moscow", "Rivermouth"), Clock("Europe/Paris", "Belmark City")
>>> print(moment("2026-12-18T15:00:00.000Z", seat, home))
Friday 18 December 2026, 18:00 in Rivermouth · 16:00 in Belmark City
>>> print(moment("2026-12-18T21:00:00.000Z", seat, home))
24:00 at the end of Friday 18 December 2026 in Rivermouth · 22:00 in Belmark City
>>> print(moment("2026-12-18T23:30:00.000Z", seat, Clock("Asia/Tokyo", "Corund")))
Saturday 19 December 2026, 02:30 in Rivermouth · 08:30 in Corund
>>> left("2026-12-14T12:00:00.000Z", "2026-12-18T15:00:00.000Z")
'4 d 3 h left'
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel.dates import format_date, get_timezone_location
from django.utils.translation import gettext, ngettext

from comity.body.periods import read_instant, zone
from comity.charter.law import Law
from comity.charter.model import Seat
from comity.charter.wordings import in_language
from comity.web.told.lists import language, locale

MINUTE, HOUR, DAY = 60, 3600, 86400  # seconds
KEPT = 4096  # days and instants whose words are kept


@dataclass(frozen=True, slots=True)
class Clock:
    """A time zone of the IANA database and the city whose clock shows it; the zone's own where none is named."""

    zone: str
    city: str = ""

    def place(self) -> str:
        """The city, in the reader's language where the zone names it."""
        return self.city or get_timezone_location(
            zone(self.zone), locale=locale(), return_city=True
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in words: ``seat`` by the clock of the seat, ``own`` by the reader's (empty where the two clocks agree and
    nothing is gained), ``iso`` for the ``datetime`` attribute of a ``time`` element."""

    seat: str
    own: str
    iso: str

    def __str__(self) -> str:
        return f"{self.seat} · {self.own}" if self.own else self.seat


def seat_clock(seat: Seat) -> Clock:
    """The clock of the body's seat, whose city is called as the reader calls it where the charter says how."""
    return Clock(seat.zone, in_language(seat.place, language()))


def own_clock(zone_name: str, city: str, law: Law) -> Clock | None:
    """The clock that a reader goes by, None where no zone is named. The city stands as the reader wrote it; a capital that
    the charter names is called by its name in the reader's language."""
    if not zone_name or not city:
        return Clock(zone_name) if zone_name else None
    capitals = (one.capital for one in law.parties.values() if one.capital)
    known = next((names for names in capitals if city in names.values()), {})
    return Clock(zone_name, in_language(known, language()) or city)


def moment(instant: str, seat: Clock, own: Clock | None = None) -> Moment:
    """The instant by both clocks. The day is repeated for the reader's own where it is another."""
    return _moment(locale(), instant, seat, own)


@lru_cache(KEPT)  # a page tells the same instants to whoever looks at it
def _moment(_language: str, instant: str, seat: Clock, own: Clock | None) -> Moment:
    at = read_instant(instant)
    there, day = _by(at, seat)
    first = gettext("{when} in {city}").format(when=_said(there, day), city=seat.place())
    if own is None or own.zone == seat.zone:
        return Moment(first, "", instant)
    here, own_day = _by(at, own)
    shown = _said(here, own_day) if own_day != day else _hours(here, own_day)
    return Moment(first, gettext("{when} in {city}").format(when=shown, city=own.place()), instant)


def clock_times(instant: str, seat: Clock, own: Clock | None = None) -> str:
    """The hours alone, for where the day is known: "18:00 in Rivermouth · 16:00 in Belmark City"."""
    at = read_instant(instant)
    clocks = [seat] if own is None or own.zone == seat.zone else [seat, own]
    said = [
        gettext("{when} in {city}").format(when=_hours(*_by(at, one)), city=one.place())
        for one in clocks
    ]
    return " · ".join(said)


def day(text: str | date) -> str:
    """A day with its weekday and year: "Friday 18 December 2026"."""
    one = date.fromisoformat(text[:10]) if isinstance(text, str) else text
    # TRANSLATORS: a date pattern of CLDR: EEEE weekday, d day, MMMM month, y year
    return by_pattern(one, gettext("EEEE d MMMM y"), locale())


def short_day(text: str | date) -> str:
    """A day without its weekday: "18 December 2026"."""
    one = date.fromisoformat(text[:10]) if isinstance(text, str) else text
    # TRANSLATORS: a date pattern of CLDR without the weekday
    return by_pattern(one, gettext("d MMMM y"), locale())


@lru_cache(KEPT)
def by_pattern(one: date, pattern: str, of: str) -> str:
    """The day by a pattern of CLDR, in the language of that locale."""
    return format_date(one, pattern, locale=of)


def left(now: str, until: str) -> str:
    """What is left until the instant: "3 d 4 h left", the two greatest units; what to say when nothing is."""
    seconds = int((_read(until) - _read(now)).total_seconds())
    return _left(locale(), -1 if seconds <= 0 else seconds - seconds % MINUTE)


_read = lru_cache(KEPT)(read_instant)


@lru_cache(KEPT)  # a desk tells it a dozen times, and again at every look
def _left(_language: str, seconds: int) -> str:
    if seconds < 0:
        return gettext("the deadline has passed")
    if seconds < MINUTE:
        return gettext("less than a minute left")
    return gettext("{time} left").format(time=duration(seconds))


def ago(now: str, since: str) -> str:
    """How long ago the instant was: "2 h 10 min ago"."""
    seconds = int((read_instant(now) - read_instant(since)).total_seconds())
    if seconds < MINUTE:
        return gettext("just now")
    return gettext("{time} ago").format(time=duration(seconds))


def duration(seconds: int) -> str:
    """A length of time by its two greatest units: "3 d 4 h"."""
    return _duration(locale(), seconds - seconds % MINUTE)


@lru_cache(KEPT)
def _duration(_language: str, seconds: int) -> str:
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    parts = [
        ngettext("{number} d", "{number} d", days).format(number=days) if days else "",
        ngettext("{number} h", "{number} h", hours).format(number=hours) if hours else "",
        ngettext("{number} min", "{number} min", minutes).format(number=minutes) if minutes else "",
    ]
    kept = parts[:2] if days else parts
    return " ".join(part for part in kept if part)


def _by(at: datetime, clock: Clock) -> tuple[time, date]:
    """The time and day that the clock shows; the midnight that ends a day belongs to that day."""
    there = at.astimezone(zone(clock.zone))
    ends = (there.hour, there.minute, there.second) == (0, 0, 0)
    return there.time(), (there - timedelta(days=1)).date() if ends else there.date()


def _said(hour: time, of: date) -> str:
    if (hour.hour, hour.minute, hour.second) == (0, 0, 0):
        return gettext("24:00 at the end of {day}").format(day=day(of))
    return gettext("{day}, {time}").format(day=day(of), time=f"{hour:%H:%M}")


def _hours(hour: time, of: date) -> str:
    return "24:00" if (hour.hour, hour.minute, hour.second) == (0, 0, 0) else f"{hour:%H:%M}"
