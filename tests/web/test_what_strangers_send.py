"""What a browser never sends and a stranger does: each is answered with a sentence, and nothing is kept of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from comity.web.models import Account, Belonging

Visitor = Callable[[str], Client]
STRANGE = ["Bo\u202e gnp", "\u200b", "Bo\x07\x1b[31m", "\u2066Bo"]


def account(person: str) -> Account:
    return Belonging.objects.get(body="six-rivers", person=person).account


@pytest.mark.parametrize(
    ("kinds", "status"),
    [([""], 200), (["", ""], 200), (["meeting.held/1", ""], 404), (["zzz/1"], 404)],
)
def test_a_kind_of_fact_that_is_none_is_told(
    visitor: Visitor, kinds: list[str], status: int
) -> None:
    answer = visitor("p19").post("/b/six-rivers/attest", {"kind": kinds, "as": "secretariat"})
    assert answer.status_code == status


@pytest.mark.parametrize(
    "back", ["x", "desk", "1e999", "account_logout", "//evil.example/", "https://evil.example/", ""]
)
@pytest.mark.parametrize(
    ("path", "otherwise"),
    [("/b/six-rivers/capacity", "/b/six-rivers/desk"), ("/language", "/"), ("/reading", "/")],
)
def test_a_way_back_that_is_no_page_of_ours_leads_to_one_that_is(
    visitor: Visitor, path: str, otherwise: str, back: str
) -> None:
    answer = visitor("p19").post(path, {"choose": "secretariat", "next": back})
    assert (answer.status_code, answer["Location"]) == (302, otherwise)
    there = visitor("p19").post(path, {"next": "/b/six-rivers/matters?state=ended"})
    assert there["Location"] == "/b/six-rivers/matters?state=ended"


@pytest.mark.parametrize("was", ["\nX", "\r\nX", "x", "\rX", "\x07"])
def test_a_hidden_field_of_a_draft_that_nobody_sends_so_is_refused(
    visitor: Visitor, was: str
) -> None:
    sent = {"as": "secretariat", "do": "save", "number:n1": "1", "text-en:n1": "x", "seen:n1": "0"}
    answer = visitor("p19").post("/b/six-rivers/matters/plan/draft", {**sent, "was:n1": was})
    assert answer.status_code == 422


@pytest.mark.parametrize("field", ["name", "city"])
@pytest.mark.parametrize("strange", STRANGE)
def test_how_somebody_is_called_has_the_characters_that_texts_have(
    visitor: Visitor, field: str, strange: str
) -> None:
    before = account("p19")
    given = {"name": "Ada", "city": "Wien", "language": "en", "zone": "", field: strange}
    answer = visitor("p19").post("/account/me", given)
    assert answer.status_code in (200, 422)
    assert 'class="error' in answer.content.decode() or "aria-invalid" in answer.content.decode()
    assert (account("p19").name, account("p19").city) == (before.name, before.city)
    assert visitor("p19").post("/account/me", {**given, field: "Ö. von Å"}).status_code == 302
