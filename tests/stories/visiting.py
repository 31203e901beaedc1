"""Somebody at a browser, who finds things by their role and name as they are read, and who does what delegations and the
secretariat do. Every step fails with what the page said instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from comity.registrar import clock_of_the_machine

PATIENCE = 120_000
"""Milliseconds in which what is expected must be on the page."""
PLATFORM = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A device that keeps passkeys and knows its owner, as WebDriver describes one."""
READY: Literal["domcontentloaded"] = "domcontentloaded"
"""When a page can be read and used: its scripts have run, and what still comes are fonts."""


@dataclass
class Pictures:
    """Where a story keeps the pictures of its moments, in their order; nowhere, if ``folder`` is none."""

    folder: Path | None
    taken: list[str] = field(default_factory=list)

    def keep(self, page: Page, name: str) -> None:
        """Takes a picture of the whole page."""
        self.taken.append(name)
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            number = f"{len(self.taken):02}"
            page.screenshot(path=self.folder / f"{number}-{name}.png", full_page=True)


@dataclass
class Visitor:
    """A person in one capacity, at a page of the body."""

    page: Page
    body: str
    pictures: Pictures

    @property
    def main(self) -> Locator:
        """What the page is about, without its top and bottom."""
        return self.page.get_by_role("main")

    def go(self, path: str) -> Visitor:
        """Goes to a page of the body, which is there."""
        answer = self.page.goto(f"/b/{self.body}/{path}", wait_until=READY)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}: {self.main.inner_text()}"
        return self

    def finds_nothing_at(self, path: str) -> None:
        """The address answers like one at which nothing is."""
        answer = self.page.goto(f"/b/{self.body}/{path}", wait_until=READY)
        assert answer is not None
        assert answer.status == 404, f"{path}: {answer.status}"

    def follow(self, name: str | re.Pattern[str]) -> Visitor:
        """Follows a link of the page."""
        self.main.get_by_role("link", name=name, exact=isinstance(name, str)).first.click()
        return self

    def unfold(self, name: str) -> Locator:
        """Opens a folded part of the page by its words, and gives it."""
        part = self.main.locator("details").filter(
            has=self.page.locator("summary", has_text=re.compile(f"^\\s*{re.escape(name)}"))
        )
        expect(part).to_have_count(1)
        if part.get_attribute("open") is None:
            part.locator("summary").click()
        return part

    def press(self, name: str, within: Locator | None = None) -> Visitor:
        """Presses the button, and waits until the page that answers is there."""
        button = (within or self.main).get_by_role("button", name=name, exact=True)
        with self.page.expect_navigation(wait_until=READY):
            button.click()
        return self

    def write(self, label: str, text: str, within: Locator | None = None) -> Visitor:
        """Writes into the field of that label."""
        (within or self.main).get_by_label(label, exact=True).fill(text)
        return self

    def choose(self, label: str, option: str, within: Locator | None = None) -> Visitor:
        """Chooses from the list of that label."""
        lists = (within or self.main).get_by_role("combobox", name=label, exact=True)
        lists.select_option(label=option)
        return self

    def tick(self, label: str, within: Locator | None = None) -> Visitor:
        """Ticks the box or the choice of that label."""
        (within or self.main).get_by_label(label, exact=True).check()
        return self

    def reads(self, *texts: str | re.Pattern[str], within: Locator | None = None) -> Visitor:
        """Each of the texts stands on the page."""
        for text in texts:
            expect(within or self.main).to_contain_text(text, timeout=PATIENCE, use_inner_text=True)
        return self

    def reads_nowhere(self, *texts: str) -> Visitor:
        """None of the texts stands on the page, not even hidden in it."""
        whole = self.page.content()
        for text in texts:
            assert text not in whole, f"“{text}” stands on {self.page.url}"
        return self

    def may_not(self, name: str) -> Visitor:
        """No button of that name is offered."""
        expect(self.main.get_by_role("button", name=name, exact=True)).to_have_count(0)
        return self

    def part(self, heading: str) -> Locator:
        """The part of the page whose heading begins so."""
        begins = re.compile(f"^{re.escape(heading)}")
        return self.main.get_by_role("region", name=begins).or_(
            self.main.get_by_role("article", name=begins)
        )

    def look_away(self) -> None:
        """Leaves the page, which would go on showing what moves."""
        self.page.goto("about:blank")

    def picture(self, name: str) -> Visitor:
        """Keeps a picture of this moment."""
        self.pictures.keep(self.page, name)
        return self


def with_a_device(page: Page) -> Page:
    """The page, in a browser whose device keeps passkeys."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PLATFORM})
    return page


# --- what is done at many desks ---------------------------------------------------------------------------------------


def opens(who: Visitor, procedure: str, title: tuple[str, str]) -> str:
    """A matter is opened under the procedure; its id."""
    who.go("matters").follow("Open a matter").follow(procedure)
    who.write("Title of the matter (English)", title[0])
    who.write("Title of the matter (Russian)", title[1])
    who.press("Open the matter").reads("The matter is opened (record no. ")
    return who.page.url.rsplit("/", 1)[1]


def drafts(who: Visitor, matter: str, paragraphs: list[tuple[str, str]]) -> None:
    """The first version of the text is written and sealed, in English alone where the Russian is empty."""
    who.go(f"matters/{matter}").follow("Draft the text")
    for number, (english, russian) in enumerate(paragraphs, 1):
        if number > 1:
            who.press("Add a paragraph below", paragraph(who, number - 1))
        at = paragraph(who, number)
        who.write("English", english, at)
        if russian:
            who.write("Russian", russian, at)
    who.press("Number from 1").press("Seal the version").reads("The version was sealed")


def paragraph(who: Visitor, number: int) -> Locator:
    """The part of the draft that is the paragraph of that number."""
    return who.part(f"Paragraph {number}")


def puts(who: Visitor, matter: str, deadline: str = "") -> None:
    """The question of the matter's step is put, until the deadline."""
    form = who.go(f"matters/{matter}").unfold("Put the question")
    if deadline:
        who.write("Answers are in time until, by the clock of the seat", deadline, form)
    who.press("Put the question", form)


def answers(who: Visitor, matter: str, choice: str) -> None:
    """The member's answer to the question of the matter, which goes into the record."""
    who.go(f"matters/{matter}").press(choice)
    who.reads(f"Recorded: {choice.lower()}. Record no. ")


def seat_clock(minutes: int = 0) -> datetime:
    """The time by the clock of the seat, so many minutes from now."""
    return clock_of_the_machine().astimezone(ZoneInfo("Europe/Riga")) + timedelta(minutes=minutes)


def seat_time(days: int) -> str:
    """Six in the evening, by the clock of the seat, so many days from now."""
    return f"{seat_clock(days * 24 * 60):%Y-%m-%d}T18:00"


def seat_day(days: int = 0) -> str:
    """The day at the seat, so many days from now."""
    return seat_time(days).split("T")[0]


def records_an_answer(
    clerk: Visitor, member: str, choice: str, via: str, paper: str, sent: str = ""
) -> None:
    """On the page of a matter, the clerk records an answer that came otherwise, with its paper; the receipt is shown."""
    clerk.follow("Record an answer that came otherwise")
    clerk.choose("Member", member)
    clerk.tick(choice, clerk.main.get_by_role("group", name="Its answer"))
    clerk.tick(via, clerk.main.get_by_role("group", name="How it came"))
    if sent:
        clerk.write("When it was sent", sent)
    file = {"name": "paper.txt", "mimeType": "text/plain", "buffer": paper.encode()}
    clerk.main.get_by_label("The paper: the note, or the minute of the call").set_input_files(file)
    clerk.press("Record it").reads("Receipt for an answer", member)
