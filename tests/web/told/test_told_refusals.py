"""Refusals: every sentence of the kernel is recognised, told with names for ids, and told in Russian."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from comity.body.dates import when
from comity.body.particulars import exact_day
from comity.body.state import Reason
from comity.charter.model import RolePhrase
from comity.charter.reading import read_charter_text
from comity.errors import BadInput, ComityError, Conflict, Faulty, Refused
from comity.hindrances import HINDRANCES, bad_input, holes
from comity.rules.counting import Ballot
from comity.web import messages
from comity.web.told import collecting, names
from comity.web.told.names import Names
from comity.web.told.refusals import hindered, refusal

SENTENCES = messages.read_sentences()


def _filled(one: collecting.Template) -> str:
    """The sentence with a nonsense word for each value, which is a name of nothing."""
    return one.template.format(*(f"xq{number}z" for number in range(len(one.holes))))


NOTATION = ('"failing which"', "{0}?mode={1}: {2} ({3}).")
"""What is the same in every language."""
# A sentence has the words of its users in English too: a record, a seal.
REWORDED = re.compile(r"\b(?:[Ee]ntr(?:y|ies)|[Cc]heckpoint|[Aa]ttest(?:ed)?)\b")


@pytest.mark.parametrize(
    "one", [pytest.param(s, id=f"{s.code}: {s.template[:50]}") for s in SENTENCES]
)
def test_every_sentence_is_recognised_and_in_english_stays_what_it_is(
    one: collecting.Template,
) -> None:
    told = refusal(ComityError(one.code, _filled(one)))
    assert told.lang == ""
    if REWORDED.search(one.template) is None:
        assert told.sentence == _filled(one)


@pytest.mark.parametrize(
    "one", [pytest.param(s, id=f"{s.code}: {s.template[:50]}") for s in SENTENCES]
)
@pytest.mark.usefixtures("in_russian")
def test_every_sentence_is_told_in_russian_with_its_values(one: collecting.Template) -> None:
    told = refusal(ComityError(one.code, _filled(one)))
    assert told.lang == "", f"no Russian for {one.template!r}"
    assert re.search("[а-яёА-ЯЁ]", told.sentence) or one.template in NOTATION
    for number in range(len(one.holes)):
        assert f"xq{number}z" in told.sentence


@pytest.mark.usefixtures("in_russian")
def test_a_refusal_of_the_kernel_is_told_in_russian_with_names(rivers: Names) -> None:
    told = refusal(
        Refused(
            "credential.narrow",
            "The credential of p1 for COR does not carry the power to decide: propose, speak.",
            article="Rules 3",
            remedy="Have a wider credential issued, or let somebody who has the power act.",
        ),
        rivers,
    )
    assert told.sentence == (
        "Доверенность, которую имеет Ада Берг (Корунд), не даёт полномочия решать; она позволяет предлагать и выступать."
    )
    assert told.remedy.startswith("Получите более широкую доверенность")
    assert told.article == "Rules 3"


def test_dates_in_a_refusal_are_told_in_words(rivers: Names) -> None:
    told = refusal(
        Refused(
            "position.late",
            "The deadline passed at 2026-03-12T15:00:00.000Z.",
            article="",
            remedy="",
        ),
        rivers,
    )
    assert told.sentence == "The deadline passed at Thursday 12 March 2026, 18:00 in Rivermouth."
    assert told.article == "", "the charter gives none, and none is made up"


def test_a_role_in_a_remedy_is_told_by_its_title(rivers: Names) -> None:
    error = Refused(
        "question.not_yours_to_put",
        "{name} does not put this question.",
        article="",
        remedy="It is put by {by}.",
        name="COR",
        by=RolePhrase("provided", "chair"),
    )
    assert refusal(error, rivers).remedy == "It is put by Chairmanship."
    assert refusal(error, rivers).sentence == "Corund does not put this question."


def test_words_of_the_charter_are_told_by_their_titles(rivers: Names) -> None:
    status = Refused(
        "right.none",
        "The status of COR, member, does not carry the right to vote.",
        article="",
        remedy="",
    )
    assert (
        refusal(status, rivers).sentence
        == "The status of Corund, Member, does not carry the right to vote."
    )
    step = Refused(
        "step.wrong",
        "Matter m5 is in the step 'write', which puts no question.",
        article="",
        remedy="",
    )
    assert (
        refusal(step, rivers).sentence
        == "Matter “Flood plan” is in the step “Writing”, which puts no question."
    )


@pytest.mark.usefixtures("in_russian")
def test_a_list_of_powers_is_told_in_russian(rivers: Names) -> None:
    error = Refused(
        "credential.power",
        "A credential for office cannot carry the power to 'vote'.",
        article="",
        remedy="It may carry: speak, record, convene.",
    )
    assert refusal(error, rivers).remedy == "Она может давать: выступать, вести запись и созывать."


@pytest.mark.usefixtures("in_russian")
def test_what_the_kernel_really_raises_is_told_in_russian() -> None:
    with pytest.raises(BadInput) as narrow:
        exact_day("2022-11", "on")
    told = refusal(narrow.value)
    assert (told.sentence, told.where) == ("Это не один определённый день: «2022-11».", "on")
    with pytest.raises(BadInput) as unreadable:
        when("yesterday")
    assert refusal(unreadable.value).sentence == "Это не дата календаря в записи EDTF: «yesterday»."
    assert refusal(unreadable.value).remedy.startswith("Напишите 2020-03-05")


@pytest.mark.usefixtures("in_russian")
def test_a_stranger_among_positions_is_told_in_russian(rivers: Names) -> None:
    ballot = Ballot(rivers.law.rules["consensus"], rivers.law.roll())
    with pytest.raises(BadInput) as stranger:
        ballot.ruling({"XYZ": "in favour"})
    assert refusal(stranger.value).sentence == "«XYZ» — не участник."


@pytest.mark.usefixtures("in_russian")
def test_faults_of_a_charter_are_told_with_their_places() -> None:
    with pytest.raises(Faulty) as faulty:
        read_charter_text(
            "comity: 1\nbody: duo\ntitle: Duo\nmembers: [{member: A, status: [{from: 2020-02-30, is: member}]}]\n"
        )
    (fault, *_) = refusal(faulty.value).faults
    assert (fault.line, fault.sentence) == (4, "Такого дня в календаре нет: «2020-02-30».")
    assert fault.expected == "дата, например 2026-01-31"


@pytest.mark.usefixtures("in_russian")
def test_a_sentence_that_nobody_knows_is_told_as_it_is_and_marked() -> None:
    told = refusal(Conflict("some.code", "Something quite unheard of."))
    assert (told.sentence, told.lang) == ("Something quite unheard of.", "en")


@pytest.mark.usefixtures("in_russian")
def test_what_hinders_a_matter_is_told_with_its_remedy() -> None:
    told = hindered(Reason("weight.missing", {"by": "votes", "lacking": "ANSE BRIM"}))
    assert "votes" in told
    assert "ANSE и BRIM" in told
    assert re.search("[A-Za-z]{5,}", told.replace("votes", "")) is None


@pytest.mark.parametrize("code", HINDRANCES)
@pytest.mark.usefixtures("in_russian")
def test_whatever_hinders_a_matter_is_told_in_russian_from_what_the_register_holds(
    code: str, rivers: Names
) -> None:
    values = {name: f"xq{number}z" for number, name in enumerate(sorted(holes(code)))}
    for at in (None, rivers) if "role" not in values else (rivers,):
        told = hindered(Reason(code, values), at)
        assert re.search("[а-яё]", told), told
        assert all(value in told for name, value in values.items() if name != "role")
        assert not {"the", "not", "is"} & set(re.findall("[a-z]+", told)), told


@pytest.mark.usefixtures("in_russian")
@pytest.mark.parametrize(
    ("number", "english", "russian"),
    [
        (2, "no value for m0, m1.", "m0 и m1."),
        (13, "m10, m11 and 1 more.", "m10, m11 и ещё 1."),
        (20_000, "m10, m11 and 19988 more.", "m10, m11 и ещё 19988."),
    ],
)
def test_of_many_who_lack_something_twelve_are_named(
    number: int, english: str, russian: str
) -> None:
    lacking = [f"m{n}" for n in range(number)]
    error = bad_input("weight.missing", by="votes", lacking=lacking)
    assert error.sentence.endswith(english)
    with translation.override("ru"):
        assert refusal(error).sentence.endswith(russian)


def test_a_role_that_nobody_has_is_told_by_its_title(rivers: Names) -> None:
    kept = Reason("role.nobody", {"role": "the council", "day": "2026-05-20"})
    assert names.role(rivers, RolePhrase("organ", "council")) in hindered(kept, rivers)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_reason_that_is_not_known_here_is_told_by_its_code(rivers: Names, language: str) -> None:
    with translation.override(language):
        for at in (None, rivers):
            assert "never.heard_of" in hindered(Reason("never.heard_of", {"x": "y"}), at)


# --- collecting -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_sentences_kept_are_those_of_the_source() -> None:
    kept = messages.SENTENCES.read_text(encoding="utf-8")
    assert kept == messages.collected(), "run: python -m comity.web.messages"


def test_no_code_of_the_body_is_left_out() -> None:
    """Every code in the body's modules has a sentence: found with a search that knows nothing of calls."""
    body = Path(collecting.__file__).parents[2] / "body"
    written = {
        node.value
        for file in body.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and collecting.CODE.fullmatch(node.value)
    }  # fmt: skip
    documented = (Path(__file__).parents[3] / "docs" / "formats" / "errors.md").read_text(
        encoding="utf-8"
    )
    codes = {code for code in written if f"`{code}`" in documented}
    assert len(codes) > 100
    assert codes - {one.code for one in SENTENCES} == set()


def _collected(source: str) -> set[tuple[str, str]]:
    parsed = collecting.Source({"m": ast.parse(source)})
    return {(one.code, one.template) for one in collecting.templates(parsed)}


def test_both_sides_of_a_condition_are_collected() -> None:
    found = _collected(
        'raise Refused("a.b", f"{x} has none." if x else "There is none.", article="", remedy="")'
    )
    assert found == {("a.b", "{0} has none."), ("a.b", "There is none.")}


def test_what_a_caller_passes_is_followed_into_the_sentence() -> None:
    found = _collected(
        "def _no(why): return Refused('a.b', f'It fails: {why}.', article='', remedy='')\n"
        "def one(): raise _no('it is too deep')\n"
        "def two(): raise _no(str(error))\n"
    )
    assert found == {("a.b", "It fails: it is too deep."), ("a.b", "It fails: {0}.")}


def test_a_word_that_fills_a_sentence_stays_a_value() -> None:
    found = _collected(
        "def _no(power): raise Refused('a.b', f'No power to {power}.', article='', remedy='')\n"
        "def one(): _no('decide')\n"
        "def two(): _no('sign')\n"
    )
    assert found == {("a.b", "No power to {0}.")}


def test_braces_in_a_sentence_are_kept_apart_from_values() -> None:
    assert _collected('raise BadInput("a.b", f"Write {{x}} for {name}.")') == {
        ("a.b", "Write {{x}} for {0}.")
    }


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "The credential of Ada Berg for Corund does not carry the power to do everything: propose."),
        ("ru", "Доверенность, которую имеет Ада Берг (Корунд), не даёт полномочия действовать во всём; "
               "она позволяет предлагать."),
    ],
)  # fmt: skip
def test_all_powers_are_no_single_power(rivers: Names, language: str, told: str) -> None:
    said = "The credential of p1 for COR does not carry the power to all: propose."
    with translation.override(language):
        assert (
            refusal(Refused("credential.narrow", said, article="", remedy=""), rivers).sentence
            == told
        )


def test_what_bears_a_title_is_quoted_and_an_office_keeps_its_name(rivers: Names) -> None:
    early = Refused("session.early", "The session s3 has not opened.", article="", remedy="")
    rivers.state.sessions["s3"].title = {"en": "Spring session"}
    assert refusal(early, rivers).sentence == "The session “Spring session” has not opened."
    rivers.state.matters["secretary"] = rivers.state.matters["m5"]
    vacant = Refused("office.unfilled", "p1 was not appointed to secretary.", article="", remedy="")
    assert refusal(vacant, rivers).sentence == "Ada Berg was not appointed to Secretary General."


@pytest.mark.usefixtures("in_russian")
def test_a_sentence_begins_with_a_capital_though_its_first_name_has_none(rivers: Names) -> None:
    rivers.law.rotas["chair"].title["ru"] = "председательство"
    said = Refused("record.not_kept", "chair does not keep the record.", article="", remedy="")
    assert refusal(said, rivers).sentence.startswith("Председательство ")


def test_several_who_may_are_told_with_one_or(rivers: Names) -> None:
    each = (RolePhrase("organ", "office"), RolePhrase("organ", "council"), RolePhrase("member"))
    assert names.role(rivers, RolePhrase("any", of=each)) == "Secretariat, Council or any member"
