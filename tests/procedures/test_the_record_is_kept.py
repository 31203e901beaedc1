"""The record always has somebody who can keep it: who had the power last, where nobody has it any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.body.keeping import is_kept
from comity.body.occasion import law_on
from comity.errors import Refused

CHARTER = """comity: 1
body: r
title: {en: Record}
members: [{member: A, name: A}, {member: B, name: B}]
organs:
  - {organ: office, title: Office, powers: [record, propose, convene]}
  - {organ: floor, title: Floor, seats: {one for each: member}}
rules: [{rule: half, cites: Rules 1, adopted when: {in favour: more than 1/2 of members}}]
procedures:
  - procedure: amend
    opened by: any member
    steps:
      - {step: t, asks for: text, from: any member}
      - {step: v, question: amend, put to: each member, rule: half, closes: {when: all have answered}, if not adopted: end}
      - {step: e, takes effect: {amends charter: yes, with: text}, cites: Rules 9}
"""
OTHER = CHARTER.replace("office", "secretariat").replace("title: Office", "title: Secretariat")
NOBODY = CHARTER.replace("powers: [record, propose, convene]", "powers: [propose]")
GONE = CHARTER.replace("  - {organ: floor, title: Floor, seats: {one for each: member}}\n", "")


@pytest.fixture
def body(orchard: Callable[..., Any]) -> Any:
    return orchard(CHARTER, "r", "office", ("A", "B"))


def amend(body: Any, text: str, matter: str = "m") -> None:
    body.do("matter.open/1", by="a", for_="A", matter=matter, procedure="amend", title="T")
    body.do("matter.provide/1", by="a", for_="A", matter=matter, thing="text", value=text)
    question = body.question(matter).question
    for member in "AB":
        fields = {"question": question, "choice": "in favour"}
        body.do("position.state/1", by=member.lower(), for_=member, **fields)


def kept(body: Any) -> bool:
    day = body.now.date().isoformat()
    return is_kept(body.state, law_on(body.state, day), day)


def accredit(body: Any, organ: str, by: str = "clerk", **fields: Any) -> Any:
    fields = {
        "person": "clerk",
        "party": organ,
        "powers": ["record", "propose", "convene"],
        **fields,
    }
    return body.do("credential.issue/1", by=by, for_=organ, **fields)


def test_where_the_record_passes_to_another_organ_its_last_keeper_accredits_the_new_one(
    body: Any,
) -> None:
    amend(body, OTHER)
    assert not kept(body)
    assert body.refused("person.enter/1", by="a", for_="secretariat", person="z", name="Z").code
    accredit(body, "secretariat")
    assert kept(body)
    body.do("person.enter/1", for_="secretariat", person="z", name="Z")


def test_until_then_the_last_keeper_corrects_what_is_wrong(body: Any) -> None:
    body.do("person.enter/1", person="z", name="Zz")
    wrong = body.state.size - 1
    amend(body, OTHER)
    body.do("correct/1", for_="secretariat", entry=wrong, void=True, reason="There is no Z.")
    assert "z" not in body.state.persons


def test_a_keeper_who_revoked_his_own_credential_can_have_another(body: Any) -> None:
    body.do("credential.revoke/1", credential="c0")
    assert not kept(body)
    assert body.refused("credential.issue/1", by="a", for_="office", person="a", party="office",
                        powers=["all"]).code  # fmt: skip
    accredit(body, "office")
    assert kept(body)


def test_once_somebody_keeps_the_record_who_kept_it_before_does_so_no_more(body: Any) -> None:
    body.do("person.enter/1", person="z", name="Z")
    accredit(body, "office", person="z")
    body.do("credential.revoke/1", by="z", for_="office", credential="c0")
    refusal = body.refused("person.enter/1", person="y", name="Y")
    assert refusal.code == "credential.expired"


def test_a_charter_under_which_nobody_keeps_the_record_does_not_take_effect(body: Any) -> None:
    body.do("matter.open/1", by="a", for_="A", matter="m", procedure="amend", title="T")
    given = {"matter": "m", "thing": "text", "value": NOBODY}
    assert body.refused("matter.provide/1", by="a", for_="A", **given).code == "charter.no_keeper"
    assert list(law_on(body.state, "2026-03-02").organs) == ["office", "floor"]


def test_a_session_of_an_organ_that_is_no_more_is_closed(body: Any) -> None:
    body.do("session.convene/1", organ="floor", on="2026-03-02", session="s")
    body.do("session.open/1", session="s", present=["A", "B"])
    amend(body, GONE)
    body.do("attendance.record/1", session="s", present=["A"])
    body.do("session.close/1", session="s")
    assert body.state.sessions["s"].closed == "2026-03-02"


TWO = CHARTER.replace(
    "  - {organ: office, title: Office, powers: [record, propose, convene]}\n",
    "  - {organ: office, versions: [{from: 2020-01-01, title: Office, powers: [record]},"
    " {from: 2026-03-05, title: Office, powers: [propose]}]}\n"
    "  - {organ: desk, versions: [{from: 2026-03-05, title: Desk, powers: [record]}]}\n",
)


def test_the_organ_that_founds_a_body_is_one_that_keeps_the_record_on_that_day(
    orchard: Callable[..., Any],
) -> None:
    body = orchard(TWO, "r", "office", ())
    assert kept(body)
    with pytest.raises(Refused) as refused:
        orchard(TWO, "r", "desk", ())
    assert refused.value.code == "organ.no_record"
    assert refused.value.remedy == "Organs with the power to record: office."


def test_when_the_charter_gives_the_record_to_another_organ_on_a_day_its_last_keeper_goes_on(
    orchard: Callable[..., Any],
) -> None:
    body = orchard(TWO, "r", "office", ())
    body.at(5)
    assert not kept(body)
    fields = {"person": "clerk", "party": "desk", "powers": ["record"]}
    body.do("credential.issue/1", for_="desk", **fields)
    assert kept(body)


SECRETARY = CHARTER.replace(
    "rules:",
    "offices: [{office: sg, title: Secretary, term: 1 months, powers: [record]}]\nrules:",
    1,
).replace(
    "procedures:\n",
    "procedures:\n"
    "  - procedure: fill\n"
    "    opened by: any member\n"
    "    steps: [{step: c, asks for: c, from: any member}, {step: e, takes effect: {fills: sg, with: c}}]\n",
    1,
)


def test_a_clerk_who_lost_the_record_to_an_office_does_not_get_it_back(
    orchard: Callable[..., Any],
) -> None:
    """Whoever had the power last has it, by a credential or by an office, until somebody else does."""
    body = orchard(SECRETARY, "r", "office", ("A", "B"))
    body.do("matter.open/1", by="a", for_="A", matter="f", procedure="fill", title="T")
    body.do("matter.provide/1", by="a", for_="A", matter="f", thing="c", value="b")
    day = {"on": "2026-03-02"}
    body.do("credential.revoke/1", by="b", for_="sg", credential="c0", **day)
    assert body.refused("person.enter/1", name="Z").code == "credential.expired"
    body.at(20, month=5)
    assert not kept(body)
    assert body.refused("person.enter/1", name="Z").code == "credential.expired"
    body.do("person.enter/1", by="b", for_="sg", person="z", name="Z")
    accredit(body, "office", by="b", person="z")
    assert kept(body)
    body.do("person.enter/1", by="z", for_="office", name="Y")
    assert body.refused("person.enter/1", by="b", for_="sg", name="X").code == "office.not_held"
    assert body.findings() == []


ENDS = SECRETARY.replace(
    "offices: [{office: sg, title: Secretary, term: 1 months, powers: [record]}]",
    "offices: [{office: sg, versions: [{from: 2020-01-01, holds over: yes, powers: [record]},"
    " {from: 2026-04-01, holds over: yes, powers: [propose]}]}]",
).replace("powers: [record, propose, convene]", "powers: [propose]")


def test_who_holds_the_office_that_kept_the_record_last_goes_on(
    orchard: Callable[..., Any],
) -> None:
    """The charter gives the record to nobody from a day on: neither the record nor a correction waits for another."""
    both = ENDS.replace(
        "{organ: office, title: Office, powers: [propose]}",
        "{organ: office, versions: [{from: 2020-01-01, powers: [record, propose]}, {from: 2026-03-10, powers: [propose]}]}",
    )
    body = orchard(both, "r", "office", ("A", "B"))
    body.do("matter.open/1", by="a", for_="A", matter="f", procedure="fill", title="T")
    body.do("matter.provide/1", by="a", for_="A", matter="f", thing="c", value="b")
    body.at(20, month=5)
    assert law_on(body.state, "2026-05-20").keepers == ("sg",)
    assert body.refused("person.enter/1", name="Z").code == "record.not_keeper"
    body.do("person.enter/1", by="b", for_="sg", person="z", name="Z")
    wrong = body.state.size - 1
    body.do("correct/1", by="b", for_="sg", entry=wrong, void=True, reason="There is no Z.")
    assert body.findings() == []
