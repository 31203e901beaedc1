"""Work by the keyboard alone: all is reached in the order in which it stands, is seen when focused, and says what it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Office

MOST = 200
"""So many presses reach anything on a page, or it is not reached at all."""
FOCUSED = """() => {
  const at = document.activeElement, shown = getComputedStyle(at), box = at.getBoundingClientRect();
  const before = window.walked;
  window.walked = at;
  return {
    ring: (shown.outlineStyle !== 'none' && parseFloat(shown.outlineWidth) > 0) || shown.boxShadow !== 'none',
    seen: box.width > 0 && box.height > 0,
    later: !before || before === at || !!(before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING),
    html: at.outerHTML.slice(0, 160),
  };
}"""


class Keyboard:
    """Somebody without a pointer at a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tree = page.context.new_cdp_session(page)

    def opens(self, path: str) -> None:
        """Goes to an address, as a bookmark does."""
        self.page.goto(path)
        self.page.evaluate("() => { window.walked = null; }")

    def reaches(self, role: str, name: str) -> None:
        """Presses Tab until that is focused. All on the way is visible when focused, in order, and has a name."""
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            at, said = self.page.evaluate(FOCUSED), self._said()
            assert at["ring"], f"nothing shows the focus on {at['html']}"
            assert at["seen"], f"focused and not to be seen: {at['html']}"
            assert at["later"], f"out of order: {at['html']}"
            assert said[1], f"without a name: {at['html']}"
            if said == (role, name):
                return
        raise AssertionError(f"never reached: {role} {name}")

    def _said(self) -> tuple[str, str]:
        """The role and the name of what is focused, as the browser tells them to a screen reader."""
        found = self.tree.send("Runtime.evaluate", {"expression": "document.activeElement"})
        told = self.tree.send(
            "Accessibility.getPartialAXTree",
            {"objectId": found["result"]["objectId"], "fetchRelatives": False},
        )
        node = told["nodes"][0]
        return node["role"]["value"], node.get("name", {}).get("value", "")

    def presses(self, *keys: str) -> None:
        """Presses the keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def sends(self, key: str = "Enter") -> None:
        """Presses a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def reads(self, text: str | re.Pattern[str]) -> None:
        """The text stands on the page."""
        expect(self.page.get_by_role("main")).to_contain_text(text, use_inner_text=True)


Enters = Callable[..., Keyboard]


@pytest.fixture
def enters(office: Office, body: str) -> Enters:
    """Somebody who has come in and has a keyboard."""

    def entered(person: str, capacity: str = "") -> Keyboard:
        return Keyboard(office.enter(body, person, capacity).page)

    return entered


pytestmark = pytest.mark.parametrize("served", ["sqlite"], indirect=True)


def test_a_question_is_answered_by_the_keyboard(enters: Enters, body: str) -> None:
    member = enters("p8")
    member.opens(f"/b/{body}/matters/budget")
    member.reaches("link", "Skip to the content")
    member.presses("Enter")
    assert member.page.evaluate("() => document.activeElement.id") == "main"
    member.reaches("button", "In favour")
    member.sends()
    member.reads(re.compile(r"Recorded: in favour\. Record no\. \d+"))


def test_an_agenda_is_put_in_another_order_by_the_keyboard(enters: Enters, body: str) -> None:
    officer = enters("p19")
    officer.opens(f"/b/{body}/sessions/council-next")
    items = officer.page.locator(".agenda-item[data-place]:not([data-place='0']) h3")
    first, second = items.all_inner_texts()[:2]
    officer.reaches("button", f"Move “{first}” down")
    officer.sends()
    assert items.all_inner_texts()[:2] == [second, first]


def test_a_paragraph_is_drafted_by_the_keyboard(enters: Enters, body: str) -> None:
    officer = enters("p20")
    officer.opens(f"/b/{body}/matters/calendar/draft")
    officer.reaches("textbox", "English")
    officer.page.keyboard.type("The Council meets twice a year.")
    officer.reaches("textbox", "Russian")
    officer.page.keyboard.type("Совет заседает два раза в год.")
    officer.reaches("button", "Add a paragraph below")
    officer.sends()
    expect(officer.page.get_by_label("English", exact=True).first).to_have_value(
        "The Council meets twice a year."
    )
    expect(officer.page.get_by_label("English", exact=True)).to_have_count(2)


@pytest.mark.acted_out(minutes_ago=10 * 24 * 60)
def test_the_floor_is_asked_for_by_the_keyboard(enters: Enters, body: str) -> None:
    chair, member = enters("p22", "chairmanship:delegate of the chair"), enters("p8")
    chair.opens(f"/b/{body}/sessions/council-next/operate")
    chair.reaches("checkbox", "Corund")
    chair.presses("Space")
    chair.reaches("button", "Open the session")
    chair.sends()
    member.opens(f"/b/{body}/sessions/council-next/room")
    member.reaches("button", "Ask for the floor")
    member.presses("Enter")
    expect(member.page.locator("#room-speakers")).to_contain_text("Corund")
    expect(member.page.get_by_role("button", name="Withdraw")).to_be_visible()


def test_the_reading_panel_is_set_by_the_keyboard(enters: Enters, body: str) -> None:
    reader = enters("p11")
    reader.opens(f"/b/{body}/matters")
    reader.reaches("DisclosureTriangle", "Reading: font, size, spacing, colours")
    reader.presses("Enter")
    reader.reaches("radio", "Normal")
    reader.presses("ArrowDown")
    reader.reaches("button", "Save")
    reader.presses("Enter")
    expect(reader.page.locator("html")).to_have_attribute("data-size", "large")
    reader.opens(f"/b/{body}/desk")
    expect(reader.page.locator("html")).to_have_attribute("data-size", "large")
