"""Whose status a procedure changes, and who says whose: two shapes that surely mean something else.

* Whoever opens a matter is its proposer, applicant and appellant. A procedure that any member opens and that makes the
  applicant an observer makes an observer of the member.
* A step that ends a party's status on the word of another, with nobody asked, lets any one put out all the others.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... statuses: [{status: guest, rights: [attend]}]
... members: [{member: A}, {member: B}]
... rules: [{rule: both, cites: Pact 3, adopted when: {in favour: all}}]
... procedures:
...   - procedure: admission
...     opened by: any member
...     steps:
...       - {step: v, question: admit, put to: each member, rule: both, closes: {after: 3 days}, if not adopted: end}
...       - {step: e, takes effect: {grants: guest, to: applicant}, cites: Pact 4}
...   - procedure: leaving
...     opened by: any member
...     cites: Pact 5
...     steps:
...       - {step: who, asks for: leaver, from: any member}
...       - {step: e, takes effect: {ends status: member, of: leaver}}
... ''')
>>> for finding in parties_named(law(charter, date.max)):
...     print(finding)
Whoever opens admission is its applicant: a party with the status member that opens it itself becomes guest by e. Let a step ask for the party that is meant. [Pact 4]
In leaving, others name the party whose status e changes (leaver), and no question is put to anybody before. [Pact 5]
"""  # noqa: E501 - a sentence stands on one line

from __future__ import annotations

from collections.abc import Iterator

from comity.charter.findings import Finding, Values
from comity.charter.law import Law
from comity.charter.model import END, EffectVerb, Procedure, RolePhrase, Step, TakesEffect
from comity.charter.parties import COUNTED
from comity.charter.things import AT_OPENING

NAMED_BY: dict[EffectVerb, str] = {"grants": "to", "ends status": "of", "suspends": "of"}
"""The verbs that change what a party is or may do, each with the word that names the party."""


def parties_named(on: Law) -> Iterator[Finding]:
    """What is found of either shape, procedure by procedure."""
    for procedure in on.procedures.values():
        unasked = {step.step for step in _before_any_question(procedure)}
        for step in procedure.steps:
            told: set[str] = set()
            for one in step.effects:
                name = one.things.get(NAMED_BY.get(one.verb, ""), "")
                if not name or name in told:
                    continue
                found = _of_the_opener(on, procedure, step, one, name, step.step in unasked)
                if step.step in unasked and _is_named_by_others(on, procedure, name):
                    found = _unasked(procedure, step, name)
                if found is not None:
                    told.add(name)
                    yield found


# --- who opens it is meant --------------------------------------------------------------------------------------------


def _of_the_opener(
    on: Law, procedure: Procedure, step: Step, one: TakesEffect, name: str, unasked: bool
) -> Finding | None:
    """A status that who opens the matter surely does not want, or cannot lose. A party that ends its own, and asks nobody,
    withdraws."""
    if not _is_the_opener(procedure, name):
        return None
    for status in _statuses(procedure.opened_by):
        if one.verb == "grants":
            if status == one.object or on.statuses[status].counted:
                return _itself(procedure, step, name, status, one.object)
        elif not unasked or (one.verb == "ends status" and one.object != status):
            return _itself(procedure, step, name, status, "")
    return None


def _itself(procedure: Procedure, step: Step, name: str, status: str, granted: str) -> Finding:
    what = f"becomes {granted} by" if granted else "loses by"
    sentence = (
        f"Whoever opens {procedure.procedure} is its {name}: a party with the status {status} that opens it itself "
        f"{what} {step.step}. Let a step ask for the party that is meant."
    )
    values: Values = {
        "procedure": procedure.procedure,
        "step": step.step,
        "thing": name,
        "status": status,
    }
    if granted:
        values = {**values, "granted": granted}
    case = "becomes" if granted else "loses"
    where = ("procedure", procedure.procedure, step.step)
    return Finding(
        "opener.meant",
        sentence,
        step.article,
        values=values,
        case=case,
        where=where,
    )


def _is_the_opener(procedure: Procedure, name: str) -> bool:
    return name in AT_OPENING and not _asks_for(procedure, name)


def _statuses(phrase: RolePhrase) -> Iterator[str]:
    """The statuses of the parties that may open a matter for themselves."""
    for one in _flat(phrase):
        if one.kind == "member":
            yield COUNTED if one.name in ("", "members") else one.name
        elif one.kind == "several":
            yield COUNTED


# --- others name whom, and nobody is asked ----------------------------------------------------------------------------


def _before_any_question(procedure: Procedure) -> Iterator[Step]:
    """The steps that a matter reaches with no question put to anybody."""
    passed: set[str] = set()
    following = procedure.steps[0].step
    while following not in (END, *passed):
        passed.add(following)
        step = procedure.at(following)
        if step.puts is not None:
            return
        yield step
        following = procedure.after(step)


def _is_named_by_others(on: Law, procedure: Procedure, name: str) -> bool:
    """Whether somebody says which party it is: in a step, or an organ or office at the opening."""
    if _is_the_opener(procedure, name):
        return any(one.kind in ("organ", "office") for one in _flat(procedure.opened_by))
    return _asks_for(procedure, name) or name in on.charter.parameters


def _unasked(procedure: Procedure, step: Step, name: str) -> Finding:
    sentence = (
        f"In {procedure.procedure}, others name the party whose status {step.step} changes ({name}), "
        "and no question is put to anybody before."
    )
    values = {"procedure": procedure.procedure, "step": step.step, "thing": name}
    where = ("procedure", procedure.procedure, step.step)
    article = step.article
    return Finding("status.unasked", sentence, article, values=values, where=where)


def _asks_for(procedure: Procedure, name: str) -> bool:
    return any(step.asks is not None and step.asks.thing == name for step in procedure.steps)


def _flat(phrase: RolePhrase) -> Iterator[RolePhrase]:
    yield phrase
    for one in phrase.of:
        yield from _flat(one)
