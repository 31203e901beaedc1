"""Findings that few charters have: each by the smallest charter that has it, and gone once its advice is followed."""

from __future__ import annotations

import pytest

from comity.charter.analysis import analyse
from comity.charter.reading import read_charter_text

CHARTER = """comity: 1
body: trio
title: Trio
members: [{member: A}, {member: B}, {member: C}MEMBER]
organs: [{organ: desk, title: Desk, powers: [all], cites: Pact 1}]
MORE
rules: [{rule: half, cites: Pact 2, RULE}]
procedures:
  - procedure: p
    opened by: OPENED
    cites: Pact 3
    steps:
      - {step: a, asks for: note, from: FROM}
      - {step: v, question: agree, put to: ASKED, PUT rule: half, closes: {after: 3 days}, if not adopted: end}
      - {step: e, takes effect: {issues: decision}}
"""
GIVEN = {
    "MEMBER": "",
    "MORE": "",
    "RULE": "adopted when: {in favour: more than 1/2 of members}",
    "OPENED": "any member",
    "FROM": "any member",
    "ASKED": "each member",
    "PUT": "",
}
MEMBER = "{status: member, rights: [attend, propose, vote, circulate]}"
OBSERVER = f"statuses: [{MEMBER}, {{status: observer, rights: [attend, propose, vote]}}]"
WATCHED = ", {member: D, status: [{is: observer}]}"
CLUB, CLUB_OF_A = "groups: {club: []}", "groups: {club: [A]}"
DEAN = "offices: [{office: dean, title: Dean, term: 2 years, powers: [all]}]"
SLOTS = (
    "offices: [{office: dean, title: Dean, powers: [all], slots: {rota: {of: members, order: [ORDER], starting with: A},"
    " from: 2026-01-01, length: 2 years}}]"
)
SLOT = "the member whose slot it is"
NAMED = "may not vote: concerned, adopted when: {in favour: at least 3}"
CONCERNED = "parameters: [concerned]"


def charter(**given: str) -> str:
    text = CHARTER
    for key, value in {**GIVEN, **given}.items():
        text = text.replace(key, value)
    return text


def cases(**given: str) -> set[tuple[str, str]]:
    return {(one.code, one.case) for one in analyse(read_charter_text(charter(**given)))}


@pytest.mark.parametrize(
    ("found", "given", "followed"),
    [
        (("nobody.acts", "status"), {"MORE": OBSERVER, "FROM": "any observer"}, {"MEMBER": WATCHED}),
        (("nobody.acts", "group"), {"MORE": CLUB, "FROM": "the club"}, {"MORE": CLUB_OF_A}),
        (("nobody.acts", "slot"), {"FROM": SLOT}, {"MORE": SLOTS.replace("ORDER", "A, B, C")}),
        (("nobody.acts", "through"), {"MORE": DEAN, "FROM": "{the dean through: head}"}, {"FROM": "desk"}),
        (("nobody.opens", "through"), {"MORE": DEAN, "OPENED": "{the dean through: head}"}, {"OPENED": "desk"}),
        (
            ("nobody.answers", "status"),
            {"MORE": f"{OBSERVER}\n{CLUB}", "ASKED": "each observer", "PUT": "put by: the club,"},
            {"MEMBER": WATCHED},
        ),
        (
            ("nobody.answers", "group"),
            {"MORE": f"{OBSERVER}\n{CLUB}", "ASKED": "the club", "PUT": "put by: any observer,"},
            {"MORE": f"{OBSERVER}\n{CLUB_OF_A}"},
        ),
        (
            ("nobody.answers", "slot"),
            {"MORE": CLUB, "ASKED": SLOT, "PUT": "put by: the club,"},
            {"MORE": CLUB + "\n" + SLOTS.replace("ORDER", "A, B, C")},
        ),
        (
            ("order.differs", "office leaves out"),
            {"MORE": SLOTS.replace("ORDER", "A, B")},
            {"MORE": SLOTS.replace("ORDER", "A, B, C")},
        ),
        (("veto.vote", "unnamed"), {"MORE": CONCERNED, "RULE": NAMED}, {"RULE": NAMED.replace("3", "1")}),
        (("veto.absence", "unnamed"), {"MORE": CONCERNED, "RULE": NAMED}, {"RULE": NAMED.replace("3", "1")}),
        (
            ("veto.vote", "named"),
            {"MORE": CONCERNED, "RULE": NAMED, "MEMBER": ", {member: D}"},
            {"RULE": NAMED.replace("3", "1")},
        ),
        (
            ("veto.absence", "named"),
            {"MORE": CONCERNED, "RULE": NAMED, "MEMBER": ", {member: D}"},
            {"RULE": NAMED.replace("3", "1")},
        ),
    ],
)  # fmt: skip
def test_what_is_seldom_found_is_found_and_gone_once_it_is_put_right(
    found: tuple[str, str], given: dict[str, str], followed: dict[str, str]
) -> None:
    assert found in cases(**given)
    assert found not in cases(**{**given, **followed})
    assert found not in cases()
