"""Whether an address has an account is told neither by an answer nor by the work done before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.web.models import Account

PASSWORD = "four rivers meet at noon"
KNOWN, PASSKEY, DISABLED, UNKNOWN = (
    "ada@league.example", "bo@league.example", "cy@league.example", "di@league.example",
)  # fmt: skip
ADDRESSES = (KNOWN, PASSKEY, DISABLED, UNKNOWN)
FORMS = {
    "/account/password/reset/": {},
    "/account/recovery-code": {"code": "12345678"},
    "/account/login/": {"password": "a wrong guess"},
}
CHANGING = re.compile(rb"[\w.+-]+@league\.example|value=\"[^\"]*\"|nonce=\"[^\"]*\"")


@pytest.fixture(autouse=True)
def accounts(db: None) -> None:
    """One with a password and codes, one of passkeys alone, one disabled."""
    for email, password in ((KNOWN, PASSWORD), (PASSKEY, None), (DISABLED, PASSWORD)):
        one = Account.objects.create_user(email, password, is_active=email != DISABLED)
        Authenticator.objects.create(user=one, type="totp", data={"secret": "A" * 32})
        RecoveryCodes.activate(one)


@pytest.fixture
def left_for_later(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What is to be done after the answer, not done."""
    left: list[Callable[[], object]] = []
    monkeypatch.setattr("comity.web.afterwards.do", left.append)
    return left


class Asked:
    """What a form answered for the address, and what it did before the answer."""

    def __init__(self, path: str, email: str, monkeypatch: pytest.MonkeyPatch) -> None:
        cache.clear()
        hashed: list[object] = []
        encode = MD5PasswordHasher.encode

        def counted(self: Any, password: str, salt: str) -> str:
            hashed.append(1)
            return str(encode(self, password, salt))

        monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
        name = "login" if path == "/account/login/" else "email"
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = Client().post(path, {name: email, **FORMS[path]})
        monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
        self.answer = answer.status_code, answer.get("Location"), CHANGING.sub(b"", answer.content)
        self.queries, self.hashed = len(queries), len(hashed)


@pytest.mark.parametrize("path", FORMS)
def test_every_address_gets_the_same_answer_for_the_same_work(
    path: str, monkeypatch: pytest.MonkeyPatch, left_for_later: list[Callable[[], object]]
) -> None:
    Asked(path, UNKNOWN, monkeypatch)  # the first request reads what the process keeps
    asked = {email: Asked(path, email, monkeypatch) for email in ADDRESSES}
    unknown = asked[UNKNOWN]
    for email, one in asked.items():
        assert one.answer == unknown.answer, email
        assert abs(one.queries - unknown.queries) <= 2, email
        assert one.hashed == unknown.hashed, email
    assert not mail.outbox


@pytest.mark.parametrize("path", ["/account/password/reset/", "/account/recovery-code"])
def test_what_is_done_for_an_account_is_done_after_the_answer(
    path: str, monkeypatch: pytest.MonkeyPatch, left_for_later: list[Callable[[], object]]
) -> None:
    for email in ADDRESSES:
        before = len(left_for_later)
        Asked(path, email, monkeypatch)
        assert len(left_for_later) == before + 1, email


def test_the_letter_comes_then_for_the_account_and_for_nobody_else(
    monkeypatch: pytest.MonkeyPatch, left_for_later: list[Callable[[], object]]
) -> None:
    for email in ADDRESSES:
        Asked("/account/password/reset/", email, monkeypatch)
    for work in left_for_later[:]:
        work()
    for work in left_for_later[len(ADDRESSES) :]:  # handing the letters over
        work()
    assert sorted(one.to[0] for one in mail.outbox) == [KNOWN, PASSKEY]
