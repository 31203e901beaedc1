"""Whose turn it is on a day, where turns are on record: certain days, uncertain ones, and ones recorded out of order."""

from __future__ import annotations

from typing import Any

import pytest

from comity.body.occasion import law_on
from comity.body.standing import begun, over
from comity.body.turns import (
    holder_of_turn,
    holders,
    holds_office,
    possible_holders,
    possible_turns,
    slot,
    slot_on,
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
        ("2025-01-01", "[2026-03-01..2026-03-31]", 0, 1),
        ("2025-01-01", "[2026-04-01..2026-04-30]", 1, 1),
    ],
)
def test_who_holds_an_office_on_a_day_is_certain_possible_or_neither(
    orchard: Any, since: str, until: str, certain: int, possible_ones: int
) -> None:
    state = tenures(orchard, {"since": since, "until": until}).state
    assert len(holders(state, "head", "2026-03-02")) == certain
    assert len(possible_holders(state, "head", "2026-03-02")) == possible_ones


@pytest.mark.parametrize(
    ("number", "since", "until", "party"),
    [
        (0, "2024-01-01", "2025-12-31", "A"),
        (1, "2026-01-01", "2027-12-31", "B"),
        (2, "2028-01-01", "2029-12-31", "C"),
        (3, "2030-01-01", "2031-12-31", "A"),
        (7, "2038-01-01", "2039-12-31", "B"),
    ],
)
def test_the_slots_follow_one_another_in_the_order_of_the_rota(
    orchard: Any, number: int, since: str, until: str, party: str
) -> None:
    state = tenures(orchard).state
    law = law_on(state, "2026-03-02")
    found = slot(state, law, law.offices["head"], number)
    assert (found.number, found.since, found.until, found.party) == (number, since, until, party)
    for day in (since, until):
        assert slot_on(state, law, law.offices["head"], day) == found


def test_before_the_rota_begins_its_first_slot_is_next(orchard: Any) -> None:
    state = tenures(orchard).state
    law = law_on(state, "2026-03-02")
    for day in ("1999-05-05", "2023-12-31"):
        assert slot_on(state, law, law.offices["head"], day).number == 0


@pytest.mark.parametrize(("first", "party"), [("A", "A"), ("B", "B"), ("C", "C")])
def test_slots_of_any_length_from_any_day_begin_with_the_party_that_the_charter_names(
    orchard: Any, first: str, party: str
) -> None:
    charter = SLOTS.replace("starting with: A", f"starting with: {first}")
    charter = charter.replace("2 years, from: 2024-01-01", "5 months, from: 2024-11-15")
    body = orchard(charter, body="r", organ="office", members=())
    law = law_on(body.state, "2026-03-02")
    office = law.offices["head"]
    slots = [slot(body.state, law, office, number) for number in range(4)]
    assert [(one.since, one.until) for one in slots] == [
        ("2024-11-15", "2025-04-14"), ("2025-04-15", "2025-09-14"),
        ("2025-09-15", "2026-02-14"), ("2026-02-15", "2026-07-14"),
    ]  # fmt: skip
    assert slots[0].party == slots[3].party == party
    days = {"2024-12-01": 0, "2025-04-14": 0, "2025-04-15": 1, "2026-02-14": 2, "2026-02-15": 3}
    days |= {"2044-11-14": 47, "2044-11-15": 48, "2034-03-14": 22, "2034-03-15": 22}
    for day, number in days.items():
        assert slot_on(body.state, law, office, day).number == number


TWO_OFFICES = SLOTS + "  - {office: aide, title: Aide}\n  - {office: zoo, title: Zoo}\n"


def test_an_office_is_held_by_whom_it_is_and_by_nobody_else(orchard: Any) -> None:
    body = orchard(TWO_OFFICES, body="r", organ="office", members=())
    for person in ("alf", "zed"):
        body.do("person.enter/1", person=person, name=person)
    body.do("source.file/1", source="minutes", title="Minutes", sha256="1" * 64)
    began = {
        "kind": "tenure.began/1",
        "tenure": "t",
        "office": "head",
        "person": "clerk",
        "since": "2026-01-01",
    }
    body.do("attest/1", cites=[{"source": "minutes"}], facts=[began])
    for office in ("aide", "head", "zoo"):
        for person in ("alf", "clerk", "zed"):
            held = (office, person) == ("head", "clerk")
            assert holds_office(body.state, person, office, "2026-03-02") is held
        assert bool(possible_holders(body.state, office, "2026-03-02")) is (office == "head")


def test_before_the_body_had_a_member_nobody_held_an_office(orchard: Any) -> None:
    charter = SLOTS.replace(
        "{member: A, name: A}, {member: B, name: B}, {member: C, name: C}",
        ", ".join(
            f"{{member: {one}, name: {one}, status: [{{from: 2010-01-01, is: member}}]}}"
            for one in "ABC"
        ),
    )
    body = orchard(charter, body="r", organ="office", members=())
    body.do("source.file/1", source="minutes", title="Minutes", sha256="1" * 64)
    began = {
        "kind": "tenure.began/1",
        "tenure": "t",
        "office": "head",
        "person": "clerk",
        "since": "[..2020-03-04]",
    }
    body.do("attest/1", cites=[{"source": "minutes"}], facts=[began])
    possible = {
        day: len(possible_holders(body.state, "head", day)) for day in ("2009-12-31", "2010-01-01")
    }
    assert possible == {"2009-12-31": 0, "2010-01-01": 1}


@pytest.mark.parametrize(
    ("by", "reason", "ends"),
    [
        ("a", "recall", True),
        ("a", "resignation", False),
        ("b", "recall", False),
        ("b", "death", False),
    ],
)
def test_a_holder_is_recalled_by_the_party_that_nominated_and_by_no_other(
    orchard: Any, by: str, reason: str, ends: bool
) -> None:
    body = tenures(orchard, {"since": "2026-01-01", "nominated_by": "A"})
    for member in "AB":
        body.accredit(member)
    if ends:
        body.do("office.leave/1", by=by, tenure="t0", reason=reason)
    else:
        body.refused("office.leave/1", by=by, tenure="t0", reason=reason)
    assert bool(body.state.tenures["t0"].ended) is ends


@pytest.mark.parametrize(
    ("moment", "day", "has_begun", "is_over"),
    [
        ("", "2026-03-02", True, False),  # from of old; without an end
        ("2026-03-02", "2026-03-02", True, False),
        ("2026-03-01", "2026-03-02", True, True),
        ("2026-03-03", "2026-03-02", False, False),
        ("2026-03", "2026-03-31", True, False),
        ("2026-03", "2026-03-30", False, False),
        ("2026-03", "2026-04-01", True, True),
        ("2026-03-02/..", "2026-04-01", False, False),
    ],
)
def test_what_certainly_holds_from_a_day_and_what_is_certainly_over(
    moment: str, day: str, has_begun: bool, is_over: bool
) -> None:
    assert (begun(moment, day), over(moment, day)) == (has_begun, is_over)


ACTING = """comity: 1
body: r
title: R
members: [{member: A, name: A}, {member: C, name: C}]
organs: [{organ: office, title: Office, powers: [all]}]
offices:
  - {office: aide, title: Aide, when vacant: {acting: a deputy, limit: 6 months}}
  - {office: head, title: Head, when vacant: {acting: a deputy, limit: 6 months}}
  - {office: zoo, title: Zoo, when vacant: {acting: a deputy, limit: 6 months}}
rotas:
  - {rota: BELL, of: members, order: [C, A], starting with: C, passes: {by: decision}}
  - {rota: bell, of: members, order: [C, A], starting with: C, passes: {by: decision}}
procedures:
  - {procedure: p, opened by: the BELL, steps: [{step: s, asks for: text, from: any member}]}
  - {procedure: q, opened by: the bell, steps: [{step: s, asks for: text, from: any member}]}
"""


def test_the_limit_of_who_acts_in_one_office_does_not_run_from_another(orchard: Any) -> None:
    body = orchard(ACTING, body="r", organ="office", members=())
    body.do("source.file/1", source="minutes", title="Minutes", sha256="1" * 64)
    began = {"kind": "tenure.began/1", "person": "clerk", "since": "2026-01-01", "acting": True}
    facts = [{**began, "tenure": f"t-{office}", "office": office} for office in ("aide", "zoo")]
    body.do("attest/1", cites=[{"source": "minutes"}], facts=facts)
    body.do("office.act_in/1", office="head", person="clerk")
    (tenure,) = holders(body.state, "head", "2026-03-02")
    assert (tenure.since, tenure.until) == ("2026-03-02", "2026-09-01")


@pytest.mark.parametrize(("procedure", "rota"), [("p", "BELL"), ("q", "bell")])
def test_of_a_matter_opened_in_the_chair_the_member_whose_turn_it_is_is_the_proposer(
    orchard: Any, procedure: str, rota: str
) -> None:
    body = orchard(ACTING, body="r", organ="office", members=("C",))
    body.do("matter.open/1", by="c", for_=rota, matter="m", procedure=procedure, title="T")
    assert (body.matter("m").by, body.matter("m").things["proposer"]) == (rota, "C")


@pytest.mark.parametrize("other", ["alf", "zed"])
def test_nobody_resigns_from_the_office_of_another(orchard: Any, other: str) -> None:
    body = tenures(orchard, {"since": "2026-01-01"})
    body.do("person.enter/1", person=other, name=other)
    body.do("credential.issue/1", person=other, party="A", powers=["decide"])
    act = {"by": other, "for_": "A", "tenure": "t0", "reason": "resignation"}
    assert body.refused("office.leave/1", **act).code == "record.not_keeper"
