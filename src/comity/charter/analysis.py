"""Analysis: what a charter that reads without a fault still leaves open, each finding in one sentence.

Vetoes are found by counting: all in favour but one, who is against (or stays away), on the membership of one day. What
depends on a group or weight that each question names anew is not asked of a charter.

>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}, {member: C}]
... rules: [{rule: agreed, cites: Pact 3, adopted when: {objections: none}}]
... ''')
>>> print(analyse(charter)[0])
Any member can block agreed alone, by voting against. [Pact 3]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from comity.charter.absence import NotWorkedOut, Together
from comity.charter.clauses_of_questions import of_questions
from comity.charter.clauses_of_rules import of_rules
from comity.charter.dating import before_their_time
from comity.charter.exploring import explored
from comity.charter.extensible import extended_without_limit
from comity.charter.findings import Finding as Finding
from comity.charter.findings import Values
from comity.charter.law import Law, law
from comity.charter.model import Charter, Office, Procedure, Puts, TakesEffect
from comity.charter.naming_parties import parties_named
from comity.charter.needs import perhaps_missing
from comity.charter.nobody import by_nobody
from comity.charter.places import line_at
from comity.charter.reaching import out_of_reach
from comity.charter.wordings import OURS, in_language
from comity.errors import BadInput
from comity.rules.counting import Ballot
from comity.rules.searching import TOO_MANY
from comity.rules.terms import Position, Rule

SHOWN = 8  # members named in a sentence, before the number of the others


def analyse(charter: Charter, day: date = date.max) -> list[Finding]:
    """Every finding about the charter as it is on ``day`` (its latest state unless given)."""
    on = law(charter, day)
    parts: tuple[Callable[[Law], Iterable[Finding]], ...] = (
        _uncertified,
        _conflicts,
        _vetoes,
        _own_exclusion,
        _out_of_reach,
        _offices,
        _rotas,
        _questions,
        extended_without_limit,
        explored,
        of_rules,
        of_questions,
        perhaps_missing,
        by_nobody,
        parties_named,
        _unused,
        _unfit_to_begin,
    )
    found = [finding for part in parts for finding in part(on)]
    found += [*out_of_reach(charter, day), *before_their_time(charter, day)]
    return [_placed(charter, finding, day) for finding in found]


def _placed(charter: Charter, found: Finding, day: date) -> Finding:
    """The finding with the line of the clause at fault; else of the step that it names, of the procedure or the organ."""
    named = {kind: name for kind, name in found.values.items() if isinstance(name, str)}
    procedure = ("procedure", named.get("procedure", ""))
    ways = (
        found.where,
        (*procedure, named.get("step", "")),
        procedure,
        ("organ", named.get("organ", "")),
    )
    line = next((line for way in ways if (line := line_at(charter.lines, way, day))), 0)
    return replace(found, line=line) if line else found


def _uncertified(on: Law) -> Iterator[Finding]:
    for item in on.charter.to_verify:
        sentence = f"Not yet verified against the text: {item}."
        source = on.charter.second_hand.get(item, "")
        yield Finding("to-verify", sentence, second_hand=source, values={"item": item})


def _conflicts(on: Law) -> Iterator[Finding]:
    for conflict in on.charter.conflicts.values():
        if not conflict.prevails:
            texts = "; ".join(text.cites.article for text in conflict.texts)
            sentence = f"Two texts differ on {conflict.conflict}, and nothing says which prevails."
            yield Finding("conflict.open", sentence, texts, values={"what": conflict.conflict})


# --- who can stop a decision ------------------------------------------------------------------------------------------


def _vetoes(on: Law) -> Iterator[Finding]:
    for rule in on.rules.values():
        try:
            against, away = vetoers(rule, on, "against"), vetoers(rule, on, "absent")
        except NotWorkedOut:
            sentence = f"Who can block {rule.name} alone was not worked out: {TOO_MANY}."
            yield Finding("reach.unknown", sentence, rule.cites, values={"rule": rule.name})
            continue
        if against:
            can = f"{_who(against, on)} can block {rule.name} alone, by voting against."
            values: Values = {"who": _some(against, on), "rule": rule.name}
            yield Finding("veto.vote", can, rule.cites, values=values)
        if away:
            can = f"{_who(away, on)} can block {rule.name} alone, by staying away."
            values = {"who": _some(away, on), "rule": rule.name}
            yield Finding("veto.absence", can, rule.cites, values=values)


def vetoers(rule: Rule, on: Law, how: Position) -> tuple[str, ...]:
    """The members who, alone ``against`` or ``absent``, turn a decision that all others carry. Empty where the rule asks
    for a group or a weight that only a question names. Raises ``NotWorkedOut``."""
    together = _together(rule, on)
    if together is None or len(on.members) < 2:
        return ()
    return together.alone(how)


def _together(rule: Rule, on: Law) -> Together | None:
    ballot = _ballot(rule, on)
    return None if ballot is None else Together(ballot)


def _ballot(rule: Rule, on: Law) -> Ballot | None:
    # Whoever a question excludes by name is nobody yet; whoever it is put to by name is not known at all.
    if rule.among is not None and rule.among not in on.groups:
        return None
    excluded = (rule.remove_from_count, rule.must_abstain, rule.may_not_vote)
    nobody = {group: () for group in excluded if group is not None and group not in on.groups}
    try:
        return Ballot(rule, on.roll(parameters=nobody))
    except BadInput:
        return None


def _some(members: Sequence[str], on: Law) -> tuple[str, ...]:
    """These members; nobody in particular where it is every one."""
    return () if len(members) == len(on.members) else tuple(members)


def _who(members: Sequence[str], on: Law) -> str:
    some = _some(members, on)
    if not some:
        return "Any member"
    return f"Each of {', '.join(some)}" if len(some) > 1 else some[0]


def _own_exclusion(on: Law) -> Iterator[Finding]:
    for procedure in on.procedures.values():
        effects = [effect for step in procedure.steps for effect in step.effects]
        for puts in _questions_of(procedure) if _concerns_a_member(on, effects) else ():
            rule = on.rules[puts.rule]
            barred = rule.remove_from_count or rule.may_not_vote or rule.must_abstain or rule.among
            if not barred and _somebody_blocks(rule, on):
                sentence = (
                    f"In {procedure.procedure}, {rule.name} counts the member concerned, "
                    "who can block what is decided about it."
                )
                article = rule.cites or procedure.cites.article
                values = {"procedure": procedure.procedure, "rule": rule.name}
                yield Finding("veto.own", sentence, article, values=values)


def _concerns_a_member(on: Law, effects: Iterable[TakesEffect]) -> bool:
    """Whether one of the effects is against somebody who is counted."""
    return any(
        one.verb == "suspends" or (one.verb == "ends status" and on.statuses[one.object].counted)
        for one in effects
    )


def _somebody_blocks(rule: Rule, on: Law) -> bool:
    try:
        return bool(vetoers(rule, on, "against"))
    except NotWorkedOut:  # told of the rule itself
        return False


def _out_of_reach(on: Law) -> Iterator[Finding]:
    """Rules whose base keeps members that cannot take part, where the charter lets rights be suspended."""
    if not any(
        effect.verb == "suspends" and effect.object in ("vote", "attend")
        for procedure in on.procedures.values()
        for step in procedure.steps
        for effect in step.effects
    ):
        return
    for rule in on.rules.values():
        together = _together(rule, on)
        if together is not None:
            yield from _reach(rule, together)


def _reach(rule: Rule, together: Together) -> Iterator[Finding]:
    try:
        away = together.fewest_away()
    except NotWorkedOut:
        sentence = (
            "How few members, suspended or away, prevent every decision under "
            f"{rule.name} was not worked out: {TOO_MANY}."
        )
        yield Finding("reach.unknown", sentence, rule.cites, values={"rule": rule.name})
        return
    # One alone is a veto by absence, told above; and without all of them there is nobody left to decide.
    if 1 < len(away) < len(together.members):
        if not together.is_best:
            others = "however the others answer"
        else:
            others = "even if " + (
                "all the others are in favour" if rule.fails_when is None else "nobody objects"
            )
        sentence = (
            f"As few as {len(away)} members, suspended or away, prevent every decision under "
            f"{rule.name}, {others}: for example {_listed(away)}."
        )
        values = {"number": str(len(away)), "rule": rule.name}
        yield Finding("reach.lost", sentence, rule.cites, values=values)


def _listed(members: Sequence[str]) -> str:
    if len(members) <= SHOWN:
        return ", ".join(members)
    left = len(members) - SHOWN
    return f"{', '.join(members[:SHOWN])} and {left} other{'s' if left > 1 else ''}"


# --- what has no end --------------------------------------------------------------------------------------------------


def _offices(on: Law) -> Iterator[Finding]:
    filled = {
        effect.object
        for procedure in on.procedures.values()
        for step in procedure.steps
        for effect in step.effects
        if effect.verb == "fills"
    }
    for office in on.offices.values():
        if office.office not in filled:
            article = office.cites.article
            sentence = f"No procedure fills the office {office.office}."
            yield Finding("office.unfilled", sentence, article, values={"office": office.office})
        yield from _vacancy(office)


def _vacancy(office: Office) -> Iterator[Finding]:
    name, article, values = office.office, office.cites.article, {"office": office.office}
    if office.acting is None:
        if not office.holds_over:
            sentence = f"Nobody acts while the office {name} is vacant."
            yield Finding("office.dead-end", sentence, article, values=values, case="nobody")
        return
    who, months = in_language(office.acting.who, OURS), office.acting.limit_months
    if months is None:
        sentence = f"While the office {name} is vacant {who} acts, without limit of time."
        yield Finding("office.dead-end", sentence, article, values=values, case="no limit")
    else:
        sentence = (
            f"While the office {name} is vacant {who} acts for {months} months at the most, "
            "and nothing says who acts after that."
        )
        values["number"] = str(months)
        yield Finding("office.limit", sentence, article, values=values)


def _rotas(on: Law) -> Iterator[Finding]:
    for rota in on.rotas.values():
        if rota.when_skipped is None:
            sentence = f"Nothing says what follows when a turn of the rota {rota.rota} is skipped."
            yield Finding("rota.no-skip", sentence, rota.cites.article, values={"rota": rota.rota})
        passed = any(
            one.verb == "passes" and one.object == rota.rota
            for procedure in on.procedures.values()
            for step in procedure.steps
            for one in step.effects
        )
        if rota.passes == "decision" and on.procedures and not passed:
            sentence = (
                f"The turn of the rota {rota.rota} passes by decision, and no step passes it."
            )
            yield Finding(
                "rota.not-passed", sentence, rota.cites.article, values={"rota": rota.rota}
            )


def _questions(on: Law) -> Iterator[Finding]:
    for procedure in on.procedures.values():
        for puts in _questions_of(procedure):
            closes = puts.closes
            if closes.after is None and not closes.at_session and not closes.set_by_opener:
                asked = in_language(puts.question, OURS)
                sentence = f'The question "{asked}" of {procedure.procedure} has no deadline.'
                article = procedure.cites.article
                values = {"question": asked, "procedure": procedure.procedure}
                yield Finding("question.no-deadline", sentence, article, values=values)


def _questions_of(procedure: Procedure) -> list[Puts]:
    return [step.puts for step in procedure.steps if step.puts is not None]


# --- what leads nowhere -----------------------------------------------------------------------------------------------


def _unused(on: Law) -> Iterator[Finding]:
    if not on.procedures:
        return
    used = {puts.rule for procedure in on.procedures.values() for puts in _questions_of(procedure)}
    used |= {organ.decides_by for organ in on.organs.values()}
    for rule in on.rules.values():
        if rule.name not in used:
            sentence = f"Nothing is decided by the rule {rule.name}."
            yield Finding("rule.unused", sentence, rule.cites, values={"rule": rule.name})
    for procedure in on.procedures.values():
        if not any(step.effects for step in procedure.steps):
            sentence = f"No step of {procedure.procedure} has an effect."
            values = {"procedure": procedure.procedure}
            yield Finding("procedure.no-effect", sentence, procedure.cites.article, values=values)


def _unfit_to_begin(on: Law) -> Iterator[Finding]:
    """What keeps a body under this charter from being founded, or from deciding anything afterwards."""
    if not on.charter.keeping_organs:
        sentence = (
            "No organ keeps a record, so that no body can be founded under this charter:"
            " write powers: [record] for the organ that does."
        )
        yield Finding("organ.no-record", sentence)
    if not on.procedures:
        sentence = (
            "There are no procedures, so that nothing can be proposed: write them under procedures."
        )
        yield Finding("procedure.none", sentence)
