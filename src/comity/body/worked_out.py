"""What follows from all the facts about a matter and its questions, worked out from the records of them in their order.

While facts come one after another, each changes the state as it comes. A correction takes facts back and puts others in
their places, anywhere among those recorded; after that, what follows from those that are left is worked out here. The
result is that of a register in which only they were ever recorded.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.body.effects import AnyEffect, FactVoided
from comity.body.state import (
    Association,
    Break,
    Due,
    Matter,
    Question,
    RemarkKept,
    State,
    Stated,
    Withdrawal,
    find_matter,
    joined_later,
    keep,
    order,
    schedule,
    unschedule,
)

Order = tuple[int, int]


def work_out_again(state: State, effect: AnyEffect) -> None:
    """What follows from the facts about the matter that the effect, or the fact that it voids, is about."""
    fact = effect.fact if isinstance(effect, FactVoided) else effect
    matter = find_matter(state, _matter_of(state, fact))
    if matter is None:
        return
    _matter(matter)
    for remark in matter.remarks.values():
        _remark(remark)
    for question in matter.questions:
        _question(question)
    _deadlines(state, matter)
    keep(state, matter)


def _matter_of(state: State, fact: AnyEffect) -> str:
    matter = getattr(fact, "matter", "") or state.remark_of.get(getattr(fact, "remark", ""), "")
    question: str = getattr(fact, "question", "")
    return matter or state.question_of.get(question) or question.rpartition(".")[0]


def _deadlines(state: State, matter: Matter) -> None:
    """The deadlines that run are those of the open questions and of the step that the matter waits in."""
    running = not matter.ended
    for one in matter.questions:
        due = Due(one.deadline, matter.matter, one.question)
        _runs(state, one.question, due, running and not one.closed)
    last = matter.path[-1].deadline if matter.path else ""
    _runs(state, matter.matter, Due(last, matter.matter), running and not matter.hindered)


def _runs(state: State, what: str, due: Due, running: bool) -> None:
    if not (running and due.instant):
        unschedule(state, what)
    elif state.due.get(what) != due:
        schedule(state, what, due)


def _matter(matter: Matter) -> None:
    """The step that the matter is in, the things that it has, and what hinders it since it entered that step or put its
    question."""
    matter.questions.sort(key=order)
    matter.step = matter.path[-1].step if matter.path else ""
    entered = order(matter.path[-1]) if matter.path else (-1, 0)
    latest = max([entered, *(order(one) for one in matter.questions)])
    since = [one for one in matter.hindrances if order(one) > latest]
    matter.hindered = since[-1].reason if since else None
    matter.things = matter.opened_with | {one.thing: one.value for one in matter.provided}


def _remark(remark: RemarkKept) -> None:
    """Where the remark is, and what became of it."""
    remark.version, remark.paragraphs = (
        remark.places[-1].version,
        list(remark.places[-1].paragraphs),
    )
    remark.disposition = remark.dispositions[-1].disposition if remark.dispositions else ""


def _question(question: Question) -> None:
    """Who is asked, until when, and how each of them answered."""
    _population(question)
    _answers_of_those_asked(question)
    question.deadlines.sort(key=order)
    withdrawals = _withdrawals(question)
    idle = {order(one) for one in question.withdrawals} - {order(one) for one in withdrawals}
    set_ = [one.deadline for one in question.deadlines if order(one) not in idle]
    question.deadline = set_[-1] if set_ else ""
    question.choices = _choices(question, withdrawals)
    for said in question.stated.values():
        for one in said:
            one.contested = False
    for contested in question.contestations:
        for one in _before(question.stated.get(contested.member, []), order(contested)):
            one.contested = True
    for broken in question.breaks:
        taken_back = (w for w in withdrawals if w.member == broken.member)
        broken.withdrawn = any(order(one) > order(broken) for one in taken_back)
    _associates(question.breaks, question.associations)


def _population(question: Question) -> None:
    """Those asked when the question was put, then those that have joined since."""
    if question.asked:
        joined = dict.fromkeys(one.member for one in question.joinings)
        question.population = list(dict.fromkeys([*question.asked, *joined]))
    if not question.joinings:
        question.asked = []


def _answers_of_those_asked(question: Question) -> None:
    """The answers of members that are not asked are kept apart: they do not count, and count again if they are asked."""
    joins = len(joined_later(question))
    ruled = question.bound[: len(question.bound) - joins]
    asked = set(question.population)
    every = {**question.unasked, **question.stated}
    first = sorted((order(said[0]), member) for member, said in every.items() if said)
    question.stated = {member: every[member] for _, member in first if member in asked}
    question.unasked = {member: every[member] for _, member in first if member not in asked}
    question.bound = [*ruled, *joined_later(question)]
    breaks = sorted([*question.breaks, *question.unasked_breaks], key=order)
    question.breaks = [one for one in breaks if one.member in asked]
    question.unasked_breaks = [one for one in breaks if one.member not in asked]


def _withdrawals(question: Question) -> list[Withdrawal]:
    """The withdrawals that have a break to take back: without it, one changes neither a position nor the deadline."""
    found: dict[str, list[Withdrawal]] = {}
    for one in question.withdrawals:
        earlier = found.setdefault(one.member, [])
        since = order(earlier[-1]) if earlier else (-1, 0)
        broken = (order(b) for b in question.breaks if b.member == one.member)
        if any(since < place < order(one) for place in broken):
            earlier.append(one)
    return [one for several in found.values() for one in several]


def _choices(question: Question, withdrawals: list[Withdrawal]) -> dict[str, str]:
    """What each member that is asked said last, and did not take back."""
    choices: dict[str, str] = {}
    for _, member, choice in sorted(_said(question, withdrawals), key=lambda said: said[0]):
        if choice and member in question.population:
            choices[member] = choice
        else:
            choices.pop(member, None)
    return choices


def _said(question: Question, withdrawals: list[Withdrawal]) -> Iterator[tuple[Order, str, str]]:
    """Every fact that gives a member a position, or takes it: its place, the member, the position or nothing."""
    for member, said in question.stated.items():
        counted = (one for one in said if not (one.late or one.joined_later))
        yield from ((order(one), member, one.choice) for one in counted)
    for roll in question.rolls:
        for choice, members in roll.positions.items():
            yield from ((order(roll), member, choice) for member in members)
    yield from ((order(one), one.member, "against") for one in question.breaks)
    yield from ((order(one), one.member, "") for one in withdrawals)


def _associates(breaks: list[Break], associations: list[Association]) -> None:
    for broken in breaks:
        broken.associates = []
    for one in associations:
        earlier = [broken for broken in breaks if order(broken) < order(one)]
        for broken in earlier[-1:]:
            broken.associates.append(one.member)


def _before(said: list[Stated], place: Order) -> list[Stated]:
    """The last that was said before that place, if anything was."""
    return [one for one in said if order(one) < place][-1:]
