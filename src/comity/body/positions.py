"""Positions: where each member stands on a question.

Positions may change until the close, and their histories are kept. Who may decide for a member states its position; the
clerk may record one that came by note, by telephone or in the room, with the paper, and the member may contest it. What
arrives after the deadline is refused to its sender, and kept without counting when the clerk records it. A member that a
decision does not bind may join it later.
"""

from __future__ import annotations

from comity.body.acts import CallRoll, StatePosition
from comity.body.answering import answering, check_heard
from comity.body.asked import awaited, require_present
from comity.body.ballots import law_of, ruled_again, step_of
from comity.body.effects import (
    AnyEffect,
    PositionStated,
    RollCalled,
    SilenceBroken,
)
from comity.body.matters import refuse
from comity.body.occasion import Deciders, Occasion, instant
from comity.body.particulars import done_on, is_party, recorder
from comity.body.passkeys import has_had_key
from comity.body.periods import read_instant
from comity.body.questions import close, close_if_lost, open_question
from comity.body.reservations import Answer, Answers
from comity.body.rights import is_recorder
from comity.body.silence import taken_back
from comity.body.standing import known_holders, require_right
from comity.body.state import (
    Evolvers,
    Mark,
    Matter,
    Question,
    RollKept,
    State,
    Stated,
    find_question,
    keep,
    put_in,
    question_of,
)
from comity.body.versions import check_version
from comity.charter.model import Step
from comity.errors import Refused
from comity.rules.sides import OBJECTING
from comity.rules.terms import Position

CASTABLE: tuple[Position, ...] = (
    "in favour",
    "against",
    "against without reasons",
    "abstaining",
    "invalid",
    "present not voting",
    "does not object",
    "absent",
)


def decide_state(on: Occasion, act: StatePosition) -> list[AnyEffect]:
    """A member's position. Refused to who may not decide for the member, late, on an older text, twice the same.

    The clerk may record an answer that came otherwise; one that came late is kept and does not count."""
    by_clerk = bool(act.via)
    found = find_question(on.state, act.question)
    if found is None:
        raise Refused(
            "question.unknown",
            "There is no question {question!r}.",
            article="",
            remedy="Name a question.",
            question=act.question,
        )
    matter, question = found
    step = step_of(on.state, matter, question)
    member = _member(on, act, question, step, by_clerk)
    _check_signed(on, act, question, step, member)
    check_version(matter, act.version, step, question)
    _check_choice(on, question, step, act)
    _check_break(on, step, {member: Answer(act.choice)})
    late = _is_late(on, question)
    if late and question.closed and not by_clerk:
        return [_joining(on, act, question, member, step)]
    if late and not by_clerk:
        raise refuse(
            step,
            "position.late",
            "The deadline passed at {deadline}.",
            "Ask the chair for an extension, or join later.",
            deadline=question.deadline,
        )
    _check_twice(question, member, act, step)
    answer = {member: Answer(act.choice, act.reservation)}
    if late and _was_sent_in_time(question, step, act):
        stated = _stated(on, act, member, late=False)
        return [stated, ruled_again(on.state, matter, question, answer, on.number)]
    stated = _stated(on, act, member, late)
    if late:
        return [stated]
    back = taken_back(on, question, step, answer) if question.breaks else []
    return [*back, stated, *_after_answer(on, matter, question, step, answer)]


def decide_roll(on: Occasion, act: CallRoll) -> list[AnyEffect]:
    """Everybody's position at once, recorded by who keeps the record; whoever is not named stays as he was."""
    matter, question, step = open_question(on, act.question)
    recorder(on, act)
    for choice in act.positions:
        _check_allowed(step, choice)
    called_on = [m for members in act.positions.values() for m in members]
    answers: dict[str, Answer] = {}
    for choice, members in act.positions.items():
        answers |= dict.fromkeys(members, Answer(choice))
    if len(answers) != len(called_on):
        twice = next(m for at, m in enumerate(called_on) if m in called_on[:at])
        raise refuse(
            step,
            "position.twice",
            "{twice} is called twice.",
            "Name each member once.",
            twice=twice,
        )
    if not answers.keys() <= set(question.population):
        stranger = next(m for m in answers if m not in question.population)
        raise _not_asked(question, stranger, step)
    if not known_holders(on, "vote").issuperset(answers):
        for member in answers:
            if is_party(on, member):
                require_right(on, member, "vote")
    _check_break(on, step, answers)
    require_present(on, question, step, answers)
    if not act.cites:
        check_heard(on, question, step, answers)
    called = RollCalled(question=question.question, positions=act.positions, on=done_on(on, act))
    back = taken_back(on, question, step, answers) if question.breaks else []
    return [*back, called, *_after_answer(on, matter, question, step, answers)]


def _after_answer(
    on: Occasion, matter: Matter, question: Question, step: Step, answers: Answers
) -> list[AnyEffect]:
    assert step.puts is not None
    broken = _silence_broken(on, question, step, answers)
    silence = step.puts.silence
    for_good = silence is not None and silence.withdrawn_break == "stays broken"
    if broken and for_good and (lost := close_if_lost(on, matter, question, step, answers)):
        return [*broken, *lost]
    if step.puts.closes.all_answered and next(awaited(on, question, step, answers), None) is None:
        return [*broken, *close(on, matter, question, step, answers)]
    return broken


def _check_break(on: Occasion, step: Step, answers: Answers) -> None:
    """Refused to who may not break a silence: an objection stated on it breaks it."""
    if step.puts is None or step.puts.silence is None:
        return
    for member, answer in answers.items():
        if answer.choice in OBJECTING and is_party(on, member):
            require_right(on, member, "break silence")


def _silence_broken(
    on: Occasion, question: Question, step: Step, answers: Answers
) -> list[AnyEffect]:
    if step.puts is None or step.puts.silence is None:
        return []
    return [
        SilenceBroken(question=question.question, member=member, form="objection", on=on.day)
        for member, answer in answers.items()
        if answer.choice in OBJECTING
    ]


def _member(
    on: Occasion, act: StatePosition, question: Question, step: Step, by_clerk: bool
) -> str:
    assert step.puts is not None
    if by_clerk:
        if not is_recorder(on, act) or not act.cites:
            raise refuse(
                step,
                "position.no_paper",
                "An answer recorded on a member's behalf needs its paper.",
                "Cite the note or the minute.",
            )
        member = act.member
    else:
        power = "sign" if step.puts.form == "signature" else "decide"
        who = answering(on, act, question, step, power, "vote" if is_party(on, act.for_) else "")
        member = who.party or who.name
    if member not in question.population:
        raise _not_asked(question, member, step)
    if by_clerk and is_party(on, member):
        require_right(on, member, "vote")
    require_present(on, question, step, [member])
    return member


def _check_signed(
    on: Occasion, act: StatePosition, question: Question, step: Step, member: str
) -> None:
    """Whether the signature itself is true is for ``signatures``; here only that there is one, made after the last answer.

    An old signature must not bring back a position that the member has left since."""
    assert step.puts is not None
    if not act.signature:
        if step.puts.form == "signature" and not act.via and has_had_key(on.state, act.by, on.day):
            raise refuse(
                step,
                "signature.missing",
                "{by} has a key, and the act is not signed with it.",
                "Sign with your key; or have the record-keeper record what was signed on paper.",
                by=act.by,
            )
        return
    moment = instant(read_instant(act.held)) if "T" in act.held else ""
    before = question.stated.get(member)
    if not moment or (before and moment < before[-1].at):
        raise refuse(
            step,
            "signature.undated",
            "What is signed says when: 'held' must be an instant, after {at}, when {member} last answered."
            if before
            else "What is signed says when: 'held' must be an instant.",
            "Sign again, with the instant of the signature.",
            at=before[-1].at if before else "",
            member=member,
        )


def _check_choice(on: Occasion, question: Question, step: Step, act: StatePosition) -> None:
    _check_allowed(step, act.choice)
    types = law_of(on.state, question).reservations
    if act.reservation and act.reservation not in types:
        raise refuse(
            step,
            "reservation.unknown",
            "The charter has no reservation of the type {reservation!r}.",
            "It has: {types}.",
            reservation=act.reservation,
            types=list(types) or "none",
        )


def _check_allowed(step: Step, choice: str) -> None:
    assert step.puts is not None
    allowed = step.puts.allowed or CASTABLE
    if choice not in allowed:
        raise refuse(
            step,
            "position.not_allowed",
            "{choice!r} cannot be stated on this question.",
            "State one of: {allowed}.",
            choice=choice,
            allowed=list(allowed),
        )


def _check_twice(question: Question, member: str, act: StatePosition, step: Step) -> None:
    before = question.stated.get(member)
    if before and (before[-1].choice, before[-1].reservation, before[-1].refrains) == (
        act.choice,
        act.reservation,
        act.refrains,
    ):
        raise refuse(
            step,
            "position.twice",
            "{member} stands there already.",
            "State another position, or leave it.",
            member=member,
        )


def _is_late(on: Occasion, question: Question) -> bool:
    return bool(question.closed) or (bool(question.deadline) and on.now > question.deadline)


def _was_sent_in_time(question: Question, step: Step, act: StatePosition) -> bool:
    """Whether a closed question must take account of what arrived after it: where the charter says that the sending
    counts, and the paper was sent by the deadline (survey, T54)."""
    assert step.puts is not None
    counts = step.puts.silence is not None and step.puts.silence.counts_when == "sent"
    if not (counts and act.sent and question.deadline):
        return False
    return instant(read_instant(act.sent)) <= question.deadline


def _joining(
    on: Occasion, act: StatePosition, question: Question, member: str, step: Step
) -> PositionStated:
    free = question.outcome == "adopted" and member not in question.bound
    if not free or act.choice != "in favour":
        raise refuse(
            step,
            "question.closed",
            "The question closed on {closed}: {outcome}.",
            "A new question can be put.",
            closed=question.closed,
            outcome=question.outcome,
        )
    return PositionStated(
        question=question.question,
        member=member,
        choice=act.choice,
        on=on.day,
        statement=act.statement,
        joined_later=True,
    )


def _stated(on: Occasion, act: StatePosition, member: str, late: bool) -> PositionStated:
    return PositionStated(
        question=act.question,
        member=member,
        choice=act.choice,
        on=done_on(on, act),
        statement=act.statement,
        reservation=act.reservation,
        reservation_text=act.reservation_text,
        refrains=act.refrains,
        via=act.via,
        sent=act.sent,
        late=late,
        signature=act.signature,
    )


def _not_asked(question: Question, member: str, step: Step) -> Refused:
    asked = question.population
    return refuse(
        step,
        "position.not_asked",
        "{member} is not asked.",
        "Asked are: {asked}.",
        member=member or "Nobody",
        asked=list(asked) or "nobody",
    )


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_position_stated(state: State, effect: PositionStated, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    put_in(question.stated.setdefault(effect.member, []), _kept(effect, mark))
    if effect.joined_later:
        question.bound.append(effect.member)
    elif not effect.late:
        question.choices[effect.member] = effect.choice
    keep(state, matter)


def on_roll_called(state: State, effect: RollCalled, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    choices = question.choices
    for choice, members in effect.positions.items():
        for member in members:
            choices[member] = choice
    kept = RollKept(
        entry=mark.entry,
        attested=mark.attested,
        nth=mark.nth,
        place=mark.place,
        positions=effect.positions,
    )
    put_in(question.rolls, kept)
    keep(state, matter)


def _kept(effect: PositionStated, mark: Mark) -> Stated:
    return Stated(
        entry=mark.entry,
        attested=mark.attested,
        nth=mark.nth,
        place=mark.place,
        choice=effect.choice,
        on=effect.on,
        at=mark.at,
        reservation=effect.reservation,
        refrains=effect.refrains,
        proxy=effect.proxy,
        via=effect.via,
        sent=effect.sent,
        late=effect.late,
        joined_later=effect.joined_later,
        signed=bool(effect.signature),
    )


DECIDE: Deciders = {
    StatePosition: decide_state,
    CallRoll: decide_roll,
}
EVOLVE: Evolvers = {
    PositionStated: on_position_stated,
    RollCalled: on_roll_called,
}
