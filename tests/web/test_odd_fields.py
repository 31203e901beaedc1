"""Fields of another type than their page sends: refused or passed over, and nothing is made of them."""

from __future__ import annotations

import pytest
from django.test import Client

from comity.web.logs import without_secrets


@pytest.mark.parametrize("address", ["/language", "/reading"])
@pytest.mark.parametrize("back", ["desk", "0", "-1", "[]", "x:y", "//elsewhere.example", "\x00"])
@pytest.mark.django_db
def test_an_address_to_go_back_to_may_be_anything(client: Client, address: str, back: str) -> None:
    answer = client.post(address, {"next": back, "language": "ru"})
    assert answer.status_code < 500
    assert "elsewhere" not in answer.get("Location", "")


def test_a_path_of_one_long_word_is_looked_through_once() -> None:
    """A scheme was looked for before each of its letters: thirteen seconds for 60,000 of them, days for these."""
    long = "a" * 3_000_000
    assert without_secrets(f"/{long} smtp://o:hunter2@mail") == f"/{long} smtp://o:…@mail"
