"""``comity signatures`` on a register with a good signature, one on paper, one under a sign-in alone, and a false one."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.body.acts import AnyAct
from comity.signatures.challenge import challenge_of, signed

AUTHENTICATOR = Path(__file__).parents[1] / "signatures/authenticator.py"
AT = "2026-01-06T09:00:00Z"
CHARTER = """
comity: 1
body: pact
title: Pact
statuses: [{status: member, rights: [attend, vote, propose, circulate], cites: Pact 2}]
members: [{member: AN, name: Anse}, {member: BR, name: Brim}, {member: CO, name: Cove}]
credentials: {cites: Pact 9}
organs: [{organ: bureau, powers: [record], cites: Pact 5}]
rules: [{rule: agreed, cites: Pact 7, adopted when: {in favour: all}}]
procedures:
  - procedure: pact
    about: decision
    opened by: any member
    cites: Pact 11
    steps:
      - {step: seals, question: sign it, put to: each member, form: signature, rule: agreed, closes: {after: 30 days}}
      - {step: issue, takes effect: {issues: decision}}
"""


class Pact:
    """A pact that is to be signed; the delegate of AN has a key."""

    def __init__(self, cli: Any) -> None:
        self.cli = cli
        self.key = runpy.run_path(str(AUTHENTICATOR))["Authenticator"]()
        Path("charter.yaml").write_text(CHARTER, encoding="utf-8")
        words = ("found", "charter.yaml", "--clerk", "Ada", "--organ", "bureau", "--at", AT)
        assert cli(*words).exit_code == 0
        for person in ("an", "br", "co"):
            self.clerk("person.enter/1", person=person, name=person)
            delegate = {"person": person, "party": person.upper(), "powers": ["all"]}
            self.clerk("credential.issue/1", **delegate)
        self.clerk("source.file/1", source="note", title="Note", sha256="0" * 64)
        bound = {"person": "an", "via": "in person", "key": "k-an"}
        self.clerk("key.bind/1", **bound, **self.key.binding())
        matter = {"kind": "matter.open/1", "by": "an", "for": "AN", "matter": "m", "title": "Pact"}
        opened = self.record(matter | {"procedure": "pact"})
        effects = [effect for entry in opened["entries"] for effect in entry["effects"]]
        self.question = next(e["question"] for e in effects if e["kind"] == "question.put/1")

    def record(self, *acts: dict[str, Any]) -> Any:
        return self.cli.json("act", json.dumps(acts), "--at", AT)

    def clerk(self, kind: str, **fields: Any) -> Any:
        return self.record({"kind": kind, "by": "p0", "for": "bureau", **fields})

    def answer(self, by: str, for_: str, **fields: Any) -> dict[str, Any]:
        said = {"kind": "position.state/1", "by": by, "for": for_, "choice": "in favour"}
        return {**said, "question": self.question, **fields}

    def signed(self, by: str, for_: str) -> dict[str, Any]:
        plain = self.answer(by, for_, held="2026-01-06T08:00:00Z")
        act: Any = msgspec.convert(plain, AnyAct)
        text = self.key.text(challenge_of("pact", act))
        return dict(msgspec.to_builtins(signed(act, text)))

    def on_paper(self, member: str) -> dict[str, Any]:
        cited = {"member": member, "via": "note", "cites": [{"source": "note"}]}
        return self.answer("p0", "bureau", **cited)


@pytest.fixture
def pact(cli: Any) -> Pact:
    return Pact(cli)


def test_each_is_told_with_its_record_number(cli: Any, pact: Pact) -> None:
    pact.record(pact.signed("an", "AN"), pact.on_paper("BR"), pact.answer("co", "CO"))
    lines = cli.page("signatures").splitlines()
    first = int(lines[0].split()[0])
    kinds = ["good", "on paper", "unsigned"]
    for at, (line, kind) in enumerate(zip(lines[:3], kinds, strict=True)):
        assert line.split()[0] == str(first + at)
        assert f" {kind} " in line
    assert "an for AN" in lines[0]
    assert "k-an" in lines[0]
    assert lines[-1] == "3 signatures: 1 good, 1 on paper, 1 unsigned."


def test_a_false_one_is_told_with_its_reason_and_ends_in_one(
    cli: Any, pact: Pact, monkeypatch: pytest.MonkeyPatch
) -> None:
    pact.record(pact.signed("an", "AN"))
    with monkeypatch.context() as rogue:  # a writer that asks nobody
        rogue.setattr("comity.registrar.admit", lambda *asked: None)
        pact.record(pact.signed("br", "BR"))
    done = cli("signatures")
    assert done.exit_code == 1
    assert cli.narrow(done.stdout)
    assert "(signature.stranger): The key k-an is of an, not of br." in done.stdout
    assert done.stdout.splitlines()[-1] == "2 signatures: 1 good, 1 bad."


def test_a_revocation_from_that_day_makes_a_good_one_bad(cli: Any, pact: Pact) -> None:
    pact.record(pact.signed("an", "AN"))
    assert cli("signatures").exit_code == 0
    pact.clerk("key.revoke/1", key="k-an", on="2026-01-06")
    assert cli("signatures").exit_code == 1


def test_the_same_for_programs(cli: Any, pact: Pact) -> None:
    pact.record(pact.signed("an", "AN"))
    told = cli.json("signatures")
    assert (told["body"], told["counts"]) == ("pact", {"good": 1})
    (one,) = told["signatures"]
    assert (one["by"], one["for"], one["key"], one["day"]) == ("an", "AN", "k-an", "2026-01-06")
    assert one["of"] == pact.question


def test_a_register_without_any_says_so(cli: Any, pact: Pact) -> None:
    assert cli.page("signatures") == "0 signatures: none.\n"


def test_the_registrar_behind_the_command_line_refuses_a_false_one(cli: Any, pact: Pact) -> None:
    done = cli("act", json.dumps(pact.signed("br", "BR")), "--at", AT)
    assert done.exit_code == 3
    assert "The key k-an is of an, not of br." in " ".join(done.stderr.split())
