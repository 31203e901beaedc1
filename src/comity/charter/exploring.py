"""Exploring procedures: every outcome of every step is followed, breadth first, and what leads nowhere is told.

The walk is over the steps of a procedure and the end, each step once. It knows what a rule can give (a tie, a void vote, no
quorum), what the charter says of each, and who is meant by the roles; it does not know who will vote how.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... organs: [{organ: desk, powers: [record, propose]}]
... rules: [{rule: half, cites: Pact 3, adopted when: {in favour: more than 1/2 of voting}, tie: chair decides}]
... procedures:
...   - procedure: p
...     opened by: desk
...     steps:
...       - {step: d, asks for: text, from: desk}
...       - {step: v, question: agree, put to: each member, rule: half, closes: {after: 3 days}}
...       - {step: e, takes effect: {amends charter: yes, with: text}}
... ''')
>>> for finding in explored(law(charter, date.max)):
...     print(finding.sentence)
Under half the chair decides a tie, and after v of p nothing is put to a chair.
In p, nothing says what follows if v is tied: the question can be put again, any number of times.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product

from comity.charter.asked import ONE, Population, populations
from comity.charter.conditions import tests_of
from comity.charter.findings import LEAVE_OUT, Finding, Values
from comity.charter.lapsing import amends
from comity.charter.law import Law, first_days, law
from comity.charter.model import (
    AGAIN,
    END,
    SILENCE,
    Power,
    Procedure,
    Puts,
    RolePhrase,
    Step,
    carries,
)
from comity.charter.possible import can_come
from comity.charter.ties import broken_tie
from comity.errors import BadInput
from comity.rules.counting import Ballot
from comity.rules.gauges import names_needed
from comity.rules.terms import Rule

SAID = {
    "tied": "is tied",
    "no quorum": "has no quorum",
    "void": "is void",
    "deferred": "is deferred",
}
NEVER = {
    "rejected": "is never rejected",
    "blocked": "is never blocked",
    "not adopted": "never fails but in ways that are named",
    "tied": "is never tied",
    "no quorum": "never lacks a quorum",
    "void": "is never void",
    "deferred": "is never deferred",
}
HOW_THEY_VOTE = ("in favour", "against", "abstaining", "voting", "objections", "not in favour")
"""Sides that say how members vote, and not that they are there."""


def explored(on: Law) -> Iterator[Finding]:
    """What a walk through each procedure finds, and what no procedure could ever do."""
    for procedure in on.procedures.values():
        yield from _acting(on, procedure)
        for step in procedure.steps:
            if step.puts is not None:
                yield from _question(on, procedure, step, step.puts)
        yield from _walked(on, procedure)
    for rule in on.rules.values():
        yield from _quorum(rule)
    yield from _amending(on)


# --- the walk ---------------------------------------------------------------------------------------------------------


def outcomes(on: Law, step: Step) -> list[str]:
    """What can come of a step: of one without a question, that it is done (``adopted``)."""
    if step.puts is None:
        return ["adopted"]
    found: list[str] = [*can_come(on, step.puts)]
    organ = on.organs.get(step.puts.to.name) if step.puts.to.kind == "organ" else None
    in_room = step.puts.closes.at_session and organ is not None and organ.quorum is not None
    return found + ["no quorum"] * (in_room and "no quorum" not in found)


def _walked(on: Law, procedure: Procedure) -> Iterator[Finding]:
    """Steps that cannot come to an end, and rounds that nobody can leave by doing something else."""
    steps = {step.step: step for step in procedure.steps}
    edges: dict[str, set[str]] = {}
    waiting = deque([procedure.steps[0].step])
    while waiting:
        name = waiting.popleft()
        if name in edges:
            continue
        step = steps[name]
        edges[name] = {procedure.after(step, one) for one in outcomes(on, step)} - {AGAIN}
        waiting += sorted(edges[name] - {END})
    ending = _leading_to(END, edges)
    for name in edges:
        if name not in ending:
            sentence = f"From {name} of {procedure.procedure} no outcome leads to an end."
            values = {"step": name, "procedure": procedure.procedure}
            yield Finding("step.no-end", sentence, steps[name].article, values=values)
    yield from _rounds(procedure, steps, edges)


def _rounds(
    procedure: Procedure, steps: Mapping[str, Step], edges: Mapping[str, set[str]]
) -> Iterator[Finding]:
    """Questions whose outcomes lead round to them again, with nothing provided, waited for or done between."""
    asking = {name: edges[name] for name in edges if steps[name].puts is not None}
    told: set[str] = set()
    for name in asking:
        around = _reached(name, asking)
        if name not in around or name in told:
            continue
        circle = [one for one in asking if one in around and name in _reached(one, asking)]
        told |= set(circle)
        what = (
            f"{circle[0]} leads to itself"
            if circle == [name]
            else f"{', '.join(circle)} lead round"
        )
        sentence = f"In {procedure.procedure}, {what}, and nothing limits how often."
        values: Values = {"procedure": procedure.procedure, "steps": tuple(circle)}
        yield Finding("step.endless", sentence, steps[name].article, values=values)


def _reached(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    """The steps that some way leads to from ``start``, itself included where one leads back."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = (edges[waiting.pop()] & edges.keys()) - found
        found |= new
        waiting += sorted(new)
    return found


def _leading_to(end: str, edges: Mapping[str, set[str]]) -> set[str]:
    """The steps from which some way leads to ``end``."""
    found = {end}
    while True:
        more = {name for name, targets in edges.items() if targets & found} - found
        if not more:
            return found
        found |= more


# --- a question -------------------------------------------------------------------------------------------------------


def _question(on: Law, procedure: Procedure, step: Step, puts: Puts) -> Iterator[Finding]:
    rule = on.rules[puts.rule]
    come = outcomes(on, step)
    yield from broken_tie(on, procedure, step, rule, come)
    unsaid = [SAID[one] for one in SAID if one in come and one not in step.then]
    if "not adopted" in step.then:
        unsaid = []  # it can be put again, unless another step follows
    if unsaid:
        sentence = (
            f"In {procedure.procedure}, nothing says what follows if {step.step} {' or '.join(unsaid)}: "
            "the question can be put again, any number of times."
        )
        article = rule.cites or step.article
        values = {"procedure": procedure.procedure, "step": step.step}
        yield Finding("outcome.unsaid", sentence, article, values=values)
    never = [one for one in step.then if one != "not adopted" and one not in come]
    if "not adopted" in step.then and not _others(step, come):
        never.append("not adopted")
    for one in never:
        sentence = (
            f"Under {rule.name} the question of {step.step} in {procedure.procedure} {NEVER[one]}: "
            "what the charter says of that case never applies."
        )
        values = {"rule": rule.name, "step": step.step, "procedure": procedure.procedure}
        article = rule.cites or step.article
        where = ("procedure", procedure.procedure, step.step, f"if {one}")
        yield Finding("outcome.never", sentence, article, "", values, one, where, LEAVE_OUT)
    yield from _silence(on, procedure, step, puts, rule)


def _others(step: Step, come: Collection[str]) -> list[str]:
    """The outcomes that `if not adopted` is left to say something of: where it ends the matter, not those that decide
    nothing."""
    ends = step.then["not adopted"] == END
    named = [*step.then, "adopted", *(SAID if ends else ())]
    return [one for one in come if one not in named]


def _silence(
    on: Law, procedure: Procedure, step: Step, puts: Puts, rule: Rule
) -> Iterator[Finding]:
    """A meaning of silence that the rule contradicts: all are silent, and the outcome is the other one."""
    if puts.silence_means not in ("consent", "objection"):
        return
    wanted = puts.silence_means == "consent"
    sets = populations(on, puts.to) or ((on.members,) if on.members else ())
    if not sets or (ONE in sets and names_needed(rule).groups):
        return
    outcomes_then = [one for members in sets for one in _all_silent(on, puts, rule, members)]
    if outcomes_then and all((one == "adopted") is not wanted for one in outcomes_then):
        gives = "is not adopted" if wanted else "is adopted"
        sentence = (
            f"In {step.step} of {procedure.procedure} silence means {puts.silence_means}, and under {rule.name} "
            f"the question {gives} if all are silent."
        )
        article, case = rule.cites or step.article, puts.silence_means
        values = {"step": step.step, "procedure": procedure.procedure, "rule": rule.name}
        yield Finding("silence.contradicted", sentence, article, values=values, case=case)


def _all_silent(on: Law, puts: Puts, rule: Rule, members: Population) -> Iterator[str]:
    """What comes of the question if all are silent; whatever it names, where the rule takes a group or a weight that only a
    question names: nobody, one, all but one or all of those asked, each of the same weight."""
    names = names_needed(rule)
    silent = dict.fromkeys(members, SILENCE[puts.silence_means])
    equal = dict.fromkeys(members, Fraction(1))
    named = sorted(names.groups - on.groups.keys())
    weights = dict.fromkeys(names.weights - on.weights.keys(), equal)
    for some in product({(), members[:1], members[1:], members}, repeat=len(named)):
        roll = on.roll(dict(zip(named, some, strict=True)), members)
        try:
            yield Ballot(rule, replace(roll, weights={**roll.weights, **weights})).outcome(silent)
        except BadInput:
            return


# --- who acts ---------------------------------------------------------------------------------------------------------


def _acting(on: Law, procedure: Procedure) -> Iterator[Finding]:
    """Organs and offices that are to propose, and whose credentials cannot carry the power to."""
    yield from _powerless(on, procedure, procedure.opened_by, "opens it", procedure.cites.article)
    for step in procedure.steps:
        article = step.article
        if step.asks is not None:
            yield from _powerless(
                on, procedure, step.asks.of, f"provides {step.asks.thing}", article
            )
        if step.puts is not None and step.puts.put_by is not None:
            does = f"puts the question of {step.step}"
            yield from _powerless(on, procedure, step.puts.put_by, does, article)


def _powerless(
    on: Law, procedure: Procedure, phrase: RolePhrase, does: str, article: str
) -> Iterator[Finding]:
    some = phrase.of if phrase.kind == "any" else (phrase,)
    if all(_lacks(on, one, "propose") for one in some):
        organs = tuple(one.name for one in some)
        clerk = any(not _lacks(on, one, "record") for one in some if one.kind == "organ")
        who = "only the first clerk can, who has every power" if clerk else "nobody can"
        sentence = (
            f"In {procedure.procedure}, {' or '.join(organs)} {does} without the power to propose: "
            f"{who}."
        )
        values: Values = {"procedure": procedure.procedure, "organs": organs}
        case = "clerk" if clerk else "nobody"
        yield Finding("step.no-power", sentence, article, values=values, case=case)


def _lacks(on: Law, phrase: RolePhrase, power: Power) -> bool:
    if phrase.kind == "organ":
        return not carries(on.organs[phrase.name].powers, power)
    if phrase.kind == "office":
        return not carries(on.offices[phrase.name].powers, power)
    return False


# --- rules and the charter itself -------------------------------------------------------------------------------------


def _quorum(rule: Rule) -> Iterator[Finding]:
    """A quorum that depends on how members vote: whoever abstains undoes it."""
    sides = sorted({test.side for test in tests_of(rule.quorum)} & set(HOW_THEY_VOTE))
    if sides:
        sentence = (
            f"The quorum of {rule.name} counts {' and '.join(sides)}, and not who is present: "
            "members in the room undo it by how they vote."
        )
        yield Finding("quorum.votes", sentence, rule.cites, values={"rule": rule.name})


def _amending(on: Law) -> Iterator[Finding]:
    ever = (amends(law(on.charter, first)) for first in first_days(on.charter))
    if on.procedures and not any(ever):  # where some do on other days, that is told (``lapsing``)
        sentence = (
            "No procedure amends the charter: a source that reports an amendment, attested, is the only way to change it. "
            "Write a step that takes effect: {amends charter: yes, with: THING}."
        )
        yield Finding("charter.fixed", sentence)
