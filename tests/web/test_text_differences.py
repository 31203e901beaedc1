"""Differences of texts: against what must hold of any of them, and small cases told by hand."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.body.effects import Paragraph
from comity.web.readmodel.differences import (
    merge,
    origins,
    paired,
    pieces,
    split_pieces,
    tokens,
)

PIECES = ["ship", "ships", "slow", "down", ",", ".", " ", "  ", "[", "]"]
WORDS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def p(id_: str, number: str = "", *came_from: str) -> Paragraph:
    return Paragraph(id=id_, number=number or id_, text=id_, came_from=list(came_from))


# --- words ------------------------------------------------------------------------------------------------------------


@given(WORDS, WORDS)
def test_without_what_was_written_it_is_the_old_text_and_without_what_was_left_out_the_new(
    old: str, new: str
) -> None:
    found = pieces(old, new)
    assert "".join(one.text for one in found if one.kind != "ins") == old
    assert "".join(one.text for one in found if one.kind != "del") == new


@given(WORDS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(one.kind == "equal" for one in pieces(text, text))
    assert "".join(tokens(text)) == text


def test_a_word_is_replaced_as_a_whole_and_not_letter_by_letter() -> None:
    assert [(one.kind, one.text) for one in pieces("thirty days", "sixty days")] == [
        ("del", "thirty"),
        ("ins", "sixty"),
        ("equal", " days"),
    ]


def test_a_phrase_is_replaced_as_a_whole_though_its_spaces_stay() -> None:
    kinds = [one.kind for one in pieces("in the first half", "on its second half")]
    assert kinds == ["del", "ins", "equal"]


@given(WORDS, st.lists(WORDS, min_size=1, max_size=4))
def test_the_parts_of_a_split_paragraph_have_together_what_the_whole_has(
    old: str, parts: list[str]
) -> None:
    rows = split_pieces(old, parts)
    assert ["".join(one.text for one in row if one.kind != "del") for row in rows] == parts
    left = "".join(one.text for row in rows for one in row if one.kind != "ins")
    assert left == old


# --- two changes of one text ------------------------------------------------------------------------------------------


@given(WORDS, WORDS)
def test_where_only_one_changed_the_text_his_change_stands(base: str, changed: str) -> None:
    assert merge(base, changed, base).text == changed
    assert merge(base, base, changed).text == changed


@given(WORDS, WORDS)
def test_what_both_wrote_alike_stands_once(base: str, changed: str) -> None:
    assert merge(base, changed, changed).text == changed


@given(WORDS, WORDS, WORDS)
def test_a_clash_does_not_depend_on_who_came_first(base: str, ours: str, theirs: str) -> None:
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert [(b, a) for a, b in one.clashes] == list(other.clashes)
    assert one.clashes or one.text == other.text


def test_both_wordings_stand_in_brackets_where_they_touch_the_same_words() -> None:
    merged = merge("within thirty days", "within sixty days", "within ten days")
    assert merged.text == "within [sixty] [ten] days"
    assert merged.clashes == (("sixty", "ten"),)


# --- paragraphs -------------------------------------------------------------------------------------------------------


def test_a_paragraph_of_the_same_id_is_the_same_though_it_names_nothing() -> None:
    assert origins([[p("a"), p("b")], [p("b"), p("c")]]) == {"b": ("b",), "c": ()}


def test_what_a_paragraph_was_made_of_is_followed_through_versions_between() -> None:
    chain = [
        [p("a"), p("b"), p("c")],
        [p("ab", "", "a", "b"), p("c", "", "c")],
        [p("x", "", "ab"), p("y", "", "ab"), p("z", "", "c")],
    ]
    assert origins(chain) == {"x": ("a", "b"), "y": ("a", "b"), "z": ("c",)}


def test_a_merged_paragraph_has_both_parents_and_a_split_one_has_siblings() -> None:
    old, new = [p("a"), p("b"), p("c")], [p("a", "", "a", "b"), p("c", "", "c"), p("n1", "", "c")]
    rows = paired(old, new, origins([old, new]))
    assert [(row.merged, row.split) for row in rows] == [
        (True, False),
        (False, True),
        (False, True),
    ]


def test_a_paragraph_left_out_stands_where_it_stood() -> None:
    old, new = [p("a"), p("b"), p("c")], [p("a", "", "a"), p("c", "", "c")]
    rows = paired(old, new, origins([old, new]))
    assert [(row.new.id if row.new else None, [o.id for o in row.old]) for row in rows] == [
        ("a", ["a"]),
        (None, ["b"]),
        ("c", ["c"]),
    ]


def test_the_first_paragraph_left_out_stands_at_the_head() -> None:
    old, new = [p("a"), p("b")], [p("b", "", "b")]
    assert [row.new is None for row in paired(old, new, origins([old, new]))] == [True, False]


@given(st.permutations("abcdef"))
def test_as_few_as_possible_are_told_as_moved(order: list[str]) -> None:
    old, new = [p(one) for one in "abcdef"], [p(one) for one in order]
    moved = [row.new.id for row in paired(old, new, origins([old, new])) if row.moved and row.new]
    # the slow way: the longest run that kept its order, among all runs
    runs = (
        run for size in range(7) for run in combinations(order, size) if list(run) == sorted(run)
    )
    longest = max(len(run) for run in runs)
    assert len(moved) == 6 - longest
    kept = [one for one in order if one not in moved]
    assert kept == sorted(kept)


@pytest.mark.parametrize(("number", "renumbered"), [("1", False), ("2", True)])
def test_renumbered_is_what_has_another_number_than_the_one_it_was(
    number: str, renumbered: bool
) -> None:
    old, new = [p("a", "1")], [p("a", number, "a")]
    assert paired(old, new, origins([old, new]))[0].renumbered is renumbered
