"""Clauses of one rule that contradict each other, or of which one makes the other pointless.

Each is found by the form of the rule, and with the members that the charter names by looking at every way in which they can
vote. A clause that merely says again what another says, as texts of law do, is not told.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... rules: [{rule: tacit, cites: Pact 3, fails when: {objections: at least 1}, binds: those in favour}]
... ''')
>>> for finding in of_rules(law(charter, date.max)):
...     print(finding.sentence)
tacit needs nobody in favour, and binds those in favour alone: a decision under it may bind nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from comity.charter.absence import MOST_KINDS
from comity.charter.conditions import tests_of
from comity.charter.findings import Finding, Values
from comity.charter.law import Law
from comity.charter.possible import ANY, EARLY, can_tie, changing_of
from comity.rules.changing import Changing
from comity.rules.outcomes import outlook
from comity.rules.phrases import print_test
from comity.rules.sides import OBJECTING
from comity.rules.terms import (
    AllOf,
    AnyOf,
    Condition,
    Count,
    Discard,
    Everybody,
    FirstOf,
    Nobody,
    Position,
    Rule,
    Share,
    Test,
)

Kind = Callable[[Test], bool]
Bound = tuple[object, ...]
CONTRADICTS, IDLE = "clause.contradicts", "clause.idle"
ANOTHER_BASE = "Take the share of another base: of members, say."
DISCARDS_FROM: dict[Discard, tuple[str, ...]] = {
    "abstentions": ("voting", "ballots", "abstaining"),
    "negatives without reasons": ("voting", "ballots", "against", "objections"),
}
"""What a rule counts, as a side or a base, from which something discarded is left out."""
KEYS = {"no quorum": "quorum", "void": "void unless", "deferred": "defer when"}


def of_rules(on: Law) -> Iterator[Finding]:
    """What the clauses of each rule say against each other."""
    for rule in on.rules.values():
        yield from _binds(on, rule)
        yield from _tie(on, rule)
        yield from _discard(rule)
        yield from _exclusions(on, rule)
        yield from _early(on, rule)
        yield from _conditions(rule)


def found(
    rule: Rule, code: str, case: str, key: str, sentence: str, remedy: str, **more: str
) -> Finding:
    values: Values = {"rule": rule.name, **more}
    where = ("rule", rule.name, key)
    return Finding(code, sentence, rule.cites, "", values, case, where, remedy)


# --- whom it binds ----------------------------------------------------------------------------------------------------


def _binds(on: Law, rule: Rule) -> Iterator[Finding]:
    if rule.binds == "members":
        return
    if rule.binds == "those in favour" and rule.fails_when is not None:
        sentence = (
            f"{rule.name} needs nobody in favour, and binds those in favour alone: "
            "a decision under it may bind nobody."
        )
        remedy = "Write binds: members, or members except objectors; or adopted when in place of fails when."
        yield found(rule, CONTRADICTS, "binds nobody", "binds", sentence, remedy)
    elif rule.binds == "those in favour" and _all_must(on, rule):
        sentence = (
            f"Under {rule.name} nothing is adopted unless all are in favour: "
            "that it binds those in favour says no more than that it binds the members."
        )
        yield found(rule, IDLE, "binds all", "binds", sentence, "Leave binds out.")
    elif rule.binds == "members except objectors" and _one_blocks(on, rule):
        sentence = (
            f"Under {rule.name} one objection prevents a decision, so that nobody has objected to one: "
            "that it binds members except objectors says no more than that it binds the members."
        )
        remedy = "Leave binds out, or let a decision be taken in spite of some objections."
        yield found(rule, IDLE, "no objectors", "binds", sentence, remedy)


def _all_must(on: Law, rule: Rule) -> bool:
    """Whether whoever is not in favour prevents a decision."""
    if not on.charter.members:
        return needs(rule.adopted_when, _is_all)
    others = [answer for answer in ANY if answer != "in favour"]
    return _each_prevents(changing_of(on, rule, on.members), others)


def _one_blocks(on: Law, rule: Rule) -> bool:
    """Whether whoever objects prevents a decision."""
    if not on.charter.members:
        if "negatives without reasons" in rule.discard:
            return False
        if rule.fails_when is not None:
            return _enough(rule.fails_when, _is_one_objection)
        return needs(rule.adopted_when, _is_no_objection)
    return _each_prevents(changing_of(on, rule, on.members), sorted(OBJECTING))


def _each_prevents(changing: Changing | None, how: Sequence[Position]) -> bool:
    """Whether any one member, whoever it is, prevents every decision by each of these positions."""
    kinds = set(changing.inequalities.kind_of.values()) if changing is not None else set[int]()
    if changing is None or len(kinds) > MOST_KINDS:
        return False
    if outlook(changing, ANY, until="adopted").can_come("adopted") is not True:
        return False
    return all(
        outlook(changing, ANY, {(kind, one): 1}, until="adopted").can_come("adopted") is False
        for kind in kinds
        for one in how
    )


def needs(condition: Condition | None, holds: Kind) -> bool:
    """Whether the condition is met only where some test of this kind is."""
    match condition:
        case Test():
            return holds(condition)
        case AllOf(conditions=parts):
            return any(needs(part, holds) for part in parts)
        case AnyOf(conditions=parts):
            return all(needs(part, holds) for part in parts)
        case FirstOf(first=first, failing_which=fallback):
            return needs(first, holds) and needs(fallback, holds)
        case None:
            return False


def _enough(condition: Condition, holds: Kind) -> bool:
    """Whether some test of this kind meets the condition alone."""
    match condition:
        case Test():
            return holds(condition)
        case AllOf(conditions=parts):
            return all(_enough(part, holds) for part in parts)
        case AnyOf(conditions=parts):
            return any(_enough(part, holds) for part in parts)
        case FirstOf(first=first, failing_which=fallback):
            return _enough(first, holds) or _enough(fallback, holds)


def _is_all(test: Test) -> bool:
    whole = isinstance(test.quantity, Everybody) and test.among is None
    return whole and test.side == "in favour" and test.by is None


def _is_no_objection(test: Test) -> bool:
    return _objects(test) and isinstance(test.quantity, Nobody)


def _is_one_objection(test: Test) -> bool:
    return _objects(test) and test.quantity == Count(1) and test.op == "at least"


def _objects(test: Test) -> bool:
    return test.side in ("against", "objections") and test.among is None and test.by is None


# --- ties, discards, exclusions ---------------------------------------------------------------------------------------


def _tie(on: Law, rule: Rule) -> Iterator[Finding]:
    if rule.tie is None or can_tie(on, rule, on.members):
        return
    sentence = (
        f"{rule.name} says what follows a tie, and there is never one: only a majority of more than 1/2 of voting "
        "is tied, by as many in favour as against."
    )
    remedy = "Leave tie out, or write in favour: more than 1/2 of voting."
    yield found(rule, IDLE, "tie", "tie", sentence, remedy)


def _discard(rule: Rule) -> Iterator[Finding]:
    tests = tests_of(rule.adopted_when or rule.fails_when)
    counted: set[str] = {test.side for test in tests}
    counted |= {test.quantity.base for test in tests if isinstance(test.quantity, Share)}
    for what in rule.discard:
        if not counted & {*DISCARDS_FROM[what]}:
            sentence = f"{rule.name} discards {what}, and counts nothing from which they could be left out."
            remedy = "Leave discard out, or ask for a share of voting or of ballots."
            yield found(rule, IDLE, what, "discard", sentence, remedy)


def _exclusions(on: Law, rule: Rule) -> Iterator[Finding]:
    """Two groups of which one takes from the other all that it would do."""
    among, removed, silenced = rule.among, rule.remove_from_count, rule.may_not_vote

    def within(one: str | None, other: str | None) -> bool:
        if one is None or other is None:
            return False
        some = on.groups.get(one, frozenset())
        return one == other or bool(some and some <= on.groups.get(other, frozenset()))

    def apart(one: str | None, other: str | None) -> bool:
        some, others = on.groups.get(one or ""), on.groups.get(other or "")
        return bool(some and others and some.isdisjoint(others))

    if within(among, removed):
        sentence = f"{rule.name} counts only {among}, and removes {removed} from the count: nobody is counted."
        remedy = "Name another group after among, or after remove from count."
        more = {"group": among or "", "other": removed or ""}
        yield found(rule, CONTRADICTS, "nobody counted", "among", sentence, remedy, **more)
    for key, group in (("must abstain", rule.must_abstain), ("may not vote", silenced)):
        if within(among, group):
            sentence = f"{rule.name} counts only {among}, and gives {group} no vote: nobody can be in favour."
            remedy = f"Name another group after among, or after {key}."
            more = {"group": among or "", "other": group or ""}
            yield found(rule, CONTRADICTS, "nobody votes", key, sentence, remedy, **more)
        elif within(group, removed):
            sentence = f"{rule.name} removes {removed} from the count, and nothing is left to say of how {group} votes."
            more = {"group": group or "", "other": removed or ""}
            yield found(rule, IDLE, "removed", key, sentence, f"Leave {key} out.", **more)
    clauses = {
        "remove from count": removed,
        "must abstain": rule.must_abstain,
        "may not vote": silenced,
    }
    for key, group in clauses.items():
        if apart(among, group):
            sentence = f"{rule.name} counts only {among}, and {key} names {group}, of whom nobody is in it."
            more = {"group": among or "", "other": group or "", "clause": key}
            remedy = f"Leave {key} out, or name a group within {among}."
            yield found(rule, IDLE, "outside", key, sentence, remedy, **more)
    if within(rule.must_abstain, silenced):
        sentence = f"{rule.name} gives {silenced} no vote at all, so that {rule.must_abstain} has none to abstain with."
        more = {"group": rule.must_abstain or "", "other": silenced or ""}
        key = "must abstain"
        yield found(rule, IDLE, "no vote", key, sentence, "Leave must abstain out.", **more)


def _early(on: Law, rule: Rule) -> Iterator[Finding]:
    """A quorum that is never lacking, a vote that is never void, a question that is never deferred."""
    clauses = (rule.quorum, rule.void_unless, rule.defer_when)
    if all(clause is None for clause in clauses):
        return
    changing = changing_of(on, rule, on.members)
    for outcome, clause in zip(EARLY, clauses, strict=True):
        if clause is None or changing is None:
            continue
        if outlook(changing, ANY, until=outcome).can_come(outcome) is False:
            key = KEYS[outcome]
            sentence = (
                f"Under {rule.name} the clause {key} never ends a vote, however the members answer."
            )
            remedy = f"Leave {key} out, or ask for more."
            yield found(rule, IDLE, "never ends", key, sentence, remedy, clause=key)


# --- conditions -------------------------------------------------------------------------------------------------------


def _conditions(rule: Rule) -> Iterator[Finding]:
    """Two tests of one thing side by side: one says all that the other says, or both never hold."""
    keys = {
        "quorum": rule.quorum,
        "void unless": rule.void_unless,
        "defer when": rule.defer_when,
        "adopted when": rule.adopted_when,
        "fails when": rule.fails_when,
    }
    for key, condition in keys.items():
        for test in tests_of(condition):
            if of_itself(test):
                sentence = f'In {rule.name}, "{phrase(test)}" compares a number with itself.'
                yield found(rule, IDLE, "itself", key, sentence, ANOTHER_BASE, one=phrase(test))
        for together, tests in _side_by_side(condition):
            for (place, one), (after, other) in permutations(enumerate(tests), 2):
                phrases = {"one": phrase(other), "other": phrase(one)}
                idle = _implies(one, other) if together else _implies(other, one)
                alike = _implies(one, other) and _implies(other, one)
                if idle and not (alike and place > after):  # of two that say the same, one is told
                    sentence = (
                        f'In {rule.name}, "{phrase(other)}" changes nothing beside "{phrase(one)}".'
                    )
                    yield found(rule, IDLE, "test", key, sentence, "Leave one out.", **phrases)
                if together and place < after and _exclude(one, other):
                    sentence = f'In {rule.name}, "{phrase(other)}" and "{phrase(one)}" never hold together.'
                    remedy = "Leave one out, or write another number in it."
                    yield found(rule, CONTRADICTS, "tests", key, sentence, remedy, **phrases)


def of_itself(test: Test) -> bool:
    """Whether a share is asked of those who are counted: whoever is there, it is the same."""
    base = test.quantity.base if isinstance(test.quantity, Share) else ""
    there = ("present", "attending")
    return test.among is None and (test.side == base or (test.side in there and base in there))


def _side_by_side(condition: Condition | None) -> Iterator[tuple[bool, list[Test]]]:
    """The tests that stand side by side, and whether all of them must hold; a fallback is an alternative."""
    match condition:
        case AllOf(conditions=parts) | AnyOf(conditions=parts):
            yield isinstance(condition, AllOf), [part for part in parts if isinstance(part, Test)]
        case FirstOf(first=first, failing_which=fallback):
            parts = (first, fallback)
            yield False, [part for part in parts if isinstance(part, Test)]
        case _:
            return
    for part in parts:
        yield from _side_by_side(part)


def _measured(test: Test) -> tuple[Bound, Fraction, int, bool] | None:
    """What a test measures; its number; 1 where it is a least number, -1 where it is a most; whether it is strict."""
    side = "against" if test.side == "objections" else test.side
    what: Bound = (side, test.among, test.by)
    match test.quantity:
        case Nobody():
            return (*what, "number"), Fraction(0), -1, False
        case Everybody():
            return (*what, "members"), Fraction(1), 1, False
        case Count(number=number):
            kind: Bound = (*what, "number")
            amount = Fraction(number)
        case Share(fraction=amount, base=base):
            kind = (*what, base)
        case _:
            return None
    match test.op:
        case "at least" | "more than":
            return kind, amount, 1, test.op == "more than"
        case "at most" | "fewer than":
            return kind, amount, -1, test.op == "fewer than"
        case _:
            return None


def _implies(one: Test, other: Test) -> bool:
    """Whether the other test holds wherever the one does."""
    first, second = _measured(one), _measured(other)
    if first is None or second is None or (first[0], first[2]) != (second[0], second[2]):
        return False
    less = (first[1] - second[1]) * first[2]
    return less > 0 or (less == 0 and (first[3] or not second[3]))


def _exclude(one: Test, other: Test) -> bool:
    """Whether the two never hold together: at least so many, and at most fewer."""
    first, second = _measured(one), _measured(other)
    if first is None or second is None or first[0] != second[0] or first[2] == second[2]:
        return False
    least, most = (first, second) if first[2] > 0 else (second, first)
    return least[1] > most[1] or (least[1] == most[1] and (least[3] or most[3]))


def phrase(test: Test) -> str:
    key, phrase = print_test(test)
    return f"{key}: {phrase}"
