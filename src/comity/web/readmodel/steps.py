"""The step that a matter is at: what it waits for, from whom, until when, and what the reader may do to move it on.

What might be done follows from the step alone; whether this reader may do it is asked of the kernel, with a trial act of
which nothing is kept. What is refused is told with its article. A refusal of the trial's *values* (a deadline too near, a
charter at fault) is none of the reader: the form is offered, and says so when it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.utils.translation import gettext

from comity.body import acts
from comity.body.acts import AnyAct
from comity.body.effects import Paragraph
from comity.body.matters import expected_by
from comity.body.occasion import instant, law_from, occasion
from comity.body.periods import read_instant
from comity.body.resuming import waits_to_be_put
from comity.body.state import Matter, Question
from comity.body.stopped import closed_by_nothing
from comity.charter.law import Law
from comity.charter.model import Cited, Procedure, Step
from comity.errors import ComityError
from comity.web import acting, delegation
from comity.web.forms.tasks import AskForm, InstructForm
from comity.web.readmodel.asking import procedure_of, sessions_now, stopped, supposed, why_stopped
from comity.web.readmodel.candidates import Candidate, candidates
from comity.web.readmodel.confidence import unmet
from comity.web.readmodel.entries import entry_of
from comity.web.readmodel.needs import needed
from comity.web.readmodel.remarks import versions
from comity.web.readmodel.stepforms import form_of
from comity.web.readmodel.tasks import TasksOnMatter, on_matter
from comity.web.readmodel.things import sort_of
from comity.web.readmodel.untranslated import untranslated
from comity.web.told import called, names
from comity.web.told.names import Names, Worded
from comity.web.visits import Visit

VALUES = frozenset(
    {"thing.missing", "thing.several", "thing.no_party", "thing.no_new_party", "thing.several_new"}
    | {"charter.faulty", "charter.no_keeper", "charter.party_code", "charter.superseded"}
    | {"candidate.unknown", "dates.backwards", "withdrawal.too_soon", "role.nobody", "turn.nobody"}
    | {"group.missing", "silence.too_short", "silence.no_purpose", "silence.purpose"}
    | {"question.no_deadline", "question.deadline_past", "text.remark_unaccounted"}
    | {"date.not_exact", "date.unreadable", "time.unreadable"}
    | {"text.no_paragraph", "text.paragraphs"}
)
"""Refusals of what was typed and not of who typed it."""
FAR = timedelta(days=3660)
NEXT = timedelta(milliseconds=1)
"""The least that a deadline can be extended by: who may do that may extend it, further or not."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the reader may do: ``form`` to fill, or ``link`` to another page. ``inner``: it becomes a proposal to
    those who decide for the member. ``would``: what the question would need, before it is put;
    ``untranslated``: which languages the text lacks that it is put on."""

    name: str
    title: str
    form: forms.Form | None
    link: str = ""
    inner: bool = False
    would: str = ""
    untranslated: tuple[str, ...] = ()
    grave: bool = False

    @property
    def wrong(self) -> bool:
        """Whether the form came back with errors."""
        return self.form is not None and bool(self.form.errors)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that the reader may not do, and why."""

    title: str
    why: ComityError


@dataclass(frozen=True, slots=True)
class Panel:
    """The step of a running matter, and the tasks about it; of one that has ended the tasks alone. ``until`` is an instant
    or empty."""

    matter: str
    running: bool
    step: Worded
    cites: Cited
    waits: str
    until: str
    actions: tuple[Action, ...]
    refused: tuple[Refusal, ...]
    candidates: tuple[Candidate, ...]
    tasks: TasksOnMatter
    ask: forms.Form | None
    instruct: forms.Form | None

    @property
    def of_the_moment(self) -> bool:
        """Whether it says something that is true at this hour alone: until when a question may run that is put now."""
        return any(one.name == "put" for one in self.actions)


def panel(
    visit: Visit, matter: Matter, typed: Mapping[str, forms.Form] | None = None
) -> Panel | None:
    """The step of the matter and what the reader may do; None once it has ended and nobody is asked or instructed about it.
    ``typed``: forms that came back."""
    tasks = on_matter(visit, matter)
    ended = bool(matter.ended or not matter.step)
    if ended and not (tasks.tasks or tasks.may_ask or tasks.may_instruct):
        return None
    law = law_from(visit.state, matter.charter, visit.day)
    procedure = procedure_of(visit, matter)
    step = procedure.at(matter.step or procedure.steps[0].step)
    at = visit.names(law, unmet(visit))
    permitted, refused = ([], []) if ended else _sorted(visit, matter, law, procedure, step)
    return Panel(
        matter=matter.matter,
        running=not ended,
        step=names.text(at, step.title) or Worded(step.step.replace("_", " ")),
        cites=step.cites if step.cites.article else procedure.cites,
        waits=waits_for(visit, matter, step, at),
        until=until(visit, matter, step),
        actions=tuple(
            _action(visit, matter, step, at, name, (typed or {}).get(name)) for name in permitted
        ),
        refused=tuple(Refusal(_title(step, name, at), why) for name, why in refused),
        candidates=tuple(candidates(visit, matter, procedure)),
        tasks=tasks,
        ask=AskForm(at) if tasks.may_ask else None,
        instruct=InstructForm(at) if tasks.may_instruct else None,
    )


def waits_for(visit: Visit, matter: Matter, step: Step, at: Names) -> str:
    """What the step waits for and from whom, in a sentence."""
    if why := why_stopped(visit, matter, at).rstrip("."):
        return gettext("Hindered: {why}. Once it is mended, it can go on.").format(why=why)
    question = matter.question()
    if question is not None:
        left = [one for one in question.population if one not in question.choices]
        if not left:
            return gettext("Everybody has answered; the question is to be closed.")
        return gettext("Waits for the answers of those who are asked.")
    if step.asks is not None:
        said = gettext("Waits for: {thing}. It comes from: {who}.")
        return said.format(
            thing=called.thing(at.law, step.asks.thing), who=names.role(at, step.asks.of)
        )
    if step.puts is not None:
        if step.puts.put_by is None:
            return gettext("Waits for the question to be put.")
        said = gettext("Waits for the question to be put by: {who}.")
        return said.format(who=names.role(at, step.puts.put_by))
    if step.waits is not None and step.waits.event:
        said = gettext("Waits until this has happened: {event}.")
        return said.format(event=called.thing(at.law, step.waits.event))
    return gettext("Waits for its day.")


def until(visit: Visit, matter: Matter, step: Step) -> str:
    """The instant until which the step waits; empty where none is set."""
    question = matter.question()
    if question is not None:
        return question.deadline
    due = visit.state.due.get(matter.matter)
    if due is not None:
        return due.instant
    if step.asks is None or step.asks.within is None or not matter.path:
        return ""
    entered = matter.path[-1]
    entry = entry_of(visit, entered.entry)
    return expected_by(entered, entry, step.asks, visit.law.charter.seat)


# --- what may be done -------------------------------------------------------------------------------------------------


def _sorted(
    visit: Visit, matter: Matter, law: Law, procedure: Procedure, step: Step
) -> tuple[list[str], list[tuple[str, ComityError]]]:
    """The names of what is permitted, and what is refused with the reason. A visitor is offered nothing."""
    permitted: list[str] = []
    refused: list[tuple[str, ComityError]] = []
    if visit.reader.capacity is None:
        return permitted, refused
    for name, act in trials(visit, matter, law, procedure, step):
        why = acting.refusal(visit, act)
        if why is None or why.code in VALUES:
            permitted.append(name)
        elif name != "withdraw" or matter.by == visit.reader.acts_for:
            refused.append((name, why))
    return permitted, refused


def trials(
    visit: Visit, matter: Matter, law: Law, procedure: Procedure, step: Step
) -> Iterator[tuple[str, AnyAct]]:
    """Everything that could move the matter on from its step, each as an act to try."""
    made, this = acting.made, matter.matter
    stop, question = stopped(visit, matter), matter.question()
    if stop is not None:
        yield "resume", made(visit, acts.ResumeMatter, matter=this)
    closed = _closed_by_nothing(visit, matter, question) if question is not None else False
    if step.asks is not None:
        yield _provision(visit, matter, law, procedure, step)
    elif step.waits is not None and step.waits.event:
        yield "occur", made(visit, acts.RecordEvent, matter=this, event=step.waits.event)
    elif step.puts is not None and (question is None or closed) and not _stands_in_the_way(matter):
        yield "put", made(visit, acts.PutQuestion, matter=this, **_particulars(visit, matter, step))
    if question is not None and not closed:
        name = question.question
        later = instant(read_instant(max(question.deadline, visit.now)) + NEXT)
        if question.deadline:
            yield "extend", made(visit, acts.MoveDeadline, question=name, deadline=later)
        yield "close", made(visit, acts.CloseQuestion, question=name)
        if visit.reader.keeps_record:
            yield "roll", made(visit, acts.CallRoll, question=name, positions={})
    yield "withdraw", made(visit, acts.WithdrawMatter, matter=this)


def _closed_by_nothing(visit: Visit, matter: Matter, question: Question) -> bool:
    """Whether nothing closes the question any more, so that it can only be put again or withdrawn."""
    on = occasion(visit.state, visit.now, visit.state.size)
    return closed_by_nothing(on, matter, question) is not None


def _stands_in_the_way(matter: Matter) -> bool:
    """Whether what hinders the matter must be mended before its question can be put."""
    return bool(matter.hindered) and not waits_to_be_put(matter)


def _provision(
    visit: Visit, matter: Matter, law: Law, procedure: Procedure, step: Step
) -> tuple[str, AnyAct]:
    assert step.asks is not None
    thing = step.asks.thing
    if sort_of(law, procedure, thing) == "text":
        trial = Paragraph(id="a", number="1", text="?")
        act = acting.made(visit, acts.SubmitText, matter=matter.matter, paragraphs=[trial])
        return "draft", act
    value = {
        "day": visit.day,
        "person": next(iter(visit.state.persons), "?"),
        "party": next(iter(law.parties), "?"),
        "parties": next(iter(law.parties), "?"),
        "office": next(iter(law.offices), "?"),
    }.get(sort_of(law, procedure, thing), "?")
    fields = {"matter": matter.matter, "thing": thing, "value": value}
    return "provide", acting.made(visit, acts.Provide, **fields)


def _particulars(visit: Visit, matter: Matter, step: Step) -> dict[str, str]:
    """Particulars of a question to try with: a deadline far away, an open session where the question needs one."""
    puts = step.puts
    assert puts is not None
    needs = puts.silence is not None and puts.silence.opened_at_session
    purposes = puts.silence.only_for if puts.silence is not None else ()
    return {
        "deadline": instant(read_instant(visit.now) + FAR) if puts.closes.set_by_opener else "",
        "session": next(iter(sessions_now(visit, matter, step)), "") if needs else "",
        "purpose": purposes[0] if purposes else "",
    }


def _action(
    visit: Visit, matter: Matter, step: Step, at: Names, name: str, typed: forms.Form | None
) -> Action:
    return Action(
        name=name,
        title=_title(step, name, at),
        form=typed or form_of(visit, matter, step, at, name),
        link="draft" if name == "draft" else "",
        inner=delegation.expert(visit) and name != "draft",
        would=_would(visit, matter, step, at) if name == "put" else "",
        untranslated=_untranslated(visit, matter, at) if name == "put" else (),
        grave=name == "withdraw",
    )


def _would(visit: Visit, matter: Matter, step: Step, at: Names) -> str:
    """What the question would need, if it were put now."""
    one = supposed(visit, matter, step)
    if one is None:
        return ""
    if one.puts.silence is not None:
        return gettext("It is adopted at the deadline unless somebody objects before.")
    found = needed(visit, one, at)
    if not found.items:
        return found.otherwise
    return gettext("To be adopted it would need: {needs}.").format(needs=found.sentence)


def _untranslated(visit: Visit, matter: Matter, at: Names) -> tuple[str, ...]:
    """Which languages of the body the title or the latest version of the text lacks."""
    known = versions(visit.body, matter)
    paragraphs = known[-1].paragraphs if known else ()
    return untranslated(at.languages, paragraphs, matter.title)


def _title(step: Step, name: str, at: Names) -> str:
    thing = called.thing(at.law, step.asks.thing) if step.asks is not None else ""
    event = called.thing(at.law, step.waits.event) if step.waits is not None else ""
    return {
        "provide": gettext("Provide: {thing}").format(thing=thing),
        "draft": gettext("Draft the text"),
        "occur": gettext("Record that it has happened: {event}").format(event=event),
        "put": gettext("Put the question"),
        "extend": gettext("Extend the deadline"),
        "close": gettext("Close the question"),
        "roll": gettext("Call the roll"),
        "resume": gettext("Let the matter go on"),
        "withdraw": gettext("Withdraw the matter"),
    }[name]
