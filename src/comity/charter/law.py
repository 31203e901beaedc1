"""The law on a day: a charter with every value that varies by date resolved.

Between two days on which something changes the law is the same value; it is made once for each such interval.

>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B, status: [{from: 2020-01-01, is: member, until: 2021-12-31}]}]
... rules: [{rule: both, adopted when: {in favour: all}}]
... ''')
>>> law(charter, date(2019, 1, 1)).members, law(charter, date(2020, 1, 1)).members
(('A',), ('A', 'B'))
>>> law(charter, date(2022, 1, 1)).status_of("B") is None
True
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, TypeVar

from comity.charter.model import (
    Charter,
    Dated,
    Member,
    Office,
    Organ,
    Procedure,
    Reservation,
    Right,
    Rota,
    Status,
    Step,
    Weight,
    carries,
)
from comity.errors import BadInput
from comity.hindrances import hindrance
from comity.rules.terms import Roll, Rule

T = TypeVar("T")
K = TypeVar("K", Organ, Office)


class NotInForce(BadInput, KeyError):
    """The charter has something of that name on another day, or never (``rule.not_in_force`` and its like)."""

    def __init__(self, kind: str, name: str) -> None:
        code = f"{kind}.not_in_force"
        sentence, advice = hindrance(code, {"name": name})
        super().__init__(code, sentence, remedy=advice)


class InForce(dict[str, T]):
    """What the charter has of one ``kind`` on the day, by its name. ``NotInForce`` for any other name, or for those of
    ``ever`` where these are given: whoever needs it is refused, or stopped, with the name of what is missing."""

    def __init__(
        self, kind: str, named: Mapping[str, T], ever: Collection[str] | None = None
    ) -> None:
        super().__init__(named)
        self.kind, self.ever = kind, ever

    def __missing__(self, name: str) -> T:
        if self.ever is not None and name not in self.ever:
            raise KeyError(name)  # whoever asks gives it
        raise NotInForce(self.kind, name)


@dataclass(frozen=True, slots=True)
class Law:
    """The charter on a day. ``since`` is the first day of the interval in which nothing changes; ``parties`` are all that
    the charter names by then, ``members`` those whose status is counted, both in its order. ``keepers`` are the organs and
    offices that keep the record: where the charter gives the power to nobody on the day, those that had it last still have
    it, as a record without a keeper would freeze the body. ``actors`` are the names of all parties, organs, offices and
    rotas."""

    charter: Charter
    since: date
    parties: Mapping[str, Member]
    standing: Mapping[str, str]
    members: tuple[str, ...]
    statuses: Mapping[str, Status]
    groups: Mapping[str, frozenset[str]]
    weights: Mapping[str, Mapping[str, Fraction]]
    world: Mapping[str, Fraction]
    reservations: Mapping[str, Reservation]
    organs: Mapping[str, Organ]
    rotas: Mapping[str, Rota]
    offices: Mapping[str, Office]
    rules: Mapping[str, Rule]
    procedures: Mapping[str, Procedure]
    keepers: tuple[str, ...]
    actors: frozenset[str]

    def status_of(self, party: str) -> str | None:
        """The party's status; None where it has none, or the charter does not name it."""
        return self.standing.get(party)

    def rights_of(self, party: str) -> tuple[Right, ...]:
        """The rights that the party's status carries."""
        status = self.standing.get(party)
        return self.statuses[status].rights if status is not None else ()

    def rule(self, name: str) -> Rule | None:
        """The rule in force under that name."""
        return self.rules.get(name)

    def procedure(self, name: str) -> Procedure | None:
        """The procedure in force under that name."""
        return self.procedures.get(name)

    def population(self, of: str) -> tuple[str, ...]:
        """The parties that a rota is of: ``members``, a group, or those with a status; in the order of the charter."""
        if of == "members":
            return self.members
        if of in self.groups:
            return tuple(name for name in self.parties if name in self.groups[of])
        return tuple(name for name, status in self.standing.items() if status == of)

    def roll(
        self,
        parameters: Mapping[str, Collection[str]] | None = None,
        members: Iterable[str] | None = None,
        attending: int | None = None,
    ) -> Roll:
        """What a rule is applied to: the membership (or ``members``, where the body knows of changes since), the groups
        with ``parameters`` given for this question, the weights. ``attending`` is a head count."""
        given = {name: frozenset(group) for name, group in (parameters or {}).items()}
        return Roll(
            members=self.members if members is None else tuple(members),
            groups={**self.groups, **given},
            weights=self.weights,
            world=self.world,
            attending=attending,
        )


def law(charter: Charter, day: date) -> Law:
    """The charter as it is on ``day``."""
    days = first_days(charter)
    since = days[bisect_right(days, day) - 1]
    known: Law | None = charter.memo.get(since)
    if known is None:
        known = charter.memo[since] = _law(charter, since)
    return known


def first_days(charter: Charter) -> tuple[date, ...]:
    """The days on which something in the charter changes, in order; ``date.min`` is the first."""
    known: tuple[date, ...] | None = charter.memo.get("first days")
    if known is None:
        known = charter.memo["first days"] = _first_days(charter)
    return known


def _first_days(charter: Charter) -> tuple[date, ...]:
    days = {date.min}
    for dated in _all_dated(charter):
        days.update(first for first, _ in dated.versions)
    for member in charter.members.values():
        for _, version in member.versions:
            days.update(period.first for period in version.statuses)
            ends = (period.until for period in version.statuses if period.until is not None)
            days.update(end + timedelta(days=1) for end in ends)
    return tuple(sorted(days))


def _all_dated(charter: Charter) -> Iterable[Dated[Any]]:
    named: tuple[Mapping[str, Dated[Any]], ...] = (
        charter.members,
        charter.groups,
        charter.reservations,
        charter.organs,
        charter.rotas,
        charter.offices,
        charter.rules,
        charter.procedures,
    )
    for mapping in named:
        yield from mapping.values()
    for weight in charter.weights.values():
        yield weight.values
        if weight.world is not None:
            yield weight.world


def _law(charter: Charter, day: date) -> Law:
    parties = _on(charter.members, day)
    standing = {name: status for name, party in parties.items() if (status := _status(party, day))}
    organs, offices = _keeping(charter, day)
    rotas = _on(charter.rotas, day)
    weights = _on({name: weight.values for name, weight in charter.weights.items()}, day)
    worlds = {name: _world(weight, day) for name, weight in charter.weights.items()}
    return Law(
        charter=charter,
        since=day,
        parties=parties,
        standing=standing,
        members=tuple(
            name for name, status in standing.items() if charter.statuses[status].counted
        ),
        statuses=InForce("status", charter.statuses),
        groups=_on(charter.groups, day),
        weights=InForce("weight", weights, charter.weights),
        world={name: total for name, total in worlds.items() if total is not None},
        reservations=_on(charter.reservations, day),
        organs=InForce("organ", organs),
        rotas=InForce("rota", rotas),
        offices=InForce("office", offices),
        rules=InForce("rule", _on(charter.rules, day)),
        procedures=InForce(
            "procedure",
            {name: _with_rules(one, organs) for name, one in _on(charter.procedures, day).items()},
        ),
        keepers=_keepers(organs, offices),
        actors=frozenset().union(parties, organs, offices, rotas),
    )


def recorders(charter: Charter, day: date) -> frozenset[str]:
    """The organs and offices to which the charter gives the power to record on the day."""
    return frozenset(_keepers(_on(charter.organs, day), _on(charter.offices, day)))


def _keeping(charter: Charter, day: date) -> tuple[dict[str, Organ], dict[str, Office]]:
    """The organs and offices of the day; those that had the power to record last with it, where nobody has it."""
    organs, offices = _on(charter.organs, day), _on(charter.offices, day)
    if recorders(charter, day):
        return organs, offices
    before = (recorders(charter, one) for one in reversed(first_days(charter)) if one < day)
    last = next(filter(None, before), frozenset())
    return (
        {name: _with_record(one) if name in last else one for name, one in organs.items()},
        {name: _with_record(one) if name in last else one for name, one in offices.items()},
    )


def _with_record(one: K) -> K:
    return replace(one, powers=(*one.powers, "record"))


def _keepers(*named: Mapping[str, Organ] | Mapping[str, Office]) -> tuple[str, ...]:
    able = (name for of in named for name, one in of.items() if carries(one.powers, "record"))
    return tuple(able)


def _with_rules(procedure: Procedure, organs: Mapping[str, Organ]) -> Procedure:
    """The procedure with the rule by which an organ decides, where a step asks the organ and names none."""
    if all(step.puts is None or step.puts.rule for step in procedure.steps):
        return procedure
    return replace(procedure, steps=tuple(_with_rule(step, organs) for step in procedure.steps))


def _with_rule(step: Step, organs: Mapping[str, Organ]) -> Step:
    if step.puts is None or step.puts.rule or step.puts.to.name not in organs:
        return step
    return replace(step, puts=replace(step.puts, rule=organs[step.puts.to.name].decides_by))


def _on(named: Mapping[str, Dated[T]], day: date) -> dict[str, T]:
    resolved = {name: dated.on(day) for name, dated in named.items()}
    return {name: value for name, value in resolved.items() if value is not None}


def _world(weight: Weight, day: date) -> Fraction | None:
    """The total outside the membership of the values that hold on the day: what an earlier version gives is of its own."""
    first = max((since for since, _ in weight.values.versions if since <= day), default=None)
    totals = dict(weight.world.versions) if weight.world is not None and first is not None else {}
    return totals.get(first) if first is not None else None


def _status(member: Member, day: date) -> str:
    """The status that began last among those that hold on the day; the last day of a period is in it."""
    found = ""
    for period in member.statuses:
        if period.first <= day and (period.until is None or day <= period.until):
            found = period.status
    return found
