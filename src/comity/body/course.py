"""The course of a matter: its procedure, and what has been provided so far, with what the act in hand has just added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from comity.body.effects import AnyEffect, DecisionIssued, Text
from comity.body.occasion import Occasion, law_from, make_room
from comity.body.state import Matter, Question, State
from comity.charter.law import Law
from comity.charter.law import law as law_of
from comity.charter.model import Procedure
from comity.charter.things import AT_OPENING


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
    text = matter.versions[-1].digest if matter.versions else ""
    procedure = procedure_of(on.state, matter, on.day)
    things = openers(matter.things, matter.by)
    return Course(matter.matter, procedure, matter.charter, things, text, matter.title)


def procedure_of(state: State, matter: Matter, day: str, step: str = "") -> Procedure:
    """The matter's procedure, as the charter under which it was opened has it on ``day``. Where the procedure of that day
    has no such ``step`` (by default the one that the matter is in), the last version that has it: a matter goes on from
    where it is."""
    here = step or matter.step
    key = (matter.charter, matter.procedure, here, day)
    found: Procedure | None = state.memo.get(key)
    if found is None:
        found = _procedure_of(state, matter, day, here)
        make_room(state)
        state.memo[key] = found
    return found


def _procedure_of(state: State, matter: Matter, day: str, here: str) -> Procedure:
    law = law_from(state, matter.charter, day)
    found = law.procedures.get(matter.procedure)
    if found is not None and (not here or found.has(here)):
        return found
    dated = law.charter.procedures.get(matter.procedure)
    for first, version in reversed(dated.versions if dated is not None else ()):
        if not here or version.has(here):
            return law_of(law.charter, first).procedures[matter.procedure]
    return law.procedures[matter.procedure]


def openers(things: Mapping[str, str], by: str) -> Mapping[str, str]:
    """The things of a matter, with whoever opened it as what the charter calls its proposer, applicant or appellant."""
    proposer = things.get("proposer", by)
    return {**dict.fromkeys(AT_OPENING, proposer), **things}


def parties_meant(
    law: Law, course: Course, name: str, questions: Sequence[Question] = ()
) -> tuple[str, ...]:
    """The parties that a name in an effect stands for: those provided under it, a party of the opening, the members of a
    group, or the member itself. Of a parameter, whom the last of the ``questions`` on the matter was about."""
    given = tuple(course.things.get(name, "").split())
    if name in law.charter.parameters:
        asked = (one.groups[name] for one in reversed(questions) if name in one.groups)
        return tuple(next(asked, given))
    if name in AT_OPENING or course.asks_for(name):
        return given
    if name in law.charter.groups:
        return tuple(sorted(law.groups.get(name, ())))
    return (name,)
