"""What a rule says, beside the questions that are decided by it: what nobody can answer, and what is adopted all the same.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... rules: [{rule: any, adopted when: {in favour: at least 0}}]
... ''')
>>> for finding in of_rules_in_use(law(charter, date.max)):
...     print(finding.sentence)
With the members that the charter names, everything is adopted under any, whatever they answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from comity.charter.asked import asking
from comity.charter.clauses_of_rules import CONTRADICTS, found, phrase
from comity.charter.conditions import tests_of
from comity.charter.findings import Finding
from comity.charter.law import Law
from comity.charter.possible import ANY, answers_in, changing_of, outlook_of
from comity.rules.outcomes import outlook
from comity.rules.sides import DISCARDED, standing
from comity.rules.terms import Rule


def of_rules_in_use(on: Law) -> Iterator[Finding]:
    """What each rule says against the questions that it decides."""
    for rule in on.rules.values():
        yield from _always(on, rule)
        yield from _uncounted(on, rule)


def _always(on: Law, rule: Rule) -> Iterator[Finding]:
    """A rule under which everything is adopted, whoever of those named by the charter is asked."""
    outlooks = [outlook_of(on, puts, anything=True) for _, _, puts in asking(on, rule.name)]
    # Who has no vote to say otherwise is told of the clause that takes it.
    voting = changing_of(on, replace(rule, must_abstain=None, may_not_vote=None), on.members)
    outlooks.append(None if voting is None else outlook(voting, ANY))
    if all(one is not None and one.possible == {"adopted"} for one in outlooks):
        key = "adopted when" if rule.adopted_when is not None else "fails when"
        sentence = (
            f"With the members that the charter names, everything is adopted under {rule.name}, "
            "whatever they answer."
        )
        remedy = "Ask for more than nobody." if rule.adopted_when is not None else "Ask for less."
        yield found(rule, CONTRADICTS, "always adopted", key, sentence, remedy)


def _uncounted(on: Law, rule: Rule) -> Iterator[Finding]:
    """What the rule counts or discards, and no question that it decides lets anybody answer."""
    asked = [puts for _, _, puts in asking(on, rule.name)]
    if not asked:
        return
    said = {answer for puts in asked for answer in answers_in(on, puts)}
    if rule.must_abstain is not None:
        said.add("abstaining")
    for what in rule.discard:
        if DISCARDED[what] not in said:
            sentence = f"{rule.name} discards {what}, and no question that it decides lets anybody answer so."
            remedy = "Leave discard out, or add the answer to the positions of the question."
            case = f"nobody answers {what}"
            yield found(rule, CONTRADICTS, case, "discard", sentence, remedy)
    conditions = {"defer when": rule.defer_when, "void unless": rule.void_unless}
    decides = "adopted when" if rule.adopted_when is not None else "fails when"
    conditions[decides] = rule.adopted_when or rule.fails_when
    for key, condition in conditions.items():
        for test in tests_of(condition):
            if test.side != "in favour" and not standing(test.side, frozenset()) & said:
                sentence = f'{rule.name} says "{phrase(test)}", and no question that it decides lets anybody answer so.'
                remedy = "Leave that out, or add the answer to the positions of the question."
                more = {"one": phrase(test)}
                yield found(rule, CONTRADICTS, "uncounted", key, sentence, remedy, **more)
