"""Whom a question asks, as far as the charter alone says: the sets of parties, organs and offices of which one is asked.

Most questions ask one set that the charter names. Of a rota whoever has the turn is asked, and so a single party: a set for
each that may have it. Of somebody who is provided or whose slot it is no more is known than that it is one (``ONE``). Where
a matter names the members of a parameter nothing is known.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: trio
... title: Trio
... members: [{member: A}, {member: B}, {member: C}]
... groups: {pair: [A, B]}
... organs: [{organ: desk, powers: [decide]}, {organ: council, seats: {one for each: pair}}]
... ''')
>>> on = law(charter, date.max)
>>> asked(on, RolePhrase("organ", "council")), asked(on, RolePhrase("organ", "desk"))
(('A', 'B'), ('desk',))
>>> populations(on, RolePhrase("provided", "applicant"))
(('one',),)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, product
from math import prod

from comity.charter.law import Law
from comity.charter.model import Procedure, Puts, RolePhrase, Step
from comity.rules.terms import Rule

Population = tuple[str, ...]
ONE: Population = ("one",)
"""A single party of which nothing else is known."""
MOST = 100
"""Sets of which one is asked, beyond which nothing is said."""
ALL = ("", "member", "members")


def asked(on: Law, to: RolePhrase) -> Population:
    """Those who are asked, where the charter alone says so; else nobody."""
    found = populations(on, to)
    return found[0] if len(found) == 1 and found[0] != ONE else ()


def populations(on: Law, to: RolePhrase) -> tuple[Population, ...]:
    """The sets of which one is asked; none where that depends on the matter, or where there is nobody."""
    match to.kind:
        case "member":
            found: tuple[Population, ...] = (
                on.population("members" if to.name in ALL else to.name),
            )
        case "several":
            found = (on.members,)
        case "parameter":
            found = (on.population(to.name),) if to.name in on.groups else ()
        case "organ":
            organ = on.organs.get(to.name)  # one that is in force only later asks nobody yet
            of = organ.one_for_each if organ is not None else ""
            seats = on.population("members" if of == "member" else of) if of else (to.name,)
            found = (seats,) if organ is not None else ()
        case "office":
            found = ((to.name,),) if to.name in on.offices else ()
        case "chair":
            found = _turns(on, to.name)
        case "slot" | "provided":
            found = (ONE,)
        case "any":
            found = _together([populations(on, one) for one in to.of])
    return tuple(one for one in found if one)


def votes(on: Law, name: str) -> bool:
    """Whether somebody who is asked may answer: an organ or office may, and a party whose status carries the vote."""
    return name not in on.parties or "vote" in on.rights_of(name)


def counted(on: Law, rule: Rule, members: Population) -> Population:
    """Those of them whom the rule counts, as far as its groups are known."""
    among, removed = (
        on.groups.get(rule.among or ""),
        on.groups.get(rule.remove_from_count or "", ()),
    )
    return tuple(one for one in members if (among is None or one in among) and one not in removed)


def asking(on: Law, rule: str) -> Iterator[tuple[Procedure, Step, Puts]]:
    """Every question that is put under the rule, with its step and procedure."""
    for procedure in on.procedures.values():
        for step in procedure.steps:
            if step.puts is not None and step.puts.rule == rule:
                yield procedure, step, step.puts


def _turns(on: Law, rota: str) -> tuple[Population, ...]:
    """A set for each party that may have the turn. Those in the same groups, with the same weights and rights, are told
    apart by name alone: one of them will do."""
    named = any(
        effect.verb == "passes" and effect.object == rota and "to" in effect.things
        for procedure in on.procedures.values()
        for step in procedure.steps
        for effect in step.effects
    )
    if rota not in on.rotas:  # one that is in force only later
        return ()
    of = on.parties if named else on.population(on.rotas[rota].of)
    return tuple((one,) for one in {_kind(on, one): one for one in reversed(tuple(of))}.values())


def _kind(on: Law, party: str) -> object:
    within = frozenset(name for name, some in on.groups.items() if party in some)
    weighs = tuple(values.get(party) for values in on.weights.values())
    return within, weighs, votes(on, party)


def _together(parts: Sequence[tuple[Population, ...]]) -> tuple[Population, ...]:
    """The sets of those who are asked together with others; none where of some nothing is known."""
    if any(not part or ONE in part for part in parts) or prod(map(len, parts)) > MOST:
        return ()
    return tuple(tuple(dict.fromkeys(chain(*each))) for each in product(*parts))
