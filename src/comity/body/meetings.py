"""Meetings and visits: proposed by one party, accepted by another, held.

Their dates are as exact as those who make them want: a day, a month, a year. A meeting that nobody proposed here may be
recorded as held all the same.
"""

from __future__ import annotations

from comity.body.acts import AcceptMeeting, HoldMeeting, ProposeMeeting
from comity.body.effects import AnyEffect, MeetingAccepted, MeetingHeld, MeetingProposed
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import (
    done_on,
    new_id,
    not_past,
    recorder,
    refusal,
    require_distinct,
    require_known,
    require_matter,
    require_persons,
)
from comity.body.rights import Capacity, capacity
from comity.body.state import Evolvers, Mark, Meeting, State, as_kept
from comity.errors import BadInput

# --- acts -------------------------------------------------------------------------------------------------------------


def decide_propose(on: Occasion, act: ProposeMeeting) -> list[AnyEffect]:
    """The meeting is proposed to the other ``parties``. Refused (``meeting.alone``) to one that names nobody else,
    (``meeting.past``) for a date that has passed."""
    who = capacity(on, act, "propose", "attend")
    by = _one_of(who, act.parties) or who.party or who.name
    require_distinct(act.parties, "parties")
    require_known(on, act.parties)
    if not set(act.parties) - {by}:
        raise refusal(
            on,
            "meeting.alone",
            "{by} cannot meet itself.",
            "Name whom the meeting is proposed to.",
            by=by,
        )
    require_matter(on, act.matter)
    return [
        MeetingProposed(
            meeting=f"v{on.number}",
            nature=act.nature,
            by=by,
            parties=act.parties,
            on=not_past(on, act.on, "on", "meeting.past"),
            place=act.place,
            purpose=act.purpose,
            matter=act.matter,
        )
    ]


def decide_accept(on: Occasion, act: AcceptMeeting) -> list[AnyEffect]:
    """One of the others accepts, for another date if it gives one. Refused (``meeting.not_yours``) to who proposed it and
    to who is not asked, (``meeting.accepted``) twice, (``meeting.held``) afterwards."""
    meeting = _waiting(on, act.meeting)
    who = capacity(on, act, "propose", "attend")
    by = _one_of(who, [p for p in meeting.parties if p != meeting.by])
    if not by:
        raise refusal(
            on,
            "meeting.not_yours",
            "{party} was not asked to the meeting {meeting}.",
            "It is accepted by: {p}.",
            party=who.party or who.name,
            meeting=act.meeting,
            p=[p for p in meeting.parties if p != meeting.by],
        )
    if by in meeting.accepted:
        raise refusal(
            on,
            "meeting.accepted",
            "{by} has accepted the meeting {meeting} already.",
            "Propose another to change it.",
            by=by,
            meeting=act.meeting,
        )
    day = not_past(on, act.on, "on", "meeting.past") if act.on else ""
    return [MeetingAccepted(meeting=act.meeting, by=by, on=day)]


def decide_hold(on: Occasion, act: HoldMeeting) -> list[AnyEffect]:
    """The meeting took place: recorded by one of those who met, or by the record-keeper. One that was not proposed here
    says what it was and who met."""
    require_matter(on, act.matter)
    require_known(on, act.parties)
    require_persons(on, act.persons)
    proposed = _waiting(on, act.meeting) if act.meeting else None
    if proposed is None and not (act.nature and act.parties):
        raise BadInput(
            "meeting.incomplete",
            "The meeting was not proposed here, and does not say what it was and who met.",
            remedy="Give its nature and its parties, or the id of the one that was proposed.",
        )
    parties = act.parties or (proposed.parties if proposed is not None else [])
    if act.for_ not in parties:
        recorder(on, act)
    else:
        capacity(on, act, "speak", "attend")
    return [
        MeetingHeld(
            meeting=new_id(on, "", "v", on.state.meetings, "meeting")
            if proposed is None
            else act.meeting,
            on=done_on(on, act),
            nature=act.nature,
            parties=act.parties,
            persons=act.persons,
            place=act.place,
            topics=act.topics,
            matter=act.matter,
        )
    ]


# --- what is checked --------------------------------------------------------------------------------------------------


def _waiting(on: Occasion, meeting: str) -> Meeting:
    found = on.state.meetings.get(meeting)
    if found is None:
        raise refusal(
            on,
            "meeting.unknown",
            "No meeting {meeting!r} was proposed.",
            "Propose it, or name one that was proposed.",
            meeting=meeting,
        )
    if found.held:
        raise refusal(
            on,
            "meeting.held",
            "The meeting {meeting} was held on {held}.",
            "Propose another.",
            meeting=meeting,
            held=found.held,
        )
    return found


def _one_of(who: Capacity, parties: list[str]) -> str:
    """The name under which ``who`` stands among the parties; empty where it does not."""
    return next((name for name in (who.name, who.party) if name and name in parties), "")


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_meeting_proposed(state: State, effect: MeetingProposed, mark: Mark) -> None:
    state.meetings[effect.meeting] = as_kept(Meeting, effect, mark)


def on_meeting_accepted(state: State, effect: MeetingAccepted, mark: Mark) -> None:
    meeting = state.meetings[effect.meeting]
    meeting.accepted.append(effect.by)
    meeting.on = effect.on or meeting.on


def on_meeting_held(state: State, effect: MeetingHeld, mark: Mark) -> None:
    meeting = state.meetings.get(effect.meeting)
    if meeting is None:
        meeting = Meeting(
            entry=mark.entry,
            attested=mark.attested,
            meeting=effect.meeting,
            nature=effect.nature,
            by="",
            parties=effect.parties,
            on=effect.on,
        )
        state.meetings[effect.meeting] = meeting
    meeting.held = effect.on
    meeting.nature = effect.nature or meeting.nature
    meeting.parties = effect.parties or meeting.parties
    meeting.persons = effect.persons or meeting.persons
    meeting.place = effect.place or meeting.place
    meeting.matter = effect.matter or meeting.matter


DECIDE: Deciders = {
    ProposeMeeting: decide_propose,
    AcceptMeeting: decide_accept,
    HoldMeeting: decide_hold,
}
EVOLVE: Evolvers = {
    MeetingProposed: on_meeting_proposed,
    MeetingAccepted: on_meeting_accepted,
    MeetingHeld: on_meeting_held,
}
