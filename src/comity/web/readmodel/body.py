"""The body on any day, as it is known now or as it could be known on another day.

What was known on a day is worked out from the record, from the nearest snapshot on, and kept for the next look.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from threading import Lock

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
from comity.web.readmodel.sessions import stage
from comity.web.told import called, names, words
from comity.web.told.names import Names, Worded
from comity.web.visibility import visible_matters
from comity.web.visits import Visit

KEPT = 4
LOOKED = 300
"""Matters, the newest first, in which a party's answers are looked for."""
STOOD = 40

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


@dataclass(frozen=True, slots=True)
class OfficeLine:
    office: str
    title: Worded
    persons: tuple[str, ...]
    possible: tuple[str, ...]
    acting: bool


@dataclass(frozen=True, slots=True)
class BodyShown:
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


def body(visit: Visit, day: str) -> BodyShown:
    """The body as it was on that day."""
    then = replace(visit, day=day, law=law_on(visit.state, day))
    at, hidden = Names(then.state, then.law), hidden_from(visit)
    return BodyShown(
        groups=tuple(_groups(then, at)),
        organs=tuple(_organ(then, at, hidden, one) for one in then.law.organs.values()),
        offices=tuple(_office(then, at, hidden, one) for one in then.law.offices),
        rotas=tuple(
            (r, tuple(possible_turns(then.state, then.law, r, day))) for r in then.law.rotas
        ),
        relations=tuple(_relations(then)),
        sessions=tuple(_sessions(then)),
    )


def _groups(visit: Visit, at: Names) -> Iterator[StatusGroup]:
    everybody = dict.fromkeys([*visit.law.parties, *visit.state.parties])
    held: dict[str, list[str]] = {}
    for party in everybody:
        found = status_of(visit.state, visit.law, party, visit.day)
        if found:
            held.setdefault(found, []).append(party)
    for status in visit.law.statuses.values():
        if status.status in held:
            parties = tuple(_party(visit, one) for one in names.parties(at, held[status.status]))
            yield StatusGroup(
                status.status, names.status(at, status.status), status.counted, parties
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


def _organ(visit: Visit, at: Names, hidden: Hidden, one: Organ) -> OrganShown:
    members: list[names.Named] = []
    if one.one_for_each:
        asked = one.one_for_each
        everybody = dict.fromkeys([*visit.law.parties, *visit.state.parties])
        held = {p: status_of(visit.state, visit.law, p, visit.day) for p in everybody}
        counted = {s.status for s in visit.law.statuses.values() if s.counted}
        wanted = counted if asked in ("member", "members") else {asked}
        members = names.parties(at, [p for p, s in held.items() if s in wanted])
    seats = tuple(Seat(m.id, tuple(_in_seat(visit, hidden, m.id, one))) for m in members)
    chaired = one.chaired_by
    chairs = (
        possible_turns(visit.state, visit.law, chaired, visit.day)
        if chaired in visit.law.rotas
        else []
    )
    staff = dict.fromkeys(c.person for c in _credentials(visit, hidden, one.organ))
    return OrganShown(one, names.organ(at, one.organ), seats, tuple(chairs), tuple(staff))


def _in_seat(visit: Visit, hidden: Hidden, party: str, organ: Organ) -> Iterator[str]:
    for one in _credentials(visit, hidden, party):
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
    at, hidden = Names(visit.state, visit.law), hidden_from(visit)
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
