"""Steps that nobody can take: nobody can open the procedure, do what the step asks, or answer its question.

Who can ever act is worked out over all procedures together (``able``), so that an office that only its own holder could
fill, or a turn that only whoever has it could pass, is nobody's.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... statuses: [{status: member, rights: [vote], cites: Pact 2}]
... members: [{member: A}, {member: B}]
... procedures:
...   - {procedure: p, opened by: any member, cites: Pact 3, steps: [{step: d, takes effect: {issues: decision}}]}
... ''')
>>> for finding in by_nobody(law(charter, date.max)):
...     print(finding)
Nobody can open p: no status that they have carries the right to propose. Add it to the rights of one. [Pact 3]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comity.charter.able import Able, Case, Cause, answering_power
from comity.charter.findings import Finding, Values
from comity.charter.law import Law
from comity.charter.model import Procedure, Step, carries

WHY: Mapping[Case, str] = {
    "status": "nobody has the status {status}, and no step that can be taken grants it. Give it to a member, or write"
    " such a step.",
    "right": "no status that they have carries the right to {right}. Add it to the rights of one.",
    "group": "the group {group} never has a member. Name its members.",
    "office": "nobody can come to hold the office {office}. Let a procedure fill it that others can go through, or say who"
    " acts while it is vacant.",
    "rota": "nobody ever has the turn of {rota}. Write starting with or from in the rota, or let a procedure pass the turn"
    " that others can go through.",
    "through": "whoever holds the office {through} acts by no credential, and so under no title. Leave through and the"
    " title out.",
    "together": "several members together open a matter, and a step of it is taken by one. Write any member, or let so many"
    " open the matter.",
    "slot": "no office has slots, so that it is nobody's slot. Write slots in the office.",
}


def by_nobody(on: Law) -> Iterator[Finding]:
    """Each opening, step, question and chair that nobody can ever come to."""
    able = Able(on.charter, on)
    for procedure in on.procedures.values():
        for why in _told(able.hinders(procedure.opened_by)):
            sentence = f"Nobody can open {procedure.procedure}: {_why(why)}"
            values: Values = {"procedure": procedure.procedure, **_named(why)}
            article = procedure.cites.article
            yield Finding("nobody.opens", sentence, article, values=values, case=why.case)
        for step in procedure.steps:
            yield from _step(able, procedure, step)
        yield from _slot(on, procedure)
    yield from _chairs(on, able)


def _step(able: Able, procedure: Procedure, step: Step) -> Iterator[Finding]:
    article = step.article
    named: Values = {"procedure": procedure.procedure, "step": step.step}
    untaken = _told(able.untaken(step))
    for why in untaken:
        sentence = f"Nobody can take the step {step.step} of {procedure.procedure}: {_why(why)}"
        values = {**named, **_named(why)}
        yield Finding("nobody.acts", sentence, article, values=values, case=why.case)
    if step.puts is None:
        return
    for why in able.unanswered(step.puts):
        if why.case == "power":
            yield _unable(able, procedure, step, why)
        elif why not in untaken:
            sentence = f"Nobody can answer the question of {step.step} in {procedure.procedure}: {_why(why)}"
            values = {**named, **_named(why)}
            yield Finding("nobody.answers", sentence, article, values=values, case=why.case)
    if able.unbroken(step.puts):
        sentence = (
            f"Nobody who is asked in {step.step} of {procedure.procedure} can break the silence: no status that they have "
            "carries the right to break silence. Add it to the rights of one."
        )
        yield Finding("nobody.objects", sentence, article, values=named)


def _unable(able: Able, procedure: Procedure, step: Step, why: Cause) -> Finding:
    """An organ or office is asked whose credentials cannot carry the power to answer."""
    clerk = why.name in able.law.organs and carries(able.law.organs[why.name].powers, "record")
    who = (
        "only the first clerk can answer, who has every power"
        if clerk
        else "nobody can answer for it"
    )
    power = answering_power(step.puts) if step.puts is not None else "decide"
    sentence = (
        f"In {procedure.procedure}, {why.name} is asked in {step.step} without the power to {power}: {who}, and whoever "
        f"keeps the record, for an answer that came on paper. Add {power} to the powers of {why.name}."
    )
    values = {
        "procedure": procedure.procedure,
        "step": step.step,
        "organ": why.name,
        "power": power,
    }
    article = step.article
    case = "clerk" if clerk else "nobody"
    return Finding("answer.no-power", sentence, article, values=values, case=case)


def _told(causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """The causes without a power to propose that is lacking, which is told of the step (``step.no-power``)."""
    return tuple(dict.fromkeys(one for one in causes if one.case != "power"))


def _named(why: Cause) -> Values:
    return {why.case: why.name} if why.name else {}


def _why(why: Cause) -> str:
    return WHY[why.case].format(**_named(why))


def _slot(on: Law, procedure: Procedure) -> Iterator[Finding]:
    """The member whose slot it is, in a procedure that is not the one by which an office with slots is filled."""
    slotted = [office for office in on.offices.values() if office.slots is not None]
    if not slotted or any(one.filled_by == procedure.procedure for one in slotted):
        return
    steps = (role for step in procedure.steps for role in step.roles)
    if any(role.kind == "slot" for role in (*procedure.opened_by.parts, *steps)):
        sentence = (
            f"In {procedure.procedure}, whose slot it is follows only from an office with slots that whoever opens the "
            f"matter names. Write filled by: {procedure.procedure} in the office."
        )
        values = {"procedure": procedure.procedure}
        yield Finding("slot.unnamed", sentence, procedure.cites.article, values=values)


def _chairs(on: Law, able: Able) -> Iterator[Finding]:
    for organ in on.organs.values():
        for why in able.never_chairs(organ.chaired_by) if organ.chaired_by else ():
            sentence = f"Nobody can ever chair {organ.organ}: {_why(why)}"
            values: Values = {"organ": organ.organ, **_named(why)}
            article = organ.cites.article
            yield Finding("nobody.chairs", sentence, article, values=values, case=why.case)
