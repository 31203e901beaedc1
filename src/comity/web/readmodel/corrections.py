"""Correcting and attesting: which facts of an entry can be corrected, what would follow, and whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from comity.body.acts import AnyAct, Correct
from comity.body.correcting import identity, identity_fields, replaceable
from comity.body.decide import decide
from comity.body.effects import AnyEffect, EntryCorrected, PositionStated, RollCalled, RulingRevised
from comity.body.entry import Entry
from comity.body.occasion import occasion
from comity.body.state import State, find_question
from comity.store.codec import in_stored_order
from comity.web.readmodel.asking import asking
from comity.web.told import names, words
from comity.web.told.effects import effect_line
from comity.web.told.names import Names
from comity.web.tolerance import whole
from comity.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Revised:
    """A ruling made again: what it was and what it becomes, in words."""

    question: names.Worded
    was: str
    becomes: str
    changed: bool
    line: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would follow: the facts as they would stand, and the rulings that rest on them."""

    facts: tuple[str, ...]
    rulings: tuple[Revised, ...]


def correctable(visit: Visit, entry: Entry) -> list[AnyEffect]:
    """The facts of the entry that a correction may replace."""
    state = whole(visit.body.registrar).state
    return replaceable(occasion(state, visit.now, state.size, entry), entry)


def fixed_fields(fact: AnyEffect) -> tuple[str, ...]:
    """The fields by which the fact is known, which stay as they are."""
    also = tuple(name for name in ("matter", "signature") if name in fact.__struct_fields__)
    return tuple(dict.fromkeys((*identity_fields(type(fact)), *also)))


def facts_to_give(facts: Sequence[tuple[AnyEffect, AnyEffect]]) -> list[AnyEffect]:
    """Of the facts as recorded and as they should be, those to give in a correction: the changed ones, and those about the
    same thing, so that it is clear which of them takes the place of which."""
    changed = {identity(fact) for fact, made in facts if made != fact}
    return [made for fact, made in facts if identity(fact) in changed]


def voidable(entry: Entry) -> bool:
    """Whether the whole entry can be taken back."""
    return bool(entry.effects)


def preview(visit: Visit, act: Correct, earlier: Entry, at: Names) -> Preview:
    """What the correction would bring. Raises what the kernel refuses it with; nothing is recorded."""
    state = whole(visit.body.registrar).state
    effects = decide(state, act, visit.now, state.size, earlier)
    facts = [e for e in effects if not isinstance(e, EntryCorrected | RulingRevised)]
    rulings = [e for e in effects if isinstance(e, RulingRevised)]
    return Preview(
        tuple(effect_line(at, one) for one in facts), tuple(_revised(at, one) for one in rulings)
    )


def would_be_recorded(visit: Visit, act: AnyAct, at: Names) -> Preview:
    """What the act would record. Raises what the kernel refuses it with; nothing is recorded."""
    effects = decide(visit.state, in_stored_order(act), visit.now, visit.state.size)
    return Preview(tuple(effect_line(at, one) for one in effects), ())


def _revised(at: Names, ruling: RulingRevised) -> Revised:
    return Revised(
        names.question(at, ruling.question),
        words.outcome(ruling.was),
        words.outcome(ruling.outcome),
        ruling.was != ruling.outcome,
        effect_line(at, ruling),
    )


def concerned(state: State, *entries: Entry) -> set[str]:
    """The members whom the correction concerns: those that the facts are about, and those who were asked."""
    found: set[str] = set()
    for entry in entries:
        for effect in entry.effects:
            found |= set(_about(effect))
            question = find_question(state, getattr(effect, "question", ""))
            found |= set(question[1].population) if question is not None else set()
        found.add(entry.act.for_)
    return found & {*state.parties, *_members(state)}


def whose_paper(visit: Visit, entry: Entry) -> tuple[str, str]:
    """To what a paper behind the entry belongs: the matter of its positions, and for an answer in confidence its member,
    who alone may see the paper beside who keeps the record. Empty for what belongs to nothing of the kind."""
    stated = next((e for e in entry.effects if isinstance(e, PositionStated | RollCalled)), None)
    found = find_question(visit.state, stated.question) if stated is not None else None
    if stated is None or found is None:
        return "", ""
    one = asking(visit, *found)
    secret = one is not None and one.puts.confidential
    member = stated.member if isinstance(stated, PositionStated) and secret else ""
    return found[0].matter, member


def _members(state: State) -> Iterable[str]:
    return {credential.party for credential in state.credentials.values()}


def _about(effect: AnyEffect) -> Iterator[str]:
    for name in ("party", "member", "by", "nominated_by", "host"):
        value = getattr(effect, name, "")
        if isinstance(value, str):
            yield value
