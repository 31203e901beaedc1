"""A rehearsal: the invented orchard union on a memory store, with a clock that the test sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.audit import Audit, audit
from comity.body import matters, questions
from comity.body.acts import AnyAct, FoundBody
from comity.body.effects import AnyEffect, MatterHindered
from comity.body.hindering import as_hindered
from comity.body.state import Matter, Question, State, find_matter
from comity.errors import ComityError, Refused
from comity.hindrances import STRANGE
from comity.register.keys import SigningKey
from comity.registrar import Registrar, found
from comity.store.memory import MemoryStore


@pytest.fixture(autouse=True)
def lost_reasons(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever stops a matter while a procedure runs is kept with its own code: none is taken for a strange record."""
    lost: list[str] = []

    def watched(matter: str, error: ComityError) -> MatterHindered:
        kept = as_hindered(matter, error)
        lost.extend([error.code] if kept.code == STRANGE else [])
        return kept

    for module in (matters, questions):
        monkeypatch.setattr(module, "as_hindered", watched)
    yield
    assert lost == []


CHARTER = Path(__file__).with_name("orchard.yaml").read_text(encoding="utf-8")
MEMBERS = ("APPLE", "CHERRY", "PEAR", "PLUM", "QUINCE")


class Rehearsal:
    """The union at work. ``do`` records one act as JSON would say it; ``refused`` gives the refusal of one."""

    def __init__(
        self,
        charter: str = CHARTER,
        body: str = "orchard",
        organ: str = "toolshed",
        members: Sequence[str] = (*MEMBERS, "FIG"),
    ) -> None:
        self.charter, self.body, self.organ = charter, body, organ
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.registrar: Registrar = found(
            MemoryStore(),
            body,
            FoundBody(charter=charter, clerk="clerk", clerk_name="Clerk", organ=organ),
            SigningKey(f"example.org/{body}", bytes(32)),
            clock=lambda: self.now,
            chance=bytes,
        )
        for member in members:
            self.accredit(member)

    def accredit(
        self, member: str, powers: tuple[str, ...] = ("all",), as_: str = "first grower"
    ) -> str:
        person = member.lower()
        self.do("person.enter/1", person=person, name=member.title())
        self.do(
            "credential.issue/1", person=person, party=member, powers=list(powers), **{"as": as_}
        )
        return person

    def at(self, day: int, hour: int = 9, minute: int = 0, month: int = 3, second: int = 0) -> None:
        self.now = datetime(2026, month, day, hour, minute, second, tzinfo=UTC)

    def do(self, kind: str, by: str = "clerk", for_: str = "", **fields: Any) -> list[AnyEffect]:
        for_ = for_ or (self.organ if by == "clerk" else by.upper())
        act = msgspec.convert({"kind": kind, "by": by, "for": for_, **fields}, AnyAct)
        answer = self.registrar.submit([act])
        return [effect for entry in answer.entries for effect in entry.effects]

    def refused(self, kind: str, by: str = "clerk", **fields: Any) -> Refused:
        size = self.registrar.store.head(self.body).size
        with pytest.raises(Refused) as refusal:
            self.do(kind, by=by, **fields)
        assert self.registrar.store.head(self.body).size == size, "a refusal writes nothing"
        return refusal.value

    @property
    def state(self) -> State:
        return self.registrar.state

    def matter(self, name: str) -> Matter:
        found = find_matter(self.state, name)
        assert found is not None
        return found

    def question(self, matter: str) -> Question:
        return self.matter(matter).questions[-1]

    def say(self, matter: str, choice: str, *members: str, **fields: Any) -> list[AnyEffect]:
        effects: list[AnyEffect] = []
        for member in members:
            effects += self.do(
                "position.state/1",
                by=member.lower(),
                question=self.question(matter).question,
                choice=choice,
                **fields,
            )
        return effects

    def findings(self) -> list[str]:
        done = Audit()
        entries = self.registrar.entries()
        return [
            f"{f.entry} {f.kind}: {f.sentence}" for f in audit(entries, self.registrar.entry, done)
        ]


@pytest.fixture
def orchard() -> Callable[[], Rehearsal]:
    return Rehearsal


@pytest.fixture
def union() -> Any:
    """A rehearsal whose record is audited and replayed when the test is done."""
    rehearsal = Rehearsal()
    yield rehearsal
    assert rehearsal.findings() == []
    again = Registrar(
        rehearsal.registrar.store, "orchard", rehearsal.registrar.key, clock=lambda: rehearsal.now
    )
    mine, theirs = rehearsal.state, again.state
    mine.memo, theirs.memo = {}, {}
    assert mine == theirs, "the state is what the log says and nothing else"
