"""The body speaks each of its languages on its pages: no word of its charter stands there in another than the reader's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from comity.body.occasion import day_at, law_on
from comity.body.state import State
from comity.charter.law import law
from comity.charter.reading import read_charter
from comity.web.bodies import RunningBody
from comity.web.demonstration import read_clocks
from comity.web.models import Belonging
from comity.web.readmodel import charter as read
from comity.web.readmodel.findings import findings
from comity.web.readmodel.minutes import asked_words
from comity.web.readmodel.provisions import Provision
from comity.web.readmodel.rooms import question_told
from comity.web.told import called
from comity.web.told.names import Names

BODY = "/b/six-rivers/"
LATIN = re.compile(r"[A-Za-z]{3,}")
CYRILLIC = re.compile("[А-Яа-яё]{3,}")
KNOWN = {"YAML", "Europe", "Riga", "Moscow", "CSV"}
"""Formats, and zones of the database of zones."""


class Main(HTMLParser):
    """The words in the main part of a page, but for what is marked as another language's."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.own = ("", language)
        self.open: list[tuple[str, str]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("input", "br", "link", "meta", "img", "hr", "col"):
            self.open.append((tag, dict(attrs).get("lang") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        foreign = any(lang not in self.own for _, lang in self.open)
        if "main" in tags and "script" not in tags and not foreign:
            self.said.append(" ".join(data.split()))


def said(client: Client, path: str, language: str) -> list[str]:
    client.cookies["django_language"] = language
    page = Main(language)
    page.feed(client.get(BODY + path).content.decode())
    return [one for one in page.said if one]


def test_the_charter_in_russian_has_no_english_word(visitor) -> None:
    told = said(visitor("p26"), "charter", "ru")
    assert len(told) > 300
    assert [one for one in told if {*LATIN.findall(one)} - KNOWN] == []


def _words(provision: Provision) -> Iterator[str]:
    yield from (str(provision.title), *(said for line in provision.lines for said in line))
    for step in provision.steps:
        yield from _words(step)


@pytest.mark.parametrize("name", ["six-rivers", "two-banks", "csto"])
def test_no_provision_no_article_and_no_finding_is_told_in_the_other_language(name: str) -> None:
    charter = read_charter(Path(__file__).parents[2] / "charters" / name / "charter.yaml")
    at = Names(State(body=name), law(charter, date(2026, 11, 22)))
    for language, foreign in (("ru", LATIN), ("en", CYRILLIC)):
        with translation.override(language):
            found = read.sections(at)
            told = [one for section in found for part in section.provisions for one in _words(part)]
            told += [called.article(at.law, cited) for cited, _ in read.articles(found)]
            told += [one.sentence for one in findings(at)]
        assert len(told) > 30
        assert [one for one in told if {*foreign.findall(one)} - KNOWN] == []


@pytest.mark.parametrize(
    ("path", "russian", "english"),
    [
        ("matters/plan", "Согласован ли план?", "Is the plan agreed?"),
        ("matters/plan", "Все ответили и никто не возражает", "Everybody answers and nobody objects"),
        ("matters/plan", "Устав 12", "Charter 12"),
        ("matters/dues", "государства верховья", "upper members"),
        ("desk", "Согласован ли план", "Is the plan agreed"),
        ("desk", "(Речное Устье)", "in Rivermouth"),
        ("charter", "Сводный текст Устава", "Consolidated Charter"),
        ("charter", "каждое государство-член (через: глава государства)", "each member (through: head of state)"),
        ("offices/secretary_general", "Устав 10", "Charter 10"),
    ],
)  # fmt: skip
def test_each_reader_reads_his_own_language(visitor, path: str, russian: str, english: str) -> None:
    client = visitor("p5")
    in_russian, in_english = (" ".join(said(client, path, code)) for code in ("ru", "en"))
    assert russian.lower() in in_russian.lower()
    assert english.lower() not in in_russian.lower()
    assert english.lower() in in_english.lower()
    assert russian.lower() not in in_english.lower()


def test_a_citation_in_russian_leads_to_the_article_as_the_charter_has_it(visitor) -> None:
    client = visitor("p5")
    client.cookies["django_language"] = "ru"
    page = client.get(f"{BODY}matters/plan").content.decode()
    assert '?article=Charter 12">Устав 12</a>' in page.replace("%20", " ")


def test_the_capital_by_whose_clock_a_reader_goes_is_named_in_his_language(
    practice: RunningBody, visitor
) -> None:
    account = Belonging.objects.get(body=practice.name, person="p5").account
    account.zone, account.city = "Europe/London", "Belmark City"
    account.save()
    client = visitor("p5")
    assert "Белмарк-Сити" in " ".join(said(client, "matters/plan", "ru"))
    assert "Belmark City" in " ".join(said(client, "matters/plan", "en"))


def test_the_screen_of_a_room_asks_in_the_language_of_who_looks(practice: RunningBody) -> None:
    state = practice.registrar.state
    law = law_on(state, day_at(state, state.at))
    matter = state.matters["plan"]
    put = matter.question()
    assert put is not None
    asked = []
    for code in ("ru", "en"):
        with translation.override(code):
            asked.append(
                question_told(Names(state, law), matter, put, day_at(state, state.at)).asks
            )
    assert asked == ["согласован ли план", "is the plan agreed"]


def test_minutes_tell_a_question_in_their_language(practice: RunningBody) -> None:
    state = practice.registrar.state
    at = Names(state, law_on(state, day_at(state, state.at)))
    put = state.matters["plan"].question()
    assert put is not None
    told = []
    for code in ("ru", "en"):
        with translation.override(code):
            told.append(asked_words(at, put))
    assert told == ["согласован ли план", "is the plan agreed"]


def test_the_clock_of_each_capital_names_it_as_the_charter_does(practice: RunningBody) -> None:
    state = practice.registrar.state
    parties = law_on(state, day_at(state, state.at)).parties
    clocks = read_clocks(Path(__file__).parents[2] / "records/six-rivers/clocks.yaml")
    named = {party: one.capital["en"] for party, one in parties.items() if one.capital}
    assert {clock.party: clock.city for clock in clocks} == named
