"""A charter that takes the power to record from everybody on a day freezes no body: who had it last goes on having it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.body.keeping import is_kept
from comity.body.occasion import law_on
from comity.charter.reading import read_charter_text
from comity.errors import Refused

CHARTER = """comity: 1
body: r
title: Record
members: [{member: A}, {member: B}]
organs:
  - {organ: desk, versions: [{from: 2020-01-01, powers: [record]}, {from: 2024-01-01, powers: [propose]}]}
  - {organ: office, versions: [{from: 2020-01-01, powers: [record, propose]}, {from: 2026-03-05, powers: [propose]}]}
rules: [{rule: half, adopted when: {in favour: more than 1/2 of members}}]
procedures:
  - procedure: amend
    opened by: any member
    steps:
      - {step: t, asks for: text, from: any member}
      - {step: e, takes effect: {amends charter: yes, with: text}}
"""
HELD = CHARTER.replace(
    "rules:",
    "offices: [{office: sg, versions: [{from: 2020-01-01, powers: [record]}, {from: 2026-04-05, powers: [propose]}]}]\n"
    "rules:",
).replace(
    "procedures:\n",
    "procedures:\n  - procedure: fill\n    opened by: any member\n"
    "    steps: [{step: c, asks for: c, from: any member}, {step: e, takes effect: {fills: sg, with: c}}]\n",
)


def day(body: Any) -> str:
    return str(body.now.date().isoformat())


def kept(body: Any) -> bool:
    return is_kept(body.state, law_on(body.state, day(body)), day(body))


@pytest.fixture
def body(orchard: Callable[..., Any]) -> Any:
    return orchard(CHARTER, "r", "office", ("A", "B"))


def test_the_organ_that_had_the_power_last_goes_on_having_it(body: Any) -> None:
    body.at(5)
    assert kept(body)
    assert law_on(body.state, day(body)).keepers == ("office",)
    body.do("person.enter/1", person="z", name="Z")
    body.do("correct/1", entry=body.state.size - 1, void=True, reason="There is no Z.")
    assert "z" not in body.state.persons
    refusal = body.refused("person.enter/1", for_="desk", name="Z")
    assert (refusal.code, refusal.remedy) == ("record.not_keeper", "It is kept by: office.")


def test_it_can_accredit_another_and_whoever_lost_the_credential_last_can_have_one(
    body: Any,
) -> None:
    body.at(5)
    body.do("person.enter/1", person="z", name="Z")
    body.do("credential.issue/1", person="z", party="office", powers=["record"])
    body.do("credential.revoke/1", by="z", for_="office", credential="c0")
    body.do(
        "credential.revoke/1", by="z", for_="office", credential=list(body.state.credentials)[-1]
    )
    assert not kept(body)
    body.do(
        "credential.issue/1", by="z", for_="office", person="z", party="office", powers=["record"]
    )
    assert kept(body)
    assert body.findings() == []


def test_an_office_goes_on_having_it_for_whoever_holds_it(orchard: Callable[..., Any]) -> None:
    body = orchard(HELD, "r", "office", ("A", "B"))
    body.do("matter.open/1", by="a", for_="A", matter="f", procedure="fill", title="T")
    body.do("matter.provide/1", by="a", for_="A", matter="f", thing="c", value="b")
    body.at(5)
    assert law_on(body.state, day(body)).keepers == ("sg",)
    body.at(5, month=4)
    assert kept(body)
    body.do("person.enter/1", by="b", for_="sg", person="z", name="Z")
    assert body.refused("person.enter/1", for_="office", name="Z").code == "record.not_keeper"


def test_no_body_is_founded_on_a_day_on_which_the_charter_gives_nobody_the_power(
    orchard: Callable[..., Any],
) -> None:
    with pytest.raises(Refused) as refused:
        orchard(CHARTER.replace("2026-03-05", "2026-03-01"), "r", "office", ())
    assert refused.value.code == "organ.no_record"


ENDED = CHARTER.replace("2026-03-05", "2026-03-01")


def test_no_amendment_takes_effect_that_gives_nobody_the_power_on_its_first_day(body: Any) -> None:
    body.do("matter.open/1", by="a", for_="A", matter="m", procedure="amend", title="T")
    provided = {"matter": "m", "thing": "text", "value": ENDED}
    assert (
        body.refused("matter.provide/1", by="a", for_="A", **provided).code == "charter.no_keeper"
    )


NAMED = CHARTER.replace("organs:\n", "organs:\n  - {organ: NEW, title: New}\n", 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENDED, "charter.no_keeper"),
        (CHARTER.replace("record", "decide"), "charter.no_keeper"),
        (NAMED, "charter.party_code"),
    ],
)
def test_nor_is_one_that_a_source_reports_attested(body: Any, text: str, code: str) -> None:
    body.do("party.name/1", party="NEW", name="A new party")
    body.do("source.file/1", source="s", title="Minutes", sha256="0" * 64)
    body.do("matter.open/1", by="a", for_="A", matter="m", procedure="amend", title="T")
    provided = {
        "kind": "thing.provided/1",
        "matter": "m",
        "thing": "text",
        "value": text,
        "by": "A",
    }
    adopted = {
        "kind": "charter.adopted/1",
        "matter": "m",
        "text": "text",
        "digest": read_charter_text(text).digest,
        "since": "2026-03-02",
    }
    fields = {"facts": [provided, adopted], "cites": [{"source": "s"}]}
    assert body.refused("attest/1", **fields).code == code
