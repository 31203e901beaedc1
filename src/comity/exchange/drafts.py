"""Drafts as acts: a roll call of a source becomes one act, attested on the tables that it stands in.

The act holds the matter under the charter's first procedure that puts a question, the question to those who sat under
that step's rule, every position, the number of the decision if it got one, and the end of the matter; and the outcome that
the source reports, beside which the body sets its own ruling. Who submitted it, the tables do not say: ``unknown``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from comity.body.acts import Attest, Citation
from comity.body.effects import (
    AnyEffect,
    DecisionIssued,
    MatterEnded,
    MatterOpened,
    QuestionPut,
    RollCalled,
    StepEntered,
)
from comity.charter.model import Charter, Procedure, Step
from comity.charter.wordings import first
from comity.errors import BadInput
from comity.exchange.votes import Event, RollCall
from comity.rules.terms import Position

NOT_SAID = "unknown"


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who records: a person, for an organ with the power to."""

    person: str
    organ: str


@dataclass(frozen=True, slots=True)
class Course:
    """Under what a draft is put: the ``procedure`` and its ``step``, of the charter that entry ``charter`` brought."""

    procedure: Procedure
    step: Step
    charter: int

    @property
    def rule(self) -> str:
        """The rule that the step's question is put under."""
        assert self.step.puts is not None
        return self.step.puts.rule


def course_of(charter: Charter, entry: int) -> Course:
    """The first procedure of the charter that puts a question, at its first step that does. ``BadInput`` without any."""
    for dated in charter.procedures.values():
        procedure = dated.versions[-1][1]
        for step in procedure.steps:
            if step.puts is not None:
                return Course(procedure, step, entry)
    raise BadInput(
        "rollcalls.procedure",
        f"The charter of {charter.body} has no procedure that puts a question.",
        remedy="Give it one, whose rule is that of the votes.",
    )


def matter_of(event: str) -> str:
    """The id in the register of the matter of that event."""
    return f"event-{event}"


def question_of(event: str) -> str:
    """The id in the register of the question of that event."""
    return f"{matter_of(event)}.q1"


def attested(
    clerk: Clerk,
    sources: Mapping[str, str],
    roll: RollCall,
    facts: Iterable[AnyEffect],
    outcomes: Mapping[str, str] | None = None,
    annotation: str = "",
) -> Attest:
    """The facts, held on the day of the roll call and cited to its lines in the ``sources`` (ids by table)."""
    cites = [Citation(source=sources["events"], paragraph=roll.event.line)]
    if roll.votes:
        cites.append(Citation(source=sources["votes"], paragraph=roll.votes[0].line))
    said = dict(outcomes or {})
    return Attest(
        by=clerk.person,
        for_=clerk.organ,
        held=roll.event.date,
        cites=cites,
        facts=list(facts),
        outcomes=said,
        annotations=dict.fromkeys(said, annotation) if annotation else {},
    )


def facts_of(
    event: Event, positions: Mapping[str, Position], course: Course
) -> Iterator[AnyEffect]:
    """What became of the draft, from its opening to its end."""
    matter, question, day = matter_of(event.id), question_of(event.id), event.date
    title = event.title or event.symbol or event.id
    yield MatterOpened(
        matter=matter,
        procedure=course.procedure.procedure,
        title=title,
        by=NOT_SAID,
        on=day,
        things={"symbol": event.symbol} if event.symbol else {},
    )
    yield StepEntered(matter=matter, step=course.step.step, on=day)
    yield _put(event, positions, course)
    yield RollCalled(question=question, positions=_by_position(positions), on=day)
    if event.resolution:
        yield DecisionIssued(
            decision=f"{matter}.d1",
            matter=matter,
            title=title,
            dated=day,
            effective=day,
            number=event.resolution,
        )
    ended = "completed" if event.reported == "adopted" else event.reported
    yield MatterEnded(matter=matter, outcome=ended, on=day)


def _put(event: Event, positions: Mapping[str, Position], course: Course) -> QuestionPut:
    assert course.step.puts is not None
    return QuestionPut(
        question=question_of(event.id),
        matter=matter_of(event.id),
        step=course.step.step,
        rule=course.rule,
        charter=course.charter,
        population=list(positions),
        # The tables give days, and the rule is that of the day.
        opened=f"{event.date}T00:00:00.000Z",
        asks=first(course.step.puts.question),
        as_at=event.date,
    )


def _by_position(positions: Mapping[str, Position]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for party, position in positions.items():
        found.setdefault(position, []).append(party)
    return found
