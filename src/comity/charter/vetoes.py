"""Who can stop a decision: alone, by voting against or staying away; or a few together, suspended or away.

It is worked out on those whom the questions ask that a rule decides, with what they may answer and what their silence
means. Where the questions differ each answer names its own; a rule that decides none is tried on the whole membership. A
member that a question names to be left out of the count, or of the vote, blocks nothing.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: trio
... title: Trio
... members: [{member: A}, {member: B}, {member: C}]
... parameters: [accused]
... rules: [{rule: agreed, cites: Pact 3, remove from count: accused, adopted when: {objections: none}}]
... ''')
>>> for finding in vetoes(law(charter, date.max)):
...     print(finding)
Any member but the accused can block agreed alone, by voting against. [Pact 3]
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal, TypeVar

from comity.charter.absence import NotWorkedOut, Together
from comity.charter.asked import ONE, Population, asking, populations, votes
from comity.charter.findings import Finding, Values
from comity.charter.law import Law, first_days, law
from comity.charter.model import SILENCE, Puts, RolePhrase
from comity.charter.possible import answers_in
from comity.errors import BadInput
from comity.rules.counting import Ballot
from comity.rules.gauges import names_needed
from comity.rules.searching import TOO_MANY
from comity.rules.terms import Position, Rule

SHOWN = 8  # members named in a sentence, before the number of the others
DAYS_TRIED = 200  # on which the law changed, before the day that is looked at
MOST_NAMED = 20  # kinds of member of which one each is tried as the one whom a question names
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Use:
    """A question of the rule: who is asked, whether they may vote against it, and what staying away counts as."""

    members: Population
    against: bool = True
    away: Position = "absent"


@dataclass(frozen=True, slots=True)
class Stopping:
    """Who stops a decision alone; ``case``: whoever they are (empty), but for the one whom a question names (``but``),
    while it names nobody (``unnamed``), or once it names somebody (``named``)."""

    case: Literal["", "but", "unnamed", "named"]
    who: Population


# --- whom a rule is put to --------------------------------------------------------------------------------------------


def uses(on: Law, rule: Rule) -> Mapping[Use | None, tuple[str, ...]]:
    """The questions under the rule, as ``procedure/step``, by whom they ask and how; None where only the matter says whom,
    or where one alone is asked. Of a rule that decides no question the membership is asked."""
    found: dict[Use | None, list[str]] = {}
    for procedure, step, puts in asking(on, rule.name):
        for use in _uses(on, puts):
            found.setdefault(use, []).append(f"{procedure.procedure}/{step.step}")
    if not found:
        return {Use(on.members): ()}
    return {use: tuple(names) for use, names in found.items()}


def _uses(on: Law, puts: Puts) -> list[Use | None]:
    sets = populations(on, puts.to)
    if not sets or ONE in sets:
        return [None]
    against = "against" in answers_in(on, puts)
    away: Position = "absent" if puts.present_only else SILENCE[puts.silence_means]
    return list(dict.fromkeys(Use(one, against, away) if len(one) > 1 else None for one in sets))


def _told(
    on: Law, rule: Rule, of: Callable[[Use], T | None]
) -> Iterator[tuple[T, Use, tuple[str, ...]]]:
    """What is worked out of each use of the rule, with the questions of which it is so: none where it is so of all."""
    known = uses(on, rule)
    found: dict[tuple[T | None, bool], tuple[Use | None, tuple[str, ...]]] = {}
    for use, questions in known.items():
        result = of(use) if use is not None else None
        key = (result, use is not None and use.members == on.members)
        first, others = found.get(key, (use, ()))
        found[key] = (first, others + questions)
    for (result, _), (use, questions) in found.items():
        if result is not None and use is not None:
            yield result, use, questions if len(found) > 1 else ()


# --- alone ------------------------------------------------------------------------------------------------------------


def vetoes(on: Law) -> Iterator[Finding]:
    """Each rule that some can block alone, by voting against and by staying away."""
    for rule in on.rules.values():
        try:
            yield from _when_it_could(on, rule, _vetoes)
        except NotWorkedOut:
            sentence = f"Who can block {rule.name} alone was not worked out: {TOO_MANY}."
            values: Values = {"rule": rule.name}
            yield Finding("reach.unknown", sentence, rule.cites, values=values, case="alone")
        yield from _known_later(on, rule)


def _known_later(on: Law, rule: Rule) -> Iterator[Finding]:
    """What each question names and the rule counts by, and the questions that ask whom a matter names as a parameter:
    nothing is said of them."""
    named = _counted_by_name(on, rule)
    for name in named:
        said = name.replace("_", " ")
        sentence = f"Who can block {rule.name} is not said, as each question names what it counts by: {said}."
        values: Values = {"rule": rule.name, "group": name}
        yield Finding("reach.unknown", sentence, rule.cites, values=values, case="named")
    if named:
        return
    questions = tuple(
        f"{procedure.procedure}/{step.step}"
        for procedure, step, puts in asking(on, rule.name)
        if _names_parameter(on, puts.to)
    )
    if questions:
        sentence = f"Who can block {rule.name} is not said, as each matter names whom it asks."
        found = Finding("reach.unknown", sentence, rule.cites, values={"rule": rule.name})
        yield _in(questions, replace(found, case="later"))


def _counted_by_name(on: Law, rule: Rule) -> list[str]:
    """The groups and weights that each question names, and without which nothing of the rule can be counted."""
    names = names_needed(rule)
    unknown = (names.groups - {*_named(on, rule)} - on.groups.keys()) | (
        names.weights - on.weights.keys()
    )
    return sorted(unknown & {*on.charter.parameters}) if on.members else []


def _names_parameter(on: Law, to: RolePhrase) -> bool:
    if to.kind == "any":
        return any(_names_parameter(on, one) for one in to.of)
    return to.kind == "parameter" and to.name not in on.charter.groups


def _when_it_could(
    on: Law, rule: Rule, of: Callable[[Law, Rule], Iterator[Finding]]
) -> Iterator[Finding]:
    """What is found with the members of that day; where all of them together are too few to carry anything, with those of
    the last day on which they were enough (a charter may keep the members of other years)."""
    if _can_carry(on, rule):
        yield from of(on, rule)
        return
    until = on.since
    for first in reversed([day for day in first_days(on.charter) if day < on.since][-DAYS_TRIED:]):
        earlier = law(on.charter, first)
        former = earlier.rules.get(rule.name)
        if former is not None and _can_carry(earlier, former):
            last = (until - timedelta(days=1)).isoformat()
            for found in of(earlier, former):
                sentence = f"With the members of {last}: {found.sentence}"
                yield replace(found, sentence=sentence, values={**found.values, "then": last})
            return
        until = first


def _can_carry(on: Law, rule: Rule) -> bool:
    """Whether several are asked in some question and carry it if all do; yes, where that is not known."""
    for use in uses(on, rule):
        if use is None:
            continue
        together = _together(on, rule, use)
        if together is None or not together.is_best or together.carries:
            return True
    return False


def _vetoes(on: Law, rule: Rule) -> Iterator[Finding]:
    ways = (("veto.vote", "by voting against"), ("veto.absence", "by staying away"))
    found: list[Finding] = []
    for code, how in ways:

        def stopping(use: Use, code: str = code) -> tuple[Stopping, ...] | None:
            position: Position = "against" if code == "veto.vote" else use.away
            if position == "against" and not use.against and code == "veto.vote":
                return None
            return tuple(_alone(on, rule, use, position)) or None

        for some, use, questions in _told(on, rule, stopping):
            found += [_veto(on, rule, one, use, questions, code, how) for one in some]
    yield from found


def _veto(
    on: Law,
    rule: Rule,
    stopping: Stopping,
    use: Use,
    questions: tuple[str, ...],
    code: str,
    how: str,
) -> Finding:
    group = _named(on, rule)[0] if stopping.case else ""
    said = group.replace("_", " ")
    who = _who(stopping.who, on)
    if stopping.case == "but":
        some = _some(stopping.who, on)
        who = f"{who}, unless named as the {said}," if some else f"{who} but the {said}"
    sentence = f"{who} can block {rule.name} alone, {how}."
    if stopping.case == "unnamed":
        sentence = f"While nobody is named as the {said}: {sentence}"
    elif stopping.case == "named":
        sentence = f"Once somebody is named as the {said}, each of the others can block {rule.name} alone, {how}."
    values: Values = {"rule": rule.name}
    if stopping.case != "named":
        values = {"who": _some(stopping.who, on), **values}
    if group:
        values = {**values, "group": group}
    return _in(questions, Finding(code, sentence, rule.cites, values=values, case=stopping.case))


def _in(questions: tuple[str, ...], found: Finding) -> Finding:
    """The finding, with the questions of which alone it is true."""
    if not questions:
        return found
    names = [
        f"{step} of {procedure}" for procedure, _, step in (q.partition("/") for q in questions)
    ]
    sentence = f"In {', '.join(names)}: {found.sentence}"
    values = {**found.values, "questions": questions}
    return Finding(found.code, sentence, found.article, values=values, case=found.case)


def vetoers(rule: Rule, on: Law, how: Position) -> tuple[str, ...]:
    """The members who, alone ``against`` or ``absent``, turn a decision that all others carry, where the membership is
    asked and nobody is named. Empty where the rule asks for a group or a weight that only a question names. Raises
    ``NotWorkedOut``."""
    return _turning(on, rule, Use(on.members), how)


def somebody_blocks(on: Law, rule: Rule, puts: Puts) -> bool:
    """Whether somebody who is asked can block the question alone by voting against; no, where that was not worked out."""
    try:
        return any(
            use is not None and use.against and _turning(on, rule, use, "against")
            for use in _uses(on, puts)
        )
    except NotWorkedOut:  # told of the rule itself
        return False


def _alone(on: Law, rule: Rule, use: Use, how: Position) -> Iterator[Stopping]:
    nobody = _turning(on, rule, use, how)
    if not _named(on, rule):
        if nobody:
            yield Stopping("", nobody)
        return
    ones = _one_of_each(on, rule, use)
    others = {one: _turning(on, rule, use, how, (one,)) for one in ones}
    if all(_without(some, one) == _without(nobody, one) for one, some in others.items()):
        exempt = any(one in nobody for one in ones) and not any(
            one in some for one, some in others.items()
        )
        if nobody:
            yield Stopping("but" if exempt else "", nobody)
        return
    if nobody:
        yield Stopping("unnamed", nobody)
    if all(_without(some, one) == _without(use.members, one) for one, some in others.items()):
        yield Stopping("named", use.members)


def _without(members: Population, one: str) -> Population:
    return tuple(member for member in members if member != one)


def _named(on: Law, rule: Rule) -> list[str]:
    """The groups that each question names and that the rule leaves out of the count or of the vote."""
    groups = (rule.remove_from_count, rule.may_not_vote, rule.must_abstain)
    return [group for group in groups if group is not None and group not in on.groups]


def _one_of_each(on: Law, rule: Rule, use: Use) -> Population:
    together = _together(on, rule, use)
    if together is None:
        return ()
    ones = tuple({together.inequalities.kind_of[one]: one for one in together.members}.values())
    if len(ones) > MOST_NAMED:
        raise NotWorkedOut
    return ones


def _turning(on: Law, rule: Rule, use: Use, how: Position, named: Sequence[str] = ()) -> Population:
    if len(use.members) < 2:
        return ()
    together = _together(on, rule, use, named)
    return together.alone(how) if together is not None else ()


def _together(on: Law, rule: Rule, use: Use, named: Sequence[str] = ()) -> Together | None:
    # Whom a question counts by name alone is not known.
    if rule.among is not None and rule.among not in on.groups:
        return None
    given = dict.fromkeys(_named(on, rule), tuple(named))
    silent = {one for one in use.members if not votes(on, one)}
    try:
        ballot = Ballot(rule, on.roll(parameters=given, members=use.members))
    except BadInput:
        return None
    return Together(ballot, silent, use.away)


# --- together ---------------------------------------------------------------------------------------------------------


def out_of_reach_when_suspended(on: Law) -> Iterator[Finding]:
    """Rules whose base keeps members that cannot take part, where the charter lets rights be suspended."""
    if not any(
        effect.verb == "suspends" and effect.object in ("vote", "attend")
        for procedure in on.procedures.values()
        for step in procedure.steps
        for effect in step.effects
    ):
        return
    for rule in on.rules.values():
        try:
            yield from _when_it_could(on, rule, _reach)
        except NotWorkedOut:
            sentence = (
                "How few members, suspended or away, prevent every decision under "
                f"{rule.name} was not worked out: {TOO_MANY}."
            )
            values: Values = {"rule": rule.name}
            yield Finding("reach.unknown", sentence, rule.cites, values=values, case="few")


def _reach(on: Law, rule: Rule) -> Iterator[Finding]:
    def fewest(use: Use) -> tuple[Population, bool] | None:
        together = _together(on, rule, use)
        away = together.fewest_away(use.away) if together is not None else ()
        # One alone is a veto by absence, told above; and without all of them there is nobody left to decide.
        if together is None or not 1 < len(away) < len(together.members):
            return None
        return away, together.is_best

    for (away, is_best), _, questions in _told(on, rule, fewest):
        others = "however the others answer"
        if is_best:
            others = "even if " + (
                "all the others are in favour" if rule.fails_when is None else "nobody objects"
            )
        sentence = (
            f"As few as {len(away)} members, suspended or away, prevent every decision under "
            f"{rule.name}, {others}: for example {_listed(away)}."
        )
        values = {"number": str(len(away)), "rule": rule.name}
        yield _in(questions, Finding("reach.lost", sentence, rule.cites, values=values))


# --- names ------------------------------------------------------------------------------------------------------------


def _some(members: Sequence[str], on: Law) -> tuple[str, ...]:
    """These members; nobody in particular where it is every one."""
    return () if len(members) == len(on.members) else tuple(members)


def _who(members: Sequence[str], on: Law) -> str:
    some = _some(members, on)
    if not some:
        return "Any member"
    return f"Each of {', '.join(some)}" if len(some) > 1 else some[0]


def _listed(members: Sequence[str]) -> str:
    if len(members) <= SHOWN:
        return ", ".join(members)
    left = len(members) - SHOWN
    return f"{', '.join(members[:SHOWN])} and {left} other{'s' if left > 1 else ''}"
