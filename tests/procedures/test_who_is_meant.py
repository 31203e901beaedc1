"""Which party an effect is about: who opens the matter speaks for itself, and whoever is named is a party."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.body.occasion import law_on
from comity.body.standing import counted_members, status_of
from comity.charter.law import law
from comity.charter.naming_parties import parties_named
from comity.charter.reading import read_charter, read_charter_text
from comity.errors import Faulty

CHARTER = """comity: 1
body: r
title: {en: Who is meant}
statuses:
  - {status: member, rights: [attend, propose, circulate, vote], notice: 6 months, cites: Pact 9}
  - {status: guest, rights: [attend]}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}, {member: G, name: G, status: [{is: guest}]}]
groups: {pair: [A, B]}
parameters: [concerned]
organs: [{organ: office, title: Office, powers: [record, propose]}]
offices: [{office: gavel, title: Gavel, powers: [propose]}]
rotas: [{rota: chair, of: members, order: [A, B, C], starting with: A, passes: {by: decision}}]
rules: [{rule: half, cites: Pact 1, adopted when: {in favour: more than 1/2 of voting}}]
procedures:
  - procedure: admission
    opened by: {any of: [any member, office]}
    cites: Pact 2
    steps:
      - {step: v, question: admit, put to: each member, rule: half, closes: {when: all have answered}, if not adopted: end}
      - {step: e, takes effect: {grants: guest, to: applicant}}
  - procedure: named
    opened by: any member
    cites: Pact 3
    steps:
      - {step: who, asks for: applicant, from: any member}
      - {step: day, asks for: day, from: any member}
      - {step: e, takes effect: {grants: guest, to: applicant, from: day}}
  - procedure: x
    opened by: any member
    cites: Pact 4
    steps:
      - {step: who, asks for: who, from: any member}
      - {step: day, asks for: note, from: any member}
      - {step: e, takes effect: {EFFECT: who}}
  - procedure: leaving
    opened by: {any of: [any member, office]}
    cites: Pact 5
    steps:
      - {step: day, asks for: day, from: the proposer}
      - {step: wait, waits for: {date: day}, takes effect: {ends status: member, of: proposer, from: day}}
  - procedure: at_once
    opened by: any member
    cites: Pact 6
    steps: [{step: e, takes effect: {ends status: member, of: proposer}}]
  - procedure: expelling
    opened by: any member
    cites: Pact 7
    steps:
      - {step: who, asks for: who, from: any member}
      - {step: e, takes effect: {ends status: member, of: who}}
  - procedure: amend
    opened by: any member
    cites: Pact 8
    steps:
      - {step: t, asks for: text, from: any member}
      - {step: e, takes effect: {amends charter: yes, with: text}}
  - procedure: asking
    opened by: any member
    cites: Pact 10
    steps:
      - {step: w, asks for: concerned, from: any member}
      - {step: v, question: q, put to: the concerned, rule: half, closes: {when: all have answered}, if not adopted: end}
      - {step: e, takes effect: {issues: decision}}
"""
GRANTS = CHARTER.replace("EFFECT", "grants: guest, to")


@pytest.fixture
def body(orchard: Callable[..., Any]) -> Any:
    found = orchard(GRANTS, body="r", organ="office", members=("A", "B", "C"))
    yield found
    assert found.findings() == []


def opening(body: Any, procedure: str, by: str = "a", **fields: Any) -> Any:
    return body.do("matter.open/1", by=by, matter="m", procedure=procedure, title="T", **fields)


def status(body: Any, party: str) -> str | None:
    day = body.now.date().isoformat()
    return status_of(body.state, law_on(body.state, day), party, day)


# --- who opens it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("thing", ["applicant", "appellant", "proposer"])
def test_a_party_names_nobody_else_as_who_it_opens_a_matter_for(body: Any, thing: str) -> None:
    fields = {"procedure": "admission", "title": "T", "things": {thing: "UZ"}}
    refusal = body.refused("matter.open/1", by="a", **fields)
    assert (refusal.code, refusal.article) == ("things.not_yours", "Pact 2")
    assert refusal.sentence == f"A opens the matter for itself, and names UZ as its {thing}."
    assert "Let UZ open the matter itself, or an organ or office" in refusal.remedy


def test_it_is_told_which_step_asks_for_whom_it_names(body: Any) -> None:
    fields = {"procedure": "named", "title": "T", "things": {"applicant": "UZ"}}
    refusal = body.refused("matter.open/1", by="a", **fields)
    assert refusal.remedy == "Leave it out: the step 'who' asks for it."


def test_whoever_names_itself_is_not_refused_and_an_organ_names_another(body: Any) -> None:
    opening(body, "admission", things={"applicant": "A"})
    body.do(
        "matter.open/1", matter="uz", procedure="admission", title="T", things={"applicant": "UZ"}
    )
    body.say("uz", "in favour", "A", "B", "C")
    assert (status(body, "UZ"), status(body, "A")) == ("guest", "member")


# --- who is a party ---------------------------------------------------------------------------------------------------

NO_NEW, SEVERAL, NONE = "thing.no_new_party", "thing.several_new", "thing.no_party"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        *(("Кот", NO_NEW), ("office", NO_NEW), ("gavel", NO_NEW), ("chair", NO_NEW)),
        *(("pair", NO_NEW), ("concerned", NO_NEW), ("unknown", NO_NEW)),
        *(("United Kingdom", SEVERAL), ("A UK", SEVERAL)),
    ],
)
def test_a_new_party_has_a_code_of_its_own(body: Any, value: str, code: str) -> None:
    opening(body, "x")
    refusal = body.refused("matter.provide/1", by="a", matter="m", thing="who", value=value)
    assert (refusal.code, refusal.article) == (code, "Pact 4")
    assert "who" in refusal.sentence
    body.do("matter.provide/1", by="a", matter="m", thing="who", value="UK")


def test_an_organ_cannot_open_a_matter_for_what_is_no_party(body: Any) -> None:
    fields = {"procedure": "admission", "title": "T", "things": {"applicant": "office"}}
    assert body.refused("matter.open/1", **fields).code == NO_NEW


@pytest.mark.parametrize(
    "effect", ["ends status: member, of", "suspends: vote, of", "restores: vote, of", "passes: chair, to"]
)  # fmt: skip
@pytest.mark.parametrize("value", ["Q", "office", "Кот", "A Q"])
def test_only_a_known_party_loses_or_regains_something(
    orchard: Callable[..., Any], effect: str, value: str
) -> None:
    charter = CHARTER.replace("EFFECT", effect)
    body = orchard(charter, body="r", organ="office", members=("A", "B", "C"))
    opening(body, "x")
    refusal = body.refused("matter.provide/1", by="a", matter="m", thing="who", value=value)
    assert (refusal.code, refusal.article) == (NONE, "Pact 4")


def test_a_party_is_meant_once(body: Any) -> None:
    opening(body, "x")
    body.do("matter.provide/1", by="a", matter="m", thing="who", value="B B")
    effects = body.do("matter.provide/1", by="a", matter="m", thing="note", value="n")
    assert [str(type(one).__name__) for one in effects].count("StatusGranted") == 1


def test_what_a_source_reported_hinders_the_matter_or_its_next_step(body: Any) -> None:
    """A fact is not refused for it, and no party comes of it."""
    opening(body, "x")
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    provided = {
        "kind": "thing.provided/1",
        "matter": "m",
        "thing": "who",
        "value": "office",
        "by": "A",
    }
    step = {"kind": "step.entered/1", "matter": "m", "step": "day", "on": "2026-03-02"}
    body.do("attest/1", cites=[{"source": "note"}], facts=[provided, step])
    refusal = body.refused("matter.provide/1", by="a", matter="m", thing="note", value="n")
    assert refusal.code == NO_NEW
    assert "office" not in body.state.parties


def test_a_new_charter_gives_the_code_of_a_party_to_nothing_else(body: Any) -> None:
    body.do("party.name/1", party="UZ", name="Uzbekistan")
    opening(body, "amend")
    text = GRANTS.replace("office: gavel", "office: UZ")
    refusal = body.refused("matter.provide/1", by="a", matter="m", thing="text", value=text)
    assert (refusal.code, refusal.article) == ("charter.party_code", "Pact 8")


def test_a_question_to_whom_nobody_knows_is_not_put(body: Any) -> None:
    opening(body, "asking")
    refusal = body.refused("matter.provide/1", by="a", matter="m", thing="concerned", value="B Q")
    assert (refusal.code, body.matter("m").questions) == (NONE, [])
    body.do("matter.provide/1", by="a", matter="m", thing="concerned", value="B C")
    assert body.question("m").population == ["B", "C"]


@pytest.mark.parametrize(
    ("key", "name", "kinds"),
    [
        ("offices: [{office: gavel", "offices: [{office: A", ": office and member."),
        ("rotas: [{rota: chair", "rotas: [{rota: B", ": rota and member."),
        ("{organ: office, title: Office", "{organ: C, title: Office", ": organ and member."),
        ("groups: {pair", "groups: {A", ": group and member."),
        ("offices: [{office: gavel", "offices: [{office: office", ": organ and office."),
        ("groups: {pair", "groups: {gavel", ": office and group."),
        ("groups: {pair", "groups: {concerned", ": group and parameter."),
        ("groups: {pair", "groups: {guest", ": group and status."),
        ("groups: {pair", "groups: {member", ": group and status."),
        ("offices: [{office: gavel", "offices: [{office: guest", ": office and status."),
        ("rotas: [{rota: chair", "rotas: [{rota: guest", ": rota and status."),
        ("{organ: office, title: Office", "{organ: guest, title: Office", ": organ and status."),
        ("parameters: [concerned", "parameters: [guest", ": parameter and status."),
        ("groups: {pair", "weights: {concerned: {values: {A: 1}}}\ngroups: {pair", ": weight and parameter."),
        ("groups: {pair", "groups: {who", ": group and what a step asks for."),
        ("asks for: who, from: any member", "asks for: office, from: the office", ": organ and what a step asks for."),
        ("asks for: who, from: any member", "asks for: gavel, from: gavel", ": office and what a step asks for."),
        ("asks for: who, from: any member", "asks for: guest, from: the guest", ": status and what a step asks for."),
        ("status: guest", "status: proposer", ": status and a party that the opening names."),
    ],
)  # fmt: skip
def test_two_things_of_a_charter_have_two_names(key: str, name: str, kinds: str) -> None:
    with pytest.raises(Faulty) as caught:
        read_charter_text(GRANTS.replace(key, name))
    fault = next(one for one in caught.value.faults if one.code == "name.clash")
    assert kinds in str(fault)
    assert (fault.line, fault.column) > (1, 1)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("offices: [{office: gavel", "offices: [{office: members"),
        ("rotas: [{rota: chair", "rotas: [{rota: proposer"),
        ("groups: {pair", "groups: {applicant"),
        ("status: guest", "status: members"),
        ("members: [{member: A,", "members: [{member: appellant,"),
        ("parameters: [concerned", "parameters: [members"),
    ],
)
def test_no_name_is_a_word_that_is_looked_up_in_the_same_place(key: str, name: str) -> None:
    with pytest.raises(Faulty) as caught:
        read_charter_text(GRANTS.replace(key, name))
    fault = next(one for one in caught.value.faults if one.code == "name.reserved")
    assert f'"{name.split()[-1].strip("[{,")}" is a word of the notation.' in str(fault)
    assert (fault.line, fault.column) > (1, 1)


def test_a_role_says_which_of_two_it_means() -> None:
    """A status and what a step asks for may have one name, as long as no role could mean either."""
    both = GRANTS.replace("asks for: who, from: any member", "asks for: guest, from: any guest")
    assert read_charter_text(both.replace(": who}", ": guest}"))
    named = GRANTS.replace("from: the proposer", "from: the chair")
    named = named.replace(
        "powers: [record, propose]}", "powers: [record, propose], chaired by: gavel}"
    )
    with pytest.raises(Faulty) as caught:
        read_charter_text(named)
    assert ": rota and who chairs an organ." in str(caught.value)
    assert read_charter_text(named.replace("chaired by: gavel", "chaired by: chair"))


# --- who leaves, and when ---------------------------------------------------------------------------------------------


def test_notice_binds_in_a_procedure_as_in_the_act(body: Any) -> None:
    notice = {"party": "A", "effective": "2026-03-03"}
    by_act = body.refused("withdrawal.notify/1", by="a", **notice)
    opening(body, "leaving", held="2025-01-01")
    fields = {"matter": "m", "thing": "day"}
    refusal = body.refused("matter.provide/1", by="a", value="2026-03-03", **fields)
    assert (refusal.code, refusal.article) == (by_act.code, by_act.article)
    assert (refusal.code, refusal.article) == ("withdrawal.too_soon", "Pact 9")
    assert (refusal.sentence, refusal.remedy) == (by_act.sentence, by_act.remedy)
    assert refusal.remedy == "The earliest day is 2026-09-02."
    body.do("matter.provide/1", by="a", value="2026-09-02", **fields)
    body.now += timedelta(days=200)
    body.do("person.enter/1", name="Z")
    assert status(body, "A") is None


def test_it_binds_where_no_day_is_asked_for(body: Any) -> None:
    fields = {"procedure": "at_once", "title": "T"}
    assert body.refused("matter.open/1", by="a", **fields).code == "withdrawal.too_soon"


def test_it_binds_whom_an_organ_names_as_leaving(body: Any) -> None:
    opening(body, "leaving", by="clerk", things={"proposer": "B"})
    fields = {"matter": "m", "thing": "day", "value": "2026-03-03"}
    assert body.refused("matter.provide/1", by="b", **fields).code == "withdrawal.too_soon"


def test_it_does_not_bind_what_others_decide_about_a_member(body: Any) -> None:
    opening(body, "expelling")
    body.do("matter.provide/1", by="a", matter="m", thing="who", value="B")
    assert status(body, "B") is None


def test_a_day_that_a_source_reports_hinders_the_matter(body: Any) -> None:
    opening(body, "leaving")
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    provided = {
        "kind": "thing.provided/1",
        "matter": "m",
        "thing": "day",
        "value": "2026-03-09",
        "by": "A",
    }
    step = {
        "kind": "step.entered/1",
        "matter": "m",
        "step": "wait",
        "on": "2026-03-02",
        "deadline": "2026-03-09T00:00:00.000Z",
    }
    body.do("attest/1", cites=[{"source": "note"}], facts=[provided, step])
    body.now += timedelta(days=10)
    body.do("person.enter/1", name="Z")
    assert body.matter("m").hindered.code == "withdrawal.too_soon"
    assert status(body, "A") == "member"


# --- what check says --------------------------------------------------------------------------------------------------


def said(charter: str) -> dict[str, str]:
    found = parties_named(law(read_charter_text(charter), date.max))
    return {f"{one.code} {one.values['procedure']}": one.article for one in found}


def test_check_names_both_shapes() -> None:
    assert said(GRANTS) == {
        "opener.meant admission": "Pact 2",
        "status.unasked named": "Pact 3",
        "status.unasked x": "Pact 4",
        "status.unasked leaving": "Pact 5",
        "status.unasked expelling": "Pact 7",
    }


OFFICE_TOO = "opened by: {any of: [any member, office]}\n    cites: "
VOTE = "{step: v, question: q, put to: each member, rule: half, at: session}"
GRANTED = "{step: e, takes effect: {grants: guest, to: applicant}}\n  - procedure: named"
EXPELS = "      - {step: e, takes effect: {ends status: member, of: who}}"


@pytest.mark.parametrize(
    ("changes", "gone"),
    [
        (
            {
                f"{OFFICE_TOO}Pact 2": "opened by: any guest\n    cites: Pact 2",
                GRANTED: GRANTED.replace("grants: guest", "grants: member"),
            },
            "opener.meant admission",
        ),
        (
            {f"{OFFICE_TOO}Pact 5": "opened by: any member\n    cites: Pact 5"},
            "status.unasked leaving",
        ),
        ({EXPELS: f"      - {VOTE}\n{EXPELS}"}, "status.unasked expelling"),
    ],
)
def test_neither_is_said_of_a_charter_that_says_who_is_meant(
    changes: dict[str, str], gone: str
) -> None:
    charter = GRANTS
    for old, new in changes.items():
        assert charter.count(old) == 1
        charter = charter.replace(old, new)
    assert gone in said(GRANTS)
    assert gone not in said(charter)


def test_a_member_is_not_expelled_by_a_vote_on_whoever_opened_the_matter() -> None:
    old = "      - {step: e, takes effect: {grants: guest, to: applicant}}\n  - procedure: named"
    charter = GRANTS.replace(old, old.replace("grants: guest, to", "ends status: member, of"))
    assert "opener.meant admission" in said(charter)


@pytest.mark.parametrize("name", ["csto", "six-rivers", "security-council", "two-banks"])
def test_no_charter_that_comes_with_the_program_has_either(name: str) -> None:
    charter = read_charter(Path(__file__).parents[2] / "charters" / name)
    assert list(parties_named(law(charter, date.max))) == []


# --- the CSTO ---------------------------------------------------------------------------------------------------------

MEMBERS = ("AM", "BY", "KZ", "KG", "RU", "TJ")
SERBIA = """  - member: RS
    name: {en: Serbia, ru: Сербия}
    status: [{from: 2020-01-01, is: observer}]
  - member: AF
    name: {en: Afghanistan, ru: Афганистан}
    status: [{from: 2020-01-01, is: observer}]
# state_concerned: the member whose"""


@pytest.fixture
def csto(orchard: Callable[..., Any]) -> Any:
    path = Path(__file__).parents[2] / "charters" / "csto" / "charter.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "# state_concerned: the member whose", SERBIA, 1
    )
    body = orchard(text, body="csto", organ="record", members=(*MEMBERS, "RS", "AF"))
    body.do("person.enter/1", person="sg", name="SG")
    body.do("office.act_in/1", office="secretary_general", person="sg")
    yield body
    assert body.findings() == []


def members_of(body: Any) -> tuple[str, ...]:
    day = body.now.date().isoformat()
    return counted_members(body.state, law_on(body.state, day), day)


def test_a_member_of_the_csto_withdraws_itself_alone_after_six_months(csto: Any) -> None:
    csto.do("matter.open/1", by="ru", matter="w", procedure="withdrawal", title="T")
    fields = {"matter": "w", "thing": "effective"}
    assert (
        csto.refused("matter.provide/1", by="kz", value="2026-09-02", **fields).code
        == "step.not_yours"
    )
    refusal = csto.refused("matter.provide/1", by="ru", value="2026-03-02", **fields)
    assert (refusal.code, refusal.article) == ("withdrawal.too_soon", "Charter 12 and 19")
    csto.do("matter.provide/1", by="ru", value="2026-09-02", **fields)
    csto.now += timedelta(days=200)
    csto.do("person.enter/1", name="Z")
    assert members_of(csto) == ("AM", "BY", "KZ", "KG", "TJ")


@pytest.mark.parametrize("procedure", ["end_of_observer_status", "end_of_partner_status"])
def test_no_member_and_no_observer_ends_the_status_of_another(csto: Any, procedure: str) -> None:
    fields = {"procedure": procedure, "title": "T"}
    assert csto.refused("matter.open/1", by="ru", **fields).code == "matter.not_yours_to_open"
    if "observer" in procedure:
        csto.do("matter.open/1", by="rs", matter="x", **fields)
        csto.do("matter.provide/1", by="rs", matter="x", thing="effective", value="2026-03-02")
        assert (status(csto, "RS"), status(csto, "AF")) == (None, "observer")


def test_the_council_decides_on_the_end_of_an_observers_status(csto: Any) -> None:
    fields = {"procedure": "revocation_of_observer_status", "title": "T"}
    csto.do("matter.open/1", by="ru", matter="x", **fields)
    csto.do("matter.provide/1", by="ru", matter="x", thing="observer leaving", value="AF")
    csto.do("matter.provide/1", by="ru", matter="x", thing="effective", value="2026-03-02")
    assert (csto.matter("x").step, status(csto, "AF")) == ("decision", "observer")


@pytest.mark.parametrize("procedure", ["observer_status", "partner_status", "accession"])
def test_the_applicant_is_named_and_no_member_applies_for_less(csto: Any, procedure: str) -> None:
    fields = {"procedure": procedure, "title": "T"}
    refusal = csto.refused("matter.open/1", by="kz", things={"applicant": "UZ"}, **fields)
    assert refusal.code == "things.not_yours"
    csto.do("matter.open/1", by="kz", matter="m", **fields)
    csto.do("matter.provide/1", by="kz", matter="m", thing="applicant", value="UZ")
    csto.do(
        "matter.provide/1",
        by="sg",
        for_="secretary_general",
        matter="m",
        thing="application",
        value="letter",
    )
    assert (csto.matter("m").step, csto.matter("m").things["applicant"]) == ("opinion", "UZ")
    assert members_of(csto) == MEMBERS
