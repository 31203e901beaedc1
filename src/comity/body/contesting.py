"""Contesting what was recorded on a member's behalf: from its note, by telephone, or in a roll call."""

from __future__ import annotations

from comity.body.acts import ContestPosition
from comity.body.effects import AnyEffect, PositionContested
from comity.body.occasion import Deciders, Occasion
from comity.body.rights import capacity
from comity.body.state import (
    Contestation,
    Evolvers,
    Mark,
    Question,
    State,
    as_kept,
    called_on,
    find_question,
    keep,
    order,
    put_in,
    question_of,
)
from comity.errors import Refused


def recorded_for(question: Question, member: str) -> bool:
    """Whether an answer was recorded on the member's behalf: from its note, by telephone, or in a roll call."""
    by_note = any(one.via for one in question.stated.get(member, ()))
    return by_note or bool(called_on(question, member))


def is_contested(question: Question, member: str) -> bool:
    """Whether the member contests what was last recorded for it, and nothing was recorded since."""
    contested = [order(one) for one in question.contestations if one.member == member]
    said = [*question.stated.get(member, ()), *called_on(question, member)]
    return bool(contested) and max(contested) > max(map(order, said), default=(-1, 0))


def decide_contest(on: Occasion, act: ContestPosition) -> list[AnyEffect]:
    """A member contests what the clerk recorded on its behalf."""
    who = capacity(on, act, "decide", "vote")
    found = find_question(on.state, act.question)
    if found is None or not recorded_for(found[1], who.party):
        raise Refused(
            "position.not_recorded",
            "Nothing was recorded on behalf of {name}.",
            article="",
            remedy="State a position.",
            name=who.name,
        )
    return [PositionContested(question=act.question, member=who.party, reason=act.reason)]


def on_position_contested(state: State, effect: PositionContested, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    for stated in question.stated.get(effect.member, [])[-1:]:
        stated.contested = True
    put_in(question.contestations, as_kept(Contestation, effect, mark))
    keep(state, matter)


DECIDE: Deciders = {ContestPosition: decide_contest}
EVOLVE: Evolvers = {PositionContested: on_position_contested}
