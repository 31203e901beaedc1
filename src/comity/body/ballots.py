"""From what members said to a ruling: the rule in force when the question was put, on the roll of that moment.

A member that said nothing is pending while the question is open, and at its close what the step declares silence to mean.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

from comity.body.course import procedure_of
from comity.body.dates import exact, when
from comity.body.effects import QuestionClosed, QuestionPut, RulingRevised
from comity.body.occasion import day_at, instant, law_from, make_room
from comity.body.periods import read_instant
from comity.body.reservations import (
    NO_ANSWERS,
    Answers,
    may_be_reserved,
    reservations,
    with_reservation,
)
from comity.body.standing import suspended
from comity.body.state import Matter, Question, State, find_matter
from comity.charter.law import Law, NotInForce
from comity.charter.model import SILENCE, Step
from comity.errors import BadInput, Message
from comity.hindrances import bad_input
from comity.rules.counting import Ballot
from comity.rules.gauges import names_needed
from comity.rules.ruling import Ruling
from comity.rules.terms import Position, Roll, Rule

NotCounted = Literal["left out", "suspended", "may not vote"]
NOBODY: Mapping[str, Position] = {}
SUSPENDED = "those whose vote is suspended"


def law_day(state: State, question: Question | QuestionPut) -> str:
    """The day whose law and values the question is under: ``as_at``, or that on which it was put, at the seat."""
    day = question.as_at or question.opened
    return day_at(state, day) if "T" in day else day


def law_of(state: State, question: Question | QuestionPut) -> Law:
    """The law under which the question was put, as at the day that its values are taken."""
    return law_from(state, question.charter, law_day(state, question))


def step_of(state: State, matter: Matter, question: Question | QuestionPut) -> Step:
    """The step of the procedure that put the question."""
    day = law_day(state, question)
    return procedure_of(state, matter, day, question.step).at(question.step)


def _values_day(
    state: State,
    question: Question | QuestionPut,
    opening: str,
    closing: str,
    things: Mapping[str, str] | None,
) -> str:
    """The day whose weights and groups count: as the charter says, else that of the opening, and for tacit acceptance that
    of the expiry. Of a question that is open, the close is on ``closing``, at the deadline or today. What sources report is
    ruled on the day that they say."""
    matter = state.matters.get(question.matter) or find_matter(state, question.matter)
    if matter is None or question.as_at or getattr(question, "attested", False):
        return opening
    puts = procedure_of(state, matter, opening, question.step).at(question.step).puts
    if puts is None:
        return opening
    said = puts.values_as_at
    if not said:
        if puts.silence_means != "consent":
            return opening
        rule = law_from(state, question.charter, opening).rules[question.rule]
        said = "close" if rule.fails_when else ""
    if said == "close":
        return getattr(question, "closed", "") or closing or _expiry(state, question, opening)
    return opening if said in ("", "opening") else _given_day(said, (things or matter.things))


def _given_day(name: str, things: Mapping[str, str]) -> str:
    """The day provided under that name. ``BadInput`` where there is none."""
    value = things.get(name, "")
    if value and len(value) == 10 and exact(when(value)) is not None:
        return value
    raise bad_input("values.day", name=name)


def _expiry(state: State, question: Question | QuestionPut, opening: str) -> str:
    """The last day on which the question is open, as far as is known."""
    if not question.deadline:
        return max(opening, day_at(state, state.at))
    return day_at(state, instant(read_instant(question.deadline) - timedelta(milliseconds=1)))


def ballot(
    state: State,
    question: Question | QuestionPut,
    closing: str = "",
    things: Mapping[str, str] | None = None,
) -> Ballot:
    """The rule of the question, ready to count. The same rule on the same roll is made ready once. ``closing``: the day on
    which it closes, where it does; ``things``: what its matter has, where the state does not know it yet.

    Raises ``BadInput`` where the rule cannot be counted on those who are asked, and says what is missing."""
    day, asked = law_day(state, question), tuple(question.population)
    of = _values_day(state, question, day, closing, things)
    # Most questions name no group, are put in no session, and are asked of nobody of whom the register says anything.
    given = question.groups
    groups = tuple([(name, tuple(some)) for name, some in given.items()]) if given else ()
    seen = question.session or getattr(question, "present", None)
    there = _attending(state, question) if seen else None
    barred = _barred(state, question, day) if state.parties else ()
    key = (question.charter, question.rule, day, of, asked, groups, there, barred)
    found: Ballot | None = state.memo.get(key)
    if found is None:
        make_room(state)
        found = state.memo[key] = _made_ready(state, question, of, there, barred)
    return found


def uncountable(state: State, question: Question | QuestionPut) -> Message | None:
    """What the rule of the question lacks to be counted; None where it lacks nothing."""
    try:
        ballot(state, question)
    except BadInput as error:
        return error.message
    return None


def positions(
    state: State,
    matter: Matter,
    question: Question,
    silence: Position = "pending",
    answers: Answers = NO_ANSWERS,
) -> dict[str, Position]:
    """Every member's position as it counts, with the ``answers`` that come now; ``silence`` is what having said nothing
    counts as.

    ``pending`` while the question is open. At its close, reservations are taken as the charter says of the deadline."""
    said, silent = question.choices, _silent(state, matter, question, silence)
    counted: dict[str, Position] = dict.fromkeys(question.population, silence)
    if said or silent:
        for member in counted:
            mine = said[member] if member in said else silent.get(member, silence)
            counted[member] = mine  # type: ignore[assignment]
    for member, answer in answers.items():
        counted[member] = answer.choice  # type: ignore[assignment]
    if not may_be_reserved(matter, question, answers):
        return counted
    types, closing = law_of(state, question).reservations, silence != "pending"
    for member, held in reservations(matter, question, types, answers).items():
        if member in counted:
            silent_one = silent.get(member, silence)
            counted[member] = with_reservation(counted[member], held, closing, silent_one)
    return counted


def is_unvoted(state: State, matter: Matter, question: Question, step: Step) -> bool:
    """Whether nobody has answered an open question that is then adopted without a vote, once closed in its session."""
    if step.puts is None or not step.puts.without_a_vote or question.closed:
        return False
    return all(said == "pending" for said in positions(state, matter, question).values())


def _silent(
    state: State, matter: Matter, question: Question, silence: Position
) -> Mapping[str, Position]:
    """What having said nothing counts as for single members. Where those present vote, whoever is in the room at the close
    and says nothing is present and does not vote; whoever is not is absent."""
    if silence in ("pending", "unknown") or not question.session:
        return NOBODY
    puts, there = step_of(state, matter, question).puts, in_the_room(state, question)
    if puts is None or not puts.present_only or there is None:
        return NOBODY
    return {m: "present not voting" if m in there else "absent" for m in question.population}


def in_the_room(state: State, question: Question | QuestionPut) -> list[str] | None:
    """Who of those asked is in the room, or was when the question closed; None where there is none, or nobody says who."""
    if kept := getattr(question, "present", None):
        return list(kept)
    session = state.sessions.get(question.session)
    if session is None or (session.attested and not session.present):
        return None
    return [one for one in question.population if one in session.present]


def ruled(
    state: State, ready: Ballot, counted: Mapping[str, Position]
) -> tuple[Ruling, Mapping[str, int]]:
    """The ruling on the positions of the whole population, in its order, under a rule made ready, and its counts that are
    not 0. Most rolls are called alike, so that the same positions under the same rule are ruled on once."""
    key = (ready, *counted.values())
    found: tuple[Ruling, Mapping[str, int]] | None = state.memo.get(key)
    if found is None:
        ruling = ready.ruling(counted)
        make_room(state)
        found = state.memo[key] = ruling, counts_of(ruling)
    return found


def ruling(
    state: State, matter: Matter, question: Question, silence: Position = "pending"
) -> Ruling:
    """The ruling on the positions as they stand: ``silence`` as in ``positions``."""
    return ballot(state, question).ruling(positions(state, matter, question, silence))


def silence_at_close(state: State, matter: Matter, question: Question) -> Position:
    """What having said nothing counts as at the close; unknown where a source reports the outcome alone."""
    puts = step_of(state, matter, question).puts
    return "unknown" if question.reported or puts is None else SILENCE[puts.silence_means]


def ruling_on_record(state: State, matter: Matter, question: Question) -> Ruling | None:
    """The ruling on a question: while it is open, on the positions as they stand; once it has closed, that of the register.

    None where it cannot be counted, where it closed without a ruling (its text changed, the room had no quorum), and where
    something that was changed since would give another outcome, other counts or another article."""
    silence = silence_at_close(state, matter, question) if question.closed else "pending"
    try:
        given = ruling(state, matter, question, silence)
    except BadInput:
        return None
    if not question.closed:
        return given
    kept = (question.outcome, question.article, question.counts)
    stands = kept == (given.outcome, given.article, counts_of(given))
    return given if has_ruling(question) and stands else None


def has_ruling(question: Question) -> bool:
    """Whether what came of a closed question is a ruling on its positions: not where its text changed, where it could not
    be counted, where it was adopted without a vote, or where the room had no quorum: of these there are no counts."""
    if question.without_a_vote:
        return False
    if question.outcome == "no quorum":
        return bool(question.counts)
    return question.outcome not in ("superseded", "stalled")


def not_counted(state: State, question: Question) -> dict[str, NotCounted]:
    """Those asked whose positions the rule does not count, each with why."""
    try:
        ready = ballot(state, question).ready
    except BadInput:
        return {}
    barred = frozenset(_barred(state, question, law_day(state, question)))
    counted, rule = frozenset(ready.counted), ready.rule
    law = law_of(state, question)
    groups = {**law.groups, **question.groups}
    may_not = frozenset(groups.get(law.rules[rule.name].may_not_vote or "", ()))
    found: dict[str, NotCounted] = {}
    for member in question.population:
        if member not in counted:
            found[member] = "left out"
        elif member in barred:
            found[member] = "suspended"
        elif member in may_not:
            found[member] = "may not vote"
    return found


def closed(
    question: Question,
    ruling: Ruling,
    counts: Mapping[str, int],
    on: str,
    present: Sequence[str] = (),
) -> QuestionClosed:
    """The ruling as the register keeps it, with its ``counts`` and who was ``present`` where that was counted. The whole
    reason chain is worked out again from the positions."""
    return QuestionClosed(
        question=question.question,
        outcome=ruling.outcome,
        on=on,
        counts=dict(counts),
        article=ruling.article,
        limb=ruling.limb,
        blocked_by=list(ruling.blocked_by),
        needed=ruling.needed,
        bound=list(ruling.bound),
        unknown=list(ruling.unknown),
        present=list(present),
    )


def without_a_vote(question: Question, on: str, article: str) -> QuestionClosed:
    """The close of a question on which nobody asked for a vote: adopted, for all who were asked."""
    return QuestionClosed(
        question=question.question,
        outcome="adopted",
        on=on,
        article=article,
        bound=list(question.population),
        without_a_vote=True,
    )


def stalled(question: Question, on: str) -> QuestionClosed:
    """The close of a question that its rule cannot be counted on: no ruling, and nothing follows."""
    return QuestionClosed(question=question.question, outcome="stalled", on=on)


def ruled_again(
    state: State, matter: Matter, question: Question, answers: Answers, because: int
) -> RulingRevised:
    """The ruling on a closed question made again with ``answers`` in place of what stood, on account of entry ``because``.

    What a source did not report stays unknown; who said nothing counts as the charter says of silence."""
    silence = silence_at_close(state, matter, question)
    stands = positions(state, matter, question, silence, answers)
    ruling = ballot(state, question).ruling(stands)
    return RulingRevised(
        question=question.question,
        outcome=ruling.outcome,
        was=question.outcome,
        because=because,
        counts=counts_of(ruling),
        article=ruling.article,
        blocked_by=list(ruling.blocked_by),
        needed=ruling.needed,
        bound=list(ruling.bound),
    )


def counts_of(ruling: Ruling) -> dict[str, int]:
    """The counts that are not 0."""
    return {word: number for word, number in ruling.counts.items() if number}


def _attending(state: State, question: Question | QuestionPut) -> int | None:
    """How many of those asked are in the room or have answered, who can have left it since; None where the question was put
    in none, and where nobody says who was."""
    there = in_the_room(state, question)
    return len({*there, *getattr(question, "choices", ())}) if there is not None else None


def _barred(state: State, question: Question | QuestionPut, day: str) -> tuple[str, ...]:
    """Those asked whose vote is suspended on the day; only of a party in the register can it be."""
    known = state.parties
    if known.keys().isdisjoint(question.population):
        return ()
    return tuple(
        [p for p in question.population if p in known and suspended(state, p, "vote", day)]
    )


def _made_ready(
    state: State,
    question: Question | QuestionPut,
    day: str,
    attending: int | None,
    suspended_ones: tuple[str, ...],
) -> Ballot:
    law = law_from(state, question.charter, day)
    groups = {**law.groups, **{n: frozenset(m) for n, m in question.groups.items()}}
    # Of whatever day the weights and groups are, the rule is that of the opening.
    rule = law_of(state, question).rules[question.rule]
    for name in names_needed(rule).groups - groups.keys():
        if name in law.charter.groups:
            raise NotInForce("group", name)
    if suspended_ones:
        rule, groups = _bar(rule, groups, frozenset(suspended_ones))
    roll = Roll(
        members=tuple(question.population),
        groups=groups,
        weights=law.weights,
        world=law.world,
        attending=attending,
    )
    return Ballot(rule, roll)


def _bar(
    rule: Rule, groups: dict[str, frozenset[str]], barred: frozenset[str]
) -> tuple[Rule, dict[str, frozenset[str]]]:
    # A suspended vote is not cast, but its member stays in the base (UN Charter 19): may not vote.
    already = groups[rule.may_not_vote] if rule.may_not_vote else frozenset()
    return dataclasses.replace(rule, may_not_vote=SUSPENDED), {
        **groups,
        SUSPENDED: already | barred,
    }
