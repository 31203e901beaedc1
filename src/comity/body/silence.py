"""Silence: a text stands agreed unless somebody objects in time (survey 2.5 and 3.2).

An objection breaks it at once, and so does an amendment offered where the charter says so. Others may associate with the
break. Whether a break that is withdrawn before expiry leaves the silence broken, or lets it resume for the full period, is
for the charter; so is whether an objection counts when it was sent or when it was received.
"""

from __future__ import annotations

from comity.body.acts import AssociateWithBreak, BreakSilence, WithdrawBreak
from comity.body.answering import answering
from comity.body.asked import require_present
from comity.body.ballots import step_of
from comity.body.effects import AnyEffect, BreakAssociated, BreakWithdrawn, SilenceBroken
from comity.body.matters import refuse
from comity.body.occasion import Deciders, Occasion, instant
from comity.body.periods import deadline, later, read_instant
from comity.body.questions import close_if_lost, open_question
from comity.body.reservations import Answer, Answers
from comity.body.state import (
    Association,
    Break,
    DeadlineSet,
    Due,
    Evolvers,
    Mark,
    Question,
    State,
    Withdrawal,
    as_kept,
    find_question,
    keep,
    put_in,
    question_of,
    schedule,
)
from comity.charter.model import Silence, Step
from comity.rules.sides import OBJECTING


def decide_break(on: Occasion, act: BreakSilence) -> list[AnyEffect]:
    """The silence is broken. Refused after it has run out, to who was not asked, and where there is none."""
    matter, question, step = open_question(on, act.question)
    silence = _silence(step)
    who = answering(on, act, question, step, "decide", "break silence")
    if who.party not in question.population:
        raise refuse(
            step,
            "position.not_asked",
            "{name} was not asked.",
            "The silence is among those asked.",
            name=who.name,
        )
    require_present(on, question, step, [who.party])
    if act.form == "amendment" and not silence.amendment_breaks:
        raise refuse(
            step,
            "silence.amendment",
            "An amendment does not break this silence.",
            "Object, or let it pass.",
        )
    broken = SilenceBroken(
        question=question.question, member=who.party, form=act.form, on=on.day, reason=act.reason
    )
    if silence.withdrawn_break == "resumes":
        return [broken]  # it may yet be taken back: the ruling waits for the end of the period
    return [broken, *close_if_lost(on, matter, question, step, {who.party: Answer("against")})]


def decide_associate(on: Occasion, act: AssociateWithBreak) -> list[AnyEffect]:
    """A member associates itself with a break. While the question is open it breaks the silence itself: the break stands
    though the first should be taken back."""
    question, step = _broken(on, act.question)
    who = answering(
        on, act, question, step, "decide", "vote" if question.closed else "break silence"
    )
    if any(who.party in (b.member, *b.associates) for b in question.breaks):
        raise refuse(
            step,
            "position.twice",
            "{name} broke it or joined already.",
            "Nothing more is needed.",
            name=who.name,
        )
    joined = BreakAssociated(question=act.question, member=who.party, statement=act.statement)
    if question.closed:
        return [joined]
    name, member = act.question, who.party
    broken = SilenceBroken(question=name, member=member, form="objection", on=on.day)
    return [joined, broken]


def decide_withdraw(on: Occasion, act: WithdrawBreak) -> list[AnyEffect]:
    """The breaker takes the break back before expiry. Refused where the charter says that it stays broken."""
    question, step = _broken(on, act.question)
    who = answering(on, act, question, step, "decide", "")
    mine = [b for b in question.breaks if b.member == who.party and not b.withdrawn]
    if not mine:
        raise refuse(
            step,
            "silence.not_your_break",
            "{name} did not break it.",
            "The breaker may take it back.",
            name=who.name,
        )
    if question.closed or _silence(step).withdrawn_break == "stays broken":
        raise refuse(
            step,
            "silence.stays_broken",
            "A silence once broken stays broken.",
            "A new one may be opened.",
        )
    return [
        BreakWithdrawn(
            question=act.question, member=who.party, deadline=_full_period(on, question, step)
        )
    ]


def taken_back(on: Occasion, question: Question, step: Step, answers: Answers) -> list[AnyEffect]:
    """The breaks that members take back who broke the silence and now say something else, with the full period that begins
    anew. Refused (``silence.stays_broken``) where the charter says that it stays broken."""
    silence = step.puts.silence if step.puts is not None else None
    if silence is None:
        return []
    standing = {one.member for one in question.breaks if not one.withdrawn}
    back = [m for m, answer in answers.items() if answer.choice not in OBJECTING and m in standing]
    if not back:
        return []
    if silence.withdrawn_break == "stays broken":
        raise refuse(
            step,
            "silence.stays_broken",
            "A silence once broken stays broken.",
            "A new one may be opened.",
        )
    until = _full_period(on, question, step)
    return [BreakWithdrawn(question=question.question, member=one, deadline=until) for one in back]


def _full_period(on: Occasion, question: Question, step: Step) -> str:
    """The end of the period for which it was put, begun anew now; empty where it was put for none."""
    now = read_instant(on.now)
    if step.puts is not None and step.puts.closes.after is not None:
        return instant(deadline(now, step.puts.closes.after, on.law.charter.seat))
    first = question.deadlines[0].deadline if question.deadlines else question.deadline
    if not first:
        return ""
    whole = read_instant(first) - read_instant(question.opened)
    return instant(later(now, whole))


def _silence(step: Step) -> Silence:
    if step.puts is None or step.puts.silence is None:
        raise refuse(
            step, "silence.none", "This question is not under silence.", "State a position instead."
        )
    return step.puts.silence


def _broken(on: Occasion, name: str) -> tuple[Question, Step]:
    found = find_question(on.state, name)
    if found is None:
        return open_question(on, name)[1:]  # refuses, saying that there is none
    matter, question = found
    step = step_of(on.state, matter, question)
    _silence(step)
    if not any(not b.withdrawn for b in question.breaks):
        raise refuse(
            step, "silence.unbroken", "The silence has not been broken.", "Break it, if you object."
        )
    return question, step


def on_silence_broken(state: State, effect: SilenceBroken, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    put_in(question.breaks, as_kept(Break, effect, mark))
    question.choices[effect.member] = "against"
    keep(state, matter)


def on_break_associated(state: State, effect: BreakAssociated, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    question.breaks[-1].associates.append(effect.member)
    put_in(question.associations, as_kept(Association, effect, mark))
    keep(state, matter)


def on_break_withdrawn(state: State, effect: BreakWithdrawn, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    for one in question.breaks:
        if one.member == effect.member:
            one.withdrawn = True
    question.choices.pop(effect.member, None)
    put_in(question.withdrawals, as_kept(Withdrawal, effect, mark))
    if effect.deadline:  # otherwise the silence stays broken
        question.deadline = effect.deadline
        put_in(question.deadlines, as_kept(DeadlineSet, effect, mark))
        schedule(state, question.question, Due(effect.deadline, matter.matter, question.question))
    keep(state, matter)


DECIDE: Deciders = {
    BreakSilence: decide_break,
    AssociateWithBreak: decide_associate,
    WithdrawBreak: decide_withdraw,
}
EVOLVE: Evolvers = {
    SilenceBroken: on_silence_broken,
    BreakAssociated: on_break_associated,
    BreakWithdrawn: on_break_withdrawn,
}
