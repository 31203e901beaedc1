"""Answers through the pages: who may give them, what is refused and how it comes back, and what others then see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from comity.body.acts import RevokeCredential, SubmitText
from comity.body.effects import Paragraph
from comity.body.state import Question, Stated, find_matter
from comity.registrar import clock_of_the_machine
from comity.web.bodies import RunningBody
from comity.web.models import Proposal

Visitor = Callable[[str], Client]
PAGE = "/b/six-rivers/matters/"
WORDS = "Our <b>Ministry</b> asks for care."


def newest(practice: RunningBody, matter: str) -> Question:
    with practice.reading() as state:
        found = find_matter(state, matter)
        assert found is not None
        return found.questions[-1]


def stated(practice: RunningBody, matter: str, member: str) -> Stated:
    return newest(practice, matter).stated[member][-1]


def post(
    client: Client, practice: RunningBody, matter: str, what: str = "answer", **data: object
) -> HttpResponse:
    """Sends the form of the page, as it was shown to the reader."""
    address = f"{PAGE}{matter}/questions/{newest(practice, matter).question}"
    page = client.get(address).content.decode()
    held = re.search(r'name="as" value="([^"]*)"', page)
    fields = {"as": held[1] if held else "BE:permanent representative", **data}
    return client.post(f"{address}/{what}", fields)  # type: ignore[return-value]


def text(response: HttpResponse) -> str:
    return response.content.decode()


# --- stating a position -------------------------------------------------------------------------------------------------


def test_a_representative_states_the_position_with_words_and_a_reservation(
    practice: RunningBody, visitor: Visitor
) -> None:
    sent = {
        "choice": "in favour",
        "statement": WORDS,
        "reservation": "language",
        "reservation_text": "Until the translation is checked.",
        "version": "2",
    }
    response = post(visitor("p5"), practice, "plan", **sent)
    assert response.status_code == 302
    kept = stated(practice, "plan", "BE")
    assert (kept.choice, kept.reservation, kept.via) == ("in favour", "language", "")
    page = visitor("p8").get(f"{PAGE}plan").content.decode()
    assert "Our &lt;b&gt;Ministry&lt;/b&gt; asks for care." in page
    assert "language reservation: does not block" in page


def test_one_form_sent_twice_is_one_answer(practice: RunningBody, visitor: Visitor) -> None:
    reader = visitor("p5")
    form = {"choice": "in favour", "version": "2", "request": "the-same-form"}
    first = post(reader, practice, "plan", **form)
    again = post(reader, practice, "plan", **form)
    assert first.status_code == again.status_code == 302
    assert len(newest(practice, "plan").stated["BE"]) == 1


def test_the_same_position_in_another_form_is_refused_with_its_article(
    practice: RunningBody, visitor: Visitor
) -> None:
    reader = visitor("p2")
    response = post(reader, practice, "budget", choice="in favour", statement=WORDS)
    assert response.status_code == 403
    assert "stands there already" in text(response)
    assert "Charter 13" in text(response)
    assert "Our &lt;b&gt;Ministry&lt;/b&gt; asks for care." in text(response)


def test_an_answer_to_an_older_version_is_refused_and_nothing_typed_is_lost(
    practice: RunningBody, visitor: Visitor
) -> None:
    form = {"choice": "in favour", "version": "1", "statement": WORDS, "reservation": "scrutiny"}
    response = post(visitor("p5"), practice, "plan", **form)
    assert response.status_code == 403
    assert "This was not done" in text(response)
    assert "Read that version and answer to it." in text(response)
    assert "Our &lt;b&gt;Ministry&lt;/b&gt; asks for care.</textarea>" in text(response)
    assert '<option value="scrutiny" selected>' in text(response)
    assert "BE" not in newest(practice, "plan").stated


def test_an_answer_after_the_close_is_refused_and_nothing_typed_is_lost(
    practice: RunningBody, visitor: Visitor
) -> None:
    reader = visitor("p8")
    moment = clock_of_the_machine() + timedelta(days=9)
    page_before = newest(practice, "budget").question
    reader.get(f"{PAGE}budget")
    practice.registrar.clock = lambda: moment
    response = post(reader, practice, "budget", choice="in favour", statement=WORDS)
    assert response.status_code == 403
    assert page_before in text(response)
    assert "Our &lt;b&gt;Ministry&lt;/b&gt; asks for care." in text(response)
    assert "CO" not in newest(practice, "budget").stated


def test_who_lost_the_credential_while_the_page_was_open_is_told_what_to_do(
    practice: RunningBody, visitor: Visitor
) -> None:
    reader = visitor("p5")
    address = f"{PAGE}plan/questions/{newest(practice, 'plan').question}"
    held = re.search(r'name="as" value="([^"]*)"', reader.get(address).content.decode())
    assert held is not None
    with practice.reading() as state:
        credentials = list(state.credentials_of["p5"])
    revoke = [RevokeCredential(by="p4", for_="BE", credential=c) for c in credentials]
    practice.registrar.submit(revoke)
    form = {"choice": "in favour", "version": "2", "statement": WORDS, "as": held[1]}
    response = reader.post(f"{address}/answer", form)
    assert response.status_code == 403
    assert "have the credential renewed" in response.content.decode()
    assert "asks for care." in response.content.decode()
    assert "BE" not in newest(practice, "plan").stated


def test_a_tab_left_open_over_a_new_version_is_refused(
    practice: RunningBody, visitor: Visitor
) -> None:
    reader = visitor("p5")
    address = f"{PAGE}ferry/questions/{newest(practice, 'ferry').question}"
    reader.get(address)
    paragraphs = [Paragraph(id="a", number="1", text="From May to September, hourly.")]
    practice.registrar.submit(
        [SubmitText(by="p20", for_="secretariat", matter="ferry", paragraphs=paragraphs)]
    )
    held = "BE:permanent representative"
    response = reader.post(f"{address}/answer", {"choice": "in favour", "version": "1", "as": held})
    assert response.status_code == 403
    assert "superseded" in response.content.decode()


def test_a_choice_that_cannot_be_stated_is_refused(practice: RunningBody, visitor: Visitor) -> None:
    response = post(visitor("p8"), practice, "budget", choice="perhaps")
    assert response.status_code == 403
    assert "CO" not in newest(practice, "budget").stated


def test_nobody_answers_for_another_member(practice: RunningBody, visitor: Visitor) -> None:
    response = post(visitor("p8"), practice, "budget", choice="against", member="FA")
    assert response.status_code == 302
    assert "FA" not in newest(practice, "budget").stated


def test_an_observer_is_refused(practice: RunningBody, visitor: Visitor) -> None:
    response = post(visitor("p26"), practice, "budget", choice="in favour", **{"as": "GE"})
    assert response.status_code == 403
    assert "GE" not in newest(practice, "budget").stated


def test_the_paragraphs_in_which_a_member_takes_no_part_are_shown_by_number(
    practice: RunningBody, visitor: Visitor
) -> None:
    post(visitor("p5"), practice, "plan", choice="in favour", version="2", refrains=["c", "d"])
    assert stated(practice, "plan", "BE").refrains == ["c", "d"]
    assert "takes no part in paragraph 3 and 4" in text(visitor("p8").get(f"{PAGE}plan"))


# --- experts ------------------------------------------------------------------------------------------------------------


def test_an_experts_answer_becomes_a_proposal_that_its_delegation_alone_sees(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = practice.registrar.state.size
    secret = "The treasury insists."
    response = post(
        visitor("p6"), practice, "plan", choice="against", statement=WORDS, note=secret, version="2"
    )
    assert response.status_code == 302
    assert practice.registrar.state.size == before
    assert Proposal.objects.get().party == "BE"
    assert secret in text(visitor("p5").get(f"{PAGE}plan"))
    for other in ("p8", "p9", "p0", "p22", "p26"):
        assert secret not in text(visitor(other).get(f"{PAGE}plan"))
        assert secret not in text(visitor(other).get(f"{PAGE}plan/history"))


# --- silence --------------------------------------------------------------------------------------------------------------


def test_a_silence_is_broken_with_its_reason_and_others_join(
    practice: RunningBody, visitor: Visitor
) -> None:
    response = post(
        visitor("p5"), practice, "ferry", "break", form="amendment", reason="Every half hour."
    )
    assert response.status_code == 302
    assert newest(practice, "ferry").outcome == "blocked"
    assert "Every half hour.</q>" in text(visitor("p8").get(f"{PAGE}ferry"))
    joined = post(visitor("p8"), practice, "ferry", "associate", words="So says Corund.")
    assert joined.status_code == 302
    assert newest(practice, "ferry").breaks[-1].associates == ["CO"]


def test_a_break_without_a_reason_comes_back_with_its_error(
    practice: RunningBody, visitor: Visitor
) -> None:
    response = post(visitor("p5"), practice, "ferry", "break", form="amendment", reason=" ")
    assert response.status_code == 422
    assert "Say why: the others and the chair read it." in text(response)
    assert not newest(practice, "ferry").breaks


def test_a_break_that_stays_broken_is_not_taken_back(
    practice: RunningBody, visitor: Visitor
) -> None:
    post(visitor("p5"), practice, "ferry", "break", form="objection", reason="No.")
    response = post(visitor("p5"), practice, "ferry", "take-back")
    assert response.status_code == 403
    assert "stays broken" in text(response)


# --- asking for time ------------------------------------------------------------------------------------------------------


def test_a_member_asks_for_time_and_the_others_see_it_in_the_grid(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = newest(practice, "plan").deadline
    response = post(visitor("p5"), practice, "plan", "time", words="Until Monday: the capital.")
    assert response.status_code == 302
    assert newest(practice, "plan").deadline == before
    assert "asks: “Until Monday: the capital.”" in text(visitor("p22").get(f"{PAGE}plan"))


def test_nobody_asks_for_time_aloud_on_a_sounding_in_confidence(visitor: Visitor) -> None:
    assert "Ask for time" not in text(visitor("p4").get(f"{PAGE}next-appointment"))
    assert "Ask for time" in text(visitor("p5").get(f"{PAGE}plan"))


# --- on a member's behalf -----------------------------------------------------------------------------------------------


def recorded(practice: RunningBody, client: Client, **data: object) -> HttpResponse:
    note = SimpleUploadedFile("note.pdf", b"%PDF-1.7 note verbale", "application/pdf")
    form = {"member": "CO", "choice": "against", "via": "note", "paper": note, **data}
    return post(client, practice, "budget", "record", **form)


def test_the_secretariat_records_a_note_with_its_paper_and_the_member_gets_a_receipt(
    practice: RunningBody, visitor: Visitor
) -> None:
    response = recorded(practice, visitor("p19"), sent="2026-01-05T10:00", **{"as": "secretariat"})
    assert response.status_code == 302
    kept = stated(practice, "budget", "CO")
    assert (kept.choice, kept.via, kept.sent) == ("against", "note", "2026-01-05T08:00:00Z")
    receipt = visitor("p8").get(response["Location"])
    assert receipt.status_code == 200
    assert "10:00 in Rivermouth" in text(receipt)
    assert "when it was received and recorded" in text(receipt)
    assert "Contest it" in text(receipt)


def test_nobody_else_sees_the_receipt(practice: RunningBody, visitor: Visitor) -> None:
    address = recorded(practice, visitor("p19"), **{"as": "secretariat"})["Location"]
    assert visitor("p5").get(address).status_code == 404
    assert visitor("p0").get(address).status_code == 200


def test_the_member_contests_what_was_recorded_for_it(
    practice: RunningBody, visitor: Visitor
) -> None:
    recorded(practice, visitor("p19"), **{"as": "secretariat"})
    response = post(visitor("p8"), practice, "budget", "contest", words="We sent no note.")
    assert response.status_code == 302
    assert stated(practice, "budget", "CO").contested
    assert "Contest what was recorded" not in text(visitor("p8").get(f"{PAGE}budget"))


def test_without_its_paper_nothing_is_recorded_and_what_was_typed_comes_back(
    practice: RunningBody, visitor: Visitor
) -> None:
    form = {"paper": "", "statement": WORDS, "as": "secretariat"}
    response = recorded(practice, visitor("p19"), **form)
    assert response.status_code == 422
    assert "needs its paper" in text(response)
    assert "asks for care.</textarea>" in text(response)
    assert "CO" not in newest(practice, "budget").stated


def test_a_delegate_records_for_nobody(practice: RunningBody, visitor: Visitor) -> None:
    assert recorded(practice, visitor("p5")).status_code == 404
    assert "CO" not in newest(practice, "budget").stated


def test_what_came_late_is_kept_and_told_not_to_count(
    practice: RunningBody, visitor: Visitor
) -> None:
    moment = clock_of_the_machine() + timedelta(days=9)
    practice.registrar.clock = lambda: moment
    officer = visitor("p19")
    form = officer.get(f"{PAGE}budget/questions/{newest(practice, 'budget').question}/record")
    assert "this one is kept on record, and does not count" in text(form)
    response = recorded(practice, officer, **{"as": "secretariat"})
    assert response.status_code == 302
    assert stated(practice, "budget", "CO").late
    assert "It came late and does not count." in text(visitor("p8").get(response["Location"]))


def test_an_answer_is_sent_by_post_alone(practice: RunningBody, visitor: Visitor) -> None:
    address = f"{PAGE}plan/questions/{newest(practice, 'plan').question}"
    for what in ("answer", "break", "associate", "take-back", "contest", "time"):
        assert visitor("p5").get(f"{address}/{what}").status_code == 405


def test_a_signature_is_given_on_the_page_for_signing_and_never_by_a_bare_click(
    practice: RunningBody, visitor: Visitor
) -> None:
    head = visitor("p4")
    asked = newest(practice, "flood-warning").question
    assert f"/signing/questions/{asked}" in text(head.get(f"{PAGE}flood-warning"))
    response = post(head, practice, "flood-warning", choice="in favour", version="1")
    assert response.status_code == 302
    assert response["Location"].endswith(f"/signing/questions/{asked}")
    assert "BE" not in newest(practice, "flood-warning").stated
