"""An office without a mail server: links to copy, ways back, no secret in the log; and drafts that say what is saved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from visiting import READY, Visitor, opens, paragraph, with_a_device

if TYPE_CHECKING:
    from conftest import Office

BODY = "six-rivers"
CLERK, DELEGATE = "ada@rivers.example", "bo@rivers.example"
LONG = 90_000
"""Milliseconds in which what a page does by itself must have happened, on a slow machine."""


# --- the first hour ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("empty_office", ["sqlite"], indirect=True)
def test_a_first_hour_without_a_mail_server_leaves_no_secret_in_the_log(
    empty_office: Office,
) -> None:
    office = empty_office
    clerk, secrets = founds(office), []
    link = invites(clerk)
    delegate, codes = takes_up(office, link)
    secrets += [link.rsplit("/", 1)[1], *codes]

    back_shows_nothing(delegate)
    recovered = comes_back_by_code(office, clerk, codes[0])
    printed = office.command(
        "account", "link", CLERK, "--by", "Bo Linden, Chair", "--reason", "lost her key"
    )
    link = re.findall(r"http\S+/recovery/\S+", printed)[0]
    secrets += [one.rsplit("/", 1)[1] for one in (recovered, link)]
    new_keys(office, link)

    written = office.server.log.read_text()
    assert len(secrets) >= 13
    assert [one for one in secrets if one in written] == []


def browser_at(office: Office, path: str) -> Visitor:
    """Somebody in a new browser whose device keeps passkeys, at that page."""
    page = with_a_device(office.open_browser())
    page.goto(path)
    return Visitor(page, BODY, office.pictures)


def founds(office: Office) -> Visitor:
    clerk = browser_at(office, office.server.setup)
    clerk.tick("Union of the Six Rivers").press("Read it")
    clerk.write("Your name, as the clerk", "Ada Lang").write("Your e-mail address", CLERK)
    clerk.press("Found the body")
    new_passkey(clerk)
    return clerk


def new_passkey(somebody: Visitor) -> list[str]:
    """The first key is made on the device; the recovery codes that come with it."""
    somebody.press("Create the key").reads("Recovery codes")
    codes = somebody.main.locator("#recovery_codes code").all_inner_texts()
    assert len(codes) == 10
    somebody.follow("Go on")
    return codes


def invites(clerk: Visitor) -> str:
    """With the address on the first form; the link is on the next page, and is copied by its button."""
    clerk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    clerk.go("people").follow("Add and invite a person")
    clerk.write("Name (English)", "Bo Linden").choose("For", "Belmark")
    clerk.write("E-mail address", DELEGATE).tick("all powers").press("Add")
    clerk.reads(f"No mail server is set up. Copy this link and send it to {DELEGATE} yourself.")
    clerk.picture("link")
    link = clerk.main.get_by_label(f"Link for {DELEGATE}").input_value()
    clerk.main.get_by_role("button", name="Copy", exact=True).click()
    expect(clerk.main.get_by_role("button", name="Copied", exact=True)).to_be_visible(timeout=LONG)
    assert clerk.page.evaluate("navigator.clipboard.readText()") == link
    return link


def takes_up(office: Office, link: str) -> tuple[Visitor, list[str]]:
    delegate = browser_at(office, link)
    delegate.reads("Welcome, Bo Linden").press("Go on")
    return delegate, new_passkey(delegate)


def back_shows_nothing(delegate: Visitor) -> None:
    """After signing out nothing of the body is left in the browser's history."""
    delegate.go("people").reads("Bo Linden")
    page = delegate.page
    page.goto("/account/me", wait_until=READY)
    with page.expect_navigation(wait_until=READY):
        delegate.main.get_by_role("button", name="Sign out", exact=True).click()
    for _ in range(4):
        page.go_back(wait_until=READY)
        expect(page.locator("body")).not_to_contain_text("Bo Linden")
        expect(page.locator("body")).not_to_contain_text(DELEGATE)


def comes_back_by_code(office: Office, clerk: Visitor, code: str) -> str:
    """The device is lost: a recovery code, an officer who confirms, a link for new keys."""
    lost = browser_at(office, "/account/login/")
    lost.follow("When you cannot sign in").picture("help").follow("Use a recovery code")
    lost.write("E-mail address of your account", DELEGATE).write("Recovery code", code)
    lost.picture("by-code").press("Send").reads("officers of your secretariat now see your request")
    clerk.go("people").reads("asked by the owner, with a recovery code").picture("asked")
    clerk.press("Confirm: end its keys and open it for its owner").picture("confirmed")
    link = clerk.main.get_by_label(f"Link for {DELEGATE}").input_value()
    new_keys(office, link)
    return link


def new_keys(office: Office, link: str) -> None:
    owner = browser_at(office, link)
    owner.reads("Your account is given back").picture("given-back").press("Go on")
    new_passkey(owner)


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_what_was_typed_is_saved_by_itself_and_sealed(office: Office, body: str) -> None:
    clerk = office.enter(body, "p0")
    at = begins_a_draft(clerk)
    clerk.reads("Paragraph 1 has no words")
    clerk.write("English", "The bridge is lit at night.", at).write("Russian", "Мост освещён.", at)
    expect(clerk.main).to_contain_text(re.compile(r"Saved at \d\d:\d\d"), timeout=LONG)
    expect(clerk.main).not_to_contain_text("has no words", timeout=LONG)
    clerk.picture("saved").press("Seal the version").reads("The version was sealed")


def test_the_seal_takes_what_was_typed_a_moment_ago(office: Office, body: str) -> None:
    clerk = office.enter(body, "p0")
    at = begins_a_draft(clerk)
    clerk.write("English", "The bridge is lit at night.", at).write("Russian", "Мост освещён.", at)
    clerk.press("Seal the version").reads("The version was sealed", "The bridge is lit at night.")


def test_without_scripts_a_draft_is_written_and_sealed(office: Office, body: str) -> None:
    clerk = without_scripts(office, office.enter(body, "p0"))
    at = begins_a_draft(clerk)
    clerk.press("Seal the version").reads("The version cannot be sealed yet")
    at = paragraph(clerk, 1)
    clerk.write("English", "The bridge is lit at night.", at).write("Russian", "Мост освещён.", at)
    clerk.press("Seal the version").reads("The version was sealed", "The bridge is lit at night.")


def test_an_offline_moment_is_said_and_made_up_for(office: Office, body: str) -> None:
    clerk = office.enter(body, "p0")
    at = begins_a_draft(clerk)
    clerk.page.context.set_offline(True)
    clerk.write("English", "The bridge is lit at night.", at)
    expect(at).to_contain_text("Not saved: there is no connection", timeout=LONG)
    expect(at).not_to_contain_text("Saved at")
    clerk.picture("offline")
    clerk.page.context.set_offline(False)
    expect(at).to_contain_text("Saved at", timeout=LONG)
    clerk.page.reload(wait_until=READY)
    expect(clerk.main.get_by_label("English", exact=True).first).to_have_value(
        "The bridge is lit at night."
    )


def test_what_is_typed_while_the_page_still_loads_is_saved_too(office: Office, body: str) -> None:
    clerk = office.enter(body, "p0")
    begins_a_draft(clerk)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    clerk.page.route("**/htmx-4.min*.js", hold, times=1)
    clerk.page.reload(wait_until="commit")
    at = paragraph(clerk, 1)
    clerk.write("English", "The bridge is lit at night.", at)
    held.pop().continue_()
    expect(at).to_contain_text("Saved at", timeout=LONG)
    clerk.page.reload(wait_until=READY)
    expect(clerk.main.get_by_label("English", exact=True).first).to_have_value(
        "The bridge is lit at night."
    )


def test_what_was_typed_after_the_sign_in_had_expired_is_there_afterwards(
    office: Office, body: str
) -> None:
    clerk = office.enter(body, "p0")
    at = begins_a_draft(clerk)
    words = "Each member bears its own cost of the exercise. " * 1500
    signed_out(clerk.page.context)
    clerk.write("English", words, at)
    expect(at).to_contain_text("Not saved: your sign-in has expired", timeout=LONG)
    clerk.press("Save").reads("Sign in")
    office_door(clerk, body)
    clerk.page.goto("/kept", wait_until=READY)
    clerk.reads("What you typed was saved").press("Send it now")
    expect(clerk.main.get_by_label("English", exact=True).first).to_have_value(words.rstrip())


def begins_a_draft(clerk: Visitor) -> object:
    matter = opens(clerk, "Decision by silence", ("Lights on the bridge", "Огни на мосту"))
    clerk.go(f"matters/{matter}").follow("Draft the text")
    return paragraph(clerk, 1)


def without_scripts(office: Office, somebody: Visitor) -> Visitor:
    """The same person in a browser in which no script runs."""
    cookies = somebody.page.context.cookies()
    context = office.browser.new_context(base_url=office.address, java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    office.contexts.append(context)
    return Visitor(context.new_page(), somebody.body, office.pictures)


def signed_out(context: BrowserContext) -> None:
    """The sign-in ends as it does by itself: the session is gone, the other cookies stay."""
    context.clear_cookies(name="sessionid")


def office_door(somebody: Visitor, body: str) -> None:
    """The same person signs in again, in the same browser."""
    page: Page = somebody.page
    page.goto("/", wait_until=READY)
    door = page.locator("form").filter(has=page.locator(f'input[name="body"][value="{body}"]'))
    door = door.filter(has=page.locator('input[name="person"][value="p0"]'))
    with page.expect_navigation(wait_until=READY):
        door.first.get_by_role("button").click()
