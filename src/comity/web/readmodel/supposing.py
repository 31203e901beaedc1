"""What if: positions set by hand, to see what the rule would give. Nothing is recorded, and the address alone holds it.

It begins from where the members stand; a question that is not put yet begins from where they stood on the one before it,
where the same were asked. Works as well for one that has closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import msgspec

from comity.body.ballots import positions, ruling_on_record, uncountable
from comity.body.state import Question
from comity.charter.model import Cited
from comity.rules.terms import Position
from comity.web.asked import one_of
from comity.web.readmodel.answering import USUAL
from comity.web.readmodel.asking import Asking, parameters, stands
from comity.web.readmodel.consequences import blocking
from comity.web.readmodel.questions import rule_title
from comity.web.told import names, rulings, words
from comity.web.told.names import Names, Worded
from comity.web.told.refusals import told
from comity.web.told.rulings import RulingTold
from comity.web.visits import Visit

ASKED = "p."
"""Before the name of a member, in the address."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A member with the position supposed for it, and those that can be chosen, in words."""

    party: str
    name: Worded
    field: str
    side: str
    options: tuple[tuple[str, str], ...]
    blocks: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Supposed:
    """What the rule would give for these positions. ``lacking``: the groups that the rule counts and nobody has named yet,
    so that there is no ruling; ``lacks``: what else is missing to count it. ``recorded``: what came of a closed question,
    where its positions do not give that.
    ``from_before``: the positions began from those on the question before."""

    asking: Asking
    rule: Worded
    cites: Cited
    seats: tuple[Seat, ...]
    ruling: RulingTold | None
    lacking: tuple[str, ...]
    lacks: str
    recorded: str
    from_before: bool


def suppose(visit: Visit, one: Asking, at: Names, chosen: Mapping[str, str]) -> Supposed:
    """The ruling on the positions that stand, with those ``chosen`` in their places."""
    stood = stands(visit, one)
    before = _before(visit, one) if not one.is_put else {}
    began = _as_before(visit, one, before) if before else stood
    allowed = _options(one)
    wished = {m: chosen.get(f"{ASKED}{m}", "") for m in stood}
    for asked in (name for name in chosen if name.startswith(ASKED)):
        one_of({"p": asked.removeprefix(ASKED)}, "p", stood)
    for member, began_at in began.items():
        one_of(chosen, f"{ASKED}{member}", {*allowed, began_at, stood[member]}, listed=allowed)
    sides = {m: cast(Position, wished[m]) if wished[m] in allowed else began[m] for m in stood}
    lacking = tuple(n for n in parameters(one.law, one.step) if not one.question.groups.get(n))
    lacks = None if lacking else uncountable(visit.state, one.question)
    ballot = None if lacking else one.ballot(visit.state)
    rule = one.law.rules[one.question.rule]
    barring = set(blocking(ballot, sides)) if ballot is not None else set()
    seats = [
        _seat(at, named.id, named.name, sides[named.id], allowed, barring, began)
        for named in names.parties(at, sides)
    ]
    return Supposed(
        asking=one,
        rule=rule_title(one, at),
        cites=Cited(rule.cites, rule.to_verify),
        seats=tuple(seats),
        ruling=rulings.ruling(ballot.ruling(sides), at) if ballot is not None else None,
        lacking=lacking,
        lacks=told(lacks, at) if lacks else "",
        recorded=_recorded(visit, one),
        from_before=bool(before),
    )


def _recorded(visit: Visit, one: Asking) -> str:
    """What came of a closed question, where that is not what its positions give: the room had no quorum, say."""
    if not one.question.closed or ruling_on_record(visit.state, one.matter, one.question):
        return ""
    return words.came_of(one.question)


def _seat(
    at: Names,
    party: str,
    name: Worded,
    side: str,
    allowed: tuple[str, ...],
    barring: set[str],
    began: Mapping[str, str],
) -> Seat:
    known = dict.fromkeys((*allowed, side, began[party]))
    options = tuple((choice, words.choice(choice)) for choice in known)
    return Seat(
        party, name, f"{ASKED}{party}", side, options, party in barring, side != began[party]
    )


def _options(one: Asking) -> tuple[str, ...]:
    stated = one.puts.allowed or USUAL
    return tuple(dict.fromkeys((*stated, "absent", "pending")))


def _as_before(visit: Visit, one: Asking, before: Mapping[str, Position]) -> dict[str, Position]:
    """Those positions as they would count now: what is reserved or in brackets in the text still stands in the way."""
    if not one.question.text:
        return {m: before.get(m, "pending") for m in one.question.population}
    question = msgspec.structs.replace(one.question, choices=dict(before))
    return positions(visit.state, one.matter, question)


def _before(visit: Visit, one: Asking) -> dict[str, Position]:
    """Where the same members stood on the question before, where the reader may see that and nobody was silent."""
    last = next((q for q in reversed(one.matter.questions) if _same(q, one)), None)
    if last is None or not one.seen or one.puts.confidential:
        return {}
    return {m: cast(Position, choice) for m, choice in last.choices.items()}


def _same(question: Question, one: Asking) -> bool:
    puts = one.procedure.at(question.step).puts
    hidden = puts is None or puts.confidential
    return not hidden and set(question.population) == set(one.question.population)
