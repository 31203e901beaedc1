"""Setting up an empty installation: who finds the page, what is founded, and what is left of an attempt that failed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from comity.body.acts import FoundBody
from comity.cli.serve import _ready
from comity.errors import ComityError
from comity.place import Place
from comity.web import setting_up
from comity.web.bodies import bodies
from comity.web.models import Account, Belonging, HostedBody

CHARTERS = Path(__file__).parents[2] / "charters"
SMALL = """comity: 1
body: league
title: {en: League of Towns, ru: Лига городов}
languages: [en, ru]
organs: [{organ: bureau, title: {en: Bureau, ru: Бюро}, powers: [record]}]
rules: [{rule: both, adopted when: {in favour: all}}]
"""
CLERK = {
    "body": "league",
    "organ": "bureau",
    "name": "Ada Lang",
    "email": "ada@league.example",
    "language": "en",
    "zone": "",
    "city": "",
    "way": "passkey",
}


@pytest.fixture
def empty(place: Place, db: None, settings: LazySettings) -> Client:
    """An empty installation, and the browser of whoever was handed its token."""
    settings.DEMONSTRATION = False
    client = Client()
    client.get("/setup", {"token": setting_up.issue_token(place)})
    return client


def test_without_the_token_the_page_is_not_there(place: Place, db: None) -> None:
    setting_up.issue_token(place)
    assert Client().get("/setup").status_code == 404
    assert Client().get("/setup", {"token": "guess"}).status_code == 404
    assert Client().get("/setup/body").status_code == 404


def test_a_part_of_the_token_is_told_that_it_is_a_part(place: Place, db: None) -> None:
    page = Client().get("/setup", {"token": setting_up.issue_token(place)[:-1]}).content.decode()
    assert "to its last letter" in page


def test_without_a_token_file_an_empty_token_opens_nothing(place: Place, db: None) -> None:
    assert Client().get("/setup", {"token": ""}).status_code == 404
    assert not setting_up.opens(place, "")


def test_the_token_is_for_its_owners_eyes_and_stays_the_same_until_spent(place: Place) -> None:
    token = setting_up.issue_token(place)
    assert setting_up.issue_token(place) == token
    assert setting_up.token_file(place).stat().st_mode & 0o777 == 0o600
    setting_up.spend_token(place)
    assert not setting_up.opens(place, token)


def test_the_token_goes_out_of_the_address(place: Place, db: None) -> None:
    answer = Client().get("/setup", {"token": setting_up.issue_token(place)})
    assert answer["Location"] == "/setup"


def test_the_charters_that_come_with_the_program_are_offered(empty: Client) -> None:
    page = empty.get("/setup").content.decode()
    assert "Union of the Six Rivers" in page


def test_a_body_is_founded_from_a_charter_of_ones_own_with_its_clerk(
    empty: Client, place: Place
) -> None:
    assert empty.post("/setup", {"choice": "own", "text": SMALL})["Location"] == "/setup/body"
    page = empty.get("/setup/body").content.decode()
    assert "League of Towns" in page
    assert "Bureau" in page
    answer = empty.post("/setup/body", CLERK)
    assert answer["Location"] == "/account/2fa/webauthn/add/"
    state = bodies().running("league").registrar.state
    assert (state.size, state.persons["p0"].name) == (1, "Ada Lang")
    account = Account.objects.get()
    assert (account.email, account.administers) == ("ada@league.example", True)
    assert Belonging.objects.get().person == "p0"
    assert not HostedBody.objects.get(body="league").open_to_public
    assert empty.session["after_first_key"] == "/b/league/people"


def test_where_the_key_cannot_be_written_the_page_says_so_and_nothing_is_founded(
    empty: Client, place: Place, settings: LazySettings
) -> None:
    settings.PLACE = replace(place, key=Path("/nowhere/comity.key"))
    empty.post("/setup", {"choice": "own", "text": SMALL})
    answer = empty.post("/setup/body", CLERK)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "/nowhere/comity.key" in page
    assert "COMITY_KEY" in page
    assert not bodies().names()
    assert not Account.objects.exists()


# --- until the first account has a way to sign in ---------------------------------------------------------------------

SECRET = "A" * 32


@pytest.fixture
def founded(empty: Client) -> Client:
    """The browser in which the body was founded, and whose key was not made."""
    empty.post("/setup", {"choice": "own", "text": SMALL})
    empty.post("/setup/body", CLERK)
    return empty


def opened(place: Place) -> Client:
    """Another browser, in which the printed address is opened."""
    client = Client()
    client.get("/setup", {"token": setting_up.issue_token(place)})
    return client


def test_the_token_opens_until_the_first_key_and_not_a_second_founding(
    founded: Client, place: Place
) -> None:
    for browser in (founded, opened(place)):
        assert browser.get("/setup")["Location"] == "/setup/key"
        assert "ada@league.example" in browser.get("/setup/key").content.decode()
        assert browser.post("/setup/body", {**CLERK, "body": "second"})["Location"] == "/setup/key"
    assert bodies().names() == ("league",)


def test_whoever_opens_the_address_again_makes_the_key_and_ends_the_sign_in_begun_before(
    founded: Client, place: Place
) -> None:
    again = opened(place)
    assert again.post("/setup/key", {"way": "passkey"})["Location"] == "/account/2fa/webauthn/add/"
    page = again.get("/account/2fa/webauthn/add/").content.decode()
    assert 'href="/setup/key"' in page
    assert again.session["after_first_key"] == "/b/league/people"
    assert founded.get("/account/me").status_code == 302
    assert again.get("/setup")["Location"] == "/setup/key"  # still, in the same browser


def test_a_password_alone_does_not_spend_the_token(founded: Client, place: Place) -> None:
    again = opened(place)
    given = {"way": "password", "password": "four rivers meet at noon"}
    assert again.post("/setup/key", given)["Location"] == "/account/2fa/totp/activate/"
    assert 'href="/setup/key"' in again.get("/account/2fa/totp/activate/").content.decode()
    assert opened(place).get("/setup/key").status_code == 200


def test_a_key_or_codes_spend_the_token(founded: Client, place: Place) -> None:
    token = setting_up.issue_token(place)
    account = Account.objects.get()
    one = Authenticator.objects.create(user=account, type="totp", data={"secret": SECRET})
    request = RequestFactory().get("/")
    request.session = founded.session
    authenticator_added.send(Authenticator, request=request, user=account, authenticator=one)
    assert not setting_up.token_file(place).exists()
    for path in ("/setup", "/setup/key", "/setup/body", "/setup/account"):
        assert founded.get(path).status_code == 404
    answer = Client().get("/setup", {"token": token})
    assert answer.status_code == 404
    assert (
        'href="/account/login/"' in answer.content.decode()
    )  # who opens the old address again signs in


# --- bodies that were founded from the command line -------------------------------------------------------------------


@pytest.fixture
def found_elsewhere(empty: Client, place: Place) -> Client:
    """The printed address, opened where a body was founded and nobody has an account."""
    act = FoundBody(charter=SMALL, clerk="p0", clerk_name="Ada Lang", organ="bureau")
    setting_up.found_body(place, bodies().store, "league", act)
    return empty


def test_the_first_page_says_that_nobody_has_an_account(found_elsewhere: Client) -> None:
    asked = "at which the first account is made"
    assert asked in Client().get("/").content.decode()
    Account.objects.create_user("ada@league.example", name="Ada Lang")
    assert asked not in Client().get("/").content.decode()


def test_the_first_account_is_that_of_a_person_who_keeps_the_record(
    found_elsewhere: Client,
) -> None:
    assert found_elsewhere.get("/setup")["Location"] == "/setup/account"
    page = found_elsewhere.get("/setup/account").content.decode()
    assert "Ada Lang" in page
    assert "League of Towns" in page
    given = {
        "person": "league/p0",
        "email": "ada@league.example",
        "language": "en",
        "way": "passkey",
    }
    answer = found_elsewhere.post("/setup/account", given)
    assert answer["Location"] == "/account/2fa/webauthn/add/"
    account = Account.objects.get()
    assert (account.name, account.administers) == ("Ada Lang", True)
    assert Belonging.objects.get().person == "p0"
    assert found_elsewhere.get("/setup")["Location"] == "/setup/key"


def test_nobody_else_becomes_the_first_account(found_elsewhere: Client) -> None:
    given = {
        "person": "league/p9",
        "email": "eve@league.example",
        "language": "en",
        "way": "passkey",
    }
    assert found_elsewhere.post("/setup/account", given).status_code == 422
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "There are no procedures, so that nothing can be proposed"),
        ("ru", "Процедур нет"),
    ],
)
def test_what_the_charter_leaves_open_is_said_in_the_language_of_whoever_founds(
    empty: Client, settings: LazySettings, language: str, said: str
) -> None:
    empty.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    empty.post("/setup", {"choice": "own", "text": SMALL})
    page = empty.get("/setup/body").content.decode()
    assert said in page


def test_a_charter_that_is_offered_is_founded_under_its_own_name(empty: Client) -> None:
    empty.post("/setup", {"choice": "six-rivers"})
    page = empty.get("/setup/body")
    assert page.context["form"].initial["body"] == "six-rivers"
    assert "Arvenia" in page.content.decode()


def test_faults_are_told_with_their_line_and_the_text_stays(empty: Client) -> None:
    wrong = SMALL.replace("powers: [record]", "powers: [rekord]")
    answer = empty.post("/setup", {"choice": "own", "text": wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [one.fault.line for one in answer.context["faults"]] == [5]  # where the organs stand
    assert "powers: [rekord]" in page
    assert "League of Towns" in answer.context["form"].data["text"]


def test_a_file_is_read_and_one_with_faults_comes_back_to_be_mended(empty: Client) -> None:
    wrong = SimpleUploadedFile("charter.yaml", SMALL.replace("[record]", "[rekord]").encode())
    answer = empty.post("/setup", {"choice": "own", "file": wrong})
    assert answer.status_code == 422
    assert "rekord" in answer.context["form"].data["text"]
    good = SimpleUploadedFile("charter.yaml", SMALL.encode())
    assert empty.post("/setup", {"choice": "own", "file": good}).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"choice": "own", "text": ""},
        {"choice": "no-such"},
        {"choice": "own", "text": "a: [unclosed"},
        {"choice": "own", "text": "\x00"},
        {"choice": "own", "text": SMALL.replace("powers: [record]", "powers: [propose]")},
    ],
)
def test_what_is_no_charter_is_told(empty: Client, sent: dict[str, str]) -> None:
    assert empty.post("/setup", sent).status_code == 422
    assert bodies().names() == ()


def test_a_file_that_is_no_text_is_told(empty: Client) -> None:
    answer = empty.post(
        "/setup", {"choice": "own", "file": SimpleUploadedFile("x.yaml", b"\xff\xfe\x00")}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", "Not A Name"),
        ("body", "../up"),
        ("organ", "nobody"),
        ("email", "no address"),
        ("name", ""),
    ],
)
def test_what_is_wrong_about_the_clerk_is_told_and_nothing_is_founded(
    empty: Client, place: Place, field: str, value: str
) -> None:
    empty.post("/setup", {"choice": "own", "text": SMALL})
    answer = empty.post("/setup/body", {**CLERK, field: value})
    assert answer.status_code == 422
    if field != "name":
        assert "Ada Lang" in answer.content.decode()
    _nothing_is_left(place)


def test_nothing_is_left_of_a_founding_that_fails(
    empty: Client, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object, **named: object) -> None:
        raise ComityError("store.full", "The disk is full.")

    empty.post("/setup", {"choice": "own", "text": SMALL})
    monkeypatch.setattr(setting_up, "found", fails)
    answer = empty.post("/setup/body", CLERK)
    assert answer.status_code == 500
    assert "ada@league.example" in answer.content.decode()
    _nothing_is_left(place)
    assert setting_up.token_file(place).exists()
    monkeypatch.undo()
    assert empty.post("/setup/body", CLERK).status_code == 302


def _nothing_is_left(place: Place) -> None:
    assert bodies().names() == ()
    assert not place.keys.exists()
    assert not Account.objects.exists()
    assert not HostedBody.objects.exists()


def test_every_charter_of_the_project_that_keeps_a_record_is_offered() -> None:
    names = [one.name for one in setting_up.offered(CHARTERS)]
    assert {"csto", "six-rivers"} <= set(names)
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("address", "alone"), [("http://localhost:8000", True), ("https://office.example.org", False)]
)
def test_serve_says_that_an_address_opens_on_this_machine_alone(
    place: Place, capsys: pytest.CaptureFixture[str], db: None, address: str, alone: bool
) -> None:
    _ready(place, address, open_browser=False)
    assert ("opens on this machine alone" in capsys.readouterr().out) is alone


@pytest.mark.parametrize("own", ["text", "file", "both"])
def test_of_two_charters_none_is_taken(empty: Client, own: str) -> None:
    """What was pasted is not dropped in silence for the one that is marked in the list."""
    listed = re.findall(r'name="choice" value="([^"]+)"', empty.get("/setup").content.decode())[0]
    file = SimpleUploadedFile("own.yaml", SMALL.encode())
    given = {"text": {"text": SMALL}, "file": {"file": file}, "both": {"text": SMALL, "file": file}}
    choice = "own" if own == "both" else listed
    answer = empty.post("/setup", {"choice": choice, **given[own]})
    assert answer.status_code in (200, 422)
    assert "More than one charter is given" in answer.content.decode()
