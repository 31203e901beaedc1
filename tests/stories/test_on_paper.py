"""On paper a page is a document: whose it is, what it says, when it was so and where it stands; nothing to click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Office

A4 = 794 - 2 * 64
"""Pixels between the margins of a sheet."""
DOCUMENTS = (
    "register/250", "decisions", "sessions/council-next", "sessions/council-regular", "matters/low-water", "matters/plan",
    "matters/plan/history", "charter", "body", "body/CO", "head", "people", "register",
)  # fmt: skip
TO_CLICK = """() => [...document.querySelectorAll('nav, button, input, select, textarea, .who, .banner, .crumbs, .buttons')]
  .filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 120))"""
FOLDED = """() => [...document.querySelectorAll('main details')]
  .filter(one => one.checkVisibility() && !one.querySelector(':scope > :not(summary)')?.getBoundingClientRect().height)
  .map(one => one.outerHTML.slice(0, 120))"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_page_is_printed_as_a_document(office: Office, body: str, language: str) -> None:
    page = office.enter(body, "p1", language=language).page
    page.set_viewport_size({"width": A4, "height": 1000})
    page.emulate_media(media="print")
    faults = []
    for path in DOCUMENTS:
        page.goto(f"/b/{body}/{path}")
        faults += [f"{path}: to click: {one}" for one in page.evaluate(TO_CLICK)]
        faults += [f"{path}: folded: {one}" for one in page.evaluate(FOLDED)]
        if page.evaluate(WIDER) > 0:
            faults.append(f"{path}: wider than the sheet")
        for part in (".body-name", "h1", ".printed"):
            if not page.locator(part).first.is_visible():
                faults.append(f"{path}: without its {part}")
        if not page.locator(".printed").inner_text().endswith(page.url):
            faults.append(f"{path}: printed with another address")
    assert not faults, "\n".join(faults)
