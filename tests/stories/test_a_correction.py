"""An answer by telephone was taken down wrongly, and is corrected next day with everything that rests on it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from visiting import Visitor

if TYPE_CHECKING:
    from conftest import Office

TELEPHONE = str(Path(__file__).with_name("telephone.yaml"))
REASON = "Corund agreed on the telephone."


@pytest.mark.acted_out(script=TELEPHONE)
def test_a_wrong_entry_is_corrected_next_day(office: Office, body: str) -> None:
    clerk = office.enter(body, "p0")
    wrong = yesterday_the_vote_failed(clerk)
    correction = the_clerk_corrects_what_corund_said(clerk, wrong)
    the_vote_is_carried_now(clerk)
    what_would_have_followed_waits(clerk)
    the_original_stays_visible(clerk, wrong, correction)
    for person in ("p8", "p17"):  # Corund, of whom it was; Farholm, which had carried its objection
        both_sides_are_told(office.enter(body, person))


def yesterday_the_vote_failed(clerk: Visitor) -> str:
    """Charter 13: two thirds of the members adopt, four of six; three were in favour. The number of the wrong entry."""
    clerk.go("matters/buoys").reads(
        "Not adopted. Charter 13", "in favour: 3; against: 2; abstaining: 1"
    )
    said = clerk.main.get_by_role("listitem").filter(has_text="on behalf of Corund").last
    number = said.get_by_role("link", name=re.compile("record no.")).inner_text()
    clerk.picture("wrong")
    return number.removeprefix("record no. ")


def the_clerk_corrects_what_corund_said(clerk: Visitor, wrong: str) -> str:
    """What would follow is shown before it is done. The number of the correcting entry."""
    clerk.go(f"register/{wrong}").follow("Correct this record")
    clerk.choose("Position", "in favour").write("What was wrong", REASON)
    clerk.press("Show what would follow")
    clerk.reads("The outcome changes: it was “not adopted” and becomes “adopted”.")
    clerk.picture("what-would-follow").press("Correct it")
    addresses = [f"{person}@{clerk.body}.example" for person in ("p8", "p17")]
    clerk.reads("No mail server is set up, so no letter was sent.", *addresses).picture("corrected")
    return clerk.page.url.rsplit("/", 1)[1]


def the_vote_is_carried_now(clerk: Visitor) -> None:
    clerk.go("matters/buoys").reads("Adopted", within=clerk.part("Adopt the decision"))
    clerk.reads(re.compile(r"Corund\s+in favour"), within=clerk.part("Adopt the decision"))
    clerk.reads("Taken back: Corund: against")
    clerk.reads(re.compile("made again.*: adopted, before: not adopted, in favour: 4; against: 1"))
    clerk.picture("carried")


def what_would_have_followed_waits(clerk: Visitor) -> None:
    """The matter had ended, and no decision was issued."""
    clerk.reads("Somebody must act: a ruling was reversed", "has not come about")
    clerk.go("desk").reads("Buoys of one colour", "Somebody must act.").picture("waits")


def the_original_stays_visible(clerk: Visitor, wrong: str, correction: str) -> None:
    clerk.go(f"register/{wrong}").reads("against, on behalf of Corund", f"record no. {correction}")


def both_sides_are_told(member: Visitor) -> None:
    member.go("desk").reads(REASON, re.compile("adopted, before: not adopted")).picture("told")
