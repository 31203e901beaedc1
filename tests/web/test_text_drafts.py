"""Sheets: what several hands do to a draft, and that no word of anybody is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.body.effects import Paragraph
from comity.web import sheets
from comity.web.sheets import Clash, Line, Settled, Sheet

SHEET = Sheet(
    (
        Line("a", "1", {"en": "Ships slow down.", "ru": "Суда сбавляют ход."}, ("a",)),
        Line("b", "2", {"en": "Ferries wait.", "ru": "Паромы ждут."}, ("b",)),
        Line("c", "3", {"en": "Locks close.", "ru": "Шлюзы закрываются."}, ("c",)),
    )
)
EVER = frozenset({"a", "b", "c"})


def ids(sheet: Sheet) -> list[str]:
    return [one.id for one in sheet.lines]


def words(sheet: Sheet, language: str = "en") -> list[str]:
    return [one.text[language] for one in sheet.lines]


# --- two hands --------------------------------------------------------------------------------------------------------


def test_what_one_typed_in_english_and_another_in_russian_stands_together() -> None:
    seen = SHEET.lines[0].fields()
    after = sheets.typed(SHEET, "a", {"en": "Ships stop."}, seen).sheet
    after = sheets.typed(after, "a", {"ru": "Суда стоят."}, seen).sheet
    assert dict(after.lines[0].text) == {"en": "Ships stop.", "ru": "Суда стоят."}


def test_where_both_changed_the_same_words_the_first_stands_and_the_second_is_told() -> None:
    seen = SHEET.lines[0].fields()
    first = sheets.typed(SHEET, "a", {"en": "Ships stop."}, seen).sheet
    second = sheets.typed(first, "a", {"en": "Boats slow down."}, seen)
    assert words(second.sheet)[0] == "Ships stop."
    assert second.clash == {"en": Clash("Ships stop.", "Boats slow down.", "Ships slow down.")}


def test_a_form_sent_unchanged_from_an_old_window_changes_nothing() -> None:
    seen = SHEET.lines[0].fields()
    first = sheets.typed(SHEET, "a", {"en": "Ships stop."}, seen).sheet
    again = sheets.typed(first, "a", seen, seen)
    assert again.sheet == first
    assert not again.clash


def test_both_changes_together_have_both_where_they_touch_different_words() -> None:
    clash = Clash("The ships stop at night.", "All the ships stop.", "The ships stop.")
    assert sheets.together(clash) == "All the ships stop at night."


def test_typing_into_a_paragraph_taken_out_meanwhile_is_told() -> None:
    assert sheets.typed(sheets.remove(SHEET, "b"), "b", {"en": "Ferries run."}).lost


def test_each_change_of_a_paragraph_raises_its_edition_and_no_other() -> None:
    after = sheets.typed(SHEET, "b", {"en": "Ferries run."}).sheet
    assert [one.edition for one in after.lines] == [0, 1, 0]


# --- paragraphs -------------------------------------------------------------------------------------------------------


def test_a_split_paragraph_keeps_its_id_and_both_parts_say_where_they_came_from() -> None:
    typed = sheets.typed(
        SHEET, "a", {"en": "Ships\n\nslow down.", "ru": "Суда\n\nсбавляют ход."}
    ).sheet
    after = sheets.split(typed, "a", EVER)
    assert ids(after) == ["a", "n1", "b", "c"]
    assert [one.came_from for one in after.lines[:2]] == [("a",), ("a",)]
    assert words(after, "ru")[:2] == ["Суда", "сбавляют ход."]


def test_a_language_without_an_empty_line_stays_with_the_first_part() -> None:
    typed = sheets.typed(SHEET, "a", {"en": "Ships\n\nslow down."}).sheet
    assert words(sheets.split(typed, "a", EVER), "ru")[:2] == ["Суда сбавляют ход.", ""]


def test_joined_paragraphs_come_from_both() -> None:
    after = sheets.join(SHEET, "a")
    assert ids(after) == ["a", "c"]
    assert after.lines[0].came_from == ("a", "b")
    assert words(after)[0] == "Ships slow down. Ferries wait."


def test_the_last_paragraph_is_joined_with_nothing() -> None:
    assert sheets.join(SHEET, "c") == SHEET


def test_a_new_paragraph_never_gets_an_id_that_the_text_ever_had() -> None:
    after = sheets.add(SHEET, "a", EVER | {"n1", "n2"}, ("en", "ru"))
    assert ids(after) == ["a", "n3", "b", "c"]
    assert after.lines[1].came_from == ()


def test_a_paragraph_is_added_at_the_head_where_none_is_named() -> None:
    assert ids(sheets.add(SHEET, "", EVER, ("en",)))[0] == "n1"


@given(st.sampled_from("abc"), st.integers(-5, 5))
def test_a_paragraph_moves_without_changing_the_order_of_the_others(known: str, by: int) -> None:
    after = ids(sheets.move(SHEET, known, by))
    assert [one for one in after if one != known] == [one for one in "abc" if one != known]
    assert after.index(known) == max(0, min(2, "abc".index(known) + by))


def test_numbers_run_from_one_in_the_order_of_the_sheet() -> None:
    assert [one.number for one in sheets.renumber(sheets.move(SHEET, "c", -2)).lines] == [
        "1",
        "2",
        "3",
    ]


def test_nothing_said_of_a_remark_takes_it_off_the_sheet() -> None:
    said = sheets.settle(SHEET, "k1", Settled("taken", "As Dalesia has it."))
    assert said.settled == {"k1": Settled("taken", "As Dalesia has it.")}
    assert sheets.settle(said, "k1", Settled()).settled == {}


# --- another version was sealed meanwhile -----------------------------------------------------------------------------


def version(*paragraphs: tuple[str, str, tuple[str, ...]]) -> list[Paragraph]:
    return [
        Paragraph(id=id_, number=str(n), text={"en": text}, came_from=list(came_from))
        for n, (id_, text, came_from) in enumerate(paragraphs, 1)
    ]


OLD = version(("a", "Ships slow down.", ()), ("b", "Ferries wait.", ()))


def carried(draft: Sheet, *paragraphs: tuple[str, str, tuple[str, ...]]) -> Sheet:
    return sheets.carried_over(draft, [OLD, version(*paragraphs)], ("en",))


def test_the_draft_has_the_new_versions_words_where_its_own_did_not_change() -> None:
    draft = sheets.typed(sheets.begun_from(OLD, ("en",)), "b", {"en": "Ferries run."}).sheet
    after = carried(draft, ("a", "Ships stop.", ("a",)), ("b", "Ferries wait.", ("b",)))
    assert words(after) == ["Ships stop.", "Ferries run."]
    assert [one.came_from for one in after.lines] == [("a",), ("b",)]


def test_words_that_both_changed_stand_in_brackets() -> None:
    draft = sheets.typed(sheets.begun_from(OLD, ("en",)), "b", {"en": "Ferries run."}).sheet
    after = carried(draft, ("a", "Ships slow down.", ("a",)), ("b", "Ferries stop.", ("b",)))
    assert words(after)[1] == "Ferries [stop] [run]."


def test_a_paragraph_new_in_the_new_version_comes_in_behind_the_one_it_follows() -> None:
    after = carried(
        sheets.begun_from(OLD, ("en",)),
        ("a", "Ships slow down.", ("a",)),
        ("n1", "Rafts moor.", ()),
        ("b", "Ferries wait.", ("b",)),
    )
    assert ids(after) == ["a", "n1", "b"]


def test_a_paragraph_left_out_of_the_draft_stays_out() -> None:
    draft = sheets.remove(sheets.begun_from(OLD, ("en",)), "a")
    after = carried(draft, ("a", "Ships slow down.", ("a",)), ("b", "Ferries wait.", ("b",)))
    assert words(after) == ["Ferries wait."]


def test_two_new_paragraphs_of_one_id_are_kept_apart() -> None:
    draft = sheets.add(sheets.begun_from(OLD, ("en",)), "b", frozenset(), ("en",))
    draft = sheets.propose(draft, "n1", {"en": "Mine."})
    after = carried(
        draft,
        ("a", "Ships slow down.", ("a",)),
        ("b", "Ferries wait.", ("b",)),
        ("n1", "Theirs.", ()),
    )
    assert sorted(words(after)) == sorted(["Ships slow down.", "Ferries wait.", "Mine.", "Theirs."])
    assert len(set(ids(after))) == 4
    mine = next(one for one in after.lines if one.text["en"] == "Mine.")
    assert mine.id != "n1"
    assert mine.came_from == ()
