"""Founding a body, and amending its charter in the middle of the record.

The first entry brings the charter, whole, and the person who keeps the record. An amendment is what a procedure takes
effect in: the new text governs from its day on, and questions already open keep their rule unless it says otherwise.
"""

from __future__ import annotations

from datetime import date

from comity.body.acts import FoundBody
from comity.body.effects import AnyEffect, CharterAdopted, CredentialIssued, PersonEntered
from comity.body.occasion import Occasion, charter_of, charter_on, seat_day
from comity.body.particulars import names_other, require_done
from comity.body.state import CharterInForce, Evolvers, Mark, State
from comity.charter.law import law, recorders
from comity.charter.model import Charter
from comity.errors import Refused
from comity.hindrances import refused

EXACT = len("2026-03-02")


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
    first = date.fromisoformat(max(day, today))
    able = sorted(recorders(charter, first) & law(charter, first).organs.keys())
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


def require_governing(on: Occasion, charter: Charter, since: str, article: str) -> None:
    """Refused where the charter could not govern from ``since``: nobody keeps the record under it
    (``charter.no_keeper``), it gives the code of a party to something else (``charter.party_code``), or the one in force
    governs from a later day, so that it never would (``charter.superseded``)."""
    first = date.fromisoformat(since) if len(since) == EXACT else date.max
    if not recorders(charter, first):
        raise refused("charter.no_keeper", article=article)
    if taken := [party for party in on.state.parties if names_other(law(charter, first), party)]:
        raise refused("charter.party_code", article=article, name=taken[0])
    governing = charter_on(on.state, on.day).since
    if since < governing:
        raise refused("charter.superseded", article=article, day=since, since=governing)


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
