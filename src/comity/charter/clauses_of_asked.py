"""Whom a question asks, beside whom its rule counts and by what.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... groups: {one: [A], other: [B]}
... rules: [{rule: r, among: one, adopted when: {objections: none}}]
... procedures:
...   - procedure: p
...     opened by: any member
...     steps: [{step: v, question: agree, put to: the other, rule: r, closes: {after: 3 days}}]
... ''')
>>> for finding in of_those_asked(law(charter, date.max)):
...     print(finding.sentence)
In v of p nobody who is asked is counted by r.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.charter.asked import ONE, Population, counted, populations
from comity.charter.clauses_of_questions import Asked, questions
from comity.charter.clauses_of_rules import CONTRADICTS, IDLE
from comity.charter.findings import Finding
from comity.charter.law import Law
from comity.charter.model import RolePhrase
from comity.errors import BadInput
from comity.rules.gauges import names_needed
from comity.rules.readying import make_ready


def of_those_asked(on: Law) -> Iterator[Finding]:
    """What whom a question asks and what its rule counts say against each other."""
    for asked in questions(on):
        sets = populations(on, asked.puts.to)
        if sets and ONE not in sets:
            yield from _counted(asked, sets)
        yield from _number(asked)
        yield from _left_to_it(asked)


def _counted(asked: Asked, sets: tuple[Population, ...]) -> Iterator[Finding]:
    """Nobody who is asked is counted, or the rule measures by a weight that those who are asked do not have."""
    step, name, rule = asked.step.step, asked.procedure.procedure, asked.rule
    if not any(counted(asked.on, rule, members) for members in sets):
        if rule.among and rule.remove_from_count and not counted(asked.on, rule, asked.on.members):
            return  # told of the rule
        sentence = f"In {step} of {name} nobody who is asked is counted by {rule.name}."
        remedy = "Put the question to those whom the rule counts, or name another rule."
        yield asked.found(CONTRADICTS, "nobody counted here", "put to", sentence, remedy)
        return
    lacking = [_lacking(asked, members) for members in sets]
    if all(lacking):
        weight, who = lacking[0]
        sentence = (
            f"In {step} of {name} {rule.name} counts by the weight {weight}, which gives no value to {who}: "
            "the question can never be put."
        )
        remedy = f"Name a rule without {weight}, or put the question to members that have a value."
        more = {"group": weight, "party": who}
        yield asked.found(CONTRADICTS, "no weight", "put to", sentence, remedy, **more)


def _lacking(asked: Asked, members: Population) -> tuple[str, ...]:
    """A weight of the charter, and the first of those counted to whom it gives no value; nothing where it gives all one."""
    on, rule = asked.on, asked.rule
    names = names_needed(rule)
    if names.groups - on.groups.keys() or names.weights - on.weights.keys():
        return ()
    try:
        make_ready(rule, on.roll(members=counted(on, rule, members), attending=1))
    except BadInput as error:
        lacking = error.message.values.get("lacking")
        if error.code == "weight.missing" and isinstance(lacking, list):
            return str(error.message.values["by"]), str(lacking[0])
    return ()


def _left_to_it(asked: Asked) -> Iterator[Finding]:
    """A weight that the charter leaves to each question: whoever puts one names groups, and gives no weights."""
    on, step, name, rule = asked.on, asked.step.step, asked.procedure.procedure, asked.rule
    if not on.members:
        return  # its members are all reported, and its weights with them
    for weight in sorted(names_needed(rule).weights & {*on.charter.parameters}):
        sentence = (
            f"In {step} of {name} {rule.name} counts by the weight {weight}, a parameter, and whoever puts a question "
            "gives no weights: it can never be put."
        )
        remedy = f"Write {weight} under weights, and not under parameters."
        yield asked.found(CONTRADICTS, "no weight named", "rule", sentence, remedy, group=weight)


def _number(asked: Asked) -> Iterator[Finding]:
    """So many members together are asked, and every member is."""
    step, name = asked.step.step, asked.procedure.procedure
    if any(one.kind == "several" for one in _parts(asked.puts.to)):
        sentence = (
            f"In {step} of {name} the question is put to every member, whatever number stands after put to: "
            "how many must agree is for the rule."
        )
        remedy = "Write put to: each member, and the number in the rule: in favour: at least N."
        yield asked.found(IDLE, "asks all", "put to", sentence, remedy)


def _parts(phrase: RolePhrase) -> Iterator[RolePhrase]:
    yield phrase
    for one in phrase.of:
        yield from _parts(one)
