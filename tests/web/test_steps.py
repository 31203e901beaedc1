"""Moving matters on: what each step waits for, who may do what, and what a form that comes too late is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from comity.body.acts import Attest, Citation, EnterPerson, OpenMatter, StatePosition
from comity.body.effects import ProgressAsked
from comity.body.occasion import day_at, law_on
from comity.body.state import State
from comity.charter.law import Law
from comity.web.bodies import RunningBody
from comity.web.models.delegations import Proposal
from comity.web.readmodel.things import Needed, needed_at_opening, sort_of

Visitor = Callable[[str], Client]
CHARTERS = Path(__file__).parents[2] / "charters"


def at(matter: str, name: str = "steps") -> str:
    return reverse(name, kwargs={"body": "six-rivers", "matter": matter})


def size(practice: RunningBody) -> int:
    with practice.reading() as state:
        return state.size


def step_of(practice: RunningBody, matter: str) -> str:
    with practice.reading() as state:
        return state.matters[matter].step


@pytest.fixture
def law(practice: RunningBody) -> Law:
    with practice.reading() as state:
        return law_on(state, day_at(state, state.at))


# --- what a thing is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("procedure", "thing", "sort"),
    [
        ("appointment", "candidate", "person"),
        ("appointment", "effective", "day"),
        ("resolution", "text", "text"),
        ("resolution", "effective", "day"),
        ("observership", "applicant", "party"),
        ("amendment", "consolidated charter", "charter"),
        ("flood", "measures", "words"),
        ("flood", "last day", "day"),
        ("flood", "appeal", "words"),
    ],
)
def test_a_thing_is_what_its_procedure_makes_of_it(
    law: Law, procedure: str, thing: str, sort: str
) -> None:
    assert sort_of(law, law.procedures[procedure], thing) == sort


def test_a_procedure_that_needs_nothing_asks_a_member_for_nothing(law: Law) -> None:
    assert list(needed_at_opening(law, law.procedures["resolution"], True)) == []
    assert list(needed_at_opening(law, law.procedures["resolution"], False)) == [
        Needed("proposer", "party", False)
    ]


# --- the panel for each reader ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("matter", "person", "offered"),
    [
        ("seat-amendment", "p2", "provide"),
        ("seat-amendment", "p19", "provide"),
        ("plan", "p19", "extend"),
        ("plan", "p19", "roll"),
        ("auditor", "p0", "resume"),
    ],
)
def test_what_the_rules_permit_is_a_button(
    visitor: Visitor, matter: str, person: str, offered: str
) -> None:
    page = visitor(person).get(at(matter)).content.decode()
    assert f'name="do" value="{offered}"' in page


@pytest.mark.parametrize(
    ("matter", "person", "refused"),
    [
        ("auditor", "p2", "resume"),
        ("plan", "p2", "extend"),
        ("plan", "p19", "close"),
        ("gauges", "p2", "put"),
        ("seat-amendment", "p26", "provide"),
    ],
)
def test_what_the_rules_do_not_permit_is_a_reason_with_its_article(
    visitor: Visitor, matter: str, person: str, refused: str
) -> None:
    page = visitor(person).get(at(matter)).content.decode()
    assert f'name="do" value="{refused}"' not in page
    assert "What you may not do here, and why" in page
    assert "Rule:" in page.split("What you may not do here, and why")[1]


def test_a_matter_in_confidence_answers_like_one_that_is_not_there(visitor: Visitor) -> None:
    browser = visitor("p26")
    assert browser.get(at("next-appointment")).status_code == 404
    assert browser.post(at("next-appointment"), {"do": "close"}).status_code == 404
    assert browser.get(at("nothing")).status_code == 404


def test_a_matter_that_has_ended_has_no_buttons(visitor: Visitor) -> None:
    page = visitor("p19").get(at("tolls")).content.decode()
    assert 'id="moving"' not in page
    assert 'value="withdraw"' not in page


def test_candidates_stand_beside_one_another_with_their_notes(visitor: Visitor) -> None:
    page = visitor("p7").get(at("next-appointment")).content.decode()
    assert "Milena Raske" in page
    assert "Head of a river authority for nine years" in page


def test_a_second_candidate_stands_beside_the_first_with_what_came_of_it(
    practice: RunningBody, visitor: Visitor
) -> None:
    deciders = {"AR": "p2", "BE": "p5", "CO": "p8", "DA": "p11", "ES": "p14", "FA": "p17"}
    audit = OpenMatter(by="p5", for_="BE", procedure="audit", title="Another", matter="second")
    practice.registrar.submit([audit])
    first = {"do": "provide", "value": "p24", "note_en": "Read every account", "request": "1"}
    assert visitor("p5").post(at("second"), first).status_code == 303
    with practice.reading() as state:
        found = state.matters["second"].question()
    assert found is not None
    votes = [
        StatePosition(by=person, for_=member, question=found.question, choice="against")
        for member, person in deciders.items()
    ]
    practice.registrar.submit(votes)
    other = {"do": "provide", "value": "p21", "note_en": "Knows law", "preferred_to": "p24"}
    assert visitor("p8").post(at("second"), {**other, "request": "2"}).status_code == 303
    page = visitor("p2").get(at("second")).content.decode()
    assert page.index("Anton Verre") < page.index("Iris Lowen")
    beside = page.split('class="candidates"')[1].split("</ul>")[0]
    assert "Read every account" in beside
    assert "Knows law" in beside
    assert "not adopted" in beside
    assert "Preferred to: Anton Verre" in beside


# --- doing it ---------------------------------------------------------------------------------------------------------


def charter_text() -> str:
    return (CHARTERS / "six-rivers" / "charter.yaml").read_text(encoding="utf-8")


def test_a_charter_at_fault_comes_back_whole_with_its_line(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = size(practice)
    wrong = charter_text().replace("organ: council", "organ: nobody", 1)
    answer = visitor("p2").post(at("seat-amendment"), {"do": "provide", "value": wrong})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'role="alert"' in page
    assert "organ: nobody" in page
    assert size(practice) == before


def test_a_charter_as_it_would_read_moves_the_amendment_on(
    practice: RunningBody, visitor: Visitor
) -> None:
    typed = {"do": "provide", "value": charter_text(), "step": "consolidation"}
    assert visitor("p2").post(at("seat-amendment"), typed).status_code == 303
    assert step_of(practice, "seat-amendment") == "reconciliation"
    with practice.reading() as state:
        found = state.matters["seat-amendment"].things["consolidated charter"]
    assert yaml.safe_load(found) == yaml.safe_load(charter_text())


def test_the_question_is_put_until_the_time_at_the_seat(
    practice: RunningBody, visitor: Visitor
) -> None:
    visitor("p2").post(at("seat-amendment"), {"do": "provide", "value": charter_text()})
    with practice.reading() as state:
        year = int(state.at[:4]) + 2
    deadline = f"{year}-06-01T18:00"
    answer = visitor("p19").post(at("seat-amendment"), {"do": "put", "deadline": deadline})
    assert answer.status_code == 303
    with practice.reading() as state:
        found = state.matters["seat-amendment"].question()
    # Riga keeps summer time in June: three hours before UTC.
    assert found is not None
    assert found.deadline == f"{year}-06-01T15:00:00.000Z"


@pytest.mark.parametrize("typed", ["", "tomorrow", "2020-01-01T10:00"])
def test_a_deadline_missing_unreadable_or_past_keeps_the_form(
    practice: RunningBody, visitor: Visitor, typed: str
) -> None:
    visitor("p2").post(at("seat-amendment"), {"do": "provide", "value": charter_text()})
    before = size(practice)
    answer = visitor("p19").post(at("seat-amendment"), {"do": "put", "deadline": typed})
    assert answer.status_code in (403, 422)
    assert 'role="alert"' in answer.content.decode()
    assert typed in answer.content.decode()
    assert size(practice) == before


def test_a_form_from_an_earlier_step_is_told_and_not_sent(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = size(practice)
    typed = {"do": "extend", "deadline": "2090-01-01T10:00", "step": "drafting"}
    answer = visitor("p19").post(at("plan"), typed)
    assert answer.status_code == 403
    assert "moved on since" in answer.content.decode()
    assert "2090-01-01T10:00" in answer.content.decode()
    assert size(practice) == before


def test_a_deadline_is_extended_with_its_reason_and_not_brought_forward(
    practice: RunningBody, visitor: Visitor
) -> None:
    typed = {"do": "extend", "deadline": "2090-01-02T10:00", "reason_en": "A holiday"}
    assert visitor("p19").post(at("plan"), typed).status_code == 303
    with practice.reading() as state:
        found = state.matters["plan"].question()
    assert found is not None
    assert found.deadline == "2090-01-02T08:00:00.000Z"
    sooner = {"do": "extend", "deadline": "2089-01-02T10:00"}
    assert visitor("p19").post(at("plan"), sooner).status_code == 403


def test_the_same_form_sent_twice_is_one_act(practice: RunningBody, visitor: Visitor) -> None:
    typed = {"do": "extend", "deadline": "2090-01-02T10:00", "request": "once"}
    browser = visitor("p19")
    browser.post(at("plan"), typed)
    after = size(practice)
    assert browser.post(at("plan"), typed).status_code == 303
    assert size(practice) == after


def test_a_roll_is_recorded_for_those_called_and_closes_when_all_have_answered(
    practice: RunningBody, visitor: Visitor
) -> None:
    called = {f"of_{one}": "in favour" for one in ("AR", "BE", "CO", "DA", "ES", "FA")}
    sent = {"do": "roll", **called}
    refused = visitor("p19").post(at("harrow-observer"), sent)
    assert refused.status_code == 403, "no session is open, and no paper is cited"
    assert "Cite the paper that says what they answered" in refused.content.decode()
    paper = SimpleUploadedFile("answers.txt", b"All six are in favour.")
    assert visitor("p19").post(at("harrow-observer"), {**sent, "paper": paper}).status_code == 303
    assert practice.registrar.entry(practice.registrar.state.size - 1).act.cites
    with practice.reading() as state:
        assert "harrow-observer" in state.cards


def test_a_roll_in_which_nobody_is_called_is_told(visitor: Visitor) -> None:
    answer = visitor("p19").post(at("harrow-observer"), {"do": "roll"})
    assert answer.status_code == 422
    assert "Nobody is called" in answer.content.decode()


def test_a_hindered_matter_goes_on_once_its_candidate_is_entered(
    practice: RunningBody, visitor: Visitor
) -> None:
    assert visitor("p0").post(at("auditor"), {"do": "resume"}).status_code == 403
    entered = EnterPerson(by="p0", for_="secretariat", name="Hanne Fjord", person="p28")
    practice.registrar.submit([entered])
    assert visitor("p0").post(at("auditor"), {"do": "resume"}).status_code == 303
    with practice.reading() as state:
        assert "auditor" in state.cards
        assert [t.person for t in state.tenures.values() if t.office == "auditor"] == ["p28"]


def test_who_brought_a_matter_withdraws_it_and_nobody_else(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        by = state.matters["calendar"].by
    assert by == "secretariat"
    assert visitor("p2").post(at("calendar"), {"do": "withdraw"}).status_code == 403
    typed = {"do": "withdraw", "reason_en": "Not needed"}
    assert visitor("p19").post(at("calendar"), typed).status_code == 303
    with practice.reading() as state:
        assert "calendar" in state.cards


def test_an_expert_proposes_and_records_nothing(practice: RunningBody, visitor: Visitor) -> None:
    before = size(practice)
    typed = {"do": "provide", "value": charter_text(), "inner_note": "As agreed"}
    assert visitor("p3").post(at("seat-amendment"), typed).status_code == 303
    one = Proposal.objects.get()
    assert size(practice) == before
    assert (one.party, one.act["kind"], one.note) == ("AR", "matter.provide/1", "As agreed")


def test_the_former_chair_is_refused_and_the_new_one_puts_the_question(
    practice: RunningBody, visitor: Visitor
) -> None:
    """The chair passed from Farholm to Arvenia at the regular session; the silence on the ferries runs on."""
    typed = {"do": "extend", "deadline": "2090-01-02T10:00"}
    stale = visitor("p17").post(at("ferry"), {**typed, "as": "chairmanship:chair"})
    assert stale.status_code == 403
    assert "no longer yours" in stale.content.decode()
    own = visitor("p17").post(at("ferry"), typed)
    assert own.status_code == 403
    assert "does not steer" in own.content.decode()
    now = {**typed, "as": "chairmanship:delegate of the chair"}
    assert visitor("p22").post(at("ferry"), now).status_code == 303


# --- tasks ------------------------------------------------------------------------------------------------------------


def open_inquiry(state: State) -> str:
    return next(one.inquiry for one in state.inquiries.values() if not one.answered)


def test_who_was_asked_answers_and_the_answer_stands_beside_the_question(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        inquiry = open_inquiry(state)
    where = reverse("task", kwargs={"body": "six-rivers", "task": inquiry})
    assert visitor("p5").post(where, {"words_en": "Me"}).status_code == 403
    assert visitor("p19").post(where, {"words_en": ""}).status_code == 422
    assert visitor("p19").post(where, {"words_en": "The officer on duty"}).status_code == 303
    assert "The officer on duty" in visitor("p5").get(where).content.decode()
    with practice.reading() as state:
        assert state.inquiries[inquiry].answered


def test_a_report_that_is_not_the_last_leaves_the_instruction_open(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        given = next(o for o in state.instructions.values() if not o.done and o.to == "secretariat")
    where = reverse("task", kwargs={"body": "six-rivers", "task": given.instruction})
    visitor("p19").post(where, {"words_en": "Five of six", "interim": "on"})
    with practice.reading() as state:
        assert not state.instructions[given.instruction].done
    visitor("p19").post(where, {"words_en": "All six"})
    with practice.reading() as state:
        assert state.instructions[given.instruction].done
    assert "Five of six" in visitor("p5").get(where).content.decode()


def test_a_member_asks_how_a_matter_stands_and_an_observer_may_not(
    practice: RunningBody, visitor: Visitor
) -> None:
    typed: Mapping[str, str] = {"do": "ask", "to": "secretariat", "what_en": "How far?"}
    assert visitor("p5").post(at("gauges", "matter_tasks"), typed).status_code == 303
    with practice.reading() as state:
        asked = list(state.inquiries.values())[-1]
    assert (asked.by, asked.to, asked.about) == ("BE", "secretariat", "gauges")
    refused = visitor("p26").post(at("gauges", "matter_tasks"), typed)
    assert refused.status_code == 403
    assert "How far?" in refused.content.decode()


def test_tasks_of_a_matter_in_confidence_are_nowhere(
    practice: RunningBody, visitor: Visitor
) -> None:
    typed = {"do": "ask", "to": "chairmanship", "what_en": "Sounded whom?"}
    assert visitor("p4").post(at("next-appointment", "matter_tasks"), typed).status_code == 303
    with practice.reading() as state:
        asked = list(state.inquiries)[-1]
    outside = visitor("p26")
    page = outside.get(reverse("tasks", kwargs={"body": "six-rivers"})).content.decode()
    assert "Sounded whom?" not in page
    where = reverse("task", kwargs={"body": "six-rivers", "task": asked})
    assert outside.get(where).status_code == 404
    assert visitor("p4").get(where).status_code == 200


def test_a_reported_question_about_no_matter_of_the_body_is_told_all_the_same(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        source = next(iter(state.sources))
    asked = ProgressAsked(
        inquiry="iq", by="BE", to="secretariat", about="council-first", on="2026", what="And now?"
    )
    cited = [Citation(source=source)]
    practice.registrar.submit([Attest(by="p0", for_="secretariat", facts=[asked], cites=cited)])
    page = visitor("p4").get(reverse("task", kwargs={"body": "six-rivers", "task": "iq"}))
    assert page.status_code == 200
    assert "And now?" in page.content.decode()
