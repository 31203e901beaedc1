"""Texts that may still be replaced by another after they were adopted, so that what takes effect is not what was adopted.

A question put ``on text`` is about one version: a new one ends it, and once it is adopted no other is taken
(``text.adopted``). Of a question that is not, the register cannot say which version its answers were about.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... rules: [{rule: half, adopted when: {in favour: more than 1/2 of members}}]
... procedures:
...   - procedure: p
...     opened by: any member
...     steps:
...       - {step: draft, asks for: text, from: any member}
...       - {step: v, question: agree, put to: each member, rule: half, if not adopted: end}
...       - {step: issue, takes effect: {issues: decision}}
... ''')
>>> for finding in replaced_texts(law(charter, date.max)):
...     print(finding.sentence)
In p, the text may be replaced until issue takes effect, whatever was adopted: the question is not about one version of it (v).
"""  # noqa: E501 - a sentence is one line

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from comity.charter.exploring import outcomes
from comity.charter.findings import Finding, Values
from comity.charter.law import Law
from comity.charter.model import AGAIN, END, Procedure, Step

RECORDED = ("issues", "approves")
"""The effects that keep the version of the text that stands."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a matter is, what has become of its text, and the last question adopted on it that was not about a version."""

    step: str
    text: Literal["none", "open", "adopted"] = "none"
    adopted_by: str = ""


def replaced_texts(on: Law) -> Iterator[Finding]:
    """One finding for each step that may record another text than the one that was adopted."""
    for procedure in on.procedures.values():
        for step, votes in _found(on, procedure).items():
            yield _told(procedure, procedure.at(step), tuple(votes))


def _found(on: Law, procedure: Procedure) -> dict[str, dict[str, None]]:
    first = Stand(procedure.steps[0].step)
    found: dict[str, dict[str, None]] = {}
    waiting, seen = deque([first]), {first}
    while waiting:
        stand = waiting.popleft()
        step = procedure.at(stand.step)
        for outcome in outcomes(on, step):
            left = _leaving(stand, step, outcome)
            records = outcome == "adopted" and any(one.verb in RECORDED for one in step.effects)
            if records and left.adopted_by:
                found.setdefault(step.step, {})[left.adopted_by] = None
            target = procedure.after(step, outcome)
            entered = Stand(target, left.text, left.adopted_by)
            if target not in (AGAIN, END) and entered not in seen:
                seen.add(entered)
                waiting.append(entered)
    return found


def _leaving(stand: Stand, step: Step, outcome: str) -> Stand:
    """What is left once that came of the step."""
    if step.asks is not None and step.asks.thing == "text":
        return Stand(step.step, "open")
    if step.puts is None or stand.text == "none" or outcome != "adopted":
        return stand
    if step.puts.on_text:
        return Stand(step.step, "adopted")
    return stand if stand.text == "adopted" else Stand(step.step, "open", step.step)


def _told(procedure: Procedure, step: Step, votes: tuple[str, ...]) -> Finding:
    sentence = (
        f"In {procedure.procedure}, the text may be replaced until {step.step} takes effect, whatever was adopted: "
        f"the question is not about one version of it ({', '.join(votes)})."
    )
    values: Values = {"procedure": procedure.procedure, "step": step.step, "steps": votes}
    remedy = f"Write on text: yes in {', '.join(votes)}."
    return Finding("text.replaced", sentence, step.article, values=values, remedy=remedy)
