"""Corrections: a mistake is mended by an entry that names the one it corrects. Both stay in the record.

What stands after a correction is the corrected facts, under the same ids; a fact may also be taken back. A ruling that
rested on a corrected position is made again, and the question shows both rulings. What the body decided step by step is
not corrected but undone by another act.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.body.acts import Correct
from comity.body.attesting import check_facts
from comity.body.ballots import ruled_again
from comity.body.effects import (
    AnyEffect,
    EntryCorrected,
    FactVoided,
    PositionStated,
    RollCalled,
    RulingRevised,
)
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import recorder
from comity.body.state import (
    Evolvers,
    Mark,
    Question,
    State,
    find_matter,
    keep,
    question_of,
)
from comity.errors import Refused

KEPT: Mapping[str, tuple[str, str]] = {
    "party.named/1": ("parties", "party"),
    "relation.entered/1": ("relations", "relation"),
    "person.entered/1": ("persons", "person"),
    "tenure.began/1": ("tenures", "tenure"),
    "introduction.made/1": ("introductions", "introduction"),
    "session.convened/1": ("sessions", "session"),
    "meeting.proposed/1": ("meetings", "meeting"),
    "meeting.held/1": ("meetings", "meeting"),
    "instruction.given/1": ("instructions", "instruction"),
    "progress.asked/1": ("inquiries", "inquiry"),
    "decision.issued/1": ("decisions", "decision"),
    "priority.set/1": ("priorities", "priority"),
    "plan_item.set/1": ("plan_items", "item"),
    "event.planned/1": ("events", "event"),
    "review.made/1": ("reviews", "review"),
    "measures.set/1": ("measures", "measures"),
    "source.filed/1": ("sources", "source"),
    "conflict.noted/1": ("conflicts", "conflict"),
}
"""The facts that can be corrected by their id: where each is kept, and the field that is its id."""


def name_of(effect: AnyEffect) -> str:
    """The stored name of an effect: ``tenure.began/1``."""
    return str(type(effect).__struct_config__.tag)


def decide_correct(on: Occasion, act: Correct) -> list[AnyEffect]:
    """The corrected facts, and the rulings that change with them.

    Refused (``correct.unknown``, ``correct.twice``, ``correct.not_correctable``, ``correct.other``) unless every fact
    takes the place of one that the entry brought."""
    recorder(on, act)
    earlier = on.earlier
    if earlier is None or earlier.n != act.entry:
        raise _refuse(
            on,
            "correct.unknown",
            f"There is no entry {act.entry}.",
            "Name an entry of the register.",
        )
    if act.entry in on.state.corrected:
        by = on.state.corrected[act.entry]
        raise _refuse(
            on,
            "correct.twice",
            f"Entry {act.entry} was corrected by entry {by}.",
            f"Correct entry {by}.",
        )
    head = EntryCorrected(entry=act.entry, reason=act.reason, voided=act.void)
    if act.void:
        return [head, *_voided(on, earlier.effects)]
    check_facts(on, act.facts)
    brought = {_identity(e) for e in earlier.effects}
    for fact in act.facts:
        if _identity(fact) not in brought:
            raise _refuse(
                on,
                "correct.other",
                f"Entry {act.entry} brought no {name_of(fact)} of that id.",
                "Correct what it brought; attest what is new.",
            )
    if not act.facts:
        raise _refuse(
            on,
            "correct.nothing",
            "Nothing is corrected.",
            "Give the corrected facts, or void the entry.",
        )
    return [head, *act.facts, *_revised(on, act)]


def _identity(effect: AnyEffect) -> tuple[str, ...]:
    match effect:
        case PositionStated(question=question, member=member):
            return ("position", question, member)
        case RollCalled(question=question):
            return ("roll", question)
        case _:
            name = name_of(effect)
            return (name, getattr(effect, KEPT[name][1])) if name in KEPT else ("", name)


def _voided(on: Occasion, effects: list[AnyEffect]) -> list[AnyEffect]:
    voided: list[AnyEffect] = []
    for effect in effects:
        name = name_of(effect)
        if name not in KEPT:
            raise _refuse(
                on,
                "correct.not_correctable",
                f"A {name} is not taken back by a correction.",
                "Undo it by another act.",
            )
        voided.append(FactVoided(fact=effect))
    return voided


def _revised(on: Occasion, act: Correct) -> list[AnyEffect]:
    """A ruling made again for every closed question whose positions are corrected."""
    changed: dict[str, dict[str, str]] = {}
    for fact in act.facts:
        if isinstance(fact, PositionStated):
            changed.setdefault(fact.question, {})[fact.member] = fact.choice
        elif isinstance(fact, RollCalled):
            called = changed.setdefault(fact.question, {})
            for choice, members in fact.positions.items():
                called.update(dict.fromkeys(members, choice))
    stood = [(*question_of(on.state, name), answers) for name, answers in changed.items()]
    return [
        ruled_again(on.state, matter, question, answers, act.entry)
        for matter, question, answers in stood
        if question.closed
    ]


def _refuse(on: Occasion, code: str, sentence: str, remedy: str) -> Refused:
    return Refused(code, sentence, article=on.law.charter.credentials.article, remedy=remedy)


def on_entry_corrected(state: State, effect: EntryCorrected, mark: Mark) -> None:
    state.corrected[effect.entry] = mark.entry


def on_fact_voided(state: State, effect: FactVoided, mark: Mark) -> None:
    kept, name = KEPT[name_of(effect.fact)]
    id_ = getattr(effect.fact, name)
    taken = getattr(state, kept).pop(id_, None)
    matter = find_matter(state, taken) if kept == "decisions" else None
    if matter is not None:
        matter.decisions = [one for one in matter.decisions if one.decision != id_]
        keep(state, matter)


def on_ruling_revised(state: State, effect: RulingRevised, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    question.rulings.append((question.ruled_by or question.entry, question.outcome))
    _replace(question, effect, mark)
    keep(state, matter)


def _replace(question: Question, effect: RulingRevised, mark: Mark) -> None:
    question.outcome = effect.outcome
    question.blocked_by = effect.blocked_by
    question.needed = effect.needed
    question.bound = effect.bound
    question.article = effect.article
    question.ruled_by = mark.entry


DECIDE: Deciders = {Correct: decide_correct}
EVOLVE: Evolvers = {
    EntryCorrected: on_entry_corrected,
    FactVoided: on_fact_voided,
    RulingRevised: on_ruling_revised,
}
