"""Every act that ``comity doctor`` prints as a way out is done when it is typed as printed, and is a way out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

CHARTER = """comity: 1
body: r
title: Record
members: [{member: A}, {member: B}]
organs: [{organ: bureau, ORGAN}]
offices: [{office: sg, OFFICE}]
rules: [{rule: half, adopted when: {in favour: more than 1/2 of voting}}]
procedures:
  - procedure: fill
    opened by: any member
    steps: [{step: c, asks for: c, from: any member}, {step: e, takes effect: {fills: sg, with: c}}]
  - procedure: leave
    opened by: any member
    steps: [{step: w, asks for: who, from: any member}, {step: e, takes effect: {ends status: member, of: who}}]
  - procedure: report
    opened by: any member
    steps: [{step: rep, asks for: report, from: the proposer}, {step: e, takes effect: {issues: decision}}]
"""
ALWAYS = "powers: [record]"
UNTIL = "versions: [{from: 2020-01-01, powers: [record]}, {from: 2026-03-01, powers: [propose]}]"
"""Until 2026-02-28."""
ACTING = "when vacant: {acting: a deputy, limit: none}"
KEEPER = "r: keeper"


class Place:
    """A body founded on 2026-01-05 and looked at on a later day."""

    def __init__(self, cli: Any, organ: str, office: str) -> None:
        self.cli, self.now = cli, "2026-01-05T09:00:00Z"
        Path("r.yaml").write_text(CHARTER.replace("ORGAN", organ).replace("OFFICE", office))
        self.typed("found", "r.yaml", "--clerk", "Ada", "--organ", "bureau")
        for member in "ABC"[:2]:
            person = {"person": member.lower()}
            self.act(kind="person.enter/1", **person, name=member)
            self.act(kind="credential.issue/1", **person, party=member, powers=["all"])

    def typed(self, *words: str) -> str:
        done = self.cli(*words, "--at", self.now)
        assert done.exit_code == 0, done.output
        return str(done.stdout)

    def act(self, by: str = "p0", for_: str = "", **fields: Any) -> str:
        for_ = for_ or ("bureau" if by == "p0" else by.upper())
        return self.typed("act", json.dumps({"by": by, "for": for_, **fields}))

    def fill(self, holder: str) -> None:
        self.act("a", kind="matter.open/1", matter="f", procedure="fill", title="F")
        self.act("a", kind="matter.provide/1", matter="f", thing="c", value=holder)

    def told(self, what: str = KEEPER) -> dict[str, str]:
        done = self.cli("doctor", "--home", ".", "--at", self.now, "--json")
        [found] = [one for one in json.loads(done.stdout)["findings"] if one["what"] == what]
        return dict(found)

    def follow(self, what: str = KEEPER) -> dict[str, Any]:
        """Types the act that doctor prints, and gives it."""
        [printed] = re.findall(r"comity act with (\{.*\})\.", self.told(what)["helps"])
        self.typed("act", printed)
        return dict(json.loads(printed))


def test_where_an_organ_keeps_the_record(cli: Any) -> None:
    place = Place(cli, ALWAYS, "powers: [propose]")
    place.act(kind="credential.revoke/1", credential="c0")
    assert place.told()["found"] == "nobody has the power to record for bureau; p0 had it last"
    assert place.follow()["kind"] == "credential.issue/1"
    assert place.told() | {"what": ""} == {
        "what": "",
        "state": "ok",
        "found": "the record is kept by bureau",
        "helps": "",
    }


@pytest.mark.parametrize(
    ("vacancy", "kind"), [(ACTING, "office.act_in/1"), ("cites: Pact 4", "attest/1")]
)
def test_where_an_office_keeps_it_its_last_holder_acts_for_it(
    cli: Any, vacancy: str, kind: str
) -> None:
    place = Place(cli, UNTIL, f"term: 6 months, powers: [record], {vacancy}")
    place.fill("b")
    place.now = "2026-09-01T09:00:00Z"
    told = place.told()
    assert told["found"] == "nobody has the power to record for sg; b had it last"
    assert "b acts for sg until somebody holds the office or acts in it." in told["helps"]
    place.act("b", "sg", kind="person.enter/1", person="z", name="Z")  # as it says
    act = place.follow()
    assert (act["kind"], act["by"], act["for"]) == (kind, "b", "sg")
    assert place.told()["state"] == "ok"


def test_where_the_charter_takes_the_power_from_everybody_who_had_it_last_has_it(cli: Any) -> None:
    place = Place(cli, UNTIL, "powers: [propose]")
    place.now = "2026-03-02T09:00:00Z"
    told = place.told()
    assert told["state"] == "ok"
    assert told["found"] == (
        "the record is kept by bureau, which had the power last: the charter gives it to nobody any more"
    )
    place.act(kind="person.enter/1", person="z", name="Z")
    place.act(kind="credential.revoke/1", credential="c0")
    assert place.told()["found"] == "nobody has the power to record for bureau; p0 had it last"
    assert place.follow()["for"] == "bureau"
    assert place.told()["state"] == "ok"


def test_where_it_takes_it_from_an_office_the_last_holder_has_it(cli: Any) -> None:
    office = UNTIL.replace("03-01", "04-01")
    place = Place(cli, UNTIL, f"term: 6 months, {office}")
    place.fill("b")
    place.now = "2026-09-01T09:00:00Z"
    assert place.told()["found"] == "nobody has the power to record for sg; b had it last"
    place.follow()
    assert place.told()["state"] == "ok"
    place.act("b", "sg", kind="person.enter/1", person="z", name="Z")


def test_of_a_matter_that_cannot_go_on(cli: Any) -> None:
    place = Place(cli, ALWAYS, "powers: [propose]")
    place.act("b", kind="matter.open/1", matter="m", procedure="report", title="Report")
    place.act("a", kind="matter.open/1", matter="out", procedure="leave", title="B")
    place.act("a", kind="matter.provide/1", matter="out", thing="who", value="B")
    assert "1 matter cannot go on: m" in place.told("r: matters")["found"]
    act = place.follow("r: matters")
    assert (act["kind"], act["by"], act["for"]) == ("matter.withdraw/1", "p0", "bureau")
    assert place.told("r: matters")["state"] == "ok"
