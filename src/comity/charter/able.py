"""Who can ever act: who holds a status, an office or a turn on some day, by the charter or by a step that can be taken.

It begins with what the charter itself gives (the statuses of its members, the first holder of a rota, somebody who acts in
a vacant office) and adds what the steps give that somebody can come to, until nothing is added. Whoever is in it may still
never come; whoever is not cannot, by any step. What a source reports is no step.

>>> from datetime import date
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... offices: [{office: dean, powers: [propose]}]
... procedures:
...   - procedure: p
...     opened by: dean
...     steps: [{step: d, asks for: candidate, from: dean}, {step: e, takes effect: {fills: dean, with: candidate}}]
... ''')
>>> able = Able(charter, law(charter, date.max))
>>> sorted(able.statuses), sorted(able.offices)
(['member'], [])
>>> able.hinders(able.law.procedures["p"].opened_by)
(Cause(case='office', name='dean'),)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from comity.charter.exploring import outcomes
from comity.charter.law import Law, first_days, law
from comity.charter.model import (
    AGAIN,
    END,
    Charter,
    Power,
    Procedure,
    Puts,
    Right,
    RolePhrase,
    Rota,
    Step,
    TakesEffect,
    carries,
)

Rights = tuple[Right, ...]
Case = Literal["status", "right", "group", "office", "rota", "slot", "power", "through", "together"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why somebody can never act: nobody has the status, no status there is carries the right, the group has nobody, nobody
    can come to the office or to the turn, no office has slots, the organ or office lacks the power, an office is asked
    through a title, or several would have to act together who do so to open matters alone. ``name`` is that of the status,
    right, group, office or rota, or of the organ or office concerned."""

    case: Case
    name: str


NOBODY: tuple[Cause, ...] = ()
ABSENT = ("status", "group", "rota", "slot")
"""Where there is nobody to whom a question could be put."""


class Able:
    """Who can ever act under the charter as it is in ``law``."""

    def __init__(self, charter: Charter, of: Law) -> None:
        self.charter, self.law = charter, of
        self._laws = [law(charter, first) for first in first_days(charter)]
        self.statuses = {status for each in self._laws for status in each.standing.values()}
        self.offices = {name for name, office in of.offices.items() if office.acting is not None}
        self.rotas = {name for name in of.rotas if self._begins(name)}
        self.granted: set[str] = set()
        while self._grown():
            pass

    # --- who there is -------------------------------------------------------------------------------------------------

    def _begins(self, rota: str) -> bool:
        """Whether the rota has a first holder, or passes to one without a decision."""
        return any(
            one.first or one.since is not None or one.passes != "decision"
            for _, one in self.charter.rotas[rota].versions
        )

    def _grown(self) -> bool:
        """Whether the steps that can be taken give something to somebody who was not able before."""
        before = self._size
        for procedure in self.law.procedures.values():
            for effect in self._effects(procedure):
                self._take(effect)
        return self._size > before

    @property
    def _size(self) -> int:
        return sum(map(len, (self.statuses, self.granted, self.offices, self.rotas)))

    def _take(self, effect: TakesEffect) -> None:
        match effect.verb:
            case "grants":
                self.statuses.add(effect.object)
                self.granted.add(effect.object)
            case "fills":
                self.offices.add(effect.object)
            case "passes":
                self.rotas.add(effect.object)
            case _:
                pass

    def _effects(self, procedure: Procedure) -> Iterator[TakesEffect]:
        """What the steps bring about that can be taken, each as far as those before it can."""
        if self.hinders(procedure.opened_by):
            return
        waiting, seen = [procedure.steps[0].step], {END, AGAIN}
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            step = procedure.at(name)
            if self.untaken(step):
                continue
            yield from step.effects
            waiting += [procedure.after(step, one) for one in outcomes(self.law, step)]

    # --- who may do something -----------------------------------------------------------------------------------------

    def untaken(self, step: Step) -> tuple[Cause, ...]:
        """Why nobody can provide what the step asks for, or put its question to anybody; empty where somebody can."""
        if step.asks is not None:
            # A text is submitted with a right of its own.
            rights: Rights = ("circulate",) if step.asks.thing == "text" else ()
            return self._alone(step.asks.of, rights)
        if step.puts is None:
            return NOBODY
        put_by = self._alone(step.puts.put_by) if step.puts.put_by is not None else NOBODY
        nobody = self.unanswered(step.puts)
        return put_by or (nobody if all(one.case in ABSENT for one in nobody) else NOBODY)

    def _alone(self, phrase: RolePhrase, rights: Rights = ()) -> tuple[Cause, ...]:
        """As ``hinders``, where whoever acts does so alone: several together open a matter, and take no step of it."""
        if phrase.kind == "any":
            parts = [self._alone(one, rights) for one in phrase.of]
            return tuple(cause for part in parts for cause in part) if all(parts) else NOBODY
        together = phrase.kind == "several" and phrase.number > 1
        return (Cause("together", ""),) if together else self.hinders(phrase, rights)

    def hinders(self, phrase: RolePhrase, rights: Rights = ()) -> tuple[Cause, ...]:
        """Why nobody whom the phrase names can propose, with these ``rights`` besides, a cause for each of its parts; empty
        where somebody can."""
        match phrase.kind:
            case "any":
                parts = [self.hinders(one, rights) for one in phrase.of]
                return tuple(cause for part in parts for cause in part) if all(parts) else NOBODY
            case "member" if phrase.name:
                return self._with_status(phrase.name, rights)
            case "member" | "several":
                return self._counted(("propose", *rights))
            case "parameter":
                return self._group(phrase.name, rights)
            case "slot":
                return self._slots()
            case "chair":
                return self._turn(phrase.name, ("chair", "propose", *rights))
            case "office":
                return self._holder(phrase) or self._power(phrase, "propose")
            case "organ":
                # The first clerk of an organ that keeps the record has every power for it.
                return self._power(phrase, "record") and self._power(phrase, "propose")
            case "provided":
                return NOBODY

    def unanswered(self, puts: Puts) -> tuple[Cause, ...]:
        """Why nobody who is asked can answer the question, a cause for each part of the phrase; empty where somebody can.
        What comes on paper for an organ or office counts as no answer of its own."""
        rights: Rights = ("vote", "attend") if puts.present_only else ("vote",)
        return self._silent(puts.to, answering_power(puts), rights)

    def unbroken(self, puts: Puts) -> bool:
        """Whether nobody who is asked can break the silence, though some can answer."""
        if puts.silence is None or self.unanswered(puts):
            return False
        causes = self._silent(puts.to, "all", ("vote", "break silence"))
        return bool(causes) and all(one.case == "right" for one in causes)

    def _silent(self, phrase: RolePhrase, power: Power, rights: Rights) -> tuple[Cause, ...]:
        match phrase.kind:
            case "any":
                parts = [self._silent(one, power, rights) for one in phrase.of]
                return tuple(cause for part in parts for cause in part) if all(parts) else NOBODY
            case "member" if phrase.name:
                return self._with_status(phrase.name, rights)
            case "member" | "several":
                return self._counted(rights)
            case "parameter":
                return self._group(phrase.name, rights)
            case "slot":
                return self._slots()
            case "chair":
                # The party in its turn answers for itself, or for the rota.
                return self._turn(phrase.name, rights) and self._turn(phrase.name, ("chair",))
            case "office":
                return self._holder(phrase) or self._power(phrase, power)
            case "organ":
                return self._seats(phrase, power, rights)
            case "provided":
                return NOBODY

    def never_chairs(self, chair: str) -> tuple[Cause, ...]:
        """Why nobody ever comes to the rota or office that chairs an organ; empty where somebody does."""
        if chair in self.law.rotas:
            return self._turn(chair, ("chair",))
        return _unless(chair in self.offices, "office", chair)

    # --- by statuses, groups, turns -----------------------------------------------------------------------------------

    def _counted(self, rights: Rights) -> tuple[Cause, ...]:
        known = self.charter.statuses
        counted = [name for name in known if name in self.statuses and known[name].counted]
        if not self.charter.members and not counted:
            return NOBODY  # the members of such a body are all reported
        return _unless(bool(counted), "status", "member") or self._right(counted, rights)

    def _with_status(self, status: str, rights: Rights) -> tuple[Cause, ...]:
        there = _unless(status in self.statuses, "status", status)
        return there or self._right([status], rights)

    def _right(self, statuses: Iterable[str], rights: Rights) -> tuple[Cause, ...]:
        """One of these statuses carries all the rights; or else the first that none carries, or none with the others."""
        carried = [set(self.charter.statuses[name].rights) for name in statuses]
        if not rights or any(some.issuperset(rights) for some in carried):
            return NOBODY
        everywhere = set[str]().union(*carried)
        return (Cause("right", next((one for one in rights if one not in everywhere), rights[-1])),)

    def _statuses_in(self, group: str) -> set[str]:
        """The statuses that members of the group have on some day on which they are in it."""
        return {
            each.standing[party]
            for each in self._laws
            for party in each.groups.get(group, ())
            if party in each.standing
        }

    def _group(self, name: str, rights: Rights) -> tuple[Cause, ...]:
        if name not in self.charter.groups:
            return NOBODY  # a parameter: whom each question names
        if not any(members for _, members in self.charter.groups[name].versions):
            return (Cause("group", name),)
        return self._right((self._statuses_in(name) or self.statuses) | self.granted, rights)

    def _slots(self) -> tuple[Cause, ...]:
        slotted = any(office.slots is not None for office in self.law.offices.values())
        return _unless(slotted, "slot", "")

    def _turn(self, rota: str, rights: Rights) -> tuple[Cause, ...]:
        there = _unless(rota in self.rotas, "rota", rota)
        return there or self._right(self._on(self.law.rotas[rota]), rights)

    def _on(self, rota: Rota) -> set[str]:
        """The statuses of those who are on the rota."""
        known = self.charter.statuses
        if rota.of == "members":
            return {name for name in self.statuses if known[name].counted}
        if rota.of in self.charter.groups:
            return self._statuses_in(rota.of) | self.granted
        return {rota.of}

    def _seats(self, phrase: RolePhrase, power: Power, rights: Rights) -> tuple[Cause, ...]:
        of = self.law.organs[phrase.name].one_for_each
        if not of:
            return self._power(phrase, power)
        if of == "member":
            return self._counted(rights)
        if of in self.charter.groups:
            return self._group(of, rights)
        return self._with_status(of, rights)

    def _holder(self, phrase: RolePhrase) -> tuple[Cause, ...]:
        # Whoever holds an office acts by no credential, and so under no title of one.
        titled = _unless(not phrase.through, "through", phrase.name)
        return titled or _unless(phrase.name in self.offices, "office", phrase.name)

    def _power(self, phrase: RolePhrase, power: Power) -> tuple[Cause, ...]:
        of = self.law.organs if phrase.kind == "organ" else self.law.offices
        return _unless(carries(of[phrase.name].powers, power), "power", phrase.name)


def answering_power(puts: Puts) -> Power:
    """The power with which an organ or office answers the question."""
    return "sign" if puts.form == "signature" else "decide"


def _unless(there: bool, case: Case, name: str) -> tuple[Cause, ...]:
    return NOBODY if there else (Cause(case, name),)
