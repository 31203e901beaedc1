"""Proxies in front: a header that anybody may write lifts no limit, and one of our own proxy's is believed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from comity.errors import BadInput
from comity.place import Place
from comity.web.listening import Address
from comity.web.models import Account
from comity.web.serving import serve

SHOWN = (
    "ALLAUTH_TRUSTED_PROXY_COUNT", "SECURE_PROXY_SSL_HEADER", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS",
)  # fmt: skip
ASK = f"""
import json
from comity.web import settings
print(json.dumps({{name: getattr(settings, name, None) for name in {SHOWN!r}}}))
"""
LIMIT = 10
"""Failed attempts a minute from one address: allauth's own."""
PASSWORD = "four rivers meet at noon"


def settings_of(home: Path, **given: str) -> dict[str, Any]:
    """The settings that a process of the server has, told so."""
    told = {k: v for k, v in os.environ.items() if not k.startswith("COMITY_")}
    run = subprocess.run(
        [sys.executable, "-c", ASK], env={**told, "COMITY_HOME": str(home), **given},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_a_header_says_that_tls_was_used_only_where_a_proxy_is_ours(tmp_path: Path) -> None:
    at = {"COMITY_ORIGIN": "https://office.example.org"}
    alone, behind = settings_of(tmp_path, **at), settings_of(tmp_path, **at, COMITY_PROXIES="2")
    assert alone["SECURE_PROXY_SSL_HEADER"] is None
    assert alone["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert behind["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert behind["ALLAUTH_TRUSTED_PROXY_COUNT"] == 2
    for said in (alone, behind):  # cookies never travel in the clear, whoever stands in front
        assert said["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize(("name", "said"), [("COMITY_PROXIES", "one"), ("COMITY_ORIGN", "x")])
def test_settings_that_cannot_be_obeyed_are_told_before_anything_is_made(
    tmp_path: Path, name: str, said: str
) -> None:
    place = Place(tmp_path, str(tmp_path / "comity.db"))
    with pytest.raises(BadInput, match=name) as refused:
        serve(place, Address(), {name: said}, lambda _: None)
    assert refused.value.remedy
    assert not list(tmp_path.iterdir())


# --- the limit of attempts to sign in ---------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_attempts_before(db: None) -> None:
    cache.clear()
    Account.objects.create_user("ada@league.example", PASSWORD)


def try_at(login: str, password: str, forwarded: str) -> bool:
    """Whether that signs in, in a request that has come through those addresses."""
    client = Client(headers={"x-forwarded-for": forwarded})
    client.post("/account/login/", {"login": login, "password": password})
    return "_auth_user_id" in client.session


def guess(through: Callable[[int], str]) -> None:
    """As many guesses as one address has in a minute, each at another account: the address alone counts."""
    for number in range(LIMIT):
        assert not try_at(f"{number}@x.example", "guess", through(number))


def forged(number: int) -> str:
    return f"198.51.100.{number}"


def test_a_forged_header_does_not_lift_the_limit_where_no_proxy_is_ours() -> None:
    guess(forged)
    assert not try_at("ada@league.example", PASSWORD, forged(LIMIT))


def test_a_forged_header_does_not_lift_the_limit_behind_a_proxy_of_ours(
    settings: LazySettings,
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    guesser, neighbour = "203.0.113.7", "203.0.113.8"  # as the proxy sees them, and adds at the end
    guess(lambda number: f"{forged(number)}, {guesser}")
    assert not try_at("ada@league.example", PASSWORD, f"{forged(LIMIT)}, {guesser}")
    assert try_at("ada@league.example", PASSWORD, neighbour)  # a limit is each visitor's own


def test_whoever_comes_past_a_proxy_is_counted_with_its_other_visitors(
    settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    guess(forged)
    assert not try_at("ada@league.example", PASSWORD, forged(LIMIT))
    assert "COMITY_PROXIES" in caplog.text  # whoever counted them wrongly is told
