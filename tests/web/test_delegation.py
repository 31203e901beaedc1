"""Inside a delegation: what is proposed stays there until the one entitled says it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comity.body.acts import BreakSilence, Remark, RevokeCredential, StatePosition
from comity.body.occasion import day_at, law_on
from comity.body.state import State
from comity.errors import ComityError
from comity.web import delegation
from comity.web.accounts import remember_protection
from comity.web.bodies import RunningBody
from comity.web.delegation import refused_to_all
from comity.web.models import Belonging, HostedBody
from comity.web.models.delegations import Advice, InnerNote, Proposal
from comity.web.readers import Reader, capacities
from comity.web.readmodel.answering import USUAL, stating
from comity.web.readmodel.asking import asking
from comity.web.readmodel.matters import names_for
from comity.web.views.remarks import _make_all
from comity.web.visibility import visible_matter
from comity.web.visits import Visit

Visitor = Callable[[str], Client]
OUTSIDERS = ("p0", "p4", "p5", "p6", "p19", "p21", "p23", "p26", "p27")
EXPERT, DECIDER, HEAD, CHAIR = (
    "p9",
    "p8",
    "p7",
    "p22",
)  # of Corund; the chair's delegate is of Arvenia


def proposed(party: str = "CO", person: str = EXPERT, **act: Any) -> Proposal:
    """A proposal as an expert made it on the budget: by default to vote against it."""
    said = {"kind": "position.state/1", "for": party, "choice": "against", "version": 1, **act}
    account = Belonging.objects.get(body="six-rivers", person=person).account
    return Proposal.objects.create(
        body="six-rivers",
        party=party,
        matter="budget",
        question=said.get("question", ""),
        version=1,
        by=account,
        act=said,
        note="The Treasury asks for it",
    )


def question(state: State, matter: str) -> str:
    found = state.matters[matter].question()
    assert found is not None
    return found.question


@pytest.fixture
def on_budget(practice: RunningBody) -> Proposal:
    """Corund's expert proposes to vote against the budget, on which Corund has not answered."""
    with practice.reading() as state:
        return proposed(question=question(state, "budget"))


def visit_of(practice: RunningBody, person: str, rf: Any, state: State) -> Visit:
    """A visit of that person, as a page has one."""
    account = Belonging.objects.get(body=practice.name, person=person).account
    day = day_at(state, state.at)
    able = capacities(state, person, day)
    reader = Reader(
        person=person, account=account.pk, capacity=able[0] if able else None, capacities=able
    )
    request = rf.post("/")
    hosted = HostedBody(body=practice.name)
    return Visit(request, practice, hosted, state, law_on(state, day), reader, state.at, day)


def address(one: Proposal) -> str:
    return reverse("proposal", kwargs={"body": "six-rivers", "proposal": one.pk})


def test_what_an_expert_proposes_is_an_act_without_an_author_on_the_version_that_stands(
    practice: RunningBody, rf: Any
) -> None:
    with practice.reading() as state:
        visit = visit_of(practice, EXPERT, rf, state)
        assert delegation.expert(visit)
        act = Remark(by="p9", for_="CO", matter="plan", paragraph="c", nature="comment", text="So")
        one = delegation.propose(visit, act, "because")
        assert one.act["kind"] == "remark.make/1"
        assert "by" not in one.act
        assert (one.party, one.matter) == ("CO", "plan")
        assert one.version == state.matters["plan"].versions[-1].version


def test_what_nobody_could_send_is_refused_with_the_article_and_nothing_typed_is_lost(
    practice: RunningBody, visitor: Visitor
) -> None:
    """Charter 13: on the budget one votes, and to have no objection is no vote."""
    with practice.reading() as state:
        at = f"/b/six-rivers/matters/budget/questions/{question(state, 'budget')}"
    sent = {"choice": "does not object", "statement": "The Treasury is content.", "note": "Mind it"}
    answer = visitor(EXPERT).post(f"{at}/answer", {"as": "CO:expert", "version": "1", **sent})
    page = answer.content.decode()
    assert answer.status_code == 403, page
    assert "Charter 13" in page
    assert "The Treasury is content." in page
    assert not Proposal.objects.exists()


def test_what_is_refused_to_the_expert_alone_is_proposed(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        at = f"/b/six-rivers/matters/budget/questions/{question(state, 'budget')}"
    sent = {"as": "CO:expert", "version": "1", "choice": "against", "note": "Mind it"}
    assert visitor(EXPERT).post(f"{at}/answer", sent).status_code == 302
    assert Proposal.objects.get().note == "Mind it"


def test_an_expert_is_offered_what_could_be_sent_and_nothing_else(
    practice: RunningBody, rf: Any
) -> None:
    with practice.reading() as state:
        visit = visit_of(practice, EXPERT, rf, state)
        visit.request.user = Belonging.objects.get(body=practice.name, person=EXPERT).account
        remember_protection(visit.request, protected=True)
        offered = 0
        for matter in list(state.matters.values()):
            asked = matter.question()
            one = asking(visit, matter, asked) if asked is not None else None
            if one is None or not visible_matter(state, visit.reader, matter.matter, visit.day):
                continue
            may = stating(visit, one, names_for(visit, matter))
            for choice in one.puts.allowed or USUAL:
                act = StatePosition(question=one.question.question, choice=choice)
                sendable = refused_to_all(visit, act) is None
                assert (choice in may.offered) == (sendable and may.mode == "propose")
                offered += choice in may.offered
    assert offered > 0


def test_what_only_wants_a_signature_is_proposed(practice: RunningBody, rf: Any) -> None:
    """Charter 16: the flood warning is signed; whoever sends the proposal signs."""
    with practice.reading() as state:
        signed = state.matters["flood-warning"].question()
        assert signed is not None
        assert "DA" in signed.population
        assert "DA" not in signed.choices
        visit = visit_of(practice, "p12", rf, state)
        one = delegation.propose(visit, StatePosition(question=signed.question, choice="in favour"))
    assert one.party == "DA"


def test_a_member_without_anybody_who_decides_has_proposals_that_wait_for_one(
    practice: RunningBody, rf: Any
) -> None:
    with practice.reading() as state:
        held = [c.credential for c in state.credentials.values() if c.person in (DECIDER, HEAD)]
    revoked = [RevokeCredential(by="p0", for_="secretariat", credential=one) for one in held]
    practice.registrar.submit(revoked)
    with practice.reading() as state:
        visit = visit_of(practice, EXPERT, rf, state)
        assert delegation.expert(visit)
        delegation.propose(
            visit, StatePosition(question=question(state, "budget"), choice="against")
        )
    assert Proposal.objects.count() == 1


def test_of_a_table_of_remarks_all_are_proposed_or_none(practice: RunningBody, rf: Any) -> None:
    at = {"matter": "plan", "nature": "comment", "text": "So"}
    with practice.reading() as state:
        visit = visit_of(practice, EXPERT, rf, state)
        with pytest.raises(ComityError):
            _make_all(visit, [Remark(paragraph="c", **at), Remark(paragraph="none", **at)])
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(("person", "is_one"), [("p9", True), ("p8", False), ("p7", False)])
def test_who_decides_is_no_expert(
    practice: RunningBody, rf: Any, person: str, is_one: bool
) -> None:
    with practice.reading() as state:
        assert delegation.expert(visit_of(practice, person, rf, state)) is is_one


def test_the_secretariat_is_in_no_delegation(practice: RunningBody, rf: Any) -> None:
    with practice.reading() as state:
        visit = visit_of(practice, "p19", rf, state)
        assert not delegation.inside(visit)
        assert delegation.proposals(visit) == []


def test_the_decider_sends_a_proposal_as_the_members_own_act(
    practice: RunningBody, visitor: Visitor, on_budget: Proposal
) -> None:
    answer = visitor(DECIDER).post(address(on_budget), {"do": "send", "request": "r1"})
    assert answer.status_code == 303
    with practice.reading() as state:
        stated = state.matters["budget"].question()
        assert stated is not None
        assert stated.choices["CO"] == "against"
        entry = practice.registrar.entry(state.size - 1)
    on_budget.refresh_from_db()
    assert on_budget.state == "sent"
    assert on_budget.entry == (entry.n if entry else None)
    assert entry is not None
    assert entry.act.by == DECIDER
    assert entry.act.for_ == "CO"


def test_an_expert_cannot_send_and_is_told_by_which_rule(
    practice: RunningBody, visitor: Visitor, on_budget: Proposal
) -> None:
    with practice.reading() as state:
        size = state.size
    answer = visitor(EXPERT).post(address(on_budget), {"do": "send"})
    assert answer.status_code == 403
    assert "Rules 3" in answer.content.decode()
    on_budget.refresh_from_db()
    with practice.reading() as state:
        assert on_budget.state == "proposed"
        assert state.size == size


def test_a_proposal_sent_twice_is_said_once(
    practice: RunningBody, visitor: Visitor, on_budget: Proposal
) -> None:
    browser = visitor(DECIDER)
    browser.post(address(on_budget), {"do": "send", "request": "r1"})
    with practice.reading() as state:
        size = state.size
    answer = browser.post(address(on_budget), {"do": "send", "request": "r2"})
    assert answer.status_code == 403
    with practice.reading() as state:
        assert state.size == size


def test_a_refused_proposal_waits_as_before(practice: RunningBody, visitor: Visitor) -> None:
    with practice.reading() as state:
        one = proposed(question=question(state, "budget"), choice="does not object")
    answer = visitor(DECIDER).post(address(one), {"do": "send"})
    one.refresh_from_db()
    assert answer.status_code == 403
    assert one.state == "proposed"
    assert one.answered_by is None


def test_a_proposal_on_an_older_version_is_told_and_not_sent(
    practice: RunningBody, visitor: Visitor, on_budget: Proposal
) -> None:
    Proposal.objects.filter(pk=on_budget.pk).update(version=0)
    answer = visitor(DECIDER).post(address(on_budget), {"do": "send"})
    assert answer.status_code == 403
    assert (
        "This was proposed on: no text yet. Before the members is: Original."
        in answer.content.decode()
    )
    with practice.reading() as state:
        stated = state.matters["budget"].question()
        assert stated is not None
        assert "CO" not in stated.choices


def test_a_proposal_on_a_question_that_closed_is_told_and_not_sent(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        closed = state.matters["dredging"].questions[-1]
        version = state.matters["dredging"].versions[-1].version
    one = proposed(question=closed.question)
    Proposal.objects.filter(pk=one.pk).update(matter="dredging", version=version)
    answer = visitor(DECIDER).post(address(one), {"do": "send"})
    assert answer.status_code == 403
    assert "closed since" in answer.content.decode()


def test_the_decider_changes_a_proposal_and_what_was_proposed_stays(
    practice: RunningBody, visitor: Visitor, on_budget: Proposal
) -> None:
    with practice.reading() as state:
        version = state.matters["budget"].versions[-1].version
    typed = {"do": "change", "choice": "abstaining", "seen": version, "statement": "In short"}
    assert visitor(DECIDER).post(address(on_budget), typed).status_code == 303
    on_budget.refresh_from_db()
    assert on_budget.act["choice"] == "against"
    assert on_budget.sent_act is not None
    assert on_budget.sent_act["choice"] == "abstaining"
    assert on_budget.sent_act["by"] == DECIDER
    with practice.reading() as state:
        stated = state.matters["budget"].question()
        assert stated is not None
        assert stated.choices["CO"] == "abstaining"


def test_a_change_made_on_an_older_page_is_told_and_keeps_what_was_typed(
    practice: RunningBody, visitor: Visitor, on_budget: Proposal
) -> None:
    typed = {"do": "change", "choice": "abstaining", "seen": 0, "statement": "Kept words"}
    answer = visitor(DECIDER).post(address(on_budget), typed)
    assert answer.status_code == 403
    assert "Kept words" in answer.content.decode()


def test_declining_needs_a_word_and_its_author_reads_it(
    visitor: Visitor, on_budget: Proposal
) -> None:
    browser = visitor(DECIDER)
    assert browser.post(address(on_budget), {"do": "decline", "word": ""}).status_code == 422
    browser.post(address(on_budget), {"do": "decline", "word": "Not this year"})
    on_budget.refresh_from_db()
    assert on_budget.state == "declined"
    assert "Not this year" in visitor(EXPERT).get(address(on_budget)).content.decode()


def test_only_its_author_takes_a_proposal_back(visitor: Visitor, on_budget: Proposal) -> None:
    assert visitor(HEAD).post(address(on_budget), {"do": "withdraw"}).status_code == 403
    assert visitor(EXPERT).post(address(on_budget), {"do": "withdraw"}).status_code == 303
    on_budget.refresh_from_db()
    assert on_budget.state == "withdrawn"


def test_another_of_the_delegation_agrees_once_and_takes_it_back(
    visitor: Visitor, on_budget: Proposal
) -> None:
    browser = visitor(HEAD)
    for _ in range(2):
        browser.post(address(on_budget), {"do": "agree"})
    assert on_budget.agreements.count() == 1
    visitor(EXPERT).post(address(on_budget), {"do": "agree"})
    assert on_budget.agreements.count() == 1, "its author agrees anyway"
    browser.post(address(on_budget), {"do": "disagree"})
    assert on_budget.agreements.count() == 0


@pytest.mark.parametrize("person", OUTSIDERS)
def test_nobody_outside_the_delegation_meets_a_proposal(
    visitor: Visitor, on_budget: Proposal, person: str
) -> None:
    browser = visitor(person)
    missing = browser.get(reverse("proposal", kwargs={"body": "six-rivers", "proposal": 999}))
    seen = browser.get(address(on_budget))
    assert seen.status_code == missing.status_code == 404
    assert browser.post(address(on_budget), {"do": "send"}).status_code == 404
    for where in ("delegation", "matters", "tasks", "register", "desk"):
        page = browser.get(reverse(where, kwargs={"body": "six-rivers"}))
        assert "The Treasury asks for it" not in page.content.decode()
    search = reverse("search", kwargs={"body": "six-rivers"})
    assert "asks for it" not in browser.get(search, {"q": "Treasury"}).content.decode()
    page = browser.get(reverse("matter", kwargs={"body": "six-rivers", "matter": "budget"}))
    assert page.status_code == 200
    assert "The Treasury" not in page.content.decode()


@pytest.mark.parametrize("person", ["p19", "p0", "p21", "p23"])
def test_whoever_is_in_no_delegation_finds_no_page_of_one(visitor: Visitor, person: str) -> None:
    at = {"body": "six-rivers"}
    assert visitor(person).get(reverse("delegation", kwargs=at)).status_code == 404
    inner = reverse("delegation_matter", kwargs={**at, "matter": "budget"})
    assert visitor(person).get(inner).status_code == 404
    assert visitor(person).post(inner, {"do": "note", "text": "x"}).status_code == 404
    assert InnerNote.objects.count() == 0


def test_the_chairs_delegate_acting_as_the_chair_is_outside_his_delegation(
    practice: RunningBody, visitor: Visitor
) -> None:
    proposed("AR", "p3")
    browser = visitor(CHAIR)
    session = browser.session
    session["acting for"] = {"six-rivers": "chairmanship:delegate of the chair"}
    session.save()
    where = reverse("delegation", kwargs={"body": "six-rivers"})
    with practice.reading() as state:
        as_chair = [
            c.key for c in capacities(state, CHAIR, day_at(state, state.at)) if c.kind == "rota"
        ]
    assert as_chair == ["chairmanship:delegate of the chair"]
    assert browser.get(where).status_code == 404


def test_the_delegation_sees_proposals_notes_and_how_experts_agree_beside_the_matter(
    practice: RunningBody, visitor: Visitor, on_budget: Proposal
) -> None:
    with practice.reading() as state:
        proposed(person=HEAD, question=question(state, "budget"), choice="abstaining")
    inner = reverse("delegation_matter", kwargs={"body": "six-rivers", "matter": "budget"})
    visitor(EXPERT).post(inner, {"do": "note", "text": "<script>alert(1)</script>"})
    page = visitor(DECIDER).get(inner).content.decode()
    assert "The Treasury asks for it" in page
    assert "Lucia Ferran" in page
    assert "The experts propose different positions" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_nothing_of_a_delegation_enters_the_register(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        size = state.size
    inner = reverse("delegation_matter", kwargs={"body": "six-rivers", "matter": "budget"})
    visitor(EXPERT).post(inner, {"do": "note", "text": "Ours alone"})
    visitor(EXPERT).post(inner, {"do": "advise", "text": "Ours alone", "advised": "agree"})
    proposed()
    with practice.reading() as state:
        assert state.size == size


def test_an_empty_note_is_told_and_the_advice_is_kept_once_a_member(visitor: Visitor) -> None:
    inner = reverse("delegation_matter", kwargs={"body": "six-rivers", "matter": "budget"})
    browser = visitor(EXPERT)
    assert browser.post(inner, {"do": "note", "text": " "}).status_code == 422
    for text in ("First", "Second"):
        browser.post(inner, {"do": "advise", "advised": "agree", "text": text})
    assert [one.text for one in Advice.objects.all()] == ["Second"]
    browser.post(inner, {"do": "advise", "advised": "", "text": ""})
    assert not Advice.objects.exists()


def test_a_proposed_candidate_or_break_is_told_in_words(
    practice: RunningBody, rf: Any, visitor: Visitor
) -> None:
    with practice.reading() as state:
        visit = visit_of(practice, EXPERT, rf, state)
        ferry = question(state, "ferry")
        delegation.propose(
            visit, BreakSilence(question=ferry, form="objection", reason={"en": "Too early"})
        )
        delegation.propose(visit, StatePosition(question=ferry, choice="in favour"))
    candidate = proposed()
    candidate.act = {
        "kind": "matter.provide/1", "for": "CO", "matter": "dredging", "thing": "candidate",
        "value": "p25", "note": "Able",
    }  # fmt: skip
    candidate.save()
    page = visitor(DECIDER).get(reverse("delegation", kwargs={"body": "six-rivers"}))
    told = page.content.decode()
    for words in ("Too early", "objection", "Milena Raske", "Able", "in favour"):
        assert words in told


def test_a_question_refuses_the_stranger_who_has_an_account(
    stranger: Client, on_budget: Proposal
) -> None:
    assert stranger.get(address(on_budget)).status_code == 404
