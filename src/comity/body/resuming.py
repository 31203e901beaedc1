"""Going on with a matter that was hindered: nobody could be refused when its time came, and something stood in the way."""

from __future__ import annotations

from comity.body.acts import ResumeMatter
from comity.body.ballots import stalled, step_of
from comity.body.course import course_of
from comity.body.effects import AnyEffect
from comity.body.hindering import as_hindered
from comity.body.matters import go_on, running, wants
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import recorder
from comity.body.putting import put
from comity.body.questions import close
from comity.body.rights import capacity
from comity.body.roles import admits
from comity.body.state import Matter, order
from comity.body.stopped import closed_by_nothing, stop_today
from comity.body.versions import require_text
from comity.charter.model import RolePhrase, Step
from comity.errors import Refused


def decide_resume(on: Occasion, act: ResumeMatter) -> list[AnyEffect]:
    """A hindered matter goes on: its question closes, is put again, or what follows from its outcome follows.

    Refused (``matter.not_hindered``), and for what still stands in the way."""
    matter, step = running(on, act.matter)
    recorder(on, act)
    question = matter.question()
    stop = closed_by_nothing(on, matter, question) if question is not None else None
    if question is not None and stop is not None:
        return [stalled(question, on.day), as_hindered(matter.matter, stop)]
    if not matter.hindered:
        return _resume_of_today(on, matter, step)
    if step.puts is None:
        return go_on(on, course_of(on, matter), step)
    if waits_to_be_put(matter):
        return [_put_again(on, act, matter, step)]
    question = matter.questions[-1]
    if not question.closed:
        return close(on, matter, question, step)
    return go_on(on, course_of(on, matter), step, question.outcome)


def _resume_of_today(on: Occasion, matter: Matter, step: Step) -> list[AnyEffect]:
    """The matter goes on of which the register notes nothing. Refused for what stops it today, and where nothing does."""
    stop, question = stop_today(on, matter), matter.question()
    if question is not None and stop is not None:
        return close(on, matter, question, step_of(on.state, matter, question))
    if stop is not None:
        raise stop
    raise Refused(
        "matter.not_hindered",
        "Nothing hinders the matter {matter}.",
        article=step.article,
        remedy=wants(step),
        matter=matter.matter,
    )


def waits_to_be_put(matter: Matter) -> bool:
    """Whether the question of the matter's step has not been put since the step was entered, or was and was not counted."""
    entered = order(matter.path[-1]) if matter.path else (-1, 0)
    since = [one for one in matter.questions if order(one) > entered]
    return not since or since[-1].outcome == "stalled"


def _put_again(on: Occasion, act: ResumeMatter, matter: Matter, step: Step) -> AnyEffect:
    """The question, where nobody in particular puts it or who resumes may. Refused otherwise
    (``question.not_yours_to_put``)."""
    assert step.puts is not None, "the caller has looked"
    by = step.puts.put_by
    if by is not None and not _may_put(on, act, matter, by):
        raise Refused(
            "question.not_yours_to_put",
            "The question has not been ruled on and must be put again.",
            article=step.article,
            remedy="It is put by {by}.",
            by=by,
        )
    require_text(matter, step)
    return put(on, course_of(on, matter), step)


def _may_put(on: Occasion, act: ResumeMatter, matter: Matter, by: RolePhrase) -> bool:
    course = course_of(on, matter)
    try:
        return admits(on, by, capacity(on, act, "propose"), course.things, course.procedure)
    except Refused:
        return False


DECIDE: Deciders = {ResumeMatter: decide_resume}
