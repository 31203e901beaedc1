"""Moments that count from the day of playing, and the references in a script that name them.

A reference stands in angle brackets, alone or within a text, and one may stand in another: ``<<host>-head>`` is the label
that is called after what *host* stands for. It is a label, or a moment:

======================  ==========================================================
``<+3 days>``           the day: ``2026-11-25``
``<+3 days working>``   the same, or the first working day of the seat after it
``<+3 days 18:00>``     a local time of the seat: ``2026-11-25T18:00``
``<+40 days month>``    the month: ``2027-01``
``<-1 year>``           the year: ``2025``
``<-52 hours>``         the instant: ``2026-11-20T01:22:00.000Z``
======================  ==========================================================

>>> from datetime import UTC
>>> calendar = Calendar(datetime(2026, 11, 20, 12, tzinfo=UTC), Seat("Riga", "Europe/Riga"))
>>> calendar.named("+1 days"), calendar.named("+1 days working 18:00"), calendar.named("+1 year")
('2026-11-21', '2026-11-23T18:00', '2027')
>>> calendar.moment(At(days=-1, time="10:00")).isoformat()
'2026-11-19T08:00:00+00:00'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Literal

import msgspec

from comity.body.occasion import instant
from comity.body.periods import is_working_day, local_instant, zone
from comity.charter.model import Seat
from comity.charter.nodes import Listing, Node, Pair, Pairs, Scalar
from comity.errors import Fault

REFERENCE = re.compile(r"<([^<>]+)>")
MOMENT = re.compile(
    r"(?P<number>[+-]\d{1,5}) (?:(?P<other>hour|year)s?|days?(?P<working> working)?(?P<form> month| \d\d:\d\d)?)"
)
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
ANYTHING = "*"
FARTHEST = 99_999
"""Days or hours from the moment of playing: five digits, as in a reference."""


class At(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When: ``days`` from the day of playing at a ``time`` of the seat, or ``hours`` from the moment of playing."""

    days: int | None = None
    time: str = ""
    on: Literal["", "a working day"] = ""
    hours: int | None = None


def time_fault(at: At, node: Node, what: str, file: str) -> Fault | None:
    """What is wrong with the moment: days with a time, or hours alone, five digits at most."""
    near = all(abs(number or 0) <= FARTHEST for number in (at.days, at.hours))
    by_days = at.days is not None and TIME.fullmatch(at.time) and at.hours is None
    by_hours = at.hours is not None and at.days is None and not at.time and not at.on
    if near and (by_days or by_hours):
        return None
    expected = "{days: -2, time: 10:00}, or {hours: -52}"
    return Fault(
        "value.wrong", file, node.line, node.column, f"{what}: This is no moment.", expected
    )


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of a ``seat`` as seen on ``today``, the moment of playing."""

    today: datetime
    seat: Seat

    def moment(self, at: At) -> datetime:
        """The instant of ``at``, in UTC."""
        if at.hours is not None:
            return self.today + timedelta(hours=at.hours)
        day = self._day(at.days or 0, working=bool(at.on))
        return local_instant(f"{day}T{at.time}", self.seat)

    def named(self, name: str) -> str | None:
        """What the moment called ``name`` is written as; None where it is none."""
        found = MOMENT.fullmatch(name)
        if found is None:
            return None
        number, form = int(found["number"]), (found["form"] or "").strip()
        if found["other"] == "hour":
            return instant(self.today + timedelta(hours=number))
        if found["other"] == "year":
            return str(self._day(0).year + number)
        day = self._day(number, working=bool(found["working"])).isoformat()
        return day[:7] if form == "month" else f"{day}T{form}" if form else day

    def _day(self, number: int, working: bool = False) -> date:
        day = self.today.astimezone(zone(self.seat.zone)).date() + timedelta(days=number)
        while working and not is_working_day(day, self.seat):
            day += timedelta(days=1)
        return day


# --- references ---------------------------------------------------------------------------------------------------------


def filled(node: Node, named: Callable[[str], str]) -> Node:
    """The node with every reference replaced by what ``named`` says that it is, the innermost first."""
    match node:
        case Scalar():
            return _filled(node, named)
        case Listing(items=items, line=line, column=column):
            return Listing([filled(item, named) for item in items], line, column)
        case Pairs(pairs=pairs, line=line, column=column):
            each = [Pair(_filled(p.key, named), filled(p.value, named)) for p in pairs.values()]
            return Pairs({pair.key.value: pair for pair in each}, line, column)


def _filled(scalar: Scalar, named: Callable[[str], str]) -> Scalar:
    value = scalar.value
    while (found := REFERENCE.search(value)) is not None:
        value = value[: found.start()] + named(found[1]) + value[found.end() :]
    return scalar if value == scalar.value else Scalar(value, scalar.line, scalar.column)


def labels_in(node: Node, known: Set[str], values: Mapping[str, str]) -> Iterator[tuple[str, Node]]:
    """Every reference in the node that is neither a moment nor among the ``known`` labels, with its place. A label whose
    value is not among ``values`` yet may stand for anything."""
    strange: list[str] = []

    def named(name: str) -> str:
        if not MOMENT.fullmatch(name) and not any(fnmatchcase(one, name) for one in known):
            strange.append(name)
        return values.get(name, ANYTHING)

    for scalar in _scalars(node):
        filled(scalar, named)
        yield from ((name, scalar) for name in strange)
        strange.clear()


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Listing(items=items):
            for item in items:
                yield from _scalars(item)
        case Pairs(pairs=pairs):
            for pair in pairs.values():
                yield pair.key
                yield from _scalars(pair.value)
