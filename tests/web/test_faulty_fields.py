"""A character that the register does not take is told at its field: on each form, and in the draft of a text."""

from __future__ import annotations

import re

import pytest
import walking
from banks import Banks
from test_corrections import PRACTICE, attested, entry_that, filled, source_of
from test_untranslated import lights, type_in

pytestmark = pytest.mark.django_db
BELL = "Lig\x07hts"
__all__ = ["lights"]


def links_to(page: str, field: str) -> bool:
    """Whether the summary at the top leads to the field, and the field is marked."""
    summary, _, form = page.partition("summary-of-errors")[2].partition("</ul>")
    [tag] = [
        one for one in re.findall(r"<(?:input|textarea)[^>]*>", form) if f'name="{field}"' in one
    ]
    id_ = re.search(r' id="([^"]+)"', tag)
    assert id_ is not None
    marked = re.search(
        rf'<div class="field wrong">(?:(?!<div class="field).)*id="{id_[1]}"', form, re.S
    )
    return f'href="#{id_[1]}"' in summary and marked is not None


def test_a_title_with_a_control_character_is_told_at_the_title(banks: Banks) -> None:
    client, new = banks.visitor("p0"), "/b/two-banks/matters/new"
    page = walking.content(client.get(f"{new}?procedure=silence"))
    [form] = [f for f in walking.forms_of(page, new) if "title_en" in f.fields]
    answer = client.post(new, {**form.fields, "title_ru": BELL, "title_en": "Lights"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "A control character is at place 4: U+0007." in said
    assert links_to(said, "title_ru")


def test_the_fact_of_a_correction_is_told_at_its_field(practice, visitor) -> None:
    keeper = visitor("p19")
    data = attested(
        "meeting.held/1", meeting="mt-x", on="2024-05", nature="visit", parties=["AR", "BE"]
    )
    keeper.post(f"{PRACTICE}/attest", {**data, "source0-source": source_of(practice)})
    address = f"{PRACTICE}/register/{entry_that(practice, 'attest/1', 'mt-x')}/correct"
    answer = keeper.post(
        address, filled(keeper.get(address), **{"f0-place_en": BELL, "do": "correct"})
    )
    assert answer.status_code == 422
    assert links_to(answer.content.decode(), "f0-place_en")


def test_the_draft_says_which_paragraph_the_register_would_not_take(
    banks: Banks, lights: str
) -> None:
    page = type_in(banks.visitor("p0"), f"{lights}/draft", en=BELL, ru="Свет")
    missing = page[page.index('id="sealing-missing"') :]
    assert "Nothing is missing." not in missing
    assert '<a href="#line-n1">Paragraph 1, English</a>' in missing
    assert "U+0007" in missing
    assert "1 thing is missing before it can be sealed" in page
