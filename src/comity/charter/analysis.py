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

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from comity.charter.clauses_of_asked import of_those_asked
from comity.charter.clauses_of_institutions import of_institutions
from comity.charter.clauses_of_questions import of_questions
from comity.charter.clauses_of_rules import of_rules
from comity.charter.clauses_of_use import of_rules_in_use
from comity.charter.dating import before_their_time
from comity.charter.ending import ending
from comity.charter.exploring import explored
from comity.charter.extensible import begun_anew_without_limit, extended_without_limit
from comity.charter.findings import Finding as Finding
from comity.charter.lapsing import lapsing
from comity.charter.law import Law, law
from comity.charter.model import Charter, Office, Procedure, Puts, TakesEffect
from comity.charter.naming_parties import parties_named
from comity.charter.needs import perhaps_missing
from comity.charter.nobody import by_nobody
from comity.charter.places import line_at
from comity.charter.reaching import out_of_reach
from comity.charter.replaced_texts import replaced_texts
from comity.charter.vetoes import out_of_reach_when_suspended, somebody_blocks, vetoes
from comity.charter.wordings import OURS, in_language


def analyse(charter: Charter, day: date = date.max) -> list[Finding]:
    """Every finding about the charter as it is on ``day`` (its latest state unless given)."""
    on = law(charter, day)
    parts: tuple[Callable[[Law], Iterable[Finding]], ...] = (
        _uncertified,
        _conflicts,
        vetoes,
        _own_exclusion,
        out_of_reach_when_suspended,
        _offices,
        _rotas,
        _questions,
        extended_without_limit,
        begun_anew_without_limit,
        explored,
        of_rules,
        of_rules_in_use,
        of_questions,
        of_those_asked,
        of_institutions,
        perhaps_missing,
        replaced_texts,
        by_nobody,
        parties_named,
        _unused,
        _unfit_to_begin,
    )
    found = [finding for part in parts for finding in part(on)]
    found += [
        *out_of_reach(charter, day),
        *before_their_time(charter, day),
        *ending(charter, day),
        *lapsing(charter, day),
    ]
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


def _own_exclusion(on: Law) -> Iterator[Finding]:
    for procedure in on.procedures.values():
        effects = [effect for step in procedure.steps for effect in step.effects]
        for puts in _questions_of(procedure) if _concerns_a_member(on, effects) else ():
            rule = on.rules[puts.rule]
            barred = rule.remove_from_count or rule.may_not_vote or rule.must_abstain or rule.among
            if not barred and somebody_blocks(on, rule, puts):
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
    """Questions without a deadline: those that whoever steers them may close early, and those that one member can keep
    open."""
    for procedure in on.procedures.values():
        for step in procedure.steps:
            puts = step.puts
            if puts is None or puts.closes.has_deadline or puts.closes.at_session:
                continue
            rule, asked = on.rules.get(puts.rule), in_language(puts.question, OURS)
            values = {"question": asked, "procedure": procedure.procedure}
            where = ("procedure", procedure.procedure, step.step)
            if rule is not None and puts.hears_all(rule):
                case, sentence = (
                    "all",
                    f'The question "{asked}" of {procedure.procedure} has no deadline: it is open until all have answered, '
                    "and whoever says nothing keeps it open.",
                )
            else:
                case, sentence = (
                    "early",
                    f'The question "{asked}" of {procedure.procedure} has no deadline: it may be closed before all have '
                    "answered.",
                )
            remedy = "Write closes: {after: ...}, with the time that they have."
            code, article = "question.no-deadline", step.article
            yield Finding(code, sentence, article, "", values, case, where, remedy)


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
