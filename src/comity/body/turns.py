"""Who holds an office on a day, which slot is whose, and whose turn it is.

A *slot* is the period on the rota, a *tenure* the period for which somebody holds the office; the two run on clocks of
their own. When a holder leaves half-way, the slots stay where they are.

A turn (the chair) passes from party to party in the order of the rota, by the calendar, at the close of a regular session,
or by decision. What passes it at a session or by decision is on record; the calendar passes it without an act, so that
whose turn it was is counted from the first turn on, every time that it is asked. Who does not take a turn is passed over
under the charter's policy (docs/formats/charter.md, rotas), in whatever way the turn passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import cycle, islice
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from comity.body.dates import when
from comity.body.occasion import law_on
from comity.body.periods import date_after
from comity.body.standing import (
    begun,
    counted_members,
    in_effect,
    naming_on,
    over,
    parties_with,
    perhaps_by,
)
from comity.body.state import State, Tenure, Turn
from comity.charter.law import Law
from comity.charter.law import law as law_of
from comity.charter.model import Office, Order, Period, Rota
from comity.charter.order import in_order

# --- who holds what ---------------------------------------------------------------------------------------------------


def holders(state: State, office: str, day: str) -> list[Tenure]:
    """The tenures that certainly cover ``day``: one at the most, unless somebody acts beside a holder. On a day on which
    one may have ended already, as far as its uncertain date says, it is possible only."""
    return [
        t
        for t in state.tenures.values()
        if t.office == office and in_effect(t.since, t.until, t.ended, day)
    ]


def possible_holders(state: State, office: str, day: str) -> list[Tenure]:
    """The tenures that may cover ``day``, as far as their uncertain dates say; none before the body had a member."""
    if _has_no_member_yet(state, day):
        return []
    asked = date.fromisoformat(day)
    return [t for t in state.tenures.values() if t.office == office and _may_cover(t, asked)]


def _has_no_member_yet(state: State, day: str) -> bool:
    law = law_on(state, day)
    return bool(law.charter.members) and not counted_members(state, law, day)


def tenures_by(state: State, office: str, day: str) -> list[Tenure]:
    """The tenures of the office as the day had them: those that had begun by ``day``, or may have, without an end that
    came later. Before the body had a member none may have."""
    may = begun if _has_no_member_yet(state, day) else perhaps_by
    begun_by = (t for t in state.tenures.values() if t.office == office and may(t.since, day))
    return [
        replace(t, ended="", reason="") if t.ended and not perhaps_by(t.ended, day) else t
        for t in begun_by
    ]


def turns_by(state: State, rota: str, day: str) -> list[Turn]:
    """The turns on record that had begun by ``day``, or may have, in the order of the record."""
    return [turn for turn in state.turns.get(rota, ()) if perhaps_by(turn.on, day)]


def holds_office(state: State, person: str, office: str, day: str) -> bool:
    """Whether the person certainly holds the office on the day, or acts in it."""
    return any(t.person == person for t in holders(state, office, day))


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


def rota_order(
    state: State, law: Law, of: str, order: Order, day: str, also: str = ""
) -> tuple[str, ...]:
    """The parties of a rota in its order on ``day``, and a party that is not on it where it would stand."""
    parties = counted_members(state, law, day)
    if of != "members":
        parties = parties_with(state, law, of, day) or tuple(law.groups.get(of, ()))
    if also:
        parties = (*parties, also)
    named = {party: _sort_name(state, party, order.alphabet, day) for party in parties}
    return in_order(order, parties, law.charter, date.fromisoformat(day), named)


def _sort_name(state: State, party: str, language: str, day: str) -> str:
    """What the register says that the party is sorted by in the language on ``day``; empty where it has nothing."""
    naming = naming_on(state, party, day)
    said = naming.sort_name if naming is not None else ""
    return said if isinstance(said, str) else said.get(language, "")


class NextTurn(Struct, frozen=True):
    """A turn that runs or is to come: whose it is (empty: held vacant, or not yet anybody's), whose place in the order it
    takes, who is passed over for it, and who is owed the turns after."""

    to: str
    place: str
    over: list[str]
    owed: list[str]


class _Standing(Struct, frozen=True):
    """How a rota stands on a day: the turn that runs, and who waits to be passed over when its own next comes."""

    turn: NextTurn
    waiting: list[str]


def holder_of_turn(state: State, law: Law, rota: str, day: str) -> str:
    """The party whose turn it certainly is on ``day``; empty before the first turn, where the turn is held vacant, and
    where it may have passed already (``possible_turns``)."""
    possible = possible_turns(state, law, rota, day)
    return possible[0] if len(possible) == 1 else ""


def possible_turns(state: State, law: Law, rota: str, day: str) -> list[str]:
    """The parties whose turn it may be on ``day``: more than one where the day on which it passed is uncertain."""
    found = law.rotas[rota]
    certain = _standing(state, law, found, day).turn.to
    perhaps = [t.to for t in _passed(state, found, day) if not begun(t.on, day)]
    return [party for party in (certain, *perhaps) if party]


def turns_ahead(state: State, law: Law, rota: str, day: str, number: int) -> list[NextTurn]:
    """The next ``number`` turns after the one running on ``day``; none where nobody is on the rota."""
    found = law.rotas[rota]
    standing = _standing(state, law, found, day)
    behind = _behind(state, law, found, day, standing.turn.place)
    return list(islice(_coming(found, behind, standing.turn, standing.waiting), number))


def turn_given(state: State, law: Law, rota: str, to: str, day: str) -> NextTurn:
    """The turn that is given to ``to`` on ``day``. Whoever waits to be passed over between the turn that runs and this one
    is passed over with it (a party that takes a turn which it had skipped among them), and the order goes on from it."""
    found = law.rotas[rota]
    standing = _standing(state, law, found, day)
    place = standing.turn.place
    owed = [party for party in standing.turn.owed if party != to]
    behind = _behind(state, law, found, day, place)
    if to in (standing.turn.to, place, *standing.turn.owed) or to not in behind:
        return NextTurn(to=to, place=place, over=[], owed=owed)
    between = behind[: behind.index(to) + 1]
    over = [party for party in between if party in standing.waiting]
    if found.when_skipped == "turns are swapped":
        owed += [party for party in over if party != to]
    return NextTurn(to=to, place=to, over=over, owed=owed)


def waiting(state: State, law: Law, rota: str, day: str) -> list[str]:
    """The parties that do not take their next turn, and have not been passed over by ``day``."""
    return _standing(state, law, law.rotas[rota], day).waiting


def not_yet_over(state: State, rota: str) -> list[str]:
    """The parties that have skipped a turn, on whatever day, and are passed over in no turn on record."""
    over = [party for turn in state.turns.get(rota, ()) for party in turn.over]
    return _less([one.party for one in state.skipped.get(rota, ())], over)


# --- the turn that runs -----------------------------------------------------------------------------------------------


def _standing(state: State, law: Law, rota: Rota, day: str) -> _Standing:
    turn, gone = _first(state, law, rota, day), list[str]()
    for on, passed in _passings(state, rota, day):
        if passed is not None:
            place = passed.place or passed.to
            turn = NextTurn(to=passed.to, place=place, over=passed.over, owed=passed.owed)
        else:
            turn = _by_calendar(state, law, rota, on, turn, gone)
        gone += turn.over
    return _Standing(turn, _waiting(state, rota, day, gone))


def _passings(state: State, rota: Rota, day: str) -> list[tuple[date, Turn | None]]:
    """Each time that the turn has certainly passed by ``day``, in order: with the turn on record, or by the calendar,
    which goes first on a day that has both."""
    calendar = [(on, None) for on in _days_of_calendar(rota, date.fromisoformat(day))]
    recorded = [
        (when(turn.on).earliest or date.min, turn)
        for turn in _passed(state, rota, day)
        if begun(turn.on, day)
    ]
    return sorted([*calendar, *recorded], key=itemgetter(0))


def _first(state: State, law: Law, rota: Rota, day: str) -> NextTurn:
    """The turn with which the rota begins; nobody's before its day, and where the charter says neither whose it is nor
    from when."""
    since, to = rota.since, rota.first
    if since is not None and since.isoformat() > day:
        to = ""
    elif since is not None and not to:
        then = _law(law, since)
        to = next(iter(rota_order(state, then, rota.of, rota.order, since.isoformat())), "")
    return NextTurn(to=to, place=to, over=[], owed=[])


def _passed(state: State, rota: Rota, day: str) -> list[Turn]:
    """The turns on record that may have passed by ``day``, in order. Once a rota has begun, those before it count no more:
    they were of an earlier one."""
    since = rota.since.isoformat() if rota.since is not None else ""
    return [
        turn
        for turn in state.turns.get(rota.rota, ())
        if perhaps_by(turn.on, day) and not (since <= day and over(turn.on, since))
    ]


def _days_of_calendar(rota: Rota, last: date) -> Iterator[date]:
    """The days up to ``last`` on which the calendar passes the turn, after that of the first turn."""
    if rota.since is None or rota.passes not in ("calendar year", "months"):
        return
    yearly = rota.passes == "calendar year"
    first = date(rota.since.year, 1, 1) if yearly else rota.since
    each = 12 if yearly else rota.months
    months = (last.year - first.year) * 12 + last.month - first.month
    for number in range(1, months // each + 1):
        day = date_after(first, Period(months=each * number))
        if day <= last:
            yield day


def _by_calendar(
    state: State, law: Law, rota: Rota, day: date, turn: NextTurn, gone: list[str]
) -> NextTurn:
    """The turn that the calendar passes on ``day``: the next after ``turn``, among those who are on the rota then. Who has
    said by the day before that it does not take its turn is passed over. Where nobody is on the rota, nothing passes."""
    eve = date.fromordinal(day.toordinal() - 1)
    skipping = _waiting(state, rota, eve.isoformat(), gone)
    behind = _behind(state, _law(law, day), rota, day.isoformat(), turn.place)
    return next(_coming(rota, behind, turn, skipping), turn)


def _waiting(state: State, rota: Rota, day: str, gone: list[str]) -> list[str]:
    """Who may have said by ``day`` that it does not take its next turn, less those whose skipped turns are ``gone``."""
    said = [one.party for one in state.skipped.get(rota.rota, ()) if perhaps_by(one.on, day)]
    return _less(said, gone)


def _less(parties: Iterable[str], less: Iterable[str]) -> list[str]:
    left = list(parties)
    for party in less:
        if party in left:
            left.remove(party)
    return left


# --- the turns to come ------------------------------------------------------------------------------------------------


def _coming(
    rota: Rota, behind: Sequence[str], turn: NextTurn, skipping: Sequence[str]
) -> Iterator[NextTurn]:
    """The turns after ``turn``. ``behind``: those on the rota, from the one behind its place to that place."""
    yield from _owed(turn)
    waiting = list(skipping)
    over: list[str] = []
    for party in cycle(behind):
        if party not in waiting:
            owed = over if rota.when_skipped == "turns are swapped" else []
            swapped = NextTurn(to=party, place=party, over=over, owed=owed)
            yield swapped
            yield from _owed(swapped)
            over = []
            continue
        waiting.remove(party)
        if rota.when_skipped == "held vacant":
            yield NextTurn(to="", place=party, over=[party], owed=[])
        else:
            over.append(party)


def _owed(turn: NextTurn) -> Iterator[NextTurn]:
    """The turns of those who are owed one after ``turn``."""
    for at, party in enumerate(turn.owed, 1):
        yield NextTurn(to=party, place=turn.place, over=[], owed=turn.owed[at:])


def _behind(state: State, law: Law, rota: Rota, day: str, place: str) -> tuple[str, ...]:
    """Those on the rota on ``day``, in its order: from the one behind ``place``, which may have left it since, round to
    that place. Without a place from the one that begins the rota."""
    order = rota_order(state, law, rota.of, rota.order, day)
    if place and place not in order:
        wider = rota_order(state, law, rota.of, rota.order, day, place)
        return tuple(party for party in _turned(wider, place) if party != place)
    before = order[order.index(rota.first) - 1] if rota.first in order else ""
    return _turned(order, place or before)


def _turned(order: tuple[str, ...], place: str) -> tuple[str, ...]:
    at = order.index(place) + 1 if place in order else 0
    return order[at:] + order[:at]


def _law(today: Law, day: date) -> Law:
    """The charter of today as it reads on another day."""
    return law_of(today.charter, day)
