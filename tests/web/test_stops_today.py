"""What stops a matter because of who can act today is on the desk, in the list and on its page, with the way out."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import walking
from django.test import Client
from django.urls import reverse

from comity.body.acts import AnyAct, FoundBody
from comity.place import Place
from comity.web import setting_up
from comity.web.bodies import RunningBody, bodies, require
from comity.web.models import Account, Belonging, HostedBody

CHARTER = """comity: 1
body: league
title: League
members: [{member: A}, {member: B}, {member: C}]
organs: [{organ: office, title: Office, powers: [all]}]
procedures:
  - procedure: leave
    opened by: any member
    steps: [{step: w, asks for: who, from: any member}, {step: e, takes effect: {ends status: member, of: who}}]
  - procedure: r
    opened by: any member
    steps: [{step: rep, asks for: report, from: the proposer}, {step: e, takes effect: {issues: decision}}]
"""


class Office:
    """A body with its record-keeper, whose matter ``m`` member C has opened."""

    def __init__(self, place: Place) -> None:
        act = FoundBody(charter=CHARTER, clerk="p0", clerk_name="Ada", organ="office")
        setting_up.found_body(place, bodies().store, "league", act)
        HostedBody.objects.create(body="league", practice=True)
        self.body: RunningBody = require("league")
        account = Account.objects.create_user("p0@league.example", name="p0")
        Belonging.objects.create(account=account, body="league", person="p0")
        self.clerk: Client = walking.signed_in(account)
        for member in "ABC":
            person = member.lower()
            self.do("person.enter/1", person=person, name=member)
            self.do("credential.issue/1", person=person, party=member, powers=["all"])
        self.do("matter.open/1", by="c", for_="C", matter="m", procedure="r", title="Report")

    def do(self, kind: str, by: str = "p0", for_: str = "office", **fields: Any) -> None:
        act = msgspec.convert({"kind": kind, "by": by, "for": for_, **fields}, AnyAct)
        self.body.registrar.submit([act])

    def page(self, where: str) -> str:
        return walking.content(self.clerk.get(f"/b/league/{where}"))


@pytest.fixture
def office(place: Place, db: None) -> Office:
    return Office(place)


def test_a_matter_whose_proposer_has_left_is_named_everywhere_and_withdrawn_by_the_keeper(
    office: Office,
) -> None:
    assert "without the right to propose" not in office.page("desk")
    office.do("matter.open/1", by="a", for_="A", matter="out", procedure="leave", title="C")
    office.do("matter.provide/1", by="a", for_="A", matter="out", thing="who", value="C")
    for where in ("desk", "matters", "matters/m"):
        assert "without the right to propose" in office.page(where), where
    form = {"do": "withdraw", "reason_en": "C has left."}
    answer = office.clerk.post(reverse("steps", kwargs={"body": "league", "matter": "m"}), form)
    assert answer.status_code == 303, walking.content(answer)
    with office.body.reading() as state:
        assert "m" in state.cards
    assert "without the right to propose" not in office.page("desk")
