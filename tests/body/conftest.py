"""The harbour league: an invented body of three members and an associate, founded anew for each test.

Its clock stands where the test sets it. ``league.do`` decides an act as JSON would say it and folds its effects;
``league.refused`` gives the refusal of one, which changes nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from comity.body.acts import AnyAct, Correct, FoundBody
from comity.body.decide import decide
from comity.body.effects import AnyEffect
from comity.body.entry import Entry
from comity.body.evolve import evolve, fold
from comity.body.occasion import Occasion, occasion
from comity.body.state import State
from comity.errors import BadInput, Refused

CHARTER = """
comity: 1
body: league
title: {en: Harbour League}
seat: {place: Tallinn, zone: Europe/Tallinn}
languages: [en, et]
credentials: {cites: Rules 1}
statuses:
  - status: member
    rights: [attend, speak, propose, circulate, vote, break silence, be elected, chair, see restricted texts, ask]
    cites: Compact 2
  - {status: associate, rights: [attend, speak], cites: Compact 3}
members:
  - {member: ANSE, name: Anse}
  - {member: BRIM, name: Brim}
  - {member: COVE, name: Cove}
  - {member: DOCK, name: Dock, status: [{from: 2020-01-01, is: associate}]}
groups: {northern: [ANSE, BRIM]}
organs:
  - organ: assembly
    seats: {one for each: member}
    chaired by: helm
    powers: [decide]
    quorum: {present: more than 1/2 of members}
    formats:
      - format: plenary
        admits: [each member, each associate, bureau, harbour_master]
        cites: Rules 5
      - {format: narrow, admits: [{each member through: head of port}], papers to: [each member], cites: Rules 6}
      - {format: northern, admits: [the northern, the helm], papers to: [each member], cites: Rules 7}
    cites: Compact 4
  - organ: pilots
    seats: {one for each: northern}
    quorum: {present: all}
    formats:
      - {format: joint, admits: [{any of: [pilots, each associate]}]}
      - {format: turn, admits: [the member whose slot it is]}
    cites: Compact 9
  - {organ: moorings, seats: {one for each: associate}, quorum: {present: at least 1}, cites: Compact 10}
  - {organ: bureau, headed by: harbour_master, powers: [record, convene], cites: Compact 5}
rotas:
  - rota: helm
    of: members
    order: [ANSE, BRIM, COVE]
    starting with: ANSE
    from: 2025-01-01
    passes: {at: close of the regular session, of: assembly}
    when a turn is skipped: next member moves up, pointer continues after it
    cites: Compact 6
offices:
  - {office: harbour_master, term: 2 years, powers: [speak, propose, decide], cites: Compact 7}
rules:
  - {rule: consent, cites: Compact 8, adopted when: {against: none}}
procedures:
  - procedure: motion
    about: decision
    opened by: any member
    cites: Rules 9
    steps:
      - {step: tabling, asks for: proposal, from: any member, cites: Rules 9}
      - {step: issue, takes effect: {issues: decision}, cites: Rules 9}
"""
PERSONS = {"ann": "ANSE", "bob": "BRIM", "cy": "COVE", "dee": "DOCK"}
ONE_SOURCE = "0" * 64


class League:
    """``state`` as folded so far, and the clock ``now``. Each member has a head of port with all its powers."""

    def __init__(self, charter: str = CHARTER) -> None:
        self.state = State()
        self.now = "2026-03-02T09:00:00.000Z"
        self.entries: list[Entry] = []
        self.written: list[bytes] = []
        self.fold(FoundBody(charter=charter, clerk="clerk", clerk_name="Clerk", organ="bureau"))
        for person, party in PERSONS.items():
            self.do("person.enter/1", person=person, name=person.title())
            self.accredit(person, party, ["all"], **{"as": "head of port"})

    def accredit(self, person: str, party: str, powers: list[str], **fields: Any) -> None:
        self.do("credential.issue/1", person=person, party=party, powers=powers, **fields)

    @property
    def on(self) -> Occasion:
        """The occasion of the next act."""
        return occasion(self.state, self.now, len(self.entries))

    def at(self, day: str) -> None:
        self.now = f"{day}T09:00:00.000Z"

    def fold(self, act: AnyAct) -> list[AnyEffect]:
        before = packed(self.state)
        earlier = self.entries[act.entry] if isinstance(act, Correct) else None
        effects = decide(self.state, act, self.now, len(self.entries), earlier)
        assert packed(self.state) == before, "deciding changes nothing"
        entry = Entry(
            n=len(self.entries),
            body="league",
            at=self.now,
            charter=0,
            engine=1,
            act=act,
            effects=effects,
        )
        self.entries.append(entry)
        self.written.append(msgspec.json.encode(entry))
        evolve(self.state, entry)
        return effects

    def do(self, kind: str, by: str = "clerk", for_: str = "", **fields: Any) -> list[AnyEffect]:
        """The act's effects. ``for_`` is the bureau for the clerk, and for anybody else the person's own party."""
        return self.fold(self.act(kind, by, for_, **fields))

    def act(self, kind: str, by: str, for_: str, **fields: Any) -> AnyAct:
        party = for_ or PERSONS.get(by, "bureau")
        return msgspec.convert({"kind": kind, "by": by, "for": party, **fields}, AnyAct)

    def refused(self, kind: str, by: str = "clerk", for_: str = "", **fields: Any) -> Refused:
        with pytest.raises(Refused) as refusal:
            self.do(kind, by, for_, **fields)
        assert refusal.value.remedy, "a refusal says what would help"
        return refusal.value

    def bad(self, kind: str, by: str = "clerk", for_: str = "", **fields: Any) -> BadInput:
        with pytest.raises(BadInput) as error:
            self.do(kind, by, for_, **fields)
        assert error.value.remedy, "an error says what to do"
        return error.value

    def attest(self, *facts: dict[str, Any]) -> list[AnyEffect]:
        """The facts, recorded on a source."""
        if "doc" not in self.state.sources:
            self.do("source.file/1", source="doc", title="Gazette", sha256=ONE_SOURCE)
        return self.do("attest/1", facts=list(facts), cites=[{"source": "doc", "paragraph": 1}])

    def correct(self, entry: int, *facts: dict[str, Any]) -> list[AnyEffect]:
        """The facts in place of those of the entry, counted from the end where it is negative."""
        number = entry % len(self.entries)
        return self.do("correct/1", entry=number, reason="misread", facts=list(facts))

    def holder(self, office: str = "harbour_master") -> str:
        """A person who holds the office since the new year."""
        self.do("person.enter/1", person="master", name="Master")
        self.attest(
            {
                "kind": "tenure.began/1",
                "tenure": "t1",
                "office": office,
                "person": "master",
                "since": "2026-01-01",
            }
        )
        return "master"

    def matter(self) -> str:
        self.do("matter.open/1", by="ann", procedure="motion", title="Dredging", matter="dredging")
        return "dredging"

    def decision(self) -> str:
        self.matter()
        effects = self.do(
            "matter.provide/1", by="ann", matter="dredging", thing="proposal", value="dredge"
        )
        return next(e.decision for e in effects if e.__struct_config__.tag == "decision.issued/1")


def packed(state: State) -> bytes:
    """The state without its memo, as bytes to compare."""
    bare = copy.copy(state)
    bare.memo = {}
    return msgspec.msgpack.encode(bare)


@pytest.fixture
def league() -> Iterator[League]:
    """The league; when the test is done its record, read back, must give the state that it left."""
    one = League()
    yield one
    assert [msgspec.json.encode(entry) for entry in one.entries] == one.written
    again = fold(msgspec.json.decode(entry, type=Entry) for entry in one.written)
    assert packed(again) == packed(one.state)
