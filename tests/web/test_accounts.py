"""Signing in: what lets somebody act, identity providers, sign-ins that end, the pages of accounts in two languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core import mail
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from comity.errors import Refused
from comity.web.accounts import may_act, require_protected
from comity.web.bodies import RunningBody
from comity.web.models import Account, HostedBody

Visitor = Callable[[str], Client]
PASSWORD = "four rivers meet at noon"
REAL = HostedBody(body="league")


@pytest.fixture(autouse=True)
def _no_attempts_before(db: None) -> None:
    """What other tests tried is not held against this one."""
    cache.clear()


@pytest.fixture
def ada(db: None) -> Account:
    account = Account.objects.create_user("ada@league.example", PASSWORD, name="Ada Lang")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


def request_of(account: Account | None) -> HttpRequest:
    request = RequestFactory().get("/")
    SessionMiddleware(lambda _: HttpResponse()).process_request(request)
    MessageMiddleware(lambda _: HttpResponse()).process_request(request)
    request.user = account or AnonymousUser()
    return request


def sign_in(email: str, password: str) -> Client:
    client = Client()
    client.post("/account/login/", {"login": email, "password": password})
    return client


# --- what lets somebody act -------------------------------------------------------------------------------------------


def test_a_password_alone_does_not_act(ada: Account) -> None:
    assert not may_act(request_of(ada), REAL)
    with pytest.raises(Refused) as refused:
        require_protected(request_of(ada), REAL)
    assert refused.value.code == "account.unprotected"


@pytest.mark.parametrize(
    ("kind", "acts"), [("totp", True), ("webauthn", True), ("recovery_codes", False)]
)
def test_a_key_or_one_time_codes_act_and_recovery_codes_alone_do_not(
    ada: Account, kind: str, acts: bool
) -> None:
    Authenticator.objects.create(user=ada, type=kind, data={"secret": "A" * 32})
    assert may_act(request_of(ada), REAL) is acts


def test_a_role_of_the_demonstration_acts_in_its_practice_body_alone(
    ada: Account, settings: LazySettings
) -> None:
    practising = HostedBody(body="six-rivers", practice=True)
    assert may_act(request_of(ada), practising)
    assert not may_act(request_of(ada), REAL)
    settings.DEMONSTRATION = False
    assert not may_act(request_of(ada), practising)


@pytest.mark.parametrize(
    "answer", ["0", "false", "null", '""', "[]", "{}", "7", '"x"', "[1]", "no"]
)
def test_what_is_no_answer_of_a_key_makes_no_key(ada: Account, answer: str) -> None:
    """allauth takes 0 and false for no answer, and kept them: a password alone could act, and nobody could sign in."""
    client, page = sign_in(ada.email, PASSWORD), "/account/2fa/webauthn/add/"
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.get(page).status_code == 200
    sent = client.post(page, {"name": "Laptop", "credential": answer})
    assert sent.status_code == 200, "the form again, with what is wrong"
    assert not Authenticator.objects.filter(user=ada).exists()
    assert client.get("/account/2fa/webauthn/").status_code in (200, 302)


def test_a_visitor_does_not_act(db: None) -> None:
    assert not may_act(request_of(None), HostedBody(body="six-rivers", practice=True))


def test_a_password_with_codes_does_not_sign_in_without_the_code(ada: Account) -> None:
    Authenticator.objects.create(user=ada, type="totp", data={"secret": "A" * 32})
    client = sign_in(ada.email, PASSWORD)
    assert "_auth_user_id" not in client.session
    assert client.get("/account/2fa/authenticate/").status_code == 200
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_unasked(db: None) -> None:
    new = {"email": "new@x.example", "password1": PASSWORD}
    assert "invitation" in Client().post("/account/signup/", new).content.decode()
    assert not Account.objects.exists()
    assert not mail.outbox


def test_guessing_is_limited(ada: Account) -> None:
    client = Client()
    wrong = {"login": ada.email, "password": "guess"}
    answers = [client.post("/account/login/", wrong).status_code for _ in range(12)]
    right = client.post("/account/login/", {"login": ada.email, "password": PASSWORD})
    assert right.status_code != 302 or 429 in answers
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_tells_nobody_who_has_an_account(ada: Account) -> None:
    known = Client().post("/account/password/reset/", {"email": ada.email})
    unknown = Client().post("/account/password/reset/", {"email": "nobody@x.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [one.to for one in mail.outbox] == [[ada.email]]


# --- an identity provider ---------------------------------------------------------------------------------------------


def by_provider(email: str, verified: bool) -> HttpRequest:
    """A sign-in for which a provider vouches, as allauth's OpenID Connect client hands it on."""
    request = request_of(None)
    login = SocialLogin(
        user=Account(email=email),
        account=SocialAccount(provider="ministry", uid="42"),
        email_addresses=[EmailAddress(email=email, verified=verified, primary=True)],
    )
    with context.request_context(request):
        complete_social_login(request, login)
    return request


@pytest.fixture
def ministry(settings: LazySettings) -> None:
    app = {"provider_id": "ministry", "name": "Ministry", "client_id": "c", "secret": "s",
           "settings": {"server_url": "http://127.0.0.1:9/"}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def test_a_provider_signs_in_the_account_of_a_verified_address_and_it_acts(
    ada: Account, ministry: None
) -> None:
    request = by_provider(ada.email, verified=True)
    assert request.user == ada
    assert may_act(request, REAL)


@pytest.mark.parametrize(
    ("email", "verified"), [("ada@league.example", False), ("other@x.example", True)]
)
def test_a_provider_makes_no_account_and_opens_none_by_an_address_not_verified(
    ada: Account, ministry: None, email: str, verified: bool
) -> None:
    request = by_provider(email, verified)
    assert not request.user.is_authenticated
    assert Account.objects.count() == 1


def test_an_address_that_we_have_not_verified_leads_nowhere(ada: Account, ministry: None) -> None:
    EmailAddress.objects.update(verified=False)
    assert not by_provider(ada.email, verified=True).user.is_authenticated


def test_the_provider_stands_on_the_page_where_one_signs_in(db: None, ministry: None) -> None:
    page = Client().get("/account/login/").content.decode()
    assert "Ministry" in page


# --- sign-ins and the account's own pages -----------------------------------------------------------------------------


def test_a_sign_in_is_listed_and_ended_from_another(ada: Account) -> None:
    here, there = sign_in(ada.email, PASSWORD), sign_in(ada.email, PASSWORD)
    page = here.get("/account/sessions/").content.decode()
    other = UserSession.objects.exclude(session_key=here.session.session_key).get()
    assert f"/account/sessions/{other.pk}" in page
    assert here.post(f"/account/sessions/{other.pk}").status_code == 302
    assert there.get("/account/me").status_code == 302
    assert here.get("/account/me").status_code == 200


def test_nobody_ends_the_sign_in_of_another(ada: Account, stranger: Client) -> None:
    mine = sign_in(ada.email, PASSWORD)
    assert (
        stranger.post(f"/account/sessions/{UserSession.objects.get(user=ada).pk}").status_code
        == 404
    )
    assert mine.get("/account/me").status_code == 200


def test_name_language_zone_and_city_are_kept(ada: Account) -> None:
    client = sign_in(ada.email, PASSWORD)
    told = {"name": "Ada Lang", "language": "ru", "zone": "Asia/Dushanbe", "city": "Душанбе"}
    answer = client.post("/account/me", told)
    assert answer.status_code == 302
    ada.refresh_from_db()
    assert (ada.language, ada.zone, ada.city) == ("ru", "Asia/Dushanbe", "Душанбе")
    assert client.post("/account/me", {**told, "zone": "Mars/Olympus"}).status_code == 422


def test_an_account_does_not_change_its_own_address(ada: Account) -> None:
    client = sign_in(ada.email, PASSWORD)
    client.post("/account/email/", {"action_add": "", "email": "other@x.example"})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [ada.email]


PAGES_OUTSIDE = ("/account/login/", "/account/signup/", "/account/password/reset/", "/account/password/reset/done/",
                 "/account/inactive/", "/account/3rdparty/login/cancelled/", "/account/3rdparty/login/error/",
                 "/account/password/reset/key/1-set-password/")  # fmt: skip
PAGES_INSIDE = ("/account/me", "/account/logout/", "/account/password/change/", "/account/2fa/",
                "/account/2fa/webauthn/", "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/generate/", "/account/2fa/totp/activate/",
                "/account/2fa/recovery-codes/", "/account/sessions/", "/account/3rdparty/",
                "/account/reauthenticate/")  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("path", PAGES_OUTSIDE)
def test_pages_before_signing_in_are_in_our_design(db: None, path: str, language: str) -> None:
    _in_our_design(Client(headers={"accept-language": language}).get(path), language)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("path", PAGES_INSIDE)
def test_pages_of_the_account_are_in_our_design(ada: Account, path: str, language: str) -> None:
    RecoveryCodes.activate(ada)
    client = Client(headers={"accept-language": language})
    client.post("/account/login/", {"login": ada.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    _in_our_design(client.get(path), language)


def _in_our_design(answer: Any, language: str) -> None:
    page = answer.content.decode()
    assert answer.status_code in (200, 401), page[:400]
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert "comity/base.css" in page
    assert "style=" not in page
    assert "onclick" not in page
    if language == "ru":
        heading = page.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]
        assert any("а" <= letter.lower() <= "я" for letter in heading), heading


def test_letters_about_keys_are_in_the_language_of_the_account(
    practice: RunningBody, ada: Account
) -> None:
    Account.objects.update(language="ru")
    client = sign_in(ada.email, PASSWORD)
    client.post(
        "/account/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "six rivers meet at noon",
            "password2": "six rivers meet at noon",
        },
    )
    assert "парол" in mail.outbox[-1].subject.lower()
