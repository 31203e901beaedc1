"""The course of a matter: its procedure, and what has been provided so far, with what the act in hand has just added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from comity.body.effects import AnyEffect, DecisionIssued, Text
from comity.body.occasion import Occasion, law_from
from comity.body.state import Matter, Question
from comity.charter.law import Law
from comity.charter.model import Procedure


class Course(Struct, frozen=True, gc=False):
    """``charter`` is the number of the entry that brought the charter with the procedure; ``text`` the digest of the
    version of the text that stands now, empty where there is none; ``issued`` the decisions that the act in hand has
    issued."""

    matter: str
    procedure: Procedure
    charter: int
    things: Mapping[str, str]
    text: str = ""
    title: Text = ""
    issued: tuple[DecisionIssued, ...] = ()

    def with_text(self, digest: str) -> Course:
        """The course once a version of the text stands."""
        return replace(self, text=digest)

    def after(self, effects: Sequence[AnyEffect]) -> Course:
        """The course once these effects have followed."""
        new = tuple(one for one in effects if isinstance(one, DecisionIssued))
        return replace(self, issued=(*self.issued, *new)) if new else self

    def asks_for(self, thing: str) -> bool:
        """Whether a step of the procedure asks for ``thing``."""
        asked = (step.asks for step in self.procedure.steps)
        return any(asks is not None and asks.thing == thing for asks in asked)

    def having(self, thing: str, value: str) -> Course:
        """The course once ``thing`` has been provided."""
        return replace(self, things={**self.things, thing: value})


def course_of(on: Occasion, matter: Matter) -> Course:
    """The matter's course, under the charter that it was opened under."""
    law = on.law if matter.charter == on.charter else law_from(on.state, matter.charter, on.day)
    text = matter.versions[-1].digest if matter.versions else ""
    procedure = law.procedures[matter.procedure]
    things = openers(matter.things, matter.by)
    return Course(matter.matter, procedure, matter.charter, things, text, matter.title)


OPENERS = ("proposer", "applicant", "appellant")


def openers(things: Mapping[str, str], by: str) -> Mapping[str, str]:
    """The things of a matter, with whoever opened it as what the charter calls its proposer, applicant or appellant."""
    proposer = things.get("proposer", by)
    return {"applicant": proposer, "appellant": proposer, "proposer": proposer, **things}


def parties_meant(
    law: Law, course: Course, name: str, questions: Sequence[Question] = ()
) -> tuple[str, ...]:
    """The parties that a name in an effect stands for: those provided under it, a party of the opening, the members of a
    group, or the member itself. Of a parameter, whom the last of the ``questions`` on the matter was about."""
    given = tuple(course.things.get(name, "").split())
    if name in law.charter.parameters:
        asked = (one.groups[name] for one in reversed(questions) if name in one.groups)
        return tuple(next(asked, given))
    if name in OPENERS or course.asks_for(name):
        return given
    if name in law.charter.groups:
        return tuple(sorted(law.groups.get(name, ())))
    return (name,)


def days_used(procedure: Procedure) -> frozenset[str]:
    """The things that some step of the procedure waits for as a day, takes effect from, until or on, or takes the weights
    of."""
    values = {step.puts.values_as_at for step in procedure.steps if step.puts is not None}
    waited = {step.waits.date for step in procedure.steps if step.waits is not None}
    effects = (one for step in procedure.steps for one in step.effects)
    named = {one.things.get(role, "") for one in effects for role in ("from", "until", "date")}
    return frozenset(filter(None, waited | named | values - {"opening", "close"}))
