"""Offices and rotas: who held what when, slots and tenures on one line of time, what is under way to fill them, turns.

A tenure whose dates a source gives uncertainly is drawn in two strengths: what is certain, and what is possible only. Of an
appointment in confidence only those hear who may know of its matter; the consents of single capitals are shown to those
alone who see the positions of the question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from comity.body.dates import when
from comity.body.state import Introduction, Matter, Tenure, Turn
from comity.body.turns import (
    NextTurn,
    holders,
    possible_holders,
    possible_turns,
    slot,
    tenures_by,
    turns_ahead,
    turns_by,
    waiting,
)
from comity.charter.model import Cited, Office, Rota
from comity.web.readmodel.asking import asking
from comity.web.readmodel.candidates import Candidate, candidates
from comity.web.readmodel.confidence import Hidden, hidden_from
from comity.web.told import names, words
from comity.web.told.names import Names, Worded
from comity.web.visibility import visible_matters
from comity.web.visits import Visit

AHEAD = 3
"""Slots drawn after the running one, turns told ahead beyond the number of parties."""
SLOTS = 60
WIDTH, LEFT = 1000, 0
ROW, SLOT_ROW = 30, 26
Place = Callable[[date], int]
"""Where a day lies across the drawing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the drawing: ``sure`` from where to how wide is certain, ``maybe`` what is possible around it."""

    x: int
    width: int
    maybe_x: int
    maybe_width: int
    y: int
    label: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Tick:
    x: int
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing of so many units across; its ``height``; ``today`` as a place across, none where it is outside."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    today: int | None
    height: int
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class SlotShown:
    number: int
    since: str
    until: str
    party: str
    running: bool


@dataclass(frozen=True, slots=True)
class Consent:
    member: str
    word: str
    choice: str
    entry: int | None


@dataclass(frozen=True, slots=True)
class Filling:
    """A matter that is to fill the office. ``consents`` by question, those that the reader may see; ``closed_to``: the
    question is in confidence, and its answers are others' to know."""

    matter: Matter
    title: Worded
    step: Worded
    candidates: tuple[Candidate, ...]
    consents: tuple[Consent, ...]
    asked: Worded | None
    closed_to: bool
    decision: str


@dataclass(frozen=True, slots=True)
class OfficeShown:
    office: Office
    title: Worded
    cites: Cited
    day: str
    holding: tuple[Tenure, ...]
    possible: tuple[Tenure, ...]
    tenures: tuple[Tenure, ...]
    slots: tuple[SlotShown, ...]
    introductions: tuple[Introduction, ...]
    timeline: Timeline | None
    filling: tuple[Filling, ...]
    filled_by: Worded | None


def office(visit: Visit, name: str, day: str = "") -> OfficeShown | None:
    """The office as on that day; None where the charter has none of that name."""
    found = visit.law.offices.get(name)
    if found is None:
        return None
    hidden, at, on = hidden_from(visit), visit.names(), day or visit.day
    tenures = tenures_of(visit, hidden, name, day)
    slots = tuple(_slots(visit, found, tenures))
    holding = tuple(holders(visit.state, name, on))
    known = (t for t in possible_holders(visit.state, name, on) if t not in holding)
    return OfficeShown(
        office=found,
        title=names.office(at, name),
        cites=found.cites,
        day=on,
        holding=holding,
        possible=tuple(known),
        tenures=tenures,
        slots=slots,
        introductions=tuple(_introductions(visit, hidden, name)),
        timeline=timeline(at, visit.day, tenures, slots),
        filling=tuple(_filling(visit, at, name)),
        filled_by=names.procedure(at, found.filled_by) if found.filled_by else None,
    )


def tenures_of(visit: Visit, hidden: Hidden, office: str, day: str = "") -> tuple[Tenure, ...]:
    """The tenures of the office that the reader may know of, in the order of their beginning; where ``day`` is given, as
    that day had them."""
    every = [one for one in visit.state.tenures.values() if one.office == office]
    known = tenures_by(visit.state, office, day) if day else every
    found = [one for one in known if one.person not in hidden.persons]
    return tuple(sorted(found, key=lambda one: when(one.since).earliest or date.min))


def _slots(visit: Visit, found: Office, tenures: tuple[Tenure, ...]) -> Iterator[SlotShown]:
    """The slots from the first of which anything is known to some after the running one."""
    if found.slots is None:
        return
    taken = [one.slot for one in tenures if one.slot is not None]
    after, number = 0, min(taken, default=0)
    if not taken:
        while number < SLOTS and slot(visit.state, visit.law, found, number).until < visit.day:
            number += 1
        number = max(0, number - 2)
    for place in range(number, number + SLOTS):
        one = slot(visit.state, visit.law, found, place)
        running = one.since <= visit.day <= one.until
        yield SlotShown(one.number, one.since, one.until, one.party, running)
        after += one.since > visit.day
        if after == AHEAD:
            return


def _introductions(visit: Visit, hidden: Hidden, office: str) -> Iterator[Introduction]:
    for one in reversed(visit.state.introductions.values()):
        if one.office == office and one.person not in hidden.persons:
            yield one


def _filling(visit: Visit, at: Names, office: str) -> Iterator[Filling]:
    """The running matters that are to fill the office, as far as the reader may know of them."""
    for matter in visible_matters(visit.state, visit.reader, visit.day):
        procedure = visit.law.procedures.get(matter.procedure)
        if procedure is None:
            continue
        fills = {e.object for s in procedure.steps for e in s.effects if e.verb == "fills"}
        if office in fills or (matter.things.get("office") == office and fills):
            found = tuple(candidates(visit, matter, procedure))
            yield _one_filling(visit, at, matter, found)


def _one_filling(visit: Visit, at: Names, matter: Matter, found: tuple[Candidate, ...]) -> Filling:
    last = matter.questions[-1] if matter.questions else None
    one = asking(visit, matter, last) if last is not None else None
    closed_to = one is not None and one.puts.confidential and not one.seen
    consents: list[Consent] = []
    for member in last.population if last is not None else ():
        if closed_to and member != visit.reader.party:
            continue
        told = last.stated.get(member, []) if last is not None else []
        choice = last.choices.get(member, "pending") if last is not None else "pending"
        entry = told[-1].entry if told else None
        consents.append(Consent(member, words.choice(choice), choice, entry))
    return Filling(
        matter=matter,
        title=names.text(at, matter.title),
        step=names.step(at, matter.procedure, matter.step),
        candidates=found,
        consents=tuple(consents),
        asked=_as_heading(names.asks(at, matter, last)) if last is not None else None,
        closed_to=closed_to,
        decision=matter.decisions[-1].decision if matter.decisions else "",
    )


def _as_heading(said: Worded) -> Worded:
    return Worded(f"{said.text[:1].upper()}{said.text[1:]}", said.lang)


# --- the drawing ------------------------------------------------------------------------------------------------------


def timeline(
    at: Names, today: str, tenures: tuple[Tenure, ...], slots: tuple[SlotShown, ...]
) -> Timeline | None:
    """Slots above, tenures below them, one line of time. None where there is nothing to draw."""
    now = date.fromisoformat(today)
    days = [date.fromisoformat(d) for one in slots for d in (one.since, one.until)]
    spans = [_span(one, now) for one in tenures]
    days += [d for span in spans for d in span]
    if not days:
        return None
    first, last = min(days), max(*days, now)
    first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    whole = (last - first).days or 1

    def place(day: date) -> int:
        return LEFT + round((day - first).days * WIDTH / whole)

    bars = [_slot_bar(at, one, place) for one in slots]
    top = 24 + (SLOT_ROW + 8 if slots else 0)
    rows = _rows(spans)
    for one, span, row in zip(tenures, spans, rows, strict=True):
        bars.append(_tenure_bar(at, one, span, top + row * ROW, place))
    height = top + (max(rows, default=-1) + 1) * ROW + 4
    return Timeline(tuple(bars), tuple(_ticks(first, last, place)), place(now), height)


def _span(one: Tenure, now: date) -> tuple[date, date, date, date]:
    """First possible, first certain, last certain, last possible day."""
    since = when(one.since)
    end = when(one.ended or one.until) if one.ended or one.until else None
    begin = since.earliest or since.latest or now
    sure = since.latest or begin
    last = now if end is None else end.earliest or end.latest or now
    latest = now if end is None else end.latest or last
    return begin, sure, max(sure, last), max(sure, last, latest)


def _rows(spans: list[tuple[date, date, date, date]]) -> list[int]:
    """The row of each, so that no two in a row overlap."""
    ends: list[date] = []
    rows: list[int] = []
    for begin, _sure, _last, latest in spans:
        row = next((n for n, end in enumerate(ends) if end < begin), len(ends))
        ends[row : row + 1] = [latest]
        rows.append(row)
    return rows


def _slot_bar(at: Names, one: SlotShown, place: Place) -> Bar:
    x, after = place(date.fromisoformat(one.since)), place(date.fromisoformat(one.until))
    called = str(names.party(at, one.party))
    return Bar(
        x,
        max(2, after - x),
        x,
        max(2, after - x),
        24,
        _cut(called, after - x),
        called,
        "slot now" if one.running else "slot",
    )


def _tenure_bar(
    at: Names, one: Tenure, span: tuple[date, date, date, date], y: int, place: Place
) -> Bar:
    begin, sure, last, latest = (place(day) for day in span)
    called = str(names.person(at, one.person))
    kind = "tenure acting" if one.acting else "tenure"
    return Bar(
        sure,
        max(2, last - sure),
        begin,
        max(2, latest - begin),
        y,
        _cut(called, latest - begin),
        called,
        kind,
    )


def _cut(text: str, width: int) -> str:
    """As much of the text as has room in a bar of that width."""
    room = width // 9
    return text if len(text) <= room else f"{text[: room - 1]}…" if room > 3 else ""


def _ticks(first: date, last: date, place: Place) -> Iterator[Tick]:
    years = last.year - first.year + 1
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if years / step <= 12)
    for year in range(first.year, last.year + 1):
        if year % step == 0 or years <= 12:
            yield Tick(place(date(year, 1, 1)), str(year))


# --- rotas ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RotaShown:
    """``now``: whose turn it certainly is; several where the date of a turn is uncertain. ``last_entry`` of each past turn
    leads to its record."""

    rota: Rota
    title: Worded
    now: tuple[str, ...]
    past: tuple[Turn, ...]
    ahead: tuple[NextTurn, ...]
    skipped: tuple[str, ...]
    when_skipped: str


def rota(visit: Visit, name: str, day: str = "") -> RotaShown | None:
    """The rota as on that day; None where the charter has none of that name."""
    found = visit.law.rotas.get(name)
    if found is None:
        return None
    on = day or visit.day
    at = visit.names()
    number = len(visit.law.population(found.of)) + AHEAD
    every = visit.state.turns.get(name, [])
    return RotaShown(
        rota=found,
        title=names.rota(at, name),
        now=tuple(possible_turns(visit.state, visit.law, name, on)),
        past=tuple(reversed(turns_by(visit.state, name, day) if day else every)),
        ahead=tuple(turns_ahead(visit.state, visit.law, name, on, number)),
        skipped=tuple(waiting(visit.state, visit.law, name, on)),
        when_skipped=words.any_word(found.when_skipped or "") or found.when_skipped or "",
    )
