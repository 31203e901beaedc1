"""Taking effect: what a step of a procedure brings about, in the verbs of the notation.

``fills`` an office, ``grants`` and ``ends status``, ``suspends`` and ``restores`` a right, ``amends charter``, ``issues`` a
decision, ``approves`` a plan, ``sets measures`` and ``ends measures``, ``passes`` a rota's turn. What each needs (the
candidate, the date) was provided by earlier steps and is found by the name that the charter gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from msgspec.structs import replace

from comity.body.affected import ABOUT, affected, not_provided, require_own_notice
from comity.body.ballots import step_of
from comity.body.course import Course, course_of
from comity.body.effects import (
    AnyEffect,
    CharterAdopted,
    DecisionIssued,
    MeasuresEnded,
    MeasuresSet,
    PopulationJoined,
    RightRestored,
    RightSuspended,
    StatusEnded,
    StatusGranted,
    TenureBegan,
    TenureEnded,
)
from comity.body.founding import require_governing
from comity.body.membership import on_status_granted
from comity.body.numbering import forget_number, note_number, numbered
from comity.body.occasion import Occasion, charter_of
from comity.body.offices import turn_passed
from comity.body.periods import date_after
from comity.body.putting import those_asked
from comity.body.standing import begun, over
from comity.body.state import Decision, Evolvers, Mark, Measures, State, find_matter, keep
from comity.body.trial import trial
from comity.body.turns import holders, slot_on, turn_given, turns_ahead
from comity.charter.model import EffectVerb, Office, Period, Step, TakesEffect
from comity.errors import ComityError
from comity.grammar import LONGEST_ID, is_id
from comity.hindrances import refused


def _in_an_id(course: Course, step: Step) -> str:
    """The name of the step where an id can have it; its number in the procedure where it has spaces or other letters."""
    if is_id(step.step) and len(step.step) <= LONGEST_ID // 2:
        return step.step
    return str([one.step for one in course.procedure.steps].index(step.step) + 1)


def taking_effect(on: Occasion, course: Course, step: Step) -> list[AnyEffect]:
    """The effects of the step, in the order of the charter. Refused (``thing.missing``) where one lacks what it needs."""
    effects: list[AnyEffect] = []
    for at, one in enumerate(step.effects):
        suffix = f"{on.number}-{_in_an_id(course, step)}" + (f"-{at}" if at else "")
        effects += VERBS[one.verb](on, course, step, one, suffix)
    return list(numbered(on, course, step, effects))


def _fills(
    on: Occasion, course: Course, step: Step, one: TakesEffect, suffix: str
) -> list[AnyEffect]:
    office = on.law.offices[one.object]
    person = _need(course, step, one, "with")
    if person not in on.state.persons:
        article = step.article
        raise refused("candidate.unknown", article=article, person=person)
    since = _day(on, course, one, "from")
    until, number, party = _term(on, office, since)
    before: list[AnyEffect] = [
        TenureEnded(tenure=t.tenure, on=since, reason="succession")
        for t in holders(on.state, office.office, since)
    ]
    began = TenureBegan(
        tenure=f"t{suffix}",
        office=office.office,
        person=person,
        since=since,
        until=_last_day(course, step, one, since) or until,
        nominated_by=party or course.things.get("proposer", ""),
        slot=number,
        matter=course.matter,
    )
    return [*before, began]


def _term(on: Occasion, office: Office, since: str) -> tuple[str, int | None, str]:
    """The last day of a tenure from ``since``, its slot, and whose slot that is. A holder who holds over has no last day:
    the tenure ends when a successor's begins (survey, T91)."""
    last, number, party = "", None, ""
    if office.slots is not None:
        slot = slot_on(on.state, on.law, office, since)
        last, number, party = slot.until, slot.number, slot.party
    elif office.term_months is not None:
        after = date_after(date.fromisoformat(since), Period(months=office.term_months))
        last = date.fromordinal(after.toordinal() - 1).isoformat()
    return "" if office.holds_over else last, number, party


def _grants(
    on: Occasion, course: Course, step: Step, one: TakesEffect, suffix: str
) -> list[AnyEffect]:
    since = _day(on, course, one, "from")
    until = _last_day(course, step, one, since)
    effects: list[AnyEffect] = []
    for party in affected(on, course, step, one):
        granted = StatusGranted(
            party=party, status=one.object, since=since, until=until, matter=course.matter
        )
        effects += [granted, *_joined(on, granted)]
    return effects


def _joined(on: Occasion, granted: StatusGranted) -> Iterator[PopulationJoined]:
    """The party is asked in the silences that run and count a new member, where it is one from today or before."""
    if not on.law.statuses[granted.status].counted or not begun(granted.since, on.day):
        return
    tried = trial(on.state)
    on_status_granted(tried, granted, Mark(entry=on.number, at=on.now))
    for question in _open_to(replace(on, state=tried), granted):
        yield PopulationJoined(question=question, member=granted.party)


def _open_to(on: Occasion, granted: StatusGranted) -> Iterator[str]:
    """The silences that run, and ask a member that has only now become one. The question by which it became one is over."""
    party = granted.party
    for matter in on.state.matters.values():
        question = matter.question()
        if question is None or party in question.population or matter.matter == granted.matter:
            continue
        course = course_of(on, matter)
        puts = step_of(on.state, matter, question).puts
        if puts is None or puts.silence is None or puts.silence.new_member != "counted":
            continue
        try:
            asked = those_asked(on, course, puts, question.charter, question.groups)
        except (
            ComityError
        ):  # whom it asks the charter has no more, which stops that matter and not this one
            continue
        if party in asked:
            yield question.question


def _ends_status(
    on: Occasion, course: Course, step: Step, one: TakesEffect, suffix: str
) -> list[AnyEffect]:
    day, parties = _day(on, course, one, "from"), affected(on, course, step, one)
    for party in parties:
        require_own_notice(on, course, party, one.object, day)
    return [
        StatusEnded(party=party, status=one.object, on=day, matter=course.matter)
        for party in parties
    ]


def _suspends(
    on: Occasion, course: Course, step: Step, one: TakesEffect, suffix: str
) -> list[AnyEffect]:
    since = _day(on, course, one, "from")
    until = _last_day(course, step, one, since)
    return [
        RightSuspended(
            party=party,
            right=one.object,
            since=since,
            until=until,
            matter=course.matter,
        )
        for party in affected(on, course, step, one)
    ]


def _restores(
    on: Occasion, course: Course, step: Step, one: TakesEffect, suffix: str
) -> list[AnyEffect]:
    return [
        RightRestored(party=party, right=one.object, on=on.day, matter=course.matter)
        for party in affected(on, course, step, one)
    ]


def _amends(
    on: Occasion, course: Course, step: Step, one: TakesEffect, suffix: str
) -> list[AnyEffect]:
    name = one.things["with"]
    charter = charter_of(_need(course, step, one, "with"))
    since = _day(on, course, one, "from")
    require_governing(on, charter, since, step.article)
    # Questions already open keep their rule, unless the amendment itself says otherwise.
    anew = course.things.get("open questions") == "take the new rule"
    reopens = list(on.state.question_of) if anew else []
    return [
        CharterAdopted(
            digest=charter.digest, since=since, text=name, matter=course.matter, reopens=reopens
        )
    ]


def _issues(
    on: Occasion, course: Course, step: Step, one: TakesEffect, suffix: str
) -> list[AnyEffect]:
    dated = _day(on, course, one, "date")
    return [
        DecisionIssued(
            decision=f"b{suffix}",
            matter=course.matter,
            title=course.title,
            dated=dated,
            effective=_thing(course, one, "from") or dated,
            number=_thing(course, one, "number"),
            thing=one.object,
            text=course.text,
        )
    ]


def _approves(
    on: Occasion, course: Course, step: Step, one: TakesEffect, suffix: str
) -> list[AnyEffect]:
    value = course.things.get(one.object, "")
    if not value and not course.text and course.asks_for(one.object):
        raise not_provided(step, one.object)
    return [
        DecisionIssued(
            decision=f"b{suffix}",
            matter=course.matter,
            title=course.title,
            dated=on.day,
            effective=on.day,
            thing=one.object,
            value=value,
            text=course.text,
        )
    ]


def _sets_measures(
    on: Occasion, course: Course, step: Step, one: TakesEffect, suffix: str
) -> list[AnyEffect]:
    what = course.things.get(one.object, "") if one.object else course.title
    if not what:
        raise not_provided(step, one.object)
    return [
        MeasuresSet(
            measures=f"x{suffix}",
            matter=course.matter,
            what=what,
            since=on.day,
            until=_last_day(course, step, one, on.day),
            thing=one.object,
        )
    ]


def _ends_measures(
    on: Occasion, course: Course, step: Step, one: TakesEffect, suffix: str
) -> list[AnyEffect]:
    return [
        MeasuresEnded(measures=m.measures, on=on.day)
        for m in on.state.measures.values()
        if m.matter == course.matter and not m.ended and _are_named(m, one.object)
    ]


def _are_named(measures: Measures, thing: str) -> bool:
    """Whether these are the measures of that name; a source that names none may mean any."""
    return thing in ("", measures.thing) or (measures.attested and not measures.thing)


def _passes(
    on: Occasion, course: Course, step: Step, one: TakesEffect, suffix: str
) -> list[AnyEffect]:
    to = _party(on, course, step, one) if "to" in one.things else ""
    if to:
        turn = turn_given(on.state, on.law, one.object, to, on.day)
        return [turn_passed(one.object, turn, on.day, matter=course.matter)]
    ahead = turns_ahead(on.state, on.law, one.object, on.day, 1)
    if not ahead:
        rota = on.law.rotas[one.object]
        raise refused("turn.nobody", article=rota.cites.article, rota=one.object, day=on.day)
    return [turn_passed(one.object, ahead[0], on.day, matter=course.matter)]


Taking = Callable[[Occasion, Course, Step, TakesEffect, str], list[AnyEffect]]
VERBS: Mapping[EffectVerb, Taking] = {
    "fills": _fills,
    "grants": _grants,
    "ends status": _ends_status,
    "suspends": _suspends,
    "restores": _restores,
    "amends charter": _amends,
    "issues": _issues,
    "approves": _approves,
    "sets measures": _sets_measures,
    "ends measures": _ends_measures,
    "passes": _passes,
}


def _thing(course: Course, one: TakesEffect, role: str) -> str:
    name = one.things.get(role, "")
    return course.things.get(name, "") if name else ""


def _need(course: Course, step: Step, one: TakesEffect, role: str) -> str:
    value = _thing(course, one, role)
    if not value:
        raise not_provided(step, one.things[role])
    return value


def _party(on: Occasion, course: Course, step: Step, one: TakesEffect) -> str:
    """The one party that the effect is about."""
    found = affected(on, course, step, one)
    if len(found) == 1:
        return found[0]
    name = one.things[ABOUT[one.verb]]
    article = step.article
    raise refused("thing.several", article=article, name=name)


def _day(on: Occasion, course: Course, one: TakesEffect, role: str) -> str:
    return _thing(course, one, role) or on.day


def _last_day(course: Course, step: Step, one: TakesEffect, since: str) -> str:
    """The last day that was provided; empty where none was. Refused (``dates.backwards``) where it is before the first."""
    until = _thing(course, one, "until")
    if until and over(until, since):
        article = step.article
        raise refused("dates.backwards", article=article, until=until, since=since)
    return until


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_decision_issued(state: State, effect: DecisionIssued, mark: Mark) -> None:
    matter = find_matter(state, effect.matter)
    assert matter is not None, "a decision is taken on a matter"
    if effect.number:
        year = effect.dated[:4]
        state.numbered[year] = state.numbered.get(year, 0) + 1
    for before in matter.decisions:
        if before.decision == effect.decision:  # corrected
            forget_number(state, before.number, before.decision)
    note_number(state, effect.number, effect.decision)
    issued = Decision(
        entry=mark.entry,
        attested=mark.attested,
        decision=effect.decision,
        matter=effect.matter,
        title=effect.title,
        dated=effect.dated,
        effective=effect.effective,
        number=effect.number,
        organ=effect.organ,
        thing=effect.thing,
        text=effect.text,
        value=effect.value,
    )
    others = [one for one in matter.decisions if one.decision != effect.decision]
    matter.decisions = [*others, issued]
    state.decisions[effect.decision] = effect.matter
    keep(state, matter)


EVOLVE: Evolvers = {DecisionIssued: on_decision_issued}
