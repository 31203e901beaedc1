"""What the first page tells: the bodies that a reader may see, with their counts, and the doors of a demonstration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.utils.translation import get_language, gettext

from comity.body.occasion import charter_of, day_at, instant, law_on, seat_day
from comity.body.standing import status_of
from comity.body.state import State
from comity.charter.law import Law
from comity.web.bodies import RunningBody
from comity.web.demonstration import Door
from comity.web.models import HostedBody
from comity.web.readers import Capacity, Reader, capacities
from comity.web.told import called, names
from comity.web.visibility import visible_matters


@dataclass(frozen=True, slots=True)
class BodyShown:
    """A body on the first page. ``kind``: ``reported``, ``practice`` or ``real``. ``mine``: the reader's capacities."""

    name: str
    title: names.Worded
    seat: str
    kind: str
    parties: int
    organs: int
    matters: int
    entries: int
    mine: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoorShown:
    """One role that whoever comes may take."""

    body: str
    person: str
    capacity: str
    name: names.Worded
    title: str


@dataclass(frozen=True, slots=True)
class Doorway:
    """The doors of one member, organ or office."""

    name: names.Worded
    kind: str
    doors: tuple[DoorShown, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was worked out for the ``day`` at a seat in that ``zone``."""

    zone: str
    day: str
    shown: BodyShown


_known: WeakKeyDictionary[RunningBody, dict[tuple[Any, ...], _Known]] = WeakKeyDictionary()


def shown_on_front(running: RunningBody, size: int, hosted: HostedBody, person: str) -> BodyShown:
    """The body as the first page shows it to that person (empty: a visitor). It is worked out once for as long as the
    record has ``size`` entries and the day at the seat is the same, so that a look at the first page reads no body."""
    key = (size, person, get_language(), hosted.as_reported, hosted.practice)
    now = instant(running.registrar.clock())
    known = _known.setdefault(running, {})
    found = known.get(key)
    if found is not None and seat_day(now, found.zone) == found.day:
        return found.shown
    with running.reading() as state:
        shown = body_shown(state, hosted, person, now)
        for old in [one for one in known if one[0] != shown.entries]:
            del known[old]
        if shown.entries == size:
            zone = charter_of(state.charters[0].text).seat.zone
            known[key] = _Known(zone, day_at(state, max(now, state.at)), shown)
    return shown


def body_shown(state: State, hosted: HostedBody, person: str, now: str) -> BodyShown:
    """The body as the first page tells it to that person (empty: a visitor)."""
    day = day_at(state, max(now, state.at))
    law = law_on(state, day)
    at = names.Names(state, law, on=day)
    able = capacities(state, person, day) if person else ()
    reader = Reader(person=person, capacity=able[0] if able else None, capacities=able)
    return BodyShown(
        name=hosted.body,
        title=names.text(at, law.charter.title),
        seat=str(names.text(at, law.charter.seat.place)),
        kind="reported" if hosted.as_reported else "practice" if hosted.practice else "real",
        parties=_counted_members(state, law, day),
        organs=len(law.organs),
        matters=sum(1 for _ in visible_matters(state, reader, day)),
        entries=state.size,
        mine=tuple(_said(at, one) for one in able),
    )


def _counted_members(state: State, law: Law, day: str) -> int:
    """How many parties count towards its decisions."""
    found = (status_of(state, law, party, day) for party in law.parties)
    return sum(
        1 for status in found if status and status in law.statuses and law.statuses[status].counted
    )


def _said(at: names.Names, one: Capacity) -> str:
    name = str(names.who(at, one.name))
    return f"{name}, {called.quality(at.law, one.as_)}" if one.as_ else name


def doorways(state: State, doors: Iterable[Door], day: str) -> list[Doorway]:
    """The doors by member, then by organ and office, in the order of their persons."""
    at = names.Names(state, law_on(state, day), on=day)
    grouped: dict[tuple[str, str], list[DoorShown]] = {}
    for door in doors:
        one = door.capacity
        home = (one.party, "party") if one.party else (one.name, one.kind)
        grouped.setdefault(home, []).append(_shown(at, door))
    order = {"party": 0, "organ": 1, "office": 2}
    found = sorted(grouped.items(), key=lambda item: order.get(item[0][1], 3))
    return [Doorway(names.who(at, name), kind, tuple(shown)) for (name, kind), shown in found]


def _shown(at: names.Names, door: Door) -> DoorShown:
    one = door.capacity
    known = at.state.persons.get(door.person)
    title = one.as_ or (known.titles[0] if known is not None and known.titles else "")
    title = called.quality(at.law, title) if title else ""
    if not title and one.may("record"):
        title = gettext("keeps the record")
    if one.kind == "rota":
        title = f"{title}, {names.who(at, one.name)}".strip(", ")
    return DoorShown(door.body, door.person, one.key, names.person(at, door.person), title)
