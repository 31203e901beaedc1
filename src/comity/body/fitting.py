"""Whether what is provided can be what the procedure does with it: a party that can be affected or asked, a last day that
is not before the first.

This is tried when it is provided, so that whoever provides it can give another, and not only once members have voted. It is
tried again when the step takes effect: what has changed meanwhile hinders the matter, and the record-keeper can attest
another. A candidate need not have been entered as a person yet: who votes knows whom they elect, and the record-keeper
enters him or her before the office is taken.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.body.affected import ABOUT, meant, require_own_notice, require_parties
from comity.body.course import Course
from comity.body.founding import require_governing
from comity.body.occasion import Occasion, charter_of, law_from
from comity.body.particulars import is_known, is_party
from comity.body.standing import over
from comity.charter.model import Step, TakesEffect
from comity.errors import Faulty, Refused
from comity.hindrances import refused


def require_fit(on: Occasion, course: Course, thing: str, step: Step | None = None) -> None:
    """Refused where what the course has under the name of the thing can take no effect: as ``affected`` and
    ``require_own_notice``; several of whom one has the turn (``thing.several``); days that end before they begin
    (``dates.backwards``); a charter that does not follow the notation or could not govern (``charter.faulty``, and as
    ``require_governing``); and where somebody is asked whom the body does not know (``thing.no_party``)."""
    granted = False
    for at, one in _effects(course):
        article = step.article if step is not None else at.article
        granted = granted or (one.verb == "grants" and one.things["to"] == thing)
        if one.verb in ABOUT:
            _require_affected(on, course, one, thing, article)
        if thing in (one.things.get("from"), one.things.get("until")):
            _require_order(on, course, one, article)
        if one.verb == "amends charter" and thing in (one.things["with"], one.things.get("from")):
            _require_charter(on, course, one, article)
    if not granted:
        article = step.article if step is not None else course.procedure.cites.article
        _require_asked(on, course, thing, article)


def _require_affected(
    on: Occasion, course: Course, one: TakesEffect, thing: str, article: str
) -> None:
    named = one.things.get(ABOUT[one.verb], "")
    parties = meant(on, course, named) if named == thing else ()
    require_parties(on, one.verb, thing, parties, article)
    if one.verb == "passes" and len(parties) > 1:
        raise refused("thing.several", article=article, name=thing)
    day = course.things.get(one.things.get("from", ""), "")
    if one.verb == "ends status" and day and thing in (named, one.things["from"]):
        for party in meant(on, course, named):
            require_own_notice(on, course, party, one.object, day)


def _require_order(on: Occasion, course: Course, one: TakesEffect, article: str) -> None:
    first, last = one.things.get("from", ""), one.things.get("until", "")
    since = _first_day(on, course, first)
    until = course.things.get(last, "")
    if since and until and over(until, since):
        raise refused("dates.backwards", article=article, until=until, since=since)


def _first_day(on: Occasion, course: Course, first: str) -> str:
    """The day provided as the first; of what has none, today, as it takes effect when its step comes. Empty where a step
    still asks for it."""
    return course.things.get(first, "") or ("" if course.asks_for(first) else on.day)


def _require_charter(on: Occasion, course: Course, one: TakesEffect, article: str) -> None:
    """What is to become the charter follows the notation, and can govern on the day from which it is to."""
    name, first = one.things["with"], one.things.get("from", "")
    text = course.things.get(name, "")
    if not text:
        return
    try:
        charter = charter_of(text)
    except Faulty as faulty:
        raise Refused(
            "charter.faulty",
            "The {thing} is no charter: {fault}",
            article=article,
            remedy="Mend it: comity charter check says what is wrong, and where.",
            thing=name,
            fault=faulty.faults[0],
        ) from faulty
    since = _first_day(on, course, first)
    if since:
        require_governing(on, charter, since, article)


def _require_asked(on: Occasion, course: Course, thing: str, article: str) -> None:
    """Whom a rule counts is a party, and whom a step asks, or who acts in it, somebody that the body knows."""
    parameters = law_from(on.state, course.charter, on.day).charter.parameters
    roles = (role for step in course.procedure.steps for role in step.roles)
    if thing in parameters:
        strange = [one for one in course.things[thing].split() if not is_party(on, one)]
    elif any(role.kind == "provided" and role.name == thing for role in roles):
        value = course.things[thing]
        strange = [] if is_known(on, value) else [value]
    else:
        return
    if strange:
        raise refused("thing.no_party", article=article, name=strange[0], thing=thing)


def _effects(course: Course) -> Iterator[tuple[Step, TakesEffect]]:
    return ((step, one) for step in course.procedure.steps for one in step.effects)
