"""Names: in the reader's language, or in the first of the body's that has one, marked as such."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from django.utils import translation

from comity.body import state as kept
from comity.body.state import Matter
from comity.charter.law import law
from comity.charter.model import RolePhrase
from comity.charter.reading import read_charter_text
from comity.web.told import called, names, words
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


def _with_question(at: Names, step: str, asks: str) -> Matter:
    put = kept.Question(
        entry=6,
        question="m5.q6",
        matter="m5",
        step=step,
        rule="most",
        charter=0,
        population=[],
        opened="2026-03-02T09:00:00.000Z",
        asks=asks,
    )
    matter = at.state.matters["m5"]
    matter.questions.append(put)
    at.state.question_of["m5.q6"] = "m5"
    return matter


def _asked(at: Names, step: str, asks: str) -> Worded:
    matter = _with_question(at, step, asks)
    return names.asks(at, matter, matter.questions[0])


@pytest.mark.usefixtures("in_russian")
def test_a_question_is_told_as_it_was_put_in_the_first_language_of_the_body(rivers: Names) -> None:
    _with_question(rivers, "agree", "согласовать текст")
    assert names.question(rivers, "m5.q6").text == "План на паводок: согласовать текст"


def test_and_to_readers_of_another_language_in_theirs(rivers: Names) -> None:
    assert _asked(rivers, "agree", "согласовать текст") == Worded("agree the text")
    assert names.anything(rivers, "m5.q6").text == "Flood plan: agree the text"


def test_a_question_that_the_law_has_in_one_language_is_told_by_the_title_of_its_step(
    rivers: Names,
) -> None:
    assert _asked(rivers, "adopt", "принять текст") == Worded("Adoption")


def test_or_as_it_was_put_where_the_step_has_no_title(rivers: Names) -> None:
    assert _asked(rivers, "confirm", "подтвердить текст") == Worded("подтвердить текст", "ru")


def test_words_that_the_law_does_not_have_are_told_as_the_register_has_them(rivers: Names) -> None:
    assert _asked(rivers, "agree", "одобрить текст") == Worded("одобрить текст", "ru")


@pytest.mark.usefixtures("in_russian")
def test_words_reported_in_another_language_of_the_law_are_told_in_that_of_the_reader(
    rivers: Names,
) -> None:
    assert _asked(rivers, "agree", "agree the text") == Worded("согласовать текст")


def _amended(at: Names, said: str) -> Names:
    """The same from the next day on, under a charter in which the question is asked in other words."""
    before, text = "{ru: согласовать текст, en: agree the text}", at.state.charters[0].text
    assert text.count(before) == 1
    amended = text.replace(before, said)
    at.state.charters.append(kept.CharterInForce("2026-03-03", 9, "", amended))
    return Names(at.state, law(read_charter_text(amended), date(2026, 3, 4)))


def test_after_an_amendment_a_question_keeps_the_words_of_the_law_under_which_it_was_put(
    rivers: Names,
) -> None:
    matter = _with_question(rivers, "agree", "согласовать текст")
    now = _amended(rivers, "{ru: одобрить текст, en: endorse the text}")
    assert names.asks(now, matter, matter.questions[0]) == Worded("agree the text")
    later = kept.Matter(
        entry=10, matter="m10", procedure="drafting", charter=9, by="COR", on="2026-03-04",
        title="Next", step="agree",
    )  # fmt: skip
    put = msgspec.structs.replace(
        matter.questions[0], question="m10.q11", matter="m10", opened="2026-03-04T09:00:00.000Z",
        charter=9, asks="одобрить текст",
    )  # fmt: skip
    assert names.asks(now, later, put) == Worded("endorse the text")


def test_a_translation_given_by_a_later_amendment_is_no_part_of_what_was_put(rivers: Names) -> None:
    """The same words in the first language: what they were called in another when they were put still counts."""
    matter = _with_question(rivers, "agree", "согласовать текст")
    now = _amended(rivers, "{ru: согласовать текст, en: settle the text}")
    assert str(names.asks(now, matter, matter.questions[0])) == "agree the text"


# --- words of the charter's own -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_russian")
def test_articles_things_and_qualities_are_called_as_the_charter_says(rivers: Names) -> None:
    assert called.article(rivers.law, "Pact 13(2)") == "Договор 13(2)"
    assert called.article(rivers.law, "Pact 13(2); Rules 4") == "Договор 13(2); Правила 4"
    assert called.article(rivers.law, "Pacts of old") == "Pacts of old"
    assert called.thing(rivers.law, "text") == "текст договора"
    assert called.quality(rivers.law, "senior envoy") == "старший посланник"
    assert called.quality(rivers.law, "head of state") == "глава государства"


def test_and_by_the_word_itself_in_a_language_that_it_does_not_give(rivers: Names) -> None:
    assert called.article(rivers.law, "Rules 4") == "Rules 4"
    assert called.thing(rivers.law, "text") == "text of the compact"
    assert called.quality(rivers.law, "senior envoy") == "senior envoy"


def test_a_role_through_a_quality_of_the_charters_own_is_told_by_its_word(rivers: Names) -> None:
    asked = RolePhrase("member", through="senior envoy")
    assert "senior envoy" in names.role(rivers, asked)
    with translation.override("ru"):
        assert "старший посланник" in names.role(rivers, asked)


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
