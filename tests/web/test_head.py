"""The head's sheet: what is asked, what the others said, the adviser's note, the answer one click away."""

from __future__ import annotations

from typing import Any

from django.test import Client

from comity.body.state import find_question
from comity.web.bodies import RunningBody
from comity.web.models import Advice
from comity.web.models.accounts import Account

HEAD = "/b/six-rivers/head"


def asked(practice: RunningBody, matter: str) -> str:
    found = practice.registrar.state.matters[matter].question()
    assert found is not None
    return found.question


def send(client: Client, question: str, choice: str, **more: str) -> Any:
    sent = {"question": question, "choice": choice, "as": "BE:head of state", **more}
    return client.post(f"{HEAD}/answer", sent)


def test_the_sheet_has_what_to_agree_to_and_what_to_sign(visitor: Any) -> None:
    agree, _, sign = visitor("p4").get(HEAD).content.decode().partition('id="sign-title"')
    assert "Observer status for Harrow" in agree
    assert "Warning of floods across borders" in sign
    assert "<b>in favour</b>: Corund and Estmar" in agree


def test_a_sounding_shows_no_other_answer(visitor: Any) -> None:
    shown = visitor("p4").get(HEAD).content.decode()
    line = shown.partition("Appointment of the next Secretary General")[2].partition("</li>")[0]
    assert "what the others say is not shown" in line
    assert "Dalesia" not in line


def test_the_adviser_s_note_is_shown_to_its_own_member_alone(
    practice: RunningBody, visitor: Any
) -> None:
    adviser = Account.objects.get(email="p6@six-rivers.example")
    Advice.objects.create(
        body=practice.name, party="BE", matter="plan", by=adviser, text="<script>agree</script>"
    )
    shown = visitor("p4").get(HEAD).content.decode()
    assert "&lt;script&gt;agree" in shown
    assert "<script>agree" not in shown
    assert "agree&lt;" not in visitor("p7").get(HEAD).content.decode()


def test_an_answer_is_recorded_once_and_leaves_the_sheet(
    practice: RunningBody, visitor: Any
) -> None:
    client, question = visitor("p4"), asked(practice, "harrow-observer")
    size = practice.registrar.state.size
    for _ in range(2):
        assert send(client, question, "in favour", request="one").status_code == 302
    assert practice.registrar.state.size == size + 1
    found = find_question(practice.registrar.state, question)
    assert found is not None
    assert found[1].choices["BE"] == "in favour"
    assert "Grant observer status" not in client.get(HEAD).content.decode()


def test_what_the_charter_does_not_allow_is_refused_on_the_sheet(
    practice: RunningBody, visitor: Any
) -> None:
    answer = send(visitor("p4"), asked(practice, "harrow-observer"), "invalid")
    assert answer.status_code == 403
    assert "This was not done" in answer.content.decode()


def test_a_lost_capacity_answers_nothing(practice: RunningBody, visitor: Any) -> None:
    sent = {"question": asked(practice, "harrow-observer"), "choice": "in favour", "as": "CO:x"}
    assert visitor("p4").post(f"{HEAD}/answer", sent).status_code in (403, 404)


def test_who_acts_for_no_member_has_no_sheet(visitor: Any, stranger: Client) -> None:
    assert visitor("p19").get(HEAD).status_code == 404
    assert stranger.get(HEAD).status_code == 404
