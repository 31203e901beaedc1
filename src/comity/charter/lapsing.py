"""Powers that a charter gives on some days only: to amend, where a procedure that amends begins later or ends, and to
propose, of an organ or office in the procedures in which it acts.

Every day is looked at on which something in the charter changes. What is lacking on all days is told elsewhere
(``exploring``).

>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... organs:
...   - {organ: office, powers: [record]}
...   - {organ: desk, versions: [{from: 2020-01-01, powers: [propose]}, {from: 2030-01-01, powers: [decide]}]}
... procedures:
...   - {procedure: p, opened by: desk, steps: [{step: e, takes effect: {issues: decision}}]}
... ''')
>>> for finding in lapsing(charter, date.max):
...     print(finding.sentence)
From 2030-01-01 on: desk has no power to propose, and cannot act in: p.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from comity.charter.findings import Finding, Values
from comity.charter.law import Law, first_days, law
from comity.charter.model import Charter, Procedure, RolePhrase, carries
from comity.charter.stretches import Run, in_time, runs

FIXED = "No procedure amends the charter: a source that reports an amendment, attested, is the only way to change it."
AMENDS = "Write a step that takes effect: {amends charter: yes, with: THING}."


def lapsing(charter: Charter, day: date) -> Iterator[Finding]:
    """What is lacking on some days and not on others; of what was over before ``day``, nothing."""
    laws = [law(charter, first) for first in first_days(charter)]
    begun = next((at for at, on in enumerate(laws) if on.standing and on.keepers), 0)
    for found in (_amending(laws[begun:]), _powers(laws[begun:])):
        for run, finding in found:
            if run[1] is None or run[1] > day or day == date.max:
                yield finding


# --- amending --------------------------------------------------------------------------------------------------------


def _amending(laws: Sequence[Law]) -> Iterator[tuple[Run, Finding]]:
    for run, _ in runs(laws, lambda on: not amends(on)):
        yield in_time(run, Finding("charter.fixed", FIXED, remedy=AMENDS))


def amends(on: Law) -> bool:
    """Whether some procedure in force amends the charter."""
    steps = (step for procedure in on.procedures.values() for step in procedure.steps)
    return any(effect.verb == "amends charter" for step in steps for effect in step.effects)


# --- powers -----------------------------------------------------------------------------------------------------------


def _powers(laws: Sequence[Law]) -> Iterator[tuple[Run, Finding]]:
    """Organs and offices without the power to propose on some days, in procedures that they open or whose steps ask it of
    them. The first clerk of an organ that keeps the record has every power."""
    acting: dict[tuple[str, str], dict[str, str]] = {}
    for on in laws:
        for procedure in on.procedures.values():
            for phrase in _proposing(procedure):
                if phrase.kind in ("organ", "office"):
                    key = (phrase.kind, phrase.name)
                    acting.setdefault(key, {})[procedure.procedure] = procedure.cites.article
    for (kind, name), procedures in acting.items():
        there = [on for on in laws if name in (on.organs if kind == "organ" else on.offices)]
        for run, _ in runs(there, partial(_lacks, kind, name)):
            some = ", ".join(procedures)
            said = f"{name} has no power to propose, and cannot act in: {some}."
            remedy = f"Write propose among the powers of {name} for that time too."
            values: Values = {kind: name, "procedures": tuple(procedures)}
            article = next(filter(None, procedures.values()), "")
            yield in_time(
                run, Finding("power.ends", said, article, "", values, kind, remedy=remedy)
            )


def _proposing(procedure: Procedure) -> Iterable[RolePhrase]:
    asked = [step.asks.of for step in procedure.steps if step.asks is not None]
    puts = [step.puts.put_by for step in procedure.steps if step.puts is not None]
    return (procedure.opened_by, *asked, *(one for one in puts if one is not None))


def _lacks(kind: str, name: str, on: Law) -> bool:
    if kind == "organ":
        powers = on.organs[name].powers
        return not (carries(powers, "propose") or carries(powers, "record"))
    return not carries(on.offices[name].powers, "propose")
