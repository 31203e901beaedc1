"""Deciding: an act on a body at an instant gives effects, or is refused with the article. Pure.

``DECIDE`` is the whole of it: one function for each kind of act, in the module of its noun. A test holds the table to the
closed set of acts.
"""

from __future__ import annotations

from comity.body import (
    attesting,
    contesting,
    correcting,
    matters,
    meetings,
    membership,
    offices,
    passkeys,
    people,
    positions,
    programme,
    providing,
    questions,
    resuming,
    sessions,
    silence,
    sources,
    tasks,
    texts,
    withdrawing,
)
from comity.body.acts import AnyAct, Attest, FoundBody, PassDeadline
from comity.body.ballots import stalled, step_of
from comity.body.effects import AnyEffect, MatterHindered
from comity.body.entry import Entry
from comity.body.founding import decide_found
from comity.body.matters import step_due
from comity.body.occasion import Deciders, Occasion, as_of, last_moment, occasion
from comity.body.particulars import require_done
from comity.body.questions import question_due, ruled_on
from comity.body.references import require_known
from comity.body.reservations import NO_ANSWERS
from comity.body.state import Due, Matter, Question, State, find_question, question_of
from comity.body.wellformed import require_wellformed
from comity.errors import Refused
from comity.hindrances import STRANGE


def decide_deadline(on: Occasion, act: PassDeadline) -> list[AnyEffect]:
    """What follows when a deadline has passed, dated on its day: the last of a question, the one that a step waited for.

    Refused (``deadline.unknown``, ``deadline.running``) for any other. The matter is hindered (``deadline.strange``) where
    a strange entry leaves open what follows."""
    due = on.state.due.get(act.what)
    if due is None or due.instant != act.deadline:
        raise Refused(
            "deadline.unknown",
            "No deadline {what!r} runs until {deadline}.",
            article="",
            remedy="",
            what=act.what,
            deadline=act.deadline,
        )
    if act.deadline >= on.now:
        # The instant of the deadline itself is still in time (survey, T54).
        raise Refused(
            "deadline.running",
            "The deadline runs until {deadline}.",
            article="",
            remedy="Wait.",
            deadline=act.deadline,
        )
    try:
        return _follows(on, due)
    except (
        Exception
    ):  # an attested entry says something that the rules cannot read: time passes all the same
        found = find_question(on.state, due.question) if due.question else None
        closed = [] if found is None or found[1].closed else [_ruled_if_it_can(on, due, *found)]
        return [*closed, MatterHindered(matter=due.matter, code=STRANGE)]


def _ruled_if_it_can(on: Occasion, due: Due, matter: Matter, question: Question) -> AnyEffect:
    """The close of a question of which it cannot be worked out what should follow: with its ruling, where there is one.
    What was decided was decided."""
    then = as_of(on, last_moment(due.instant))
    try:
        step = step_of(on.state, matter, question)
        return ruled_on(then, matter, question, step, NO_ANSWERS)
    except Exception:
        return stalled(question, on.day)


def _follows(on: Occasion, due: Due) -> list[AnyEffect]:
    if due.question:
        last = last_moment(due.instant)
        return question_due(as_of(on, last), *question_of(on.state, due.question))
    return step_due(as_of(on, due.instant), on.state.matters[due.matter])


DECIDE: Deciders = {
    PassDeadline: decide_deadline,
    **attesting.DECIDE,
    **correcting.DECIDE,
    **matters.DECIDE,
    **providing.DECIDE,
    **meetings.DECIDE,
    **membership.DECIDE,
    **offices.DECIDE,
    **passkeys.DECIDE,
    **people.DECIDE,
    **contesting.DECIDE,
    **positions.DECIDE,
    **programme.DECIDE,
    **questions.DECIDE,
    **resuming.DECIDE,
    **sessions.DECIDE,
    **silence.DECIDE,
    **sources.DECIDE,
    **tasks.DECIDE,
    **texts.DECIDE,
    **withdrawing.DECIDE,
}


def decide(
    state: State, act: AnyAct, now: str, number: int, earlier: Entry | None = None
) -> list[AnyEffect]:
    """The effects of ``act`` at the instant ``now`` as entry ``number``. The state is not touched.

    Raises ``Refused`` with the article, ``BadInput`` for what cannot be read or is not well formed, ``Faulty`` for a
    charter at fault.
    ``earlier`` is the entry that a correction names."""
    kind = type(act)
    if isinstance(act, FoundBody):
        require_wellformed(act, ())
        return decide_found(state, act, now)
    if not state.charters:
        raise Refused(
            "body.unfounded",
            "The body is not founded.",
            article="",
            remedy="Found it under a charter.",
        )
    on = occasion(state, now, number, earlier)
    require_wellformed(act, on.law.charter.languages)
    if act.held:
        require_done(act, on.day, on.now, on.law.charter.credentials.article)
    effects = list(DECIDE[kind](on, act))
    if kind is not Attest:  # whose facts may name what the facts before them bring
        require_known(state, act)
    return effects
