"""The occasion of an act: the body as it is, the law in force, the clock, and the number that the entry will have.

The clock is an argument: ``now`` is an instant in UTC to the millisecond, in the one form that sorts as text
(``2022-11-23T10:00:00.000Z``); ``day`` is the date that it is at the body's seat. ``charter`` is the entry that brought
the law in force, ``earlier`` the entry that a correction names, which the state no longer has, ``passed`` the instant
of a deadline that is recorded after it has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from msgspec import Struct

from comity.body.effects import AnyEffect
from comity.body.entry import Entry
from comity.body.periods import zone
from comity.body.state import CharterInForce, State
from comity.charter.known import KnownCharters
from comity.charter.law import Law, NotInForce, law
from comity.charter.model import Charter, Organ
from comity.charter.reading import read_charter_text


class Occasion(Struct, frozen=True, gc=False):
    state: State
    law: Law
    charter: int
    now: str
    day: str
    number: int
    earlier: Entry | None = None
    passed: str = ""

    @property
    def moment(self) -> str:
        """The instant at which what is decided comes about: that of the deadline which has passed, else now."""
        return self.passed or self.now


Decider = Callable[[Occasion, Any], Sequence[AnyEffect]]
"""Gives the effects of one kind of act, or refuses it."""
Deciders = Mapping[type[Any], Decider]


_charters = KnownCharters(read_charter_text)


def charter_of(text: str) -> Charter:
    """The charter in that text. ``Faulty`` where it does not follow the notation."""
    return _charters.read(text)


def charter_on(state: State, day: str) -> CharterInForce:
    """The charter in force on ``day``: of those adopted to govern by then, the one that governs from the latest day."""
    assert state.charters, "a body has a charter from its first entry"
    for held in reversed(state.charters):
        if held.since <= day:
            return held
    return state.charters[0]


def charter_from(state: State, entry: int) -> CharterInForce:
    """The charter that entry number ``entry`` brought."""
    return next(held for held in state.charters if held.entry == entry)


def law_from(state: State, entry: int, day: str) -> Law:
    """The charter that ``entry`` brought, read as at ``day``."""
    key = (entry, day)
    found: Law | None = state.memo.get(key)
    if found is None:
        make_room(state)
        text = charter_from(state, entry).text
        found = state.memo[key] = law(charter_of(text), date.fromisoformat(day))
    return found


def law_on(state: State, day: str) -> Law:
    """The law in force on ``day``, an ISO date."""
    return law_from(state, charter_on(state, day).entry, day)


def organ_of(state: State, law: Law, name: str) -> Organ:
    """The organ of that name; one that an amendment took away as the last charter had it, so that a session of it which
    sits can still be closed. ``NotInForce`` where no charter of the body had it."""
    if name in law.organs:
        return law.organs[name]
    for held in reversed(state.charters):
        dated = charter_of(held.text).organs.get(name)
        if dated is not None:
            return dated.versions[-1][1]
    return law.organs[name]


def missing(state: State, name: str) -> NotInForce:
    """The error for an office, a rota or an organ that the charter of the day does not have, with what it was when the last
    charter had it."""
    for held in reversed(state.charters):
        charter = charter_of(held.text)
        named = {"office": charter.offices, "rota": charter.rotas, "organ": charter.organs}
        for kind, those in named.items():
            if name in those:
                return NotInForce(kind, name)
    return NotInForce("organ", name)


def day_at(state: State, moment: str) -> str:
    """The date at the body's seat at an instant."""
    zone_name: str | None = state.memo.get("zone")
    if zone_name is None:
        zone_name = state.memo["zone"] = charter_of(state.charters[0].text).seat.zone
    return seat_day(moment, zone_name)


def charter_at(state: State, moment: str) -> CharterInForce:
    """The charter in force at an instant: on its day at the seat."""
    return _in_force_at(state, moment)[2]


def _in_force_at(state: State, moment: str) -> tuple[str, str, CharterInForce]:
    """The instant, its day at the seat, and the charter in force. That of the instant last asked for is remembered: each
    act asks several times for its own. A new charter drops the memo."""
    found: tuple[str, str, CharterInForce] | None = state.memo.get("instant")
    if found is None or found[0] != moment:
        day = day_at(state, moment)
        found = state.memo["instant"] = moment, day, charter_on(state, day)
    return found


def occasion(state: State, now: str, number: int, earlier: Entry | None = None) -> Occasion:
    """The occasion of an act at ``now`` that will be entry ``number``."""
    _, day, held = _in_force_at(state, now)
    in_force = law_from(state, held.entry, day)
    return Occasion(state, in_force, held.entry, now, day, number, earlier)


def as_of(on: Occasion, moment: str) -> Occasion:
    """The same occasion under the law of an earlier instant, on whose day what follows is dated."""
    day = seat_day(moment, on.law.charter.seat.zone)
    charter = charter_on(on.state, day).entry
    law_then = law_from(on.state, charter, day)
    return Occasion(on.state, law_then, charter, on.now, day, on.number, on.earlier, moment)


@lru_cache(maxsize=4096)
def seat_day(instant: str, zone_name: str) -> str:
    """The date at the seat at an instant.

    >>> seat_day("2022-11-23T22:30:00.000Z", "Europe/Moscow")
    '2022-11-24'
    """
    return datetime.fromisoformat(instant).astimezone(zone(zone_name)).date().isoformat()


def instant(moment: datetime) -> str:
    """The form in which an instant is kept: UTC, to the millisecond, so that the order of texts is that of time.

    >>> instant(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    '2026-10-25T01:30:00.000Z'
    """
    assert moment.utcoffset() is not None, "an instant has its offset"
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def last_moment(deadline: str) -> str:
    """The last instant at which a question with that deadline is open. A period of days ends at midnight, with the last
    hour of its last day (Regulation 1182/71, article 3).

    >>> last_moment("2026-03-12T23:00:00.000Z")
    '2026-03-12T22:59:59.999Z'
    """
    return instant(datetime.fromisoformat(deadline) - timedelta(milliseconds=1))


def make_room(state: State) -> None:
    # The memo is a convenience: past some hundreds of keys it is cheaper to begin anew than to choose.
    if len(state.memo) > 512:
        state.memo.clear()
