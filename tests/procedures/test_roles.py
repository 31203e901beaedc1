"""Whom a phrase of the charter names, and through whom a member answers (docs/formats/charter.md, roles)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.body.occasion import Occasion, instant, occasion
from comity.body.rights import Capacity
from comity.body.roles import admits, named, names_status, title_asked, titles_asked
from comity.charter.model import RolePhrase
from comity.errors import Refused

CHARTER = """comity: 1
body: r
title: {en: Roles}
statuses:
  - {status: member, rights: [attend, speak, propose, vote]}
  - {status: observer, rights: [attend]}
  - {status: silent, rights: [attend, vote], counted: yes}
members:
  - {member: A, name: A}
  - {member: B, name: B}
  - {member: C, name: C, status: [{is: silent}]}
  - {member: O, name: O, status: [{is: observer}]}
groups: {north: [B, A]}
parameters: [concerned]
organs:
  - {organ: floor, title: Floor, seats: {one for each: member, held by: envoy}, chaired by: gavel}
  - {organ: office, title: Office, powers: [record, propose]}
rotas:
  - {rota: gavel, title: Gavel, of: members, order: [A, B], starting with: B, from: 2026-01-01,
     passes: {every: calendar year}}
  - {rota: later, title: Later, of: members, order: [A, B], starting with: A, from: 2027-01-01, passes: {every: 6 months}}
offices:
  - {office: elder, title: Elder, filled by: z, slots: {length: 2 years, from: 2026-01-01,
     rota: {of: members, order: [A, B], starting with: A}}}
  - {office: head, title: Head, filled by: p, slots: {length: 2 years, from: 2026-01-01,
     rota: {of: members, order: [A, B], starting with: B}}}
  - {office: aide, title: Aide, slots: {length: 1 year, from: 2026-01-01,
     rota: {of: members, order: [A, B], starting with: A}}}
  - {office: plain, title: Plain}
rules: [{rule: half, adopted when: {in favour: more than 1/2 of members}}]
procedures:
  - {procedure: p, opened by: any member, steps: [{step: a, asks for: candidate, from: any member},
     {step: b, takes effect: {fills: head, with: candidate}}]}
  - {procedure: z, opened by: any member, steps: [{step: a, asks for: candidate, from: any member},
     {step: b, takes effect: {fills: elder, with: candidate}}]}
  - {procedure: q, opened by: any member, steps: [{step: a, asks for: text, from: any member}]}
"""


@pytest.fixture
def on(orchard: Callable[..., Any]) -> Occasion:
    body = orchard(CHARTER, body="r", organ="office", members=())
    return occasion(body.state, instant(body.now), body.state.size)


def phrase(kind: Any, name: str = "", **more: Any) -> RolePhrase:
    return RolePhrase(kind, name=name, **more)


ANY = phrase(
    "any",
    of=(phrase("member", "observer"), phrase("parameter", "north"), phrase("organ", "office")),
)


@pytest.mark.parametrize(
    ("asked", "things", "expected"),
    [
        (phrase("member"), {}, "A B C"),
        (phrase("member", "member"), {}, "A B C"),
        (phrase("member", "members"), {}, "A B C"),
        (phrase("member", "observer"), {}, "O"),
        (phrase("member", "silent"), {}, "C"),
        (phrase("several", number=2), {}, "A B C"),
        (phrase("parameter", "north"), {"north": "O"}, "A B"),
        (phrase("parameter", "concerned"), {"concerned": "C A"}, "C A"),
        (phrase("provided", "candidate"), {"candidate": "A"}, "A"),
        (phrase("chair", "gavel"), {}, "B"),
        (phrase("chair", "head"), {}, "head"),
        (phrase("organ", "floor"), {}, "A B C"),
        (phrase("organ", "office"), {}, "office"),
        (phrase("office", "head"), {}, "head"),
        (phrase("slot"), {}, "B"),
        (phrase("slot"), {"office": "aide"}, "A"),
        (ANY, {}, "O A B office"),
        (phrase("any", of=(phrase("member"), phrase("parameter", "north"))), {}, "A B C"),
    ],
)  # fmt: skip
def test_a_phrase_names_those_whom_it_means(
    on: Occasion, asked: RolePhrase, things: dict[str, str], expected: str
) -> None:
    assert named(on, asked, things, on.law.procedures["p"]) == tuple(expected.split())


@pytest.mark.parametrize(
    ("asked", "procedure", "things"),
    [
        (phrase("member", "nobody of that status"), "p", {}),
        (phrase("parameter", "concerned"), "p", {}),
        (phrase("provided", "candidate"), "p", {}),
        (phrase("provided", "candidate"), "p", {"candidate": ""}),
        (phrase("chair", "later"), "p", {}),
        (phrase("slot"), "q", {}),
        (phrase("slot"), "p", {"office": "plain"}),
        (phrase("slot"), "p", {"office": "no such office"}),
    ],
)
def test_a_phrase_that_means_nobody_is_refused(
    on: Occasion, asked: RolePhrase, procedure: str, things: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refusal:
        named(on, asked, things, on.law.procedures[procedure])
    assert refusal.value.code == "role.nobody"


A = Capacity("party", "A", "A", "1")
ENVOY = Capacity("party", "A", "A", "1", "envoy")
B, C, O = (Capacity("party", one, one, "1") for one in "BCO")  # noqa: E741
OFFICE = Capacity("organ", "office")
GAVEL = Capacity("rota", "gavel", "B", "1")
HEAD = Capacity("office", "head")
HEAD_OF_A = Capacity("office", "head", "A")


@pytest.mark.parametrize(
    ("asked", "who", "expected"),
    [
        (phrase("member"), A, True),
        (phrase("member"), O, False),
        (phrase("member", "observer"), O, True),
        (phrase("member", "observer"), A, False),
        (phrase("member"), OFFICE, False),
        (phrase("member"), GAVEL, False),
        (phrase("member", through="envoy"), A, False),
        (phrase("member", through="envoy"), ENVOY, True),
        (phrase("chair", "gavel"), GAVEL, True),
        (phrase("chair", "gavel"), B, False),
        (phrase("organ", "office"), OFFICE, True),
        (phrase("organ", "office"), A, False),
        (phrase("office", "head"), HEAD, True),
        (phrase("office", "head"), OFFICE, False),
        (phrase("parameter", "north"), A, True),
        (phrase("parameter", "north"), C, False),
        (phrase("parameter", "north"), OFFICE, False),
        (phrase("provided", "candidate"), C, True),
        (phrase("provided", "candidate"), A, False),
        (phrase("slot"), B, True),
        (phrase("slot"), A, False),
        (ANY, O, True),
        (ANY, A, True),
        (ANY, OFFICE, True),
        (ANY, C, False),
    ],
)
def test_a_phrase_admits_those_whom_it_means(
    on: Occasion, asked: RolePhrase, who: Capacity, expected: bool
) -> None:
    things = {"candidate": "C"}
    assert admits(on, asked, who, things, on.law.procedures["p"]) is expected


@pytest.mark.parametrize(
    ("who", "together", "number", "expected"),
    [
        (A, (), 1, True),
        (A, (), 2, False),
        (A, ("B",), 2, True),
        (A, ("A",), 2, False),
        (A, ("B", "C"), 3, False),  # C may not propose
        (A, ("B", "O"), 3, False),  # O is not counted
        (HEAD_OF_A, ("B",), 2, False),
        (GAVEL, ("A",), 2, False),
    ],
)
def test_several_members_are_as_many_as_may_propose(
    on: Occasion, who: Capacity, together: tuple[str, ...], number: int, expected: bool
) -> None:
    asked = phrase("several", number=number)
    assert admits(on, asked, who, {}, on.law.procedures["p"], together) is expected


@pytest.mark.parametrize(
    ("asked", "title", "of_a"),
    [
        (phrase("member"), "", set()),
        (phrase("member", through="head of state"), "head of state", {"head of state"}),
        (phrase("organ", "floor"), "envoy", {"envoy"}),
        (phrase("organ", "office"), "", set()),
        (phrase("any", of=(phrase("organ", "floor"), phrase("organ", "office"))), "", {"envoy"}),
        (phrase("any", of=(phrase("organ", "floor"), phrase("member"))), "", set()),
        (phrase("any", of=(phrase("organ", "floor"), phrase("member", "observer"))), "", {"envoy"}),
        (phrase("any", of=(phrase("organ", "floor"), phrase("member", through="x"))), "", {"envoy", "x"}),
        (phrase("any", of=(phrase("organ", "floor"),), through="y"), "y", {"y"}),
    ],
)  # fmt: skip
def test_a_member_answers_through_whom_the_phrase_or_the_seat_names(
    on: Occasion, asked: RolePhrase, title: str, of_a: set[str]
) -> None:
    assert title_asked(on.law, asked) == title
    assert titles_asked(on, on.law, asked, "A", {}, on.law.procedures["p"]) == of_a


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        (phrase("member", "observer"), "observer", True),
        (phrase("member", "observer"), "member", False),
        (phrase("member", "observer"), "silent", False),
        (phrase("member"), "observer", False),
        (phrase("provided", "candidate"), "observer", True),
        (phrase("parameter", "north"), "observer", True),
        (phrase("slot"), "observer", True),
        (phrase("organ", "floor"), "observer", False),
        (phrase("chair", "gavel"), "observer", False),
        (phrase("any", of=(phrase("member"), phrase("slot"))), "observer", True),
        (phrase("any", of=(phrase("member"), phrase("organ", "floor"))), "observer", False),
    ],
)
def test_a_phrase_names_a_status_that_would_not_do_by_itself(
    asked: RolePhrase, status: str, expected: bool
) -> None:
    assert names_status(asked, status) is expected


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (phrase("member"), "a member"),
        (phrase("member", through="envoy"), "a member through its envoy"),
        (phrase("several", number=3), "at least 3 members"),
        (phrase("slot"), "the member whose slot it is"),
        (phrase("office", "deputy_head"), "the deputy head"),
        (phrase("any", of=(phrase("member"), phrase("organ", "floor"))), "a member or the floor"),
    ],
)
def test_a_phrase_as_a_reader_says_it(asked: RolePhrase, words: str) -> None:
    assert str(asked) == words
