"""What happened in a session: the effects in the register that belong to it, found without reading the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from comity.body.effects import (
    AnyEffect,
    AttendanceRecorded,
    DecisionIssued,
    InstructionGiven,
    IrregularityFlagged,
    QuestionClosed,
    QuestionPut,
    SessionOpened,
    SpeechMade,
    TurnPassed,
)
from comity.body.occasion import day_at
from comity.body.room import day_of
from comity.body.state import Session, State, find_question
from comity.web.readmodel.explanations import Reading

REPORTED = 500  # entries after that of a session which a source reported, where what it reports of it stands


@dataclass(frozen=True, slots=True)
class Happening:
    """An effect that belongs to the session, and the number of its entry."""

    entry: int
    effect: AnyEffect


def happenings(state: State, session: Session, read: Reading) -> list[Happening]:
    """What belongs to the session, in the order of the record, as corrected since."""
    matters = {one.matter for one in session.items if one.matter}
    found = []
    for number in _numbers(state, session, read):
        entry = read(state.corrected.get(number, number))
        for effect in entry.effects if entry is not None else ():
            if _belongs(state, session, matters, effect):
                found.append(Happening(number, effect))
    return found


def _numbers(state: State, session: Session, read: Reading) -> range:
    """The entries among which the session's stand: those recorded on its days, found without reading the others."""
    if session.attested:
        return range(session.entry, min(session.entry + REPORTED, state.size))
    if not session.opened:
        return range(0)
    first = _first(state, read, session.entry, lambda day: day >= day_of(session))
    last = _first(state, read, first, lambda day: bool(session.closed) and day > session.closed)
    return range(first, last)


def _first(state: State, read: Reading, low: int, holds: Callable[[str], bool]) -> int:
    """The first entry from ``low`` on whose day ``holds``; entries are in the order of their days."""
    high = state.size
    while low < high:
        middle = (low + high) // 2
        entry = read(middle)
        if entry is not None and holds(day_at(state, entry.at)):
            high = middle
        else:
            low = middle + 1
    return low


def _belongs(state: State, session: Session, matters: set[str], effect: AnyEffect) -> bool:
    match effect:
        case QuestionPut() | DecisionIssued() | InstructionGiven():
            return effect.matter in matters
        case QuestionClosed():
            found = find_question(state, effect.question)
            return found is not None and found[0].matter in matters
        case SpeechMade() | AttendanceRecorded() | SessionOpened() | TurnPassed():
            return effect.session == session.session
        case IrregularityFlagged():
            return effect.about == session.session
        case _:
            return False
