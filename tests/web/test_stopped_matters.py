"""What cannot be counted is shown as that: on every page, by the command line and by the doctor, with what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import walking
from click.testing import CliRunner
from django.test import Client

from comity.body.acts import AnyAct, FoundBody
from comity.cli.main import comity
from comity.place import Place
from comity.registrar import clock_of_the_machine
from comity.web import setting_up
from comity.web.bodies import RunningBody, bodies, require
from comity.web.models import Account, Belonging, HostedBody

CHARTER = Path(__file__).parents[1] / "procedures/by-weight.yaml"
PUTS = "putting"
OPEN = "open"
OVER = "over"


class Played:
    """A body by weights with three matters that a new member without a weight has stopped, each in its way."""

    def __init__(self, place: Place) -> None:
        act = FoundBody(charter=CHARTER.read_text(), clerk="p0", clerk_name="Ada", organ="office")
        setting_up.found_body(place, bodies().store, "league", act)
        HostedBody.objects.create(body="league", open_to_public=True)
        self.body: RunningBody = require("league")
        self.clients: dict[str, Client] = {"": Client(raise_request_exception=False)}
        self.account("p0")
        for member in "ABC":
            person = member.lower()
            self.do("person.enter/1", person=person, name=member)
            self.do("credential.issue/1", person=person, party=member, powers=["all"])
            self.account(person)
        self.do("matter.open/1", by="a", for_="A", matter=PUTS, procedure="vote", title="T")
        self.do("matter.open/1", by="a", for_="A", matter=OPEN, procedure="silence", title="T")
        self.do("matter.open/1", by="a", for_="A", matter=OVER, procedure="silence", title="T")
        self.do("matter.open/1", matter="ad", procedure="admission", title="D")
        self.do("matter.provide/1", matter="ad", thing="applicant", value="D")
        question = self.body.registrar.state.matters[OVER].questions[0].question
        for member in "abc":
            self.say(member, question)

    def say(self, member: str, question: str) -> None:
        fields = {"question": question, "choice": "does not object"}
        self.do("position.state/1", by=member, for_=member.upper(), **fields)

    def do(self, kind: str, by: str = "p0", for_: str = "office", **fields: Any) -> None:
        act = msgspec.convert({"kind": kind, "by": by, "for": for_, **fields}, AnyAct)
        self.body.registrar.submit([act])

    def close(self, matter: str) -> None:
        """Its deadline passes."""
        later = clock_of_the_machine() + timedelta(days=5)
        self.body.registrar.pass_deadlines(now=later)
        assert self.body.registrar.state.matters[matter].hindered

    def account(self, person: str) -> None:
        account = Account.objects.create_user(f"{person}@league.example", name=person)
        Belonging.objects.create(account=account, body="league", person=person)
        self.clients[person] = walking.signed_in(account)

    def faults(self) -> Iterator[str]:
        state = self.body.registrar.state
        everywhere = walking.addresses("league", state, range(state.size))
        for person, client in self.clients.items():
            for at in walking.few(everywhere, 4):
                answer = client.get(at.path)
                for fault in walking.faults_of_answer(answer, walking.content(answer)):
                    yield f"{person} {at.path}: {fault}"


@pytest.fixture
def played(place: Place, db: None) -> Played:
    return Played(place)


@pytest.mark.slow
def test_every_page_shows_a_body_whose_open_questions_cannot_be_counted(played: Played) -> None:
    assert list(played.faults()) == []
    page = walking.content(played.clients["a"].get(f"/b/league/matters/{OPEN}"))
    assert "It cannot be counted." in page
    assert "has no value for D." in page
    told = CliRunner().invoke(comity, ["show", "matter", OPEN, *register()])
    assert "It cannot be counted: " in told.output, told.output


@pytest.mark.slow
def test_every_page_shows_a_question_that_closed_without_a_ruling(played: Played) -> None:
    played.close(OPEN)
    assert list(played.faults()) == []
    page = walking.content(played.clients["p0"].get(f"/b/league/matters/{OPEN}"))
    assert "Not counted." in page
    told = CliRunner().invoke(comity, ["show", "matter", OPEN, *register()])
    assert "No decision: it could not be counted." in told.output, told.output


def test_the_doctor_and_the_desk_name_every_matter_that_stopped(played: Played) -> None:
    played.close(OPEN)
    done = CliRunner().invoke(comity, ["doctor", *register(), "--json"])
    found = [one for one in json.loads(done.stdout)["findings"] if one["what"] == "league: matters"]
    assert [one["state"] for one in found] == ["warn"]
    assert OPEN in found[0]["found"]
    assert OVER in found[0]["found"]
    desk = walking.content(played.clients["p0"].get("/b/league/desk"))
    for matter in (OPEN, OVER):
        assert f"/b/league/matters/{matter}" in desk


def test_where_nobody_can_keep_the_record_who_did_so_last_is_named_and_acts(played: Played) -> None:
    """A clerk who revoked his own credential, and would have been locked out with everybody else."""
    played.do("credential.revoke/1", credential="c0")
    done = CliRunner().invoke(comity, ["doctor", *register(), "--json"])
    (found,) = [
        one for one in json.loads(done.stdout)["findings"] if one["what"] == "league: keeper"
    ]
    assert found["state"] == "fail"
    assert "p0 had it last" in found["found"]
    assert played.clients["p0"].get("/b/league/people/enter").status_code == 200
    act = json.loads(re.search(r"{.*}", found["helps"])[0])
    played.body.registrar.submit([msgspec.convert(act, AnyAct)])
    done = CliRunner().invoke(comity, ["doctor", *register(), "--json"])
    (found,) = [
        one for one in json.loads(done.stdout)["findings"] if one["what"] == "league: keeper"
    ]
    assert (found["state"], found["found"]) == ("ok", "the record is kept by office")


def register() -> list[str]:
    return ["--register", bodies().place.register]
