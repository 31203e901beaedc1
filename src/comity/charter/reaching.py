"""What can never be reached: a question that nobody can carry, however those who are asked answer, and a procedure that
asks for more members together than there are.

Every way to answer is looked at (``rules.outcomes``), members being told apart by what the rule counts and by whether they
vote; where there are too many, that is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile

from comity.charter.asked import Population, counted, populations, votes
from comity.charter.findings import Finding, Values
from comity.charter.law import Law, first_days, law
from comity.charter.model import SILENCE, Charter, Procedure, Puts, Step
from comity.charter.possible import changing_of
from comity.charter.questions import CASTABLE
from comity.rules.outcomes import outlook
from comity.rules.terms import Position, Rule

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
            if step.puts is None:
                continue
            dead = _last_dead(in_force, step.puts)
            if not dead and _is_dead(latest, step.puts) is None:
                yield _unknown(procedure, step)
            if len(dead) == len(in_force):
                yield _dead(latest, procedure, step, step.puts.rule)
            elif dead and dead[-1] is latest:
                no_more.setdefault(dead[0].since, []).append(f"{name}/{step.step}")
    for since, questions in no_more.items():
        yield _no_more(since, questions)


def _last_dead(laws: Sequence[Law], puts: Puts) -> list[Law]:
    """The last of these states of the law, one after the other, on which nobody can carry the question."""
    last = list(takewhile(lambda on: _is_dead(on, puts) is True, reversed(laws)))
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


def _unknown(procedure: Procedure, step: Step) -> Finding:
    sentence = (
        f"Whether the question of {step.step} in {procedure.procedure} can be adopted was not worked out: there are too "
        "many ways to answer it."
    )
    values: Values = {"procedure": procedure.procedure, "step": step.step}
    return Finding("reach.unknown", sentence, step.article, values=values, case="adopted")


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


def _is_dead(on: Law, puts: Puts) -> bool | None:
    """Whether nobody can carry the question on that day, whoever is asked; no, where that depends on what only a question
    names. None where it was not worked out."""
    rule, sets = on.rules.get(puts.rule), populations(on, puts.to)
    if rule is None or puts.without_a_vote or not sets or rule.tie in ("chair decides", "lot"):
        return False
    if not any(counted(on, rule, members) for members in sets):
        return False  # told of whom it is put to (``clauses_of_asked``)
    can = [_can_be_adopted(on, puts, rule, members) for members in sets]
    if True in can:
        return False
    return None if None in can else True


def _can_be_adopted(on: Law, puts: Puts, rule: Rule, members: Population) -> bool | None:
    """Members are told apart by what the rule counts alone, so that few ways to answer are left."""
    changing = changing_of(on, rule, members)
    if changing is None:
        return True
    kind_of = changing.inequalities.kind_of
    mute = Counter(kind_of[one] for one in members if one in kind_of and not votes(on, one))
    silent = _silent(puts)
    apart = {kind: (number, silent) for kind, number in mute.items()}
    said = tuple(dict.fromkeys((*(puts.allowed or CASTABLE), "absent", *silent)))
    return outlook(changing, said, until="adopted", apart=apart).can_come("adopted")


def _silent(puts: Puts) -> tuple[Position, ...]:
    """As what a member that is asked and says nothing can be counted at the close."""
    return ("present not voting", "absent") if puts.present_only else (SILENCE[puts.silence_means],)
