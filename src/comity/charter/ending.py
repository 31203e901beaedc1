"""What the charter lets end on a day, and after which nobody is left: the power to record, the members, a group or those
with a status whom it names.

Each day is looked at on which something in the charter changes. What a procedure may grant in time is not told.

>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... organs: [{organ: desk, versions: [{from: 2020-01-01, powers: [record]}, {from: 2027-01-01, powers: [propose]}]}]
... ''')
>>> for finding in ending(charter, date.max):
...     print(finding.sentence)
On 2027-01-01 the power to record ends, and nobody else is given it: whoever had it last keeps it (desk).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from comity.charter.findings import Finding, Values
from comity.charter.law import Law, first_days, law, recorders
from comity.charter.model import Charter, Procedure, RolePhrase

CODE = "nobody.later"


def ending(charter: Charter, day: date) -> Iterator[Finding]:
    """What is over on ``day``, by the charter alone, and what it leaves without anybody."""
    laws = [law(charter, first) for first in first_days(charter) if first <= day]
    yield from _record(charter, laws)
    since = _last_without(laws, lambda on: bool(on.members))
    if since:
        sentence = (
            f"From {since} on nobody that the charter names has a status that is counted: nobody is asked, and nothing can "
            "be adopted."
        )
        remedy = (
            "Leave out until of a member that stays, or grant it the status anew before that day."
        )
        yield Finding(CODE, sentence, values={"day": since}, case="members", remedy=remedy)
    yield from _groups(laws)
    yield from _statuses(laws)


def _record(charter: Charter, laws: list[Law]) -> Iterator[Finding]:
    """Each stretch of days on which nobody has the power to record, once somebody has had it."""
    last: frozenset[str] = frozenset()
    lost = False
    for on in laws:
        able = recorders(charter, on.since)
        if not able and last and not lost:
            since, who = on.since.isoformat(), tuple(sorted(last))
            sentence = (
                f"On {since} the power to record ends, and nobody else is given it: whoever had it last keeps it "
                f"({', '.join(who)})."
            )
            remedy = "Write record under the powers of an organ or office from that day on."
            values: Values = {"day": since, "keepers": who}
            yield Finding(CODE, sentence, values=values, case="record", remedy=remedy)
        last, lost = able or last, not able


def _last_without(laws: list[Law], somebody: Callable[[Law], bool]) -> str:
    """The day from which on, to the last, nobody is there, where somebody was before; else empty."""
    since, was = "", False
    for on in laws:
        there = somebody(on)
        if there:
            since, was = "", True
        elif was and not since:
            since = on.since.isoformat()
    return since


def _groups(laws: list[Law]) -> Iterator[Finding]:
    for group in laws[-1].groups:
        used = _used(laws[-1], "group", group)
        since = _last_without(laws, partial(_in_group, group)) if used else ""
        if since:
            sentence = f"From {since} on nobody is in the group {group}, which is named by: {', '.join(used)}."
            values: Values = {"day": since, "group": group, "used": used}
            remedy = "Name its members from then on, or name somebody else."
            yield Finding(CODE, sentence, values=values, case="group", remedy=remedy)


def _statuses(laws: list[Law]) -> Iterator[Finding]:
    on = laws[-1]
    granted = {
        one.object
        for procedure in on.procedures.values()
        for step in procedure.steps
        for one in step.effects
        if one.verb == "grants"
    }
    for status in on.statuses:
        if status in granted:
            continue
        used = _used(on, "status", status)
        since = _last_without(laws, partial(_has_status, status)) if used else ""
        if since:
            sentence = f"From {since} on nobody has the status {status}, which is named by: {', '.join(used)}."
            values: Values = {"day": since, "status": status, "used": used}
            remedy = "Leave out until of one that stays, or let a procedure grant the status."
            yield Finding(CODE, sentence, values=values, case="status", remedy=remedy)


def _in_group(group: str, on: Law) -> bool:
    return bool(on.groups.get(group))


def _has_status(status: str, on: Law) -> bool:
    return status in on.standing.values()


def _used(on: Law, kind: str, name: str) -> tuple[str, ...]:
    """The procedures, rotas, offices and organs that name the group or status, each with what it is."""
    found = [
        f"procedure {one.procedure}"
        for one in on.procedures.values()
        if any(_means(role, kind, name) for role in _roles(one))
    ]
    found += [f"rota {one.rota}" for one in on.rotas.values() if one.of == name]
    offices = (one for one in on.offices.values() if one.slots is not None)
    found += [f"office {one.office}" for one in offices if one.slots and one.slots.of == name]
    found += [f"organ {one.organ}" for one in on.organs.values() if one.one_for_each == name]
    return tuple(found)


def _roles(procedure: Procedure) -> Iterator[RolePhrase]:
    yield from procedure.opened_by.parts
    for step in procedure.steps:
        yield from step.roles


def _means(role: RolePhrase, kind: str, name: str) -> bool:
    return role.name == name and role.kind == ("parameter" if kind == "group" else "member")
