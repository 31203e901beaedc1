"""A real browser signs in at a ministry: from our page to its provider, on another address, and back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ministry import Ministry, open_ministry
from playwright.sync_api import Browser, Page, expect
from starting import await_answer, free_port

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
    """The address of an office as it is served in production, to which Ada was invited."""
    (tmp_path / "providers.json").write_text(json.dumps(ministry.providers))
    told = {
        **{key: said for key, said in os.environ.items() if not key.startswith("COMITY_")},
        "COMITY_OIDC": str(tmp_path / "providers.json"),
        "COMITY_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "comity.web.settings",
    }
    port, log = free_port(), tmp_path / "server.log"
    with log.open("wb") as file:
        command = [
            sys.executable,
            "-m",
            "comity",
            "serve",
            "--home",
            str(tmp_path),
            "--port",
            str(port),
        ]
        server = subprocess.Popen(command, env=told, stdout=file, stderr=subprocess.STDOUT)
    try:
        await_answer(f"http://127.0.0.1:{port}", server, log)
        subprocess.run([sys.executable, "-c", INVITE], env=told, check=True)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(15)


def goes(browser: Browser, office: str, person: str) -> tuple[Page, list[str]]:
    """Goes to the ministry and signs in there as that person; what stands before him or her then, and what was refused."""
    page = browser.new_context(base_url=office, locale="en").new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if POLICY in said.text else None)
    page.goto("/account/login/")
    page.get_by_role("button", name="Ministry of Rivers").click()
    expect(page.get_by_role("heading", name="Sign in at the ministry")).to_be_visible()
    assert not page.url.startswith(office)
    page.get_by_role("button", name=person).click()
    page.wait_for_url(f"{office}/**")
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
