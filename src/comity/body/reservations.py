"""Reservations with a position and on a text, and what becomes of them at the close.

A position with a reservation that blocks counts as an objection until it is lifted; what becomes of it at the close is
declared by the charter for each type. One that travels does not block here, and stands at the questions that follow in its
matter until its member answers there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from operator import attrgetter
from typing import NamedTuple

from comity.body.state import Matter, Question, order
from comity.charter.model import Reservation
from comity.rules.terms import Position


class Answer(NamedTuple):
    """What a member answers in the act that is being decided, and the type of its reservation; None where what it reserved
    before stands."""

    choice: str
    reservation: str | None = None


_RESERVATION = attrgetter("reservation")
Answers = Mapping[str, Answer]
NO_ANSWERS: Answers = {}


def may_be_reserved(matter: Matter, question: Question, answers: Answers) -> bool:
    """Whether it must be looked for reservations at all: most questions have none."""
    if question.stated or matter.remarks or any(map(_RESERVATION, answers.values())):
        return True
    return len(matter.questions) > 1 and any(one.stated for one in matter.questions)


def reservations(
    matter: Matter, question: Question, types: Mapping[str, Reservation], answers: Answers
) -> dict[str, list[Reservation | None]]:
    """The unlifted reservations by member: on the position itself, on paragraphs of the text, and those that have come with
    the text from an earlier question to a member that has not answered this one. None is a bracket."""
    earlier = [one for one in matter.questions if one.closed and order(one) < order(question)]
    held: dict[str, Reservation] = {}
    for one in earlier:
        for member, name in _reserved(one).items():
            kind = types.get(name)  # None as well where an amendment took the type away
            if kind is not None and kind.at_deadline == "travels":
                held[member] = dataclasses.replace(kind, at_deadline="stands")
    answered = {m: a.reservation for m, a in answers.items() if a.reservation is not None}
    for member, name in {**_reserved(question), **answered}.items():
        if name:
            held[member] = types[name]
        else:
            held.pop(member, None)
    found: dict[str, list[Reservation | None]] = {m: [one] for m, one in held.items()}
    for remark in matter.remarks.values():
        if remark.disposition or remark.nature not in ("reservation", "bracket"):
            continue
        kind = types.get(remark.type)
        if kind is not None and kind.at_deadline == "travels":
            travelled = any((one.ruled_by or 0) > remark.entry for one in earlier)
            kind = dataclasses.replace(kind, at_deadline="stands") if travelled else kind
        found.setdefault(remark.by, []).append(kind)
    return found


def _reserved(question: Question) -> dict[str, str]:
    """The type of reservation with which each member last answered; empty for none."""
    return {
        member: next((s.reservation for s in reversed(stated) if not s.late), "")
        for member, stated in question.stated.items()
    }


def with_reservation(
    side: Position, held: list[Reservation | None], closing: bool, silence: Position
) -> Position:
    for one in held:
        if one is None or (
            one.blocks
            and not (closing and one.at_deadline in ("lifts", "counts as silence", "travels"))
        ):
            return "against"
        if closing and one.at_deadline == "becomes an objection":
            return "against"
        if closing and one.at_deadline == "counts as silence":
            return silence
    return side
