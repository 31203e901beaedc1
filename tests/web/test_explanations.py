"""Explanations of vote are in the minutes of the session and on the page of the decision; what is in confidence is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from comity.body.acts import Attest, Citation, NameParty, Speak, StatePosition
from comity.body.effects import (
    ItemPlaced,
    MatterOpened,
    PositionStated,
    QuestionPut,
    SessionClosed,
    SessionConvened,
    SessionOpened,
    StepEntered,
)
from comity.body.entry import Entry
from comity.body.occasion import law_on
from comity.store.codec import decode
from comity.web.bodies import RunningBody
from comity.web.readmodel.explanations import Explanation, explanations, told
from comity.web.readmodel.minutes import made
from comity.web.told.names import Names

Visitor = Callable[[str], Client]
BODY = "six-rivers"


def approved(practice: RunningBody, statement: str = "Approved, with thanks to Belmark.") -> str:
    """The plan that waits for the chair, approved by Arvenia with an explanation; the id of the decision."""
    state = practice.registrar.state
    [(matter, question)] = [
        (m, q) for m in state.matters.values() if m.step == "approval" and (q := m.question())
    ]
    act = StatePosition(
        by="p1", for_="AR", question=question.question, choice="in favour",
        statement={"en": statement}, version=len(matter.versions),
    )  # fmt: skip
    answer = practice.registrar.submit([act])
    [decision] = [
        e.decision for one in answer.entries for e in one.effects if hasattr(e, "decision")
    ]
    return str(decision)


def test_the_page_of_a_decision_has_what_was_said_with_the_answers(
    practice: RunningBody, visitor: Visitor
) -> None:
    decision = approved(practice)
    page = visitor("p5").get(f"/b/{BODY}/decisions/{decision}").content.decode()
    assert "Arvenia, in favour: Approved, with thanks to Belmark." in page


def test_a_decision_calls_a_party_by_its_name_on_the_day_of_the_decision(
    practice: RunningBody, visitor: Visitor
) -> None:
    decision = approved(practice)
    later = practice.registrar.clock() + timedelta(days=10)
    practice.registrar.clock = lambda: later
    renamed = NameParty(by="p19", for_="secretariat", party="AR", name={"en": "New Arvenia"})
    practice.registrar.submit([renamed])
    english = {"accept-language": "en"}
    page = visitor("p5").get(f"/b/{BODY}/decisions/{decision}", headers=english).content.decode()
    assert "Arvenia, in favour: Approved" in page
    assert "New Arvenia, in favour" not in page
    body = visitor("p5").get(f"/b/{BODY}/body/AR", headers=english).content.decode()
    assert "New Arvenia" in body


def test_a_speech_that_explains_a_vote_is_on_the_page_of_the_decision(
    practice: RunningBody, visitor: Visitor
) -> None:
    decision = approved(practice)
    matter = practice.registrar.state.decisions[decision]
    gist = {"en": "We counted on the bridge."}
    speech = Speak(by="p5", for_="BE", matter=matter, gist=gist, stance="explains")
    practice.registrar.submit([speech])
    page = visitor("p2").get(f"/b/{BODY}/decisions/{decision}").content.decode()
    assert "Belmark: We counted on the bridge." in page


def test_minutes_have_the_explanations_after_the_ruling(practice: RunningBody) -> None:
    """As a source reports a session: two answers with a statement, and the ruling on them."""
    source = next(iter(practice.registrar.state.sources))
    question = "levee.q1"
    answers = {"AR": ("in favour", {}), "CO": ("against", {"en": "The levee floods our side."})}
    facts = [
        SessionConvened(session="old", organ="council", on="2020-05-01"),
        SessionOpened(session="old", on="2020-05-01", quorum=True),
        MatterOpened(matter="levee", procedure="plan", title="The levee", by="AR", on="2020-05-01"),
        StepEntered(matter="levee", step="reconciliation", on="2020-05-01"),
        ItemPlaced(session="old", item="i-levee", position=1, title="The levee", matter="levee"),
        QuestionPut(
            question=question, matter="levee", step="reconciliation", rule="consensus", charter=0,
            population=list(answers), opened="2020-05-01T09:00:00.000Z", session="old",
        ),
        *(
            PositionStated(question=question, member=m, choice=c, on="2020-05-01", statement=said or "")
            for m, (c, said) in answers.items()
        ),
        SessionClosed(session="old", on="2020-05-01"),
    ]  # fmt: skip
    act = Attest(
        by="p19", for_="secretariat", facts=facts, cites=[Citation(source=source)],
        outcomes={question: "blocked"},
    )  # fmt: skip
    practice.registrar.submit([act])
    state = practice.registrar.state
    at = Names(state, law_on(state, "2026-11-30"))
    text = made(state, at, state.sessions["old"], practice.registrar.entry, "2026-11-30")
    _, _, after = text.partition("Outcome: blocked")
    assert "Explanation of vote. Corund, against: The levee floods our side." in after


def test_an_answer_in_confidence_is_explained_to_nobody(practice: RunningBody) -> None:
    state = practice.registrar.state
    question = state.matters["next-appointment"].questions[0]
    store = practice.registrar.store

    def as_stored(number: int) -> Entry:
        return decode(next(iter(store.read(BODY, number, number + 1))))

    assert question.stated
    assert explanations(question, as_stored) == []


def test_an_explanation_is_one_sentence(practice: RunningBody) -> None:
    at = Names(practice.registrar.state, law_on(practice.registrar.state, "2026-11-30"))
    one = Explanation("CO", "against", {"en": "Too dear."}, "scrutiny", {"en": "until May"}, 7)
    assert str(told(at, one)).startswith("Corund, against: Too dear.; reservation (")
    assert str(told(at, one)).endswith("): until May")
