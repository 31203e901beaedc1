"""What can never be reached: a question that nobody can carry, however those who are asked answer, and a procedure that
asks for more members together than there are.

What every answer is left open settles is settled for ever (``Ruling.settled``), so that a question is found dead without
trying. Where that leaves it open and there are few ways to answer, each is tried. What neither finds is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations_with_replacement, product, takewhile
from math import comb, prod

from comity.charter.asked import ONE, Population, counted, populations, votes
from comity.charter.findings import Finding, Values
from comity.charter.law import Law, first_days, law
from comity.charter.model import SILENCE, Charter, Procedure, Puts, Step
from comity.charter.questions import CASTABLE
from comity.errors import BadInput
from comity.rules.counting import Ballot
from comity.rules.gauges import names_needed
from comity.rules.terms import Position, Roll, Rule

TRIED = 1_000
"""Ways to answer that are tried, all of them: beyond that the question is taken to be open."""


MORE = "Name who has been a member since then, or ask for less in the rules."
LESS = "Ask for less in the rule, name another one, or put the question to others."


def out_of_reach(charter: Charter, day: date) -> Iterator[Finding]:
    """Each question and each opening that is out of reach on every day, up to ``day``, on which it is in force."""
    laws = [law(charter, first) for first in first_days(charter) if first <= day]
    latest = laws[-1]
    no_more: dict[date, list[str]] = {}
    for name, procedure in latest.procedures.items():
        in_force = [on for on in laws if on.procedures.get(name) == procedure and on.members]
        if not in_force:
            continue
        yield from _too_many(procedure, in_force)
        for step in procedure.steps:
            dead = _last_dead(in_force, step.puts) if step.puts is not None else []
            if step.puts is not None and len(dead) == len(in_force):
                yield _dead(latest, procedure, step, step.puts.rule)
            elif dead and dead[-1] is latest:
                no_more.setdefault(dead[0].since, []).append(f"{name}/{step.step}")
    for since, questions in no_more.items():
        yield _no_more(since, questions)


def _last_dead(laws: Sequence[Law], puts: Puts) -> list[Law]:
    """The last of these states of the law, one after the other, on which nobody can carry the question."""
    last = list(takewhile(lambda on: _is_dead(on, puts), reversed(laws)))
    return last[::-1]


def _no_more(since: date, questions: Sequence[str]) -> Finding:
    named = [
        f"{step} of {procedure}" for procedure, _, step in (one.partition("/") for one in questions)
    ]
    sentence = (
        f"From {since.isoformat()} on, with the members that the charter names, these questions can never be adopted, "
        f"however they are answered: {', '.join(named)}."
    )
    values: Values = {"day": since.isoformat(), "named": tuple(questions)}
    return Finding("reach.no-more", sentence, values=values, remedy=MORE)


def _dead(on: Law, procedure: Procedure, step: Step, rule: str) -> Finding:
    values: Values = {"procedure": procedure.procedure, "step": step.step, "rule": rule}
    sentence = (
        f"With the members that the charter names, the question of {step.step} in {procedure.procedure} "
        f"can never be adopted under {rule}, however they answer."
    )
    found = on.rules.get(rule)
    article = (found.cites if found is not None else "") or step.article
    article = article or procedure.cites.article
    where = ("procedure", procedure.procedure, step.step)
    return Finding("reach.never", sentence, article, "", values, "", where, LESS)


def _too_many(procedure: Procedure, laws: Sequence[Law]) -> Iterator[Finding]:
    phrases = [procedure.opened_by]
    for step in procedure.steps:
        phrases += [step.asks.of] if step.asks is not None else []
        phrases += [step.puts.put_by] if step.puts is not None and step.puts.put_by else []
    most = max(sum("propose" in on.rights_of(one) for one in on.members) for on in laws)
    wanted = max((one.number for one in phrases if one.kind == "several"), default=0)
    if wanted > most > 0:  # where there is none, that is told (``nobody``)
        sentence = (
            f"{procedure.procedure} needs {wanted} members together, and the charter names {most} at most "
            "who may propose."
        )
        values = {
            "procedure": procedure.procedure,
            "number": str(wanted),
            "most": str(most),
        }
        yield Finding("reach.few", sentence, procedure.cites.article, values=values)


def _is_dead(on: Law, puts: Puts) -> bool:
    """Whether nobody can carry the question on that day, whoever is asked; no, where that depends on what only a question
    names."""
    rule, sets = on.rules.get(puts.rule), populations(on, puts.to)
    if rule is None or puts.without_a_vote or not sets:
        return False
    names = names_needed(rule)
    if names.groups - on.groups.keys() or rule.tie in ("chair decides", "lot"):
        return False
    if ONE in sets and names.groups:
        return False
    if not any(counted(on, rule, members) for members in sets):
        return False  # told of whom it is put to (``clauses_of_asked``)
    return all(_is_dead_for(on, puts, rule, members) for members in sets)


def _is_dead_for(on: Law, puts: Puts, rule: Rule, members: Population) -> bool:
    try:
        answers = {member: _answers(puts, votes(on, member)) for member in members}
        return _never(rule, on.roll(members=members), answers)
    except BadInput:
        return False


def _answers(puts: Puts, votes: bool) -> tuple[Position, ...]:
    """What a member that is asked can be counted as at the close; one without the right to vote as silent alone."""
    silent: tuple[Position, ...] = (SILENCE[puts.silence_means],)
    if puts.present_only:
        silent = ("present not voting", "absent")
    said = (*(puts.allowed or CASTABLE), "absent") if votes else ()
    return tuple(dict.fromkeys((*said, *silent)))


def _never(rule: Rule, roll: Roll, answers: Mapping[str, tuple[Position, ...]]) -> bool:
    ballot = Ballot(rule, roll)
    open_to: Mapping[str, Position] = {
        member: "pending" if len(some) > 1 else some[0] for member, some in answers.items()
    }
    given = ballot.ruling(open_to)
    if given.settled:
        return given.outcome != "adopted"
    kinds = _alike(roll, answers)
    if prod(comb(len(one) + len(some) - 1, len(one)) for one, some in kinds) > TRIED:
        return False
    ways = [list(combinations_with_replacement(some, len(one))) for one, some in kinds]
    members = [one for one, _ in kinds]
    return all(ballot.outcome(_positions(members, way)) != "adopted" for way in product(*ways))


def _alike(
    roll: Roll, answers: Mapping[str, tuple[Position, ...]]
) -> list[tuple[list[str], tuple[Position, ...]]]:
    """The members together that are in the same groups, have the same weights and can answer alike, with what they can."""
    found: dict[object, tuple[list[str], tuple[Position, ...]]] = {}
    for member in roll.members:
        within = frozenset(name for name, some in roll.groups.items() if member in some)
        weighs = tuple(values.get(member) for values in roll.weights.values())
        can = answers[member]
        found.setdefault((within, weighs, can), ([], can))[0].append(member)
    return list(found.values())


def _positions(
    kinds: Sequence[Sequence[str]], way: Sequence[Sequence[Position]]
) -> Mapping[str, Position]:
    return {
        member: said
        for members, some in zip(kinds, way, strict=True)
        for member, said in zip(members, some, strict=True)
    }
