"""Members, statuses, groups and weights: what their text becomes, is printed as, and is refused for."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from comity.charter.model import RIGHTS, Cited, Period, Status, StatusPeriod
from comity.charter.parties import print_group, print_member, print_status, print_weight
from comity.charter.reading import read_charter_text
from comity.errors import Faulty

HEAD = "comity: 1\nbody: duo\ntitle: {en: Duo}\n"
THREE = "members: [{member: AA}, {member: BB}, {member: CC}]\n"


def codes(text: str) -> list[str]:
    try:
        read_charter_text(HEAD + text)
    except Faulty as faulty:
        return [fault.code for fault in faulty.faults]
    return []


# --- statuses and members --------------------------------------------------------------------------------------------


def test_a_status_has_its_rights_and_counts_where_the_charter_says_so() -> None:
    text = (
        "statuses: [{status: member}, {status: observer, rights: [attend], notice: 6 months, cites: A 1},"
        " {status: founder, counted: yes}, {status: lapsed, counted: no}]\n"
    )
    statuses = read_charter_text(HEAD + text).statuses
    assert {name: one.counted for name, one in statuses.items()} == {
        "member": True, "observer": False, "founder": True, "lapsed": False,
    }  # fmt: skip
    assert statuses["observer"] == Status(
        "observer", {}, ("attend",), False, notice=Period(months=6), cites=Cited("A 1")
    )
    assert print_status(statuses["observer"]) == {
        "status": "observer", "rights": ["attend"], "counted": "no", "notice": "6 months", "cites": "A 1",
    }  # fmt: skip
    assert print_status(statuses["founder"]) == {"status": "founder", "counted": "yes"}


def member_with(status: str) -> str:
    statuses = "statuses: [{status: member}, {status: observer}]\n"
    return f"{statuses}members: [{{member: AA, status: [{status}]}}]\n"


def test_a_member_has_its_statuses_by_date() -> None:
    text = member_with(
        "{is: observer, until: 2009-12-31, source: S}, {from: 2010-01-01, is: member, until: 2010-01-01}"
    )
    (_, member) = read_charter_text(HEAD + text).members["AA"].versions[0]
    assert member.statuses == (
        StatusPeriod(date.min, "observer", date(2009, 12, 31), "S"),
        StatusPeriod(date(2010, 1, 1), "member", date(2010, 1, 1)),
    )
    assert print_member(member)["status"] == [
        {"is": "observer", "until": "2009-12-31", "source": "S"},
        {"from": "2010-01-01", "is": "member", "until": "2010-01-01"},
    ]


def test_only_a_sort_name_that_is_another_is_printed() -> None:
    text = "members: [{member: AA, name: {en: The Aa, fr: Aa}, sort name: {en: Aa, fr: Aa}}]\n"
    (_, member) = read_charter_text(HEAD + text).members["AA"].versions[0]
    printed = print_member(member)
    assert (printed["name"], printed["sort name"]) == ({"en": "The Aa", "fr": "Aa"}, {"en": "Aa"})


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("{from: 2010-01-01, is: member}, {from: 2010-01-01, is: observer}", []),
        ("{from: 2010-01-01, is: member}, {from: 2009-12-31, is: observer}", ["versions.order"]),
        ("{from: 2010-01-02, is: member, until: 2010-01-02}", []),
        ("{from: 2010-01-02, is: member, until: 2010-01-01}", ["versions.order"]),
        ("{is: member, until: 2010-01-01}", []),
        ("{from: 2010-01-01}", ["key.missing"]),
        ("{is: guest}", ["status.unknown"]),
        ("{is: member, till: 2010-01-01}", ["key.unknown"]),
        ("{from: soon, is: member}, {from: 2009-12-31, is: observer}", ["date.bad"]),
    ],
)
def test_the_statuses_of_a_member_stand_in_the_order_of_their_days(
    status: str, expected: list[str]
) -> None:
    assert codes(member_with(status)) == expected


def test_a_right_is_one_of_the_list() -> None:
    for right in RIGHTS:
        assert codes(f"statuses: [{{status: member, rights: [{right}]}}]\n") == []
    assert codes("statuses: [{status: member, rights: [veto]}]\n") == ["word.unknown"]


# --- groups ----------------------------------------------------------------------------------------------------------


def test_a_group_is_a_list_or_has_versions_each_with_its_article() -> None:
    text = THREE + (
        "groups:\n  g: [BB, AA]\n  h: {members: [CC], cites: A 2}\n"
        "  k: {cites: A 3, versions: [{from: 2000-01-01, members: [AA]},"
        " {from: 2010-01-01, members: [BB, CC], cites: A 4}]}\n"
    )
    charter = read_charter_text(HEAD + text)
    assert charter.groups["g"].on(date.min) == {"AA", "BB"}
    assert charter.groups["k"].on(date(1999, 12, 31)) is None
    assert charter.groups["k"].on(date(2000, 1, 1)) == {"AA"}
    assert charter.groups["k"].on(date(2010, 1, 1)) == {"BB", "CC"}
    assert print_group("g", charter) == {"members": ["AA", "BB"]}
    assert print_group("h", charter) == {"members": ["CC"], "cites": "A 2"}
    assert print_group("k", charter) == {
        "versions": [
            {"from": "2000-01-01", "members": ["AA"], "cites": "A 3"},
            {"from": "2010-01-01", "members": ["BB", "CC"], "cites": "A 4"},
        ]
    }


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ("{g: [AA, AA]}", ["list.twice"]),
        ("{g: [DD]}", ["member.unknown"]),
        ("{g: AA}", ["value.wrong"]),
        ("{g: {members: AA}}", ["value.wrong"]),
        ("{g: {cites: A 1}}", ["key.missing"]),
        ("{g: {versions: []}}", ["value.wrong"]),
        ("{g: {versions: [{from: 2010-01-01}]}}", ["key.missing"]),
        ("{g: {versions: [{members: [AA]}]}}", ["key.missing"]),
        ("{members: [AA]}", ["name.reserved"]),
        ("{voting: [AA]}", ["name.reserved"]),
        ("{attending: [AA]}", ["name.reserved"]),
        ("{a b: [AA]}", ["value.wrong"]),
        ("[AA]", ["value.wrong"]),
    ],
)
def test_a_group_that_is_none(groups: str, expected: list[str]) -> None:
    assert codes(f"{THREE}groups: {groups}\n") == expected


# --- weights ---------------------------------------------------------------------------------------------------------


def weight(text: str, name: str = "w") -> str:
    return f"{THREE}weights: {{{name}: {text}}}\n"


VALUES = "values: {AA: 1, BB: 1/2, CC: 3}"


def test_a_weight_is_exact_for_each_member_and_has_its_world_and_its_sources_by_date() -> None:
    text = weight(
        f"{{cites: A 5, versions: [{{from: 2000-01-01, {VALUES}, source: S}},"
        f" {{from: 2010-01-01, {VALUES}, world: 9/2}}]}}"
    )
    found = read_charter_text(HEAD + text).weights["w"]
    assert found.values.on(date(2005, 1, 1)) == {"AA": 1, "BB": Fraction(1, 2), "CC": 3}
    assert found.world is not None
    assert (found.world.on(date(2005, 1, 1)), found.world.on(date(2010, 1, 1))) == (
        None,
        Fraction(9, 2),
    )
    assert found.sources.on(date(2005, 1, 1)) == "S"
    printed = {"AA": "1", "BB": "1/2", "CC": "3"}
    assert print_weight(found) == {
        "cites": "A 5",
        "versions": [
            {"from": "2000-01-01", "source": "S", "values": printed},
            {"from": "2010-01-01", "world": "9/2", "values": printed},
        ],
    }


def test_a_weight_without_dates_is_printed_without_them() -> None:
    found = read_charter_text(HEAD + weight(f"{{{VALUES}, world: 9, cites: A 5}}")).weights["w"]
    assert found.world is not None
    assert found.world.on(date.min) == 9
    printed = {"values": {"AA": "1", "BB": "1/2", "CC": "3"}, "world": "9", "cites": "A 5"}
    assert print_weight(found) == printed
    without = read_charter_text(HEAD + weight(f"{{{VALUES}}}")).weights["w"]
    assert (without.world, print_weight(without)) == (None, {"values": printed["values"]})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{world: 9}", ["key.missing"]),
        ("[1]", ["value.wrong"]),
        ("{values: {AA: 0.5, BB: 1, CC: 1}}", ["number.decimal"]),
        ("{values: {DD: 1}}", ["member.unknown"]),
        ("{versions: [{from: 2010-01-01, source: S}]}", ["key.missing"]),
        (f"{{versions: [{{from: 2010-01-01, {VALUES}, cites: A 1}}]}}", ["key.unknown"]),
        (f"{{cites: A 1, versions: [{{from: 2010-01-01, {VALUES}}}]}}", []),
    ],
)
def test_a_weight_that_is_none(text: str, expected: list[str]) -> None:
    assert codes(weight(text)) == expected


@pytest.mark.parametrize("name", ["world", "members", "ballots"])
def test_a_weight_has_no_name_that_is_a_word_of_the_notation(name: str) -> None:
    assert codes(weight(f"{{{VALUES}}}", name)) == ["name.reserved"]
