"""Founding a body, and amending its charter in the middle of the record.

The first entry brings the charter, whole, and the person who keeps the record. An amendment is what a procedure takes
effect in: the new text governs from its day on, and questions already open keep their rule unless it says otherwise.
"""

from __future__ import annotations

from datetime import date

from comity.body.acts import FoundBody
from comity.body.effects import AnyEffect, CharterAdopted, CredentialIssued, PersonEntered
from comity.body.occasion import charter_of, seat_day
from comity.body.particulars import require_done
from comity.body.state import CharterInForce, Evolvers, Mark, State
from comity.charter.law import law
from comity.errors import Refused


def decide_found(state: State, act: FoundBody, now: str) -> list[AnyEffect]:
    """The body exists. Refused (``body.founded``) when it does already, or its organ cannot keep a record; ``Faulty``
    where the charter does not follow the notation."""
    if state.charters:
        raise Refused(
            "body.founded",
            "The body is founded already.",
            article="",
            remedy="Found another under another name.",
        )
    charter = charter_of(act.charter)
    today = seat_day(now, charter.seat.zone)
    require_done(act, today, now, charter.credentials.article)
    day = act.since or today
    on = law(charter, date.fromisoformat(max(day, today)))
    able = [] if on.unkept else [name for name in on.keepers if name in on.organs]
    if act.organ not in able:
        raise Refused(
            "organ.no_record",
            "The charter has no organ {organ!r} that keeps the record.",
            article="",
            remedy="Organs with the power to record: {able}."
            if able
            else "Organs with the power to record: none; give it to one.",
            organ=act.organ,
            able=able,
        )
    return [
        CharterAdopted(digest=charter.digest, since=day),
        PersonEntered(person=act.clerk, name=act.clerk_name),
        CredentialIssued(
            credential="c0", person=act.clerk, party=act.organ, powers=["all"], since=day
        ),
    ]


def on_charter_adopted(state: State, effect: CharterAdopted, mark: Mark) -> None:
    text = state.matters[effect.matter].things[effect.text] if effect.matter else mark.charter
    held = CharterInForce(effect.since, mark.entry, effect.digest, text)
    state.charters = sorted([*state.charters, held], key=lambda c: (c.since, c.entry))
    state.memo.clear()
    for question in effect.reopens:
        matter = state.matters[state.question_of[question]]
        for one in matter.questions:
            if one.question == question:
                one.charter = mark.entry


EVOLVE: Evolvers = {CharterAdopted: on_charter_adopted}
