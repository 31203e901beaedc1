"""Taking facts back: the state as it would be had an entry not recorded them. One function for each kind of effect; those
about a thing that facts change one after another (a session, a party, an event) have one for all (``body.changes``).

A correction records what is taken back (``fact.voided/1``, with the whole fact) and what takes its place. What has happened
since stays: a session that is taken back is gone with its agenda, but a speech made in it is still in the register. What is
not there any more is passed over, so that facts may be taken back in any order.

``UNDO`` has every kind of effect. Those in ``NEVER`` are not taken back by anybody: they are undone by another act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from comity.body import effects as e
from comity.body.changes import THINGS, take_back
from comity.body.state import Due as Deadline
from comity.body.state import (
    Evolvers,
    Mark,
    Matter,
    Question,
    RemarkKept,
    State,
    find_matter,
    find_question,
    forget_speech,
    keep,
    question_of,
    schedule,
    unpacked,
    unschedule,
)

Undo = Callable[[State, Any, int], None]
"""Takes back an effect that the entry of that number recorded."""

# --- corrections themselves -------------------------------------------------------------------------------------------


def on_entry_corrected(state: State, effect: e.EntryCorrected, mark: Mark) -> None:
    state.corrected[effect.entry] = mark.entry


def on_fact_voided(state: State, effect: e.FactVoided, mark: Mark) -> None:
    UNDO[type(effect.fact)](state, effect.fact, effect.entry)


def on_ruling_revised(state: State, effect: e.RulingRevised, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    question.rulings.append((question.ruled_by or question.entry, question.outcome))
    question.outcome = effect.outcome
    question.blocked_by = effect.blocked_by
    question.needed = effect.needed
    question.bound = effect.bound
    question.article = effect.article
    question.ruled_by = mark.entry
    keep(state, matter)


# --- what is simply gone ----------------------------------------------------------------------------------------------


def _gone(kept: str, field: str) -> Undo:
    """The thing of that id is no longer kept."""

    def undo(state: State, fact: Any, entry: int) -> None:
        getattr(state, kept).pop(getattr(fact, field), None)

    return undo


def _nothing(state: State, fact: Any, entry: int) -> None:
    """The state keeps nothing of it, or what follows is worked out anew by the correction itself."""


# --- speeches, irregularities -----------------------------------------------------------------------------------------


def _speech(state: State, fact: e.SpeechMade, entry: int) -> None:
    if fact.session or not fact.matter:
        forget_speech(state, fact.session, entry)
    if fact.matter:
        forget_speech(state, fact.matter, entry)


def _flagged(state: State, fact: e.IrregularityFlagged, entry: int) -> None:
    flagged = (entry, fact.about, fact.article)
    for at, one in enumerate(state.irregularities):
        if (one.entry, one.about, one.article) == flagged:
            del state.irregularities[at]
            return


# --- matters and texts ------------------------------------------------------------------------------------------------


def _matter(change: Callable[[State, Matter, Any, int], None]) -> Undo:
    """The matter, running or ended, is changed and kept again."""

    def undo(state: State, fact: Any, entry: int) -> None:
        matter = find_matter(state, fact.matter)
        if matter is not None:
            change(state, matter, fact, entry)
            keep(state, matter)

    return undo


def _matter_opened(state: State, fact: e.MatterOpened, entry: int) -> None:
    matter = find_matter(state, fact.matter)
    if matter is None:
        return
    for question in matter.questions:
        state.question_of.pop(question.question, None)
        unschedule(state, question.question)
    for decision in matter.decisions:
        state.decisions.pop(decision.decision, None)
    unschedule(state, fact.matter)
    state.matters.pop(fact.matter, None)
    state.cards.pop(fact.matter, None)


def _step(state: State, matter: Matter, fact: e.StepEntered, entry: int) -> None:
    matter.path = [one for one in matter.path if (one.entry, one.step) != (entry, fact.step)]
    matter.step = matter.path[-1].step if matter.path else ""
    if fact.deadline:
        unschedule(state, fact.matter)


def _thing(state: State, matter: Matter, fact: e.ThingProvided, entry: int) -> None:
    if matter.things.get(fact.thing) == fact.value:
        del matter.things[fact.thing]


def _version(state: State, matter: Matter, fact: e.TextVersioned, entry: int) -> None:
    matter.versions = [one for one in matter.versions if one.version != fact.version]
    matter.remarks = {k: r for k, r in matter.remarks.items() if r.version != fact.version}


def _hindered(state: State, matter: Matter, fact: e.MatterHindered, entry: int) -> None:
    matter.hindered = ""


def _ended(state: State, fact: e.MatterEnded, entry: int) -> None:
    card = state.cards.pop(fact.matter, None)
    if card is None:
        return
    matter = unpacked(card)
    matter.ended, matter.outcome = "", ""
    state.matters[fact.matter] = matter
    for question in matter.questions:
        state.question_of[question.question] = fact.matter


def _remark_of(state: State, name: str) -> tuple[Matter, RemarkKept] | None:
    return next(((m, m.remarks[name]) for m in state.matters.values() if name in m.remarks), None)


def _remark_made(state: State, matter: Matter, fact: e.RemarkMade, entry: int) -> None:
    matter.remarks.pop(fact.remark, None)


def _settled(state: State, fact: e.RemarkSettled, entry: int) -> None:
    found = _remark_of(state, fact.remark)
    if found is not None:
        found[1].disposition = ""


def _followed(state: State, fact: e.RemarkFollowed, entry: int) -> None:
    found = _remark_of(state, fact.remark)
    if found is not None:
        remark = found[1]
        remark.places = [one for one in remark.places if one[0] != entry]
        _, remark.version, remark.paragraphs = remark.places[-1]


def _decision(state: State, fact: e.DecisionIssued, entry: int) -> None:
    matter = find_matter(state, state.decisions.pop(fact.decision, ""))
    if matter is not None:
        matter.decisions = [one for one in matter.decisions if one.decision != fact.decision]
        keep(state, matter)


# --- questions and positions ------------------------------------------------------------------------------------------


def _question(change: Callable[[State, Question, Any, int], None]) -> Undo:
    """The question, open or closed, is changed, and its matter kept again."""

    def undo(state: State, fact: Any, entry: int) -> None:
        found = find_question(state, fact.question)
        if found is not None:
            matter, question = found
            change(state, question, fact, entry)
            keep(state, matter)

    return undo


def _put(state: State, fact: e.QuestionPut, entry: int) -> None:
    unschedule(state, fact.question)
    found = find_question(state, fact.question)
    state.question_of.pop(fact.question, None)
    if found is not None:
        matter = found[0]
        matter.questions = [one for one in matter.questions if one.question != fact.question]
        keep(state, matter)


def _population(state: State, question: Question, fact: e.PopulationJoined, entry: int) -> None:
    _drop(question.population, fact.member)
    question.choices.pop(fact.member, None)


def _deadline(state: State, question: Question, fact: e.DeadlineMoved, entry: int) -> None:
    question.deadlines = [one for one in question.deadlines if one[0] != entry]
    question.deadline = question.deadlines[-1][1] if question.deadlines else ""
    unschedule(state, question.question)
    if question.deadline and not question.closed:
        due = Deadline(question.deadline, question.matter, question.question)
        schedule(state, question.question, due)


def _stands_again(question: Question, member: str) -> None:
    """What the member last stated, if anything, is its position again."""
    stated = [one for one in question.stated.get(member, []) if not (one.late or one.joined_later)]
    if stated:
        question.choices[member] = stated[-1].choice
    else:
        question.choices.pop(member, None)


def _stated(state: State, question: Question, fact: e.PositionStated, entry: int) -> None:
    left = [one for one in question.stated.get(fact.member, []) if one.entry != entry]
    if left:
        question.stated[fact.member] = left
    else:
        question.stated.pop(fact.member, None)
    if fact.joined_later:
        _drop(question.bound, fact.member)
    else:
        _stands_again(question, fact.member)


def _called(state: State, question: Question, fact: e.RollCalled, entry: int) -> None:
    for choice, members in fact.positions.items():
        for member in members:
            if question.choices.get(member) == choice:
                _stands_again(question, member)


def _contested(state: State, question: Question, fact: e.PositionContested, entry: int) -> None:
    for one in question.stated.get(fact.member, [])[-1:]:
        one.contested = False


def _broken(state: State, question: Question, fact: e.SilenceBroken, entry: int) -> None:
    own = (entry, fact.member)
    question.breaks = [one for one in question.breaks if (one.entry, one.member) != own]
    _stands_again(question, fact.member)


def _associated(state: State, question: Question, fact: e.BreakAssociated, entry: int) -> None:
    for one in question.breaks:
        _drop(one.associates, fact.member)


def _withdrawn(state: State, question: Question, fact: e.BreakWithdrawn, entry: int) -> None:
    for one in question.breaks:
        if one.member == fact.member:
            one.withdrawn = False
            question.choices[fact.member] = "against"


def _question_closed(state: State, question: Question, fact: e.QuestionClosed, entry: int) -> None:
    question.closed, question.outcome, question.article = "", "", ""
    question.bound, question.blocked_by = [], []
    question.needed, question.ruled_by = None, None


def _outcome(state: State, question: Question, fact: e.OutcomeReported, entry: int) -> None:
    question.reported = ""


def _drop(names: list[str], name: str) -> None:
    """The last of that name is taken out of the list, if it is there."""
    for at in range(len(names) - 1, -1, -1):
        if names[at] == name:
            del names[at]
            return


NEVER: Mapping[type[e.Effect], str] = {
    e.CharterAdopted: "matter.open/1",
    e.KeyBound: "key.revoke/1",
    e.KeyRevoked: "key.bind/1",
}
"""What no correction takes back, and the act that undoes it: questions rest on a charter, signatures on a key."""
UNDO: Mapping[type[e.Effect], Undo] = {
    **dict.fromkeys(THINGS, take_back),
    **dict.fromkeys(NEVER, _nothing),
    e.RelationEntered: _gone("relations", "relation"),
    e.PersonEntered: _gone("persons", "person"),
    e.IntroductionMade: _gone("introductions", "introduction"),
    e.SpeechMade: _speech,
    e.MatterOpened: _matter_opened,
    e.StepEntered: _matter(_step),
    e.ThingProvided: _matter(_thing),
    e.TextVersioned: _matter(_version),
    e.RemarkMade: _matter(_remark_made),
    e.RemarkSettled: _settled,
    e.RemarkFollowed: _followed,
    e.QuestionPut: _put,
    e.PopulationJoined: _question(_population),
    e.DeadlineMoved: _question(_deadline),
    e.PositionStated: _question(_stated),
    e.RollCalled: _question(_called),
    e.PositionContested: _question(_contested),
    e.SilenceBroken: _question(_broken),
    e.BreakAssociated: _question(_associated),
    e.BreakWithdrawn: _question(_withdrawn),
    e.QuestionClosed: _question(_question_closed),
    e.RulingRevised: _nothing,
    e.OutcomeReported: _question(_outcome),
    e.DecisionIssued: _decision,
    e.MatterHindered: _matter(_hindered),
    e.MatterEnded: _ended,
    e.PrioritySet: _gone("priorities", "priority"),
    e.PlanItemSet: _gone("plan_items", "item"),
    e.ReviewMade: _gone("reviews", "review"),
    e.SourceFiled: _gone("sources", "source"),
    e.ConflictNoted: _gone("conflicts", "conflict"),
    e.EntryCorrected: _nothing,
    e.FactVoided: _nothing,
    e.IrregularityFlagged: _flagged,
}

EVOLVE: Evolvers = {
    e.EntryCorrected: on_entry_corrected,
    e.FactVoided: on_fact_voided,
    e.RulingRevised: on_ruling_revised,
}
