"""The page of a matter as different readers see it: procedure, question, grid, what is needed, what if, letter, history."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from comity.body.acts import (
    BreakSilence,
    MoveSession,
    OpenSession,
    PutQuestion,
    RecordAttendance,
    RevokeCredential,
    StatePosition,
)
from comity.body.occasion import day_at, instant
from comity.body.state import find_matter
from comity.registrar import clock_of_the_machine
from comity.web.bodies import RunningBody

Visitor = Callable[[str], Client]
PAGE = "/b/six-rivers/matters/"


def said(client: Client, path: str, status: int = 200) -> str:
    """The words of the page, without its tags."""
    response = client.get(PAGE + path)
    assert response.status_code == status, path
    return words(response.content.decode())


def words(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def cell(client: Client, path: str, member: str) -> str:
    """What stands in the grid for the member."""
    page = client.get(PAGE + path).content.decode()
    found = re.search(rf'<li class="([^"]*)"[^>]*id="position-{member}".*?</li>', page, re.S)
    assert found is not None, member
    return f"{found[1]} {' '.join(html.unescape(re.sub(r'<[^>]*>', ' ', found[0])).split())}"


def question(practice: RunningBody, matter: str) -> str:
    """The id of the newest question of the matter."""
    with practice.reading() as state:
        found = find_matter(state, matter)
        assert found is not None
        return found.questions[-1].question


def later(practice: RunningBody, **by: float) -> None:
    """From now on it is that much later for the body."""
    moment = clock_of_the_machine() + timedelta(**by)
    practice.registrar.clock = lambda: moment


# --- what the question needs ------------------------------------------------------------------------------------------


def test_still_needed_names_who_has_not_answered_and_the_paragraph_without_one_text(
    visitor: Visitor,
) -> None:
    page = said(visitor("p5"), "plan")
    needed = page.partition("Still needed:")[2].partition("If it closed now")[0]
    assert "an answer from Belmark" in needed
    assert "one text for paragraph 3 (brackets of Corund and Estmar)" in needed
    assert "Farholm" not in needed.partition("Before a next version")[0]


def test_a_majority_needs_so_many_more_and_not_everybody(visitor: Visitor) -> None:
    # Four of six are two thirds; Arvenia, Belmark and Estmar are in favour, Dalesia abstains.
    page = said(visitor("p5"), "budget")
    assert "Still needed: 1 more in favour, from among Corund and Farholm" in page


def test_a_silence_needs_nothing_unless_somebody_objects(visitor: Visitor) -> None:
    page = said(visitor("p5"), "ferry")
    assert "it is adopted at the deadline unless somebody objects before" in page


def test_signatures_still_needed_are_named(visitor: Visitor) -> None:
    page = said(visitor("p4"), "flood-warning")
    assert "the signatures of Belmark, Dalesia and Farholm" in page


# --- saying nothing, in the reader's case -------------------------------------------------------------------------------


def test_no_answer_to_a_consensus_is_told_as_no_agreement_to_the_member_that_is_silent(
    visitor: Visitor,
) -> None:
    page = said(visitor("p5"), "plan")
    assert "If Belmark does not answer, that is not agreement." in page
    assert "Corund and Estmar stand in the way." in page


def test_who_has_answered_is_told_that_the_answer_may_change(visitor: Visitor) -> None:
    assert "Arvenia has answered; the answer may be changed" in said(visitor("p2"), "plan")


def test_silence_is_told_as_consent_that_binds(visitor: Visitor) -> None:
    page = said(visitor("p5"), "ferry")
    assert "If Belmark does nothing, it counts as not objecting." in page
    assert "As things stand the text is adopted, and binds it." in page


def test_a_capital_in_confidence_learns_what_its_own_silence_does_and_nothing_of_the_others(
    visitor: Visitor,
) -> None:
    page = said(visitor("p4"), "next-appointment")
    assert "Then the proposal is not adopted, whatever the others say" in page
    assert "the matter goes back to “nomination”" in page


# --- the grid -----------------------------------------------------------------------------------------------------------


def test_blocking_members_come_first_then_the_readers_own(visitor: Visitor) -> None:
    page = visitor("p5").get(PAGE + "plan").content.decode()
    assert re.findall(r'id="position-([A-Z]+)"', page)[:3] == ["CO", "ES", "BE"]


def test_an_answer_by_note_shows_when_it_was_sent_and_when_recorded(visitor: Visitor) -> None:
    farholm = cell(visitor("p5"), "plan", "FA")
    assert "it came by: note" in farholm
    assert re.search(r"sent .*20\d\d.*; recorded .*20\d\d", farholm)


def test_what_a_member_contests_is_marked(visitor: Visitor) -> None:
    assert "contested by the member" in cell(visitor("p5"), "budget", "ES")


def test_a_position_that_was_left_is_struck_through(
    practice: RunningBody, visitor: Visitor
) -> None:
    act = StatePosition(by="p2", for_="AR", question=question(practice, "plan"), choice="against")
    practice.registrar.submit([act])
    page = visitor("p5").get(PAGE + "plan").content.decode()
    arvenia = page.partition('id="position-AR"')[2].partition("</li>")[0]
    assert re.search(r"<s>.*in favour</s>", arvenia)
    assert "against" in cell(visitor("p5"), "plan", "AR")


def test_each_choice_says_whether_it_blocks(visitor: Visitor) -> None:
    under_consensus, under_majority = said(visitor("p5"), "plan"), said(visitor("p8"), "budget")
    assert "Against blocks as long as it stands" in under_consensus
    assert "Abstaining does not block" in under_consensus
    assert "Against counts against, does not block alone" in under_majority
    assert "In favour does not block" in under_majority


# --- in confidence ------------------------------------------------------------------------------------------------------


def test_the_asked_see_their_own_position_alone(visitor: Visitor) -> None:
    page = visitor("p4").get(PAGE + "next-appointment").content.decode()
    assert re.findall(r'id="position-([A-Z]+)"', page) == ["BE"]
    assert "Still needed" not in words(page)


def test_who_keeps_the_record_sees_all_answers_in_confidence(visitor: Visitor) -> None:
    page = visitor("p0").get(PAGE + "next-appointment").content.decode()
    assert len(re.findall(r'id="position-[A-Z]+"', page)) == 6
    assert "answers from Belmark, Corund, Estmar and Farholm" in words(page)


@pytest.mark.parametrize("more", ["", "/history", "/what-if?step=consultation"])
def test_a_matter_in_confidence_is_not_there_for_an_observer(visitor: Visitor, more: str) -> None:
    observer, nowhere = visitor("p26"), f"no-such-matter{more}"
    hidden = observer.get(f"{PAGE}next-appointment{more}")
    absent = observer.get(PAGE + nowhere)
    assert hidden.status_code == absent.status_code == 404
    strip = re.compile(rb"next-appointment|no-such-matter|[A-Za-z0-9]{64}")
    assert strip.sub(b"", hidden.content) == strip.sub(b"", absent.content)


def test_the_history_of_a_sounding_hides_the_answers_of_other_capitals(
    practice: RunningBody, visitor: Visitor
) -> None:
    own, keeper = (said(visitor(p), "next-appointment/history") for p in ("p1", "p0"))
    assert "Arvenia states a position" in own
    assert "Dalesia states a position" not in own
    assert "Dalesia states a position" in keeper


def test_nobody_supposes_on_positions_that_he_may_not_see(
    practice: RunningBody, visitor: Visitor
) -> None:
    address = f"next-appointment/what-if?question={question(practice, 'next-appointment')}"
    said(visitor("p4"), address, status=404)
    assert "Position supposed" in said(visitor("p0"), address)


# --- what if ------------------------------------------------------------------------------------------------------------


def test_positions_set_by_hand_give_a_ruling_and_are_recorded_nowhere(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = practice.registrar.state.size
    address = f"budget/what-if?question={question(practice, 'budget')}"
    assert "Open:" in said(visitor("p5"), address)
    assert "Adopted." in said(visitor("p5"), f"{address}&p.CO=in favour&p.FA=against")
    assert practice.registrar.state.size == before


def test_a_question_not_put_yet_is_supposed_from_where_the_members_stood(visitor: Visitor) -> None:
    page = said(visitor("p22"), "gauges/what-if?step=adoption")
    assert "Set to where the members stood on the question before." in page
    assert "Adopted." in page
    assert "blocked by Corund" in said(visitor("p22"), "gauges/what-if?step=adoption&p.CO=against")


@pytest.mark.parametrize("asked", ["p.CO=<script>", "p.ZZ=against"])
def test_a_position_that_cannot_be_stated_is_not_supposed(visitor: Visitor, asked: str) -> None:
    page = said(visitor("p22"), f"gauges/what-if?step=adoption&{asked}", status=404)
    assert "is not known as a value of" in page


@pytest.mark.parametrize("asked", ["", "?step=drafting", "?step=none", "?question=plan.q1"])
def test_what_if_about_no_question_is_not_there(visitor: Visitor, asked: str) -> None:
    said(visitor("p22"), f"gauges/what-if{asked}", status=404)


# --- clocks, hindrances, results ------------------------------------------------------------------------------------------


def test_a_deadline_that_passed_unrecorded_is_told_as_due(
    practice: RunningBody, visitor: Visitor
) -> None:
    later(practice, hours=30)
    page = said(visitor("p5"), "ferry")
    assert "Due, not yet recorded" in page
    assert "As it will be recorded: Adopted." in page
    assert "In favour does not block" not in page


def test_a_hindered_matter_says_what_hinders_it(visitor: Visitor) -> None:
    page = said(visitor("p5"), "auditor")
    assert "The matter is hindered" in page
    assert "No person “p28” is entered." in page


def test_the_letter_of_result_tells_rule_article_and_who_stood_where(
    practice: RunningBody, visitor: Visitor
) -> None:
    page = said(visitor("p5"), f"bulletin/questions/{question(practice, 'bulletin')}/letter")
    assert "Result Adopted" in page
    assert "Charter 15" in page
    assert "silent: does not object" in page


def test_there_is_no_letter_before_the_close(practice: RunningBody, visitor: Visitor) -> None:
    said(visitor("p5"), f"ferry/questions/{question(practice, 'ferry')}/letter", status=404)


def test_a_broken_silence_shows_who_broke_it_who_joined_and_why(visitor: Visitor) -> None:
    reader = visitor("p5")
    assert "broke the silence by an amendment" in cell(reader, "archive-days", "ES")
    assert "joins the break by Estmar" in cell(reader, "archive-days", "DA")


def test_a_ruling_made_again_shows_what_it_had_been(visitor: Visitor) -> None:
    page = said(visitor("p5"), "fish-passes/history")
    assert "a correction of" in page
    assert "corrected" in page


def test_the_bar_counts_rounds_and_says_where_each_outcome_leads(visitor: Visitor) -> None:
    page = said(visitor("p5"), "plan")
    assert "Reconciliation, round 2" in page
    assert "If it is adopted: approval by the chair. If not: drafting." in page


def test_a_question_of_another_matter_is_not_there(practice: RunningBody, visitor: Visitor) -> None:
    said(visitor("p5"), f"plan/questions/{question(practice, 'budget')}", status=404)


# --- readers without a part in it -------------------------------------------------------------------------------------


def test_an_observer_reads_and_is_told_by_which_article_it_does_not_answer(
    visitor: Visitor,
) -> None:
    page = said(visitor("p26"), "plan")
    assert "In favour does not block" not in page
    assert "Gelt is not asked" in page or "right to vote" in page
    assert "Rule:" in page


def test_somebody_of_no_body_finds_nothing(stranger: Client) -> None:
    assert stranger.get(f"{PAGE}plan").status_code == 404


def test_who_lost_the_credential_while_reading_sees_no_buttons(
    practice: RunningBody, visitor: Visitor
) -> None:
    reader = visitor("p5")
    with practice.reading() as state:
        held = [state.credentials[c] for c in state.credentials_of["p5"]]
    revoke = [RevokeCredential(by="p4", for_="BE", credential=c.credential) for c in held]
    assert "In favour does not block" in said(reader, "plan")
    practice.registrar.submit(revoke)
    assert "does not block" not in said(reader, "plan")


def test_text_of_others_stays_text(practice: RunningBody, visitor: Visitor) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=y>"
    asked = question(practice, "ferry")
    practice.registrar.submit(
        [BreakSilence(by="p5", for_="BE", question=asked, form="objection", reason=attack)]
    )
    page = visitor("p8").get(f"{PAGE}ferry").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_pages_are_quick_when_the_body_has_many_matters(
    practice: RunningBody, visitor: Visitor
) -> None:
    """The page asks for nothing that grows with the number of matters: it opens with the list of them out of reach."""
    reader = visitor("p5")
    reader.get(f"{PAGE}plan")
    with practice.reading() as state:
        walked = _Counting(state.matters)
        state.matters = walked
        try:
            assert reader.get(f"{PAGE}plan").status_code == 200
        finally:
            state.matters = dict(walked)
    assert walked.walks == 0


class _Counting(dict[str, object]):
    """A mapping that counts how often it is walked through."""

    walks = 0

    def values(self):  # type: ignore[no-untyped-def]
        self.walks += 1
        return super().values()

    def items(self):  # type: ignore[no-untyped-def]
        self.walks += 1
        return super().items()


def test_the_chair_sees_what_the_rule_would_give_before_putting_it(visitor: Visitor) -> None:
    page = said(visitor("p22"), "gauges")
    assert "Before it is put: Adopt the resolution?" in page
    assert "What would the rule give?" in page


def test_a_new_round_is_a_question_of_its_own(practice: RunningBody, visitor: Visitor) -> None:
    put = PutQuestion(by="p22", for_="chairmanship", matter="plan")
    with pytest.raises(Exception, match="before the members already"):
        practice.registrar.submit([put])
    assert "Is the plan agreed? · round 1 – not adopted" in said(visitor("p5"), "plan")


def test_the_last_answer_is_told_to_close_the_question_and_with_what(
    practice: RunningBody, visitor: Visitor
) -> None:
    """Corund and Estmar keep their brackets, so that round 2 fails whatever Belmark answers."""
    last = said(visitor("p5"), "plan")
    assert (
        "In favour does not block; the last answer, with which the question closes at once: blocked"
        in last
    )
    assert "closes at once" not in said(visitor("p8"), "budget")
    asked = question(practice, "plan")
    act = StatePosition(by="p5", for_="BE", question=asked, choice="in favour")
    practice.registrar.submit([act])
    with practice.reading() as state:
        plan = find_matter(state, "plan")
        assert plan is not None
        assert plan.questions[-1].outcome == "blocked"


def test_open_brackets_still_count_in_what_the_next_round_would_give(
    practice: RunningBody, visitor: Visitor
) -> None:
    page = said(visitor("p22"), "dredging/what-if?step=reconciliation")
    assert "Adopted." not in page
    assert cast_in(page, "Corund") == "blocks"
    assert cast_in(page, "Estmar") == "blocks"
    assert cast_in(page, "Arvenia") != "blocks"


def cast_in(page: str, member: str) -> str:
    """The word of effect in the row of the member."""
    row = page.partition(f" {member} ")[2].partition("not yet answered")[2]
    return row.strip().partition(" ")[0]


def test_the_asked_learn_that_a_sounding_closed_and_not_who_answered(
    practice: RunningBody, visitor: Visitor
) -> None:
    asked = question(practice, "next-appointment")
    heads = {"p4": "BE", "p7": "CO", "p13": "ES", "p16": "FA"}
    answers = [
        StatePosition(by=head, for_=party, question=asked, choice="does not object")
        for head, party in heads.items()
    ]
    practice.registrar.submit(answers)
    page = said(visitor("p4"), "next-appointment/history")
    assert "The question asked in confidence closed: adopted" in page
    assert "Belmark states a position" in page
    for other in ("Arvenia", "Corund", "Estmar", "Farholm"):
        assert f"{other} states a position" not in page
    matter = visitor("p4").get(f"{PAGE}next-appointment").content.decode()
    assert re.findall(r'id="position-([A-Z]+)"', matter) == ["BE"]


def test_a_room_without_quorum_is_told_with_its_article(
    practice: RunningBody, visitor: Visitor
) -> None:
    chair = {"by": "p22", "for_": "chairmanship"}
    here = ["AR", "BE", "CO", "DA"]
    with practice.reading() as state:
        today = day_at(state, instant(practice.registrar.clock()))
    practice.registrar.submit(
        [
            MoveSession(**chair, session="council-next", on=today),
            OpenSession(**chair, session="council-next", present=here),
            PutQuestion(**chair, matter="gauges", session="council-next"),
        ]
    )
    assert "There is no quorum" not in said(visitor("p4"), "gauges")
    practice.registrar.submit([RecordAttendance(**chair, session="council-next", present=here[:2])])
    page = said(visitor("p4"), "gauges")
    assert "There is no quorum in the room." in page
    assert "Charter 6" in page.partition("There is no quorum")[2]
