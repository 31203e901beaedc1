"""Attesting: what happened elsewhere, before, or on paper in the room, recorded on a cited source.

An attested fact is an effect that nobody decided here. It is not refused for steps that the source does not report, and
it is never claimed to be proved true: only that this was recorded, by whom, on which source. Each fact must be able to
stand where the facts before it have left the body (``facts``). Where a source reports a roll call and its outcome, the
engine rules on the positions and says whether it agrees.
"""

from __future__ import annotations

from msgspec.structs import replace

from comity.body.acts import Attest, Citation
from comity.body.ballots import ballot, closed, counts_of, law_day
from comity.body.effects import (
    AnyEffect,
    OutcomeReported,
    QuestionClosed,
    QuestionPut,
    SessionClosed,
    SourceFiled,
)
from comity.body.evolve import apply
from comity.body.facts import check_countable, check_fact
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import recorder, refusal
from comity.body.references import CHOICES
from comity.body.state import Mark, Question, State, find_question
from comity.body.stopped import closed_with
from comity.body.trial import trial
from comity.errors import Message
from comity.rules.terms import Position

NOT_ADOPTED = ("rejected", "blocked")


def decide_attest(on: Occasion, act: Attest) -> list[AnyEffect]:
    """The facts, and the engine's ruling beside each reported outcome.

    Refused (``attest.nothing``, ``attest.no_source``, ``attest.unknown``, and as ``facts.check_fact`` says); ``BadInput``
    where a fact is not well formed."""
    recorder(on, act)
    if not act.facts:
        raise refusal(on, "attest.nothing", "No fact is attested.", "Give one fact at least.")
    filed = {f.source for f in act.facts if isinstance(f, SourceFiled)}
    check_cited(on, act.cites, filed)
    tried = trial(on.state)
    apply_facts(on, tried, act.facts)
    ruled = _ruled(on, tried, act)
    return [*act.facts, *ruled, *_closed_with_sessions(on, tried, act, ruled)]


def check_cited(on: Occasion, cites: list[Citation], filed: set[str]) -> None:
    """Refused (``attest.no_source``) unless a source is cited, and every source cited has been filed."""
    strange = [
        c.source for c in cites if c.source not in on.state.sources and c.source not in filed
    ]
    if not cites or strange:
        what = (
            Message("The source {strange!r} is not filed.", strange=strange[0])
            if strange
            else "No source is cited."
        )
        raise refusal(
            on, "attest.no_source", what, "File the source, then cite it with its paragraph."
        )


def apply_facts(on: Occasion, tried: State, facts: list[AnyEffect]) -> None:
    """Each fact is checked and applied to the state on trial, in their order."""
    mark = Mark(on.number, on.now, attested=True)
    for number, fact in enumerate(facts, 1):
        check_fact(on, tried, number, fact)
        apply(tried, fact, mark)
        if isinstance(fact, QuestionPut):
            check_countable(on, tried, number, fact)


# --- the engine's ruling beside what the source reports -------------------------------------------------------------------


def _ruled(on: Occasion, tried: State, act: Attest) -> list[AnyEffect]:
    effects: list[AnyEffect] = []
    for name, reported in act.outcomes.items():
        question = _reported_question(on, tried, name, reported)
        result = _ruling(on, question)
        agrees = result.outcome == reported or (
            reported == "not adopted" and result.outcome in NOT_ADOPTED
        )
        effects.append(result)
        effects.append(
            OutcomeReported(
                question=name,
                reported=reported,
                ruled=result.outcome,
                agrees=agrees,
                annotation=act.annotations.get(name, ""),
            )
        )
    return effects


def _closed_with_sessions(
    on: Occasion, tried: State, act: Attest, ruled: list[AnyEffect]
) -> list[AnyEffect]:
    """What the close of a session brings that is attested: as if it had been closed by an act. A question whose outcome is
    reported here has closed by that."""
    known = {one.question for one in ruled if isinstance(one, QuestionClosed)}
    sessions = dict.fromkeys(f.session for f in act.facts if isinstance(f, SessionClosed))
    then = replace(on, state=tried)
    found = [one for session in sessions for one in closed_with(then, tried, session)]
    stays = {one.rpartition(".")[0] for one in known}
    return [one for one in found if _matter_of(one) not in stays]


def _matter_of(effect: AnyEffect) -> str:
    matter: str = getattr(effect, "matter", "")
    return matter or getattr(effect, "question", "").rpartition(".")[0]


def _ruling(on: Occasion, question: Question) -> QuestionClosed:
    counted: dict[str, Position] = dict.fromkeys(question.population, "unknown")
    counted.update(question.choices)  # type: ignore[arg-type]
    ruling = ballot(on.state, question).ruling(counted)
    return closed(question, ruling, counts_of(ruling), law_day(on.state, question))


def _reported_question(on: Occasion, tried: State, name: str, reported: str) -> Question:
    found = find_question(tried, name)
    if found is None:
        raise refusal(
            on,
            "attest.unknown",
            "An outcome is reported of {name!r}, which is no question.",
            "Attest the question as well.",
            name=name,
        )
    if reported not in CHOICES["outcomes"]:
        raise refusal(
            on,
            "attest.unknown",
            "{reported!r} is no outcome of a question.",
            "Report one of: {choices}.",
            reported=reported,
            choices=list(CHOICES["outcomes"]),
        )
    if found[1].closed:
        raise refusal(
            on,
            "question.closed",
            "The question {name} closed on {closed}: {outcome}.",
            "Correct the entry that closed it.",
            name=name,
            closed=found[1].closed,
            outcome=found[1].outcome,
        )
    return found[1]


DECIDE: Deciders = {Attest: decide_attest}
