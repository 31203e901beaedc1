"""Deadlines that may be extended without limit: the steps of which the charter does not say how far.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... rules: [{rule: half, adopted when: {in favour: more than 1/2 of voting}}]
... procedures:
...   - procedure: p
...     opened by: any member
...     steps:
...       - {step: v, question: agree, put to: each member, rule: half, closes: {after: 3 days}}
...       - {step: w, question: agree, put to: each member, rule: half, closes: {after: 3 days, extended: no}}
... ''')
>>> for finding in extended_without_limit(law(charter, date.max)):
...     print(finding)
Nothing limits how often, or by how much, the deadline may be extended of: v of p. Write extended: no, or a limit, under closes.
"""  # noqa: E501 - a sentence is one line

from __future__ import annotations

from collections.abc import Iterator

from comity.charter.findings import Finding
from comity.charter.law import Law


def extended_without_limit(on: Law) -> Iterator[Finding]:
    """One finding for the whole charter, which names every such step."""
    found = [
        (procedure.procedure, step.step)
        for procedure in on.procedures.values()
        for step in procedure.steps
        if step.puts is not None
        and step.puts.closes.has_deadline
        and step.puts.closes.extended is None
    ]
    if found:
        named = ", ".join(f"{step} of {procedure}" for procedure, step in found)
        sentence = (
            f"Nothing limits how often, or by how much, the deadline may be extended of: {named}. "
            "Write extended: no, or a limit, under closes."
        )
        steps = tuple(f"{procedure}/{step}" for procedure, step in found)
        yield Finding("extension.unlimited", sentence, values={"deadlines": steps})


def begun_anew_without_limit(on: Law) -> Iterator[Finding]:
    """Each silence that runs for its full period again whenever a break is taken back, which nothing limits."""
    for procedure in on.procedures.values():
        for step in procedure.steps:
            silence = step.puts.silence if step.puts is not None else None
            if silence is None or silence.withdrawn_break != "resumes":
                continue
            sentence = (
                f"Nothing limits how often the silence of {step.step} in {procedure.procedure} is broken and runs for its "
                "full period again."
            )
            values = {"procedure": procedure.procedure, "step": step.step}
            where = ("procedure", procedure.procedure, step.step, "silence")
            remedy = "Write withdrawn break: stays broken, where it is to end."
            yield Finding(
                "silence.unlimited", sentence, step.article, "", values, "", where, remedy
            )
