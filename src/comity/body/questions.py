"""Questions: everything a body does is a question put to a population under a rule.

A vote, a consensus, the consent of a capital, a reconciliation round, the chair's approval, a set of signatures, a silence:
one mechanism. It is put (``putting``), answered (``positions``), and closed with a ruling (``ballots``), from which the
matter goes on as its procedure says (``matters``).
"""

from __future__ import annotations

from comity.body.acts import CloseQuestion, MoveDeadline, PutQuestion
from comity.body.asked import awaited, room_of
from comity.body.ballots import (
    ballot,
    closed,
    in_the_room,
    law_of,
    positions,
    ruled,
    stalled,
    step_of,
    without_a_vote,
)
from comity.body.course import course_of
from comity.body.effects import (
    AnyEffect,
    DeadlineMoved,
    OutcomeReported,
    PopulationJoined,
    QuestionClosed,
    QuestionPut,
)
from comity.body.extending import require_extension
from comity.body.hindering import as_hindered
from comity.body.matters import go_on_if_it_can, refuse, running, wrong_step
from comity.body.occasion import Deciders, Occasion, instant, organ_of
from comity.body.periods import local_instant
from comity.body.putting import put
from comity.body.reservations import NO_ANSWERS, Answers
from comity.body.rights import Capacity, capacity
from comity.body.roles import admits
from comity.body.sessions import has_quorum
from comity.body.state import (
    DeadlineSet,
    Due,
    Evolvers,
    Joining,
    Mark,
    Matter,
    Question,
    State,
    as_kept,
    find_question,
    joined_later,
    keep,
    order,
    put_in,
    question_of,
    schedule,
    unschedule,
)
from comity.body.stopped import closed_by_nothing, nobody_left
from comity.body.unvoted import nobody_asks_for_a_vote
from comity.body.versions import check_version, require_text
from comity.body.who_counts import require_somebody_left
from comity.charter.model import SILENCE, Step
from comity.errors import BadInput, Refused
from comity.rules.gauges import names_needed

# --- acts -------------------------------------------------------------------------------------------------------------


def decide_put(on: Occasion, act: PutQuestion) -> list[AnyEffect]:
    """The question of the matter's step is put. Refused in another step, to who may not put it, on an older text."""
    matter, step = running(on, act.matter)
    if step.puts is None:
        raise wrong_step(
            matter, step, "Matter {matter} is in the step {step!r}, which puts no question."
        )
    before = matter.question()
    if before is not None and closed_by_nothing(on, matter, before) is None:
        raise wrong_step(
            matter,
            step,
            "Matter {matter} is in the step {step!r}, which has its question before the members already.",
        )
    course = course_of(on, matter)
    who = capacity(on, act, "propose")
    by = step.puts.put_by or course.procedure.opened_by
    steers = step.puts.put_by is None and who.kind in ("organ", "office", "rota")
    if not steers and not admits(on, by, who, course.things, course.procedure):
        raise refuse(
            step,
            "question.not_yours_to_put",
            "{name} does not put this question.",
            "It is put by {by}.",
            name=who.name,
            by=by,
        )
    check_version(matter, act.version, step)
    require_text(matter, step)
    closed_first = [stalled(before, on.day)] if before is not None else []
    return [*closed_first, put(on, course, step, act)]


def decide_extend(on: Occasion, act: MoveDeadline) -> list[AnyEffect]:
    """The deadline moves, before it has passed. Refused to who does not steer the matter, to an earlier instant, where
    there is none, and beyond what the charter allows."""
    matter, question, step = open_question(on, act.question)
    _steer(on, act, matter, step)
    moment = instant(local_instant(act.deadline, on.law.charter.seat))
    if not question.deadline:
        raise refuse(
            step,
            "question.no_deadline_runs",
            "This question has no deadline, and none can be extended.",
            "It closes once all have answered, or in its session.",
        )
    if moment <= question.deadline:
        raise refuse(
            step,
            "question.not_later",
            "The deadline is {deadline} already.",
            "An extension is later.",
            deadline=question.deadline,
        )
    require_extension(on, question, step, moment)
    return [DeadlineMoved(question=act.question, deadline=moment, reason=act.reason)]


def decide_close(on: Occasion, act: CloseQuestion) -> list[AnyEffect]:
    """The question closes with its ruling. Refused before its deadline, and where it has none, unless all have answered
    who can, or a session decides."""
    matter, question, step = open_question(on, act.question)
    _steer(on, act, matter, step)
    assert step.puts is not None
    stop = closed_by_nothing(on, matter, question)
    if stop is not None:
        return [stalled(question, on.day), as_hindered(matter.matter, stop)]
    room = room_of(on, question, step)
    if step.puts.closes.at_session and (not room or on.state.sessions[room].closed):
        raise refuse(
            step,
            "session.none",
            "This question is decided at a session, and none is open.",
            "Open the session, and close the question in it.",
        )
    pending = list(awaited(on, question, step))
    rule = law_of(on.state, question).rules[question.rule]
    runs = on.now <= question.deadline if question.deadline else step.puts.hears_all(rule)
    if runs and pending and not step.puts.closes.at_session:
        raise refuse(
            step,
            "question.running",
            "The question runs until {deadline}."
            if question.deadline
            else "The question has no deadline: it is open until all have answered.",
            "Still to answer: {pending}.",
            deadline=question.deadline,
            pending=list(pending),
        )
    if nobody_asks_for_a_vote(on, matter, question, step):
        found = without_a_vote(question, on.day, step.article)
        return [found, *_follows(on, matter, step, found.outcome)]
    return close(on, matter, question, step)


def question_due(on: Occasion, matter: Matter, question: Question) -> list[AnyEffect]:
    """The deadline has passed: the question closes, silence is taken for what the charter says, and the matter goes on, or
    is hindered."""
    return close(on, matter, question, step_of(on.state, matter, question))


# --- closing ----------------------------------------------------------------------------------------------------------


def close(
    on: Occasion, matter: Matter, question: Question, step: Step, answers: Answers = NO_ANSWERS
) -> list[AnyEffect]:
    """The ruling on the positions with ``answers`` added, and what follows from it under the procedure.

    Whoever gave the last answer is not refused for what should follow and cannot: then the matter is hindered. So it is
    where the question can be counted no more, or nobody is left of those it was put to, which closes without a ruling and
    can be put again."""
    try:
        stop = nobody_left(on, question)
        if stop is not None:
            raise stop
        result = ruled_on(on, matter, question, step, answers)
    except (BadInput, Refused) as error:
        return [stalled(question, on.day), as_hindered(matter.matter, error)]
    return [result, *_follows(on, matter, step, result.outcome)]


def close_if_lost(
    on: Occasion, matter: Matter, question: Question, step: Step, answers: Answers
) -> list[AnyEffect]:
    """``close``, of a silence that is broken for good: nothing where the text would still be adopted with these answers, as
    others may object until the silence ends."""
    effects = close(on, matter, question, step, answers)
    first = effects[0]
    carried = isinstance(first, QuestionClosed) and first.outcome == "adopted"
    return [] if carried else effects


def _follows(on: Occasion, matter: Matter, step: Step, outcome: str) -> list[AnyEffect]:
    """What follows from the outcome of the question that ``step`` put: nothing where the matter has left that step since,
    as its source reports."""
    return go_on_if_it_can(on, matter, step, outcome) if matter.step in ("", step.step) else []


def ruled_on(
    on: Occasion, matter: Matter, question: Question, step: Step, answers: Answers
) -> QuestionClosed:
    """The ruling on the positions with ``answers`` added."""
    assert step.puts is not None
    room = room_of(on, question, step)
    if room and has_quorum(on.state, on.law, room) is False:
        article = organ_of(on.state, on.law, on.state.sessions[room].organ).cites.article
        return QuestionClosed(
            question=question.question, outcome="no quorum", on=on.day, article=article
        )
    ready = ballot(on.state, question, on.day)
    require_somebody_left(on, question, ready, answers)
    silence = SILENCE[step.puts.silence_means]
    counted = positions(on.state, matter, question, silence, answers)
    (ruling, counts), there = ruled(on.state, ready, counted), None
    if question.session:
        rule = law_of(on.state, question).rules[question.rule]
        is_counted = step.puts.present_only or names_needed(rule).attending
        there = in_the_room(on.state, question) if is_counted else None
    return closed(question, ruling, counts, on.day, there or ())


# --- what is checked --------------------------------------------------------------------------------------------------


def open_question(on: Occasion, name: str) -> tuple[Matter, Question, Step]:
    found = find_question(on.state, name)
    if found is None:
        raise Refused(
            "question.unknown",
            "There is no question {name!r}.",
            article="",
            remedy="Name a question.",
            name=name,
        )
    matter, question = found
    step = step_of(on.state, matter, question)
    if question.closed:
        raise refuse(
            step,
            "question.closed",
            "The question closed on {closed}: {outcome}.",
            "A new question can be put.",
            closed=question.closed,
            outcome=question.outcome,
        )
    return matter, question, step


def _steer(on: Occasion, act: CloseQuestion | MoveDeadline, matter: Matter, step: Step) -> Capacity:
    who = capacity(on, act, "propose")
    course = course_of(on, matter)
    by = (step.puts.put_by if step.puts is not None else None) or course.procedure.opened_by
    keeps = who.kind in ("organ", "office", "rota")
    if not keeps and not admits(on, by, who, course.things, course.procedure):
        raise refuse(
            step,
            "question.not_yours",
            "{name} does not steer this question.",
            "{by} does.",
            name=who.name,
            by=by,
        )
    return who


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_question_put(state: State, effect: QuestionPut, mark: Mark) -> None:
    question = Question(
        entry=mark.entry,
        attested=mark.attested,
        question=effect.question,
        matter=effect.matter,
        step=effect.step,
        rule=effect.rule,
        charter=effect.charter,
        population=list(effect.population),
        opened=effect.opened,
        deadline=effect.deadline,
        groups=dict(effect.groups),
        text=effect.text,
        session=effect.session,
        as_at=effect.as_at,
        asks=effect.asks,
        nth=mark.nth,
        place=mark.place,
    )
    if effect.deadline:
        question.deadlines.append(as_kept(DeadlineSet, effect, mark))
    if effect.question in state.question_of:
        _put_in_place(state, question)
    else:
        matter = state.matters[effect.matter]
        put_in(matter.questions, question)
        matter.hindered = None
    state.question_of[effect.question] = effect.matter
    if effect.deadline:
        schedule(state, effect.question, Due(effect.deadline, effect.matter, effect.question))


STAYS = (
    *("choices", "stated", "breaks", "rolls", "withdrawals", "associations", "contestations"),
    *("joinings", "unasked", "unasked_breaks"),
    *("closed", "outcome", "bound", "blocked_by", "needed", "article", "ruled_by", "reported"),
    "counts",
    "present",
    "without_a_vote",
    "rulings",
)
"""What of a question is not changed where the question is corrected."""


def _put_in_place(state: State, question: Question) -> None:
    """A corrected question keeps what has been answered and ruled since, who has joined, and the later deadlines."""
    matter, before = question_of(state, question.question)
    for name in STAYS:
        setattr(question, name, getattr(before, name))
    question.asked = list(question.population) if before.joinings else []
    for one in (question, *question.deadlines):
        one.nth = before.nth
    question.deadlines += [one for one in before.deadlines if order(one) != order(before)]
    matter.questions = [question if one is before else one for one in matter.questions]
    unschedule(state, question.question)


def on_deadline_moved(state: State, effect: DeadlineMoved, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    question.deadline = effect.deadline
    put_in(question.deadlines, as_kept(DeadlineSet, effect, mark))
    schedule(state, effect.question, Due(effect.deadline, question.matter, effect.question))
    keep(state, matter)


def on_question_closed(state: State, effect: QuestionClosed, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    question.closed = effect.on
    question.outcome = effect.outcome
    question.bound = list(effect.bound)
    if question.stated:
        question.bound += joined_later(question)
    question.blocked_by = effect.blocked_by
    question.needed = effect.needed
    question.article = effect.article
    question.ruled_by, question.counts = mark.entry, dict(sorted(effect.counts.items()))
    question.present, question.without_a_vote = effect.present, effect.without_a_vote
    if state.due:
        unschedule(state, effect.question)
    keep(state, matter)


def on_outcome_reported(state: State, effect: OutcomeReported, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    question.reported = effect.reported
    keep(state, matter)


def on_population_joined(state: State, effect: PopulationJoined, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    if not question.joinings:
        question.asked = list(question.population)
    put_in(question.joinings, as_kept(Joining, effect, mark))
    question.population.append(effect.member)
    keep(state, matter)


DECIDE: Deciders = {
    PutQuestion: decide_put,
    MoveDeadline: decide_extend,
    CloseQuestion: decide_close,
}
EVOLVE: Evolvers = {
    QuestionPut: on_question_put,
    PopulationJoined: on_population_joined,
    DeadlineMoved: on_deadline_moved,
    QuestionClosed: on_question_closed,
    OutcomeReported: on_outcome_reported,
}
