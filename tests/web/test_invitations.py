"""Accounts come by invitation: the letter, what it opens, for how long, for whom."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from comity.web import invitations
from comity.web.accounts import can_sign_in
from comity.web.bodies import RunningBody
from comity.web.models import Account, Belonging, HostedBody, Invitation

Visitor = Callable[[str], Client]
PERSON = "/b/six-rivers/people/p25"  # a candidate; records/six-rivers/people.yaml
ADDRESS = "milena@ministry.example"
NEWCOMER = {
    "name": "Milena Raske",
    "language": "ru",
    "zone": "Europe/Paris",
    "city": "Париж",
    "way": "passkey",
}


@pytest.fixture(autouse=True)
def _no_attempts_before(db: None) -> None:
    """What other tests tried is not held against this one."""
    cache.clear()


@pytest.fixture
def real(practice: RunningBody, settings: LazySettings) -> RunningBody:
    """The body as one that is no demonstration: its two officers have one-time codes, nobody else has anything."""
    settings.DEMONSTRATION = False
    HostedBody.objects.update(practice=False)
    for person in ("p19", "p20"):
        account = Belonging.objects.get(body="six-rivers", person=person).account
        Authenticator.objects.create(user=account, type="totp", data={"secret": "A" * 32})
    return practice


def invited(visitor: Visitor, address: str = ADDRESS, language: str = "en") -> str:
    """The path of the address in the letter that the secretariat sends to the candidate."""
    answer = visitor("p19").post(
        f"{PERSON}/invite", {"email": address, "language": language, "as": "secretariat"}
    )
    assert answer.status_code == 303, answer.content.decode()
    found = re.search(r"http://testserver(/invitation/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def one_time_code(secret: str) -> str:
    """RFC 6238, written out."""
    counter = struct.pack(">Q", int(timezone.now().timestamp()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_the_letter_holds_the_token_and_the_database_only_its_digest(
    real: RunningBody, visitor: Visitor
) -> None:
    path = invited(visitor)
    token = path.removeprefix("/invitation/")
    one = Invitation.objects.get()
    assert one.digest == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(list(Invitation.objects.values()))
    assert one.until - one.created > timedelta(days=6, hours=23)
    assert mail.outbox[-1].to == [ADDRESS]
    assert "Union of the Six Rivers" in mail.outbox[-1].subject


def test_the_letter_is_in_the_language_chosen(real: RunningBody, visitor: Visitor) -> None:
    invited(visitor, language="ru")
    assert "Союз шести рек" in mail.outbox[-1].subject


def test_taking_it_up_makes_the_account_and_leads_to_the_first_key(
    real: RunningBody, visitor: Visitor
) -> None:
    path, client = invited(visitor), Client()
    assert "Milena Raske" in client.get(path).content.decode()
    answer = client.post(path, NEWCOMER)
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/webauthn/add/")
    account = Account.objects.get(email=ADDRESS)
    assert (account.name, account.language, account.zone, account.city) == (
        "Milena Raske", "ru", "Europe/Paris", "Париж",
    )  # fmt: skip
    assert Belonging.objects.get(body="six-rivers", person="p25").account == account
    assert EmailAddress.objects.get(user=account).verified
    assert (
        client.get("/account/2fa/webauthn/add/").status_code == 200
    )  # and is not asked for a key first


def test_the_letter_opens_again_until_the_first_key_and_ends_the_sign_in_begun_before(
    real: RunningBody, visitor: Visitor
) -> None:
    path, first, second = invited(visitor), Client(), Client()
    first.post(path, NEWCOMER)
    assert first.get("/account/me").status_code == 200
    second.post(path, NEWCOMER)
    assert (
        first.get("/account/me").status_code == 302
    )  # whoever opened it first is no longer inside


@pytest.mark.django_db(transaction=True)
def test_with_a_password_and_codes_the_invitation_is_taken_up(
    real: RunningBody, visitor: Visitor
) -> None:
    path, client = invited(visitor), Client()
    answer = client.post(
        path, {**NEWCOMER, "way": "password", "password": "four rivers meet at noon"}
    )
    assert answer["Location"] == "/account/2fa/totp/activate/"
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    answer = client.post("/account/2fa/totp/activate/", {"code": one_time_code(secret)})
    assert answer.status_code == 302
    assert Invitation.objects.get().taken is not None
    codes = client.get("/account/2fa/recovery-codes/")
    assert 'href="/b/six-rivers/desk"' in codes.content.decode()  # and on to the desk
    assert Client().get(path).status_code == 410


def test_a_weak_password_is_told_beside_its_field_and_nothing_is_made(
    real: RunningBody, visitor: Visitor
) -> None:
    path = invited(visitor)
    answer = Client().post(path, {**NEWCOMER, "way": "password", "password": "short"})
    assert answer.status_code == 422
    assert 'value="Milena Raske"' in answer.content.decode()
    assert not Account.objects.filter(email=ADDRESS).exists()


def test_it_opens_for_seven_days(real: RunningBody, visitor: Visitor) -> None:
    path = invited(visitor)
    Invitation.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert Client().get(path).status_code == 410
    assert Client().post(path, NEWCOMER).status_code == 410
    assert not Account.objects.filter(email=ADDRESS).exists()


def test_a_newer_letter_closes_the_older_one(real: RunningBody, visitor: Visitor) -> None:
    older = invited(visitor)
    newer = invited(visitor)
    assert [Client().get(path).status_code for path in (older, newer)] == [410, 200]


def test_withdrawing_closes_the_letter_and_removes_an_account_never_finished(
    real: RunningBody, visitor: Visitor
) -> None:
    path, client = invited(visitor), Client()
    client.post(path, NEWCOMER)
    assert visitor("p20").post(f"{PERSON}/withdraw", {"as": "secretariat"}).status_code == 303
    assert client.get(path).status_code == 410
    assert not Account.objects.filter(email=ADDRESS).exists()
    assert client.get("/account/me").status_code == 302


def test_an_unknown_token_answers_like_nothing(real: RunningBody) -> None:
    assert Client().get("/invitation/AAAA").status_code == 404


def test_only_those_who_keep_the_record_invite(
    real: RunningBody, visitor: Visitor, stranger: Client
) -> None:
    asked = {"email": ADDRESS, "language": "en"}
    for person in (
        "p1",
        "p5",
        "p6",
        "p21",
        "p24",
        "p26",
    ):  # a head, a representative, an expert, officers, an observer
        assert visitor(person).post(f"{PERSON}/invite", asked).status_code == 404
    assert stranger.post(f"{PERSON}/invite", asked).status_code == 404
    assert Client().post(f"{PERSON}/invite", asked).status_code == 303  # to the sign-in
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_an_officer_with_a_password_alone_does_not_invite(
    real: RunningBody, visitor: Visitor
) -> None:
    Authenticator.objects.all().delete()
    answer = visitor("p19").post(f"{PERSON}/invite", {"email": ADDRESS, "language": "en"})
    assert answer.status_code == 403
    assert "passkey" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_who_has_an_account_is_not_invited_again(real: RunningBody, visitor: Visitor) -> None:
    answer = visitor("p19").post(
        "/b/six-rivers/people/p20/invite", {"email": "other@x.example", "language": "en"}
    )
    assert answer.status_code == 403
    assert not mail.outbox


def test_an_address_has_one_person_in_a_body(real: RunningBody, visitor: Visitor) -> None:
    asked = {"email": "p20@six-rivers.example", "language": "en"}
    assert visitor("p19").post(f"{PERSON}/invite", asked).status_code == 403


def test_an_account_of_another_body_takes_the_invitation_up_by_signing_in(
    real: RunningBody, visitor: Visitor
) -> None:
    account = Account.objects.create_user(ADDRESS, "four rivers meet at noon", name="Milena")
    path = invited(visitor)
    page = Client().get(path).content.decode()
    assert f"/account/login/?next={path}" in page
    assert (
        Client().post(path, NEWCOMER).status_code == 200
    )  # a stranger with the letter alone gets nothing
    assert not Belonging.objects.filter(account=account).exists()
    client = Client()
    client.force_login(account, "comity.web.sessions.Backend")
    assert client.post(path)["Location"] == "/b/six-rivers/desk"
    assert Belonging.objects.get(account=account).person == "p25"


def test_another_account_does_not_take_it_up(
    real: RunningBody, visitor: Visitor, stranger: Client
) -> None:
    Account.objects.create_user(ADDRESS, "four rivers meet at noon")
    answer = stranger.post(invited(visitor))
    assert answer.status_code == 403
    assert ADDRESS in answer.content.decode()


def test_a_letter_that_cannot_be_sent_is_told_and_the_invitation_stays(
    real: RunningBody, visitor: Visitor, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1,
    )  # fmt: skip
    client = visitor("p19")
    client.post(f"{PERSON}/invite", {"email": ADDRESS, "language": "en"})
    page = client.get(PERSON).content.decode()
    assert f"The mail server did not take the letter to {ADDRESS}" in page
    assert "A letter was sent" not in page
    link = re.search(r'value="http://testserver(/invitation/[\w-]+)"', page)
    assert link is not None
    assert Client().get(link[1]).status_code == 200
    assert len(invitations.open_invitations("six-rivers", "p25")) == 1


def test_bad_addresses_are_told_beside_the_field(real: RunningBody, visitor: Visitor) -> None:
    answer = visitor("p19").post(
        f"{PERSON}/invite", {"email": "<script>alert(1)</script>", "language": "en"}
    )
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert "&lt;script&gt;alert(1)" in answer.content.decode()


def test_an_account_begun_and_not_finished_cannot_sign_in(
    real: RunningBody, visitor: Visitor
) -> None:
    Client().post(invited(visitor), NEWCOMER)
    account = Account.objects.get(email=ADDRESS)
    assert not can_sign_in(account)
    Invitation.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert "no key yet" in visitor("p19").get(PERSON).content.decode()


def test_whoever_is_signed_in_as_somebody_else_is_told_so_and_stays_signed_in(
    real: RunningBody, visitor: Visitor
) -> None:
    """The secretariat may follow the link that it shows, to see that it works."""
    path = invited(visitor)
    officer = visitor("p19")
    page = officer.get(path).content.decode()
    email = Belonging.objects.get(body="six-rivers", person="p19").account.email
    assert f"You are signed in as {email}." in page
    assert "Sign out first" in page
    assert officer.post(path, NEWCOMER).status_code == 409
    assert not Account.objects.filter(email=ADDRESS).exists()
    assert officer.get("/account/me").status_code == 200
    assert Client().post(path, NEWCOMER).status_code == 302
