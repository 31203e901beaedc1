"""What a matter is opened with: whom it is for, and what its procedure needs from the first.

Whoever opens a matter is its proposer, and what the charter calls its applicant or appellant. A party speaks for itself
alone; an organ or office may name whom it opens the matter for.
"""

from __future__ import annotations

from comity.body.acts import OpenMatter
from comity.body.course import Course, openers
from comity.body.fitting import require_fit
from comity.body.occasion import Occasion
from comity.body.rights import Capacity
from comity.charter.model import Procedure
from comity.charter.things import AT_OPENING
from comity.errors import Refused


def things_at_opening(
    on: Occasion, who: Capacity, act: OpenMatter, procedure: Procedure
) -> dict[str, str]:
    """The things of the matter. Refused (``things.not_yours``) where a party names another as proposer, applicant or
    appellant, and as ``affected`` where the party named can have no effect."""
    behind = who.party or who.name
    named = {"proposer": behind} if behind != who.name else {}
    if not act.things:
        things = named
    elif not who.party:
        things = {**act.things, **named}
    else:
        for thing in AT_OPENING:
            if act.things.get(thing, behind) != behind:
                raise _not_yours(who, act, procedure, thing)
        things = {t: v for t, v in act.things.items() if t not in AT_OPENING} | named
    if procedure.uses.isdisjoint(things) and not on.law.charter.parameters:
        return things
    course = Course(act.matter, procedure, on.charter, openers(things, who.name))
    for thing in things:
        require_fit(on, course, thing)
    return things


def _not_yours(who: Capacity, act: OpenMatter, procedure: Procedure, thing: str) -> Refused:
    asking = [s.step for s in procedure.steps if s.asks is not None and s.asks.thing == thing]
    return Refused(
        "things.not_yours",
        "{name} opens the matter for itself, and names {other} as its {thing}.",
        article=procedure.cites.article,
        remedy="Leave it out: the step {step!r} asks for it."
        if asking
        else "Leave it out. Let {other} open the matter itself, or an organ or office open it and name {other}.",
        name=who.name,
        other=act.things[thing],
        thing=thing,
        step=asking[0] if asking else "",
    )
