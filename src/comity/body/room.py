"""The room of a session: who steers it, who is admitted, who sees the papers, and whether those present are a quorum.

The format says who is admitted (a member ``through`` its head of state: only with such a credential) and to whom the papers
go; where the charter gives no format, whoever may attend. A quorum is the organ's condition, counted on who is in the room,
among those that have a seat. Whoever chairs or heads the organ, the organ itself or the record-keeper steers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from comity.body.acts import Act
from comity.body.dates import when
from comity.body.occasion import Occasion, organ_of
from comity.body.particulars import (
    is_party,
    recorder,
    refusal,
    require_distinct,
    require_known,
    require_persons,
)
from comity.body.rights import Capacity, capacity, valid
from comity.body.standing import (
    counted_members,
    has_right,
    seats,
    status_of,
)
from comity.body.state import Session, State
from comity.body.turns import holder_of_turn
from comity.charter.law import Law
from comity.charter.model import Format, Organ, RolePhrase
from comity.rules.counting import Ballot
from comity.rules.terms import Position, Roll, Rule

_NOT_ADMITTED = {
    (False, False): "{name} is not admitted to the session {session}.",
    (False, True): "{name} is not admitted to the session {session} in the format {format}.",
    (True, False): "{name} through {person} is not admitted to the session {session}.",
    (
        True,
        True,
    ): "{name} through {person} is not admitted to the session {session} in the format {format}.",
}
"""By whether a person is named, and whether the session has a format."""

# --- the session and who steers it ------------------------------------------------------------------------------------


def find_session(on: Occasion, session: str, closed: str = "session.closed") -> Session:
    """The session of that id. Refused (``session.unknown``), or under ``closed`` once it has closed."""
    found = on.state.sessions.get(session)
    if found is None:
        raise refusal(
            on,
            "session.unknown",
            "There is no session {session!r}.",
            "Convene it, or name one that was convened.",
            session=session,
        )
    if found.closed:
        raise refusal(
            on,
            closed,
            "The session {session} closed on {closed}.",
            "Convene another.",
            organ_of(on.state, on.law, found.organ).cites.article,
            session=session,
            closed=found.closed,
        )
    return found


def open_session(on: Occasion, session: str) -> Session:
    """The session of that id, which sits now. Refused besides (``session.not_open``) before it has opened."""
    found = find_session(on, session)
    if not found.opened:
        raise refusal(
            on,
            "session.not_open",
            "The session {session} has not opened.",
            "Open it first.",
            organ_of(on.state, on.law, found.organ).cites.article,
            session=session,
        )
    return found


def steer(on: Occasion, act: Act, organ: Organ) -> Capacity:
    """Who steers a session of the organ: its chair, its head or the organ, with the power to convene; or the
    record-keeper. Refused (``session.not_yours``) to everybody else."""
    own = [name for name in (organ.chaired_by, organ.headed_by, organ.organ) if name]
    if act.for_ in own:
        return capacity(on, act, "convene", organ=organ.organ)
    if act.for_ in on.law.keepers:
        return recorder(on, act)
    raise refusal(
        on,
        "session.not_yours",
        "{party} does not steer a session of {organ}.",
        "It is steered by: {own}.",
        organ.cites.article,
        party=act.for_ or "Nobody",
        organ=organ.organ,
        own=list(own),
    )


def organs_asked(phrase: RolePhrase) -> tuple[str, ...]:
    """The organs to which the phrase puts a question by their names."""
    if phrase.kind == "any":
        return tuple(name for one in phrase.of for name in organs_asked(one))
    return (phrase.name,) if phrase.kind == "organ" else ()


def decides(on: Occasion, organ: str, phrase: RolePhrase, asked: Iterable[str]) -> bool:
    """Whether a question that is put to ``phrase`` is put and decided in a session of the organ: of the organ asked; where
    others are asked, of any organ in which all of them sit. One without seats has none to keep anybody from."""
    if named := organs_asked(phrase):
        return organ in named
    found = organ_of(on.state, on.law, organ)
    if not found.one_for_each:
        return True
    sit = {*seats(on.state, on.law, organ, on.day), found.chaired_by, found.headed_by}
    return sit.issuperset(asked)


# --- who is in the room -----------------------------------------------------------------------------------------------


def format_of(state: State, law: Law, session: Session) -> Format | None:
    """The format of the session; None where it has none."""
    formats = organ_of(state, law, session.organ).formats
    return next((one for one in formats if one.format == session.format), None)


def admitted(on: Occasion, session: str, name: str, person: str = "") -> bool:
    """Whether the party, organ or office is admitted to the session; with ``person``, whether it is through him or her."""
    one = format_of(on.state, on.law, on.state.sessions[session])
    if is_party(on, name) and not has_right(on.state, on.law, name, "attend", on.day):
        return False
    if one is None or not one.admits:
        return _may_attend(on, name)
    return any(_allows(on, phrase, name, person) for phrase in one.admits)


def sees_papers(on: Occasion, session: str, name: str) -> bool:
    """Whether the papers of the session go to the party, organ or office."""
    one = format_of(on.state, on.law, on.state.sessions[session])
    if one is None or not one.papers_to:
        return admitted(on, session, name)
    return any(_allows(on, phrase, name) for phrase in one.papers_to)


def check_present(
    on: Occasion, session: Session, present: list[str], persons: Mapping[str, str]
) -> None:
    """Refused (``session.not_admitted``, ``party.unknown``, ``person.unknown``, ``attendance.person``) unless all who are
    said to be in the room may be there, each person for one of them."""
    require_distinct(present, "present")
    require_known(on, present)
    require_persons(on, persons)
    for name in present:
        if not admitted(on, session.session, name):
            raise _not_admitted(on, session, name)
    there = set(present)
    for person, name in persons.items():
        if name not in there:
            raise refusal(
                on,
                "attendance.person",
                "{person} is said to be there for {name!r}, which is not present.",
                "Say for whom each person is in the room: person, then party.",
                person=person,
                name=name,
            )
        if is_party(on, name) and not admitted(on, session.session, name, person):
            raise _not_admitted(on, session, name, person)


def _not_admitted(on: Occasion, session: Session, name: str, person: str = "") -> Exception:
    one = format_of(on.state, on.law, session)
    article = one.cites.article if one is not None else ""
    return refusal(
        on,
        "session.not_admitted",
        _NOT_ADMITTED[person != "", one is not None],
        "Leave it out, or convene in a format that admits it.",
        article or organ_of(on.state, on.law, session.organ).cites.article,
        name=name,
        person=person,
        session=session.session,
        format=one.format if one is not None else "",
    )


def _may_attend(on: Occasion, name: str) -> bool:
    if is_party(on, name):
        return has_right(on.state, on.law, name, "attend", on.day)
    return name in on.law.organs or name in on.law.offices


def _allows(on: Occasion, phrase: RolePhrase, name: str, person: str = "") -> bool:
    """Whether the phrase of a format names the party, organ or office, ``through`` the person where one is given."""
    if phrase.through and person and not _comes_as(on, person, name, phrase.through):
        return False
    match phrase.kind:
        case "any":
            return any(_allows(on, one, name, person) for one in phrase.of)
        case "member" | "several":
            return _is_member(on, phrase.name, name)
        case "parameter":
            return name in on.law.groups.get(phrase.name, ())
        case "chair":
            chair = phrase.name
            turn = holder_of_turn(on.state, on.law, chair, on.day) if chair in on.law.rotas else ""
            return name in {chair, turn} - {""}
        case "organ":
            return name == phrase.name or name in seats(on.state, on.law, phrase.name, on.day)
        case "office":
            return name == phrase.name
        case "slot" | "provided":
            return False  # a session has no matter of its own to name them


def _is_member(on: Occasion, status: str, name: str) -> bool:
    if not status:
        return name in counted_members(on.state, on.law, on.day)
    return status_of(on.state, on.law, name, on.day) == status


def _comes_as(on: Occasion, person: str, party: str, title: str) -> bool:
    mine = (on.state.credentials[c] for c in on.state.credentials_of.get(person, ()))
    return any(c.party == party and c.as_ == title and valid(c, on.day) for c in mine)


# --- whether they are enough ------------------------------------------------------------------------------------------


def quorum_of(state: State, law: Law, organ: str, present: Iterable[str], day: str) -> bool | None:
    """Whether ``present`` are a quorum of the organ on ``day``; None where the charter asks for none."""
    condition = organ_of(state, law, organ).quorum
    if condition is None:
        return None
    members = seats(state, law, organ, day)
    there: dict[str, Position] = {p: "present not voting" for p in present if p in members}
    roll = Roll(members=members, groups=law.groups, weights=law.weights, world=law.world)
    return (
        Ballot(Rule(f"quorum of {organ}", adopted_when=condition), roll).outcome(there) == "adopted"
    )


def has_quorum(state: State, law: Law, session: str) -> bool | None:
    """Whether those now in the room of the session are a quorum; None where the charter asks for none, or where nothing is
    known of who is in the room."""
    found = state.sessions.get(session)
    if found is None or not found.opened or found.organ not in law.organs:
        return None
    if found.attested and not found.present:
        return found.quorum
    return quorum_of(state, law, found.organ, found.present, day_of(found))


def day_of(session: Session) -> str:
    """The day of the session (ISO): the last possible where its date is uncertain, the first where that is open. A date
    that leaves every day possible, which entries of old may have, counts as before all others."""
    moment = when(session.opened or session.on)
    return (moment.latest or moment.earliest or date.min).isoformat()
