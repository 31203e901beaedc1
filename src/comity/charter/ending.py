"""What a charter ends on a day, though it goes on itself: the power to record, to amend or to propose, and those who are
members, have a status or are in a group on which an organ, a rota or a procedure depends.

Every day is looked at on which something in the charter changes. What nobody has on any day is told elsewhere (``nobody``,
``exploring``), and what begins later than the procedure that needs it (``dating``).

>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... organs:
...   - {organ: desk, versions: [{from: 2020-01-01, powers: [record]}, {from: 2030-01-01, powers: [propose]}]}
... ''')
>>> for finding in ended(charter, date.max):
...     print(finding.sentence)
From 2030-01-01 on: Nobody has the power to record. Those who had it last go on having it: desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from comity.charter.findings import Finding, Values
from comity.charter.law import Law, first_days, law
from comity.charter.model import Charter, Procedure, RolePhrase, carries

Run = tuple[date, date | None]
"""From a day on, until another (None: without end); ``date.min`` from the beginning."""
FIXED = "No procedure amends the charter: a source that reports an amendment, attested, is the only way to change it."
PLACED = ("group", "status", "organ", "office")
"""Of what kind what the finding names may be, for the line that has it."""
AMENDS = "Write a step that takes effect: {amends charter: yes, with: THING}."


def ended(charter: Charter, day: date) -> Iterator[Finding]:
    """What is lacking from some day on that was there before, or for a time; of what was over before ``day``, nothing."""
    laws = [law(charter, first) for first in first_days(charter)]
    begun = next((at for at, on in enumerate(laws) if on.standing and not on.unkept), 0)
    for found in (_recording(laws), _amending(laws[begun:]), _people(laws), _powers(laws[begun:])):
        for run, finding in found:
            if run[1] is None or run[1] > day or day == date.max:
                yield finding


def _runs(laws: Sequence[Law], lacks: Callable[[Law], bool]) -> list[tuple[Run, Law]]:
    """Each stretch of days on which it is lacking, with the law of its first day; none where it is lacking on all."""
    found: list[tuple[Run, Law]] = []
    lacking = [lacks(on) for on in laws]
    if all(lacking):
        return found
    for at, on in enumerate(laws):
        if lacking[at] and (at == 0 or not lacking[at - 1]):
            after = next((laws[to].since for to in range(at, len(laws)) if not lacking[to]), None)
            found.append(((on.since if at else date.min, after), on))
    return found


def _in_time(run: Run, found: Finding) -> tuple[Run, Finding]:
    """The finding with the days of which it is true, and the way to what it names."""
    since, until = run
    if since == date.min:
        when, days = f"Before {until}", {"until": str(until)}
    elif until is None:
        when, days = f"From {since} on", {"since": str(since)}
    else:
        when, days = f"From {since} until {until}", {"since": str(since), "until": str(until)}
    values = {**found.values, **days}
    where = next(((one, str(values[one])) for one in PLACED if one in values), found.where)
    return run, replace(found, sentence=f"{when}: {found.sentence}", values=values, where=where)


# --- the record and the charter ---------------------------------------------------------------------------------------


def _recording(laws: Sequence[Law]) -> Iterator[tuple[Run, Finding]]:
    for run, on in _runs(laws, lambda on: on.unkept):
        last = on.keepers
        if not last:  # nobody had it before: no body is founded on such a day
            continue
        names = ", ".join(last)
        said = f"Nobody has the power to record. Those who had it last go on having it: {names}."
        remedy = "Write record among the powers of an organ or office, for that time too."
        where = ("organ" if last[0] in on.organs else "office", last[0])
        values: Values = {"organs": last}
        article = _article(on, last[0])
        found = Finding("record.ends", said, article, "", values, "", where, remedy)
        yield _in_time(run, found)


def _article(on: Law, name: str) -> str:
    return (on.organs[name] if name in on.organs else on.offices[name]).cites.article


def _amending(laws: Sequence[Law]) -> Iterator[tuple[Run, Finding]]:
    for run, _ in _runs(laws, lambda on: not amends(on)):
        yield _in_time(run, Finding("charter.fixed", FIXED, remedy=AMENDS))


def amends(on: Law) -> bool:
    """Whether some procedure in force amends the charter."""
    steps = (step for procedure in on.procedures.values() for step in procedure.steps)
    return any(effect.verb == "amends charter" for step in steps for effect in step.effects)


# --- those on whom something depends ----------------------------------------------------------------------------------


def _people(laws: Sequence[Law]) -> Iterator[tuple[Run, Finding]]:
    """Where nobody is a member any more, has a status or is in a group, with what depends on that."""
    charter = laws[0].charter
    here = _since_first(laws, lambda on: bool(on.members))
    for run, on in _runs(here, lambda on: not on.members):
        said = "Nobody is a member by the charter: only somebody whom a procedure admits can act as one."
        remedy = "Name who is a member then, or leave the last days of statuses out."
        article = _first_article(on)
        yield _in_time(run, Finding("nobody.left", said, article, case="members", remedy=remedy))
    granted = {
        effect.object
        for on in laws
        for procedure in on.procedures.values()
        for step in procedure.steps
        for effect in step.effects
        if effect.verb == "grants"
    }
    for kind, names in (("status", charter.statuses.keys() - granted), ("group", charter.groups)):
        for name in (one for one in (*charter.statuses, *charter.groups) if one in names):
            yield from _left(laws, kind, name)


def _left(laws: Sequence[Law], kind: str, name: str) -> Iterator[tuple[Run, Finding]]:
    def empty(on: Law) -> bool:
        named = on.standing.items()
        if kind == "status":
            return name not in on.standing.values()
        return not any(party in on.groups.get(name, ()) for party, _ in named)

    for run, on in _runs(_since_first(laws, lambda on: not empty(on)), empty):
        uses = _uses(on, name) if on.members else {}
        if uses:
            some = ", ".join(uses)
            said = f"Nobody has the status {name}, on which these depend: {some}."
            if kind == "group":
                said = f"Nobody is in the group {name}, on which these depend: {some}."
            remedy = "Name somebody for that time, or take it out of what depends on it from that day on."
            article = next(filter(None, uses.values()), "")
            values: Values = {kind: name, "uses": tuple(uses)}
            yield _in_time(
                run, Finding("nobody.left", said, article, "", values, kind, remedy=remedy)
            )


def _since_first(laws: Sequence[Law], there: Callable[[Law], bool]) -> Sequence[Law]:
    return laws[next((at for at, on in enumerate(laws) if there(on)), len(laws)) :]


def _first_article(on: Law) -> str:
    named = (on.statuses[one].cites.article for one in on.statuses)
    return next(filter(None, named), "")


def _uses(on: Law, of: str) -> Mapping[str, str]:
    """What depends on somebody being of that status or group, as ``kind name``, with its article."""
    uses = {}
    for organ in on.organs.values():
        if organ.one_for_each == of:
            uses[f"organ {organ.organ}"] = organ.cites.article
    for rota in on.rotas.values():
        if rota.of == of:
            uses[f"rota {rota.rota}"] = rota.cites.article
    for office in on.offices.values():
        if office.slots is not None and office.slots.of == of:
            uses[f"office {office.office}"] = office.cites.article
    for procedure in on.procedures.values():
        if any(one.kind in ("member", "parameter") and one.name == of for one in named(procedure)):
            uses[f"procedure {procedure.procedure}"] = procedure.cites.article
    return uses


def named(procedure: Procedure) -> Iterator[RolePhrase]:
    """Who opens the procedure, and of whom each of its steps asks something or to whom it puts a question."""
    yield procedure.opened_by
    for step in procedure.steps:
        yield from (step.asks.of,) if step.asks is not None else ()
        if step.puts is not None:
            yield step.puts.to
            yield from (step.puts.put_by,) if step.puts.put_by is not None else ()


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
        for run, _ in _runs(there, partial(_lacks, kind, name)):
            some = ", ".join(procedures)
            said = f"{name} has no power to propose, and cannot act in: {some}."
            remedy = f"Write propose among the powers of {name} for that time too."
            values: Values = {kind: name, "procedures": tuple(procedures)}
            article = next(filter(None, procedures.values()), "")
            yield _in_time(
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
