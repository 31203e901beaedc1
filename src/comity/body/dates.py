"""Dates as sources give them: exact, to the month or the year, about, before, between.

A source says "in November 2018" or "before 5 March 2020", and the record must say no more than
that. The form is EDTF (ISO 8601-2). A ``When`` keeps the text with the first and the last day that
it leaves possible; None is an end left open.

=============================  ===========================  ======================================
``2020-03-05``                 5 March 2020
``2018-11`` ``2018``           November 2018                any day of it
``2018-11~``                   about November 2018          one unit more on either side: October
``2018-11?`` ``2018-11%``      perhaps (about) ...          to December; 2017 to 2019; the day
                                                            before and the day after
``2018-11-XX`` ``2018-XX``     November 2018                the day (month) is not known
``[..2020-03-04]``             before 5 March 2020          ``[2018..]``: 2018 or later
``[2018..2020-03]``            between 2018 and March 2020  on some day of it
``2018/2020-03``               from 2018 to March 2020      throughout; ``2018/..`` and ``../2020``
                                                            are open, ``2018/`` unknown at one end
``2022-11-23T10:00:00+04:00``  23 November 2022, 10:00      the day as written, in whatever zone
=============================  ===========================  ======================================

>>> chair_since = when("[..2020-03-04]")
>>> in_words(chair_since), certainly_by(chair_since, date(2020, 3, 4))
('before 5 March 2020', True)
>>> possibly_by(chair_since, date(2019, 1, 1)), certainly_by(chair_since, date(2019, 1, 1))
(True, False)

These forms are read here: nearly all that records hold, and the library needs milliseconds for
each. The rest of EDTF (sets, ``201X``, ``1984?-06-02``, quarters) goes to the library. Seasons are
refused, since spring is not in the same months everywhere.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from comity.body.periods import read_instant, stored
from comity.errors import BadInput
from comity.grammar import unfit_year
from comity.hindrances import bad_input

Bounds = tuple[date | None, date | None]

MONTHS = [  # not calendar.month_name, which follows the locale of the machine
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MARKS = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}
LONGEST = 80  # characters; twice what any date needs
ONE_DATE = re.compile(r"([0-9]{4})(?:-([01][0-9]|XX(?!-[0-9]))(?:-([0-9]{2}|XX))?)?([~?%]?)")
MARKED_DATE = r"[?~%]?[0-9X]{4}[?~%]?(?:-[?~%]?(?:[0-9]{2}|XX)[?~%]?){0,2}"
REST_OF_EDTF = re.compile(
    rf"{MARKED_DATE}|[\[{{](?:\.\.)?{MARKED_DATE}(?:(?:,|\.\.){MARKED_DATE})*(?:\.\.)?[\]}}]"
)
SEASON = re.compile(r"[0-9]{4}-(?:2[1-9]|3[0-2])(?![0-9])")
EXAMPLES = "2020-03-05, 2018-11, 2018-11~ (about), [..2020-03-04] (before the 5th) or 2018/2020"


@dataclass(frozen=True, slots=True)
class When:
    """What a source says of a date: the first and the last day possible, None where it is open."""

    text: str
    earliest: date | None
    latest: date | None


class _Date(NamedTuple):
    """One date to the day, month or year: 0 for what is not given. ``mark`` as in ``MARKS``."""

    year: int
    month: int = 0
    day: int = 0
    mark: str = ""


@lru_cache(maxsize=8192)
def when(text: str) -> When:
    """The date in that text. Refused: ``date.unreadable``, and ``time.unreadable`` after a T."""
    try:
        if len(text) > LONGEST:
            raise ValueError
        earliest, latest = _bounds(text)
        if earliest and latest and earliest > latest:
            raise ValueError
    except (ValueError, OverflowError) as error:
        helps = f"Write {EXAMPLES}."
        raise bad_input("date.unreadable", remedy=helps, text=text[:LONGEST]) from error
    return When(text, earliest, latest)


def require_in_range(moment: When) -> When:
    """The date. ``date.range`` where an end of it that is known is in no year that an act may name (``grammar``); what is
    worked out from other dates may lie a little outside."""
    days = [day for day in (moment.earliest, moment.latest) if day is not None]
    if "T" in moment.text:
        days.append(read_instant(moment.text).date())
    for day in days:
        unfit = unfit_year(day.year)
        if unfit is not None:
            raise BadInput(unfit.code, unfit.message, remedy=unfit.advice)
    return moment


def certainly_by(moment: When, day: date) -> bool:
    """Whether it has come by the end of that day, on every reading of the text."""
    return moment.latest is not None and moment.latest <= day


def possibly_by(moment: When, day: date) -> bool:
    """Whether it may have come by the end of that day, on some reading of the text."""
    return moment.earliest is None or moment.earliest <= day


def exact(moment: When) -> date | None:
    """The day, when the text leaves only one; otherwise None."""
    return moment.earliest if moment.earliest == moment.latest else None


def order(moment: When) -> tuple[date, date, str]:
    """A key that sorts by first possible day, then last; an open start goes by its last day.

    On one day a date comes before instants, and those follow one another as they happened."""
    first = moment.earliest or moment.latest or date.min
    instant = stored(read_instant(moment.text)) if "T" in moment.text else ""
    return first, moment.latest or date.max, instant


def in_words(moment: When) -> str:
    """The date as one says it in English: "November 2018", "before 5 March 2020"."""
    text = moment.text
    if "T" in text:
        return f"{_name(text[:10])}, {text[11:16]} ({_offset(text)})"
    match _ends(text):
        case [lower, upper] if text.startswith("["):
            return _one_day_between(lower, upper)
        case [lower, upper]:
            return _throughout(lower, upper)
        case _ if ONE_DATE.fullmatch(text) or not (moment.earliest and moment.latest):
            return _name(text)
        case _:
            first, last = _name(moment.earliest.isoformat()), _name(moment.latest.isoformat())
            return f"between {first} and {last}"


def _bounds(text: str) -> Bounds:
    if "T" in text:
        read_instant(text)
        day = date.fromisoformat(text[:10])
        return day, day
    match _ends(text):
        case [lower, upper]:
            return _end(lower)[0], _end(upper)[1]
        case _:
            return _span(text)


def _ends(text: str) -> tuple[str, ...]:
    """The two ends of ``a/b`` or of ``[a..b]``, an open one as ``..``; or the text alone."""
    if text.startswith("[") and text.endswith("]") and "," not in text:
        lower, dots, upper = text[1:-1].partition("..")
        ends = (lower or "..", upper or "..")
    else:
        lower, dots, upper = text.partition("/")
        ends = (lower, upper)
    return ends if dots and (lower or upper) else (text,)


def _end(text: str) -> Bounds:
    return (None, None) if text in ("", "..") else _span(text)


def _span(text: str) -> Bounds:
    one = _read(text)
    if one is None:
        return _span_by_library(text)
    first, last = _first(one), _last(one)  # even when marked: 2018-13~ is no month
    return (_first(_moved(one, -1)), _last(_moved(one, 1))) if one.mark else (first, last)


def _read(text: str) -> _Date | None:
    """The date if it is a plain one (not yet looked up in the calendar), otherwise None."""
    match = ONE_DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, mark = match.groups()
    if "00" in (month, day):
        raise ValueError(text)
    return _Date(int(year), _number(month), _number(day), mark)


def _number(digits: str | None) -> int:
    return 0 if digits in (None, "XX") else int(digits)


def _first(one: _Date) -> date:
    return date(one.year, one.month or 1, one.day or 1)


def _last(one: _Date) -> date:
    month = one.month or 12
    return date(one.year, month, one.day or monthrange(one.year, month)[1])


def _moved(one: _Date, units: int) -> _Date:
    """So many days, months or years later, by the unit that the date is given to."""
    if one.day:
        moved = date(one.year, one.month, one.day) + timedelta(days=units)
        return _Date(moved.year, moved.month, moved.day)
    if one.month:
        year, month = divmod(one.year * 12 + one.month - 1 + units, 12)
        return _Date(year, month + 1)
    return _Date(one.year + units)


def _span_by_library(text: str) -> Bounds:
    if REST_OF_EDTF.fullmatch(text) is None or SEASON.search(text):
        raise ValueError(text)
    # Imported here since it takes a third of the start-up and most records never need it.
    from dateutil.relativedelta import relativedelta
    from edtf import EDTFParseException, parse_edtf

    try:
        parsed = parse_edtf(text)
    except EDTFParseException as error:
        raise ValueError(text) from error
    earliest, latest = _day(parsed.lower_strict()), _day(parsed.upper_strict())
    margin = relativedelta(**_margin(text))  # type: ignore[arg-type]
    return earliest and earliest - margin, latest and latest + margin


def _day(value: Any) -> date | None:
    """The library's ``struct_time``, or an infinity for an open end."""
    return None if isinstance(value, float) else date(*value[:3])


def _margin(text: str) -> dict[str, int]:
    """One of the coarsest unit that carries a mark; ten years for ``201X~``."""
    dates = [one.split("-") for one in re.findall(r"[^,.\[\]{}]+", text)]
    marked = {unit for one in dates for unit, part in enumerate(one) if set(part) & set("~?%")}
    if not marked:
        return {}
    unit = min(marked)
    unknown = max(one[0].count("X") for one in dates) if unit == 0 else 0
    return {("years", "months", "days")[unit]: 10**unknown}


def _name(text: str) -> str:
    """A plain date as one says it; other EDTF stays as it is written."""
    one = _read(text)
    return _say(one) if one else text


def _say(one: _Date) -> str:
    parts = (str(one.day or ""), MONTHS[one.month - 1] if one.month else "", str(one.year))
    return MARKS[one.mark] + " ".join(part for part in parts if part)


def _one_day_between(lower: str, upper: str) -> str:
    if upper == "..":
        return f"{_name(lower)} or later"
    return _before(upper) if lower == ".." else f"between {_name(lower)} and {_name(upper)}"


def _before(last: str) -> str:
    one = _read(last)
    if one is None or one.mark or one.year == MAXYEAR:
        return f"no later than {_name(last)}"
    return "before " + _say(_moved(one, 1))


def _throughout(lower: str, upper: str) -> str:
    match lower, upper:
        case "..", "..":
            return "at all times"
        case "..", _:
            return f"until {_name(upper)}"
        case _, "..":
            return f"from {_name(lower)} on"
        case _:
            unknown = "an unknown date"
            return f"from {_name(lower) or unknown} to {_name(upper) or unknown}"


def _offset(text: str) -> str:
    return "UTC" if text.endswith(("Z", "+00:00", "-00:00")) else f"UTC{text[-6:]}"
