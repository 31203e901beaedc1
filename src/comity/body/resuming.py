"""Going on with a matter that was hindered: nobody could be refused when its time came, and something stood in the way."""

from __future__ import annotations

from comity.body.acts import ResumeMatter
from comity.body.course import course_of
from comity.body.effects import AnyEffect
from comity.body.matters import go_on, running, wants
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import recorder
from comity.body.putting import put
from comity.body.questions import close, require_text
from comity.body.state import Matter, order
from comity.charter.model import Step
from comity.errors import Refused


def decide_resume(on: Occasion, act: ResumeMatter) -> list[AnyEffect]:
    """A hindered matter goes on: its question closes, is put again, or what follows from its outcome follows.

    Refused (``matter.not_hindered``), and for what still stands in the way."""
    matter, step = running(on, act.matter)
    recorder(on, act)
    if not matter.hindered:
        raise Refused(
            "matter.not_hindered",
            "Nothing hinders the matter {matter}.",
            article=step.cites.article,
            remedy=wants(step),
            matter=matter.matter,
        )
    if step.puts is None:
        return go_on(on, course_of(on, matter), step)
    if waits_to_be_put(matter):
        return [_put_again(on, matter, step)]
    question = matter.questions[-1]
    if not question.closed:
        return close(on, matter, question, step)
    return go_on(on, course_of(on, matter), step, question.outcome)


def waits_to_be_put(matter: Matter) -> bool:
    """Whether the question of the matter's step has not been put since the step was entered, or was and was not counted."""
    entered = order(matter.path[-1]) if matter.path else (-1, 0)
    since = [one for one in matter.questions if order(one) > entered]
    return not since or since[-1].outcome == "stalled"


def _put_again(on: Occasion, matter: Matter, step: Step) -> AnyEffect:
    """The question, where nobody in particular puts it. Refused otherwise (``question.not_yours_to_put``)."""
    assert step.puts is not None, "the caller has looked"
    by = step.puts.put_by
    if by is not None:
        raise Refused(
            "question.not_yours_to_put",
            "The question has not been ruled on and must be put again.",
            article=step.cites.article,
            remedy="It is put by {by}.",
            by=by,
        )
    require_text(matter, step)
    return put(on, course_of(on, matter), step)


DECIDE: Deciders = {ResumeMatter: decide_resume}
