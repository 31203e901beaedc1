"""Numbers of decisions: no two decisions of a body have the same.

A decision without a number of its own has the next of its year (``5/2026``), past whatever is taken. A number that is
given, by a step or by a source, is refused where another decision has it: one of the same year, since a body may begin
again from 1 each year, or of any year where the number says the year itself. Two organs that sources name may each have a
number 5.

>>> names_its_year("5/2026"), names_its_year("5"), names_its_year("No. 5/2026")
(True, False, False)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from comity.body.course import Course
from comity.body.dates import when
from comity.body.effects import AnyEffect, DecisionIssued
from comity.body.occasion import Occasion
from comity.body.state import Decision, State, find_decision
from comity.charter.model import Step
from comity.hindrances import refused

OWN = re.compile(r"\d+/\d{4}")


def names_its_year(number: str) -> bool:
    """Whether the number is of the form in which the body numbers its decisions itself."""
    return OWN.fullmatch(number) is not None


def numbered(
    on: Occasion, course: Course, step: Step, effects: list[AnyEffect]
) -> Iterator[AnyEffect]:
    """The effects of the step, in which every decision has a number: the one that it was given, or the next of its year.
    Refused (``decision.number_taken``) where another decision has the one that was given."""
    issued = list(course.issued)
    given = {one.number for one in effects if isinstance(one, DecisionIssued)}
    for one in effects:
        if isinstance(one, DecisionIssued):
            if one.number:
                _require_free(on, step, one, issued)
            else:
                one = replace(one, number=_next(on.state, one.dated[:4], issued, given))
            issued.append(one)
        yield one


def holder(
    state: State, number: str, dated: str, organ: str = "", besides: str = ""
) -> Decision | None:
    """The decision that has the number which one of that date, and organ, would have; ``besides`` the one of that id."""
    for name in _numbered(state, number):
        found = find_decision(state, name)
        if found is not None and name != besides and _same(number, dated, organ, found):
            return found
    return None


def require_free_number(on: Occasion, course: Course, step: Step, thing: str, value: str) -> None:
    """Refused (``decision.number_taken``) where what is provided is to be the number of a decision, and the decision will
    certainly be of a year in which another has it."""
    for other in course.procedure.steps:
        for one in other.effects:
            if one.verb != "issues" or one.things.get("number") != thing:
                continue
            dated = course.things.get(one.things.get("date", ""), "")
            found = holder(on.state, value, dated) if dated or names_its_year(value) else None
            if found is not None:
                article = step.article
                raise refused(
                    "decision.number_taken", article=article, number=value, decision=found.decision
                )


def _require_free(
    on: Occasion, step: Step, one: DecisionIssued, issued: Iterable[DecisionIssued]
) -> None:
    here = (
        other
        for other in issued
        if other.number == one.number and _same(one.number, one.dated, one.organ, other)
    )
    found = holder(on.state, one.number, one.dated, one.organ) or next(here, None)
    if found is not None:
        article = step.article
        raise refused(
            "decision.number_taken", article=article, number=one.number, decision=found.decision
        )


def _next(state: State, year: str, issued: Iterable[DecisionIssued], given: set[str]) -> str:
    """The next number of the year that no decision has."""
    here = [one.dated[:4] for one in issued].count(year)
    taken = given.union([one.number for one in issued])
    at = state.numbered.get(year, 0) + here + 1
    while (number := f"{at}/{year}") in taken or state.number_of.get(number):
        at += 1
    return number


def _numbered(state: State, number: str) -> list[str]:
    """The decisions that have the number. Nearly always it is one: so they are kept as lines of one text."""
    return state.number_of[number].split("\n") if number in state.number_of else []


def _same(number: str, dated: str, organ: str, other: Decision | DecisionIssued) -> bool:
    """Whether the two numbers are of one series: of the same organ, where both say which, and the same year."""
    if organ and other.organ and organ != other.organ:
        return False
    if names_its_year(number):
        return True
    year = _year(dated)
    return year is not None and year == _year(other.dated)


def _year(dated: str) -> int | None:
    """The year; None where the date leaves it open."""
    date = when(dated)
    if date.earliest is None or date.latest is None or date.earliest.year != date.latest.year:
        return None
    return date.earliest.year


# --- what becomes of the state ----------------------------------------------------------------------------------------


def note_number(state: State, number: str, decision: str) -> None:
    """The decision has the number."""
    if number:
        others = state.number_of.get(number)
        state.number_of[number] = f"{others}\n{decision}" if others else decision


def forget_number(state: State, number: str, decision: str) -> None:
    """The decision has the number no more."""
    left = [one for one in _numbered(state, number) if one != decision]
    if left:
        state.number_of[number] = "\n".join(left)
    else:
        state.number_of.pop(number, None)
