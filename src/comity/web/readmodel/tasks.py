"""Instructions with their reports, and questions on progress with their answers: on a matter, and of a reader altogether.

The state has who must act next; the words stand in the register's entries. What belongs to a matter that the reader may not
know of is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from comity.body import acts
from comity.body.acts import AnyAct
from comity.body.dates import when
from comity.body.effects import InstructionReported, ProgressAnswered, ProgressAsked, Text
from comity.body.state import Inquiry, Instruction, Matter
from comity.web import acting
from comity.web.readmodel.entries import entry_of
from comity.web.visibility import visible_matter
from comity.web.visits import Visit

LISTED = 100


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported back, or answered: by whom, when, in the entry of that number."""

    by: str
    on: str
    words: Text
    entry: int
    interim: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """An instruction or a question on progress. ``open``: ``to`` must act next; ``mine``: and that is the reader, who may.
    ``overdue``: it was to be done before today. ``about`` is the id of what it is about, or empty."""

    kind: str
    id: str
    by: str
    to: str
    on: str
    words: Text
    due: str
    about: str
    matter: str
    entry: int
    open: bool
    mine: bool
    overdue: bool
    attested: bool
    reports: tuple[Reported, ...]


@dataclass(frozen=True, slots=True)
class TasksOnMatter:
    """What was asked and instructed about a matter, and whether the reader may ask or instruct."""

    tasks: tuple[Task, ...]
    may_ask: bool
    may_instruct: bool


@dataclass(frozen=True, slots=True)
class TaskList:
    """The reader's tasks: ``mine`` to do, ``others`` that are open, the newest of those ``done``. ``more``: how many to
    show of each to see more than are here; None where all are here."""

    mine: tuple[Task, ...]
    others: tuple[Task, ...]
    done: tuple[Task, ...]
    more: int | None = None


def on_matter(visit: Visit, matter: Matter) -> TasksOnMatter:
    """The tasks about the matter, the newest first."""
    decisions = {one.decision for one in matter.decisions}
    given = [
        one
        for one in visit.state.instructions.values()
        if one.matter == matter.matter or one.decision in decisions
    ]
    known = {matter.matter, *decisions, *(one.instruction for one in given)}
    asked = [one for one in visit.state.inquiries.values() if one.about in known]
    found = [*(_instruction(visit, one) for one in given), *(_inquiry(visit, one) for one in asked)]
    return TasksOnMatter(
        tuple(sorted(found, key=lambda one: -one.entry)),
        may_ask(visit, matter.matter),
        may_instruct(visit, matter.matter),
    )


def may_ask(visit: Visit, about: str) -> bool:
    """Whether the reader may ask for the progress of that."""
    others = [*visit.law.organs, *visit.law.parties]
    to = next((one for one in others if one not in (visit.reader.acts_for, visit.reader.party)), "")
    trial = acting.made(visit, acts.AskProgress, to=to, about=about)
    return visit.reader.capacity is not None and acting.refusal(visit, trial) is None


def may_instruct(visit: Visit, matter: str = "") -> bool:
    """Whether the reader may instruct."""
    to = next(iter([*visit.law.organs, *visit.law.parties]), "")
    trial = acting.made(visit, acts.Instruct, to=to, what=acting.TYPED_LATER, matter=matter)
    return visit.reader.capacity is not None and acting.refusal(visit, trial) is None


def listed(visit: Visit, most: int) -> TaskList:
    """All tasks that the reader may know of, in three parts, so many of each at the most."""
    open_ones = sorted(
        (one for one in _all(visit, running=True)), key=lambda one: (one.due or "9", -one.entry)
    )
    mine = [one for one in open_ones if one.mine]
    others = [one for one in open_ones if not one.mine]
    done = list(islice(_all(visit, running=False), most + 1))
    cut = max(len(mine), len(others), len(done)) > most
    return TaskList(
        tuple(mine[:most]), tuple(others[:most]), tuple(done[:most]), most + LISTED if cut else None
    )


def find(visit: Visit, task: str) -> Task | None:
    """The task of that id; None where there is none that the reader may know of."""
    instruction = visit.state.instructions.get(task)
    if instruction is not None:
        visible = _visible(visit, matter_of(visit, task))
        return _instruction(visit, instruction) if visible else None
    inquiry = visit.state.inquiries.get(task)
    if inquiry is None or not _visible(visit, matter_of(visit, inquiry.about)):
        return None
    return _inquiry(visit, inquiry)


def matter_of(visit: Visit, about: str) -> str:
    """The matter behind a matter, decision or instruction; empty where there is none: a source may report a question about
    something else."""
    given = visit.state.instructions.get(about)
    if given is not None:
        return given.matter or visit.state.decisions.get(given.decision, "")
    matter = visit.state.decisions.get(about, about)
    return matter if matter in visit.state.matters or matter in visit.state.cards else ""


def _all(visit: Visit, running: bool) -> Iterator[Task]:
    for given in reversed(visit.state.instructions.values()):
        if (not given.done) == running and _visible(visit, matter_of(visit, given.instruction)):
            yield _instruction(visit, given)
    for asked in reversed(visit.state.inquiries.values()):
        if (not asked.answered) == running and _visible(visit, matter_of(visit, asked.about)):
            yield _inquiry(visit, asked)


def _visible(visit: Visit, matter: str) -> bool:
    if not matter:
        return True
    return visible_matter(visit.state, visit.reader, matter, visit.day) is not None


def _instruction(visit: Visit, one: Instruction) -> Task:
    trial = acting.made(
        visit, acts.ReportBack, instruction=one.instruction, report=acting.TYPED_LATER
    )
    reports = tuple(found for n in one.reports for found in _report(visit, one, n))
    return Task(
        kind="instruction",
        id=one.instruction,
        by=one.by,
        to=one.to,
        on=one.on,
        words=one.what,
        due=one.due,
        about=one.decision or one.matter,
        matter=matter_of(visit, one.instruction),
        entry=one.entry,
        open=not one.done,
        mine=not one.done and _may(visit, trial),
        overdue=not one.done and _passed(visit, one.due),
        attested=one.attested,
        reports=reports,
    )


def _report(visit: Visit, one: Instruction, number: int) -> Iterator[Reported]:
    entry = entry_of(visit, number)
    for effect in entry.effects if entry is not None else ():
        if isinstance(effect, InstructionReported) and effect.instruction == one.instruction:
            yield Reported(effect.by, effect.on, effect.report, number, effect.interim)


def _inquiry(visit: Visit, one: Inquiry) -> Task:
    trial = acting.made(visit, acts.AnswerProgress, inquiry=one.inquiry, answer=acting.TYPED_LATER)
    matter = matter_of(visit, one.about)
    return Task(
        kind="inquiry",
        id=one.inquiry,
        by=one.by,
        to=one.to,
        on=one.on,
        words=_asked(visit, one),
        due="",
        about=one.about,
        matter=matter,
        entry=one.entry,
        open=not one.answered,
        mine=not one.answered and _may(visit, trial),
        overdue=False,
        attested=one.attested,
        reports=tuple(found for n in one.answers for found in _answer(visit, one, n)),
    )


def _asked(visit: Visit, one: Inquiry) -> Text:
    entry = entry_of(visit, one.entry)
    effects = entry.effects if entry is not None else ()
    found = (e.what for e in effects if isinstance(e, ProgressAsked) and e.inquiry == one.inquiry)
    return next(found, "")


def _answer(visit: Visit, one: Inquiry, number: int) -> Iterator[Reported]:
    entry = entry_of(visit, number)
    for effect in entry.effects if entry is not None else ():
        if isinstance(effect, ProgressAnswered) and effect.inquiry == one.inquiry:
            yield Reported(effect.by, effect.on, effect.answer, number)


def _may(visit: Visit, trial: AnyAct) -> bool:
    return visit.reader.capacity is not None and acting.refusal(visit, trial) is None


def _passed(visit: Visit, due: str) -> bool:
    latest = when(due).latest if due else None
    return latest is not None and latest.isoformat() < visit.day
