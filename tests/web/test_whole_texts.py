"""A text that a step takes as the charter is given whole on the page; one that was adopted is shown as it is."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import walking
from allauth.mfa.models import Authenticator
from django.test import Client

from comity.body.acts import AnyAct, FoundBody
from comity.place import Place
from comity.web import setting_up
from comity.web.bodies import RunningBody, bodies, require
from comity.web.models import Account, Belonging, HostedBody

BODY = "duo"
CHARTER = """comity: 1
body: duo
title: Duo
members: [{member: A, name: A}, {member: B, name: B}]
organs: [{organ: office, title: Office, powers: [all]}]
rules: [{rule: both, adopted when: {in favour: all}}]
procedures:
  - procedure: amend
    opened by: any member
    steps:
      - {step: words, asks for: text, from: any member}
      - {step: e, takes effect: {amends charter: yes, with: text}}
  - procedure: decide
    opened by: any member
    steps:
      - {step: words, asks for: text, from: any member}
      - {step: vote, question: adopt it, put to: each member, rule: both, on text: yes, if not adopted: end}
      - {step: wait, waits for: {event: the festival}}
      - {step: e, takes effect: {issues: decision}}
"""


@pytest.fixture
def duo(place: Place, db: None) -> RunningBody:
    act = FoundBody(charter=CHARTER, clerk="p0", clerk_name="Ada", organ="office")
    setting_up.found_body(place, bodies().store, BODY, act)
    HostedBody.objects.create(body=BODY, open_to_public=True)
    body = require(BODY)
    for member in "AB":
        do(body, "p0", "office", "person.enter/1", person=member.lower(), name=member)
        given = {"person": member.lower(), "party": member, "powers": ["all"]}
        do(body, "p0", "office", "credential.issue/1", **given)
    return body


def do(body: RunningBody, by: str, for_: str, kind: str, **fields: Any) -> None:
    act = {"kind": kind, "by": by, "for": for_, **fields}
    body.registrar.submit([msgspec.convert(act, AnyAct)])


def member(body: RunningBody) -> Client:
    account = Account.objects.create_user("a@duo.example", name="A")
    Belonging.objects.create(account=account, body=body.name, person="a")
    Authenticator.objects.create(user=account, type="totp", data={"secret": "A" * 32})
    return walking.signed_in(account)


def test_a_charter_that_a_step_asks_for_as_the_text_is_given_whole(duo: RunningBody) -> None:
    do(duo, "a", "A", "matter.open/1", matter="m", procedure="amend", title="Another charter")
    client = member(duo)
    page = walking.content(client.get("/b/duo/matters/m"))
    assert "The whole charter as it would read" in page
    assert "/b/duo/matters/m/draft" not in page
    new = CHARTER.replace("title: Duo", "title: The two")
    typed = {"do": "provide", "value": new, "step": "words"}
    assert client.post("/b/duo/matters/m/steps", typed).status_code == 303
    assert "The two" in walking.content(client.get("/b/duo/charter"))


def test_of_an_adopted_text_no_new_version_is_offered(duo: RunningBody) -> None:
    do(duo, "a", "A", "matter.open/1", matter="m", procedure="decide", title="Lights")
    paragraphs = [{"id": "a", "number": "1", "text": {"en": "Forty crowns."}}]
    do(duo, "a", "A", "text.submit/1", matter="m", paragraphs=paragraphs)
    client = member(duo)
    address = "/b/duo/matters/m/draft"
    assert client.get(address).status_code == 200, "while it is voted on it may be changed"
    question = duo.registrar.state.matters["m"].questions[-1].question
    for one in "AB":
        given = {"question": question, "choice": "in favour"}
        do(duo, one.lower(), one, "position.state/1", **given)
    do(duo, "p0", "office", "question.close/1", question=question)
    assert duo.registrar.state.matters["m"].step == "wait"
    answer = client.get(address)
    assert answer.status_code == 403
    assert "Version 1 of the text was adopted" in walking.content(answer)
    assert "Draft the next version" not in walking.content(client.get("/b/duo/matters/m"))


@pytest.mark.parametrize(
    "text", ["Forty crowns.", {"en": "Forty crowns."}, {"en": "Forty crowns.", "fr": "Quarante."}]
)
def test_a_body_that_names_no_languages_reads_and_drafts_a_text_in_any(
    duo: RunningBody, text: Any
) -> None:
    """The kernel takes words in any language there; the pages showed paragraphs without a word."""
    do(duo, "a", "A", "matter.open/1", matter="m", procedure="decide", title="Lights")
    paragraphs = [{"id": "a", "number": "1", "text": text}]
    do(duo, "a", "A", "text.submit/1", matter="m", paragraphs=paragraphs)
    client = member(duo)
    words = [text] if isinstance(text, str) else list(text.values())
    for address in ("/b/duo/matters/m", "/b/duo/matters/m/draft"):
        answer = client.get(address)
        assert answer.status_code == 200
        page = walking.content(answer)
        assert all(one in page for one in words), address
