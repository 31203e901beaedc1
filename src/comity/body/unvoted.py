"""Decided without a vote: a question closed in its session before anybody has answered, where the charter provides it."""

from __future__ import annotations

from comity.body.asked import room_of
from comity.body.ballots import ballot, is_unvoted
from comity.body.occasion import Occasion
from comity.body.sessions import has_quorum
from comity.body.state import Matter, Question, Session
from comity.charter.model import Step
from comity.errors import BadInput
from comity.rules.terms import Position


def nobody_asks_for_a_vote(on: Occasion, matter: Matter, question: Question, step: Step) -> bool:
    """Whether the question, closed now, would be adopted without a vote: the charter provides for it, there are members in
    the room, enough for its quorum and that of the rule, and nobody has answered."""
    assert step.puts is not None
    room = on.state.sessions.get(room_of(on, question, step))
    if not step.puts.without_a_vote or room is None or not room.present:
        return False
    if has_quorum(on.state, on.law, room.session) is False:
        return False
    return is_unvoted(on.state, matter, question, step) and _enough_are_there(on, question, room)


def _enough_are_there(on: Occasion, question: Question, room: Session) -> bool:
    """Whether those of the asked who are in the room, none of whom votes, meet the rule's own conditions of validity; no
    where it cannot be counted."""
    there: dict[str, Position] = {
        one: "present not voting" if one in room.present else "absent"
        for one in question.population
    }
    try:
        outcome = ballot(on.state, question, on.day).outcome(there)
    except BadInput:
        return False
    return (
        outcome not in ("no quorum", "void", "deferred") and "present not voting" in there.values()
    )
