from __future__ import annotations

from dataclasses import replace

import pytest

from comity.body.effects import DecisionIssued, MatterEnded, MatterOpened, QuestionPut, RollCalled
from comity.charter.reading import read_charter_text
from comity.errors import BadInput
from comity.exchange.drafts import Clerk, attested, course_of, facts_of
from comity.exchange.votes import Event, RollCall, Vote

EVENT = Event("7", "S/7", "31", "1990-06-01", "adopted", None, 2, "On ferries", 9)
POSITIONS = {"AN": "in favour", "BR": "abstaining", "CO": "in favour"}


def test_a_draft_takes_the_first_procedure_that_puts_a_question_at_that_step(charter: str) -> None:
    course = course_of(read_charter_text(charter), 0)
    assert (course.procedure.procedure, course.step.step, course.rule) == ("draft", "vote", "three")


def test_a_charter_that_puts_no_question_is_refused(charter: str) -> None:
    without = charter[: charter.index("  - procedure: draft")]
    with pytest.raises(BadInput, match="The charter of five has no procedure that puts a question"):
        course_of(read_charter_text(without), 0)


def test_the_facts_run_from_the_opening_to_the_end(charter: str) -> None:
    facts = list(facts_of(EVENT, POSITIONS, course_of(read_charter_text(charter), 0)))
    kinds = [type(fact).__name__ for fact in facts]
    assert kinds == [
        *("MatterOpened", "StepEntered", "QuestionPut"),
        *("RollCalled", "DecisionIssued", "MatterEnded"),
    ]
    opened, _, put, called, issued, ended = facts
    assert isinstance(opened, MatterOpened)
    assert (opened.title, opened.by, opened.things) == ("On ferries", "unknown", {"symbol": "S/7"})
    assert isinstance(put, QuestionPut)
    assert (put.population, put.as_at, put.rule) == (["AN", "BR", "CO"], "1990-06-01", "three")
    assert isinstance(called, RollCalled)
    assert called.positions == {"in favour": ["AN", "CO"], "abstaining": ["BR"]}
    assert isinstance(issued, DecisionIssued)
    assert (issued.number, issued.dated) == ("31", "1990-06-01")
    assert isinstance(ended, MatterEnded)
    assert ended.outcome == "completed"


def test_a_draft_that_failed_gets_no_decision_and_ends_as_it_was_reported(charter: str) -> None:
    failed = replace(EVENT, resolution="", reported="blocked")
    facts = list(facts_of(failed, POSITIONS, course_of(read_charter_text(charter), 0)))
    assert not any(isinstance(fact, DecisionIssued) for fact in facts)
    assert facts[-1].outcome == "blocked"  # type: ignore[union-attr]


def test_an_event_without_votes_is_cited_to_its_own_line_alone() -> None:
    vote = Vote("ANSE", "in favour", True, 40)
    sources = {"events": "e", "votes": "v"}
    clerk = Clerk("p1", "desk")
    bare = attested(clerk, sources, RollCall(EVENT, ()), [])
    full = attested(clerk, sources, RollCall(EVENT, (vote,)), [])
    assert [(c.source, c.paragraph) for c in bare.cites] == [("e", 9)]
    assert [(c.source, c.paragraph) for c in full.cites] == [("e", 9), ("v", 40)]
