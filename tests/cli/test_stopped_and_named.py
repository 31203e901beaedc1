"""What stops a matter is named by the command line, before and after, and the way out works from there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from comity.cli.main import comity
from comity.registrar import clock_of_the_machine

CHARTER = """comity: 1
body: league
title: League
members: [{member: A}, {member: B}, {member: C}]
organs: [{organ: office, title: Office, powers: [all]}, {organ: floor, title: F, seats: {one for each: member}}]
rules:
  - {rule: half, adopted when: {in favour: more than 1/2 of voting}}
procedures:
  - procedure: leave
    opened by: any member
    steps: [{step: w, asks for: who, from: any member}, {step: e, takes effect: {ends status: member, of: who}}]
  - procedure: p
    opened by: any member
    steps: [{step: v, question: Shall it be, put to: floor, rule: half, at: session, put by: office, if not adopted: end}]
  - procedure: r
    opened by: any member
    steps: [{step: rep, asks for: report, from: the proposer}, {step: e, takes effect: {issues: decision}}]
"""


class Place:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        charter = folder / "league.yaml"
        charter.write_text(CHARTER)
        self.run(
            "found",
            str(charter),
            "--register",
            str(folder / "r.db"),
            "--clerk",
            "Clerk",
            "--organ",
            "office",
        )
        for member in "ABC":
            self.act("person.enter/1", person=member.lower(), name=member)
            self.act("credential.issue/1", person=member.lower(), party=member, powers=["all"])

    def run(self, *words: str, code: int = 0) -> str:
        answer = CliRunner().invoke(comity, list(words))
        assert answer.exit_code == code, answer.output
        return " ".join(answer.output.split())

    def act(self, kind: str, by: str = "p0", for_: str = "", code: int = 0, **fields: Any) -> str:
        act = {
            "kind": kind,
            "by": by,
            "for": for_ or ("office" if by == "p0" else by.upper()),
            **fields,
        }
        where = ("--register", str(self.folder / "r.db"))
        return self.run("act", json.dumps(act), *where, code=code)

    def show(self, *words: str) -> str:
        return self.run("show", *words, "--register", str(self.folder / "r.db"))

    def doctor(self) -> str:
        said = self.run(
            "doctor", "--register", str(self.folder / "r.db"), "--home", str(self.folder)
        )
        return said.partition("matters")[2]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_session_is_shown_with_what_its_close_leaves_undecided(place: Place) -> None:
    place.act("matter.open/1", by="a", matter="m", procedure="p", title="Budget")
    place.act(
        "session.convene/1", organ="floor", on=f"{clock_of_the_machine():%Y-%m-%d}", session="s1"
    )
    place.act("session.open/1", session="s1", present=["A", "B"])
    place.act("question.put/1", matter="m", session="s1")
    before = place.show("session", "s1")
    assert "Shall it be (Budget)" in before
    assert "If the session closes before they are decided, they close without a ruling." in before
    place.act("session.close/1", session="s1")
    assert "closed before the question was decided" in place.show("matter", "m")
    assert "1 matter cannot go on: m" in place.doctor()
    place.act("matter.withdraw/1", by="a", matter="m")
    assert "cannot go on" not in place.doctor()


def test_a_step_whose_proposer_has_left_is_named_and_the_record_keeper_withdraws(
    place: Place,
) -> None:
    place.act("matter.open/1", by="c", matter="m", procedure="r", title="Report")
    assert "cannot go on" not in place.doctor()
    place.act("matter.open/1", by="a", matter="out", procedure="leave", title="C")
    place.act("matter.provide/1", by="a", matter="out", thing="who", value="C")
    assert "1 matter cannot go on: m" in place.doctor()
    assert "without a status or without the right to propose" in place.show("matter", "m")
    refused = place.act("matter.withdraw/1", by="a", matter="m", code=3)
    assert "Whoever keeps the record may withdraw it: office." in refused
    place.act("matter.withdraw/1", matter="m")
    assert "cannot go on" not in place.doctor()
