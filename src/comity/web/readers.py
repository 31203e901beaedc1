"""Readers: who looks at a page, and in which capacities the person behind the account may act.

Capacities come from the register alone: credentials, offices held, the turn of a rota. An account without a person in the
body's register is a visitor. One person may have several capacities; a visit is in one of them, and every page says
in which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from comity.body.keeping import last_keepers
from comity.body.occasion import law_on
from comity.body.rights import valid
from comity.body.standing import has_right, status_of
from comity.body.state import Credential, State
from comity.body.turns import holder_of_turn, holds_office
from comity.charter.law import Law
from comity.charter.model import POWERS


@dataclass(frozen=True, slots=True)
class Capacity:
    """In whose name a person acts: ``name`` is what an act says under ``for``. ``party`` is the member behind it, empty
    for an organ or an office; ``as_`` the title in the credential; ``credential`` its id, empty for an office."""

    name: str
    kind: str
    powers: frozenset[str]
    party: str = ""
    as_: str = ""
    credential: str = ""

    def may(self, power: str) -> bool:
        """Whether the capacity carries the power. What an act needs besides, ``decide`` knows."""
        return power in self.powers

    @property
    def key(self) -> str:
        """What tells this capacity from the person's others, in a form or a cookie."""
        return f"{self.name}:{self.as_}" if self.as_ else self.name

    @property
    def sight(self) -> str:
        """What decides what somebody sees in it: a part of a page is the same for all who share this."""
        return f"{self.key}:{','.join(sorted(self.powers))}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a body's page. ``person`` is empty for a visitor; ``capacity`` is the one chosen, of ``capacities``."""

    person: str = ""
    account: int | None = None
    language: str = "en"
    zone: str = ""
    city: str = ""
    capacity: Capacity | None = None
    capacities: tuple[Capacity, ...] = field(default=())

    @property
    def party(self) -> str:
        """The member in whose name the reader acts; empty for an organ, an office, a visitor."""
        return self.capacity.party if self.capacity is not None else ""

    @property
    def acts_for(self) -> str:
        """What the reader's acts say under ``for``."""
        return self.capacity.name if self.capacity is not None else ""

    def may(self, power: str) -> bool:
        """Whether the chosen capacity carries the power."""
        return self.capacity is not None and self.capacity.may(power)

    @property
    def keeps_record(self) -> bool:
        """Whether the reader acts for an organ or office that keeps the record."""
        return self.capacity is not None and not self.capacity.party and self.may("record")


def capacities(state: State, person: str, day: str) -> tuple[Capacity, ...]:
    """Every capacity in which the person may act on the day, under the credentials and offices in the register.

    Credentials of one title for one member or organ are told as one, with the powers of all."""
    law = law_on(state, day)
    found: dict[tuple[str, str], Capacity] = {}
    for one in _capacities(state, law, person, day):
        same = found.get((one.name, one.as_))
        powers = one.powers | (same.powers if same is not None else frozenset())
        found[one.name, one.as_] = Capacity(
            one.name, one.kind, powers, one.party, one.as_, one.credential
        )
    return tuple(found.values())


def _capacities(state: State, law: Law, person: str, day: str) -> Iterator[Capacity]:
    for number in state.credentials_of.get(person, ()):
        held = state.credentials[number]
        if not valid(held, day):
            continue
        yield from _by_credential(state, law, held, day)
    for office in law.offices.values():
        if holds_office(state, person, office.office, day):
            yield Capacity(office.office, "office", _spelled_out(office.powers))
    last = last_keepers(state, law, day)
    if person in last:
        for name in law.keepers:
            kind = "organ" if name in law.organs else "office"
            yield Capacity(name, kind, frozenset({"record"}), credential=last[person])


def _by_credential(state: State, law: Law, held: Credential, day: str) -> Iterator[Capacity]:
    powers = _spelled_out(held.powers)
    if held.party in law.organs:
        yield Capacity(held.party, "organ", powers, "", held.as_, held.credential)
        return
    yield Capacity(held.party, "party", powers, held.party, held.as_, held.credential)
    if "chair" not in powers:
        return
    for rota in law.rotas:
        if holder_of_turn(state, law, rota, day) == held.party:
            yield Capacity(rota, "rota", powers, held.party, held.as_, held.credential)


def _spelled_out(powers: tuple[str, ...] | list[str]) -> frozenset[str]:
    return frozenset(POWERS) if "all" in powers else frozenset(powers)


def sees_restricted(state: State, law: Law, reader: Reader, day: str) -> bool:
    """Whether the reader's capacity may see texts that are restricted: organs and offices do, parties by their status."""
    if reader.capacity is None:
        return False
    if not reader.party:
        return True
    if status_of(state, law, reader.party, day) is None:
        return False
    return has_right(state, law, reader.party, "see restricted texts", day)
