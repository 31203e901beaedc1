"""Dates as sources give them (EDTF), in words of the reader's language: "November 2018", "before 5 March 2020".

The English is that of ``body.dates.in_words``, which a test compares with it; what the library alone reads is told there.

>>> edtf("2018-11~"), edtf("[..2020-03-04]"), edtf("2018/..")
('about November 2018', 'before 5 March 2020', 'from 2018 on')
"""

from __future__ import annotations

from datetime import MAXYEAR, date, timedelta
from functools import lru_cache

from django.utils.translation import gettext, pgettext

from comity.body.dates import MARKS, ONE_DATE, When, in_words, when
from comity.body.occasion import instant
from comity.body.periods import local_instant
from comity.charter.model import Seat
from comity.errors import BadInput
from comity.web.told.lists import language, locale
from comity.web.told.times import KEPT, Clock, by_pattern, moment

Date = tuple[int, int, int, str]
"""Year, month and day (0 where not given), and its mark."""


def edtf(text: str, seat: Clock | None = None) -> str:
    """The date in words; an instant by the clock of ``seat`` (else UTC). Nothing for nothing.

    What cannot be read is returned as it stands: it is in the record, and a page must show it."""
    return _edtf(locale(), text, seat or Clock("UTC", "UTC")) if text else ""


@lru_cache(KEPT)
def _edtf(_language: str, text: str, seat: Clock) -> str:
    if "T" in text:
        return _instant(text, seat)
    match _ends(text):
        case [lower, upper]:
            return _between(lower, upper) if text.startswith("[") else _throughout(lower, upper)
        case _:
            return _one(text)


def span(since: str, until: str) -> str:
    """A period of which either end may be open: "from 1 March 2026 to 31 May 2026"."""
    return _throughout(since or "..", until or "..") if since or until else ""


def _instant(text: str, seat: Clock) -> str:
    """An instant; a time without offset is one of the seat."""
    try:
        return str(moment(instant(local_instant(text, Seat(zone=seat.zone))), seat))
    except BadInput:
        return text


def _one(text: str) -> str:
    one = _read(text)
    if one is not None:
        return _say(one)
    found = _seen(text)
    if found is None:
        return text
    if found.earliest and found.latest:
        first, last = found.earliest.isoformat(), found.latest.isoformat()
        return gettext("between {first} and {last}").format(first=_end(first), last=_one(last))
    return in_words(found) if language() == "en" else text


def _between(lower: str, upper: str) -> str:
    """On some day of it."""
    if upper == "..":
        return gettext("{first} or later").format(first=_one(lower))
    if lower == "..":
        return _before(upper)
    return gettext("between {first} and {last}").format(first=_end(lower), last=_last(upper))


def _before(last: str) -> str:
    one = _read(last)
    if one is None or one[3] or one[0] == MAXYEAR:
        return gettext("no later than {last}").format(last=_end(last))
    return gettext("before {next}").format(next=_say(_following(one), after_preposition=True))


def _throughout(lower: str, upper: str) -> str:
    match lower, upper:
        case "..", "..":
            return gettext("at all times")
        case "..", _:
            return gettext("until {last}").format(last=_end(upper))
        case _, "..":
            return gettext("from {first} on").format(first=_end(lower))
        case _:
            first, last = _end(lower) or gettext("an unknown date"), _last(upper)
            return gettext("from {first} to {last}").format(first=first, last=last)


def _last(upper: str) -> str:
    """After the Russian *по* stands the accusative, which is here as the nominative."""
    return _one(upper) if upper else gettext("an unknown date")


def _end(text: str) -> str:
    """The date as it stands after a preposition."""
    one = _read(text) if text else None
    return _say(one, after_preposition=True) if one is not None else text


def _ends(text: str) -> tuple[str, ...]:
    """The two ends of ``a/b`` or of ``[a..b]``, an open one as ``..``; or the text alone."""
    if text.startswith("[") and text.endswith("]") and "," not in text:
        lower, dots, upper = text[1:-1].partition("..")
        lower, upper = lower or "..", upper or ".."
    else:
        lower, dots, upper = text.partition("/")
    return (lower, upper) if dots else (text,)


def _read(text: str) -> Date | None:
    """A date to the day, month or year; None for any other EDTF."""
    found = ONE_DATE.fullmatch(text)
    if found is None or _seen(text) is None:
        return None
    year, month, day, mark = found.groups()
    numbers = [0 if part in (None, "XX") else int(part) for part in (month, day)]
    return int(year), numbers[0], numbers[1], mark


def _seen(text: str) -> When | None:
    try:
        return when(text)
    except BadInput:
        return None


def _following(one: Date) -> Date:
    """One unit later, by the unit that the date is given to."""
    year, month, day, mark = one
    if day:
        moved = date(year, month, day) + timedelta(days=1)
        return moved.year, moved.month, moved.day, mark
    if month:
        return (year + month // 12, month % 12 + 1, 0, mark)
    return year + 1, 0, 0, mark


def _say(one: Date, *, after_preposition: bool = False) -> str:
    year, month, day, mark = one
    if day:
        # TRANSLATORS: a date pattern of CLDR without the weekday
        plain = by_pattern(date(year, month, day), gettext("d MMMM y"), locale())
    elif month:
        # TRANSLATORS: patterns of CLDR for a month with its year: LLLL the name by itself, MMMM after a preposition
        by_itself, inflected = (
            pgettext("alone", "LLLL y"),
            pgettext("after a preposition", "MMMM y"),
        )
        pattern = inflected if after_preposition else by_itself
        plain = by_pattern(date(year, month, 1), pattern, locale())
    else:
        plain = gettext("{year}").format(year=year)
    return _marked(mark).format(date=plain)


def _marked(mark: str) -> str:
    assert mark in MARKS
    match mark:
        case "~":
            return gettext("about {date}")
        case "?":
            return gettext("perhaps {date}")
        case "%":
            return gettext("perhaps about {date}")
        case _:
            return "{date}"
