"""Instants, and the periods that end at them: when a deadline of the charter falls.

A body lives by the clock and the calendar of its seat; what is stored is an instant in UTC. Unless
its charter says otherwise a period is computed after Regulation (EEC, Euratom) 1182/71, the most
complete public text on the matter:

======================  =========================================================================
the day of the event    is not counted; the period ends with the last hour of its last day
                        (Art. 3(1) and (2))
weeks, months, years    end on the day of the same name or date, or on the month's last day
                        (Art. 3(2)(c), to verify)
weekends and holidays   are counted; a period that ends on one ends with the next working day
                        instead, unless it is in hours (Art. 3(3) and (4))
two days or more        contain at least two working days (Art. 3(5), to verify)
hours                   run by the clock from the event itself, through changes of summer time
                        (the Regulation begins with the next full hour; to verify)
whose holidays          those of the seat, wherever the member sits (to verify)
======================  =========================================================================

The last hour of a day ends at 24:00 local, the midnight that begins the next day.

>>> from comity.charter.model import Period, Seat
>>> vienna = Seat(place="Vienna", zone="Europe/Vienna")
>>> stored(deadline(read_instant("2021-03-01T09:00:00Z"), Period(days=10), vienna))
'2021-03-11T23:00:00Z'

Zones are read from the ``tzdata`` package and from nowhere else, so that two machines agree on a
deadline: neither ``PYTHONTZPATH`` nor the system's own copy is asked (docs/decisions/time.md).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from comity.charter.model import Period, Seat
from comity.charter.zones import packaged
from comity.errors import BadInput, Message
from comity.grammar import FIRST_YEAR, LAST_YEAR, unfit_year
from comity.hindrances import bad_input

INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?"
)
IN_UTC = "2022-11-23T06:00:00Z"
WITH_OFFSET = "2022-11-23T10:00:00+04:00"


def read_instant(text: str) -> datetime:
    """The instant in UTC. ``time.unreadable`` unless it is RFC 3339, with its offset or Z."""
    match = INSTANT.fullmatch(text)
    if match is None or match["offset"] is None:
        raise _unreadable(text)
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _unreadable(text) from error


def stored(moment: datetime) -> str:
    """The one form in which an instant is kept: UTC, Z, microseconds only when there are any."""
    assert moment.tzinfo is not None, "an instant knows its offset"
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat()[:-6] + "Z"


def local_instant(
    text: str, seat: Seat, ambiguous: Literal["earlier", "later"] = "later"
) -> datetime:
    """The instant in UTC of a local time of the seat, or of a time that carries its own offset.

    When summer time ends an hour is lived twice: a deadline in it means the later, which protects
    the objector. When it begins an hour is skipped: ``time.does_not_exist``, with the times on
    either side. 24:00 ends its day. ``date.range`` in years far off.
    """
    match = INSTANT.fullmatch(text)
    if match is None:
        raise _unreadable(text)
    if match["offset"]:
        return _near(read_instant(text))
    return _near(_in_zone(_naive(text), text, zone(seat.zone), ambiguous))


def _near(moment: datetime) -> datetime:
    if unfit_year(moment.year) is not None:
        raise bad_input("date.range", year=moment.year, first_year=FIRST_YEAR, last_year=LAST_YEAR)
    return moment


def deadline(opened: datetime, period: Period, seat: Seat) -> datetime:
    """The instant in UTC at which a period from ``opened`` has passed: an act at it is late.

    ``time.out_of_range`` when the period would end after the last year in which a date may lie.
    """
    assert opened.tzinfo is not None, "an instant knows its offset"
    try:
        if period.hours:
            return later(opened.astimezone(UTC), timedelta(hours=period.hours))
        where = zone(seat.zone)
        event = opened.astimezone(where).date()
        return later(_midnight_after(_last_day(event, period, seat), where), timedelta())
    except OverflowError as error:
        raise _out_of_range() from error


def further(end: datetime, period: Period, seat: Seat) -> datetime:
    """The instant in UTC at which a period has passed that is added to one that ends at ``end``. The midnight that ends a
    day belongs to that day: two days after the end of Monday end with Wednesday."""
    return deadline(end if period.hours else end - timedelta(microseconds=1), period, seat)


def later(moment: datetime, by: timedelta) -> datetime:
    """The instant that much later. ``time.out_of_range`` after the last year in which a date may lie."""
    try:
        ends = moment + by
    except OverflowError as error:
        raise _out_of_range() from error
    if ends.year > LAST_YEAR:
        raise _out_of_range()
    return ends


def date_after(day: date, period: Period) -> date:
    """The day on which a period of days, weeks, months or years ends, whatever weekday it is.

    Months go by date: six of them from 1 February end on 1 August, one from 31 January on the last
    of February. ``time.out_of_range`` after the year 9999, where the calendar ends. Hours and working days need a seat.
    """
    assert period.hours == period.working_days == 0, "a calendar period"
    # Imported here since it costs a tenth of the start-up and few commands compute a deadline.
    from dateutil.relativedelta import relativedelta

    try:
        return day + relativedelta(
            years=period.years, months=period.months, weeks=period.weeks, days=period.days
        )
    except (OverflowError, ValueError) as error:
        raise _out_of_range() from error


def is_working_day(day: date, seat: Seat) -> bool:
    """Whether the seat works on that day: neither its weekend nor one of its holidays."""
    return day.weekday() not in seat.weekend and day not in seat.holidays


@cache  # there are some hundreds of zones, and no others are kept
def zone(name: str) -> ZoneInfo:
    """The time zone of that name in the pinned database, or ``time.zone_unknown``."""
    found = packaged(name)
    if found is None:
        raise bad_input("time.zone_unknown", name=name)
    return found


def _last_day(event: date, period: Period, seat: Seat) -> date:
    if period.working_days:
        return _nth_working_day(event, period.working_days, seat)
    last = date_after(event, period)
    fewest = 1 if period == Period(days=1) else 2
    while not (is_working_day(last, seat) and _has_working_days(fewest, event, last, seat)):
        last += timedelta(days=1)
    return last


def _has_working_days(fewest: int, event: date, last: date, seat: Seat) -> bool:
    """Whether as many lie after the event, up to and with the last day; looks no further back."""
    days = (last - timedelta(days=n) for n in range((last - event).days))
    found = islice((day for day in days if is_working_day(day, seat)), fewest)
    return len(tuple(found)) == fewest


def _nth_working_day(event: date, count: int, seat: Seat) -> date:
    day = event
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, seat)
    return day


def _midnight_after(day: date, where: ZoneInfo) -> datetime:
    # Where the clock jumps over midnight fold=0 gives the jump itself, the first of the new day.
    return datetime.combine(day + timedelta(days=1), time(), where).astimezone(UTC)


def _naive(text: str) -> datetime:
    """A local time as written, 24:00 taken for the next midnight."""
    ends_day = text[11:] in ("24:00", "24:00:00")
    try:
        written = datetime.fromisoformat(text[:11] + "00:00" if ends_day else text)
        return written + timedelta(days=ends_day)
    except (ValueError, OverflowError) as error:
        raise _unreadable(text) from error


def _in_zone(
    local: datetime, text: str, where: ZoneInfo, ambiguous: Literal["earlier", "later"]
) -> datetime:
    try:
        first, second = (local.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1))
    except OverflowError as error:
        raise _out_of_range() from error
    if first > second:  # PEP 495: only in a gap does fold=1 come first
        raise _skipped(text, second.astimezone(where), first.astimezone(where))
    return first if ambiguous == "earlier" else second


def _skipped(text: str, before: datetime, after: datetime) -> BadInput:
    helps = Message(
        "Say {after} ({after_utc}) or {before} ({before_utc}).",
        after=f"{after:%H:%M}",
        after_utc=stored(after),
        before=f"{before:%H:%M}",
        before_utc=stored(before),
    )
    return bad_input("time.does_not_exist", remedy=helps, zone=str(after.tzinfo), text=text)


def _unreadable(text: str) -> BadInput:
    helps = Message("Write {in_utc} or {with_offset}.", in_utc=IN_UTC, with_offset=WITH_OFFSET)
    return bad_input("time.unreadable", remedy=helps, text=text[:60])


def _out_of_range() -> BadInput:
    return bad_input("time.out_of_range", last_year=LAST_YEAR)
