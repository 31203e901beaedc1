"""A real browser signs an act: Chromium, its virtual authenticator, and what its page hands over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from comity.signatures.assertion import from_browser, spell
from comity.signatures.challenge import challenge_of, signed

ORIGIN, RP_ID = "https://league.example.org", "example.org"
MAKE = """async ([id, kind]) => {
  const made = await navigator.credentials.create({publicKey: {
    rp: {id, name: "League"}, user: {id: new Uint8Array([1]), name: "ann", displayName: "Ann"},
    challenge: new Uint8Array(32), pubKeyCredParams: [{type: "public-key", alg: kind}],
    authenticatorSelection: {residentKey: "required", userVerification: "required"}}});
  return JSON.stringify(made);
}"""
SIGN = """async ([id, challenge]) => {
  const asked = PublicKeyCredential.parseRequestOptionsFromJSON(
    {challenge, rpId: id, userVerification: "required"});
  return JSON.stringify(await navigator.credentials.get({publicKey: asked}));
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """An empty page of the league's site, with an authenticator that knows its user."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.route("**/*", lambda route: route.fulfill(body="<!doctype html><title>x</title>"))
        page.goto(ORIGIN)
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
        known = {"hasUserVerification": True, "isUserVerified": True}
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options | known})
        yield page
        browser.close()


@pytest.mark.slow
def test_what_it_signs_is_recorded_and_verifies_from_the_entries(league: Any, page: Page) -> None:
    made = json.loads(page.evaluate(MAKE, [RP_ID, -7]))
    response = made["response"]
    public_key = cose_key_in(response["authenticatorData"])
    key = {"credential_id": made["rawId"], "public_key": public_key}
    site = {"rp_id": RP_ID, "origin": ORIGIN}
    league.do("key.bind/1", person="bob", via="in person", key="k-bob", **key, **site)
    act = league.answer("bob")
    given = page.evaluate(SIGN, [RP_ID, spell(challenge_of("league", act))])
    league.submit(signed(act, from_browser(given).text()))
    assert [(one.key, one.verdict) for one in league.listed()] == [("k-bob", "good")]


def cose_key_in(data: str) -> str:
    """The public key within the authenticator's data of a registration (section 6.5.1)."""
    from fido2.utils import websafe_decode

    raw = websafe_decode(data)
    length = int.from_bytes(raw[53:55])
    return spell(raw[55 + length :])
