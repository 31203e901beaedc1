"""Those who are asked: who is still waited for, and in which room a question is decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from comity.body.matters import refuse
from comity.body.occasion import Occasion
from comity.body.particulars import is_known, is_party
from comity.body.room import decides
from comity.body.standing import has_right
from comity.body.state import Question, Session
from comity.body.turns import holders
from comity.charter.model import Step


def awaited(
    on: Occasion, question: Question, step: Step, answers: Collection[str] = ()
) -> Iterator[str]:
    """Who is still waited for: those asked who have not answered and may answer today. Who has left the body since, or
    whose vote is suspended, is waited for no more, nor is an office that nobody holds; nor, where those present vote, who
    is not in the room."""
    room = _voting_room(on, question, step)
    asked = question.population
    if room is not None:
        asked = [one for one in asked if one in room.present]
    said = question.choices
    if not set(asked).difference(said, answers):
        return iter(())
    left = (one for one in asked if one not in said and one not in answers)
    return (one for one in left if may_answer(on, one))


def may_answer(on: Occasion, name: str) -> bool:
    """Whether the organ, the office that somebody holds or the party, by its right to vote, may answer a question today."""
    if is_party(on, name):
        return has_right(on.state, on.law, name, "vote", on.day)
    if name in on.law.offices:
        return bool(holders(on.state, name, on.day))
    return is_known(on, name)


def require_present(on: Occasion, question: Question, step: Step, members: Iterable[str]) -> None:
    """Refused (``position.not_present``) for those who are not in the room, where those present vote."""
    room = _voting_room(on, question, step)
    if room is None or question.closed:
        return
    for member in members:
        if member not in room.present:
            raise refuse(
                step,
                "position.not_present",
                "{member} is not in the room of the session {session}.",
                "Record who is in the room.",
                member=member,
                session=room.session,
            )


def _voting_room(on: Occasion, question: Question, step: Step) -> Session | None:
    """The session in whose room one must be to vote; None where all who are asked vote, or a source names no session."""
    assert step.puts is not None
    return on.state.sessions.get(question.session) if step.puts.present_only else None


def room_of(on: Occasion, question: Question, step: Step) -> str:
    """The session in which the question is decided: the one it was put in; failing that, for a question that the charter
    has decided at a session, an open one in which it may be put (``room.decides``). Empty where there is none."""
    assert step.puts is not None
    if question.session or not step.puts.closes.at_session:
        return question.session
    for one in on.state.sessions.values():
        sits = one.opened and not one.closed
        if sits and decides(on, one.organ, step.puts.to, question.population):
            return one.session
    return ""
