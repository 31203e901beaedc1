"""What happened in a session: the effects in the register that belong to it, found without reading the others.

The state knows the entries: of what changed the session, of its speeches and turns, and of the questions, decisions and
instructions of the matters on its agenda. A question belongs to the session that it names; where it names none, and for
decisions and instructions, the day decides, which of an uncertain date is any possible one. When something was recorded
decides nothing: what a source reports years later belongs to its session as well.

A question that names the session, on a matter that is not on its agenda, is found where an entry about the session brings
it or a speech in the session is about that matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from comity.body.dates import when
from comity.body.effects import (
    AnyEffect,
    AttendanceRecorded,
    DecisionIssued,
    FactVoided,
    InstructionGiven,
    IrregularityFlagged,
    QuestionClosed,
    QuestionPut,
    SessionOpened,
    SpeechMade,
    TurnPassed,
)
from comity.body.entry import Entry
from comity.body.occasion import day_at
from comity.body.state import Matter, Session, State, find_matter, find_question, speeches
from comity.web.readmodel.explanations import Reading

NAMED = ("speech", "question", "decision", "instruction")
"""The fields by which a corrected fact is known to be about the same thing as the one before it."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An effect that belongs to the session, and the number of its entry."""

    entry: int
    effect: AnyEffect


def happenings(state: State, session: Session, read: Reading) -> list[Happening]:
    """What belongs to the session, in the order of the record, as corrected since."""
    if not (session.attested or session.opened):
        return []
    own = _read(state, _of_session(state, session), read)
    matters = {one.matter for one in session.items if one.matter}
    matters |= {m for _, effects in own for one in effects if (m := _matter_named(session, one))}
    known = [found for name in sorted(matters) if (found := find_matter(state, name)) is not None]
    entries = dict(_read(state, (n for one in known for n in _of_matter(state, one)), read)) | dict(
        own
    )
    days = _days(session)
    return [
        Happening(number, effect)
        for number, effects in sorted(entries.items())
        for effect in effects
        if _belongs(state, session, matters, days, effect)
    ]


def _of_session(state: State, session: Session) -> Iterator[int]:
    """The entries about the session itself."""
    changes = state.changes.get(f"sessions/{session.session}")
    yield session.entry
    yield from (one.entry for one in changes.facts if not one.void) if changes is not None else ()
    yield from speeches(state, session.session)
    for turns in state.turns.values():
        yield from (one.entry for one in turns if one.session == session.session)
    yield from (one.entry for one in state.irregularities if one.about == session.session)


def _of_matter(state: State, matter: Matter) -> Iterator[int]:
    """The entries that put and closed the questions of the matter, and brought its decisions and instructions."""
    for one in matter.questions:
        yield one.entry
        yield from (number for number, _outcome in one.rulings)
        if one.ruled_by is not None:
            yield one.ruled_by
    yield from (one.entry for one in matter.decisions)
    given = state.instructions.values()
    yield from (one.entry for one in given if one.matter == matter.matter)


def _matter_named(session: Session, effect: AnyEffect) -> str:
    """The matter that an effect of the session is about, wherever that is on its agenda."""
    is_of_it = getattr(effect, "session", "") == session.session
    return effect.matter if is_of_it and isinstance(effect, SpeechMade | QuestionPut) else ""


# --- as corrected since -----------------------------------------------------------------------------------------------


def _read(state: State, numbers: Iterable[int], read: Reading) -> list[tuple[int, list[AnyEffect]]]:
    """The entries, each once in the place of the one that was corrected first, with the effects that hold now."""
    before = {by: number for number, by in state.corrected.items()}
    firsts: set[int] = set()
    for number in numbers:
        while number in before:
            number = before[number]
        firsts.add(number)
    return [(number, _holding(state, number, read)) for number in sorted(firsts)]


def _holding(state: State, number: int, read: Reading) -> list[AnyEffect]:
    """What the entry brought and no correction has taken back or replaced, and what its corrections brought."""
    effects = _effects(read(number))
    while number in state.corrected:
        number = state.corrected[number]
        later = _effects(read(number))
        effects = [one for one in effects if not _is_replaced(one, later)] + later
    return effects


def _effects(entry: Entry | None) -> list[AnyEffect]:
    return list(entry.effects) if entry is not None else []


def _is_replaced(effect: AnyEffect, later: list[AnyEffect]) -> bool:
    same = (one for one in later if type(one) is type(effect))
    if any(isinstance(one, FactVoided) and one.fact == effect for one in later):
        return True
    return any(
        getattr(one, name, "") == known
        for one in same
        for name in NAMED
        if (known := getattr(effect, name, ""))
    )


# --- what belongs to it -----------------------------------------------------------------------------------------------

Days = tuple[date, date]


def _days(session: Session) -> Days:
    """The first and the last day on which the session may have sat; without end while it sits."""
    first = when(session.opened or session.on)
    last = when(session.closed) if session.closed else first
    if not session.closed and not session.attested:
        return first.earliest or date.min, date.max
    return first.earliest or date.min, last.latest or date.max


def _may_be_on(state: State, moment: str, days: Days) -> bool:
    found = when(day_at(state, moment) if "T" in moment else moment)
    return (found.earliest or date.min) <= days[1] and days[0] <= (found.latest or date.max)


def _belongs(
    state: State, session: Session, matters: set[str], days: Days, effect: AnyEffect
) -> bool:
    match effect:
        case QuestionPut():
            return effect.matter in matters and _is_put(
                state, session, effect.session, effect.opened, days
            )
        case QuestionClosed():
            found = find_question(state, effect.question)
            return (
                found is not None
                and found[0].matter in matters
                and _is_put(state, session, found[1].session, effect.on, days)
            )
        case DecisionIssued():
            return effect.matter in matters and _may_be_on(state, effect.dated, days)
        case InstructionGiven():
            return effect.matter in matters and _may_be_on(state, effect.on, days)
        case SpeechMade() | AttendanceRecorded() | SessionOpened() | TurnPassed():
            return effect.session == session.session
        case IrregularityFlagged():
            return effect.about == session.session
        case _:
            return False


def _is_put(state: State, session: Session, named: str, on: str, days: Days) -> bool:
    """Whether a question that names that session was put or closed in this one on that day."""
    return named == session.session if named else _may_be_on(state, on, days)
