"""The desk: what waits for whom, what happens if nothing is done, what moved; and the public face."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory

from comity.body.acts import (
    Attest,
    Citation,
    ContestPosition,
    Correct,
    FileSource,
    IssueCredential,
    Speak,
    StatePosition,
)
from comity.body.effects import PersonEntered, TurnPassed
from comity.body.occasion import day_at
from comity.body.state import find_matter
from comity.errors import Refused
from comity.web.bodies import RunningBody
from comity.web.models import HostedBody, Proposal, Reading
from comity.web.models.accounts import Account
from comity.web.readmodel.waiting import Index, index_of
from comity.web.visits import CHOSEN

DESK = "/b/six-rivers/desk"
BELMARK, HEAD, EXPERT, CLERK, CHAIR = "p5", "p4", "p6", "p19", "p22"


def page(client: Client, address: str = DESK) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def question(practice: RunningBody, matter: str) -> str:
    found = practice.registrar.state.matters[matter].question()
    assert found is not None
    return found.question


def answer(practice: RunningBody, matter: str, person: str, party: str) -> None:
    name = question(practice, matter)
    version = len(practice.registrar.state.matters[matter].versions) or None
    act = StatePosition(by=person, for_=party, question=name, choice="in favour", version=version)
    practice.registrar.submit([act])


def test_the_body_s_address_leads_to_its_desk(visitor: Any) -> None:
    assert visitor(BELMARK).get("/b/six-rivers/").headers["Location"] == DESK


def test_what_waits_for_a_member_is_told_with_what_happens_if_nothing_is_done(visitor: Any) -> None:
    shown = page(visitor(BELMARK))
    assert 'id="waits-answer-plan"' in shown
    assert "If Belmark does not answer, that is not agreement." in shown
    assert "If Belmark does nothing, it counts as not objecting." in shown


def test_what_is_for_the_head_alone_stands_with_the_others_of_the_member(visitor: Any) -> None:
    shown = page(visitor(BELMARK))
    head = page(visitor(HEAD))
    mine, _, others = shown.partition('id="others-title"')
    assert 'id="waits-sign-flood-warning"' not in mine
    assert 'id="waits-sign-flood-warning"' in others
    assert 'id="waits-sign-flood-warning"' in head.partition('id="others-title"')[0]


def test_an_answer_given_waits_no_more(practice: RunningBody, visitor: Any) -> None:
    client = visitor(BELMARK)
    assert 'id="waits-answer-harrow-observer"' in page(client)
    answer(practice, "harrow-observer", BELMARK, "BE")
    assert 'id="waits-answer-harrow-observer"' not in page(client)


def test_the_chair_is_told_which_question_waits_to_be_put(visitor: Any) -> None:
    client = visitor(CHAIR)
    client.post("/b/six-rivers/capacity", {"choose": "chairmanship:delegate of the chair"})
    assert 'id="waits-put-gauges"' in page(client)


def test_an_expert_meets_the_refusal_with_its_article_and_proposals_wait_with_who_decides(
    practice: RunningBody, visitor: Any
) -> None:
    assert "Rules 3" in page(visitor(EXPERT))
    author = Account.objects.get(email="p6@six-rivers.example")
    Proposal.objects.create(
        body=practice.name, party="BE", matter="plan", by=author, act={}, note="<script>1</script>"
    )
    shown = page(visitor(BELMARK))
    assert "&lt;script&gt;1" in shown
    assert "<script>1" not in shown
    assert "Proposed by your experts" not in page(visitor("p8"))


def test_a_sounding_in_confidence_stands_on_no_desk_but_of_those_asked(visitor: Any) -> None:
    assert "next-appointment" in page(visitor(HEAD))
    for person in ("p26", "p21"):
        shown = page(visitor(person))
        assert "next-appointment" not in shown
        assert "Appointment of the next Secretary General" not in shown


def test_what_moved_stays_told_until_the_reader_was_away(
    practice: RunningBody, visitor: Any
) -> None:
    client = visitor(BELMARK)
    page(client)
    Reading.objects.update(at=Reading.objects.get().at - timedelta(hours=1))
    practice.registrar.submit([Speak(by="p8", for_="CO", gist="Nothing <b>new</b>")])
    for _ in range(2):
        shown = page(client)
        assert "Since you were last here" in shown
        assert "Nothing &lt;b&gt;new" in shown
    mine = Speak(by=BELMARK, for_="BE", gist="Said by the reader")
    practice.registrar.submit([mine])
    assert "Said by the reader" not in page(client)


def test_an_answer_contested_is_told_first_to_who_keeps_the_record(
    practice: RunningBody, visitor: Any
) -> None:
    client = visitor(CLERK)
    page(client)
    name = question(practice, "plan")
    contest = ContestPosition(by="p17", for_="FA", question=name, reason="Not what we wrote")
    practice.registrar.submit([contest])
    first = page(client).partition('class="plain moves look"')[2].partition("</ul>")[0]
    assert "contested" in first
    assert 'id="waits-contested-plan"' in page(client)


def test_a_visitor_sees_the_public_face_where_the_body_is_open_to_all(
    practice: RunningBody, visitor: Any
) -> None:
    assert Client().get(DESK).status_code == 302
    HostedBody.objects.filter(body=practice.name).update(open_to_public=True)
    shown = page(Client())
    assert "Ingrid Solheim" in shown
    assert "Decided last" in shown
    assert "next-appointment" not in shown


def test_a_stranger_meets_what_is_not_there(stranger: Client) -> None:
    assert stranger.get(DESK).status_code == 404
    assert stranger.get("/b/nowhere/desk").status_code == 404


@pytest.mark.parametrize("steps", [1, 4])
def test_an_index_grown_entry_by_entry_is_that_made_at_once(
    practice: RunningBody, steps: int
) -> None:
    """The twin: filing everything from the state."""
    from comity.web.visits import visit_of

    request = RequestFactory().get("/")
    request.user, request.session, request.LANGUAGE_CODE = Account(), {}, "en"  # type: ignore[assignment]

    def indexed() -> tuple[Index, Index]:
        with practice.reading() as state:
            visit = visit_of(request, practice, HostedBody(), state, "")
            grown, anew = index_of(visit), Index()
            anew.catch_up(state, visit.day, practice.registrar.entries())
            return grown, anew

    indexed()
    doings = [("harrow-observer", BELMARK, "BE"), ("budget", "p8", "CO"), ("plan", "p5", "BE"),
              ("harrow-observer", "p2", "AR")]  # fmt: skip
    for matter, person, party in doings[:steps]:
        answer(practice, matter, person, party)
        grown, anew = indexed()
        assert grown._by.keys() >= anew._by.keys()
        for name in grown._by:
            told = {k: v for k, v in grown.of(name).items() if v}
            assert told == {k: v for k, v in anew.of(name).items() if v}
        assert grown.clocks == anew.clocks
        assert grown.confidential == anew.confidential


def approving(practice: RunningBody) -> tuple[str, str]:
    """The plan that waits for the approval of the chair: its id and that of the question."""
    [found] = [m for m in practice.registrar.state.matters.values() if m.step == "approval"]
    return found.matter, question(practice, found.matter)


def test_an_approval_stays_with_the_chair_that_was_asked_when_the_chair_passes(
    practice: RunningBody, visitor: Any
) -> None:
    """Rules 10(3): the question is put to the chair, and its population is frozen when it is put."""
    matter, asked = approving(practice)
    assert f"waits-answer-{matter}" in page(visitor(CHAIR))
    source = next(iter(practice.registrar.state.sources))
    today = day_at(practice.registrar.state, practice.registrar.state.at)
    turn = TurnPassed(rota="chairmanship", to="BE", on=today)
    practice.registrar.submit(
        [Attest(by="p19", for_="secretariat", facts=[turn], cites=[Citation(source=source)])]
    )
    credential = IssueCredential(
        by="p19", for_="secretariat", person=BELMARK, party="BE", powers=["chair", "decide"]
    )
    practice.registrar.submit([credential])
    new = visitor(BELMARK)
    session = new.session
    session[CHOSEN] = {"six-rivers": "chairmanship"}
    session.save()
    assert f"waits-answer-{matter}" not in page(new)
    act = StatePosition(
        by=BELMARK, for_="chairmanship", question=asked, choice="in favour",
        version=len(practice.registrar.state.matters[matter].versions),
    )  # fmt: skip
    with pytest.raises(Refused) as refused:  # and the kernel says the same
        practice.registrar.submit([act])
    assert refused.value.code == "position.not_asked"
    assert f"waits-answer-{matter}" in page(visitor("p1"))


def test_an_approved_plan_has_the_next_number_of_its_year(practice: RunningBody) -> None:
    matter, _ = approving(practice)
    year = practice.registrar.clock().astimezone(UTC).year
    before = practice.registrar.state.numbered.get(str(year), 0)
    answer(practice, matter, "p1", "AR")
    [decision] = (
        practice.registrar.state.cards and find_matter(practice.registrar.state, matter).decisions
    )
    assert decision.number == f"{before + 1}/{decision.dated[:4]}"


def away(reader: Client) -> None:
    """The reader looked at the desk, and comes back an hour later."""
    page(reader)
    Reading.objects.update(at=Reading.objects.latest("pk").at - timedelta(hours=1))


def corrected(practice: RunningBody) -> Correct:
    """Another officer puts a name right."""
    number = practice.registrar.state.persons[BELMARK].entry
    fact = PersonEntered(person=BELMARK, name="Milena Brandt")
    return Correct(by="p20", for_="secretariat", entry=number, reason="Misspelt.", facts=[fact])


def busy(practice: RunningBody, number: int) -> None:
    """The clerk files so many things in a row."""
    acts = [
        FileSource(by=CLERK, for_="secretariat", source=f"busy-{n}", title=f"Paper {n}", sha256=f"{n:064x}")
        for n in range(number)
    ]  # fmt: skip
    for start in range(0, number, 100):
        practice.registrar.submit(acts[start : start + 100])


def test_what_a_colleague_did_is_told_behind_however_much_of_the_readers_own(
    practice: RunningBody, visitor: Any
) -> None:
    client = visitor(CLERK)
    away(client)
    practice.registrar.submit([Speak(by="p8", for_="CO", gist="Said by a colleague")])
    practice.registrar.submit([corrected(practice)])
    busy(practice, 300)
    shown = page(client)
    assert "Said by a colleague" in shown
    assert "Nothing has moved." not in shown
    first = shown.partition('class="plain moves look"')[2].partition("</ul>")[0]
    assert "correction" in first
    assert "correction" in shown.partition('id="moved-title"')[2]


def test_a_desk_that_did_not_look_through_everything_says_from_where_on_it_did(
    practice: RunningBody, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.web.readmodel.moved.LOOKED_AT", 100)
    client = visitor(CLERK)
    away(client)
    practice.registrar.submit([corrected(practice)])
    practice.registrar.submit([Speak(by="p8", for_="CO", gist="Said by a colleague")])
    busy(practice, 150)
    shown = page(client)
    lowest = practice.registrar.state.size - 100
    assert f"Looked through from record no. {lowest} on." in shown
    assert f'href="{DESK.removesuffix("desk")}register?before={lowest}"' in shown
    assert "Nothing has moved." not in shown
    assert "correction" in shown.partition('class="plain moves look"')[2].partition("</ul>")[0]
