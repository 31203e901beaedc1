"""Rulings that were reversed after something had followed from them: what stands on them still, and until when.

A correction, or a paper that came late, has a ruling made again. Where it comes out the other way, nothing that had
followed is undone by itself: a decision stays issued, an office stays filled, and what would have followed has not. So
somebody must act, and it waits until somebody has: until what stood has ended, or until it is recorded that it stands all
the same, and on whose authority (an irregularity flagged after the reversal, about the thing, its record, the question or
the matter).

The first ruling is the one from which things followed. A question that was put again at its step since is past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal, NamedTuple

from comity.body.course import Course, openers, parties_meant
from comity.body.effects import RulingRevised
from comity.body.entry import Entry
from comity.body.occasion import law_from
from comity.body.standing import over
from comity.body.state import (
    Decision,
    Kept,
    Matter,
    Measures,
    Party,
    Passage,
    Question,
    State,
    StatusHeld,
    Suspension,
    Tenure,
    find_question,
    was_ruled_again,
)
from comity.charter.law import Law
from comity.charter.model import Step

Sort = Literal[
    "decision", "tenure", "measures", "charter", "status", "right", "turn", "effect", "step", "missed"
]  # fmt: skip


class Stands(NamedTuple):
    """One thing that stands on the first ruling: its id, and the record that brought it. ``missed``: what would have
    followed from the ruling as it is now, and has not."""

    sort: Sort
    id: str
    record: int


def reversed_in(matter: Matter) -> Iterator[Question]:
    """The questions of the matter whose ruling is the other way round than the one from which things followed."""
    for place, question in enumerate(matter.questions):
        if question.attested or not question.rulings:
            continue
        since, first = question.rulings[0]
        again = any(one.step == question.step for one in matter.questions[place + 1 :])
        back = any(one.step == question.step and one.entry > since for one in matter.path)
        if (first == "adopted") != (question.outcome == "adopted") and not (again or back):
            yield question


def stand_on(state: State, matter: Matter, question: Question, day: str) -> list[Stands]:
    """What stands on the first ruling of a question whose ruling was reversed."""
    since, _first = question.rulings[0]
    if question.outcome == "adopted":
        return [Stands("missed", matter.matter, question.ruled_by or since)]
    law = law_from(state, matter.charter, day)
    procedure = law.procedure(matter.procedure)
    steps = {one.step: one for one in procedure.steps} if procedure is not None else {}
    after = [
        one
        for one in matter.path
        if one.entry >= since and not (one.entry == since and one.step == question.step)
    ]
    found = list(_brought(state, matter, since))
    for passage in after:
        step = steps.get(passage.step)
        if step is not None and (matter.ended or passage is not after[-1]):
            found += _took_effect(state, law, matter, step, passage, since)
    if after and not matter.ended:
        found.append(Stands("step", matter.matter, after[-1].entry))
    return found


def _brought(state: State, matter: Matter, since: int) -> Iterator[Stands]:
    """What names the matter that brought it about."""
    for decision in matter.decisions:
        if _is_later(decision, since):
            yield Stands("decision", decision.decision, decision.entry)
    for tenure in state.tenures.values():
        if tenure.matter == matter.matter and _is_later(tenure, since):
            yield Stands("tenure", tenure.tenure, tenure.entry)
    for measures in state.measures.values():
        if measures.matter == matter.matter and _is_later(measures, since):
            yield Stands("measures", measures.measures, measures.entry)


def _took_effect(
    state: State, law: Law, matter: Matter, step: Step, passage: Passage, since: int
) -> Iterator[Stands]:
    """What took effect with the step and does not name its matter: known by what was provided for it."""
    for one in step.effects:
        match one.verb:
            case "amends charter":
                text = matter.things.get(one.things["with"], "")
                for charter in state.charters:
                    if charter.entry >= since and charter.text == text:
                        yield Stands("charter", charter.digest, charter.entry)
            case "grants":
                for party in _meant(state, law, matter, one.things["to"]):
                    for held in party.statuses:
                        if held.status == one.object and _is_later(held, since):
                            yield Stands("status", party.party, held.entry)
            case "suspends":
                for party in _meant(state, law, matter, one.things["of"]):
                    for held_back in party.suspensions:
                        if held_back.right == one.object and _is_later(held_back, since):
                            yield Stands("right", party.party, held_back.entry)
            case "passes":
                passed = [t for t in state.turns.get(one.object, ()) if _is_later(t, since)]
                yield from (Stands("turn", one.object, t.entry) for t in passed[:1])
            case "ends status" | "restores" | "ends measures":
                yield Stands("effect", step.step, passage.entry)
            case _:
                pass


def _meant(state: State, law: Law, matter: Matter, name: str) -> Iterator[Party]:
    """The parties that the charter named in an effect, as far as the register has something of them."""
    procedure = law.procedures[matter.procedure]
    things = openers(matter.things, matter.by)
    course = Course(matter.matter, procedure, matter.charter, things)
    named = parties_meant(law, course, name, matter.questions)
    yield from (state.parties[one] for one in named if one in state.parties)


def _is_later(kept: Kept, since: int) -> bool:
    return kept.entry >= since and not kept.attested


def settled(state: State, matter: Matter, question: Question, one: Stands, day: str) -> bool:
    """Whether nobody need act about it any more: it has ended, or it is recorded that it stands all the same."""
    since = question.ruled_by or 0
    about = {one.id, str(one.record), matter.matter, question.question, str(since)}
    if any(flag.entry > since and flag.about in about for flag in state.irregularities):
        return True
    match one.sort:
        case "tenure" | "measures":
            kept = state.tenures[one.id] if one.sort == "tenure" else state.measures[one.id]
            return _has_ended(kept, day)
        case "charter":
            return state.charters[-1].entry > one.record
        case "status":
            held = state.parties[one.id].statuses
            return any(s.entry == one.record and _has_ended(s, day) for s in held)
        case "right":
            held_back = state.parties[one.id].suspensions
            own = (s for s in held_back if s.entry == one.record)
            return any(_has_ended(s, day) for s in own)
        case "turn":
            return state.turns[one.id][-1].entry > one.record
        case "missed":
            return _came_after(state, matter, since)
        case _:
            return False


def _has_ended(one: Tenure | Measures | StatusHeld | Suspension, day: str) -> bool:
    return bool(one.ended) or over(one.until, day)


def _came_after(state: State, matter: Matter, since: int) -> bool:
    """Whether what would have followed was recorded since, as it happened elsewhere."""
    things: tuple[Decision | Tenure | Measures, ...] = (
        *matter.decisions,
        *state.tenures.values(),
        *state.measures.values(),
    )
    return any(one.matter == matter.matter and one.entry > since for one in things)


def waits(state: State, matter: Matter, day: str) -> Iterator[Question]:
    """The questions of the matter on whose reversal somebody must act."""
    for question in reversed_in(matter):
        found = stand_on(state, matter, question, day)
        if any(not settled(state, matter, question, one, day) for one in found):
            yield question


# --- where rulings were made again ------------------------------------------------------------------------------------


def ruled_again(state: State, entries: Iterable[Entry]) -> Iterator[str]:
    """The matters in which the entries made a ruling again."""
    for entry in entries:
        for effect in entry.effects:
            if isinstance(effect, RulingRevised):
                found = find_question(state, effect.question)
                if found is not None:
                    yield found[0].matter


def with_rulings_again(state: State, cards: int) -> Iterator[str]:
    """The matters with a ruling that was made again: of those that have ended, the ones after the first ``cards``."""
    for matter in state.matters.values():
        if any(question.rulings for question in matter.questions):
            yield matter.matter
    for card in islice(state.cards.values(), cards, None):
        if was_ruled_again(card):
            yield card.matter
