"""Attempts to see, say or break what one may not: each was tried on the pages, and is refused for good."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from comity.body.acts import RevokeCredential
from comity.web.bodies import RunningBody
from comity.web.models import Account, Belonging
from comity.web.models.delegations import Proposal
from comity.web.models.drafts import Draft

Visitor = Callable[[str], Client]
BODY = "/b/six-rivers/"


# --- nobody waits for a mail server -----------------------------------------------------------------------------------


class Watching(EmailBackend):
    """A mail server that looks whether somebody else could read the body meanwhile."""

    body: RunningBody
    held: list[bool]

    def send_messages(self, messages: Any) -> int:
        free: list[bool] = []

        def look() -> None:
            with self.body.registrar.lock:
                free.append(True)

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(60)
        self.held.append(not free)
        return super().send_messages(messages)


@pytest.fixture
def held(practice: RunningBody, settings: Any) -> list[bool]:
    """For each letter handed over, whether the body was held meanwhile."""
    settings.EMAIL_BACKEND = f"{__name__}.Watching"
    Watching.body, Watching.held = practice, []
    return Watching.held


@pytest.mark.parametrize(
    ("person", "page", "typed"),
    [
        ("p19", "people/p20/recovery", {"reason": "He telephoned, and I know his voice."}),
        ("p19", "matters/budget/chase", {"member": ["FA", "CO"]}),
    ],
)  # fmt: skip
def test_a_letter_is_handed_over_when_the_body_is_held_no_more(
    visitor: Visitor, held: list[bool], mailoutbox: list[Any], person: str, page: str, typed: Any
) -> None:
    assert visitor(person).post(BODY + page, typed).status_code in (302, 303)
    assert held
    assert not any(held)


def test_the_asked_head_alone_is_reminded_of_a_sounding(
    visitor: Visitor, mailoutbox: list[Any]
) -> None:
    visitor("p19").post(f"{BODY}matters/next-appointment/chase", {"member": ["BE", "CO"]})
    assert sorted(one.to for one in mailoutbox) == [
        ["p4@six-rivers.example"],
        ["p7@six-rivers.example"],
    ]


# --- what is sent is read, or refused: never a fault of ours ----------------------------------------------------------

DEEP = "[" * 100_000
"""Nested more deeply than Python reads."""
HALF = '{"en": "\\ud800"}'
"""Half a character, as JSON can write it and UTF-8 cannot."""


@pytest.mark.parametrize("kept", [DEEP, '{"font": ["sans"]}', '{"size": {}}', "7", HALF])
def test_a_cookie_that_somebody_else_wrote_is_left_aside(practice: RunningBody, kept: str) -> None:
    browser = Client()
    browser.cookies["reading"] = kept
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("sent", [DEEP, HALF, "[]", '{"en": 1}'])
def test_a_draft_that_looks_otherwise_than_our_page_sends_it_is_refused(
    visitor: Visitor, sent: str
) -> None:
    answer = visitor("p0").post(
        f"{BODY}matters/plan/draft",
        {"do": "keep", "number:a": "1", "text-en:a": "One.", "was:a": sent, "edition": "0"},
    )
    assert answer.status_code in (404, 409, 422), answer.status_code


@pytest.mark.parametrize("sent", [DEEP, HALF])
def test_facts_of_a_kind_that_is_not_there_are_asked_for_nowhere(
    visitor: Visitor, sent: str
) -> None:
    answer = visitor("p0").post(f"{BODY}attest?kind=json", {"kind": "json", "facts": sent})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("matters/%00", None),
        ("search?q=a%00b", None),
        ("matters/plan/chase", {"member": "BE", "words": "a\0b"}),
        ("matters/plan/draft", {"do": "keep", "number:a": "a\0b", "edition": "0"}),
        ("people/enter", {"name_en": "Ada\0"}),
    ],
)
def test_a_nul_reaches_no_page_and_no_database(
    visitor: Visitor, address: str, typed: dict[str, str] | None
) -> None:
    for browser in (visitor("p0"), Client()):
        asked = browser.get if typed is None else browser.post
        answer = asked(BODY + address, typed or {})
        assert answer.status_code in (404, 422)


def test_a_text_of_many_paragraphs_is_not_too_many_fields(visitor: Visitor) -> None:
    fields = {
        f"{name}:k{n}": "" for n in range(400) for name in ("number", "text-en", "was", "seen")
    }
    assert visitor("p0").post(f"{BODY}matters/plan/draft", fields).status_code != 400


def test_too_much_at_once_is_told_on_a_page_of_ours(visitor: Visitor) -> None:
    answer = visitor("p5").post(f"{BODY}matters/gauges/tasks", {"what_en": "x" * 11_000_000})
    assert answer.status_code == 400
    assert "too large" in answer.content.decode()


# --- two at once ------------------------------------------------------------------------------------------------------


def fields_of(page: str, action: str) -> dict[str, str]:
    """What the form of a page says as it was shown."""
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.S) if f'action="{action}"' in f)
    typed = {
        name: html.unescape(said)
        for name, said in re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', form)
        if name != "csrfmiddlewaretoken"
    }
    for name, said in re.findall(
        r'<textarea[^>]*? name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S
    ):
        typed[name] = html.unescape(said)
    return typed


def versions(body: RunningBody) -> int:
    with body.reading() as state:
        return len(state.matters["gauges"].versions)


def test_of_two_who_seal_at_once_one_seals_and_the_other_is_told(
    practice: RunningBody, visitor: Visitor
) -> None:
    address, before = f"{BODY}matters/gauges/draft", versions(practice)
    one, other = visitor("p0"), visitor("p19")
    first = fields_of(one.get(address).content.decode(), address)
    first["text-en:a"] = "All gauges count from one zero."
    assert one.post(address, first).status_code in (302, 303)
    forms = [
        (browser, fields_of(browser.get(address).content.decode(), address))
        for browser in (one, other, other)
    ]
    answers = [browser.post(address, {**form, "do": "seal"}) for browser, form in forms]
    assert [answer.status_code for answer in answers] == [303, 409, 409]
    assert versions(practice) == before + 1


def test_a_version_sealed_by_a_double_click_is_one_and_no_draft_is_begun(
    practice: RunningBody, visitor: Visitor
) -> None:
    address, before = f"{BODY}matters/gauges/draft", versions(practice)
    browser = visitor("p0")
    form = fields_of(browser.get(address).content.decode(), address)
    form |= {"text-en:a": "All gauges count from one zero.", "do": "seal"}
    answers = [browser.post(address, form) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert versions(practice) == before + 1
    assert not Draft.objects.filter(matter="gauges").exists()


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_no_door_of_a_demonstration_leads_into_another_body(visitor: Visitor) -> None:
    account = Belonging.objects.get(body="six-rivers", person="p5").account
    door = {"body": "six-rivers", "person": "p5"}
    assert Client().post("/demonstration/enter", door).status_code == 302
    Belonging.objects.create(account=account, body="a-real-one", person="p1")
    assert Client().post("/demonstration/enter", door).status_code == 404


def test_attempts_to_sign_in_are_counted_for_all_workers_together(settings: Any) -> None:
    assert "Database" in settings.CACHES["default"]["BACKEND"]


def test_too_many_passwords_are_refused_whether_or_not_there_is_such_an_account(
    practice: RunningBody,
) -> None:
    Account.objects.create_user("ada@example.org", password="correct horse battery")
    said = {}
    for host, address in (("192.0.2.1", "ada@example.org"), ("192.0.2.2", "nobody@example.org")):
        answers = [
            Client(REMOTE_ADDR=host).post(
                "/account/login/", {"login": address, "password": f"guess number {n}"}
            )
            for n in range(7)
        ]
        said[address] = [(one.status_code, told_in(one)) for one in answers]
    known, unknown = said.values()
    assert known == unknown
    last = Client(REMOTE_ADDR="192.0.2.3").post(
        "/account/login/", {"login": "ada@example.org", "password": "correct horse battery"}
    )
    assert "_auth_user_id" not in last.client.session


def told_in(answer: Any) -> str:
    """What the page says, without what is new on each."""
    text = re.sub(r'value="[^"]*"', "", answer.content.decode())
    return re.sub(r"[A-Za-z0-9]{60,}", "", text)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_nobody_is_led_to_another_site(visitor: Visitor, elsewhere: str) -> None:
    browser = visitor("p1")
    for address, typed in (
        ("/language", {"language": "ru", "next": elsewhere}),
        ("/reading", {"font": "sans", "next": elsewhere}),
        (f"{BODY}capacity", {"capacity": "AR", "as": "AR", "next": elsewhere}),
        ("/account/login/", {"next": elsewhere}),
    ):
        assert "evil" not in browser.post(address, typed).headers.get("Location", ""), address
        assert "javascript" not in browser.post(address, typed).headers.get("Location", "")


# --- as somebody else -------------------------------------------------------------------------------------------------


def asked(body: RunningBody, matter: str) -> str:
    with body.reading() as state:
        return state.matters[matter].questions[-1].question


def size(body: RunningBody) -> int:
    with body.reading() as state:
        return state.size


@pytest.mark.parametrize(
    "capacity",
    ["CO", "CO:permanent representative", "secretariat", "BE:head of state", "chairmanship"],
)
def test_nobody_acts_in_a_capacity_that_is_not_his(
    practice: RunningBody, visitor: Visitor, capacity: str
) -> None:
    before, question = size(practice), asked(practice, "harrow-observer")
    form = {"choice": "in favour", "as": capacity}
    answer = visitor("p5").post(f"{BODY}matters/harrow-observer/questions/{question}/answer", form)
    assert answer.status_code == 403
    assert size(practice) == before


def test_nobody_answers_for_another_member_by_naming_it(
    practice: RunningBody, visitor: Visitor
) -> None:
    question = asked(practice, "harrow-observer")
    form = {"choice": "against", "member": "FA", "for": "FA", "by": "p17", "party": "FA"}
    visitor("p5").post(f"{BODY}matters/harrow-observer/questions/{question}/answer", form)
    with practice.reading() as state:
        choices = state.matters["harrow-observer"].questions[-1].choices
    assert "FA" not in choices
    before = size(practice)
    onto = f"{BODY}matters/harrow-observer/questions/{question}/record"
    assert visitor("p5").post(onto, form).status_code in (403, 404)
    assert size(practice) == before


def test_a_credential_that_ended_while_the_page_was_open_answers_nothing(
    practice: RunningBody, visitor: Visitor
) -> None:
    question, browser = asked(practice, "harrow-observer"), visitor("p5")
    address = f"{BODY}matters/harrow-observer"
    form = fields_of_any(browser.get(address).content.decode(), "/answer")
    with practice.reading() as state:
        held = [c for c in state.credentials_of["p5"] if state.credentials[c].party == "BE"]
    clerk = [RevokeCredential(by="p0", for_="secretariat", credential=one) for one in held]
    practice.registrar.submit(clerk)
    before = size(practice)
    answer = browser.post(f"{address}/questions/{question}/answer", {**form, "choice": "in favour"})
    assert answer.status_code == 403
    assert size(practice) == before


def test_one_form_is_one_act_and_says_one_thing(practice: RunningBody, visitor: Visitor) -> None:
    question = asked(practice, "harrow-observer")
    address = f"{BODY}matters/harrow-observer/questions/{question}/answer"
    before = size(practice)
    said = {"choice": "in favour", "request": "the-same"}
    assert visitor("p5").post(address, said).status_code in (302, 303)
    assert visitor("p5").post(address, said).status_code in (302, 303)
    assert visitor("p5").post(address, {**said, "choice": "against"}).status_code == 409
    assert size(practice) == before + 1
    assert visitor("p11").post(address, said).status_code in (302, 303), "another's form of that id"
    assert size(practice) == before + 2


def test_no_proposal_of_another_delegation_is_seen_or_sent(
    practice: RunningBody, visitor: Visitor
) -> None:
    question = asked(practice, "harrow-observer")
    address = f"{BODY}matters/harrow-observer/questions/{question}/answer"
    assert visitor("p6").post(address, {"choice": "against"}).status_code in (302, 303)
    proposal = Proposal.objects.get()
    assert proposal.party == "BE"
    for person in ("p8", "p0", "p26", "p22"):
        page = f"{BODY}delegation/proposals/{proposal.pk}"
        assert visitor(person).get(page).status_code == 404
        assert visitor(person).post(page, {"do": "send"}).status_code == 404


def test_another_host_is_no_host_of_ours(practice: RunningBody) -> None:
    answer = Client().get("/", headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert "evil" not in answer.content.decode()


def test_a_form_without_our_token_does_nothing(practice: RunningBody, visitor: Visitor) -> None:
    browser = Client(enforce_csrf_checks=True)
    account = Belonging.objects.get(body="six-rivers", person="p5").account
    browser.force_login(account, "comity.web.sessions.Backend")
    before = size(practice)
    typed = {"do": "ask", "to": "secretariat", "what_en": "How far?"}
    assert browser.post(f"{BODY}matters/gauges/tasks", typed).status_code == 403
    assert size(practice) == before


def fields_of_any(page: str, ending: str) -> dict[str, str]:
    found = re.findall(r'action="([^"]+)"', page)
    action = next(one for one in found if one.partition("#")[0].endswith(ending))
    return fields_of(page, action)
