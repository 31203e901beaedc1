"""Each kind of value: which words it takes, which it refuses, and what it makes of them (docs/formats/charter.md)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from comity.charter.institutions import ROTAS
from comity.charter.items import in_versions, items, names_in, print_items, undated
from comity.charter.kinds import DOUBT, TEXT, Key, Kind, distinct, listing, mapping, one_of, record
from comity.charter.model import Cited, Dated, Period
from comity.charter.nodes import Scalar, parse
from comity.charter.notes import Notes
from comity.charter.values import (
    ACTOR,
    CITES,
    DATE,
    EXACT,
    LABELS,
    LANGUAGE,
    LENGTH,
    LIMIT,
    LINE,
    NAME,
    NAMES,
    NATURAL,
    PASSAGES,
    SPAN,
    YES,
    YES_NO,
    ZONE,
    print_cites,
    print_months,
    print_period,
    print_yes,
)


def read(kind: Kind[Any], text: str) -> tuple[Any, list[str]]:
    """The value, and the codes of the faults."""
    notes = Notes("x.yaml")
    value = kind.read(parse(text, "x.yaml", []), notes)
    return value, [fault.code for fault in notes.faults]


def read_word(kind: Kind[Any], word: str) -> tuple[Any, list[str]]:
    notes = Notes("x.yaml")
    return kind.read(Scalar(word, 1, 1), notes), [fault.code for fault in notes.faults]


@pytest.mark.parametrize(
    ("kind", "word", "value"),
    [
        (NATURAL, "0", 0),
        (NATURAL, "9" * 18, int("9" * 18)),
        (YES_NO, "yes", True),
        (YES_NO, "no", False),
        (YES, "yes", ""),
        (DOUBT, "to verify", True),
        (NAME, "a-1.b_2:c", "a-1.b_2:c"),
        (ACTOR, "643", "643"),
        (LABELS, "head of port", "head of port"),
        (EXACT, "12", Fraction(12)),
        (EXACT, "0/3", Fraction(0)),
        (EXACT, "2/4", Fraction(1, 2)),
        (DATE, "2028-02-29", date(2028, 2, 29)),
        (LENGTH, "1 hour", Period(hours=1)),
        (LENGTH, "72 hours", Period(hours=72)),
        (LENGTH, "1 day", Period(days=1)),
        (LENGTH, "10 working days", Period(working_days=10)),
        (LENGTH, "2 weeks", Period(weeks=2)),
        (LENGTH, "3 months", Period(months=3)),
        (LENGTH, "900 years", Period(years=900)),
        (LENGTH, "10800 months", Period(months=10800)),
        (LENGTH, "46800 weeks", Period(weeks=46800)),
        (LENGTH, "99999 days", Period(days=99999)),
        (SPAN, "1 year", 12),
        (SPAN, "18 months", 18),
        (SPAN, "900 years", 10800),
        (LIMIT, "none", 0),
        (LIMIT, "6 months", 6),
        (ZONE, "Europe/Vienna", "Europe/Vienna"),
        (LANGUAGE, "sv", "sv"),
        (CITES, "Rules 4", Cited("Rules 4")),
        (LINE, "One line", "One line"),
    ],
)  # fmt: skip
def test_it_is_read(kind: Kind[Any], word: str, value: object) -> None:
    assert read_word(kind, word) == (value, [])


@pytest.mark.parametrize(
    ("kind", "words", "code"),
    [
        (NATURAL, ("", "-1", "1.0", "9" * 19, "one", "1/2"), "value.wrong"),
        (YES_NO, ("", "Yes", "maybe", "noo", "true"), "value.wrong"),
        (YES, ("", "no", "Yes", "yess", "a", "z"), "value.wrong"),
        (DOUBT, ("", "verified", "a", "z", "to verifyy"), "value.wrong"),
        (EXACT, ("", "-1", "one", "1/2/3", "1/", "9" * 19), "value.wrong"),
        (EXACT, ("0.5", "0,5", ".5"), "number.decimal"),
        (EXACT, ("1/0", "0/00"), "number.zero"),
        (DATE, ("", "2026", "2026-1-1", "2026-01-01T00:00", "01.01.2026"), "date.bad"),
        (DATE, ("2026-02-29", "2026-13-01", "2026-00-10"), "date.bad"),
        (LENGTH, ("", "0 days", "10", "ten days", "1 fortnight", "100000 days", "-1 day"), "value.wrong"),
        (LENGTH, ("901 years", "10801 months", "46801 weeks"), "value.wrong"),
        (SPAN, ("", "none", "0 years", "3 weeks", "901 years", "10801 months", "10000 months"), "value.wrong"),
        (LIMIT, ("", "nobody", "never", "zero", "any", "3 weeks", "901 years"), "value.wrong"),
        (ZONE, ("Nowhere", "localtime", "right/UTC", "posixrules", "", "../etc", "europe/Nowhere"), "zone.unknown"),
        (LANGUAGE, ("xx", "english", "EN"), "language.unknown"),
        (LABELS, ("", " head", "-head", "head  of", "a/b"), "value.wrong"),
        (NAME, ("", "a b", "ä", "-a", "a/b"), "value.wrong"),
        (ACTOR, ("enter", "invite", "new", "unknown"), "name.reserved"),
        (LINE, ("one\ntwo",), "text.lines"),
        (TEXT, ("", "  "), "value.wrong"),
    ],
)  # fmt: skip
def test_it_is_refused(kind: Kind[Any], words: tuple[str, ...], code: str) -> None:
    for word in words:
        value, codes = read_word(kind, word)
        assert codes == [code], word
        assert value is None or code in ("name.reserved", "text.lines"), word


@pytest.mark.parametrize(
    "kind",
    [NATURAL, YES_NO, YES, DOUBT, NAME, ACTOR, LABELS, EXACT, DATE, LENGTH, SPAN, LIMIT, ZONE, LANGUAGE, LINE, TEXT],
)  # fmt: skip
def test_a_single_value_is_neither_a_list_nor_keys(kind: Kind[Any]) -> None:
    for text in ("[a]", "{a: b}"):
        value, codes = read(kind, text)
        assert value is None
        assert len(codes) == 1


@pytest.mark.parametrize("phrase", ["yearly", "each year", "a year", "decade", "6 weeks"])
def test_a_rota_passes_by_the_calendar_year_or_every_so_many_months(phrase: str) -> None:
    text = f"[{{rota: r, of: members, order: {{alphabet: en}}, passes: {{every: {phrase}}}}}]"
    assert read(ROTAS, text)[1] == ["value.wrong"]


# --- what is made of several -----------------------------------------------------------------------------------------


def test_a_text_is_one_for_all_languages_or_one_for_each() -> None:
    assert read(NAMES, "Council") == ({"en": "Council"}, [])
    assert read(NAMES, "{sv: Råd, en: Council}") == ({"sv": "Råd", "en": "Council"}, [])
    assert read(PASSAGES, "{sv: Råd, en: Council}") == ({"sv": "Råd", "en": "Council"}, [])
    assert read(PASSAGES, "Council") == ({"en": "Council"}, [])
    assert read(NAMES, "{xx: Council}")[1] == ["language.unknown"]
    assert read(PASSAGES, '"one\\ntwo"') == ({"en": "one\ntwo"}, [])
    assert read(NAMES, '"one\\ntwo"')[1] == ["text.lines"]


@pytest.mark.parametrize(
    ("text", "cited", "printed"),
    [
        ("Rules 4", Cited("Rules 4"), {"cites": "Rules 4"}),
        ("{text: Rules 4}", Cited("Rules 4"), {"cites": "Rules 4"}),
        (
            "{text: Rules 4, status: to verify}",
            Cited("Rules 4", True),
            {"cites": {"text": "Rules 4", "status": "to verify"}},
        ),
        (
            "{text: Rules 4, compared with: the print of 2020}",
            Cited("Rules 4", False, "the print of 2020"),
            {"cites": {"text": "Rules 4", "compared with": "the print of 2020"}},
        ),
    ],
)
def test_an_article_with_its_doubt_and_its_source_is_printed_as_it_is_read(
    text: str, cited: Cited, printed: dict[str, object]
) -> None:
    assert read(CITES, text) == (cited, [])
    assert print_cites(cited) == printed


def test_a_doubt_without_an_article_is_printed_beside_none() -> None:
    assert print_cites(Cited("", True)) == {"status": "to verify"}
    assert print_cites(Cited()) == {}


def test_an_article_lacks_its_text() -> None:
    assert read(CITES, "{status: to verify}") == (None, ["key.missing"])
    assert read(CITES, "[Rules 4]")[1] == ["value.wrong"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (print_period(Period(hours=1)), "1 hour"),
        (print_period(Period(working_days=1)), "1 working day"),
        (print_period(Period(working_days=2)), "2 working days"),
        (print_period(Period(days=30)), "30 days"),
        (print_period(Period(weeks=1)), "1 week"),
        (print_period(Period(months=2)), "2 months"),
        (print_period(Period(years=3)), "3 years"),
        (print_period(None), ""),
        (print_months(None), ""),
        (print_months(0), ""),
        (print_months(1), "1 month"),
        (print_months(18), "18 months"),
        (print_months(12), "1 year"),
        (print_months(24), "2 years"),
        (print_yes(True), "yes"),
        (print_yes(False), ""),
        (print_yes(True, True), ""),
        (print_yes(False, True), "no"),
    ],
)
def test_it_is_printed(printed: str, expected: str) -> None:
    assert printed == expected


def test_a_list_a_closed_set_and_keys() -> None:
    days = listing(DATE)
    assert read(days, "[2026-01-31, 2026-02-28]") == ((date(2026, 1, 31), date(2026, 2, 28)), [])
    assert read(days, "2026-01-31")[1] == ["value.wrong"]
    assert read(days, "[soon, 2026-02-28]") == ((date(2026, 2, 28),), ["date.bad"])
    names = distinct(NAME)
    assert read(names, "[a, b]") == (("a", "b"), [])
    assert read(names, "[a, b, a, a]")[1] == ["list.twice", "list.twice"]
    assert read(names, "a")[1] == ["value.wrong"]
    word = one_of(("open", "shut"), "open or shut")
    assert read(word, "shut") == ("shut", [])
    assert read(word, "ajar") == (None, ["word.unknown"])
    assert read(word, "[shut]") == (None, ["word.unknown"])
    numbers = mapping(NAME, NATURAL)
    assert read(numbers, "{a: 1, b: 2}") == ({"a": 1, "b": 2}, [])
    assert read(numbers, "{a: 1, b: x, c d: 3}") == ({"a": 1}, ["value.wrong", "value.wrong"])
    assert read(numbers, "[1]") == (None, ["value.wrong"])


def test_a_name_listed_twice_is_shown_with_the_line_of_the_first() -> None:
    notes = Notes("x.yaml")
    distinct(NAME).read(parse("- a\n- b\n- a\n", "x.yaml", []), notes)
    (fault,) = notes.faults
    assert (fault.line, "first in line 1" in fault.sentence) == (3, True)


def test_a_fault_offers_the_word_that_was_meant_or_the_nearest() -> None:
    word = one_of(
        ("open", "shut"), "open or shut", lambda written: "open" if written == "wide" else ""
    )
    for written, expected in {"wide": '"open"', "shutt": '"shut"', "": "open or shut"}.items():
        notes = Notes("x.yaml")
        word.read(Scalar(written, 1, 1), notes)
        assert notes.faults[0].expected == expected


DESK = {
    "desk": Key(NAME),
    "held by": Key(TEXT, required=True),
    "cites": Key(CITES),
    "status": Key(DOUBT),
    "compared with": Key(TEXT),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("{desk: a, held by: A}", {"desk": "a", "held_by": "A"}, []),
        ("{held by: A, cites: R 1}", {"held_by": "A", "cites": Cited("R 1")}, []),
        ("{held by: A, cites: R 1, status: to verify}", {"held_by": "A", "cites": Cited("R 1", True)}, []),
        ("{held by: A, cites: {text: R 1, status: to verify}, compared with: P}",
         {"held_by": "A", "cites": Cited("R 1", True, "P")}, []),
        ("{held by: A, cites: {text: R 1, compared with: Q}, status: to verify}",
         {"held_by": "A", "cites": Cited("R 1", True, "Q")}, []),
        ("{held by: A, status: to verify}", {"held_by": "A", "cites": Cited("", True)}, []),
        ("{desk: a}", None, ["key.missing"]),
        ("{held by: A, heldby: B}", None, ["key.unknown"]),
        ("{held by: '', desk: a}", None, ["value.wrong"]),
        ("[a]", None, ["value.wrong"]),
    ],
)  # fmt: skip
def test_the_keys_of_an_item(text: str, value: dict[str, Any] | None, codes: list[str]) -> None:
    assert read(record(DESK, dict, "desk"), text) == (value, codes)


def test_what_is_to_be_verified_is_noted_with_its_article_and_source() -> None:
    notes = Notes("x.yaml", subject="desk a")
    text = "{held by: A, cites: {text: R 1, compared with: P}, status: to verify}"
    record(DESK, dict, "desk").read(parse(text, "x.yaml", []), notes)
    record(DESK, dict, "desk").read(parse("{held by: A, cites: R 2}", "x.yaml", []), notes)
    record(DESK, dict, "desk").read(parse("{held by: A, status: to verify}", "x.yaml", []), notes)
    assert notes.doubts == {"desk a: R 1": "P", "desk a": ""}


# --- items by name and by date ---------------------------------------------------------------------------------------

ONE = {"desk": Key(NAME), "held by": Key(TEXT, required=True), "room": Key(TEXT)}
DESKS = items("desk", ONE, dict)


def version(first: str, holder: str) -> str:
    return f"{{from: {first}, held by: {holder}}}"


def test_an_item_without_versions_has_its_value_for_ever() -> None:
    found, codes = read(DESKS, "[{desk: a, held by: A}]")
    assert codes == []
    assert found["a"] == Dated(((date.min, {"desk": "a", "held_by": "A"}),))


def test_versions_share_what_stands_beside_them_and_each_has_its_first_day() -> None:
    text = f"[{{desk: a, room: R, versions: [{version('2020-01-01', 'A')}, {version('2021-01-01', 'B')}]}}]"
    found, codes = read(DESKS, text)
    assert codes == []
    assert [(str(day), one["held_by"], one["room"]) for day, one in found["a"].versions] == [
        ("2020-01-01", "A", "R"), ("2021-01-01", "B", "R"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "codes", "left"),
    [
        ("{desk: a, held by: A}", ["value.wrong"], []),
        ("[a]", ["value.wrong"], []),
        ("[{held by: A}]", ["key.missing"], []),
        ("[{desk: a, held by: A}, {desk: a, held by: B}]", ["name.twice"], ["a"]),
        ("[{desk: a}, {desk: b, held by: B}]", ["key.missing"], ["b"]),
        ("[{desk: a, versions: x}]", ["value.wrong"], []),
        ("[{desk: a, versions: [x]}]", ["value.wrong"], []),
        ("[{desk: a, versions: [{held by: A}]}]", ["key.missing"], []),
        ("[{desk: a, versions: [{from: soon, held by: A}]}]", ["date.bad"], []),
        (f"[{{desk: a, versions: [{version('2021-01-01', 'A')}, {version('2020-01-01', 'B')}]}}]",
         ["versions.order"], ["a"]),
        (f"[{{desk: a, versions: [{version('2021-01-01', 'A')}, {version('2021-01-01', 'B')}]}}]",
         ["versions.order"], ["a"]),
        ("[{desk: a, versions: [{from: 2020-01-01}, {from: 2021-01-01, held by: B}]}]", ["key.missing"], ["a"]),
    ],
)  # fmt: skip
def test_a_list_of_items_that_is_not_one(text: str, codes: list[str], left: list[str]) -> None:
    found, told = read(DESKS, text)
    assert told == codes
    assert list(found) == left


def test_a_check_of_the_keys_together_leaves_the_item_out() -> None:
    def check(item: Any, notes: Notes) -> None:
        if item.pairs["held by"].value.value == item.pairs["room"].value.value:
            notes.fault("same", item, "The same.", "another")

    kind = items("desk", ONE, dict, check, called="seat")
    found, codes = read(kind, "[{desk: a, held by: A, room: A}, {desk: b, held by: B, room: A}]")
    assert (list(found), codes) == (["b"], ["same"])
    assert kind.expected == "a list of seats"


def test_items_that_do_not_vary_by_date_and_their_names() -> None:
    kind = undated("desk", ONE, dict)
    found, codes = read(kind, "[{desk: a, held by: A}, {desk: b}]")
    assert (found, codes) == ({"a": {"desk": "a", "held_by": "A"}}, ["key.missing"])
    node = parse("[{desk: a}, {room: b}, c, {desk: [d]}, {desk: e}]", "x.yaml", [])
    assert [name.value for name in names_in(node, "desk")] == ["a", "e"]
    assert names_in(parse("{desk: a}", "x.yaml", []), "desk") == []


def test_versions_are_told_with_their_other_keys() -> None:
    notes = Notes("x.yaml")
    node = parse("[{from: 2020-01-01, a: b}, {from: 2021-01-01}]", "x.yaml", [])
    assert [(str(day), list(rest.pairs)) for day, rest in in_versions(node, notes)] == [
        ("2020-01-01", ["a"]), ("2021-01-01", []),
    ]  # fmt: skip


def test_an_item_that_begins_on_a_day_of_its_own_keeps_it_beside_its_versions() -> None:
    """``from`` in a version is its first day (docs/formats/charter.md)."""
    days = ((date(2020, 1, 1), "a"), (date(2021, 1, 1), "b"))
    named = {
        "x": Dated(days),
        "y": Dated(((date.min, "c"),)),
        "z": Dated(((date(2020, 1, 1), "d"),)),
    }
    printed = print_items(
        named,
        "rota",
        lambda one: {"of": one, "from": {"a": "2019-01-01", "b": "2019-06-01"}.get(one)},
    )
    assert printed == [
        {"rota": "x", "from": "2019-01-01",
         "versions": [{"of": "a", "from": "2020-01-01"}, {"of": "b", "from": "2021-01-01"}]},
        {"rota": "y", "of": "c"},
        {"rota": "z", "versions": [{"of": "d", "from": "2020-01-01"}]},
    ]  # fmt: skip
