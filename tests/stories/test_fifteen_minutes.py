"""``docs/guide/first-office.md`` to the letter, from the printed address to the decision; and keys that fail on the way.

The charter is the one that comes with the program. The second delegation has no passkeys and takes a password with codes.
"""

from __future__ import annotations

import base64
import hmac
import re
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect
from visiting import Visitor, answers, drafts, puts, with_a_device

from comity.registrar import clock_of_the_machine

if TYPE_CHECKING:
    from conftest import Office

BODY = "two-banks"
PASSWORD = "seven herons over the weir"


def test_a_body_is_founded_and_decides_by_silence(empty_office: Office) -> None:
    office = empty_office
    clerk = the_clerk_founds_the_body(office, by_passkey)
    left = the_delegation_comes_in(office, clerk, "Left Bank", "Bo Linden", by_passkey)
    goes_to_the_people(clerk)
    right = the_delegation_comes_in(office, clerk, "Right Bank", "Cy Marsh", by_password_and_code)

    matter = the_clerk_opens_a_matter(clerk)
    drafts(clerk, matter, [("The bridge is lit at night.", "")])
    puts(clerk, matter)
    the_silence_runs(left, matter)
    answers(left, matter, "Does not object")
    answers(right, matter, "Does not object")
    the_decision_is_issued(left, matter)


@pytest.mark.parametrize("empty_office", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ends", ["with a passkey", "with a password and codes"])
def test_the_printed_address_and_the_link_open_until_the_first_key(
    empty_office: Office, ends: str
) -> None:
    office = empty_office
    way = by_passkey if ends == "with a passkey" else by_password_and_code
    clerk = the_clerk_founds_the_body(office, the_key_fails)
    clerk.page.context.close()  # the browser dies before there is a key
    clerk = comes_again(office, office.server.setup, way)
    clerk.reads("Add and invite a person")
    nothing_opens_at(office, office.server.setup, 404)

    link = the_clerk_invites(clerk, "Left Bank", "Bo Linden")
    opens_the_link(office, link, "Bo Linden", the_key_fails).page.context.close()
    opens_the_link(office, link, "Bo Linden", way)
    nothing_opens_at(office, link, 410)


@pytest.mark.parametrize("empty_office", ["sqlite"], indirect=True)
def test_a_visitor_at_the_number_is_led_to_the_name_with_the_token(empty_office: Office) -> None:
    page = empty_office.open_browser()
    name = empty_office.server.setup
    page.goto(name.replace("localhost", "127.0.0.1"))
    expect(page).to_have_url(re.compile(r"^http://localhost:\d+/setup$"))
    expect(page.get_by_role("heading", name="By which charter?")).to_be_visible()


def the_clerk_founds_the_body(office: Office, way: Callable[[Visitor], None]) -> Visitor:
    """Steps 1 and 2 of the guide."""
    assert re.match(r"http://localhost:\d+/setup[?]token=", office.server.setup)
    clerk = at(office, office.server.setup, way)
    clerk.tick("Agreement of the Two Banks").picture("charter").press("Read it")
    clerk.reads("Agreement of the Two Banks", "Left Bank")
    clerk.write("Your name, as the clerk", "Ada Lang")
    clerk.write("Your e-mail address", "ada@banks.example")
    chooses(clerk, way)
    clerk.picture("clerk").press("Found the body")
    way(clerk)
    return clerk


def comes_again(office: Office, address: str, way: Callable[[Visitor], None]) -> Visitor:
    """The clerk, in another browser, at the address that was printed."""
    clerk = at(office, address, way).reads("The account of ada@banks.example exists")
    chooses(clerk, way)
    clerk.press("Go on")
    way(clerk)
    return clerk


def the_delegation_comes_in(
    office: Office, clerk: Visitor, member: str, name: str, way: Callable[[Visitor], None]
) -> Visitor:
    """Step 3 of the guide."""
    return opens_the_link(office, the_clerk_invites(clerk, member, name), name, way)


def the_clerk_invites(clerk: Visitor, member: str, name: str) -> str:
    """The link that the page shows to be copied."""
    clerk.follow("Add and invite a person")
    clerk.write("Name (English)", name).choose("For", member)
    address = f"{name.split()[0].lower()}@banks.example"
    clerk.write("E-mail address", address)
    clerk.write("Title", "delegate").tick("all powers").press("Add").picture("invited")
    return clerk.main.get_by_label(f"Link for {address}").input_value()


def goes_to_the_people(clerk: Visitor) -> None:
    """Where the page of the people is found later."""
    clerk.page.get_by_role("link", name="Members", exact=True).first.click()
    clerk.follow("Persons and credentials")


def opens_the_link(office: Office, link: str, name: str, way: Callable[[Visitor], None]) -> Visitor:
    """Somebody who was invited, in a browser of his or her own, makes a first key."""
    delegate = at(office, link, way).reads(f"Welcome, {name}").picture("invitation")
    chooses(delegate, way)
    delegate.press("Go on")
    way(delegate)
    return delegate


def at(office: Office, address: str, way: Callable[[Visitor], None]) -> Visitor:
    """A browser that nobody has used, at that address; it keeps passkeys unless they are to fail."""
    page = office.open_browser()
    if way is not the_key_fails:
        with_a_device(page)
    page.goto(address)
    return Visitor(page, BODY, office.pictures)


def chooses(somebody: Visitor, way: Callable[[Visitor], None]) -> None:
    """How somebody will sign in."""
    if way is by_password_and_code:
        somebody.tick("With a password, and one-time codes from an app")
        somebody.write("Password, if you chose one", PASSWORD)


def nothing_opens_at(office: Office, address: str, status: int) -> None:
    """What opened the account opens it no more."""
    page: Page = office.open_browser()
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status


def the_key_fails(somebody: Visitor) -> None:
    """The browser has no device that keeps passkeys; whoever refuses the question of the device sees the same."""
    device = somebody.page.context.new_cdp_session(somebody.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": REFUSES})
    somebody.main.get_by_role("button", name="Create the key").click()
    somebody.reads("The passkey was not used", "open the address that brought you here once more")
    somebody.picture("refused")


REFUSES = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": False,
    "automaticPresenceSimulation": True,
}
"""A device whose owner cannot show who he or she is, as WebDriver describes one."""


def the_clerk_opens_a_matter(clerk: Visitor) -> str:
    """Step 4 of the guide; the id of the matter."""
    clerk.page.get_by_role("link", name="Matters", exact=True).first.click()
    clerk.follow("Open a matter").follow("Decision by silence")
    clerk.write("Title of the matter (English)", "Lights on the bridge").press("Open the matter")
    return clerk.page.url.rsplit("/", 1)[1]


def the_silence_runs(delegate: Visitor, matter: str) -> None:
    """The desk and the page of the matter say what follows if the delegation does nothing."""
    delegate.go("desk").reads("Lights on the bridge")
    delegate.go(f"matters/{matter}").reads("it counts as not objecting").picture("silence")


def by_passkey(somebody: Visitor) -> None:
    """The first key is made on the device, then the codes for when it is lost."""
    somebody.press("Create the key").reads("The key is added.", "Recovery codes")
    somebody.picture("key").follow("Go on")


def by_password_and_code(somebody: Visitor) -> None:
    """The secret goes into an app, which gives the code of this half minute."""
    secret = somebody.main.get_by_text(re.compile("^[A-Z2-7]{32}$")).first.inner_text()
    somebody.write("Authenticator code", _code(secret)).picture("codes")
    somebody.press("Begin with one-time codes").follow("Go on")


def the_decision_is_issued(delegate: Visitor, matter: str) -> None:
    """Agreement 5: adopted unless somebody objects; it ends early, as all have answered."""
    delegate.go(f"matters/{matter}").reads("Adopted. Agreement 5", "Lights on the bridge · No. 1/")
    delegate.picture("decided")


def _code(secret: str) -> str:
    """The code of RFC 6238: six digits of an HMAC of the number of the half minute."""
    moment = struct.pack(">Q", int(clock_of_the_machine().timestamp()) // 30)
    digest = hmac.digest(base64.b32decode(secret), moment, "sha1")
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
