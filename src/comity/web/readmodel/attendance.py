"""Who is in the room of a session, and who may be there.

Where very many have a seat, what is shown names the first of those in the room and of those who are not, and says how many
more there are; ``delegations`` gives any of them, and the page of the attendance everybody in parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from comity.body.occasion import organ_of
from comity.body.rights import valid
from comity.body.room import admitted, day_of, has_quorum
from comity.body.standing import seats
from comity.body.state import Session, State
from comity.body.turns import holders
from comity.charter.law import Law
from comity.rules.counting import Ballot
from comity.rules.terms import Position, Roll, Rule
from comity.web.readmodel.known_things import MOST
from comity.web.readmodel.rooms import TILES
from comity.web.readmodel.sessions import occasion_of
from comity.web.told import names, rulings
from comity.web.told.names import Names, Worded
from comity.web.told.rulings import Row
from comity.web.visits import Visit

# --- who is there -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Delegation:
    """Somebody with a seat, or in the room without one. ``persons``: who is there for it."""

    name: str
    called: Worded
    there: bool
    seated: bool
    persons: tuple[Worded, ...]


@dataclass(frozen=True, slots=True)
class Attendance:
    """``quorum``: None where the charter asks for none, or nothing is known; ``rows`` is its arithmetic. ``lost``: the
    session sits, and those in the room are too few. Where very many sit, ``delegations`` has the first of those in the room
    and the first of those who are not; ``beyond``: how many more there are of the ones and of the others."""

    delegations: tuple[Delegation, ...]
    quorum: bool | None
    rows: tuple[Row, ...]
    article: str
    lost: bool
    beyond: tuple[int, int] = (0, 0)

    @property
    def there(self) -> tuple[Delegation, ...]:
        return tuple(one for one in self.delegations if one.there)

    @property
    def missing(self) -> tuple[Delegation, ...]:
        return tuple(one for one in self.delegations if one.seated and not one.there)


def attendance(at: Names, session: Session) -> Attendance:
    """Who is in the room, and whether that is a quorum, by the charter's own count."""
    state, law, day = at.state, at.law, day_of(session)
    organ = organ_of(state, law, session.organ)
    shown, beyond = everybody(at, session), (0, 0)
    if len(shown) > MOST:
        there = dict.fromkeys(session.present)
        missing = [one for one in shown if one not in there]
        shown = [*islice(there, TILES), *missing[:TILES]]
        beyond = max(0, len(there) - TILES), max(0, len(missing) - TILES)
    enough = has_quorum(state, law, session.session)
    rows = quorum_rows(state, law, session, day) if session.opened and enough is not None else ()
    lost = enough is False and not session.closed
    return Attendance(
        delegations(at, session, shown), enough, rows, organ.cites.article, lost, beyond
    )


def everybody(at: Names, session: Session) -> list[str]:
    """Those with a seat and those in the room without one."""
    return list(
        dict.fromkeys([*seats(at.state, at.law, session.organ, day_of(session)), *session.present])
    )


def in_order(at: Names, session: Session, sought: str) -> list[str]:
    """Those whose name or id has ``sought`` in it, all where it is empty: members in alphabetical order, then organs and
    offices."""
    apart, wanted = _not_parties(at.law), sought.casefold()
    ids = everybody(at, session)
    parties = names.parties(at, [one for one in ids if one not in apart])
    named = [(one.id, str(one.name)) for one in parties]
    named += [(one, str(names.who(at, one))) for one in ids if one in apart]
    return [one for one, name in named if wanted in name.casefold() or wanted in one.casefold()]


def delegations(at: Names, session: Session, ids: Iterable[str]) -> tuple[Delegation, ...]:
    """Each of them: members in alphabetical order, then organs and offices."""
    some, apart = dict.fromkeys(ids), _not_parties(at.law)
    seated = set(seats(at.state, at.law, session.organ, day_of(session)))
    present, persons = set(session.present), dict[str, list[str]]()
    for person, of in session.persons.items():
        persons.setdefault(of, []).append(person)
    ordered = [one.id for one in names.parties(at, [one for one in some if one not in apart])]
    return tuple(
        Delegation(
            one,
            names.who(at, one),
            one in present,
            one in seated,
            tuple(names.person(at, person) for person in persons.get(one, ())),
        )
        for one in [*ordered, *(one for one in some if one in apart)]
    )


def quorum_rows(state: State, law: Law, session: Session, day: str) -> tuple[Row, ...]:
    """The arithmetic of the quorum: those present among the seats, what is required, what is short or left over."""
    condition = organ_of(state, law, session.organ).quorum
    if condition is None:
        return ()
    seated = seats(state, law, session.organ, day)
    there: dict[str, Position] = {
        one: "present not voting" for one in session.present if one in seated
    }
    roll = Roll(members=seated, groups=law.groups, weights=law.weights, world=law.world)
    counted = Ballot(Rule("quorum", adopted_when=condition), roll).ruling(there)
    return rulings.ruling(counted).rows


def _not_parties(law: Law) -> set[str]:
    return {*law.organs, *law.offices, *law.rotas}


# --- who may be there -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Admissible:
    """Somebody who may be in the room, for the form of attendance: the persons are those with a credential that day."""

    name: str
    called: Worded
    there: bool
    persons: tuple[Came, ...]


@dataclass(frozen=True, slots=True)
class Came:
    """A person who may be there for somebody; ``key`` is what the form sends."""

    key: str
    called: Worded
    there: bool


def admissible(
    visit: Visit, session: Session, marked: tuple[Collection[str], Mapping[str, str]] | None = None
) -> tuple[Admissible, ...]:
    """Everybody whom the format admits, parties first, in alphabetical order. ``marked``: whom a form that was refused had
    as present, and which persons for whom."""
    present, came = marked or (session.present, session.persons)
    at, may_come, apart = visit.names(), may_be_there(visit, session), _not_parties(visit.law)
    ordered = [one.id for one in names.parties(at, [one for one in may_come if one not in apart])]
    return tuple(
        Admissible(
            one,
            names.who(at, one),
            one in present,
            tuple(
                Came(f"{person}:{one}", names.person(at, person), came.get(person) == one)
                for person in may_come[one]
            ),
        )
        for one in [*ordered, *(one for one in may_come if one in apart)]
    )


def may_be_there(visit: Visit, session: Session) -> dict[str, list[str]]:
    """Everybody whom the format admits, with the persons through whom: parties, then offices, and of organs those that are
    somebody besides their members."""
    on, law = occasion_of(visit), visit.law
    bodies = [name for name, organ in law.organs.items() if not organ.one_for_each]
    people = people_of(visit)
    return {
        one: [p for p in people.get(one, ()) if admitted(on, session.session, one, p)]
        for one in dict.fromkeys([*law.parties, *visit.state.parties, *law.offices, *bodies])
        if admitted(on, session.session, one)
    }


def people_of(visit: Visit) -> dict[str, list[str]]:
    """The persons with a valid credential of each party and organ, and the holders of each office."""
    found: dict[str, list[str]] = {}
    for held in visit.state.credentials.values():
        if valid(held, visit.day) and held.person not in found.setdefault(held.party, []):
            found[held.party].append(held.person)
    for office in visit.law.offices:
        found[office] = [one.person for one in holders(visit.state, office, visit.day)]
    return found
