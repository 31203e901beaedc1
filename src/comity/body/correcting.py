"""Corrections: a mistake is mended by an entry that names the one it corrects. Both stay in the record.

The corrected facts take the place of those that the entry recorded, under the same ids; with ``void``, whatever is not
replaced is taken back. A ruling that rested on a corrected position is made again, and the question shows both rulings.

What the body decided step by step, what a member said for itself, a charter and a key are not taken back: the law would
be broken a second time. The correction then says what was wrong and marks the entry; it names the act that undoes it
(``stands``). What each kind of effect means here is in ``docs/formats/acts.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comity.body import acts
from comity.body import effects as e
from comity.body.acts import Correct
from comity.body.ballots import has_ruling, ruled_again
from comity.body.effects import AnyEffect, Effect, EntryCorrected, FactVoided, RulingRevised
from comity.body.entry import Entry, is_attested
from comity.body.evolve import apply
from comity.body.facts import check_countable, check_fact, name_of
from comity.body.fields import Id, fields_of
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import is_party, recorder, refusal
from comity.body.reservations import NO_ANSWERS
from comity.body.state import Mark, State, find_matter, find_question, find_remark
from comity.body.trial import trial
from comity.body.undoing import NEVER, mark_of_correction
from comity.errors import Refused

GIVEN_AGAIN = (e.PersonEntered, e.KeyBound)
"""What may be corrected though it is never taken back: the name of the first person, and whose key it is."""
BOOKKEEPING = (EntryCorrected, FactVoided, RulingRevised)
"""What a correction adds by itself: it is neither taken back nor replaced."""
IN_PLACE = (
    *(e.RelationEntered, e.PersonEntered, e.CredentialIssued, e.TenureBegan),
    *(
        e.IntroductionMade,
        e.SessionConvened,
        e.MeetingProposed,
        e.InstructionGiven,
        e.ProgressAsked,
    ),
    *(
        e.MatterOpened,
        e.TextVersioned,
        e.RemarkMade,
        e.QuestionPut,
        e.DecisionIssued,
        e.PrioritySet,
        e.PlanItemSet,
        e.EventPlanned,
    ),
    *(e.ReviewMade, e.MeasuresSet, e.SourceFiled, e.ConflictNoted, e.KeyBound),
)
"""Things that others hang on. A corrected fact about one changes it where it is; any other fact is taken back first."""
NAMING: tuple[str, ...] = (
    "party",
    "status",
    "right",
    "credential",
    "tenure",
    "rota",
    "session",
    "meeting",
    "instruction",
)
NAMING += (
    "inquiry",
    "matter",
    "step",
    "thing",
    "remark",
    "question",
    "member",
    "event",
    "stage",
    "about",
    "measures",
)
"""The fields that, together, say which fact it is, where it brings nothing with an id of its own."""
STEP_BY_STEP: Mapping[type[Effect], str] = {
    e.StatusGranted: "matter.open/1",
    e.StatusEnded: "matter.open/1",
    e.RightSuspended: "matter.open/1",
    e.RightRestored: "matter.open/1",
    e.TenureBegan: "office.leave/1",
    e.TenureEnded: "matter.open/1",
    e.TurnPassed: "matter.open/1",
    e.WithdrawalNotified: "matter.open/1",
    e.StepEntered: "matter.withdraw/1",
    e.ThingProvided: "matter.provide/1",
    e.TextVersioned: "text.submit/1",
    e.RemarkMade: "remark.lift/1",
    e.RemarkSettled: "remark.make/1",
    e.RemarkFollowed: "text.submit/1",
    e.MatterOpened: "matter.withdraw/1",
    e.QuestionPut: "question.close/1",
    e.PopulationJoined: "question.close/1",
    e.DeadlineMoved: "question.extend/1",
    e.PositionStated: "position.state/1",
    e.PositionContested: "position.state/1",
    e.SilenceBroken: "silence.withdraw_break/1",
    e.BreakAssociated: "position.state/1",
    e.BreakWithdrawn: "silence.break/1",
    e.QuestionClosed: "matter.open/1",
    e.DecisionIssued: "matter.open/1",
    e.MatterHindered: "matter.resume/1",
    e.MatterEnded: "matter.open/1",
    e.MeasuresSet: "matter.open/1",
    e.MeasuresEnded: "matter.open/1",
    e.PersonEntered: "person.enter/1",
    e.CredentialIssued: "credential.revoke/1",
}
"""What follows when a procedure takes its course, a member speaks for itself or the body is founded, and what undoes it."""
PROCEDURAL = (
    *(acts.FoundBody, acts.PassDeadline, acts.OpenMatter, acts.Provide, acts.RecordEvent),
    *(acts.ResumeMatter, acts.WithdrawMatter, acts.SubmitText, acts.Remark, acts.LiftRemark),
    *(acts.PutQuestion, acts.MoveDeadline, acts.CloseQuestion, acts.StatePosition, acts.CallRoll),
    *(acts.ContestPosition, acts.BreakSilence, acts.AssociateWithBreak, acts.WithdrawBreak),
    acts.CloseSession,
)
"""The acts by which the body decides. What any other act records was entered by somebody, and may have been a mistake."""
RULED_ON = (
    e.PositionStated,
    e.RollCalled,
    e.SilenceBroken,
    e.BreakWithdrawn,
    e.PopulationJoined,
    e.QuestionPut,
)
"""What a ruling rests on."""
REMARKED = (e.RemarkMade, e.RemarkSettled)
"""Facts about reservations and brackets in the text: a ruling may rest on them too."""


def decide_correct(on: Occasion, act: Correct) -> list[AnyEffect]:
    """What is taken back, the corrected facts, and the rulings that change with them.

    Refused (``correct.unknown``, ``correct.twice``, ``correct.nothing``; ``correct.other`` for a fact that the entry did
    not record, ``correct.stands`` for one that is undone by another act, and as attested facts are)."""
    recorder(on, act)
    earlier = _earlier(on, act)
    recorded = [fact for fact in earlier.effects if not isinstance(fact, BOOKKEEPING)]
    replaced: list[AnyEffect] = []
    for fact in act.facts:
        replaced.append(_replaced(on, act, earlier, fact, replaced))
    away = [fact for fact in recorded if act.void or any(fact is one for one in replaced)]
    standing = {name_of(f): by for f in away if (by := undone_by(on, earlier, f))}
    taken = [
        FactVoided(entry=act.entry, fact=fact)
        for fact in reversed(away)
        if name_of(fact) not in standing
        and not (_in(fact, replaced) and isinstance(fact, IN_PLACE))
    ]
    head = EntryCorrected(
        entry=act.entry,
        reason=act.reason,
        voided=act.void,
        stands=standing,
        attested=is_attested(earlier),
    )
    tried = trial(on.state)
    mark = mark_of_correction(on.state, Mark(on.number, on.now, head.attested), act.entry)
    before: list[AnyEffect] = [head, *taken]
    for nth, effect in enumerate(before):
        apply(tried, effect, mark, nth)
    _put_in_place(on, tried, act.facts, mark, len(before))
    _check_texts(on, tried, away)
    changed = [*(one.fact for one in taken), *act.facts]
    revised = [*_revised(tried, changed, act.entry), *_barred_again(on, tried, changed, act.entry)]
    return [head, *taken, *act.facts, *revised]


def undone_by(on: Occasion, earlier: Entry, fact: AnyEffect) -> str:
    """The act that undoes what the entry recorded, where a correction does not take it back; empty where it does."""
    if type(fact) in NEVER:
        return NEVER[type(fact)]
    if not isinstance(earlier.act, PROCEDURAL) and not _own_notice(on, earlier):
        return ""
    if isinstance(fact, e.PositionStated) and fact.via:
        return ""  # recorded on the member's behalf
    matter = next((one.matter for one in earlier.effects if isinstance(one, e.MatterOpened)), "")
    if matter and getattr(fact, "matter", "") == matter and _undecided(on.state, matter):
        return ""  # opened by mistake
    return STEP_BY_STEP.get(type(fact), "")


def replaceable(on: Occasion, earlier: Entry) -> list[AnyEffect]:
    """The facts of the entry that a correction may put others in the place of."""
    facts = [one for one in earlier.effects if not isinstance(one, BOOKKEEPING)]
    return [f for f in facts if isinstance(f, GIVEN_AGAIN) or not undone_by(on, earlier, f)]


def _own_notice(on: Occasion, earlier: Entry) -> bool:
    """Whether a party itself gave notice of its withdrawal."""
    return isinstance(earlier.act, acts.NotifyWithdrawal) and is_party(on, earlier.act.for_)


def _undecided(state: State, name: str) -> bool:
    """Whether nothing has been decided in the matter: it runs, and no question on it was ruled on."""
    matter = state.matters.get(name)
    return matter is not None and not any(one.closed for one in matter.questions)


def _earlier(on: Occasion, act: Correct) -> Entry:
    if on.earlier is None or on.earlier.n != act.entry:
        raise refusal(
            on,
            "correct.unknown",
            "There is no entry {entry}.",
            "Name an entry of the register.",
            entry=act.entry,
        )
    if act.entry in on.state.corrected:
        by = on.state.corrected[act.entry]
        raise refusal(
            on,
            "correct.twice",
            "Entry {entry} was corrected by entry {by}.",
            "Correct entry {by}.",
            entry=act.entry,
            by=by,
        )
    if not (act.facts or act.void):
        raise refusal(
            on,
            "correct.nothing",
            "Nothing is corrected.",
            "Give the corrected facts, or void the entry.",
        )
    return on.earlier


def _replaced(
    on: Occasion, act: Correct, earlier: Entry, fact: AnyEffect, taken: Sequence[AnyEffect]
) -> AnyEffect:
    """The fact of the entry that ``fact`` takes the place of, none of those ``taken``: of several about one thing the one
    most like it, the first of them. One that the entry took back, and put nothing in the place of, comes again."""
    same = [one for one in earlier.effects if identity(one) == identity(fact)]
    back = [one.fact for one in reversed(earlier.effects) if isinstance(one, FactVoided)]
    back = [one for one in back if identity(one) == identity(fact)][len(same) :]
    left = [one for one in (*same, *back) if not _in(one, taken)]
    found = min(left, key=lambda one: _unlike(one, fact), default=None)
    if found is None or isinstance(found, BOOKKEEPING):
        raise refusal(
            on,
            "correct.other",
            "Entry {entry} brought no {fact} of that id.",
            "Correct what it brought; attest what is new.",
            entry=act.entry,
            fact=name_of(fact),
        )
    by = undone_by(on, earlier, found)
    if by and not isinstance(found, GIVEN_AGAIN):
        raise _stands(on, act, fact, by)
    return found


def _stands(on: Occasion, act: Correct, fact: AnyEffect, by: str) -> Refused:
    return refusal(
        on,
        "correct.stands",
        "Entry {entry}: a {fact} of it is not replaced by a correction.",
        "It is undone by another act: {by}. Void the entry to record what was wrong with it.",
        entry=act.entry,
        fact=name_of(fact),
        by=by,
    )


def identity(fact: AnyEffect) -> tuple[Any, ...]:
    """What says which fact it is: its kind, and the id that it brings or the ids that it is about."""
    return (name_of(fact), *(getattr(fact, name) for name in identity_fields(type(fact))))


def identity_fields(kind: type[Effect]) -> tuple[str, ...]:
    """The fields of that kind of fact that say which it is, and that a correction leaves as they are."""
    if kind is e.ForcesContributed:
        return ("to", "party")
    if kind is e.TextVersioned:
        return ("matter", "version")
    fields = fields_of(kind)
    new = tuple(one.name for one in fields if isinstance(one.holds, Id) and one.holds.new)
    said = (f.name for f in fields if f.name in NAMING and (f.required or f.name == "stage"))
    return new or tuple(said)


def _unlike(one: AnyEffect, other: AnyEffect) -> int:
    """In how many fields two facts of one kind differ."""
    return sum(getattr(one, f) != getattr(other, f) for f in one.__struct_fields__)


def _in(fact: AnyEffect, facts: Sequence[AnyEffect]) -> bool:
    return any(fact is one for one in facts)


def _put_in_place(on: Occasion, tried: State, facts: list[AnyEffect], mark: Mark, nth: int) -> None:
    for number, fact in enumerate(facts, 1):
        check_fact(on, tried, number, fact, again=True)
        apply(tried, fact, mark, nth + number - 1)
        if isinstance(fact, e.QuestionPut):
            check_countable(on, tried, number, fact)


def _check_texts(on: Occasion, tried: State, away: Sequence[AnyEffect]) -> None:
    """Refused (``text.asked_about``) where a question is about a text that would be gone."""
    for fact in away:
        matter = find_matter(tried, fact.matter) if isinstance(fact, e.TextVersioned) else None
        if not isinstance(fact, e.TextVersioned) or matter is None:
            continue
        there = {one.digest for one in matter.versions}
        for question in matter.questions:
            if question.text == fact.digest and fact.digest not in there:
                raise refusal(
                    on,
                    "text.asked_about",
                    "The question {question} is about version {version} of the text.",
                    "First take back entry {entry}, which put the question; or have a new version of the text submitted.",
                    question=question.question,
                    version=fact.version,
                    entry=question.entry,
                )


def _barred_again(
    on: Occasion, tried: State, changed: Sequence[AnyEffect], entry: int
) -> Iterator[RulingRevised]:
    """A ruling made again for every closed question whose ruling changes with a reservation or a bracket in its text."""
    names = [one.remark for one in changed if isinstance(one, REMARKED)]
    found = [find_remark(state, name) for name in names for state in (on.state, tried)]
    for matter in dict.fromkeys(one[0].matter for one in found if one is not None):
        there = find_matter(on.state, matter)
        for question in there.questions if there is not None else ():
            before = _ruled(on.state, question.question, entry)
            now = _ruled(tried, question.question, entry)
            if now is not None and now != before:
                yield now


def _ruled(state: State, name: str, entry: int) -> RulingRevised | None:
    """The ruling on the question, made again; None where there is no ruling on it."""
    found = find_question(state, name)
    if found is None or not found[1].closed or not has_ruling(found[1]):
        return None
    return ruled_again(state, *found, NO_ANSWERS, entry)


def _revised(tried: State, changed: Sequence[AnyEffect], entry: int) -> Iterator[RulingRevised]:
    """A ruling made again for every closed question that rests on what was changed."""
    names = dict.fromkeys(one.question for one in changed if isinstance(one, RULED_ON))
    for name in names:
        ruling = _ruled(tried, name, entry)
        if ruling is not None:
            yield ruling


DECIDE: Deciders = {Correct: decide_correct}
