"""What can come of a question: how those who are asked can be counted, and which outcomes that leaves.

Of those whom the charter alone names, every way to answer is looked at (``rules.outcomes``). Where a question names whom it
is put to, or whom its rule counts, the form of the rule says what can come.

>>> from comity.charter.model import Puts, RolePhrase
>>> answers(Puts({}, RolePhrase("member"), allowed=("in favour", "against")), objecting=False)
('in favour', 'against', 'absent')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comity.charter.asked import ONE, Population, populations
from comity.charter.conditions import tests_of
from comity.charter.law import Law
from comity.charter.model import SILENCE, Puts
from comity.charter.questions import CASTABLE
from comity.errors import BadInput
from comity.rules.changing import Changing
from comity.rules.gauges import names_needed
from comity.rules.judging import is_majority, is_objection
from comity.rules.outcomes import Outlook, outlook
from comity.rules.readying import make_ready
from comity.rules.terms import AllOf, AnyOf, Condition, FirstOf, Outcome, Position, Rule

ANY: tuple[Position, ...] = (*CASTABLE, "absent")
"""How a member can be counted where a question leaves every position open."""
EARLY: tuple[Outcome, ...] = ("no quorum", "void", "deferred")


def answers(puts: Puts, objecting: bool) -> tuple[Position, ...]:
    """What a member that is asked can be counted as at the close. ``objecting``: an objection can come by a reservation;
    by breaking a silence it can come whatever may be stated."""
    silent: tuple[Position, ...] = (SILENCE[puts.silence_means],)
    if puts.present_only:
        silent = ("present not voting",)
    against: tuple[Position, ...] = ("against",) if objecting or puts.silence is not None else ()
    return tuple(dict.fromkeys((*(puts.allowed or CASTABLE), *silent, *against, "absent")))


def answers_in(on: Law, puts: Puts) -> tuple[Position, ...]:
    """The same, with the reservations of the charter on that day."""
    objecting = any(
        one.blocks or one.at_deadline == "becomes an objection" for one in on.reservations.values()
    )
    return answers(puts, objecting)


def changing_of(on: Law, rule: Rule, members: tuple[str, ...]) -> Changing | None:
    """The arithmetic of the rule on those members; None where it depends on what a question names, or there are none."""
    names = names_needed(rule)
    if not members or names.groups - on.groups.keys():
        return None
    if members == ONE and names.groups:
        return None
    try:
        return Changing(make_ready(rule, on.roll(members=members)))
    except BadInput:
        return None


def outlook_of(on: Law, puts: Puts, anything: bool = False) -> Outlook | None:
    """What can come of the question, whoever is asked of those whom the charter names, on ``anything`` or on what may be
    stated; None where that depends on what only a question names."""
    rule, sets = on.rules[puts.rule], populations(on, puts.to)
    said = ANY if anything else answers_in(on, puts)
    key = ("outlook", on.since, rule.name, sets, said)
    if key not in on.charter.memo:
        on.charter.memo[key] = _outlook(on, rule, sets, said)
    found: Outlook | None = on.charter.memo[key]
    return found


def _outlook(
    on: Law, rule: Rule, sets: Sequence[Population], said: Sequence[Position]
) -> Outlook | None:
    possible, seen = set[Outcome](), set[Outcome]()
    for members in sets:
        changing = changing_of(on, rule, members)
        if changing is None:
            return None
        found = outlook(changing, said)
        possible |= found.possible
        seen |= found.seen
    return Outlook(frozenset(possible), frozenset(seen)) if sets else None


def can_come(on: Law, puts: Puts) -> list[Outcome]:
    """Each outcome that is not known never to come of the question, adoption the first."""
    rule, found = on.rules[puts.rule], outlook_of(on, puts)
    possible = by_form(rule) if found is None else found.possible
    every: tuple[Outcome, ...] = ("rejected", "blocked", "tied", *EARLY)
    return ["adopted", *(one for one in every if one in possible)]


def by_form(rule: Rule) -> set[Outcome]:
    """The outcomes for which the rule has a clause, whoever is counted."""
    found: set[Outcome] = {"adopted"}
    decides, tacit = rule.adopted_when or rule.fails_when, rule.fails_when is not None
    blocks = [is_objection(test, tacit) for test in tests_of(decides)]
    if any(blocks):
        found.add("blocked")
    if not all(blocks) or _falls_back(decides):
        found.add("rejected")
    clauses = (rule.quorum, rule.void_unless, rule.defer_when)
    found |= {one for one, clause in zip(EARLY, clauses, strict=True) if clause is not None}
    if rule.tie not in (None, "rejected") and has_majority(rule):
        found.add("tied")
    return found


def _falls_back(condition: Condition | None) -> bool:
    match condition:
        case FirstOf():
            return True
        case AllOf(conditions=parts) | AnyOf(conditions=parts):
            return any(_falls_back(part) for part in parts)
        case _:
            return False


def has_majority(rule: Rule) -> bool:
    """Whether the rule asks for more than half of those voting, the only test that as many on either side can fail."""
    return any(is_majority(test) for test in tests_of(rule.adopted_when))


def can_tie(on: Law, rule: Rule, members: tuple[str, ...]) -> bool:
    """Whether as many in favour as against can be all that keeps the rule from being met."""
    if not has_majority(rule):
        return False
    changing = changing_of(on, replace(rule, tie="revote"), members)
    return changing is None or outlook(changing, ANY, until="tied").can_come("tied") is not False
