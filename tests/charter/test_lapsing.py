"""What a charter lets do on some days only is told by ``comity charter check``: from which day, of what, where, and what to write."""

# ruff: noqa: E501 - a charter reads better with an item on a line

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import translation

from comity.body.state import State
from comity.charter.analysis import analyse
from comity.charter.law import law
from comity.charter.reading import read_charter_text
from comity.cli.main import comity
from comity.web.readmodel.findings import findings
from comity.web.told.names import Names

CHARTER = """comity: 1
body: r
title: Record
statuses: [{status: member, rights: [attend, propose, circulate, vote, chair, break silence]}, {status: guest, counted: no, rights: [attend, propose, chair]}]
members: [MEMBERS]
groups: {pair: PAIR}
organs:
  - {organ: office, cites: Rules 4, OFFICE}
  - {organ: floor, cites: Rules 5, seats: {one for each: SEAT}MORE}
rotas: [{rota: turn, cites: Rules 6, of: SEAT, order: {alphabet: en}, from: 2026-01-01, passes: {every: calendar year}, when a turn is skipped: held vacant}]
rules: [{rule: r, cites: Rules 7, adopted when: {in favour: more than 1/2 of voting}}]
procedures:
  - procedure: change
    cites: Rules 8
    AMENDS
  - procedure: budget
    cites: Rules 9
    opened by: OPENER
    steps:
      - {step: t, asks for: note, from: OPENER}
      - {step: v, question: shall it be, put to: each member, put by: office, rule: r, closes: {after: 3 days, extended: no}, if not adopted: end}
      - {step: e, takes effect: {issues: decision}}
"""
STEP = "{step: t, asks for: text, from: office}, {step: e, takes effect: {EFFECT}}"
EFFECT, OTHER = "amends charter: yes, with: text", "issues: decision"
PARTS = {
    "MEMBERS": "{member: A}, {member: B}, {member: G, status: [{is: guest}]}",
    "PAIR": "[A, B]",
    "OFFICE": "powers: [record, propose]",
    "SEAT": "pair",
    "MORE": "",
    "OPENER": "office",
    "AMENDS": f"opened by: office\n    steps: [{STEP.replace('EFFECT', EFFECT)}]",
}


def charter(**parts: str) -> str:
    text = CHARTER
    for name, part in {**PARTS, **parts}.items():
        text = text.replace(name, part)
    return text


def dated(*versions: tuple[str, str]) -> str:
    return f"versions: [{', '.join(f'{{from: {day}, {one}}}' for day, one in versions)}]"


def change(*versions: tuple[str, str]) -> str:
    some = (
        (day, f"opened by: office, steps: [{STEP.replace('EFFECT', e)}]") for day, e in versions
    )
    return dated(*some)


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., str]:
    """What ``comity charter check`` says of a file with these parts."""

    def said(text: str) -> str:
        (tmp_path / "charter.yaml").write_text(text, encoding="utf-8")
        done = CliRunner().invoke(comity, ["charter", "check", str(tmp_path / "charter.yaml")])
        assert done.exit_code == 0, done.output
        return " ".join(done.stdout.split())

    def checked(**parts: str) -> str:
        return said(charter(**parts))

    return checked


DAY = "2027-03-01"
LATER = "2030-01-01"


def test_of_a_charter_that_ends_nothing_nothing_is_said(check: Callable[..., str]) -> None:
    said = check()
    assert "From 20" not in said
    assert "Before 20" not in said


def test_amending_that_begins_later_or_ends(check: Callable[..., str]) -> None:
    later = check(AMENDS=change(("2000-01-01", OTHER), (DAY, EFFECT)))
    assert f"Before {DAY}: No procedure amends the charter" in later
    ends = check(AMENDS=change(("2000-01-01", EFFECT), (DAY, OTHER)))
    assert f"From {DAY} on: No procedure amends the charter" in ends
    never = check(AMENDS=PARTS["AMENDS"].replace(EFFECT, OTHER))
    assert never.count("No procedure amends") == 1
    assert ": No procedure amends" not in never


@pytest.mark.parametrize(
    ("powers", "days"),
    [
        ((("2000-01-01", "propose"), (DAY, "decide")), f"From {DAY} on"),
        ((("2000-01-01", "decide"), (DAY, "propose")), f"Before {DAY}"),
        ((("2000-01-01", "propose"), (DAY, "decide"), (LATER, "all")), f"From {DAY} until {LATER}"),
    ],
)
def test_an_organ_that_opens_and_has_the_power_to_propose_on_some_days(
    check: Callable[..., str], powers: tuple[tuple[str, str], ...], days: str
) -> None:
    said = check(
        OPENER="floor", MORE=", " + dated(*((day, f"powers: [{one}]") for day, one in powers))
    )
    assert f"{days}: floor has no power to propose, and cannot act in: budget. [Rules 9]" in said


def test_on_the_pages_it_is_said_in_the_language_of_the_reader_until_it_is_over() -> None:
    read = read_charter_text(
        charter(AMENDS=change(("2000-01-01", EFFECT), (DAY, OTHER), (LATER, EFFECT)))
    )

    def told(day: date) -> list[str]:
        at = Names(State(body="r"), law(read, day))
        return [one.sentence for one in findings(at) if "процедура не изменяет" in one.sentence]

    with translation.override("ru"):
        [said] = told(date(2026, 1, 1))
        assert said.startswith(
            "С 1\u00a0марта 2027\u00a0г. до 1\u00a0января 2030\u00a0г.: Ни одна процедура"
        )
        assert len(told(date(2028, 1, 1))) == 1
        assert told(date(2031, 1, 1)) == []


def test_a_rule_by_which_an_organ_decides_is_looked_at_like_one_that_a_question_names(
    check: Callable[..., str],
) -> None:
    weights = "weights: {votes: {versions: [{from: 2027-03-01, values: {A: 1, B: 1}}]}}"
    text = charter(MORE=", decides by: r").replace(
        "put to: each member, put by: office, rule: r", "put to: floor, put by: office"
    )
    weighed = text.replace("in favour: more", "in favour by votes: more").replace(
        "organs:", f"{weights}\norgans:"
    )
    read = [read_charter_text(one) for one in (text, weighed)]
    plain, by_weight = ([one.code for one in analyse(each)] for each in read)
    assert "procedure.early" not in plain
    assert "procedure.early" in by_weight


# --- where nobody is left ---------------------------------------------------------------------------------------------

UNTIL = "[{from: 2000-01-01, is: STATUS, until: 2029-12-31}]"
RECORD, NONE = "powers: [record, propose]", "powers: [propose]"
GIVEN_TO_NOBODY = "The power to record is given to nobody"


def test_the_power_to_record_that_ends_on_a_day(check: Callable[..., str]) -> None:
    said = check(OFFICE=dated(("2000-01-01", RECORD), (DAY, NONE)))
    assert (
        f"From {DAY} on: {GIVEN_TO_NOBODY}: whoever had it last keeps it (office). Write record"
        in said
    )
    assert f"Line 8: From {DAY}" in said


def test_the_power_to_record_that_nobody_has_for_a_time(check: Callable[..., str]) -> None:
    said = check(OFFICE=dated(("2000-01-01", RECORD), (DAY, NONE), (LATER, RECORD)))
    assert f"From {DAY} until {LATER}: {GIVEN_TO_NOBODY}" in said


def test_a_power_to_record_that_passes_to_another_organ_does_not_end(
    check: Callable[..., str],
) -> None:
    board = dated(("2000-01-01", "powers: [decide]"), (DAY, "powers: [record]"))
    said = check(OFFICE=dated(("2000-01-01", RECORD), (DAY, NONE)), MORE=f", {board}")
    assert GIVEN_TO_NOBODY not in said


def test_the_statuses_of_all_members_that_end(check: Callable[..., str]) -> None:
    ends = UNTIL.replace("STATUS", "member")
    members = f"{{member: A, status: {ends}}}, {{member: B, status: {ends}}}, {{member: G, status: [{{is: guest}}]}}"
    said = check(MEMBERS=members)
    assert f"From {LATER} on: Nobody that the charter names has a status that is counted" in said
    one_stays = members.replace(", until: 2029-12-31", "", 1)
    assert "Nobody that the charter names" not in check(MEMBERS=one_stays)


@pytest.mark.parametrize("seat", ["pair", "guest"])
@pytest.mark.parametrize("again", ["", "2031-01-01"])
def test_a_group_or_a_status_that_is_empty_from_a_day_or_for_a_time(
    check: Callable[..., str], seat: str, again: str
) -> None:
    back = {
        "pair": f", {{from: {again}, members: [A]}}",
        "guest": f", {{from: {again}, is: guest}}",
    }
    more = back[seat] if again else ""
    parts = {
        "pair": {"PAIR": f"{{versions: [{{from: 2000-01-01, members: [A, B]}}, {{from: 2030-01-01, members: []}}{more}]}}"},
        "guest": {
            "MEMBERS": PARTS["MEMBERS"].replace("[{is: guest}]", UNTIL.replace("STATUS", "guest").replace("}]", f"}}{more}]"))
        },
    }  # fmt: skip
    said = check(SEAT=seat, **parts[seat])
    what = "is in the group pair" if seat == "pair" else "has the status guest"
    days = f"From {LATER} until {again}" if again else f"From {LATER} on"
    assert f"{days}: Nobody {what}, which is named by: rota turn, organ floor." in said


def test_a_group_of_which_all_lose_their_status(check: Callable[..., str]) -> None:
    ends = UNTIL.replace("STATUS", "member")
    members = f"{{member: A, status: {ends}}}, {{member: B, status: {ends}}}, {{member: C}}"
    assert f"From {LATER} on: Nobody is in the group pair" in check(MEMBERS=members)
