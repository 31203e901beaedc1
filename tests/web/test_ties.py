"""What one question to the database tells of an account and a body is what the tables say, asked one by one."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.web.bodies import RunningBody
from comity.web.models import Account, Belonging, HostedBody
from comity.web.ties import tie_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Account:
    return Account.objects.create_user("ada@example.org")


def test_a_body_that_nobody_described_is_open_to_its_own_people_alone(ada: Account) -> None:
    tie = tie_of(ada.pk, "league")
    assert (tie.hosted.body, tie.hosted.open_to_public, tie.person) == ("league", False, "")


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("reported", [False, True])
def test_a_described_body_is_shown_as_it_was_described(is_open: bool, reported: bool) -> None:
    described = HostedBody(body="league", open_to_public=is_open, as_reported=reported)
    described.accent, described.practice = "#123456", not reported
    described.save()
    found = tie_of(None, "league").hosted
    for field in HostedBody._meta.get_fields():
        assert getattr(found, field.name) == getattr(described, field.name)
        assert type(getattr(found, field.name)) is type(getattr(described, field.name))


def test_the_person_is_the_one_of_that_account_in_that_body(ada: Account) -> None:
    other = Account.objects.create_user("bela@example.org")
    for account, body, person in [
        (ada, "league", "p1"),
        (ada, "union", "p2"),
        (other, "league", "p3"),
    ]:
        Belonging.objects.create(account=account, body=body, person=person)
    assert [tie_of(a.pk, b).person for a in (ada, other) for b in ("league", "union")] == [
        "p1",
        "p2",
        "p3",
        "",
    ]
    assert tie_of(None, "league").person == ""


@pytest.mark.parametrize(
    ("kind", "protects"), [("totp", True), ("webauthn", True), ("recovery_codes", False)]
)
def test_passkeys_and_codes_protect_and_nothing_else_does(
    ada: Account, kind: str, protects: bool
) -> None:
    assert not tie_of(ada.pk, "league").protected
    Authenticator.objects.create(user=ada, type=kind, data={})
    assert tie_of(ada.pk, "league").protected is protects
    assert not tie_of(None, "league").protected


def test_a_key_taken_away_lets_nobody_act_on_the_next_page(practice: RunningBody) -> None:
    HostedBody.objects.update_or_create(body=practice.name, defaults={"practice": False})
    account = Belonging.objects.get(body=practice.name, person="p1").account
    key = Authenticator.objects.create(user=account, type="totp", data={})
    reader = Client()
    reader.force_login(account, "comity.web.sessions.Backend")
    address = f"/b/{practice.name}/desk"
    said = "with a password alone you read"
    assert said not in reader.get(address).content.decode()
    key.delete()
    assert said in reader.get(address).content.decode()


@pytest.mark.parametrize("page", ["desk", "register", "matters/bulletin"])
def test_a_page_asks_the_database_little(practice: RunningBody, visitor, page: str) -> None:
    reader = visitor("p1")
    reader.get(f"/b/{practice.name}/{page}")
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(f"/b/{practice.name}/{page}").status_code == 200
    assert len(asked) <= 8, [one["sql"][:120] for one in asked]
