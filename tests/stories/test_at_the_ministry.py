"""A real browser signs in at a ministry: from our page to its provider, on another address, and back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ministry import Ministry, open_ministry
from playwright.sync_api import Browser, Page, expect
from starting import free_port, settings, started
from visiting import PATIENCE

PEOPLE = {
    "ada": {"email": "ada@league.example", "email_verified": True},
    "eve": {"email": "eve@elsewhere.example", "email_verified": True},
}
INVITE = """
import django; django.setup()
from allauth.account.models import EmailAddress
from comity.web.models import Account
account = Account.objects.create_user("ada@league.example", name="Ada Lang")
EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
"""
POLICY = "Content Security Policy"


@pytest.fixture
def ministry() -> Iterator[Ministry]:
    with open_ministry(PEOPLE) as one:
        yield one


@pytest.fixture
def office(tmp_path: Path, ministry: Ministry) -> Iterator[str]:
    """The printed address of an office as it is served in production, to which Ada was invited."""
    (tmp_path / "office").mkdir(mode=0o700)
    (tmp_path / "providers.json").write_text(json.dumps(ministry.providers))
    home = str(tmp_path / "office")
    told = settings(COMITY_OIDC=str(tmp_path / "providers.json"), COMITY_HOME=home)
    words = ["comity", "serve", "--home", "office", "--port", str(free_port())]
    with started(words, tmp_path, told) as server:
        for_django = {**told, "DJANGO_SETTINGS_MODULE": "comity.web.settings"}
        subprocess.run([sys.executable, "-c", INVITE], env=for_django, check=True)
        yield server.address


def goes(browser: Browser, office: str, person: str) -> tuple[Page, list[str]]:
    """Goes to the ministry and signs in there as that person; what stands before him or her then, and what was refused."""
    context = browser.new_context(base_url=office, locale="en")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if POLICY in said.text else None)
    page.goto("/account/login/")
    page.get_by_role("button", name="Ministry of Rivers").click()
    expect(page.get_by_role("heading", name="Sign in at the ministry")).to_be_visible()
    assert not page.url.startswith(office)
    page.get_by_role("button", name=person).click()
    page.wait_for_url(f"{office}/**", timeout=PATIENCE)
    return page, refused


def test_a_browser_goes_to_the_ministry_and_comes_back_signed_in_or_told_what_to_do(
    browser: Browser, office: str
) -> None:
    ada, refused = goes(browser, office, "ada")
    assert refused == []  # by the policy of our pages
    ada.goto("/account/me")
    expect(ada.get_by_role("main")).to_contain_text("Ministry of Rivers")
    ada.context.close()
    eve, refused = goes(browser, office, "eve")
    assert refused == []
    expect(eve.get_by_role("main")).to_contain_text("sends you an invitation")
    eve.goto("/account/me")
    expect(eve).to_have_url(f"{office}/account/login/?next=/account/me")
    eve.context.close()
