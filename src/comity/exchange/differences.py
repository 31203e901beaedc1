"""Why a ruling and a reported outcome differ: said in law, from the ruling itself.

A source reports what came of a vote; the rule is applied to the positions reported and may give something else. Then the
other rules in force, but for those by which others are asked, are applied as well, as far as the positions
are all that they need: a decision
adopted over a vote that blocks under one article may be lawful under another. Whether it was, no count of votes can say.

>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> from datetime import date
>>> council = law(read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}, {member: C}]
... groups: {great: [A]}
... rules:
...   - {rule: substance, cites: Art. 2, adopted when: {all of: [{in favour: at least 2}, {against among great: none}]}}
...   - {rule: procedure, cites: Art. 1, adopted when: {in favour: at least 2}}
... '''), date.min)
>>> positions = {"A": "against", "B": "in favour", "C": "in favour"}
>>> ruled = Ballot(council.rules["substance"], council.roll()).ruling(positions)
>>> print(explanation(ruled, council, positions, "adopted"))
Blocked under Art. 2 (substance): in favour: at least 2 (2 counted), against among great: none (1 counted); against it: A. \
Adopted is what these positions give under Art. 1 (procedure).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from comity.charter.law import Law
from comity.errors import BadInput
from comity.rules.counting import Ballot
from comity.rules.ruling import Finding, Ruling
from comity.rules.terms import Outcome, Position, Rule

Positions = Mapping[str, Position]


def explanation(ruling: Ruling, law: Law, positions: Positions, reported: Outcome) -> str:
    """What the rule gave and why; and what the other rules then in force give on the same positions, if not that.
    ``positions`` is of everybody who was asked."""
    head = f"{ruling.outcome.capitalize()} under {_article(ruling.article, ruling.rule)}"
    if ruling.outcome == "undetermined":
        unknown, members = len(ruling.unknown), ruling.counts["members"]
        return f"{head}: of {members} members the positions of {unknown} are not reported."
    blocking = f"; against it: {_and(ruling.blocked_by)}" if ruling.blocked_by else ""
    return f"{head}: {_found(ruling)}{blocking}. {_elsewhere(ruling, law, positions, reported)}"


def _found(ruling: Ruling) -> str:
    leaves = [leaf for reason in ruling.reasons for leaf in _leaves(reason.finding)]
    return ", ".join(f"{leaf.phrase} ({leaf.counted} counted)" for leaf in leaves)


def _leaves(finding: Finding) -> Iterator[Finding]:
    if finding.test is not None:
        yield finding
    for part in finding.parts:
        yield from _leaves(part)


def _elsewhere(ruling: Ruling, law: Law, positions: Positions, reported: Outcome) -> str:
    giving = [
        _article(rule.cites, rule.name)
        for rule in _could_apply(ruling.rule, law)
        if _outcome(rule, law, positions) == reported
    ]
    if giving:
        return f"{reported.capitalize()} is what these positions give under {_and(giving, 'or')}."
    return f"No other rule that could apply gives {reported} on these positions."


def _could_apply(rule: str, law: Law) -> list[Rule]:
    """The other rules, but for those under which the charter only puts questions to somebody else."""
    questions = [
        step.puts
        for each in law.procedures.values()
        for step in each.steps
        if step.puts is not None
    ]
    asked = [puts.to for puts in questions if puts.rule == rule]
    same = {puts.rule for puts in questions if puts.to in asked}
    of_others = {puts.rule for puts in questions} - same if asked else set()
    return [each for each in law.rules.values() if each.name not in (rule, *of_others)]


def _outcome(rule: Rule, law: Law, positions: Positions) -> Outcome | None:
    """What the rule gives; None where it asks for more than positions: a group or a weight that nobody has named."""
    try:
        return Ballot(rule, law.roll(members=positions)).outcome(positions)
    except BadInput:
        return None


def _article(article: str, rule: str) -> str:
    return f"{article} ({rule})" if article else rule


def _and(names: Sequence[str], word: str = "and") -> str:
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
