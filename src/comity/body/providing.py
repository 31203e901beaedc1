"""Providing what a matter's step asks for: a text, a candidate, a day; and what may be provided as one of these."""

from __future__ import annotations

from comity.body.acts import Provide
from comity.body.course import Course, course_of
from comity.body.effects import AnyEffect, ThingProvided
from comity.body.fitting import require_fit
from comity.body.matters import go_on, require_proposer, running, wrong_step
from comity.body.numbering import require_free_number
from comity.body.occasion import Deciders, Occasion, law_from
from comity.body.particulars import exact_day, is_party
from comity.body.rights import capacity
from comity.body.roles import admits
from comity.body.standing import ended, has_right, require_right
from comity.charter.model import Procedure
from comity.errors import Refused


def decide_provide(on: Occasion, act: Provide) -> list[AnyEffect]:
    """The thing that the matter's step asks for is provided, and the matter goes on. Refused in another step."""
    matter, step = running(on, act.matter)
    if step.asks is None or step.asks.thing != act.thing:
        raise wrong_step(
            matter,
            step,
            "Matter {matter} is in the step {step!r}, which asks for no {thing}.",
            thing=act.thing,
        )
    # A text needs the right to circulate, in whichever way it comes.
    who = capacity(on, act, "propose", "circulate" if act.thing == "text" else "")
    course = course_of(on, matter)
    if not admits(on, step.asks.of, who, course.things, course.procedure):
        raise Refused(
            "step.not_yours",
            "{name} does not provide the {thing}.",
            article=step.article,
            remedy="It comes from {of}.",
            name=who.name,
            thing=act.thing,
            of=step.asks.of,
        )
    require_proposer(on, who, step.asks.of)
    given = course.having(act.thing, act.value)
    if _is_used(on, course, act.thing):  # else nothing but a reader looks at it
        _require_eligible(on, course.procedure, act)
        require_free_number(on, course, step, act.thing, act.value)
        if act.thing in course.procedure.days:
            exact_day(act.value, "value")
        require_fit(on, given, act.thing, step)
    provided = ThingProvided(
        matter=matter.matter,
        thing=act.thing,
        value=act.value,
        by=who.name,
        step=step.step,
        note=act.note,
        preferred_to=act.preferred_to,
    )
    return [provided, *go_on(on, given, step)]


def _is_used(on: Occasion, course: Course, thing: str) -> bool:
    """Whether a step does something with the thing, or a rule counts whom it names."""
    if thing in course.procedure.uses:
        return True
    law = on.law if course.charter == on.charter else law_from(on.state, course.charter, on.day)
    return thing in law.charter.parameters


def _require_eligible(on: Occasion, procedure: Procedure, act: Provide) -> None:
    """Refused (``right.none``, ``right.suspended``) for a candidate for an office who acts for a party, and for none that
    may be elected."""
    effects = [one for step in procedure.steps for one in step.effects if one.verb == "fills"]
    if all(one.things.get("with") != act.thing for one in effects):
        return
    numbers = on.state.credentials_of.get(act.value, ())
    issued = [on.state.credentials[number] for number in numbers]
    held = [one.party for one in issued if not ended(one.revoked, on.day)]
    behind = [party for party in held if is_party(on, party)]
    if behind and not any(has_right(on.state, on.law, p, "be elected", on.day) for p in behind):
        require_right(on, behind[0], "be elected")


DECIDE: Deciders = {Provide: decide_provide}
