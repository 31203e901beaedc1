"""A tie that the chair or the lot is to break: the step to which it leads is put to who chairs, or records what was drawn.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... rules: [{rule: half, adopted when: {in favour: more than 1/2 of voting}, tie: lot}]
... procedures:
...   - procedure: p
...     opened by: any member
...     steps:
...       - {step: v, question: agree, put to: each member, rule: half, closes: {after: 3 days}, if tied: e}
...       - {step: e, takes effect: {issues: decision}}
... ''')
>>> on = law(charter, date.max)
>>> step = on.procedures["p"].steps[0]
>>> for finding in broken_tie(on, on.procedures["p"], step, on.rules["half"], ("tied",)):
...     print(finding.sentence)
Under half the lot decides a tie, and after v of p the step e records no lot: what follows it happens whatever was drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from comity.charter.findings import Finding, Values
from comity.charter.law import Law
from comity.charter.model import AGAIN, END, Procedure, Puts, Step
from comity.rules.terms import Rule


def broken_tie(
    on: Law, procedure: Procedure, step: Step, rule: Rule, come: Collection[str]
) -> Iterator[Finding]:
    """A tie that somebody is to break, where no step lets anybody."""
    if rule.tie not in ("chair decides", "lot") or "tied" not in come or step.puts is None:
        return
    name = step.then.get("tied", "")
    after = next((one for one in procedure.steps if one.step == name), None)
    values: Values = {"rule": rule.name, "step": step.step, "procedure": procedure.procedure}
    where = ("procedure", procedure.procedure, step.step, "if tied")
    of, case, remedy = f"{step.step} of {procedure.procedure}", "", ""
    if rule.tie == "lot":
        if after is None:
            case, sentence = (
                "lot",
                f"Under {rule.name} the lot decides a tie, and after {of} no step draws it.",
            )
        elif not _records_a_lot(procedure, after):
            case = "undrawn"
            sentence = (
                f"Under {rule.name} the lot decides a tie, and after {of} the step {name} records no lot: "
                "what follows it happens whatever was drawn."
            )
            values = {**values, "next": name}
        remedy = "Write if tied: STEP, and in that step asks for: lot."
    elif after is None or after.puts is None:
        case = "chair"
        sentence = (
            f"Under {rule.name} the chair decides a tie, and after {of} nothing is put to a chair."
        )
        remedy = "Write if tied: STEP, and in that step put to: the chair."
    elif not _asks_a_chair(on, step.puts, after.puts):
        case = "stranger"
        who = "the organ that is asked" if _chair_of(on, step.puts) else "an organ"
        sentence = (
            f"Under {rule.name} the chair decides a tie, and after {of} the step {name} is put to {after.puts.to}, "
            f"who does not chair {who}."
        )
        values = {**values, "next": name}
        remedy = "Put it to whoever chairs, or write chaired by in the organ."
    if case:
        yield _found(rule, case, sentence, values, where, remedy)


def _records_a_lot(procedure: Procedure, step: Step) -> bool:
    """Whether the step, or one to which it leads by waiting alone, has somebody record something."""
    passed = set[str]()
    while step.step not in passed:
        if step.asks is not None or step.puts is not None:
            return True
        if step.waits is not None and step.waits.event:
            return True
        passed.add(step.step)
        following = procedure.after(step)
        if step.effects or following in (END, AGAIN):
            return False
        step = procedure.at(following)
    return False


def _asks_a_chair(on: Law, tied: Puts, then: Puts) -> bool:
    """Whether the question that follows a tie is put to who chairs the organ that was asked; to who chairs any organ, where
    that one has no chair, or no organ was asked."""
    chair = _chair_of(on, tied)
    chairs = {chair} if chair else {one.chaired_by for one in on.organs.values() if one.chaired_by}
    parts = then.to.of if then.to.kind == "any" else (then.to,)
    return any(one.kind in ("chair", "office") and one.name in chairs for one in parts)


def _chair_of(on: Law, puts: Puts) -> str:
    organ = on.organs.get(puts.to.name) if puts.to.kind == "organ" else None
    return organ.chaired_by if organ is not None else ""


def _found(
    rule: Rule, case: str, sentence: str, values: Values, where: tuple[str, ...], remedy: str
) -> Finding:
    return Finding("tie.nobody", sentence, rule.cites, "", values, case, where, remedy)
