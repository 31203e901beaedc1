"""What a charter says to people, in each of the body's languages, and what its own words are called in them."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from comity.charter.law import law
from comity.charter.model import Step
from comity.charter.printing import print_charter
from comity.charter.reading import read_charter, read_charter_text
from comity.charter.wordings import begins, first, in_language
from comity.errors import Fault, Faulty

ROOT = Path(__file__).parents[2]
HEAD = "comity: 1\nbody: duo\ntitle: {ru: Дуэт, en: Duo}\nlanguages: [ru, en]\n"
MEMBERS = "members: [{member: AA}, {member: BB}]\n"
RULE = "rules: [{rule: both, title: %s, adopted when: {objections: none}}]\n"
STEP = """procedures:
  - procedure: p
    opened by: any member
    steps:
      - {step: one, asks for: last day, from: any member}
      - {step: two, question: %s, put to: each member, rule: both, at: session}
"""


def charter(
    question: str = "принять", title: str = "оба", seat: str = "", head: str = HEAD, words: str = ""
) -> str:
    return head + seat + MEMBERS + words + RULE % title + STEP % question


def put(text: str) -> Step:
    procedure = read_charter_text(text).procedures["p"].on(date(2026, 1, 1))
    assert procedure is not None
    return procedure.at("two")


def faults(text: str) -> list[Fault]:
    with pytest.raises(Faulty) as caught:
        read_charter_text(text)
    return list(caught.value.faults)


# --- the two forms ----------------------------------------------------------------------------------------------------


def test_a_question_in_one_text_is_in_the_first_language_of_the_charter() -> None:
    asked = put(charter("принять")).puts
    assert asked is not None
    assert asked.question == {"ru": "принять"}


def test_a_question_in_two_languages_has_both_and_the_first_language_first() -> None:
    asked = put(charter("{en: adopt, ru: принять}")).puts
    assert asked is not None
    assert list(asked.question.items()) == [("ru", "принять"), ("en", "adopt")]
    assert (first(asked.question), in_language(asked.question, "en")) == ("принять", "adopt")
    assert in_language(asked.question, "fr") == "принять"


def test_a_charter_without_languages_takes_any_and_a_plain_text_for_english() -> None:
    head = "comity: 1\nbody: duo\ntitle: Duo\n"
    assert put(charter("{no: vedta}", head=head)).puts.question == {"no": "vedta"}  # type: ignore[union-attr]
    assert put(charter("adopt", head=head)).puts.question == {"en": "adopt"}  # type: ignore[union-attr]


def test_a_rule_a_seat_a_capital_and_who_acts_are_said_in_both_languages() -> None:
    text = """
comity: 1
body: duo
title: Дуэт
languages: [ru, en]
seat: {place: {ru: Москва, en: Moscow}}
members: [{member: AA, capital: {ru: Минск, en: Minsk}}, {member: BB, capital: Астана}]
offices: [{office: o, term: 1 year, when vacant: {acting: {ru: заместитель, en: a deputy}, limit: none}}]
rules: [{rule: both, title: {ru: оба, en: both}, adopted when: {objections: none}}]
"""
    read = read_charter_text(text)
    on = law(read, date(2026, 1, 1))
    assert read.seat.place == {"ru": "Москва", "en": "Moscow"}
    assert on.parties["AA"].capital == {"ru": "Минск", "en": "Minsk"}
    assert on.parties["BB"].capital == {"ru": "Астана"}
    assert on.rules["both"].title == {"ru": "оба", "en": "both"}
    acting = on.offices["o"].acting
    assert acting is not None
    assert acting.who == {"ru": "заместитель", "en": "a deputy"}
    assert read_charter_text(print_charter(read)).seat == read.seat


def test_the_title_of_a_rule_may_change_with_its_version() -> None:
    versions = (
        "[{rule: both, versions: [{from: 2020-01-01, title: {ru: оба, en: both}, adopted when: {objections: none}},"
        " {from: 2022-01-01, title: {ru: вместе, en: together}, adopted when: {objections: none}}]}]"
    )
    read = read_charter_text(HEAD + MEMBERS + f"rules: {versions}\n")
    titles = [law(read, date(year, 6, 1)).rules["both"].title["en"] for year in (2021, 2023)]
    assert titles == ["both", "together"]


# --- words ------------------------------------------------------------------------------------------------------------


def test_words_say_what_is_provided_and_how_an_instrument_is_cited() -> None:
    text = charter(
        seat="seat: {cites: Charter 4}\n", words="words: {last day: последний день, Charter: {ru: Устав, en: Pact}}\n"
    )  # fmt: skip
    read = read_charter_text(text)
    assert read.words == {
        "last day": {"ru": "последний день"},
        "Charter": {"ru": "Устав", "en": "Pact"},
    }
    assert read_charter_text(print_charter(read)).words == read.words


@pytest.mark.parametrize(
    ("text", "word", "does"),
    [
        ("Charter 13(2)", "Charter", True),
        ("Charter", "Charter", True),
        ("Charter(2)", "Charter", True),
        ("Charters 13", "Charter", False),
        ("the Charter", "Charter", False),
        ("Устав 3", "Устав", True),
        ("Уставы 3", "Устав", False),
    ],
)
def test_a_citation_begins_with_whole_words(text: str, word: str, does: bool) -> None:
    assert begins(text, word) is does


# --- faults -----------------------------------------------------------------------------------------------------------

PLACES = {
    "a question": lambda said: charter(question=said),
    "a rule": lambda said: charter(title=said),
    "the seat": lambda said: charter(seat="seat: {place: %s}\n" % said),  # noqa: UP031  braces of YAML
    "a word": lambda said: charter(words="words: {last day: %s}\n" % said),  # noqa: UP031
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("said", "at", "code", "sentence", "expected"),
    [
        ("{ru: а, xx: b}", "xx", "language.unknown", '"xx" is no language.', "ISO 639-1"),
        ("{ru: а, fr: b}", "fr", "language.unnamed", '"fr" is not a language of this charter.', "one of ru, en"),
        ("{}", "{}", "language.missing", "This text is given in no language.", "ru: TEXT"),
        ("{en: b}", "{en: b}", "language.missing", 'not given in "ru", the first language', "ru: TEXT"),
        ("{ru: а, en: ' '}", "' '", "value.wrong", "is not allowed here", "a text"),
        ("[а, b]", "[а, b]", "value.wrong", "A list is not allowed here", "a text"),
    ],
)  # fmt: skip
def test_a_text_in_the_wrong_languages_is_refused_at_its_place(
    place: str, said: str, at: str, code: str, sentence: str, expected: str
) -> None:
    text = PLACES[place](said)
    (found,) = faults(text)
    stands = text.index(said) + said.index(at)
    line, column = text.count("\n", 0, stands) + 1, stands - text.rfind("\n", 0, stands)
    assert (found.code, found.line, found.column) == (code, line, column)
    assert sentence in found.sentence
    assert expected in found.expected


def test_an_empty_text_by_language_is_refused_in_a_charter_without_languages_too() -> None:
    head = "comity: 1\nbody: duo\ntitle: Duo\n"
    (found,) = faults(charter("{}", head=head))
    assert (found.code, found.expected) == (
        "language.missing",
        "en: TEXT, and the other languages",
    )


def test_a_word_that_the_charter_uses_nowhere_is_a_misspelt_one() -> None:
    text = charter(words="words: {lst day: последний день}\n")
    (found,) = faults(text)
    assert found.sentence == 'The charter uses the word "lst day" nowhere else.'
    assert found.expected == '"last day"'
    assert found.column == len("words: {") + 1


# --- charters that were there -----------------------------------------------------------------------------------------


def test_a_charter_in_one_text_each_keeps_its_digest_and_says_the_same() -> None:
    path = ROOT / "charters" / "security-council" / "charter.yaml"
    read = read_charter(path)
    assert read.digest == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    assert (read.words, read.seat.place) == ({}, {"en": "New York"})


@pytest.mark.parametrize("name", ["six-rivers", "two-banks", "csto"])
def test_whatever_a_body_of_two_languages_says_it_says_in_both(name: str) -> None:
    read = read_charter(ROOT / "charters" / name / "charter.yaml")
    on, languages = law(read, date(2026, 1, 1)), set(read.languages)
    asked = [s.puts.question for p in on.procedures.values() for s in p.steps if s.puts]
    titles = [rule.title for rule in on.rules.values()]
    steps = [step.title for p in on.procedures.values() for step in p.steps]
    assert len(asked) > 0
    for said in (*asked, *titles, *steps, read.seat.place):
        assert set(said) == languages
