"""What a matter waits for, who must act next, and how its questions stand: what its page and its JSON both say."""

from __future__ import annotations

from typing import Any

from comity.body.ballots import has_ruling, positions, silence_at_close
from comity.body.course import openers
from comity.body.course import procedure_of as procedure_on
from comity.body.hindering import why
from comity.body.matters import expected_by
from comity.body.roles import named
from comity.body.state import Matter, Question
from comity.body.stopped import stops
from comity.charter.model import Procedure, Puts, RolePhrase
from comity.cli.layout import text_of
from comity.cli.show.view import View
from comity.errors import ComityError
from comity.rules.terms import Position


def procedure_of(at: View, matter: Matter) -> Procedure:
    """The matter's procedure, under the charter that it was opened under."""
    return procedure_on(at.state, matter, at.day)


def waits(at: View, matter: Matter, procedure: Procedure) -> dict[str, Any]:
    """What the matter waits for, in words, and who must act next: by role, and by name as far as the role has any."""
    if matter.ended:
        return {"for": f"nothing: {matter.outcome}", "who": [], "role": ""}
    stopped = stops(at.occasion, matter)
    if stopped is not None:
        mending = f"something to be put right: {why(stopped)}"
        return {"for": mending.rstrip("."), "who": [], "role": "the keeper of the record"}
    step = next((s for s in procedure.steps if s.step == matter.step), None)
    if step is None:
        return {"for": "its first step is not reported", "who": [], "role": ""}
    question = matter.question()
    if question is not None and question.step == step.step:
        stood = positions(at.state, matter, question)
        silent = [member for member in question.population if stood[member] == "pending"]
        asked = f'answers to "{question.asks}"'
        return {"for": asked, "who": silent, "role": "those still to answer"}
    if step.puts is not None:
        by = step.puts.put_by or step.puts.to
        return _wants(
            at, matter, procedure, by, f'the question "{text_of(step.puts.question)}" to be put'
        )
    if step.asks is not None:
        found = _wants(at, matter, procedure, step.asks.of, step.asks.thing.replace("_", " "))
        entered = matter.path[-1]
        entry = at.reading.entry(entered.entry)
        return {**found, "by": expected_by(entered, entry, step.asks, at.law.charter.seat)}
    if step.waits is not None:
        event = step.waits.event or (step.waits.date and f"the day: {step.waits.date}")
        return {"for": event or "a period to run", "who": [], "role": ""}
    return {"for": "to take effect", "who": [], "role": ""}


def _wants(
    at: View, matter: Matter, procedure: Procedure, of: RolePhrase, what: str
) -> dict[str, Any]:
    try:
        who = list(named(at.occasion, of, openers(matter.things, matter.by), procedure))
    except ComityError:
        who = []
    return {"for": what, "who": who, "role": str(of)}


def silence_of(at: View, matter: Matter, question: Question) -> Position:
    """What it means that a member said nothing: ``pending`` while the question is open, and where it closed without a
    ruling: silence was then taken for nothing."""
    if not question.closed or not has_ruling(question):
        return "pending"
    return silence_at_close(at.state, matter, question)


def stood_of(at: View, matter: Matter, question: Question) -> dict[str, str]:
    """Where every member stands, as pages show it."""
    stood = positions(at.state, matter, question, silence_of(at, matter, question))
    silent = "no answer" if question.closed else "pending"
    return {member: silent if one == "pending" else one for member, one in stood.items()}


def puts_of(at: View, matter: Matter, question: Question) -> Puts | None:
    """What the charter says of the question, by the step that put it."""
    steps = procedure_of(at, matter).steps
    return next((step.puts for step in steps if step.step == question.step), None)
