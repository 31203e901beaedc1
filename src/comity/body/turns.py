"""Who holds an office on a day, which slot is whose, and whose turn it is.

A *slot* is the period on the rota, a *tenure* the period for which somebody holds the office; the two run on clocks of
their own. When a holder leaves half-way, the slots stay where they are.

A turn (the chair) passes from party to party in the order of the rota, by the calendar, at the close of a regular session,
or by decision. Who does not take a turn is passed over under the charter's policy:

=====================================================  ====================================================
next member moves up, pointer continues after it       A, C, D, A ... B waits for its next regular turn
turn is lost                                           the same
turns are swapped                                      A, C, B, D ...
held vacant                                            A, nobody, C, D ...
=====================================================  ====================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from msgspec import Struct

from comity.body.dates import when
from comity.body.occasion import law_on
from comity.body.periods import date_after
from comity.body.standing import begun, counted_members, over, parties_with
from comity.body.state import State, Tenure
from comity.charter.law import Law
from comity.charter.model import Office, Order, Period, Rota
from comity.charter.order import in_order

# --- who holds what ---------------------------------------------------------------------------------------------------


def holders(state: State, office: str, day: str) -> list[Tenure]:
    """The tenures that certainly cover ``day``: one at the most, unless somebody acts beside a holder. On a day on which
    one may have ended already, as far as its uncertain date says, it is possible only."""
    return [t for t in state.tenures.values() if t.office == office and _covers(t, day)]


def possible_holders(state: State, office: str, day: str) -> list[Tenure]:
    """The tenures that may cover ``day``, as far as their uncertain dates say; none before the body had a member."""
    law, asked = law_on(state, day), date.fromisoformat(day)
    if law.charter.members and not counted_members(state, law, day):
        return []
    return [t for t in state.tenures.values() if t.office == office and _may_cover(t, asked)]


def holds_office(state: State, person: str, office: str, day: str) -> bool:
    """Whether the person certainly holds the office on the day, or acts in it."""
    return any(t.person == person for t in holders(state, office, day))


def _covers(tenure: Tenure, day: str) -> bool:
    return (
        begun(tenure.since, day)
        and not over(tenure.until, day)
        and not (tenure.ended and _possibly(tenure.ended, day))
    )


def _possibly(moment: str, day: str) -> bool:
    """Whether what happened at an uncertain date may have happened by ``day``."""
    if len(moment) == 10:
        return moment <= day
    earliest = when(moment).earliest
    return earliest is None or earliest.isoformat() <= day


def _may_cover(tenure: Tenure, day: date) -> bool:
    since = when(tenure.since)
    last = when(tenure.ended) if tenure.ended else when(tenure.until) if tenure.until else None
    if since.earliest is not None and since.earliest > day:
        return False
    return (
        last is None
        or last.latest is None
        or last.latest > day
        or (not tenure.ended and last.latest == day)
    )


# --- slots ------------------------------------------------------------------------------------------------------------


class Slot(Struct, frozen=True):
    """One period on the rota of an office: its number from 0, its first and last day, the party whose it is."""

    number: int
    since: str
    until: str
    party: str


def slot(state: State, law: Law, office: Office, number: int) -> Slot:
    """The slot of that number. The office must have slots."""
    slots = office.slots
    assert slots is not None, "the office has slots"
    first = date_after(slots.since, Period(months=slots.months * number))
    after = date_after(slots.since, Period(months=slots.months * (number + 1)))
    order = rota_order(state, law, slots.of, slots.order, slots.since.isoformat())
    party = order[(order.index(slots.first) + number) % len(order)]
    last = date.fromordinal(after.toordinal() - 1)
    return Slot(number=number, since=first.isoformat(), until=last.isoformat(), party=party)


def slot_on(state: State, law: Law, office: Office, day: str) -> Slot:
    """The slot that covers ``day``; the first where the rota has not begun."""
    assert office.slots is not None, "the office has slots"
    first, asked = office.slots.since, date.fromisoformat(day)
    months = (asked.year - first.year) * 12 + asked.month - first.month
    number = max(0, months // office.slots.months - 1)  # one before, at most
    while slot(state, law, office, number).until < day:
        number += 1
    return slot(state, law, office, number)


def slot_to_fill(state: State, law: Law, office: Office, day: str) -> Slot:
    """The slot that is next to be filled on ``day``: the running one, or the one after if a full tenure was begun in it."""
    running = slot_on(state, law, office, day)
    taken = any(
        t.office == office.office and not t.acting and t.slot == running.number
        for t in state.tenures.values()
    )
    return slot(state, law, office, running.number + 1) if taken else running


# --- turns ------------------------------------------------------------------------------------------------------------


def rota_order(state: State, law: Law, of: str, order: Order, day: str) -> tuple[str, ...]:
    """The parties of a rota in its order on ``day``."""
    parties = counted_members(state, law, day)
    if of != "members":
        parties = parties_with(state, law, of, day) or tuple(law.groups.get(of, ()))
    named = {party: _sort_name(state, party, order.alphabet) for party in parties}
    return in_order(order, parties, law.charter, date.fromisoformat(day), named)


def _sort_name(state: State, party: str, language: str) -> str:
    """What the register says that the party is sorted by in the language: its name last given; empty where it has none."""
    kept = state.parties.get(party)
    said = (kept.sort_name or kept.name) if kept is not None else ""
    return said if isinstance(said, str) else said.get(language, "")


def holder_of_turn(state: State, law: Law, rota: str, day: str) -> str:
    """The party whose turn it certainly is on ``day``; empty before the first turn, where the turn is held vacant, and
    where it may have passed already (``possible_turns``)."""
    possible = possible_turns(state, law, rota, day)
    return possible[0] if len(possible) == 1 else ""


def possible_turns(state: State, law: Law, rota: str, day: str) -> list[str]:
    """The parties whose turn it may be on ``day``: more than one where the day on which it passed is uncertain."""
    turns = state.turns.get(rota, ())
    certain = [turn for turn in turns if begun(turn.on, day)]
    perhaps = [turn.to for turn in turns[len(certain) :] if _possibly(turn.on, day)]
    before = certain[-1].to if certain else _by_charter(state, law, law.rotas[rota], day)
    return [party for party in (before, *perhaps) if party]


def _by_charter(state: State, law: Law, found: Rota, day: str) -> str:
    """Whose turn the charter says it is, while none has passed."""
    if found.passes in ("calendar year", "months") and found.since is not None:
        return _by_calendar(state, law, found, day)
    begins = found.since is None or found.since.isoformat() <= day
    return found.first if begins else ""


def _by_calendar(state: State, law: Law, rota: Rota, day: str) -> str:
    assert rota.since is not None
    first, now = rota.since, date.fromisoformat(day)
    if now < first:
        return ""
    months = (now.year - first.year) * 12 + now.month - first.month
    turn = now.year - first.year if rota.passes == "calendar year" else months // (rota.months or 1)
    order = rota_order(state, law, rota.of, rota.order, day)
    at = order.index(rota.first) if rota.first in order else 0
    return order[(at + turn) % len(order)]


class NextTurn(Struct, frozen=True):
    """A turn to come: whose it is (empty: held vacant), whose place in the order it takes, who is passed over for it,
    and who is owed the turn after."""

    to: str
    place: str
    over: list[str]
    owed: list[str]


def turns_ahead(state: State, law: Law, rota: str, day: str, number: int) -> list[NextTurn]:
    """The next ``number`` turns after the one running on ``day``."""
    return list(islice(_ahead(state, law, law.rotas[rota], day), number))


def _ahead(state: State, law: Law, rota: Rota, day: str) -> Iterator[NextTurn]:
    order = rota_order(state, law, rota.of, rota.order, day)
    passed = [t for t in state.turns.get(rota.rota, ()) if begun(t.on, day)]
    place = (
        passed[-1].place or passed[-1].to if passed else holder_of_turn(state, law, rota.rota, day)
    )
    for party in passed[-1].owed if passed else ():
        yield NextTurn(to=party, place=place, over=[], owed=[])
    waiting = set(state.skipped.get(rota.rota, ()))
    over: list[str] = []
    for party in _after(order, place or _before(order, rota.first)):
        if party not in waiting:
            yield from _turn(party, over, rota)
            over = []
            continue
        waiting.discard(party)
        if rota.when_skipped == "held vacant":
            yield NextTurn(to="", place=party, over=[party], owed=[])
        else:
            over.append(party)


def _turn(party: str, over: list[str], rota: Rota) -> Iterator[NextTurn]:
    owed = over if rota.when_skipped == "turns are swapped" else []
    yield NextTurn(to=party, place=party, over=over, owed=owed)
    for late in owed:
        yield NextTurn(to=late, place=party, over=[], owed=[])


def _before(order: tuple[str, ...], first: str) -> str:
    """The party in front of the one that begins the rota."""
    return order[order.index(first) - 1] if first in order else ""


def _after(order: tuple[str, ...], place: str) -> Iterator[str]:
    at = order.index(place) + 1 if place in order else 0
    while order:
        yield from order[at:]
        at = 0
