"""Extending a deadline on the pages: how far it may go is said before anybody tries; where nothing is left, why not."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
import pytest
import walking
from django.test import Client

from comity.body.acts import AnyAct, FoundBody
from comity.place import Place
from comity.registrar import found
from comity.web import setting_up
from comity.web.bodies import RunningBody, bodies, require
from comity.web.models import Account, Belonging, HostedBody

CHARTER = """comity: 1
body: union
title: {en: Union}
languages: [en]
members: [{member: A, name: A}, {member: B, name: B}]
organs: [{organ: office, title: Office, powers: [record, propose, convene]}]
rules: [{rule: agreed, adopted when: {objections: none}}]
procedures:
  - procedure: p
    opened by: office
    cites: Rules 1
    steps:
      - {step: v, question: decide, put to: each member, rule: agreed, closes: {after: 48 hours EXTENDED}}
"""
FIRST, LATEST = "2026-03-04T09:00", "2026-03-06T09:00"


class Page:
    """The page of the steps of the matter m, as who keeps the record sees it."""

    def __init__(self, body: RunningBody) -> None:
        self.body = body
        account = Account.objects.create_user("ada@union.example", name="p0")
        Belonging.objects.create(account=account, body="union", person="p0")
        self.client: Client = walking.signed_in(account)
        act = {
            "kind": "matter.open/1",
            "by": "p0",
            "for": "office",
            "matter": "m",
            "procedure": "p",
            "title": "T",
        }
        body.registrar.submit([msgspec.convert(act, AnyAct)])

    def text(self, answer: Any = None) -> str:
        answer = answer or self.client.get("/b/union/matters/m/steps")
        return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html.unescape(answer.content.decode())))

    def offers(self) -> bool:
        page = self.client.get("/b/union/matters/m/steps").content.decode()
        return 'name="do" value="extend"' in page

    def extend(self, deadline: str) -> Any:
        typed = {"do": "extend", "deadline": deadline, "request": deadline}
        return self.client.post("/b/union/matters/m/steps", typed)

    @property
    def deadline(self) -> str:
        return self.body.registrar.state.matters["m"].questions[0].deadline[:16]


Opened = Callable[[str], Page]


@pytest.fixture
def opened(place: Place, db: None, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """The matter is open under the clause; it is Monday 2 March, at nine."""

    def now() -> datetime:
        return datetime(2026, 3, 2, 9, tzinfo=UTC)

    monkeypatch.setattr(setting_up, "found", partial(found, clock=now, chance=bytes))

    def make(clause: str) -> Page:
        charter = CHARTER.replace(" EXTENDED", f", extended: {clause}" if clause else "")
        act = FoundBody(charter=charter, clerk="p0", clerk_name="Ada", organ="office")
        setting_up.found_body(place, bodies().store, "union", act)
        HostedBody.objects.create(body="union", practice=True)
        body = require("union")
        body.registrar.clock = now
        return Page(body)

    return make


def test_the_form_says_how_far_and_how_often_before_anybody_tries(opened: Opened) -> None:
    page = opened("{times: 2, by at most: 48 hours, cites: Rules 3}")
    assert page.offers()
    said = "At the latest Friday 6 March 2026, 09:00 in UTC. It may be extended 2 more times."
    assert said in page.text()
    answer = page.extend("2026-03-06T09:01")
    assert answer.status_code != 303
    said = page.text(answer)
    assert "The charter does not let the deadline be extended as far as" in said
    assert "Rules 3" in said
    assert page.deadline == FIRST
    assert page.extend("2026-03-05T09:00").status_code == 303
    assert "It may be extended 1 more time." in page.text()
    assert page.extend(LATEST).status_code == 303
    assert page.deadline == LATEST


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("no", "The charter does not let the deadline of this question be extended."),
        (
            "{times: 1, cites: Rules 3}",
            "The deadline has been extended as far as the charter lets it be.",
        ),
        (
            "{by at most: 48 hours, cites: Rules 3}",
            "The deadline has been extended as far as the charter lets it be.",
        ),
    ],
)
def test_where_nothing_is_left_it_is_not_offered_and_the_page_says_why(
    opened: Opened, clause: str, said: str
) -> None:
    page = opened(clause)
    if clause != "no":
        assert page.offers()
        assert page.extend(LATEST).status_code == 303
    assert not page.offers()
    assert said in page.text()
    assert page.extend("2026-03-20T09:00").status_code != 303
    assert page.deadline == (FIRST if clause == "no" else LATEST)


def test_without_the_clause_nothing_is_said_and_nothing_limits_it(opened: Opened) -> None:
    page = opened("")
    assert page.offers()
    assert "At the latest" not in page.text()
    assert page.extend("2036-03-20T09:00").status_code == 303


def test_the_page_of_the_charter_says_how_far_a_deadline_may_be_extended(opened: Opened) -> None:
    page = opened("{times: 2, by at most: 48 hours}")
    charter = page.text(page.client.get("/b/union/charter"))
    assert "2 times at the most; in all not more than 48 hours" in charter
