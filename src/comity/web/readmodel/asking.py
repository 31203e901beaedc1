"""A question as pages look at it: the step that put it, its law, who may see its positions, and the roll to suppose on.

A question that is not put yet is looked at in the same way: under the rule of its step as it is today, on the population
that it would be put to. Positions on a confidential question are seen by who keeps the record, who puts it and who brought
the matter; those who are asked see their own alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from comity.body.ballots import ballot, law_of, positions, step_of, uncountable
from comity.body.course import course_of
from comity.body.course import procedure_of as procedure_on
from comity.body.occasion import law_from, occasion
from comity.body.putting import sessions_for
from comity.body.roles import named, title_asked
from comity.body.state import Matter, Question, Reason, State
from comity.body.stopped import stops
from comity.charter.law import Law
from comity.charter.model import SILENCE, Procedure, Puts, RolePhrase, Step
from comity.charter.wordings import first
from comity.errors import ComityError
from comity.rules.counting import Ballot
from comity.rules.gauges import names_needed
from comity.rules.terms import Position
from comity.web.readers import Reader
from comity.web.told.names import Names
from comity.web.told.refusals import hindered
from comity.web.visits import Visit

NOT_PUT = -1
"""The record number of a question that is only supposed."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question of a matter with its ``step``, what the step ``puts``, and the ``law`` that it is under. ``seen``: whether
    the reader sees every position, or his or her own alone. ``due``: its deadline has passed and nobody has recorded so."""

    matter: Matter
    question: Question
    step: Step
    puts: Puts
    law: Law
    procedure: Procedure
    seen: bool
    due: bool = False

    @property
    def is_put(self) -> bool:
        return self.question.entry != NOT_PUT

    @property
    def running(self) -> bool:
        """Whether answers can still change what comes of it."""
        return self.is_put and not (self.question.closed or self.matter.ended or self.due)

    @property
    def silence(self) -> Position:
        """What having said nothing counts as at the close; unknown where a source reports the outcome alone."""
        return "unknown" if self.question.reported else SILENCE[self.puts.silence_means]

    @property
    def through(self) -> str:
        """The title of those through whom the members are asked; empty for anybody who may decide for them."""
        return title_asked(self.law, self.puts.to)

    def ballot(self, state: State) -> Ballot | None:
        """The rule, ready to count; None where it cannot be counted on those who are asked."""
        return None if uncountable(state, self.question) else ballot(state, self.question)


def asking(visit: Visit, matter: Matter, question: Question) -> Asking | None:
    """The question with what the charter says of it; None where the charter has no such step any more."""
    try:
        step = step_of(visit.state, matter, question)
    except KeyError:
        return None
    if step.puts is None:
        return None
    due = bool(question.deadline) and visit.now > question.deadline
    return Asking(
        matter,
        question,
        step,
        step.puts,
        law_of(visit.state, question),
        procedure_of(visit, matter),
        sees_positions(visit.reader, matter, step.puts, question.population),
        due and not question.closed and not matter.ended,
    )


def sessions_now(visit: Visit, matter: Matter, step: Step) -> list[str]:
    """The sessions that sit now in which the question of the step may be put."""
    on = occasion(visit.state, visit.now, visit.state.size)
    return sessions_for(on, course_of(on, matter), step)


def supposed(
    visit: Visit, matter: Matter, step: Step, groups: Mapping[str, list[str]] | None = None
) -> Asking | None:
    """The question that ``step`` would put today. None where it puts none, or nobody is there to be asked."""
    if step.puts is None:
        return None
    on = occasion(visit.state, visit.now, visit.state.size)
    course = course_of(on, matter)
    try:
        asked = named(on, step.puts.to, course.things, course.procedure)
    except ComityError:
        return None
    charter = on.charter if step.puts.rule in on.law.rules else course.charter
    law = law_from(visit.state, charter, visit.day)
    given = {
        n: (groups or {}).get(n, course.things.get(n, "").split()) for n in parameters(law, step)
    }
    question = Question(
        entry=NOT_PUT,
        question="",
        matter=matter.matter,
        step=step.step,
        rule=step.puts.rule,
        charter=charter,
        population=list(asked),
        opened=visit.now,
        groups=given,
        text=course.text if step.puts.on_text else "",
        asks=first(step.puts.question),
    )
    seen = sees_positions(visit.reader, matter, step.puts, question.population)
    return Asking(matter, question, step, step.puts, law, course.procedure, seen)


def parameters(law: Law, step: Step) -> list[str]:
    """The groups that the rule of the step counts and the charter leaves to each question."""
    if step.puts is None:
        return []
    return sorted(names_needed(law.rules[step.puts.rule]).groups - law.groups.keys())


def stands(visit: Visit, one: Asking) -> dict[str, Position]:
    """Every member's position as it counts, as far as the reader may see: what is not seen is pending, or taken as the
    charter takes silence once the question is closed."""
    silent: Position = "pending" if one.running or not one.is_put else one.silence
    if not one.is_put:
        return dict.fromkeys(one.question.population, silent)
    counted = positions(visit.state, one.matter, one.question, silent)
    if one.seen:
        return counted
    own = visit.reader.party
    return {m: side if m == own else "pending" for m, side in counted.items()}


def sees_positions(reader: Reader, matter: Matter, puts: Puts, population: list[str]) -> bool:
    """Whether the reader sees the positions of all who are asked."""
    if not puts.confidential or reader.keeps_record:
        return True
    if reader.capacity is None or (reader.party in population and reader.acts_for == reader.party):
        return False
    return reader.acts_for == matter.by or reader.acts_for in set(_put_by(puts.put_by))


def _put_by(phrase: RolePhrase | None) -> Iterator[str]:
    if phrase is None:
        return
    if phrase.kind == "any":
        for one in phrase.of:
            yield from _put_by(one)
    elif phrase.kind in ("organ", "office", "chair"):
        yield phrase.name


def procedure_of(visit: Visit, matter: Matter) -> Procedure:
    """The matter's procedure, under the charter that it was opened under."""
    return procedure_on(visit.state, matter, visit.day)


def stopped(visit: Visit, matter: Matter) -> Reason | None:
    """Why the matter cannot go on today; None where it can."""
    return stops(occasion(visit.state, visit.now, visit.state.size), matter)


def why_stopped(visit: Visit, matter: Matter, at: Names) -> str:
    """Why the matter cannot go on today, and what would help, in the reader's language; empty where it can."""
    stop = stopped(visit, matter)
    return hindered(stop, at) if stop is not None else ""


def version_asked(one: Asking) -> int | None:
    """The number of the version that the question is about; None where it is about no text."""
    found = (v.version for v in one.matter.versions if v.digest == one.question.text)
    return next(found, None) if one.question.text else None
