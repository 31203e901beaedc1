"""The body on any day, as it is known now or as it could be known on another day.

What was known on a day is worked out from the record, from the nearest snapshot on, and kept for the next look.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from threading import Lock
from typing import Any, TypeVar

from comity.body.occasion import law_on
from comity.body.rights import valid
from comity.body.standing import in_effect, status_of
from comity.body.state import (
    Credential,
    Instruction,
    Matter,
    PlanItem,
    Question,
    Relation,
    Session,
    State,
    StatusHeld,
    find_matter,
)
from comity.body.turns import holders, possible_holders, possible_turns
from comity.charter.model import Organ
from comity.web.readmodel.confidence import Hidden, hidden_from
from comity.web.readmodel.paging import ROWS, Part, part
from comity.web.readmodel.sessions import stage
from comity.web.told import called, names, words
from comity.web.told.names import Named, Names, Worded
from comity.web.visibility import visible_matters
from comity.web.visits import Visit

KEPT = 4
LOOKED = 300
"""Matters, the newest first, in which a party's answers are looked for."""
STOOD = 40
T = TypeVar("T")

_known: OrderedDict[tuple[str, str, int, str], State] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class PartyShown:
    party: str
    name: Worded
    suspended: tuple[str, ...]
    withdraws_on: str
    applied_for: str
    attested: bool
    entry: int | None


@dataclass(frozen=True, slots=True)
class StatusGroup:
    status: str
    title: Worded
    counted: bool
    parties: tuple[PartyShown, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of an organ: whose it is, and who sits in it by credential."""

    party: str
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrganShown:
    organ: Organ
    title: Worded
    seats: tuple[Seat, ...]
    chairs: tuple[str, ...]
    staff: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class OfficeLine:
    office: str
    title: Worded
    persons: tuple[str, ...]
    possible: tuple[str, ...]
    acting: bool


@dataclass(frozen=True, slots=True)
class BodyShown:
    """The body on a day. Of every long list in it the same page is here; ``part`` is that of the longest."""

    part: Part[Any]
    groups: tuple[StatusGroup, ...]
    organs: tuple[OrganShown, ...]
    offices: tuple[OfficeLine, ...]
    rotas: tuple[tuple[str, tuple[str, ...]], ...]
    relations: tuple[Relation, ...]
    sessions: tuple[Session, ...]


def at_knowledge(visit: Visit, known: str) -> Visit:
    """The visit to the body as it could be known by the end of that day; the visit itself for today or later."""
    if not known or known >= visit.day:
        return visit
    key = (visit.name, visit.body.registrar.key.name, visit.state.size, known)
    with _lock:
        found = _known.get(key)
    if found is None:
        found = visit.body.registrar.log.as_known_on(known, visit.state.size)
        with _lock:
            _known[key] = found
            while len(_known) > KEPT:
                _known.popitem(last=False)
    return replace(visit, state=found)


class _Parts:
    """That page of each of the lists, of what fits the search; and the longest of them."""

    def __init__(self, at: Names, sought: str, page: int) -> None:
        self.at, self.sought, self.page = at, sought.casefold(), page
        self.longest: Part[Any] = part((), 1)

    def of(self, rows: Sequence[T], ids: Callable[[T], str]) -> Part[T]:
        """The page of these rows, each of which is about the id."""
        fitting = rows
        if self.sought:
            fitting = [one for one in rows if self._fits(ids(one))]
        found = part(fitting, self.page)
        if self.page > 1 and len(fitting) <= (self.page - 1) * ROWS:
            found = Part((), self.page, len(fitting))
        if found.number > self.longest.number:
            self.longest = found
        return found

    def _fits(self, name: str) -> bool:
        said = str(names.who(self.at, name)).casefold()
        return self.sought in said or self.sought == name.casefold()


@dataclass(frozen=True, slots=True)
class _Standing:
    """What every list of the page rests on: the parties in alphabetical order with their status, and the credentials in
    force by whom they are for. Worked out once."""

    status: Mapping[str, str]
    credentials: Mapping[str, Sequence[Credential]]


def body(visit: Visit, day: str, sought: str = "", page: int = 1) -> BodyShown:
    """The body as it was on that day: of each of its lists the rows that fit ``sought``, and of these that page."""
    then = replace(visit, day=day, law=law_on(visit.state, day))
    at, hidden = then.names(), hidden_from(visit)
    parts, standing = _Parts(at, sought, page), _standing(then, at, hidden)
    groups = tuple(_groups(then, at, parts, standing))
    organs = tuple(_organ(then, at, parts, standing, one) for one in then.law.organs.values())
    relations = tuple(parts.of(list(_relations(then)), lambda one: one.party).rows)
    return BodyShown(
        part=parts.longest,
        groups=groups,
        organs=organs,
        offices=tuple(_office(then, at, hidden, one) for one in then.law.offices),
        rotas=tuple(
            (r, tuple(possible_turns(then.state, then.law, r, day))) for r in then.law.rotas
        ),
        relations=relations,
        sessions=tuple(_sessions(then)),
    )


def _standing(visit: Visit, at: Names, hidden: Hidden) -> _Standing:
    everybody = dict.fromkeys([*visit.law.parties, *visit.state.parties])
    status = {p: status_of(visit.state, visit.law, p, visit.day) or "" for p in everybody}
    ordered = names.parties(at, [p for p, found in status.items() if found])
    credentials: dict[str, list[Credential]] = {}
    for one in visit.state.credentials.values():
        if valid(one, visit.day) and one.person not in hidden.persons:
            credentials.setdefault(one.party, []).append(one)
    return _Standing({one.id: status[one.id] for one in ordered}, credentials)


def _groups(visit: Visit, at: Names, parts: _Parts, standing: _Standing) -> Iterator[StatusGroup]:
    held: dict[str, list[str]] = {}
    for party, found in standing.status.items():
        held.setdefault(found, []).append(party)
    for status in visit.law.statuses.values():
        shown = parts.of(held.get(status.status, ()), str)
        if shown.number:
            yield StatusGroup(
                status.status,
                names.status(at, status.status),
                status.counted,
                tuple(_party(visit, Named(one, names.who(at, one))) for one in shown.rows),
                shown.number,
            )


def _party(visit: Visit, one: names.Named) -> PartyShown:
    kept = visit.state.parties.get(one.id)
    if kept is None:
        return PartyShown(one.id, one.name, (), "", "", False, None)
    suspended = (
        s.right for s in kept.suspensions if in_effect(s.since, s.until, s.ended, visit.day)
    )
    return PartyShown(
        one.id,
        one.name,
        tuple(words.right(r) for r in suspended),
        kept.withdraws_on,
        kept.applied_for,
        kept.attested,
        kept.entry,
    )


def _organ(visit: Visit, at: Names, parts: _Parts, standing: _Standing, one: Organ) -> OrganShown:
    members: list[str] = []
    if one.one_for_each:
        asked = one.one_for_each
        counted = {s.status for s in visit.law.statuses.values() if s.counted}
        wanted = counted if asked in ("member", "members") else {asked}
        members = [party for party, found in standing.status.items() if found in wanted]
    seated = parts.of(members, str)
    seats = tuple(Seat(m, tuple(_in_seat(standing, m, one))) for m in seated.rows)
    chaired = one.chaired_by
    chairs = (
        possible_turns(visit.state, visit.law, chaired, visit.day)
        if chaired in visit.law.rotas
        else []
    )
    known = dict.fromkeys(c.person for c in standing.credentials.get(one.organ, ()))
    staff = parts.of(list(known), str) if not members else part((), 1)
    title = names.organ(at, one.organ)
    number = seated.number or staff.number
    return OrganShown(one, title, seats, tuple(chairs), tuple(staff.rows), number)


def _in_seat(standing: _Standing, party: str, organ: Organ) -> Iterator[str]:
    for one in standing.credentials.get(party, ()):
        if (organ.held_by and one.as_ == organ.held_by) or one.organ == organ.organ:
            yield one.person


def _credentials(visit: Visit, hidden: Hidden, party: str) -> Iterator[Credential]:
    for one in visit.state.credentials.values():
        if one.party == party and valid(one, visit.day) and one.person not in hidden.persons:
            yield one


def _office(visit: Visit, at: Names, hidden: Hidden, name: str) -> OfficeLine:
    sure = [t for t in holders(visit.state, name, visit.day) if t.person not in hidden.persons]
    may = possible_holders(visit.state, name, visit.day)
    return OfficeLine(
        name,
        names.office(at, name),
        tuple(t.person for t in sure),
        tuple(t.person for t in may if t not in sure and t.person not in hidden.persons),
        any(t.acting for t in sure),
    )


def _relations(visit: Visit) -> Iterator[Relation]:
    for one in visit.state.relations.values():
        if in_effect(one.since, one.until, "", visit.day):
            yield one


def _sessions(visit: Visit) -> Iterator[Session]:
    """The sessions that come next, one for each organ."""
    seen: set[str] = set()
    coming = (
        s for s in visit.state.sessions.values() if stage(s, visit.day) in ("coming", "sitting")
    )
    for one in sorted(coming, key=lambda s: s.on):
        if one.organ not in seen:
            seen.add(one.organ)
            yield one


# --- one party --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stand:
    """How the party answered one question. ``outcome`` in words, empty while it is open."""

    matter: str
    question: Worded
    choice: str
    word: str
    on: str
    entry: int
    outcome: str


@dataclass(frozen=True, slots=True)
class PartyPage:
    """``by_charter``: the status that the charter itself gives today. ``looked``: in how many matters its answers were
    looked for."""

    party: str
    name: Worded
    status: Worded | None
    rights: tuple[str, ...]
    by_charter: Worded | None
    statuses: tuple[tuple[StatusHeld, Worded], ...]
    shown: PartyShown
    credentials: tuple[tuple[Credential, str], ...]
    stands: tuple[Stand, ...]
    looked: int
    instructions: tuple[Instruction, ...]
    plan: tuple[PlanItem, ...]


def party(visit: Visit, name: str) -> PartyPage | None:
    """The party of that code; None where the body knows of none."""
    at, hidden = visit.names(), hidden_from(visit)
    if name not in visit.law.parties and name not in visit.state.parties:
        return None
    held = status_of(visit.state, visit.law, name, visit.day)
    kept = visit.state.parties.get(name)
    statuses = kept.statuses if kept is not None else []
    stands, looked = _stands(visit, at, hidden, name)
    given = (one for one in reversed(visit.state.instructions.values()) if name in (one.to, one.by))
    charter = visit.law.status_of(name)
    return PartyPage(
        party=name,
        name=names.party(at, name),
        status=names.status(at, held) if held else None,
        rights=tuple(words.right(r) for r in visit.law.statuses[held].rights) if held else (),
        by_charter=names.status(at, charter) if charter else None,
        statuses=tuple((one, names.status(at, one.status)) for one in reversed(statuses)),
        shown=_party(visit, names.Named(name, names.party(at, name))),
        credentials=tuple(
            (one, called.quality(at.law, one.as_)) for one in _credentials(visit, hidden, name)
        ),
        stands=tuple(stands),
        looked=looked,
        instructions=tuple(one for one in given if one.instruction not in hidden.names),
        plan=tuple(one for one in visit.state.plan_items.values() if one.owner == name),
    )


def _stands(visit: Visit, at: Names, hidden: Hidden, party: str) -> tuple[list[Stand], int]:
    """How the party answered lately, in the newest matters that the reader may know of."""
    looked = list(islice(_newest(visit, hidden), LOOKED))
    found = [
        _stand(at, matter.matter, question, party)
        for matter in looked
        for question in matter.questions
        if party in question.choices
        and (question.question not in hidden.questions or party == visit.reader.party)
    ]
    return sorted(found, key=lambda one: -one.entry)[:STOOD], len(looked)


def _newest(visit: Visit, hidden: Hidden) -> Iterator[Matter]:
    """The running matters that the reader may know of, then those that have ended, the newest first."""
    yield from visible_matters(visit.state, visit.reader, visit.day)
    for name in reversed(visit.state.cards):
        matter = find_matter(visit.state, name) if name not in hidden.matters else None
        if matter is not None:
            yield matter


def _stand(at: Names, matter: str, question: Question, party: str) -> Stand:
    told = question.stated.get(party, [])
    choice = question.choices[party]
    return Stand(
        matter,
        names.question(at, question.question),
        choice,
        words.choice(choice),
        told[-1].on if told else question.opened,
        told[-1].entry if told else question.entry,
        words.came_of(question) if question.outcome else "",
    )
