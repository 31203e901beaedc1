"""Names: in the reader's language, or in the first of the body's that has one, marked as such."""

from __future__ import annotations

import pytest

from comity.body import state as kept
from comity.charter.model import RolePhrase
from comity.web.told import names, words
from comity.web.told.lists import joined
from comity.web.told.names import Names, Worded, worded


def test_a_name_is_in_the_readers_language(rivers: Names) -> None:
    assert names.party(rivers, "COR") == Worded("Corund")


@pytest.mark.usefixtures("in_russian")
def test_and_in_russian_for_a_russian_reader(rivers: Names) -> None:
    assert names.party(rivers, "COR") == Worded("Корунд")
    assert names.organ(rivers, "council").text == "Совет"


def test_a_name_in_another_language_is_marked_with_it(rivers: Names) -> None:
    found = names.party(rivers, "ZHU")
    assert found == Worded("Жуково", "ru")
    assert found.html() == '<span lang="ru">Жуково</span>'


def test_the_name_last_given_is_the_name(rivers: Names) -> None:
    rivers.state.parties["COR"] = kept.Party(entry=9, party="COR", name={"en": "New Corund"})
    assert names.party(rivers, "COR").text == "New Corund"


def test_the_unknown_is_called_by_its_id(rivers: Names) -> None:
    assert names.who(rivers, "XYZ").text == "XYZ"
    assert names.matter(rivers, "m99").text == "m99"


def test_scripts_in_names_stay_text(rivers: Names) -> None:
    assert names.person(rivers, "p2").html() == "O&#x27;Neill &lt;b&gt;"


def test_titles_stand_before_the_name_where_asked_for(rivers: Names) -> None:
    assert names.person(rivers, "p1", titled=True).text == "Dr Ada Berg"
    assert names.person(rivers, "p1").text == "Ada Berg"


def test_a_sealed_text_is_called_confidential() -> None:
    assert worded("sealed:" + "0af1" * 16).text == "(confidential)"
    assert worded({"en": "sealed:" + "0af1" * 16}).text == "(confidential)"


@pytest.mark.usefixtures("in_russian")
def test_parties_stand_in_the_order_of_the_readers_alphabet(rivers: Names) -> None:
    # Ё stands beside Е, before Ж; by code points it would come before all.
    found = names.parties(rivers, ["ZHU", "COR", "YOL", "BEL"])
    assert [one.name.text for one in found] == ["Бельмарк", "Ёлкино", "Жуково", "Корунд"]


def test_and_in_english_in_the_english_order(rivers: Names) -> None:
    assert [one.id for one in names.parties(rivers, ["YOL", "COR", "BEL"])] == ["BEL", "COR", "YOL"]


@pytest.mark.usefixtures("in_russian")
def test_a_list_ends_in_and() -> None:
    assert joined(["а", "б", "в"]) == "а, б и в"


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        (RolePhrase("member"), "any member"),
        (RolePhrase("member", name="member"), "any party with the status “Member”"),
        (RolePhrase("several", number=2), "at least 2 members"),
        (RolePhrase("organ", name="council"), "Council"),
        (
            RolePhrase("chair", name="chair", through="head of state"),
            "Chairmanship (through: head of state)",
        ),
        (
            RolePhrase("any", of=(RolePhrase("member"), RolePhrase("organ", name="office"))),
            "any member or Secretariat",
        ),
    ],
)
def test_a_role_is_told_as_the_charter_puts_it(
    rivers: Names, phrase: RolePhrase, said: str
) -> None:
    assert names.role(rivers, phrase) == said


def _with_question(at: Names, step: str) -> None:
    put = kept.Question(
        entry=6,
        question="m5.q6",
        matter="m5",
        step=step,
        rule="most",
        charter=0,
        population=[],
        opened="x",
    )
    put.asks = "согласовать текст"
    at.state.matters["m5"].questions.append(put)
    at.state.question_of["m5.q6"] = "m5"


@pytest.mark.usefixtures("in_russian")
def test_a_question_is_told_as_it_was_put_in_the_first_language_of_the_body(rivers: Names) -> None:
    _with_question(rivers, "write")
    assert names.question(rivers, "m5.q6").text == "План на паводок: согласовать текст"


def test_and_to_readers_of_another_by_the_title_of_its_step(rivers: Names) -> None:
    _with_question(rivers, "write")
    assert names.anything(rivers, "m5.q6").text == "Flood plan: Writing"


def test_or_as_it_was_put_where_the_step_has_no_title(rivers: Names) -> None:
    _with_question(rivers, "agree")
    matter = rivers.state.matters["m5"]
    assert names.asks(rivers, matter, matter.questions[0]) == Worded("согласовать текст", "ru")


def test_a_session_without_title_is_called_by_its_organ_and_day(rivers: Names) -> None:
    assert names.session(rivers, "s3").text == "Council, 20 May 2026"


def test_a_step_is_called_by_its_title(rivers: Names) -> None:
    assert names.step(rivers, "drafting", "write").text == "Writing"
    assert names.step(rivers, "drafting", "agree").text == "agree"


@pytest.mark.usefixtures("in_russian")
def test_the_words_of_the_notation_are_all_in_russian() -> None:
    latin = {
        w for table in words.EVERY for word in table.values() for w in [str(word)] if w.isascii()
    }
    assert latin == set()


def test_every_position_and_outcome_of_the_engine_has_its_word() -> None:
    from typing import get_args

    from comity.charter.model import POWERS, RIGHTS
    from comity.rules.terms import Outcome, Position, Side, Tie

    assert set(words.CHOICES) == set(get_args(Position))
    assert set(words.OUTCOMES) >= set(get_args(Outcome))
    assert set(words.SIDES) == set(get_args(Side))
    assert set(words.TIES) == set(get_args(Tie))
    assert set(words.POWERS) == set(POWERS)
    assert set(words.RIGHTS) == set(RIGHTS)
