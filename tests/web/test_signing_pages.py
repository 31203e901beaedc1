"""Signing in pages: the challenge is of the act that is recorded, a wrong key is told; keys are offered, bound, revoked."""

from __future__ import annotations

import json
import os
import runpy
import shutil
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from comity.body.acts import BindKey, RevokeKey
from comity.body.passkeys import keys_of
from comity.signatures.listing import signatures
from comity.web.bodies import RunningBody
from comity.web.models import Belonging
from comity.web.models.marks import KeyOffer

SIGNATURES = Path(__file__).parents[1] / "signatures/authenticator.py"
MADE: dict[str, Any] = runpy.run_path(str(SIGNATURES))
Authenticator, ORIGIN = MADE["Authenticator"], MADE["ORIGIN"]
BASE = "/b/six-rivers/signing"
HEAD, OTHER_HEAD, EXPERT, CLERK = "p4", "p10", "p6", "p19"


def waiting_question(practice: RunningBody) -> str:
    """The open question of the practice body that is answered by signing."""
    question = practice.registrar.state.matters["flood-warning"].question()
    assert question is not None
    return question.question


@pytest.fixture
def key(practice: RunningBody) -> Any:
    """A key of the head of Belmark, bound by the clerk in person."""
    made = Authenticator()
    bind = BindKey(
        by=CLERK, for_="secretariat", person=HEAD, via="in person", key="kb", **made.binding()
    )
    practice.registrar.submit([bind])
    return made


def begin(client: Client, question: str, choice: str = "in favour") -> Any:
    sent = {"choice": choice, "as": "BE:head of state"}
    return client.post(f"{BASE}/questions/{question}/begin", sent)


def finish(client: Client, question: str, begun: Any, assertion: str) -> Any:
    sent = {"waiting": begun["request"], "assertion": assertion, "as": "BE:head of state"}
    return client.post(f"{BASE}/questions/{question}/finish", sent)


def challenge(begun: Any) -> bytes:
    return urlsafe_b64decode(begun["challenge"] + "=")


def test_what_the_key_signed_is_recorded_and_verifies_from_the_entries_alone(
    practice: RunningBody, visitor: Any, key: Any
) -> None:
    client, question = visitor(HEAD), waiting_question(practice)
    begun = begin(client, question).json()
    assert begun["rpId"] == "example.org"
    done = finish(client, question, begun, key.from_browser(challenge(begun)))
    assert done.status_code == 302, done.content.decode()
    listed = signatures(practice.registrar.entries())
    assert (listed[-1].by, listed[-1].verdict, listed[-1].key) == (HEAD, "good", "kb")
    shown = client.get(f"{BASE}/records/{listed[-1].entry}").content.decode()
    assert "It verifies" in shown
    assert "comity signatures" in shown


def test_a_key_that_signed_something_else_is_refused_and_nothing_is_recorded(
    practice: RunningBody, visitor: Any, key: Any
) -> None:
    client, question = visitor(HEAD), waiting_question(practice)
    before = practice.registrar.state.size
    begun = begin(client, question).json()
    answer = finish(client, question, begun, key.from_browser(b"something else".ljust(32)))
    assert answer.status_code == 403
    assert "The signature does not count" in answer.content.decode()
    assert practice.registrar.state.size == before


def test_what_is_no_assertion_is_told_as_such(
    practice: RunningBody, visitor: Any, key: Any
) -> None:
    client, question = visitor(HEAD), waiting_question(practice)
    begun = begin(client, question).json()
    for given in ("", "{}", "<script>"):
        assert finish(client, question, begun, given).status_code == 422


def test_a_revoked_key_begins_nothing(practice: RunningBody, visitor: Any, key: Any) -> None:
    client, question = visitor(HEAD), waiting_question(practice)
    revoked = client.post(f"{BASE}/keys/revoke", {"key": "kb", "on": "", "reason": "lost"})
    assert revoked.status_code == 302
    answer = begin(client, question)
    assert answer.status_code == 403
    assert "no key in force" in answer.json()["sentence"]


def test_a_key_revoked_between_touching_it_and_recording_does_not_count(
    practice: RunningBody, visitor: Any, key: Any
) -> None:
    client, question = visitor(HEAD), waiting_question(practice)
    begun = begin(client, question).json()
    practice.registrar.submit([RevokeKey(by=CLERK, for_="secretariat", key="kb")])
    answer = finish(client, question, begun, key.from_browser(challenge(begun)))
    assert answer.status_code == 403
    assert "was revoked" in answer.content.decode()


def test_an_expert_cannot_begin_to_sign_for_the_head(
    practice: RunningBody, visitor: Any, key: Any
) -> None:
    sent = {"choice": "in favour"}
    client = visitor(EXPERT)
    answer = client.post(f"{BASE}/questions/{waiting_question(practice)}/begin", sent)
    assert answer.status_code == 403


def test_another_persons_key_does_not_sign_here(
    practice: RunningBody, visitor: Any, key: Any
) -> None:
    client, question = visitor(HEAD), waiting_question(practice)
    begun = begin(client, question).json()
    strange = Authenticator(seed=7)
    answer = finish(client, question, begun, strange.from_browser(challenge(begun)))
    assert answer.status_code == 403


def test_what_somebody_began_is_finished_by_nobody_else(
    practice: RunningBody, visitor: Any, key: Any
) -> None:
    question = waiting_question(practice)
    begun = begin(visitor(HEAD), question).json()
    sent = {"waiting": begun["request"], "assertion": key.from_browser(challenge(begun))}
    answer = visitor(OTHER_HEAD).post(f"{BASE}/questions/{question}/finish", sent)
    assert answer.status_code == 403
    assert "Nothing waits" in answer.content.decode()


def test_without_a_key_the_page_says_what_to_do(practice: RunningBody, visitor: Any) -> None:
    page = visitor(HEAD).get(f"{BASE}/questions/{waiting_question(practice)}").content.decode()
    assert "No key of yours is bound" in page
    assert "data-begin" not in page


def offered(practice: RunningBody, key: Any) -> KeyOffer:
    account = Belonging.objects.get(body=practice.name, person=HEAD).account
    return KeyOffer.objects.create(
        account=account, body=practice.name, person=HEAD, name="<script>x</script>", **key.binding()
    )


def test_the_clerk_binds_an_offered_key_and_says_how_its_person_was_known(
    practice: RunningBody, visitor: Any
) -> None:
    made, clerk = Authenticator(), visitor(CLERK)
    one = offered(practice, made)
    listed = clerk.get(f"{BASE}/keys").content.decode()
    assert "&lt;script&gt;x" in listed
    assert "<script>x" not in listed
    unsaid = clerk.post(f"{BASE}/keys/bind", {"offer": one.pk})
    assert unsaid.status_code == 403
    bound = clerk.post(f"{BASE}/keys/bind", {"offer": one.pk, "via": "in person"})
    assert bound.status_code == 302
    keys = keys_of(practice.registrar.state, HEAD)
    assert [k.credential_id for k in keys] == [made.binding()["credential_id"]]
    assert not KeyOffer.objects.filter(settled=None).exists()


def test_nobody_but_the_record_keeper_binds(practice: RunningBody, visitor: Any) -> None:
    one = offered(practice, Authenticator())
    answer = visitor(HEAD).post(f"{BASE}/keys/bind", {"offer": one.pk, "via": "in person"})
    assert answer.status_code == 404


def test_a_further_key_is_bound_by_signing_with_the_first(
    practice: RunningBody, visitor: Any, key: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.web import signing

    second = Authenticator(seed=2)
    one = second.binding()
    passkey = signing.Passkey(5, "second", one["credential_id"], one["public_key"])
    monkeypatch.setattr(signing, "passkeys", lambda account: iter([passkey]))
    client = visitor(HEAD)
    begun = client.post(f"{BASE}/keys/bind/begin", {"passkey": "5"}).json()
    sent = {"waiting": begun["request"], "assertion": key.from_browser(challenge(begun))}
    assert client.post(f"{BASE}/keys/bind/finish", sent).status_code == 302
    assert len(keys_of(practice.registrar.state, HEAD)) == 2


# --- a real browser ---------------------------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium")
CREATE = """async ([rp, challenge]) => {
  const made = await navigator.credentials.create({publicKey: {rp: {id: rp, name: "x"}, challenge: new Uint8Array(32),
    user: {id: new Uint8Array([1]), name: "h", displayName: "h"}, pubKeyCredParams: [{type: "public-key", alg: -7}],
    authenticatorSelection: {residentKey: "required", userVerification: "required"}}});
  const b64 = (b) => btoa(String.fromCharCode(...new Uint8Array(b)));
  return JSON.stringify({id: made.id, data: b64(made.response.getAuthenticatorData())});
}"""


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of Chromium with an authenticator that knows its user."""
    if CHROMIUM is None:
        pytest.skip("NO BROWSER: install it with  sudo apt-get install chromium")
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                   "hasUserVerification": True, "isUserVerified": True}  # fmt: skip
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield page
        browser.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_head_signs_in_a_real_browser_and_the_register_verifies_offline(
    practice: RunningBody, visitor: Any, live_server: Any, chromium: Page
) -> None:
    site = live_server.url.replace("127.0.0.1", "localhost")
    chromium.goto(f"{site}/healthz")
    made = json.loads(chromium.evaluate(CREATE, ["localhost", ""]))
    binding = {"credential_id": made["id"], "public_key": cose_key(made["data"])}
    practice.registrar.submit(
        [BindKey(by=CLERK, for_="secretariat", person=HEAD, via="in person", rp_id="localhost",
                 origin=site, **binding)]
    )  # fmt: skip
    session = visitor(HEAD).cookies["sessionid"].value
    chromium.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    chromium.goto(f"{site}{BASE}/questions/{waiting_question(practice)}")
    chromium.get_by_role("button", name="Sign", exact=True).click()
    chromium.get_by_text("Signed, and verified with your key.").wait_for()
    listed = signatures(practice.registrar.entries())
    assert (listed[-1].by, listed[-1].verdict) == (HEAD, "good")


def cose_key(data: str) -> str:
    """The public key in the authenticator's data of a registration (Web Authentication, 6.5.1), in base64url."""
    from base64 import b64decode, urlsafe_b64encode

    from fido2 import cbor

    raw = b64decode(data)
    length = int.from_bytes(raw[53:55])
    key, _ = cbor.decode_from(raw[55 + length :])
    return urlsafe_b64encode(cbor.encode(key)).decode().rstrip("=")
