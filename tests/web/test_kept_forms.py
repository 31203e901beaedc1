"""A form that arrives after the sign-in expired is kept, and sent with one click after signing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from comity.web.bodies import RunningBody
from comity.web.models import Belonging, HostedBody, KeptForm

Visitor = Callable[[str], Client]
FORM = "/b/six-rivers/people/enter"
TYPED = {
    "name_en": "Karl Adler",
    "name_ru": "",
    "party": "BE",
    "powers": ["speak", "propose"],
    "request": "ab" * 16,
    "as": "secretariat",
}
BACKEND = "comity.web.sessions.Backend"


def expire(client: Client) -> None:
    """The sign-in ends as it does by itself: the session is gone, the other cookies stay."""
    del client.cookies["sessionid"]


def sign_in(client: Client, person: str) -> None:
    client.force_login(Belonging.objects.get(body="six-rivers", person=person).account, BACKEND)


@pytest.fixture
def expired(practice: RunningBody, visitor: Visitor) -> Client:
    """A browser that was signed in as an officer, and is no more."""
    client = visitor("p19")
    client.get("/account/me")
    expire(client)
    return client


def test_after_signing_in_the_form_is_there_and_one_click_sends_it(
    practice: RunningBody, expired: Client
) -> None:
    answer = expired.post(FORM, TYPED)
    assert (answer.status_code, answer["Location"]) == (303, "/account/login/?next=/kept")
    assert expired.get("/kept").status_code == 302  # nothing without signing in
    sign_in(expired, "p19")
    page = expired.get("/kept")
    assert "Karl Adler" in page.content.decode()
    fields: dict[str, list[str]] = {}
    for name, value in page.context["fields"]:
        fields.setdefault(name, []).append(value)
    assert fields == {k: v if isinstance(v, list) else [v] for k, v in TYPED.items()}
    before = practice.registrar.state.size
    assert expired.post(page.context["kept"].path, fields).status_code == 303
    assert practice.registrar.state.size == before + 2


def test_it_is_shown_to_the_account_that_sent_it_and_to_nobody_else(expired: Client) -> None:
    expired.post(FORM, TYPED)
    sign_in(expired, "p20")
    page = expired.get("/kept")
    assert page.status_code == 404
    assert "Karl Adler" not in page.content.decode()


def test_another_browser_of_the_same_account_does_not_see_it(
    expired: Client, visitor: Visitor
) -> None:
    expired.post(FORM, TYPED)
    assert visitor("p19").get("/kept").status_code == 404


def test_it_is_kept_for_an_hour_and_then_forgotten(expired: Client) -> None:
    expired.post(FORM, TYPED)
    KeptForm.objects.update(kept=timezone.now() - timedelta(hours=1, seconds=1))
    sign_in(expired, "p19")
    assert expired.get("/kept").status_code == 404
    expire(expired)
    expired.post(FORM, TYPED)
    assert KeptForm.objects.count() == 1


def test_passwords_keys_and_files_are_not_kept_and_files_are_named(expired: Client) -> None:
    secret = {
        "password": "four rivers",
        "new_password1": "four rivers",
        "credential": "{}",
        "csrfmiddlewaretoken": "x",
    }
    paper = SimpleUploadedFile("note verbale.pdf", b"%PDF secret paper")
    expired.post(FORM, {**TYPED, **secret, "paper": paper})
    one = KeptForm.objects.get()
    assert [name for name, _ in one.data["fields"]] == list(TYPED)
    assert "four rivers" not in str(one.data)
    assert "secret paper" not in str(one.data)
    sign_in(expired, "p19")
    assert "note verbale.pdf" in expired.get("/kept").content.decode()


def test_the_database_holds_the_digest_of_the_cookie_alone(expired: Client) -> None:
    expired.post(FORM, TYPED)
    token = expired.cookies["kept"].value
    assert token not in str(list(KeptForm.objects.values()))
    assert expired.cookies["kept"]["httponly"]


def test_a_form_without_our_token_is_not_kept(practice: RunningBody) -> None:
    assert Client(enforce_csrf_checks=True).post(FORM, TYPED).status_code == 403
    assert not KeptForm.objects.exists()


def test_an_enhanced_form_is_led_to_the_sign_in_as_well(expired: Client) -> None:
    answer = expired.post(FORM, TYPED, headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == "/account/login/?next=%2Fkept"
    assert KeptForm.objects.count() == 1


def test_what_a_visitor_sends_to_an_open_body_reaches_its_page(practice: RunningBody) -> None:
    HostedBody.objects.update(open_to_public=True)
    assert Client().post("/b/six-rivers/capacity", {"choose": "AR"}).status_code == 302
    assert not KeptForm.objects.exists()


def test_who_is_signed_in_has_nothing_kept(visitor: Visitor) -> None:
    visitor("p19").post(FORM, TYPED)
    assert not KeptForm.objects.exists()


def test_scripts_in_what_was_kept_stay_text(expired: Client) -> None:
    expired.post(FORM, {**TYPED, "name_en": "<script>alert(1)</script>"})
    sign_in(expired, "p19")
    assert "<script>alert" not in expired.get("/kept").content.decode()


@pytest.mark.parametrize("size", [250_000, 3_000_000])
def test_a_form_of_any_length_is_there_after_signing_in(expired: Client, size: int) -> None:
    words = "Each member bears its own cost. " * (size // 32)
    answer = expired.post(FORM, {**TYPED, "name_en": words})
    assert answer["Location"] == "/account/login/?next=/kept"
    sign_in(expired, "p19")
    page = expired.get("/kept")
    assert dict(page.context["fields"])["name_en"] == words
    assert words in page.content.decode()


def test_what_cannot_be_saved_is_not_called_saved(practice: RunningBody) -> None:
    """A browser that was never signed in, so anybody: what is large is not stored for it."""
    client, words = Client(), "x" * 300_000
    client.post(FORM, {**TYPED, "name_en": words})
    assert KeptForm.objects.get().data["fields"] == []
    sign_in(client, "p19")
    page = client.get("/kept").content.decode()
    assert "What you typed could not be saved" in page
    assert "What you typed was saved" not in page
    assert "Send it now" not in page


def test_a_choice_whose_name_is_like_that_of_a_secret_is_saved(expired: Client) -> None:
    """A credential of the record to be revoked is no secret: without it the form sent later would do something else."""
    expired.post("/b/six-rivers/people/p5/revoke", {"credential": "c5", "as": "secretariat"})
    sign_in(expired, "p19")
    assert dict(expired.get("/kept").context["fields"])["credential"] == "c5"


def test_what_a_page_sends_by_itself_does_not_displace_what_its_reader_sends(
    expired: Client,
) -> None:
    draft = "/b/six-rivers/matters/plan/draft"
    expired.post(draft, {"as": "secretariat", "text-en:a": "Typed whole.", "do": ""})
    typing = expired.post(f"{draft}/paragraph?line=a", {"text-en:a": "Typing"})
    assert typing.status_code == 401
    sign_in(expired, "p19")
    page = expired.get("/kept")
    assert page.context["kept"].path == draft
    assert "Typed whole." in page.content.decode()
