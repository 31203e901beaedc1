"""The order of rotas: alphabets by collation, lists as written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity.charter.law import law
from comity.charter.model import Order
from comity.charter.order import ALPHABETS, by_alphabet, in_order, rota_order
from comity.charter.reading import read_charter

EXAMPLE = read_charter(Path(__file__).parent / "example.yaml")
DAY = date(2021, 1, 1)

# The SCO's members from 2017 and 2023, under their short names (survey T95).
SCO_RU = {"CN": "Китай", "IN": "Индия", "IR": "Иран", "KZ": "Казахстан", "KG": "Кыргызстан"}
SCO_EN = {"CN": "China", "IN": "India", "IR": "Iran", "KZ": "Kazakhstan", "KG": "Kyrgyzstan"}


def test_the_russian_alphabet_puts_china_after_kazakhstan() -> None:
    assert by_alphabet("ru", SCO_RU) == ("IN", "IR", "KZ", "CN", "KG")


def test_the_english_alphabet_puts_china_first() -> None:
    assert by_alphabet("en", SCO_EN) == ("CN", "IN", "IR", "KZ", "KG")


def test_yo_stands_with_ye_and_not_before_a() -> None:
    # T97: by code points Ё (U+0401) stands before А (U+0410).
    names = {"b": "Ёлка", "a": "Азия", "c": "Жук", "d": "Европа"}
    assert by_alphabet("ru", names) == ("a", "d", "b", "c")
    assert sorted(names.values())[0] == "Ёлка"


def test_short_i_is_a_letter_of_its_own_after_i() -> None:
    assert by_alphabet("ru", {"y": "Йемен", "i": "Исландия", "k": "Катар"}) == ("i", "y", "k")


def test_accents_decide_only_between_names_alike() -> None:
    names = {"x": "Côte", "y": "Costa", "z": "Croatia"}
    assert by_alphabet("fr", names) == ("y", "x", "z")


def test_case_does_not_matter_before_letters() -> None:
    assert by_alphabet("en", {"a": "belarus", "b": "Austria", "c": "Chad"}) == ("b", "a", "c")


@pytest.mark.parametrize("language", ["be", "kk", "pl", "es", "sv", "hy"])
def test_languages_that_move_letters_are_not_offered(language: str) -> None:
    assert language not in ALPHABETS


def test_members_of_one_name_stand_by_their_codes() -> None:
    assert by_alphabet("en", {"B": "Congo", "A": "Congo"}) == ("A", "B")


def test_a_listed_order_is_kept_without_those_who_are_not_there() -> None:
    assert in_order(Order(listed=("KZ", "AM", "BY")), ["AM", "KZ"], EXAMPLE, date(2021, 1, 1)) == (
        "KZ",
        "AM",
    )


def test_a_rota_follows_the_alphabet_of_its_language_over_the_members_of_the_day() -> None:
    rota = law(EXAMPLE, DAY).rotas["chairmanship"]
    # Armenia, Belarus, Kazakhstan in Russian; Norway, a member until 2012, between Kazakhstan and the end.
    assert rota_order(rota, EXAMPLE, DAY) == ("AM", "BY", "KZ")
    assert rota_order(rota, EXAMPLE, date(2012, 1, 1)) == ("AM", "BY", "KZ", "NO")


def test_a_change_of_name_moves_a_member_in_the_alphabet() -> None:
    order = Order(alphabet="ru")
    parties = ["NO", "KZ", "BY"]
    # Норвегия stands after Казахстан, Королевство Норвегия between Казахстан and the rest.
    assert in_order(order, [*parties, "AM"], EXAMPLE, date(2019, 1, 1))[-1] == "NO"
    english = in_order(Order(alphabet="en"), parties, EXAMPLE, date(2021, 1, 1))
    assert english == ("BY", "KZ", "NO")
    assert in_order(Order(alphabet="en"), parties, EXAMPLE, date(2019, 1, 1)) == ("BY", "KZ", "NO")


def test_a_party_that_the_charter_does_not_name_stands_by_its_code() -> None:
    assert in_order(Order(alphabet="en"), ["KZ", "Azania", "BY"], EXAMPLE, date(2021, 1, 1)) == (
        "Azania",
        "BY",
        "KZ",
    )
