"""The state bar: the steps of a matter's procedure, those done with their dates, the current one, those to come.

A procedure may go back: what is done again is told with how often, and what the present step leads to is said for each
outcome. Where the step waits for somebody, the bar says for whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext, ngettext

from comity.body.state import Matter
from comity.charter.model import Cited, Procedure, Step
from comity.web.readmodel.asking import Asking, procedure_of, stopped
from comity.web.told import called, names, times
from comity.web.told.dates import edtf
from comity.web.told.names import Names, Worded
from comity.web.visits import Visit


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of the bar: ``done`` (when last, and how often), ``now`` with what it waits for, or ``ahead``. ``until``: the
    deadline that it waits for, an instant or empty. ``attested``: a source reports that it was taken."""

    step: str
    title: Worded
    state: Literal["done", "now", "ahead"]
    detail: str
    cites: Cited
    entry: int | None = None
    attested: bool = False
    until: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """The steps; and what follows the present one, empty once the matter has ended."""

    steps: tuple[StepShown, ...]
    follows: str


def bar(visit: Visit, matter: Matter, asked: Asking | None, at: Names) -> Bar:
    """The bar of the matter. ``asked`` is the question now before the members, if any."""
    procedure = procedure_of(visit, matter)
    order = [one.step for one in procedure.steps]
    here = order.index(matter.step) if matter.step in order else -1
    taken = {passage.step for passage in matter.path}
    shown = [
        _shown(visit, matter, asked, at, one)
        for place, one in enumerate(procedure.steps)
        if place >= here or one.step in taken
    ]
    if matter.ended:
        shown = [one for one in shown if one.state != "ahead"]
    follows = "" if matter.ended or here < 0 else _follows(procedure, here, at)
    return Bar(tuple(shown), follows)


def _shown(visit: Visit, matter: Matter, asked: Asking | None, at: Names, step: Step) -> StepShown:
    plain = names.text(at, step.title) or Worded(step.step.replace("_", " "))
    title = Worded(f"{plain.text[:1].upper()}{plain.text[1:]}", plain.lang)
    passed = [p for p in matter.path if p.step == step.step]
    if step.step == matter.step and not matter.ended:
        detail = now_waits(visit, matter, asked, at, step)
        rounds = len(passed)
        if rounds > 1:
            said = gettext("{step}, round {number}")
            title = Worded(said.format(step=title, number=rounds), title.lang)
        last = passed[-1] if passed else None
        entry = last.entry if last else None
        until = "" if detail else asked.question.deadline if asked is not None else ""
        return StepShown(step.step, title, "now", detail, step.cites, entry, until=until)
    order = [one.step for one in procedure_of(visit, matter).steps]
    ahead = matter.step in order and order.index(step.step) > order.index(matter.step)
    if passed and (matter.ended or not ahead):
        last = passed[-1]
        return StepShown(
            step.step,
            title,
            "done",
            _done(matter, passed[-1].on, len(passed)),
            step.cites,
            last.entry,
            last.attested,
        )
    return StepShown(step.step, title, "ahead", _ahead(at, step, len(passed)), step.cites)


def _done(matter: Matter, on: str, often: int) -> str:
    day = edtf(on)
    if often > 1:
        said = ngettext("{day}, {number} time", "{day}, {number} times", often)
        return said.format(day=day, number=often)
    return day


def now_waits(visit: Visit, matter: Matter, asked: Asking | None, at: Names, step: Step) -> str:
    """What the present step waits for, and from whom; empty where that is the deadline of the question."""
    if stopped(visit, matter) is not None:
        return gettext("hindered")
    if asked is not None and asked.question.step == step.step and asked.is_put:
        return _question_waits(asked)
    if step.puts is not None:
        if step.puts.put_by is not None:
            return gettext("to be put by {who}").format(who=names.role(at, step.puts.put_by))
        return gettext("waits for its text")
    if step.asks is not None:
        said = gettext("{thing}, from {who}")
        return said.format(
            thing=called.thing(at.law, step.asks.thing), who=names.role(at, step.asks.of)
        )
    return _waits(visit, matter, at, step)


def _question_waits(asked: Asking) -> str:
    if asked.due:
        return gettext("the deadline has passed")
    if asked.question.deadline:
        return ""
    if asked.puts.closes.at_session:
        return gettext("is decided at a session")
    return gettext("runs until all have answered")


def _waits(visit: Visit, matter: Matter, at: Names, step: Step) -> str:
    due = visit.state.due.get(matter.matter)
    if due is not None:
        return gettext("until {day}").format(day=times.short_day(due.instant))
    if step.waits is not None and step.waits.event:
        return gettext("waits for: {event}").format(event=called.thing(at.law, step.waits.event))
    return gettext("takes effect")


def _ahead(at: Names, step: Step, often: int) -> str:
    if often:
        return ngettext(
            "again: {number} time so far", "again: {number} times so far", often
        ).format(number=often)
    if step.puts is not None:
        if step.puts.form == "signature":
            return gettext("each signs")
        who = names.each_of(at, step.puts.to)
        return gettext("asked: {who}").format(who=who)
    if step.asks is not None:
        return gettext("from {who}").format(who=names.role(at, step.asks.of))
    if step.waits is not None:
        return gettext("on its day") if step.waits.date else gettext("once it has happened")
    return gettext("takes effect")


def _follows(procedure: Procedure, here: int, at: Names) -> str:
    """Where the procedure goes from here, for each outcome."""
    step = procedure.steps[here]
    below = procedure.steps[here + 1].step if here + 1 < len(procedure.steps) else "end"
    if step.puts is None:
        return gettext("Then: {step}.").format(
            step=_target(procedure, step.then.get("then", below), at)
        )
    said = gettext("If it is adopted: {adopted}. If not: {failed}.")
    failed = step.then.get("not adopted", step.then.get("rejected", "end"))
    adopted = _target(procedure, step.then.get("adopted", below), at)
    return said.format(adopted=adopted, failed=_target(procedure, failed, at))


def _target(procedure: Procedure, name: str, at: Names) -> str:
    if name == "end":
        return gettext("the matter ends")
    return str(names.text(at, procedure.at(name).title) or name)
