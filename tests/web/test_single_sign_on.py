"""Signing in at a ministry, whole: on to its provider, back, and what becomes of whoever comes from there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from ministry import SECRET, Ministry, open_ministry

from comity.errors import BadInput
from comity.web import invitations
from comity.web.bodies import RunningBody
from comity.web.models import Account, Belonging, HostedBody
from comity.web.providers import providers_of

LOGIN, BACK = "/account/oidc/ministry/login/", "/account/oidc/ministry/login/callback/"
ADA, EVE = "ada", "eve"
OPEN_QUESTION = "harrow-observer"


@pytest.fixture
def ministry(tmp_path: Path, settings: LazySettings, db: None) -> Iterator[Ministry]:
    """A provider that answers, and settings made of the file that names it."""
    cache.clear()
    people = {
        ADA: {"email": "ada@league.example", "email_verified": True, "name": "Ada Lang"},
        EVE: {"email": "eve@elsewhere.example", "email_verified": True, "name": "Eve"},
    }
    with open_ministry(people) as one:
        file = tmp_path / "providers.json"
        file.write_text(json.dumps(one.providers))
        settings.SOCIALACCOUNT_PROVIDERS = providers_of({"COMITY_OIDC": str(file)})
        yield one


@pytest.fixture
def ada(db: None) -> Account:
    """Somebody who took an invitation up, and has neither password nor key."""
    account = Account.objects.create_user("ada@league.example", name="Ada Lang")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


def leave(client: Client, path: str = LOGIN) -> str:
    """The address at the provider to which the page leads."""
    page = client.post(path)
    assert page.status_code == 200, page.content.decode()
    found = re.search(r'<a class="button primary" href="([^"]+)"', page.content.decode())
    assert found is not None
    return unescape(found[1])


def at_ministry(address: str, person: str) -> str:
    """The address to which the provider sends the browser of that person back."""
    shown = requests.get(address, timeout=120)
    assert shown.status_code == 200, shown.text
    answer = requests.post(address, data={"person": person}, allow_redirects=False, timeout=120)
    at = urlsplit(answer.headers["Location"])
    return f"{at.path}?{at.query}"


def walk(client: Client, person: str = ADA) -> HttpResponse:
    """The whole way, there and back."""
    return client.get(at_ministry(leave(client), person))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def nothing_is_made() -> bool:
    """No account, no tie to a provider, no sign-in."""
    made = SocialAccount.objects.exists() or UserSession.objects.exists()
    accounts = set(Account.objects.values_list("email", flat=True))
    signed_in = any("_auth_user_id" in one.get_decoded() for one in Session.objects.all())
    return accounts <= {"ada@league.example"} and not made and not signed_in


# --- who gets in ------------------------------------------------------------------------------------------------------


def test_whoever_was_invited_comes_back_signed_in_and_is_listed(
    ministry: Ministry, ada: Account
) -> None:
    client = Client()
    assert walk(client).status_code == 302
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert SocialAccount.objects.get().uid == ADA
    assert UserSession.objects.get().user == ada
    mine = client.get("/account/me").content.decode()
    assert "Ministry of Rivers" in mine
    assert "you read, and do not act" not in mine
    assert "this one" in client.get("/account/sessions/").content.decode()
    again = Client()
    walk(again)
    assert is_in(again)
    assert SocialAccount.objects.count() == 1


def test_the_answer_is_bound_to_the_browser_that_asked_and_no_token_is_kept(
    ministry: Ministry, ada: Account
) -> None:
    asked = parse_qs(urlsplit(leave(Client())).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    walk(Client())
    assert not SocialToken.objects.exists()


def test_an_unknown_person_is_told_what_to_do_and_nothing_is_made(
    ministry: Ministry, ada: Account
) -> None:
    client = Client()
    page = walk(client, EVE).content.decode()
    assert "The secretariat of your body sends you an invitation" in page
    assert not is_in(client)
    assert nothing_is_made()


@pytest.mark.parametrize("said", [{"email_verified": False}, {"email": "", "email_verified": True}])
def test_an_address_that_the_provider_does_not_vouch_for_leads_nowhere(
    ministry: Ministry, ada: Account, said: dict[str, Any]
) -> None:
    ministry.people[ADA] |= said
    client = Client()
    assert "invitation" in walk(client).content.decode()
    assert nothing_is_made()


def test_an_account_that_was_locked_stays_locked(ministry: Ministry, ada: Account) -> None:
    walk(Client())
    Account.objects.update(is_active=False)
    client = Client()
    walk(client)
    assert not is_in(client)


def test_whoever_broke_off_at_the_invitation_gets_in_by_the_ministry(
    ministry: Ministry, practice: RunningBody
) -> None:
    Belonging.objects.filter(body=practice.name, person="p5").delete()
    one, _token = invitations.invite(practice.name, "p5", "ada@league.example", None)
    invitations.begin(one, invitations.Chosen("Ada Lang"))
    client = Client()
    walk(client)
    assert is_in(client)
    one.refresh_from_db()
    assert invitations.standing(one) == "taken"  # the letter opens no more
    assert client.get(f"/b/{practice.name}/desk").status_code in (200, 302)


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [("/b/six-rivers/desk", "/b/six-rivers/desk"), ("https://elsewhere.example/", "/")],
)
def test_whoever_comes_back_goes_on_to_where_he_wanted_and_to_no_other_site(
    ministry: Ministry, ada: Account, asked: str, led_to: str
) -> None:
    client = Client()
    page = client.get("/account/login/", {"next": asked}).content.decode()
    found = re.search(rf'action="({LOGIN}[^"]*)"', page)
    assert found is not None
    answer = client.get(at_ministry(leave(client, unescape(found[1])), ADA))
    assert is_in(client)
    assert answer["Location"] == led_to


def test_an_account_connects_a_provider_of_another_address(
    ministry: Ministry, ada: Account
) -> None:
    ada.set_password("four rivers meet at noon")
    ada.save()
    client = Client()
    client.post("/account/login/", {"login": ada.email, "password": "four rivers meet at noon"})
    client.get(at_ministry(leave(client, f"{LOGIN}?process=connect"), EVE))
    assert SocialAccount.objects.get().user == ada
    other = Client()
    walk(other, EVE)
    assert other.session["_auth_user_id"] == str(ada.pk)


# --- what they may do -------------------------------------------------------------------------------------------------


def test_whom_a_ministry_vouches_for_acts_and_whom_a_password_lets_in_reads(
    ministry: Ministry, practice: RunningBody, settings: LazySettings
) -> None:
    """Pages: a password alone lets its owner read; whoever is vouched for acts."""
    settings.DEMONSTRATION = False
    HostedBody.objects.update(practice=False)
    account = Belonging.objects.get(body=practice.name, person="p5").account
    account.set_password("four rivers meet at noon")
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    ministry.people[ADA]["email"] = account.email
    by_password, by_ministry = Client(), Client()
    sent = {"login": account.email, "password": "four rivers meet at noon"}
    by_password.post("/account/login/", sent)
    walk(by_ministry)
    matter = practice.registrar.state.matters[OPEN_QUESTION]
    path = f"/b/{practice.name}/matters/{OPEN_QUESTION}/questions/{matter.questions[-1].question}"
    assert is_in(by_password)
    assert "neither a passkey nor one-time codes" in by_password.get(path).content.decode()
    assert "neither a passkey nor one-time codes" not in by_ministry.get(path).content.decode()
    size = practice.registrar.state.size
    assert act(by_password, path).status_code == 403
    assert practice.registrar.state.size == size
    assert act(by_ministry, path).status_code == 302
    assert practice.registrar.state.size > size


def act(client: Client, path: str) -> Any:
    """Sends the answer “in favour”, whether the page offers it or not."""
    sent = {"as": "BE:permanent representative", "choice": "in favour"}
    return client.post(f"{path}/answer", sent)


# --- what goes wrong --------------------------------------------------------------------------------------------------

HELP = "Try again; if it stays so, sign in otherwise and tell the secretariat."


def fails(client: Client, answer: HttpResponse) -> None:
    """The page helps, nobody is signed in, nothing is half made."""
    assert answer.status_code == 401
    assert HELP in unescape(answer.content.decode())
    assert not is_in(client)
    assert nothing_is_made()


Lie = Callable[[Ministry], dict[str, Any]]


@pytest.mark.parametrize(
    "lies",
    [
        lambda _: {"token": {"iss": "https://elsewhere.example"}},
        lambda _: {"token": {"aud": "another-office"}},
        lambda _: {"token": {"exp": 1}},
        lambda _: {"token": {"sub": EVE}},
        lambda _: {"userinfo": {"sub": EVE}},
        lambda _: {
            "configuration": {"issuer": "https://elsewhere.example"},
            "token": {"iss": "https://elsewhere.example"},
        },
        lambda _: {"configuration": {"token_endpoint": "http://127.0.0.1:9/token"}},
        lambda m: {"configuration": {"token_endpoint": f"{m.issuer}/nothing"}},
        lambda m: {"configuration": {"userinfo_endpoint": f"{m.issuer}/authorize"}},
    ],
    ids=["token of another issuer", "token for another", "token expired", "token of another person",
         "told of another person", "configuration of another issuer", "endpoint down",
         "endpoint that is none", "endpoint of another kind"],
)  # fmt: skip
def test_a_provider_that_says_what_is_not_so_signs_nobody_in(
    ministry: Ministry, ada: Account, lies: Lie
) -> None:
    ministry.lies = lies(ministry)
    client = Client()
    fails(client, walk(client))
    ministry.lies = {}
    walk(client)
    assert is_in(client)  # the page that helps says to try again


def test_a_provider_that_is_down_is_told_before_anybody_goes_there(
    ministry: Ministry, ada: Account
) -> None:
    ministry.close()
    client = Client()
    fails(client, client.post(LOGIN))


def test_a_provider_that_goes_down_meanwhile_is_told(ministry: Ministry, ada: Account) -> None:
    client = Client()
    back = at_ministry(leave(client), ADA)
    ministry.close()
    fails(client, client.get(back))


@pytest.mark.parametrize("said", [{"authorization_endpoint": None}, {"token_endpoint": 7}])
def test_a_provider_whose_configuration_is_none_is_told(
    ministry: Ministry, ada: Account, said: dict[str, Any]
) -> None:
    ministry.lies = {"configuration": said}
    client = Client()
    answer = client.post(LOGIN)
    fails(client, answer if answer.status_code != 200 else walk(client))


def test_a_wrong_state_signs_nobody_in(ministry: Ministry, ada: Account) -> None:
    client = Client()
    back = at_ministry(leave(client), ADA)
    state = parse_qs(urlsplit(back).query)["state"][0]
    for other in (back.replace(state, "forged"), back.replace(f"state={state}", ""), BACK):
        fails(client, client.get(other))
    assert "/token" not in ministry.asked  # the code was given to nobody


def test_the_answer_to_another_browser_signs_nobody_in(ministry: Ministry, ada: Account) -> None:
    back = at_ministry(leave(Client()), ADA)
    victim = Client()
    leave(victim)
    fails(victim, victim.get(back))


def test_an_answer_serves_once(ministry: Ministry, ada: Account) -> None:
    client = Client()
    back = at_ministry(leave(client), ADA)
    assert client.get(back).status_code == 302
    client.logout()
    assert client.get(back).status_code == 401
    assert not is_in(client)


def test_whoever_stops_at_the_ministry_is_led_back_to_where_one_signs_in(
    ministry: Ministry, ada: Account
) -> None:
    client = Client()
    answer = client.get(at_ministry(leave(client), ""), follow=True)
    assert "You stopped signing in at your ministry’s page." in answer.content.decode()
    assert nothing_is_made()


def test_without_a_form_of_ours_one_is_asked_first(ministry: Ministry, ada: Account) -> None:
    page = Client().get(LOGIN)
    assert page.status_code == 200
    assert "http-equiv" not in page.content.decode()
    assert not ministry.asked
    assert Client(enforce_csrf_checks=True).post(LOGIN).status_code == 403


def test_a_provider_that_nobody_named_is_not_there(ministry: Ministry) -> None:
    for path in (LOGIN, BACK):
        assert Client().post(path.replace("ministry", "other")).status_code == 404


def test_the_name_of_the_protocol_is_that_of_no_provider(
    ministry: Ministry, settings: LazySettings
) -> None:
    app = ministry.providers["openid_connect"]["APPS"][0]
    for apps in ([app], [app, {**app, "provider_id": "other"}]):
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
        for path in (LOGIN, BACK):
            assert Client().get(path.replace("ministry", "openid_connect")).status_code == 404


# --- the file that names them -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (None, "no such file"),
        ("{", "it is no JSON"),
        ("[]", "does not have the form"),
        ("{}", "openid_connect"),
        ('{"openid_connect": {}}', "APPS"),
        ('{"openid_connect": {"APPS": [{"name": "x"}]}}', "provider_id, client_id, settings"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_what_is_wrong(
    tmp_path: Path, text: str | None, wrong: str
) -> None:
    file = tmp_path / "providers.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(BadInput, match=wrong) as refused:
        providers_of({"COMITY_OIDC": str(file)})
    assert str(file) in refused.value.sentence
    assert SECRET not in str(refused.value)


def test_whoever_has_a_provider_that_is_offered_no_more_still_sees_the_account(
    ministry: Ministry, ada: Account, settings: LazySettings
) -> None:
    client = Client()
    walk(client)
    settings.SOCIALACCOUNT_PROVIDERS = {}
    for path in ("/account/me", "/account/3rdparty/"):
        page = client.get(path)
        assert page.status_code == 200
        assert "ministry" in page.content.decode()


def test_no_file_is_no_provider() -> None:
    assert providers_of({}) == {}
