"""A charter read as at a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from comity.charter.law import first_days, law
from comity.charter.model import Charter
from comity.charter.reading import read_charter, read_charter_text

EXAMPLE = read_charter(Path(__file__).parent / "example.yaml")

# UN Charter 23(1) as first written and as amended in 1963, in force on 31 August 1965; the eleven became fifteen with the
# elections for 1966.
COUNCIL = read_charter_text(
    """
comity: 1
body: council
title: Security Council
members:
  - {member: CN}
  - {member: FR}
  - {member: E1, status: [{from: 1946-01-12, is: member, until: 1947-12-31}, {from: 1966-01-01, is: member}]}
  - {member: E2, status: [{from: 1966-01-01, is: member}]}
groups: {permanent: [CN, FR]}
rules:
  - rule: procedural
    versions:
      - {from: 1945-10-24, cites: UN Charter 27(2), adopted when: {in favour: at least 2}}
      - {from: 1965-08-31, cites: UN Charter 27(2) as amended, adopted when: {in favour: at least 3}}
"""
)


@pytest.mark.parametrize(
    ("day", "members"),
    [
        ("1945-10-24", ("CN", "FR")),
        ("1946-01-11", ("CN", "FR")),
        ("1946-01-12", ("CN", "FR", "E1")),
        ("1947-12-31", ("CN", "FR", "E1")),
        ("1948-01-01", ("CN", "FR")),
        ("1965-12-31", ("CN", "FR")),
        ("1966-01-01", ("CN", "FR", "E1", "E2")),
    ],
)
def test_the_membership_is_that_of_the_day_first_and_last_days_included(
    day: str, members: tuple[str, ...]
) -> None:
    assert law(COUNCIL, date.fromisoformat(day)).members == members


def test_the_rule_is_the_version_of_the_day() -> None:
    before, after = date(1965, 8, 30), date(1965, 8, 31)
    assert law(COUNCIL, before).rules["procedural"].cites == "UN Charter 27(2)"
    assert law(COUNCIL, after).rules["procedural"].cites == "UN Charter 27(2) as amended"


def test_before_its_first_version_there_is_no_rule() -> None:
    assert law(COUNCIL, date(1945, 10, 23)).rule("procedural") is None


def slow_members(charter: Charter, day: date) -> tuple[str, ...]:
    """The membership by going through every status anew."""
    found = []
    for name, dated in charter.members.items():
        in_force = [version for first, version in dated.versions if first <= day]
        held = [
            period.status
            for period in (in_force[-1].statuses if in_force else ())
            if period.first <= day and (period.until is None or period.until >= day)
        ]
        if held and charter.statuses[held[-1]].counted:
            found.append(name)
    return tuple(found)


@pytest.mark.parametrize("charter", [COUNCIL, EXAMPLE], ids=["council", "example"])
def test_the_cached_law_agrees_with_going_through_the_charter_on_every_day_of_change(
    charter: Charter,
) -> None:
    for first in first_days(charter)[1:]:
        for day in (first - timedelta(days=1), first, first + timedelta(days=1)):
            assert law(charter, day).members == slow_members(charter, day)


def test_between_two_changes_the_law_is_one_value() -> None:
    assert law(COUNCIL, date(1950, 1, 1)) is law(COUNCIL, date(1960, 1, 1))


def test_two_charters_of_one_digest_are_not_confused() -> None:
    other = replace(COUNCIL, members={})
    assert law(other, date(1950, 1, 1)).members == ()
    assert law(COUNCIL, date(1950, 1, 1)).members == ("CN", "FR")


def test_a_party_without_a_counted_status_is_a_party_but_no_member() -> None:
    on = law(EXAMPLE, date(2013, 1, 1))
    assert "NO" in on.parties
    assert on.status_of("NO") == "observer"
    assert on.rights_of("NO") == ("attend", "speak")
    assert on.members == ("AM", "BY", "KZ")


def test_a_name_that_changes_is_the_one_of_the_day() -> None:
    assert law(EXAMPLE, date(2019, 12, 31)).parties["NO"].name["en"] == "Norway"
    assert law(EXAMPLE, date(2020, 1, 1)).parties["NO"].name["en"] == "Kingdom of Norway"


def test_an_unknown_party_has_neither_status_nor_rights() -> None:
    on = law(EXAMPLE, date(2013, 1, 1))
    assert on.status_of("ZZ") is None
    assert on.rights_of("ZZ") == ()


def test_groups_and_weights_are_those_of_the_day() -> None:
    assert law(EXAMPLE, date(2009, 12, 31)).groups["riparian"] == {"AM"}
    assert law(EXAMPLE, date(2010, 1, 1)).groups["riparian"] == {"AM", "KZ"}
    assert law(EXAMPLE, date(2012, 12, 31)).weights["population"]["BY"] == 9_000_000
    assert law(EXAMPLE, date(2013, 1, 1)).weights["population"]["BY"] == 9_400_000
    assert law(EXAMPLE, date(2013, 1, 1)).weights["shares"]["BY"] == Fraction(2, 3)
    assert law(EXAMPLE, date(2013, 1, 1)).world == {"shares": 100, "population": 7_000_000_000}
    assert law(EXAMPLE, date(2012, 12, 31)).world == {"shares": 100}


def test_a_roll_takes_the_groups_of_the_day_and_those_that_the_question_names() -> None:
    roll = law(EXAMPLE, date(2013, 1, 1)).roll({"state_concerned": ["KZ"]}, attending=3)
    assert roll.members == ("AM", "BY", "KZ")
    assert roll.groups["permanent"] == {"AM", "BY"}
    assert roll.groups["state_concerned"] == {"KZ"}
    assert roll.attending == 3


def test_a_roll_may_be_made_for_members_admitted_since() -> None:
    assert law(EXAMPLE, date(2013, 1, 1)).roll(members=["AM", "XX"]).members == ("AM", "XX")


def test_the_population_of_a_rota_is_the_members_a_group_or_a_status() -> None:
    on = law(EXAMPLE, date(2013, 1, 1))
    assert on.population("members") == ("AM", "BY", "KZ")
    assert on.population("permanent") == ("AM", "BY")
    assert on.population("observer") == ("NO",)
    assert on.population("applicant") == (), "nobody has it, and later statuses are others"
