"""Attesting: what happened elsewhere, before, or on paper in the room, recorded on a cited source.

An attested fact is an effect that nobody decided here. It is not refused for steps that the source does not report, and
it is never claimed to be proved true: only that this was recorded, by whom, on which source. What it refers to must exist,
and its dates must be readable. Where a source reports a roll call and its outcome, the engine rules on the positions and
says whether it agrees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from comity.body.acts import Attest, Citation
from comity.body.ballots import ballot, closed, law_day
from comity.body.dates import when
from comity.body.effects import (
    AnyEffect,
    DecisionIssued,
    ForcesContributed,
    MatterOpened,
    OutcomeReported,
    PositionStated,
    QuestionPut,
    RollCalled,
    SourceFiled,
    StepEntered,
)
from comity.body.occasion import Deciders, Occasion, day_at, instant, law_from
from comity.body.particulars import exact_day, recorder
from comity.body.periods import read_instant
from comity.body.questions import on_question_put
from comity.body.state import (
    Evolvers,
    Mark,
    Matter,
    Question,
    State,
    find_matter,
    find_question,
    keep,
    question_of,
)
from comity.errors import BadInput, Refused
from comity.rules.terms import Position

NOT_ADOPTED = ("rejected", "blocked")
DATED = ("on", "since", "until", "period", "dated", "effective", "due", "published", "as_at")
References = Mapping[str, Callable[[State], Iterable[str]]]
REFERS: References = {
    "matter": lambda state: (*state.matters, *state.cards),
    "question": lambda state: state.question_of,
    "person": lambda state: state.persons,
    "session": lambda state: state.sessions,
    "meeting": lambda state: state.meetings,
    "instruction": lambda state: state.instructions,
    "inquiry": lambda state: state.inquiries,
    "tenure": lambda state: state.tenures,
    "credential": lambda state: state.credentials,
    "key": lambda state: state.keys,
    "event": lambda state: state.events,
    "source": lambda state: state.sources,
    "measures": lambda state: state.measures,
}
"""What a field of a fact refers to by its name, and where those things are kept."""


def decide_attest(on: Occasion, act: Attest) -> list[AnyEffect]:
    """The facts, and the engine's ruling beside each reported outcome.

    Refused (``attest.nothing``, ``attest.no_source``, ``attest.unknown``) and ``BadInput`` for a date that cannot be read.
    """
    recorder(on, act)
    if not act.facts:
        raise _refuse(on, "attest.nothing", "No fact is attested.", "Give one fact at least.")
    filed = {f.source for f in act.facts if isinstance(f, SourceFiled)}
    check_cited(on, act.cites, filed)
    check_facts(on, act.facts)
    reported = _ruled(on, act) if act.outcomes else []
    return [*act.facts, *reported]


def check_cited(on: Occasion, cites: list[Citation], filed: set[str]) -> None:
    """Refused (``attest.no_source``) unless a source is cited, and every source cited has been filed."""
    strange = [
        c.source for c in cites if c.source not in on.state.sources and c.source not in filed
    ]
    if not cites or strange:
        what = f"The source {strange[0]!r} is not filed." if strange else "No source is cited."
        raise _refuse(
            on, "attest.no_source", what, "File the source, then cite it with its paragraph."
        )


def check_facts(on: Occasion, facts: list[AnyEffect]) -> None:
    """Refused (``attest.unknown``) where a fact refers to what is neither in the register nor brought by a fact before."""
    brought: set[tuple[str, str]] = set()
    for at, fact in enumerate(facts, 1):
        own = _own_name(fact)
        for name in fact.__struct_fields__:
            value = getattr(fact, name)
            if not isinstance(value, str) or not value or value.startswith("sealed:"):
                continue
            if name in DATED:
                _check_date(at, name, value)
            elif (
                name in REFERS
                and name != own
                and (name, value) not in brought
                and not _known(on.state, name, value)
            ):
                raise _refuse(
                    on,
                    "attest.unknown",
                    f"Fact {at} names the {name} {value!r}, which is not in the register.",
                    "Record it first.",
                )
        _check_procedure(on, at, fact, facts)
        _check_contribution(on, at, fact, brought)
        if isinstance(fact, DecisionIssued) and not fact.matter:
            raise _refuse(
                on, "attest.unknown", f"Fact {at} is a decision on no matter.", "Name its matter."
            )
        if own:
            brought.add((own, getattr(fact, own)))


def _own_name(fact: AnyEffect) -> str:
    """The field that names what the fact brings, where it brings something new."""
    return BRINGS.get(type(fact).__struct_config__.tag or "", "")


BRINGS: Mapping[str | int, str] = {
    "matter.opened/1": "matter",
    "question.put/1": "question",
    "person.entered/1": "person",
    "session.convened/1": "session",
    "meeting.proposed/1": "meeting",
    "meeting.held/1": "meeting",
    "instruction.given/1": "instruction",
    "progress.asked/1": "inquiry",
    "tenure.began/1": "tenure",
    "credential.issued/1": "credential",
    "key.bound/1": "key",
    "event.planned/1": "event",
    "source.filed/1": "source",
    "measures.set/1": "measures",
}


def _known(state: State, name: str, value: str) -> bool:
    if name == "question":
        return find_question(state, value) is not None
    if name == "matter":
        return find_matter(state, value) is not None
    return value in REFERS[name](state)


def _check_date(at: int, name: str, value: str) -> None:
    try:
        when(value)
    except BadInput as error:
        raise BadInput(
            error.code, f"Fact {at}, {name}: {error.sentence}", remedy=error.remedy
        ) from error


def _check_procedure(on: Occasion, at: int, fact: AnyEffect, facts: list[AnyEffect]) -> None:
    match fact:
        case MatterOpened(procedure=procedure):
            if procedure not in on.law.procedures:
                raise _refuse(
                    on,
                    "procedure.unknown",
                    f"Fact {at}: no procedure {procedure!r}.",
                    f"There are: {', '.join(on.law.procedures)}.",
                )
        case StepEntered(matter=matter, step=step):
            opened = next(
                (f for f in facts if isinstance(f, MatterOpened) and f.matter == matter), None
            )
            kept = on.state.matters.get(matter)
            name = (
                opened.procedure
                if opened is not None
                else kept.procedure
                if kept is not None
                else ""
            )
            steps = [s.step for s in on.law.procedures[name].steps] if name else []
            if step not in steps:
                raise _refuse(
                    on,
                    "step.unknown",
                    f"Fact {at}: {name} has no step {step!r}.",
                    f"It has: {', '.join(steps)}.",
                )
        case QuestionPut(question=question, matter=matter, rule=rule, charter=charter):
            if not question.startswith(f"{matter}."):
                raise _refuse(
                    on,
                    "question.id",
                    f"Fact {at}: the question {question!r} is not of {matter}.",
                    f"Call it {matter}.q1 or the like.",
                )
            law = law_from(on.state, charter, _law_day(on, fact))
            if rule not in law.rules:
                raise _refuse(
                    on,
                    "rule.unknown",
                    f"Fact {at}: no rule {rule!r} was in force.",
                    f"There were: {', '.join(law.rules)}.",
                )
        case _:
            pass


def _check_contribution(
    on: Occasion, at: int, fact: AnyEffect, brought: set[tuple[str, str]]
) -> None:
    if not isinstance(fact, ForcesContributed):
        return
    known = fact.to in on.state.events or fact.to in on.state.measures
    if not known and not {("event", fact.to), ("measures", fact.to)} & brought:
        raise _refuse(
            on,
            "attest.unknown",
            f"Fact {at} contributes to {fact.to!r}, which is neither an event nor measures.",
            "Record it first.",
        )


def _law_day(on: Occasion, put: QuestionPut) -> str:
    """The day whose law the question is under: ``as_at``, or the day on which it was put. One day, not about when."""
    day = put.as_at or put.opened
    return day_at(on.state, instant(read_instant(day))) if "T" in day else exact_day(day, "as_at")


# --- the engine's ruling beside what the source reports -------------------------------------------------------------------


def _ruled(on: Occasion, act: Attest) -> list[AnyEffect]:
    effects: list[AnyEffect] = []
    for name, reported in act.outcomes.items():
        question, answers = _reported_question(on, act, name)
        counted: dict[str, Position] = dict.fromkeys(question.population, "unknown")
        counted.update(question.choices)  # type: ignore[arg-type]
        counted.update(answers)
        ruling = ballot(on.state, question).ruling(counted)
        result = closed(question, ruling, law_day(on.state, question))
        agrees = ruling.outcome == reported or (
            reported == "not adopted" and ruling.outcome in NOT_ADOPTED
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


def _reported_question(
    on: Occasion, act: Attest, name: str
) -> tuple[Question, dict[str, Position]]:
    put = next((f for f in act.facts if isinstance(f, QuestionPut) and f.question == name), None)
    if put is not None:
        aside = State(
            matters={
                put.matter: Matter(
                    entry=0, matter=put.matter, procedure="", charter=0, title="", by="", on=""
                )
            }
        )
        on_question_put(aside, put, Mark(on.number, on.now))
        question = aside.matters[put.matter].questions[0]
    else:
        found = find_question(on.state, name)
        if found is None:
            raise _refuse(
                on,
                "attest.unknown",
                f"An outcome is reported of {name!r}, which is no question.",
                "Attest the question as well.",
            )
        question = found[1]
    answers: dict[str, Position] = {}
    for fact in act.facts:
        if isinstance(fact, RollCalled) and fact.question == name:
            for choice, members in fact.positions.items():
                answers.update(dict.fromkeys(members, choice))  # type: ignore[arg-type]
        elif isinstance(fact, PositionStated) and fact.question == name:
            answers[fact.member] = fact.choice  # type: ignore[assignment]
    return question, answers


def _refuse(on: Occasion, code: str, sentence: str, remedy: str) -> Refused:
    return Refused(code, sentence, article=on.law.charter.credentials.article, remedy=remedy)


def on_outcome_reported(state: State, effect: OutcomeReported, mark: Mark) -> None:
    matter, question = question_of(state, effect.question)
    question.reported = effect.reported
    keep(state, matter)


DECIDE: Deciders = {Attest: decide_attest}
EVOLVE: Evolvers = {OutcomeReported: on_outcome_reported}
