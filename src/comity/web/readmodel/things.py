"""What the things of a procedure are to a page: a person, a day, a party, the text of a charter, or words.

A charter gives things names of its own; what each is follows from what the procedure does with it: whoever fills an office
is a person, whoever is granted a status a party, what a step waits for a day. Everything else is words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from comity.charter.law import Law
from comity.charter.model import Procedure, RolePhrase, Step
from comity.charter.sorts import sort_in
from comity.charter.things import AT_OPENING
from comity.rules.gauges import names_needed

Sort = Literal["text", "person", "day", "party", "parties", "charter", "office", "number", "words"]


@dataclass(frozen=True, slots=True)
class Needed:
    """A thing that must, or may, be named when a matter is opened."""

    thing: str
    sort: Sort
    required: bool


def sort_of(law: Law, procedure: Procedure, thing: str) -> Sort:
    """What the thing is, by what the steps of the procedure do with it."""
    if thing == "office":
        return "office"
    found = sort_in(procedure, thing)
    if found is not None:
        return "words" if found == "measures" else found
    if thing in AT_OPENING:
        return "party"
    named = any(p.kind == "parameter" and p.name == thing for p in _phrases(procedure))
    return "parties" if named or thing in groups_counted(law, procedure) else "words"


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
    for name in AT_OPENING[:2]:
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
