"""A reader sees what he or she is asked to accept: the original, marked, where it is not in the reader's language."""

from __future__ import annotations

import re

import pytest
from banks import Banks
from django.test import Client
from test_text import Visitor, carried, fields, paragraphs, section, submit, words

from comity.body.acts import OpenMatter, SubmitText
from comity.body.effects import Paragraph
from comity.web.bodies import RunningBody

pytestmark = pytest.mark.django_db
PLAN = "/b/six-rivers/matters/plan"
ENGLISH = "The Secretariat shall report in November."


@pytest.fixture
def half(practice: RunningBody) -> RunningBody:
    """The practice body with a version whose fourth paragraph is in English alone."""
    given = [carried(one) for one in paragraphs(practice)]
    given[3] = carried(given[3], text={"en": ENGLISH})
    submit(practice, given)
    return practice


def russian(client: Client, path: str) -> str:
    client.cookies["django_language"] = "ru"
    return client.get(path).content.decode()


def test_a_paragraph_without_the_readers_language_is_shown_in_the_original_and_marked(
    half: RunningBody, visitor: Visitor
) -> None:
    page = russian(visitor("p5"), f"{PLAN}?text=final")
    found = re.search(
        rf'<div class="column" lang="en">\s*<p>{ENGLISH}</p>\s*<p ([^>]*)>([^<]*)', page
    )
    assert found is not None
    assert found[2] == "на английском: текста на русском нет"
    assert 'lang="ru"' in found[1]


@pytest.mark.parametrize("view", ["original", "changed", "differences", "final"])
def test_each_view_of_the_text_has_words_in_each_paragraph(half: RunningBody, view: str) -> None:
    shown = section(half, f"text={view}", language="ru").paragraphs
    assert all(words(one) for one in shown if not one.left_out)


def test_beside_each_other_each_language_says_for_itself_that_it_is_missing(
    half: RunningBody, visitor: Visitor
) -> None:
    page = russian(visitor("p5"), f"{PLAN}?text=final&beside=1")
    assert "Текста на русском нет." in page
    assert ENGLISH in page


# --- before it is sealed, and before the question is put ---------------------------------------------------------------


@pytest.fixture
def lights(banks: Banks) -> str:
    """The address of a matter whose title is in English alone, and which has no text yet."""
    act = OpenMatter(
        by="p0", for_="bureau", procedure="silence", title={"en": "Lights"}, matter="lights"
    )
    banks.submit(act)
    return "/b/two-banks/matters/lights"


def type_in(client: Client, draft: str, **words: str) -> str:
    """The page of the draft after those words were saved in its first paragraph."""
    known = fields(client, draft)
    typed = {f"text-{code}:n1": said for code, said in words.items()}
    client.post(draft, {**known, **typed, "do": ""})
    return client.get(draft).content.decode()


def test_before_it_is_sealed_the_draft_says_which_language_it_lacks(
    banks: Banks, lights: str
) -> None:
    client = banks.visitor("p0")
    page = type_in(client, f"{lights}/draft", en="The bridge is lit at night.")
    assert "Nothing is missing." not in page
    assert "Missing in Russian: paragraph 1." in page
    page = type_in(client, f"{lights}/draft", ru="Ночью мост освещён.")
    assert "Nothing is missing." in page


def test_before_the_question_is_put_the_page_says_which_language_the_text_lacks(
    banks: Banks, lights: str
) -> None:
    text = [Paragraph(id="a", number="1", text={"en": "The bridge is lit at night."})]
    banks.submit(SubmitText(by="p0", for_="bureau", matter="lights", paragraphs=text))
    page = banks.visitor("p0").get(lights).content.decode()
    assert "Missing in Russian: the title; paragraph 1." in page
    page = banks.visitor("p0", "ru").get(lights).content.decode()
    assert "Нет на русском: название; пункт 1." in page


def test_a_title_without_the_readers_language_is_marked_where_the_matter_is_read(
    banks: Banks, lights: str
) -> None:
    page = banks.visitor("p1", "ru").get(lights).content.decode()
    assert (
        '<h1><span lang="en">Lights</span> <span class="in-language">(на английском)</span></h1>'
        in page
    )
