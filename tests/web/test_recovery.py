"""An account whose keys are lost is given back by two officers, and each way around that is closed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from comity.errors import Conflict, Refused
from comity.web import recoveries
from comity.web.accounts import can_sign_in
from comity.web.bodies import RunningBody
from comity.web.models import Account, Belonging, HostedBody, Recovery

Visitor = Callable[[str], Client]
OWNER, FIRST, SECOND = "p5", "p19", "p20"
PERSON = f"/b/six-rivers/people/{OWNER}"


def account(person: str) -> Account:
    return Belonging.objects.get(body="six-rivers", person=person).account


@pytest.fixture(autouse=True)
def _no_attempts_before(db: None) -> None:
    """What other tests tried is not held against this one."""
    cache.clear()


@pytest.fixture
def real(practice: RunningBody, settings: LazySettings) -> RunningBody:
    """The body as one that is no demonstration: its owner of an account and two officers have one-time codes."""
    settings.DEMONSTRATION = False
    HostedBody.objects.update(practice=False)
    for person in (OWNER, FIRST, SECOND):
        Authenticator.objects.create(user=account(person), type="totp", data={"secret": "A" * 32})
    return practice


def ask(visitor: Visitor, by: str = FIRST) -> int:
    return (
        visitor(by)
        .post(f"{PERSON}/recovery", {"reason": "Lost the phone; known by voice."})
        .status_code
    )


def settle(visitor: Visitor, by: str, say: str = "confirm") -> int:
    one = Recovery.objects.latest("pk")
    return visitor(by).post(f"/b/six-rivers/people/recoveries/{one.pk}", {"say": say}).status_code


def letter(to: str) -> str:
    """The path of the address in the letter to the owner."""
    bodies = [str(one.body) for one in mail.outbox if one.to == [to]]
    found = [re.search(r"http://testserver(/recovery/\S+)", body) for body in bodies]
    return next((one[1] for one in found if one), "")


def test_two_officers_give_an_account_back_and_its_keys_and_sign_ins_end(
    real: RunningBody, visitor: Visitor
) -> None:
    owner = account(OWNER)
    inside = visitor(OWNER)
    UserSession.objects.create(
        user=owner, ip="127.0.0.1", session_key=inside.session.session_key, user_agent="x"
    )
    assert ask(visitor) == 303
    assert can_sign_in(owner)  # nothing happens before the second officer
    assert settle(visitor, SECOND) == 303
    assert not can_sign_in(account(OWNER))
    assert inside.get("/account/me").status_code == 302
    path = letter(owner.email)
    client = Client()
    assert client.get(path).status_code == 200
    assert client.post(path, {"way": "passkey"})["Location"] == "/account/2fa/webauthn/add/"
    assert client.session["_auth_user_id"] == str(owner.pk)
    assert Client().get(path).status_code == 200  # until the key is made


def test_everybody_concerned_is_told_and_only_the_owner_gets_what_opens(
    real: RunningBody, visitor: Visitor
) -> None:
    ask(visitor)
    told = {one.to[0] for one in mail.outbox}
    assert {account(p).email for p in (OWNER, FIRST, SECOND)} <= told
    mail.outbox.clear()
    settle(visitor, SECOND)
    assert {one.to[0] for one in mail.outbox} == {account(p).email for p in (OWNER, FIRST, SECOND)}
    assert [one.to[0] for one in mail.outbox if "/recovery/" in one.body] == [account(OWNER).email]
    one = Recovery.objects.get()
    assert letter(account(OWNER).email).removeprefix("/recovery/") != one.digest


def test_who_asked_does_not_confirm(real: RunningBody, visitor: Visitor) -> None:
    ask(visitor)
    assert settle(visitor, FIRST) == 403
    assert can_sign_in(account(OWNER))
    assert Recovery.objects.get().confirmed is None


def test_nobody_asks_or_confirms_for_himself_or_herself(
    real: RunningBody, visitor: Visitor
) -> None:
    assert (
        visitor(FIRST)
        .post(f"/b/six-rivers/people/{FIRST}/recovery", {"reason": "mine"})
        .status_code
        == 403
    )
    one = recoveries.ask("six-rivers", account(SECOND), "lost", account(FIRST))
    with pytest.raises(Refused) as refused:
        recoveries.confirm(one, account(SECOND), set())
    assert refused.value.code == "recovery.own"
    assert can_sign_in(account(SECOND))


def test_only_those_who_keep_the_record_ask_or_confirm(real: RunningBody, visitor: Visitor) -> None:
    for person in ("p1", "p4", "p6", "p21", "p24"):
        assert ask(visitor, person) == 404
    ask(visitor)
    for person in ("p1", "p4", "p6", "p21", "p24"):
        assert settle(visitor, person) == 404
    assert Recovery.objects.get().confirmed is None


def test_it_is_confirmed_once(real: RunningBody, visitor: Visitor) -> None:
    ask(visitor)
    settle(visitor, SECOND)
    count = len(mail.outbox)
    assert settle(visitor, SECOND) == 409
    assert len(mail.outbox) == count


def test_a_second_request_waits_for_the_first(real: RunningBody, visitor: Visitor) -> None:
    assert (ask(visitor), ask(visitor, SECOND)) == (303, 403)
    assert Recovery.objects.count() == 1


def test_no_reason_no_recovery(real: RunningBody, visitor: Visitor) -> None:
    assert visitor(FIRST).post(f"{PERSON}/recovery", {"reason": "  "}).status_code == 422
    assert not Recovery.objects.exists()


def test_the_owner_stops_what_he_or_she_did_not_ask_for(
    real: RunningBody, visitor: Visitor
) -> None:
    ask(visitor)
    one, owner = Recovery.objects.get(), visitor(OWNER)
    assert "Lost the phone" in owner.get("/account/me").content.decode()
    assert owner.post(f"/account/me/recoveries/{one.pk}").status_code == 302
    assert settle(visitor, SECOND) == 409
    assert can_sign_in(account(OWNER))


def test_nobody_stops_the_recovery_of_another(real: RunningBody, visitor: Visitor) -> None:
    ask(visitor)
    assert (
        visitor("p6").post(f"/account/me/recoveries/{Recovery.objects.get().pk}").status_code == 404
    )
    assert Recovery.objects.get().refused is None


def test_another_officer_refuses(real: RunningBody, visitor: Visitor) -> None:
    ask(visitor)
    assert settle(visitor, SECOND, "refuse") == 303
    assert can_sign_in(account(OWNER))
    assert "refused" in visitor(FIRST).get(PERSON).content.decode()


def test_the_letter_opens_for_a_day_and_the_request_waits_for_a_week(
    real: RunningBody, visitor: Visitor
) -> None:
    ask(visitor)
    settle(visitor, SECOND)
    path = letter(account(OWNER).email)
    Recovery.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"way": "passkey"}).status_code == 404
    one = recoveries.ask("six-rivers", account(OWNER), "again", account(FIRST))
    Recovery.objects.filter(pk=one.pk).update(asked=timezone.now() - timedelta(days=7, seconds=1))
    with pytest.raises(Conflict):
        recoveries.confirm(one, account(SECOND), set())


def test_one_officer_does_not_get_round_the_other_by_an_invitation(
    real: RunningBody, visitor: Visitor
) -> None:
    ask(visitor)
    settle(visitor, SECOND)
    mail.outbox.clear()
    asked = {"email": "officer@elsewhere.example", "language": "en"}
    assert visitor(FIRST).post(f"{PERSON}/invite", asked).status_code == 403
    assert not mail.outbox


def test_an_empty_token_opens_nothing(real: RunningBody, visitor: Visitor) -> None:
    ask(visitor)  # asked for, and without a digest yet
    assert recoveries.find("") is None
    assert recoveries.take("") is None


def test_both_officers_and_the_reason_stay_listed(real: RunningBody, visitor: Visitor) -> None:
    ask(visitor)
    settle(visitor, SECOND)
    page = visitor(SECOND).get(PERSON).content.decode()
    for said in ("Bruno Aldane", "Clara Venn", "Lost the phone"):
        assert said in page
    assert (
        "Lost the phone" not in visitor("p4").get(PERSON).content.decode()
    )  # a head sees no accounts
