"""The signed league: a body whose decisions are signed, on a memory store, with a clock that the test sets."""

from __future__ import annotations

import runpy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.audit import audit
from comity.body.acts import AnyAct, FoundBody
from comity.body.entry import Entry
from comity.errors import BadInput, Refused
from comity.register.keys import SigningKey
from comity.registrar import Answer, Registrar, found
from comity.signatures.challenge import challenge_of, signed
from comity.signatures.listing import Listed, signatures
from comity.store.memory import MemoryStore

Authenticator: Any = runpy.run_path(str(Path(__file__).with_name("authenticator.py")))[
    "Authenticator"
]
CHARTER = """
comity: 1
body: league
title: {en: Harbour League}
seat: {place: Tallinn, zone: Europe/Tallinn}
credentials: {cites: Rules 1}
statuses:
  - {status: member, rights: [attend, speak, propose, circulate, vote], cites: Compact 2}
members:
  - {member: ANSE, name: Anse}
  - {member: BRIM, name: Brim}
  - {member: COVE, name: Cove}
organs: [{organ: bureau, powers: [record], cites: Compact 5}]
rules:
  - {rule: consent, cites: Compact 8, adopted when: {in favour: all}}
procedures:
  - procedure: motion
    about: decision
    opened by: any member
    cites: Rules 9
    steps:
      - step: round
        question: is it ripe
        put to: each member
        rule: consent
        closes: {when: all have answered}
        if not adopted: end
        cites: Rules 9(1)
      - step: seals
        question: seal it
        put to: each member
        form: signature
        rule: consent
        closes: {after: 90 days}
        if not adopted: end
        cites: Rules 9(2)
      - {step: issue, takes effect: {issues: decision}}
"""
PERSONS = {"ann": "ANSE", "bob": "BRIM", "cy": "COVE"}


class SignedLeague:
    """A matter of the league is at its signatures. Ann has a key in force, the others have none yet."""

    def __init__(self, name: str = "league") -> None:
        self.name = name
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        founding = FoundBody(charter=CHARTER, clerk="clerk", clerk_name="Clerk", organ="bureau")
        key = SigningKey(f"example.org/{name}", bytes(32))
        self.registrar: Registrar = found(
            MemoryStore(), name, founding, key, clock=lambda: self.now, chance=bytes
        )
        for person, party in PERSONS.items():
            self.do("person.enter/1", person=person, name=person.title())
            self.do("credential.issue/1", person=person, party=party, powers=["all"])
        self.do("source.file/1", source="doc", title="Note", sha256="0" * 64)
        self.do("matter.open/1", "ann", procedure="motion", title="Dredging", matter="dredging")
        ripe = self.question()
        for person in PERSONS:
            self.do("position.state/1", person, question=ripe, choice="in favour")
        self.key = Authenticator()
        self.bind("ann", self.key)

    # --- acts ---------------------------------------------------------------------------------------------------------

    def act(self, kind: str, by: str = "clerk", for_: str | None = None, **fields: Any) -> Any:
        for_ = PERSONS.get(by, "bureau") if for_ is None else for_
        return msgspec.convert({"kind": kind, "by": by, "for": for_, **fields}, AnyAct)

    def submit(self, act: AnyAct) -> Answer:
        return self.registrar.submit([act])

    def do(self, kind: str, by: str = "clerk", for_: str | None = None, **fields: Any) -> Answer:
        return self.submit(self.act(kind, by, for_, **fields))

    def bind(self, person: str, key: Any, **fields: Any) -> None:
        given = {"key": f"key-{key.credential_id.decode()}", "via": "in person", **fields}
        self.do("key.bind/1", person=person, **key.binding(), **given)

    def question(self, matter: str = "dredging") -> str:
        """The question that is before the members."""
        return self.registrar.state.matters[matter].questions[-1].question

    def answer(self, by: str = "ann", **fields: Any) -> Any:
        """The act with which a person signs the decision, unsigned as yet."""
        held = self.now.isoformat().replace("+00:00", "Z")
        given = {"question": self.question(), "choice": "in favour", "held": held, **fields}
        return self.act("position.state/1", by, **given)

    def sign(self, act: Any, key: Any = None, body: str = "", **wrong: Any) -> Any:
        key = key if key is not None else self.key
        return signed(act, key.text(challenge_of(body or self.name, act), **wrong))

    def refused(self, act: AnyAct) -> str:
        """The code under which the act is refused, nothing being written, with its article and a remedy."""
        before = self.registrar.store.head(self.name).size
        with pytest.raises((Refused, BadInput)) as refusal:
            self.submit(act)
        assert self.registrar.store.head(self.name).size == before, "a refusal writes nothing"
        assert refusal.value.remedy
        if isinstance(refusal.value, Refused):
            assert refusal.value.article in ("Rules 1", "Rules 9(2)")
        return refusal.value.code

    # --- what is found ------------------------------------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        return list(self.registrar.entries())

    def listed(self, entries: list[Entry] | None = None) -> list[Listed]:
        return signatures(self.entries() if entries is None else entries)

    def verdicts(self, entries: list[Entry] | None = None) -> list[tuple[str, str]]:
        """Who signed, and what it is worth: the verdict, or the code of a bad one."""
        return [(one.by, one.code or one.verdict) for one in self.listed(entries)]

    def audited(self, entries: list[Entry] | None = None) -> list[tuple[int, str]]:
        listed = self.entries() if entries is None else entries
        return [(finding.entry, finding.sentence) for finding in audit(listed, listed.__getitem__)]


@pytest.fixture
def league() -> SignedLeague:
    return SignedLeague()


@pytest.fixture
def another() -> Any:
    """Makes a league of another name, or a further key."""
    return SignedLeague


@pytest.fixture
def authenticator() -> Any:
    return Authenticator
