"""What the things of a procedure are: a person, a day, a party, the text of a charter, or words.

A charter gives things names of its own; what each is follows from what the procedure does with it: whoever fills an office
is a person, whoever is granted a status a party, what a step waits for a day. Everything else is words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from comity.charter.law import Law
from comity.charter.model import Procedure, RolePhrase, Step, TakesEffect
from comity.rules.gauges import names_needed

Sort = Literal["text", "person", "day", "party", "parties", "charter", "office", "number", "words"]
PARTY_ROLES = ("applicant", "appellant", "proposer")


@dataclass(frozen=True, slots=True)
class Needed:
    """A thing that must, or may, be named when a matter is opened."""

    thing: str
    sort: Sort
    required: bool


def sort_of(law: Law, procedure: Procedure, thing: str) -> Sort:
    """What the thing is, by what the steps of the procedure do with it."""
    if thing == "text" and thing not in procedure.uses:
        return "text"
    if thing == "office":
        return "office"
    for step in procedure.steps:
        for effect in step.effects:
            found = _by_effect(effect, thing)
            if found is not None:
                return found
        if step.waits is not None and step.waits.date == thing:
            return "day"
    phrases = [p for p in _phrases(procedure) if p.name == thing]
    if thing in PARTY_ROLES or any(p.kind == "provided" for p in phrases):
        return "party"
    if any(p.kind == "parameter" for p in phrases) or thing in groups_counted(law, procedure):
        return "parties"
    return "words"


def _by_effect(effect: TakesEffect, thing: str) -> Sort | None:
    roles = {role for role, name in effect.things.items() if name == thing}
    if not roles:
        return None
    if "number" in roles:
        return "number"
    if roles & {"from", "until", "date"}:
        return "day"
    if "with" in roles:
        return "charter" if effect.verb == "amends charter" else "person"
    return "party"


def needed_at_opening(law: Law, procedure: Procedure, for_party: bool) -> Iterator[Needed]:
    """What an opening names: what the steps use and none of them asks for. A party speaks for itself; an organ or office
    may say for whom it opens the matter."""
    asked = {step.asks.thing for step in procedure.steps if step.asks is not None}
    filled = any(one.filled_by == procedure.procedure for one in law.offices.values())
    if not filled and any(p.kind == "slot" for p in _phrases(procedure)):
        yield Needed("office", "office", required=True)
    used = {name for step in procedure.steps for e in step.effects for name in e.things.values()}
    parameters = {p.name for p in _phrases(procedure) if p.kind == "parameter"}
    for name in sorted(parameters - asked - law.groups.keys()):
        yield Needed(name, "parties", required=True)
    concerned = groups_counted(law, procedure) | (used & set(law.charter.parameters))
    for name in sorted(concerned - parameters - asked):
        yield Needed(name, "parties", required=False)
    if for_party:
        return
    for name in PARTY_ROLES[:2]:
        if name in used - asked:
            yield Needed(name, "party", required=False)
    yield Needed("proposer", "party", required=False)


def asks_several(procedure: Procedure) -> bool:
    """Whether several members must open it together."""
    return any(p.kind == "several" for p in _flat(procedure.opened_by))


def groups_counted(law: Law, procedure: Procedure) -> set[str]:
    """The groups that rules of the procedure count and the charter leaves to each matter."""
    rules = [
        s.puts.rule for s in procedure.steps if s.puts is not None and s.puts.rule in law.rules
    ]
    return {g for rule in rules for g in names_needed(law.rules[rule]).groups} - law.groups.keys()


def _phrases(procedure: Procedure) -> Iterator[RolePhrase]:
    yield from _flat(procedure.opened_by)
    for step in procedure.steps:
        for phrase in _of_step(step):
            yield from _flat(phrase)


def _of_step(step: Step) -> Iterator[RolePhrase]:
    if step.asks is not None:
        yield step.asks.of
    if step.puts is not None:
        yield step.puts.to
        if step.puts.put_by is not None:
            yield step.puts.put_by


def _flat(phrase: RolePhrase) -> Iterator[RolePhrase]:
    yield phrase
    for one in phrase.of:
        yield from _flat(one)
