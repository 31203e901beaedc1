"""The forms of a step, each for the matter as it stands: what is asked, who is on the roll, until when at the soonest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext

from comity.body.acts import EnterPerson
from comity.body.confidence import in_confidence
from comity.body.extending import extensions_left
from comity.body.occasion import instant
from comity.body.periods import deadline, read_instant
from comity.body.state import Matter
from comity.charter.model import Step
from comity.web import acting, delegation
from comity.web.forms.steps import ExtendForm, ProvideForm, PutForm, ReasonForm, RollForm
from comity.web.readmodel.asking import asking, parameters, procedure_of, sessions_now, supposed
from comity.web.readmodel.candidates import candidates
from comity.web.readmodel.things import sort_of
from comity.web.told import names, times
from comity.web.told.names import Names
from comity.web.visits import Visit

USUAL = ("in favour", "does not object", "abstaining", "against", "present not voting", "absent")


def form_of(
    visit: Visit,
    matter: Matter,
    step: Step,
    at: Names,
    name: str,
    data: Any = None,
    files: Any = None,
) -> forms.Form | None:
    """The form of that action; None where it has nothing to fill."""
    seen = {"step": step.step, "version": version_of(matter)}
    seat = visit.law.charter.seat
    match name:
        case "provide":
            return _provide(visit, matter, step, at, data, seen)
        case "put":
            return _put(visit, matter, step, at, data, seen)
        case "extend":
            form = ExtendForm(at, seat, data, initial=seen)
            form.fields["deadline"].help_text = _furthest(visit, matter, step)
            return form
        case "roll":
            return _roll(visit, matter, at, data, files, seen)
        case "withdraw":
            return ReasonForm(at, data, initial=seen)
        case _:
            return None


def version_of(matter: Matter) -> int:
    """The version of the text that stands; 0 where there is none."""
    return matter.versions[-1].version if matter.versions else 0


def _provide(
    visit: Visit, matter: Matter, step: Step, at: Names, data: Any, seen: dict[str, Any]
) -> ProvideForm | None:
    if step.asks is None:
        return None
    procedure = procedure_of(visit, matter)
    sort = sort_of(at.law, procedure, step.asks.thing)
    earlier = (
        [one.value for one in candidates(visit, matter, procedure)] if sort == "person" else []
    )
    fixed = not may_enter(visit, matter)
    return ProvideForm(at, step.asks.thing, sort, earlier, fixed, data, initial=seen)


def may_enter(visit: Visit, matter: Matter) -> bool:
    """Whether somebody new may be named as a person: who may enter one does, but not in a matter kept in confidence, since
    the register of persons is read by everybody."""
    trial = acting.made(visit, EnterPerson, name=acting.TYPED_LATER)
    secret = in_confidence(visit.state, matter, visit.day)
    return not secret and not delegation.expert(visit) and acting.refusal(visit, trial) is None


def _put(
    visit: Visit, matter: Matter, step: Step, at: Names, data: Any, seen: dict[str, Any]
) -> PutForm | None:
    puts = step.puts
    if puts is None:
        return None
    one = supposed(visit, matter, step)
    wanted = parameters(one.law, step) if one is not None else []
    closes = puts.closes
    form = PutForm(
        at,
        visit.law.charter.seat,
        {one: str(names.session(at, one)) for one in sessions_now(visit, matter, step)},
        puts.silence.only_for if puts.silence is not None else (),
        {name: not matter.things.get(name) for name in wanted},
        closes.after is None if closes.set_by_opener else None,
        data,
        initial=seen,
    )
    if "deadline" in form.fields:
        form.fields["deadline"].help_text = _soonest(visit, step)
    return form


def _soonest(visit: Visit, step: Step) -> str:
    """Not before when the question may end, and when it ends if nothing is given."""
    assert step.puts is not None
    closes, seat = step.puts.closes, visit.law.charter.seat
    opened, clock = read_instant(visit.now), times.seat_clock(visit.law.charter.seat)
    said = []
    if closes.at_least is not None:
        soonest = instant(deadline(opened, closes.at_least, seat))
        said.append(
            gettext("Not before {moment}.").format(moment=times.moment(soonest, clock).seat)
        )
    if closes.after is not None:
        usual = instant(deadline(opened, closes.after, seat))
        told = gettext("If left empty: {moment}.")
        said.append(told.format(moment=times.moment(usual, clock).seat))
    return " ".join(said)


def _furthest(visit: Visit, matter: Matter, step: Step) -> str:
    """How far the deadline may still be extended, and how often; empty where nothing limits it."""
    question = matter.question()
    if question is None or step.puts is None:
        return ""
    seat = visit.law.charter.seat
    left, said = extensions_left(question, step.puts.closes, seat), []
    if left.until:
        latest = times.moment(left.until, times.seat_clock(seat)).seat
        said.append(gettext("At the latest {moment}.").format(moment=latest))
    if left.times is not None:
        told = ngettext(
            "It may be extended {number} more time.",
            "It may be extended {number} more times.",
            left.times,
        )
        said.append(told.format(number=left.times))
    return " ".join(said)


def _roll(
    visit: Visit, matter: Matter, at: Names, data: Any, files: Any, seen: dict[str, Any]
) -> RollForm | None:
    question = matter.question()
    one = asking(visit, matter, question) if question is not None else None
    if question is None or one is None:
        return None
    allowed = one.puts.allowed or USUAL
    return RollForm(
        at, question.population, allowed, question.choices, data, files=files, initial=seen
    )
