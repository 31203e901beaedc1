"""The parties that an effect of a step is about: who they are, and whether they can be what is meant.

A party that loses a status or a right, regains a right or takes a turn is one that the body knows. A party that is granted
a status may be new, and then needs a code that is an id and names nothing else. This is checked when the party is provided
(``fitting``), and again when the step takes effect: what has changed meanwhile hinders the matter.

A party that ends its own status gives notice by opening the matter, and the notice of its status runs from that day, as it
does for ``withdrawal.notify/1``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.body.course import Course, parties_meant
from comity.body.dates import when
from comity.body.membership import require_notice
from comity.body.occasion import Occasion, law_from
from comity.body.particulars import is_party, names_other
from comity.body.state import find_matter
from comity.charter.model import EffectVerb, Step, TakesEffect
from comity.errors import Refused
from comity.grammar import unfit_new_id
from comity.hindrances import refused

ABOUT: Mapping[EffectVerb, str] = {
    "grants": "to",
    "ends status": "of",
    "suspends": "of",
    "restores": "of",
    "passes": "to",
}
"""The verbs whose effect is about parties, each with the word that names them."""


def affected(on: Occasion, course: Course, step: Step, one: TakesEffect) -> tuple[str, ...]:
    """Each party that the effect is about, once. Refused (``thing.missing``, ``thing.no_party``, ``thing.no_new_party``,
    ``thing.several_new``) where there is none, or where it can be none."""
    name = one.things[ABOUT[one.verb]]
    found = meant(on, course, name)
    if not found and name not in law_from(on.state, course.charter, on.day).charter.groups:
        raise not_provided(step, name)
    require_parties(on, one.verb, name, found, step.article)
    return found


def require_own_notice(on: Occasion, course: Course, party: str, status: str, day: str) -> None:
    """Refused (``withdrawal.too_soon``) where a party ends its own status on a day before its notice has run, which it gave
    by opening the matter."""
    if course.things.get("proposer") == party:
        require_notice(on, status, _opened(on, course), day)


def not_provided(step: Step, thing: str) -> Refused:
    return refused("thing.missing", article=step.article, thing=thing)


def _opened(on: Occasion, course: Course) -> str:
    """The day on which the matter was opened, as it was recorded: nobody shortens its own notice by saying that it acted
    earlier. Where a source reports it, the last day possible."""
    matter = find_matter(on.state, course.matter)
    if matter is None:
        return on.day
    latest = when(matter.path[0].on if matter.path else matter.on).latest
    return latest.isoformat() if latest is not None else on.day


def meant(on: Occasion, course: Course, name: str) -> tuple[str, ...]:
    law, matter = law_from(on.state, course.charter, on.day), find_matter(on.state, course.matter)
    questions = matter.questions if matter is not None else ()
    return tuple(dict.fromkeys(parties_meant(law, course, name, questions)))


def require_parties(
    on: Occasion, verb: EffectVerb, thing: str, named: Sequence[str], article: str
) -> None:
    new = next((party for party in named if not is_party(on, party)), "")
    if not new:
        return
    if verb != "grants":
        raise refused("thing.no_party", article=article, name=new, thing=thing)
    if unfit_new_id(new, numbers=True) is not None or names_other(on.law, new):
        raise refused("thing.no_new_party", article=article, name=new, thing=thing)
    if len(named) > 1:
        raise refused("thing.several_new", article=article, name=new, thing=thing)
