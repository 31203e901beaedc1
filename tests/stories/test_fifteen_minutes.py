"""An empty installation: a body is founded, two delegations are invited, and a decision is adopted by silence."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from visiting import PATIENCE, Visitor, answers, drafts, opens, puts, with_a_device

from comity.registrar import clock_of_the_machine

if TYPE_CHECKING:
    from conftest import Office

CHARTER = Path(__file__).with_name("two-banks.yaml")
BODY = "two-banks"
PASSWORD = "seven herons over the weir"


def test_a_body_is_founded_and_decides_by_silence(empty_office: Office) -> None:
    office = empty_office
    clerk = the_clerk_founds_the_body(office)
    left = the_delegation_comes_in(office, clerk, "Left Bank", "Bo Linden", by_passkey)
    right = the_delegation_comes_in(office, clerk, "Right Bank", "Cy Marsh", by_password_and_code)

    matter = opens(clerk, "Decision by silence", ("Lights on the bridge", "Огни на мосту"))
    drafts(clerk, matter, [("The bridge is lit at night.", "Ночью мост освещён.")])
    puts(clerk, matter)
    answers(left, matter, "Does not object")
    answers(right, matter, "Does not object")
    the_decision_is_issued(left, matter)


def the_clerk_founds_the_body(office: Office) -> Visitor:
    """The address with its token was said where the server was started."""
    address = _said_by(office, r"/setup\?token=\S+")
    clerk = Visitor(with_a_device(office.open_browser()), BODY, office.pictures)
    clerk.page.goto(address)
    clerk.tick("My own, below").write("Or your own: paste it", CHARTER.read_text())
    clerk.picture("charter").press("Read it").reads("Agreement of the Two Banks", "Left Bank")
    clerk.write("Your name, as the clerk", "Ada Lang")
    clerk.write("Your e-mail address", "ada@banks.example").picture("clerk").press("Found the body")
    by_passkey(clerk)
    return clerk


def the_delegation_comes_in(
    office: Office, clerk: Visitor, member: str, name: str, way: Callable[[Visitor], None]
) -> Visitor:
    """The clerk enters the person and invites; the letter leads to the page where the first key is made."""
    clerk.go("people").follow("Enter and invite a person")
    clerk.write("Name (English)", name).write("Name (Russian)", name).choose("For", member)
    clerk.write("Title", "delegate").tick("all powers").press("Enter")
    address = f"{name.split()[0].lower()}@banks.example"
    clerk.write("E-mail address", address).press("Invite").picture("invited")
    delegate = Visitor(with_a_device(office.open_browser()), BODY, office.pictures)
    delegate.page.goto(_letter_to(office, address))
    delegate.reads(f"Welcome, {name}").picture("invitation")
    if way is by_password_and_code:
        delegate.tick("With a password, and one-time codes from an app")
        delegate.write("Password, if you chose one", PASSWORD)
    delegate.press("Go on")
    way(delegate)
    return delegate


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


def _letter_to(office: Office, address: str) -> str:
    """Where the letter to that address leads; without a mail server letters are written into the log."""
    return _said_by(office, rf"(?s)\nTo: {re.escape(address)}\n.*?(https?://\S+/invitation/\S+)")


def _said_by(office: Office, pattern: str) -> str:
    """What the server says, as soon as it has said it: its last part in brackets, or all that fits."""
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until:
        found = re.search(pattern, (office.home / "server.log").read_text())
        if found is not None:
            return found[found.re.groups]
        time.sleep(0.05)
    raise AssertionError(f"never said: {pattern}\n{(office.home / 'server.log').read_text()}")


def _code(secret: str) -> str:
    """The code of RFC 6238: six digits of an HMAC of the number of the half minute."""
    moment = struct.pack(">Q", int(clock_of_the_machine().timestamp()) // 30)
    digest = hmac.digest(base64.b32decode(secret), moment, "sha1")
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
