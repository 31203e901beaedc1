"""Taking facts back: the state as it would be had an entry not recorded them. One function for each kind of effect.

A correction records what is taken back (``fact.voided/1``, with the whole fact) and what takes its place. What has happened
since stays: a session that is taken back is gone with its agenda, but a speech made in it is still in the register. What is
not there any more is passed over, so that facts may be taken back in any order.

``UNDO`` has every kind of effect. Those in ``NEVER`` are not taken back by anybody: they are undone by another act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import structs

from comity.body import effects as e
from comity.body.occasion import law_on
from comity.body.room import day_of, has_quorum
from comity.body.state import (
    Evolvers,
    Mark,
    Matter,
    Party,
    Passage,
    Placed,
    ProgrammeEvent,
    Question,
    RemarkKept,
    Session,
    State,
    find_matter,
    find_question,
    find_remark,
    forget_speech,
    joined_later,
    keep,
    order,
    question_of,
    unpacked,
    unschedule,
)

Undo = Callable[[State, Any, int], int | None]
"""Takes back an effect that the entry of that number recorded. Returns which effect of its entry it was, where it is one of
several facts of which the last counts: the corrected fact, if one is given, comes in that place (``Mark.vacated``)."""

ABOUT = ("matter", "question", "remark", "member", "thing", "step", "version")
"""The fields that say which fact it is that a corrected one comes in the place of."""
R = TypeVar("R", bound=Placed | Passage)

# --- corrections themselves -------------------------------------------------------------------------------------------


def on_entry_corrected(state: State, effect: e.EntryCorrected, mark: Mark) -> None:
    state.corrected[effect.entry] = mark.entry


def on_fact_voided(state: State, effect: e.FactVoided, mark: Mark) -> None:
    nth = UNDO[type(effect.fact)](state, effect.fact, effect.entry)
    if nth is not None and mark.vacated is not None:
        mark.vacated.setdefault(_about(effect.fact), []).insert(0, nth)


def mark_of_correction(state: State, mark: Mark, corrected: int) -> Mark:
    """The mark of an entry that corrects entry ``corrected``: its facts come in the place of the entry that was corrected
    first."""
    earlier = {by: entry for entry, by in state.corrected.items()}
    while corrected in earlier:
        corrected = earlier[corrected]
    return structs.replace(mark, place=corrected, vacated={})


def at_its_place(mark: Mark, effect: e.AnyEffect, nth: int) -> Mark:
    """The mark of the ``nth`` effect of an entry; of a corrected fact, in the place of the one that was voided for it."""
    voided = mark.vacated.get(_about(effect)) if mark.vacated else None
    nth = voided.pop(0) if voided else nth
    return Mark(mark.entry, mark.at, mark.attested, mark.charter, nth, mark.place, mark.vacated)


def _about(fact: e.AnyEffect) -> tuple[Any, ...]:
    """What kind of fact it is, and about what."""
    return (type(fact), *(getattr(fact, name, "") for name in ABOUT))


def _taken(records: list[R], entry: int, **is_so: Any) -> int | None:
    """The first of the records that came with the entry and is so is taken out. Returns which effect it was."""
    for at, one in enumerate(records):
        if one.entry == entry and all(getattr(one, name) == so for name, so in is_so.items()):
            del records[at]
            return one.nth
    return None


def on_ruling_revised(state: State, effect: e.RulingRevised, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    question.rulings.append((question.ruled_by or question.entry, question.outcome))
    question.outcome = effect.outcome
    question.blocked_by = effect.blocked_by
    question.needed = effect.needed
    question.bound = [*effect.bound, *joined_later(question)]
    question.article = effect.article
    question.ruled_by = mark.entry
    keep(state, matter)


# --- what is simply gone ----------------------------------------------------------------------------------------------


def _gone(kept: str, field: str) -> Undo:
    """The thing of that id is no longer kept."""

    def undo(state: State, fact: Any, entry: int) -> None:
        getattr(state, kept).pop(getattr(fact, field), None)

    return undo


def _nothing(state: State, fact: Any, entry: int) -> None:
    """The state keeps nothing of it, or what follows is worked out anew by the correction itself."""


# --- parties ----------------------------------------------------------------------------------------------------------


def _party(change: Callable[[Party, Any, int], None]) -> Undo:
    def undo(state: State, fact: Any, entry: int) -> None:
        party = state.parties.get(fact.party)
        if party is not None:
            change(party, fact, entry)
            if not (party.names or party.statuses or party.suspensions or party.withdraws_on):
                del state.parties[fact.party]
        state.memo.clear()

    return undo


def _name(party: Party, fact: e.PartyNamed, entry: int) -> None:
    party.names = [one for one in party.names if one[0] != entry]
    _, party.name, party.sort_name = party.names[-1] if party.names else (entry, "", "")


def _granted(party: Party, fact: e.StatusGranted, entry: int) -> None:
    party.statuses = [s for s in party.statuses if (s.entry, s.status) != (entry, fact.status)]


def _status_ended(party: Party, fact: e.StatusEnded, entry: int) -> None:
    own = (entry, fact.status)
    party.statuses = [s for s in party.statuses if s.since or (s.entry, s.status) != own]
    for held in party.statuses:
        if held.since and (held.status, held.ended) == (fact.status, fact.on):
            held.ended = ""


def _applied(party: Party, fact: e.StatusApplied, entry: int) -> None:
    party.applied_for = "" if party.applied_for == fact.status else party.applied_for


def _suspended(party: Party, fact: e.RightSuspended, entry: int) -> None:
    party.suspensions = [s for s in party.suspensions if (s.entry, s.right) != (entry, fact.right)]


def _restored(party: Party, fact: e.RightRestored, entry: int) -> None:
    for one in party.suspensions:
        if (one.right, one.ended) == (fact.right, fact.on):
            one.ended = ""


def _notified(party: Party, fact: e.WithdrawalNotified, entry: int) -> None:
    party.withdraws_on = "" if party.withdraws_on == fact.effective else party.withdraws_on


# --- persons, offices -------------------------------------------------------------------------------------------------


def _credential(state: State, fact: e.CredentialIssued, entry: int) -> None:
    state.credentials.pop(fact.credential, None)
    _drop(state.credentials_of.get(fact.person, []), fact.credential)


def _revoked(state: State, fact: e.CredentialRevoked, entry: int) -> None:
    credential = state.credentials.get(fact.credential)
    if credential is not None:
        credential.revoked = ""


def _tenure_ended(state: State, fact: e.TenureEnded, entry: int) -> None:
    tenure = state.tenures.get(fact.tenure)
    if tenure is not None:
        tenure.ended, tenure.reason = "", ""


def _turn_passed(state: State, fact: e.TurnPassed, entry: int) -> None:
    left = [one for one in state.turns.pop(fact.rota, []) if one.entry != entry]
    if left:
        state.turns[fact.rota] = left
    if fact.over:
        state.skipped.setdefault(fact.rota, []).extend(fact.over)


def _turn_skipped(state: State, fact: e.TurnSkipped, entry: int) -> None:
    left = list(state.skipped.pop(fact.rota, []))
    _drop(left, fact.party)
    if left:
        state.skipped[fact.rota] = left


# --- sessions, meetings, instructions ---------------------------------------------------------------------------------


def _session(change: Callable[[State, Session, Any, int], None]) -> Undo:
    def undo(state: State, fact: Any, entry: int) -> None:
        session = state.sessions.get(fact.session)
        if session is not None:
            change(state, session, fact, entry)

    return undo


def _session_moved(state: State, session: Session, fact: e.SessionMoved, entry: int) -> None:
    session.moves = [one for one in session.moves if one[0] != entry]
    _, session.on, session.venue, session.host = session.moves[-1]


def _item(state: State, session: Session, fact: e.ItemRequested | e.ItemPlaced, entry: int) -> None:
    """An item that came with the entry goes; one that was requested before waits again for its place."""
    for item in session.items:
        if item.item == fact.item and item.entry != entry:
            item.position = 0
    session.items = [i for i in session.items if (i.item, i.entry) != (fact.item, entry)]
    placed = [one for one in session.items if one.position]
    for position, one in enumerate(placed, 1):
        one.position = position
    session.items = [*placed, *(one for one in session.items if not one.position)]


def _attendance(state: State, session: Session, fact: e.AttendanceRecorded, entry: int) -> None:
    session.attendances = [one for one in session.attendances if one[0] != entry]
    last = session.attendances[-1] if session.attendances else (entry, [], {})
    session.present, session.persons = list(last[1]), dict(last[2])
    session.quorum = has_quorum(state, law_on(state, day_of(session)), session.session)


def _opened(state: State, session: Session, fact: e.SessionOpened, entry: int) -> None:
    session.opened, session.quorum = "", None


def _closed(state: State, session: Session, fact: e.SessionClosed, entry: int) -> None:
    session.closed = ""


def _speech(state: State, fact: e.SpeechMade, entry: int) -> None:
    for about in {fact.session, fact.matter}:
        forget_speech(state, about, entry)


def _accepted(state: State, fact: e.MeetingAccepted, entry: int) -> None:
    meeting = state.meetings.get(fact.meeting)
    if meeting is not None:
        _drop(meeting.accepted, fact.by)
        meeting.dates = [one for one in meeting.dates if one[0] != entry]
        meeting.on = meeting.dates[-1][1] if meeting.dates else meeting.on


def _held(state: State, fact: e.MeetingHeld, entry: int) -> None:
    meeting = state.meetings.get(fact.meeting)
    if meeting is None:
        return
    if meeting.entry == entry:
        del state.meetings[fact.meeting]
    else:
        meeting.held, meeting.persons = "", []


def _reported(state: State, fact: e.InstructionReported, entry: int) -> None:
    instruction = state.instructions.get(fact.instruction)
    if instruction is not None:
        instruction.reports = [one for one in instruction.reports if one != entry]
        instruction.done = instruction.done if fact.interim else ""


def _answered(state: State, fact: e.ProgressAnswered, entry: int) -> None:
    inquiry = state.inquiries.get(fact.inquiry)
    if inquiry is not None:
        inquiry.answers = [one for one in inquiry.answers if one != entry]
        inquiry.answered = inquiry.answered if inquiry.answers else ""


# --- matters and texts ------------------------------------------------------------------------------------------------
# Here only the records of the facts are taken out. What follows from those that are left is worked out in ``worked_out``.


def _matter(change: Callable[[State, Matter, Any, int], int | None]) -> Undo:
    """The matter, running or ended, is changed and kept again."""

    def undo(state: State, fact: Any, entry: int) -> int | None:
        matter = find_matter(state, fact.matter)
        if matter is None:
            return None
        nth = change(state, matter, fact, entry)
        keep(state, matter)
        return nth

    return undo


def _matter_opened(state: State, fact: e.MatterOpened, entry: int) -> None:
    matter = find_matter(state, fact.matter)
    if matter is None:
        return
    for question in matter.questions:
        state.question_of.pop(question.question, None)
        unschedule(state, question.question)
    for decision in matter.decisions:
        state.decisions.pop(decision.decision, None)
    for remark in matter.remarks:
        state.remark_of.pop(remark, None)
    unschedule(state, fact.matter)
    state.matters.pop(fact.matter, None)
    state.cards.pop(fact.matter, None)


def _step(state: State, matter: Matter, fact: e.StepEntered, entry: int) -> int | None:
    return _taken(matter.path, entry, step=fact.step, on=fact.on, deadline=fact.deadline)


def _thing(state: State, matter: Matter, fact: e.ThingProvided, entry: int) -> int | None:
    return _taken(matter.provided, entry, thing=fact.thing, value=fact.value)


def _version(state: State, matter: Matter, fact: e.TextVersioned, entry: int) -> None:
    matter.versions = [one for one in matter.versions if one.version != fact.version]
    for remark in list(matter.remarks.values()):
        if remark.places[0].version == fact.version:
            del matter.remarks[remark.remark], state.remark_of[remark.remark]
        remark.places = [one for one in remark.places if one.version != fact.version]


def _hindered(state: State, matter: Matter, fact: e.MatterHindered, entry: int) -> int | None:
    return _taken(matter.hindrances, entry, why=fact.why)


def _ended(state: State, fact: e.MatterEnded, entry: int) -> None:
    card = state.cards.pop(fact.matter, None)
    if card is None:
        return
    matter = unpacked(card)
    matter.ended, matter.outcome = "", ""
    state.matters[fact.matter] = matter
    for question in matter.questions:
        state.question_of[question.question] = fact.matter


def _remark(change: Callable[[RemarkKept, Any, int], int | None]) -> Undo:
    """The remark is changed, and its matter kept again."""

    def undo(state: State, fact: Any, entry: int) -> int | None:
        found = find_remark(state, fact.remark)
        if found is None:
            return None
        matter, remark = found
        nth = change(remark, fact, entry)
        keep(state, matter)
        return nth

    return undo


def _remark_made(state: State, matter: Matter, fact: e.RemarkMade, entry: int) -> None:
    if matter.remarks.pop(fact.remark, None) is not None:
        state.remark_of.pop(fact.remark, None)


def _settled(remark: RemarkKept, fact: e.RemarkSettled, entry: int) -> int | None:
    return _taken(remark.dispositions, entry, disposition=fact.disposition)


def _followed(remark: RemarkKept, fact: e.RemarkFollowed, entry: int) -> int | None:
    later = remark.places[1:]  # the first is where it was made
    nth = _taken(later, entry, version=fact.version, paragraphs=fact.paragraphs)
    remark.places[1:] = later
    return nth


def _decision(state: State, fact: e.DecisionIssued, entry: int) -> None:
    matter = find_matter(state, state.decisions.pop(fact.decision, ""))
    if matter is not None:
        matter.decisions = [one for one in matter.decisions if one.decision != fact.decision]
        keep(state, matter)


# --- questions and positions ------------------------------------------------------------------------------------------


def _question(change: Callable[[Question, Any, int], int | None]) -> Undo:
    """The question, open or closed, is changed, and its matter kept again."""

    def undo(state: State, fact: Any, entry: int) -> int | None:
        found = find_question(state, fact.question)
        if found is None:
            return None
        matter, question = found
        nth = change(question, fact, entry)
        keep(state, matter)
        return nth

    return undo


def _put(state: State, fact: e.QuestionPut, entry: int) -> None:
    unschedule(state, fact.question)
    found = find_question(state, fact.question)
    state.question_of.pop(fact.question, None)
    if found is not None:
        matter = found[0]
        matter.questions = [one for one in matter.questions if one.question != fact.question]
        keep(state, matter)


def _joined(question: Question, fact: e.PopulationJoined, entry: int) -> int | None:
    return _taken(question.joinings, entry, member=fact.member)


def _deadline(question: Question, fact: e.DeadlineMoved, entry: int) -> int | None:
    later = [one for one in question.deadlines if order(one) != order(question)]
    nth = _taken(later, entry, deadline=fact.deadline)
    first = [one for one in question.deadlines if order(one) == order(question)]
    question.deadlines = [*first, *later]
    return nth


def _stated(question: Question, fact: e.PositionStated, entry: int) -> int | None:
    if fact.joined_later:
        _drop(question.bound, fact.member)
    same = {name: getattr(fact, name) for name in ("choice", "on", "late", "joined_later", "via")}
    for said in (question.stated, question.unasked):
        if fact.member in said:
            nth = _taken(said[fact.member], entry, **same, reservation=fact.reservation)
            if nth is not None:
                return nth
    return None


def _called(question: Question, fact: e.RollCalled, entry: int) -> int | None:
    return _taken(question.rolls, entry, positions=fact.positions)


def _contested(question: Question, fact: e.PositionContested, entry: int) -> int | None:
    return _taken(question.contestations, entry, member=fact.member)


def _broken(question: Question, fact: e.SilenceBroken, entry: int) -> int | None:
    same = {"member": fact.member, "form": fact.form, "on": fact.on}
    nth = _taken(question.breaks, entry, **same)
    return nth if nth is not None else _taken(question.unasked_breaks, entry, **same)


def _associated(question: Question, fact: e.BreakAssociated, entry: int) -> int | None:
    return _taken(question.associations, entry, member=fact.member)


def _withdrawn(question: Question, fact: e.BreakWithdrawn, entry: int) -> int | None:
    nth = _taken(question.withdrawals, entry, member=fact.member)
    if fact.deadline and nth is not None:
        _taken(question.deadlines, entry, deadline=fact.deadline, nth=nth)
    return nth


def _question_closed(question: Question, fact: e.QuestionClosed, entry: int) -> None:
    question.closed, question.outcome, question.article = "", "", ""
    question.bound, question.blocked_by = joined_later(question), []
    question.needed, question.ruled_by = None, None


def _outcome(question: Question, fact: e.OutcomeReported, entry: int) -> None:
    question.reported = ""


# --- the programme ----------------------------------------------------------------------------------------------------


def _event(change: Callable[[ProgrammeEvent, Any, int], None]) -> Undo:
    def undo(state: State, fact: Any, entry: int) -> None:
        event = state.events.get(fact.event)
        if event is not None:
            change(event, fact, entry)

    return undo


def _as_planned(event: ProgrammeEvent) -> str:
    return "moved" if event.moved_from else "planned"


def _event_moved(event: ProgrammeEvent, fact: e.EventMoved, entry: int) -> None:
    if event.moved_from:
        event.period = event.moved_from.pop()
    if event.status == "moved":
        event.status = _as_planned(event)


def _event_held(event: ProgrammeEvent, fact: e.EventHeld, entry: int) -> None:
    event.held.pop(fact.stage, None)
    if event.status == "held":
        event.status = _as_planned(event)


def _event_cancelled(event: ProgrammeEvent, fact: e.EventCancelled, entry: int) -> None:
    event.status = _as_planned(event)


def _contributed(state: State, fact: e.ForcesContributed, entry: int) -> None:
    joined = state.measures.get(fact.to) or state.events.get(fact.to)
    if joined is not None:
        joined.contributions.pop(fact.party, None)


def _measures_ended(state: State, fact: e.MeasuresEnded, entry: int) -> None:
    measures = state.measures.get(fact.measures)
    if measures is not None:
        measures.ended = ""


def _flagged(state: State, fact: e.IrregularityFlagged, entry: int) -> None:
    state.irregularities = [one for one in state.irregularities if one.entry != entry]


def _drop(names: list[str], name: str) -> None:
    """The last of that name is taken out of the list, if it is there."""
    for at in range(len(names) - 1, -1, -1):
        if names[at] == name:
            del names[at]
            return


NEVER: Mapping[type[e.Effect], str] = {
    e.CharterAdopted: "matter.open/1",
    e.KeyBound: "key.revoke/1",
    e.KeyRevoked: "key.bind/1",
}
"""What no correction takes back, and the act that undoes it: questions rest on a charter, signatures on a key."""
UNDO: Mapping[type[e.Effect], Undo] = {
    **dict.fromkeys(NEVER, _nothing),
    e.PartyNamed: _party(_name),
    e.StatusGranted: _party(_granted),
    e.StatusEnded: _party(_status_ended),
    e.StatusApplied: _party(_applied),
    e.RightSuspended: _party(_suspended),
    e.RightRestored: _party(_restored),
    e.WithdrawalNotified: _party(_notified),
    e.RelationEntered: _gone("relations", "relation"),
    e.PersonEntered: _gone("persons", "person"),
    e.CredentialIssued: _credential,
    e.CredentialRevoked: _revoked,
    e.TenureBegan: _gone("tenures", "tenure"),
    e.TenureEnded: _tenure_ended,
    e.TurnPassed: _turn_passed,
    e.TurnSkipped: _turn_skipped,
    e.IntroductionMade: _gone("introductions", "introduction"),
    e.SessionConvened: _gone("sessions", "session"),
    e.SessionMoved: _session(_session_moved),
    e.ItemRequested: _session(_item),
    e.ItemPlaced: _session(_item),
    e.AttendanceRecorded: _session(_attendance),
    e.SessionOpened: _session(_opened),
    e.SessionClosed: _session(_closed),
    e.SpeechMade: _speech,
    e.MeetingProposed: _gone("meetings", "meeting"),
    e.MeetingAccepted: _accepted,
    e.MeetingHeld: _held,
    e.InstructionGiven: _gone("instructions", "instruction"),
    e.InstructionReported: _reported,
    e.ProgressAsked: _gone("inquiries", "inquiry"),
    e.ProgressAnswered: _answered,
    e.MatterOpened: _matter_opened,
    e.StepEntered: _matter(_step),
    e.ThingProvided: _matter(_thing),
    e.TextVersioned: _matter(_version),
    e.RemarkMade: _matter(_remark_made),
    e.RemarkSettled: _remark(_settled),
    e.RemarkFollowed: _remark(_followed),
    e.QuestionPut: _put,
    e.PopulationJoined: _question(_joined),
    e.DeadlineMoved: _question(_deadline),
    e.PositionStated: _question(_stated),
    e.RollCalled: _question(_called),
    e.PositionContested: _question(_contested),
    e.SilenceBroken: _question(_broken),
    e.BreakAssociated: _question(_associated),
    e.BreakWithdrawn: _question(_withdrawn),
    e.QuestionClosed: _question(_question_closed),
    e.RulingRevised: _nothing,
    e.OutcomeReported: _question(_outcome),
    e.DecisionIssued: _decision,
    e.MatterHindered: _matter(_hindered),
    e.MatterEnded: _ended,
    e.PrioritySet: _gone("priorities", "priority"),
    e.PlanItemSet: _gone("plan_items", "item"),
    e.EventPlanned: _gone("events", "event"),
    e.ForcesContributed: _contributed,
    e.EventMoved: _event(_event_moved),
    e.EventHeld: _event(_event_held),
    e.EventCancelled: _event(_event_cancelled),
    e.ReviewMade: _gone("reviews", "review"),
    e.MeasuresSet: _gone("measures", "measures"),
    e.MeasuresEnded: _measures_ended,
    e.SourceFiled: _gone("sources", "source"),
    e.ConflictNoted: _gone("conflicts", "conflict"),
    e.EntryCorrected: _nothing,
    e.FactVoided: _nothing,
    e.IrregularityFlagged: _flagged,
}

EVOLVE: Evolvers = {
    e.EntryCorrected: on_entry_corrected,
    e.FactVoided: on_fact_voided,
    e.RulingRevised: on_ruling_revised,
}
