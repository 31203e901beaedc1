"""Taking facts back: the state as it would be had an entry not recorded them. One function for each kind of effect; those
about a thing that facts change one after another (a session, a party, an event) have one for all (``body.changes``).

A correction records what is taken back (``fact.voided/1``, with the whole fact) and what takes its place. What has happened
since stays: a session that is taken back is gone with its agenda, but a speech made in it is still in the register. What is
not there any more is passed over, so that facts may be taken back in any order.

``UNDO`` has every kind of effect. Those in ``NEVER`` are not taken back by anybody: they are undone by another act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import structs

from comity.body import effects as e
from comity.body.changes import THINGS, take_back
from comity.body.numbering import forget_number
from comity.body.state import (
    Evolvers,
    Mark,
    Matter,
    Passage,
    Placed,
    Question,
    RemarkKept,
    State,
    find_matter,
    find_question,
    find_remark,
    forget_speech,
    joined_later,
    keep,
    order,
    question_of,
    unpacked,
    unschedule,
)

Undo = Callable[[State, Any, int], int | None]
"""Takes back an effect that the entry of that number recorded. Returns which effect of its entry it was, where it is one of
several facts of which the last counts: the corrected fact, if one is given, comes in that place (``Mark.vacated``)."""

ABOUT = ("matter", "question", "remark", "member", "thing", "step", "version")
"""The fields that say which fact it is that a corrected one comes in the place of."""
R = TypeVar("R", bound=Placed | Passage)
T = TypeVar("T")
Change = Callable[[T, Any, int], int | None]
"""Takes back, in the thing, an effect that the entry of that number recorded; returns as ``Undo``."""

# --- corrections themselves -------------------------------------------------------------------------------------------


def on_entry_corrected(state: State, effect: e.EntryCorrected, mark: Mark) -> None:
    state.corrected[effect.entry] = mark.entry


def on_fact_voided(state: State, effect: e.FactVoided, mark: Mark) -> None:
    nth = UNDO[type(effect.fact)](state, effect.fact, effect.entry)
    if nth is not None and mark.vacated is not None:
        mark.vacated.setdefault(_about(effect.fact), []).insert(0, nth)


def mark_of_correction(state: State, mark: Mark, corrected: int) -> Mark:
    """The mark of an entry that corrects entry ``corrected``: its facts come in the place of the entry that was corrected
    first."""
    earlier = {by: entry for entry, by in state.corrected.items()}
    while corrected in earlier:
        corrected = earlier[corrected]
    return structs.replace(mark, place=corrected, vacated={})


def at_its_place(mark: Mark, effect: e.AnyEffect, nth: int) -> Mark:
    """The mark of the ``nth`` effect of an entry; of a corrected fact, in the place of the one that was voided for it."""
    if mark.vacated:
        voided = mark.vacated.get(_about(effect))
        nth = voided.pop(0) if voided else nth
    return Mark(mark.entry, mark.at, mark.attested, mark.charter, nth, mark.place, mark.vacated)


def _about(fact: e.AnyEffect) -> tuple[Any, ...]:
    """What kind of fact it is, and about what."""
    return (type(fact), *(getattr(fact, name, "") for name in ABOUT))


def _taken(records: list[R], entry: int, **is_so: Any) -> int | None:
    """The first of the records that came with the entry and is so is taken out. Returns which effect it was."""
    for at, one in enumerate(records):
        if one.entry == entry and all(getattr(one, name) == so for name, so in is_so.items()):
            del records[at]
            return one.nth
    return None


def on_ruling_revised(state: State, effect: e.RulingRevised, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    question.rulings.append((question.ruled_by or question.entry, question.outcome))
    question.outcome = effect.outcome
    question.blocked_by = effect.blocked_by
    question.needed = effect.needed
    question.bound = [*effect.bound, *joined_later(question)]
    question.article = effect.article
    question.ruled_by, question.counts = mark.entry, dict(sorted(effect.counts.items()))
    question.without_a_vote = False
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
# Here only the records of the facts are taken out. What follows from those that are left is worked out in ``worked_out``.


def _matter(change: Callable[[State, Matter, Any, int], int | None]) -> Undo:
    """The matter, running or ended, is changed and kept again."""

    def undo(state: State, fact: Any, entry: int) -> int | None:
        matter = find_matter(state, fact.matter)
        if matter is None:
            return None
        nth = change(state, matter, fact, entry)
        keep(state, matter)
        return nth

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
    for remark in matter.remarks:
        state.remark_of.pop(remark, None)
    unschedule(state, fact.matter)
    state.matters.pop(fact.matter, None)
    state.cards.pop(fact.matter, None)


def _step(state: State, matter: Matter, fact: e.StepEntered, entry: int) -> int | None:
    return _taken(matter.path, entry, step=fact.step, on=fact.on, deadline=fact.deadline)


def _thing(state: State, matter: Matter, fact: e.ThingProvided, entry: int) -> int | None:
    return _taken(matter.provided, entry, thing=fact.thing, value=fact.value)


def _version(state: State, matter: Matter, fact: e.TextVersioned, entry: int) -> None:
    matter.versions = [one for one in matter.versions if one.version != fact.version]
    for remark in list(matter.remarks.values()):
        if remark.places[0].version == fact.version:
            del matter.remarks[remark.remark], state.remark_of[remark.remark]
        remark.places = [one for one in remark.places if one.version != fact.version]


def _hindered(state: State, matter: Matter, fact: e.MatterHindered, entry: int) -> int | None:
    return _taken(matter.hindrances, entry, code=fact.code, values=fact.values)


def _ended(state: State, fact: e.MatterEnded, entry: int) -> None:
    card = state.cards.pop(fact.matter, None)
    if card is None:
        return
    matter = unpacked(card)
    matter.ended, matter.outcome = "", ""
    state.matters[fact.matter] = matter
    for question in matter.questions:
        state.question_of[question.question] = fact.matter


def _in_matter(
    find: Callable[[State, Any], tuple[Matter, T] | None],
) -> Callable[[Change[T]], Undo]:
    """For what is in a matter, such as a remark or a question: it is changed, and its matter kept again."""

    def undoing(change: Change[T]) -> Undo:
        def undo(state: State, fact: Any, entry: int) -> int | None:
            found = find(state, fact)
            if found is None:
                return None
            matter, thing = found
            nth = change(thing, fact, entry)
            keep(state, matter)
            return nth

        return undo

    return undoing


_remark = _in_matter(lambda state, fact: find_remark(state, fact.remark))
_question = _in_matter(lambda state, fact: find_question(state, fact.question))


def _remark_made(state: State, matter: Matter, fact: e.RemarkMade, entry: int) -> None:
    if matter.remarks.pop(fact.remark, None) is not None:
        state.remark_of.pop(fact.remark, None)


def _settled(remark: RemarkKept, fact: e.RemarkSettled, entry: int) -> int | None:
    return _taken(remark.dispositions, entry, disposition=fact.disposition)


def _followed(remark: RemarkKept, fact: e.RemarkFollowed, entry: int) -> int | None:
    later = remark.places[1:]  # the first is where it was made
    nth = _taken(later, entry, version=fact.version, paragraphs=fact.paragraphs)
    remark.places[1:] = later
    return nth


def _decision(state: State, fact: e.DecisionIssued, entry: int) -> None:
    matter = find_matter(state, state.decisions.pop(fact.decision, ""))
    forget_number(state, fact.number, fact.decision)
    if matter is not None:
        matter.decisions = [one for one in matter.decisions if one.decision != fact.decision]
        keep(state, matter)


# --- questions and positions ------------------------------------------------------------------------------------------


def _put(state: State, fact: e.QuestionPut, entry: int) -> None:
    unschedule(state, fact.question)
    found = find_question(state, fact.question)
    state.question_of.pop(fact.question, None)
    if found is not None:
        matter = found[0]
        matter.questions = [one for one in matter.questions if one.question != fact.question]
        keep(state, matter)


def _joined(question: Question, fact: e.PopulationJoined, entry: int) -> int | None:
    return _taken(question.joinings, entry, member=fact.member)


def _deadline(question: Question, fact: e.DeadlineMoved, entry: int) -> int | None:
    later = [one for one in question.deadlines if order(one) != order(question)]
    nth = _taken(later, entry, deadline=fact.deadline)
    first = [one for one in question.deadlines if order(one) == order(question)]
    question.deadlines = [*first, *later]
    return nth


def _stated(question: Question, fact: e.PositionStated, entry: int) -> int | None:
    if fact.joined_later:
        _drop(question.bound, fact.member)
    same = {name: getattr(fact, name) for name in ("choice", "on", "late", "joined_later", "via")}
    for said in (question.stated, question.unasked):
        if fact.member in said:
            nth = _taken(said[fact.member], entry, **same, reservation=fact.reservation)
            if nth is not None:
                return nth
    return None


def _called(question: Question, fact: e.RollCalled, entry: int) -> int | None:
    return _taken(question.rolls, entry, positions=fact.positions)


def _contested(question: Question, fact: e.PositionContested, entry: int) -> int | None:
    return _taken(question.contestations, entry, member=fact.member)


def _broken(question: Question, fact: e.SilenceBroken, entry: int) -> int | None:
    same = {"member": fact.member, "form": fact.form, "on": fact.on}
    nth = _taken(question.breaks, entry, **same)
    return nth if nth is not None else _taken(question.unasked_breaks, entry, **same)


def _associated(question: Question, fact: e.BreakAssociated, entry: int) -> int | None:
    return _taken(question.associations, entry, member=fact.member)


def _withdrawn(question: Question, fact: e.BreakWithdrawn, entry: int) -> int | None:
    nth = _taken(question.withdrawals, entry, member=fact.member)
    if fact.deadline and nth is not None:
        _taken(question.deadlines, entry, deadline=fact.deadline, nth=nth)
    return nth


def _question_closed(question: Question, fact: e.QuestionClosed, entry: int) -> None:
    question.closed, question.outcome, question.article = "", "", ""
    question.bound, question.blocked_by = joined_later(question), []
    question.needed, question.ruled_by, question.counts = None, None, {}
    question.present, question.without_a_vote = [], False


def _outcome(question: Question, fact: e.OutcomeReported, entry: int) -> None:
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
    e.RemarkSettled: _remark(_settled),
    e.RemarkFollowed: _remark(_followed),
    e.QuestionPut: _put,
    e.PopulationJoined: _question(_joined),
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
