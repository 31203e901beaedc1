"""What the charter lets end on a day, and after which nobody is left, for good or for a time: the power to record, the
members, and a group or those with a status whom it names.

Each day is looked at on which something in the charter changes. A status that a procedure may grant is not told.

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
From 2027-01-01 on: The power to record is given to nobody: whoever had it last keeps it (desk).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from comity.charter.findings import Finding, Values
from comity.charter.law import Law, first_days, law, recorders
from comity.charter.model import Charter, Procedure, RolePhrase
from comity.charter.stretches import Run, in_time, once_there

CODE = "nobody.later"
Found = Iterator[tuple[Run, Finding]]


def ending(charter: Charter, day: date) -> Iterator[Finding]:
    """Where nobody is left on some days, but for what was over before ``day``."""
    laws = [law(charter, first) for first in first_days(charter)]
    for found in (_record(laws), _members(laws), _groups(laws), _statuses(laws)):
        for run, finding in found:
            if run[1] is None or run[1] > day or day == date.max:
                yield finding


def _record(laws: Sequence[Law]) -> Found:
    for run, on in once_there(laws, lambda on: not recorders(on.charter, on.since)):
        said = ", ".join(on.keepers)
        sentence = f"The power to record is given to nobody: whoever had it last keeps it ({said})."
        remedy = "Write record under the powers of an organ or office for that time too."
        values: Values = {"keepers": on.keepers}
        where = ("organ" if on.keepers[0] in on.organs else "office", on.keepers[0])
        yield in_time(run, Finding(CODE, sentence, "", "", values, "record", where, remedy))


def _members(laws: Sequence[Law]) -> Found:
    for run, _ in once_there(laws, lambda on: not on.members):
        sentence = (
            "Nobody that the charter names has a status that is counted: nobody is asked, and nothing can be "
            "adopted."
        )
        remedy = (
            "Leave out until of a member that stays, or grant it the status anew before that day."
        )
        yield in_time(run, Finding(CODE, sentence, case="members", remedy=remedy))


def _groups(laws: Sequence[Law]) -> Found:
    """The groups without anybody who has a status; where nobody is a member, that is told."""
    for group in laws[0].charter.groups:
        for run, on in once_there(laws, partial(_is_empty, group)):
            if on.members and (used := _used(on, "group", group)):
                sentence = f"Nobody is in the group {group}, which is named by: {', '.join(used)}."
                remedy = "Name its members for that time too, or name somebody else."
                values: Values = {"group": group, "used": used}
                yield in_time(
                    run, Finding(CODE, sentence, values=values, case="group", remedy=remedy)
                )


def _statuses(laws: Sequence[Law]) -> Found:
    granted = {
        one.object
        for on in laws
        for procedure in on.procedures.values()
        for step in procedure.steps
        for one in step.effects
        if one.verb == "grants"
    }
    for status in (one for one in laws[0].charter.statuses if one not in granted):
        for run, on in once_there(laws, partial(_is_nobodys, status)):
            if on.members and (used := _used(on, "status", status)):
                sentence = f"Nobody has the status {status}, which is named by: {', '.join(used)}."
                remedy = "Leave out until of one that stays, or let a procedure grant the status."
                values: Values = {"status": status, "used": used}
                yield in_time(
                    run, Finding(CODE, sentence, values=values, case="status", remedy=remedy)
                )


def _is_empty(group: str, on: Law) -> bool:
    return not any(party in on.standing for party in on.groups.get(group, ()))


def _is_nobodys(status: str, on: Law) -> bool:
    return status not in on.standing.values()


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
