"""Fields of another type than their page sends: refused or passed over, and nothing is made of them."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.core.context import request_context
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string

from comity.web.logs import IN_ADDRESS, without_secrets
from comity.web.models import Account
from comity.web.sessions import SessionStore


@pytest.mark.parametrize(
    "answer", ["0", "false", "null", '""', "[]", "{}", "7", '"x"', "[1]", "no"]
)
@pytest.mark.django_db
def test_what_is_no_answer_of_a_key_makes_no_key(rf: RequestFactory, answer: str) -> None:
    """allauth takes 0 and false for no answer, and kept them: a password alone could act, and nobody could sign in."""
    account = Account.objects.create_user("ada@example.org", password="long enough to sign in")
    asked = rf.post("/account/2fa/webauthn/add/")
    asked.session = SessionStore()
    with request_context(asked):
        form = get_form_class("add_webauthn")(
            {"name": "Laptop", "credential": answer}, user=account
        )
        assert not form.is_valid()
        assert "credential" in form.errors


def get_form_class(name: str) -> Any:
    return import_string(settings.MFA_FORMS[name])


@pytest.mark.parametrize("address", ["/language", "/reading"])
@pytest.mark.parametrize("back", ["desk", "0", "-1", "[]", "x:y", "//elsewhere.example", "\x00"])
@pytest.mark.django_db
def test_an_address_to_go_back_to_may_be_anything(client: Client, address: str, back: str) -> None:
    answer = client.post(address, {"next": back, "language": "ru"})
    assert answer.status_code < 500
    assert "elsewhere" not in answer.get("Location", "")


def test_a_path_of_one_long_word_is_written_to_the_log_with_few_looks() -> None:
    """Looking for a scheme before each of its letters took thirteen seconds, and held up every page."""
    long = "a" * 60_000
    assert without_secrets(f"/{long} smtp://o:hunter2@mail") == f"/{long} smtp://o:…@mail"
    assert IN_ADDRESS.pattern.startswith(r"(\b\w{1,"), "a scheme has a beginning and an end"
