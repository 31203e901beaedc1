"""Whose turn it is on a day, where turns are on record: certain days, uncertain ones, and ones recorded out of order."""

from __future__ import annotations

from typing import Any

import pytest

from comity.body.occasion import law_on
from comity.body.turns import (
    holder_of_turn,
    holders,
    possible_holders,
    possible_turns,
    slot_to_fill,
)


def passed(union: Any, *turns: tuple[str, str]) -> None:
    """The chair passed to that member on that day, as the minutes report; in the order given."""
    union.do("source.file/1", source="minutes", title="Minutes", sha256="1" * 64)
    for to, on in turns:
        fact = {"kind": "turn.passed/1", "rota": "gavel", "to": to, "on": on}
        union.do("attest/1", cites=[{"source": "minutes"}], facts=[fact])


def possible(union: Any, day: str) -> list[str]:
    law = law_on(union.state, day)
    found = possible_turns(union.state, law, "gavel", day)
    certain = holder_of_turn(union.state, law, "gavel", day)
    assert certain == (found[0] if len(found) == 1 else "")
    return found


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-02-09", ["APPLE"]),
        ("2026-02-10", ["CHERRY"]),
        ("2026-02-28", ["CHERRY"]),
        ("2026-03-01", ["CHERRY", "PEAR"]),
        ("2026-03-30", ["CHERRY", "PEAR"]),
        ("2026-03-31", ["PEAR"]),
    ],
)
def test_a_turn_of_an_uncertain_day_may_have_passed_or_not(
    union: Any, day: str, expected: list[str]
) -> None:
    union.at(10, month=4)
    passed(union, ("CHERRY", "2026-02-10"), ("PEAR", "2026-03"))
    assert possible(union, day) == expected


def test_turns_count_in_the_order_of_their_days_not_of_their_recording(union: Any) -> None:
    passed(union, ("PEAR", "2026-02-20"), ("CHERRY", "2026-02-10"))
    assert [possible(union, day) for day in ("2026-02-09", "2026-02-15", "2026-02-25")] == [
        ["APPLE"], ["CHERRY"], ["PEAR"]
    ]  # fmt: skip


# --- offices ----------------------------------------------------------------------------------------------------------

SLOTS = """comity: 1
body: r
title: R
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}]
organs: [{organ: office, title: Office, powers: [all]}]
offices:
  - office: head
    title: Head
    slots: {length: 2 years, from: 2024-01-01, rota: {of: members, order: [A, B, C], starting with: A}}
"""


def tenures(orchard: Any, *facts: dict[str, Any]) -> Any:
    """The body, with those tenures of its head as the minutes report them."""
    body = orchard(SLOTS, body="r", organ="office", members=())
    body.do("source.file/1", source="minutes", title="Minutes", sha256="1" * 64)
    for number, fact in enumerate(facts):
        began = {
            "kind": "tenure.began/1",
            "tenure": f"t{number}",
            "office": "head",
            "person": "clerk",
            **fact,
        }
        body.do("attest/1", cites=[{"source": "minutes"}], facts=[began])
    return body


@pytest.mark.parametrize(
    ("facts", "party"),
    [
        ([], "B"),
        ([{"since": "2024-01-01", "slot": 0}], "B"),
        ([{"since": "2026-01-01", "slot": 1}], "C"),
        ([{"since": "2026-01-01", "slot": 1, "acting": True}], "B"),
    ],
)
def test_a_slot_in_which_somebody_was_chosen_is_taken(
    orchard: Any, facts: list[dict[str, Any]], party: str
) -> None:
    body = tenures(orchard, *facts)
    law = law_on(body.state, "2026-03-02")
    assert slot_to_fill(body.state, law, law.offices["head"], "2026-03-02").party == party


@pytest.mark.parametrize(
    ("since", "until", "certain", "possible_ones"),
    [
        ("2026-01-01", "", 1, 1),
        ("2026-03-02", "", 1, 1),
        ("2026-03-03", "", 0, 0),
        ("2026", "", 0, 1),
        ("2027", "", 0, 0),
        ("2025", "", 1, 1),
        ("2025-01-01", "2026-03-02", 1, 1),
        ("2025-01-01", "2026-03-01", 0, 0),
        ("2025-01-01", "2026", 0, 1),
        ("2025-01-01", "2026-03", 0, 1),
        ("2025-01-01", "2026-04", 1, 1),
        ("2025-01-01", "2025", 0, 0),
    ],
)
def test_who_holds_an_office_on_a_day_is_certain_possible_or_neither(
    orchard: Any, since: str, until: str, certain: int, possible_ones: int
) -> None:
    state = tenures(orchard, {"since": since, "until": until}).state
    assert len(holders(state, "head", "2026-03-02")) == certain
    assert len(possible_holders(state, "head", "2026-03-02")) == possible_ones
