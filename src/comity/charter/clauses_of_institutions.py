"""Clauses of the seat, of organs, rotas and offices that can never do what they are for.

A quorum of an organ is counted when a question is closed in its session, on who is in the room of those who have seats:
nobody has voted in it yet. A turn goes to those who are in the order; the seat works on some day of the week.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... organs: [{organ: floor, seats: {one for each: member}, quorum: {in favour: at least 2}}]
... ''')
>>> for finding in of_institutions(law(charter, date.max)):
...     print(finding.sentence)
The quorum of floor counts in favour, and it is asked who is in the room, where nobody has voted: it is never there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from comity.charter.clauses_of_rules import ANOTHER_BASE, IDLE, of_itself, phrase
from comity.charter.conditions import tests_of
from comity.charter.findings import Finding, Values
from comity.charter.law import Law, first_days, law
from comity.charter.model import Order, Organ
from comity.charter.possible import changing_of
from comity.charter.roles import role_text
from comity.errors import BadInput
from comity.rules.counting import Ballot
from comity.rules.gauges import names_needed
from comity.rules.outcomes import outlook
from comity.rules.terms import Condition, Position, Rule

DAYS = 7
SEVERAL = 2
VOTED = ("in favour", "against", "objections", "abstaining", "voting", "ballots")
"""Sides on which nobody is who is in the room and has not voted."""
IN_OR_OUT: tuple[Position, ...] = ("present not voting", "absent")


CASES = {
    "rota": ("rota leaves out", "rota has others"),
    "office": ("office leaves out", "office has others"),
}


def _found(
    code: str,
    case: str,
    sentence: str,
    article: str,
    values: Values,
    where: tuple[str, ...],
    remedy: str,
) -> Finding:
    return Finding(code, sentence, article, "", values, case, where, remedy)


def of_institutions(on: Law) -> Iterator[Finding]:
    """What can never be of the seat, of the quorums of organs, and of the orders of rotas and slots."""
    yield from _seat(on)
    for organ in on.organs.values():
        if organ.quorum is not None:
            yield from _quorum(on, organ, organ.quorum)
        yield from _formats(organ)
    for rota in on.rotas.values():
        yield from _order(on, "rota", rota.rota, rota.of, rota.order, rota.cites.article)
    for office in on.offices.values():
        if office.slots is not None:
            slots = office.slots
            yield from _order(
                on, "office", office.office, slots.of, slots.order, office.cites.article
            )


# --- the seat ---------------------------------------------------------------------------------------------------------


def _seat(on: Law) -> Iterator[Finding]:
    seat = on.charter.seat
    if len(seat.weekend) == DAYS:
        sentence = (
            "The weekend has every day of the week: no period of days, weeks, months or years ever ends, and whatever has "
            "one is refused."
        )
        remedy = "Leave the days out of weekend on which the seat works."
        where = ("seat", "weekend")
        yield _found("seat.idle", "", sentence, seat.cites.article, {}, where, remedy)


# --- the quorum of the room -------------------------------------------------------------------------------------------


def _quorum(on: Law, organ: Organ, quorum: Condition) -> Iterator[Finding]:
    """A quorum that can never be there, or that is never lacking."""
    name, article, where = organ.organ, organ.cites.article, ("organ", organ.organ, "quorum")
    values: Values = {"organ": name}
    for test in filter(of_itself, tests_of(quorum)):
        sentence = f'The quorum of {name}: "{phrase(test)}" compares a number with itself.'
        more = {**values, "one": phrase(test)}
        yield _found(IDLE, "of itself", sentence, article, more, where, ANOTHER_BASE)
    there = _ever(on, organ, quorum)
    sides = sorted({test.side for test in tests_of(quorum)} & {*VOTED})
    if there == {True}:
        sentence = f"The quorum of {name} is never lacking, whoever is in the room."
        remedy = "Leave quorum out, or ask for more."
        yield _found(IDLE, "never lacking", sentence, article, values, where, remedy)
    elif there != {False}:
        return
    elif not organ.one_for_each:
        sentence = f"The quorum of {name} counts those who have seats, and there are none: it is never there."
        remedy = "Write seats: {one for each: ...}, or leave quorum out."
        yield _found("quorum.never", "seatless", sentence, article, values, where, remedy)
    elif sides:
        sentence = (
            f"The quorum of {name} counts {' and '.join(sides)}, and it is asked who is in the room, where nobody has "
            "voted: it is never there."
        )
        remedy = "Count who is there: present: at least ..."
        yield _found("quorum.never", "votes", sentence, article, values, where, remedy)
    else:
        number = str(len(_seated(on, organ)))
        sentence = f"The quorum of {name} is never there, even with all {number} in the room who have seats."
        values = {**values, "number": number}
        remedy = "Ask for less."
        yield _found("quorum.never", "few", sentence, article, values, where, remedy)


def _seated(on: Law, organ: Organ) -> tuple[str, ...]:
    of = organ.one_for_each
    return on.population("members" if of == "member" else of) if of else ()


def _ever(on: Law, organ: Organ, quorum: Condition) -> set[bool]:
    """Whether those in the room can be a quorum, and whether they can be none; nothing where that is not known."""
    rule, members = Rule(f"quorum of {organ.organ}", adopted_when=quorum), _seated(on, organ)
    if not organ.one_for_each and not names_needed(rule).groups - on.groups.keys():
        try:
            return {Ballot(rule, on.roll(members=(), attending=0)).outcome({}) == "adopted"}
        except BadInput:
            return set()
    changing = changing_of(on, rule, members)
    if changing is None:
        return set()
    kind_of = changing.inequalities.kind_of
    away: Counter[tuple[int, Position]] = Counter(
        (kind_of[one], "absent") for one in members if "attend" not in on.rights_of(one)
    )
    found = outlook(changing, IN_OR_OUT, away)
    can = {outcome == "adopted" for outcome in found.possible}
    return can if found.possible == found.seen or len(can) == 1 else set()


# --- who comes to a session -------------------------------------------------------------------------------------------


def _formats(organ: Organ) -> Iterator[Finding]:
    """So many members together, where each is admitted by itself."""
    for each in organ.formats:
        for role in (*each.admits, *each.papers_to):
            for one in role.parts:
                if one.kind != "several" or one.number < SEVERAL:
                    continue
                name, said = organ.organ, role_text(one)
                sentence = f'In the format {each.format} of {name}, "{said}" stands for nobody: each is admitted by itself.'
                values = {"organ": name, "format": each.format, "one": said}
                where, remedy = ("organ", name, "formats"), "Write any member, or leave it out."
                article = each.cites.article
                yield _found(IDLE, "several admitted", sentence, article, values, where, remedy)


# --- who has a turn ---------------------------------------------------------------------------------------------------


def _order(on: Law, kind: str, name: str, of: str, order: Order, article: str) -> Iterator[Finding]:
    """Those of the rota whom its list leaves out, and those in the list who are never of it."""
    if not order.listed:
        return
    values: Values
    where = (kind, name, "order" if kind == "rota" else "slots")
    what = f"the rota {name}" if kind == "rota" else f"the slots of {name}"
    lacking = tuple(one for one in on.population(of) if one not in order.listed)
    if lacking:
        some = ", ".join(lacking)
        sentence = f"The order of {what} leaves out {some}, of {of}: the order never comes to them."
        remedy = "Add them to the order, or name a group without them after of."
        values = {kind: name, "parties": lacking}
        yield _found("order.differs", CASES[kind][0], sentence, article, values, where, remedy)
    ever = {one for day in first_days(on.charter) for one in law(on.charter, day).population(of)}
    strange = tuple(one for one in order.listed if one not in ever)
    if strange:
        some = ", ".join(strange)
        sentence = (
            f"The order of {what} has {some}, and they are never of {of}: it never comes to them."
        )
        remedy = "Leave them out of the order, or name a group with them after of."
        values = {kind: name, "parties": strange}
        yield _found("order.differs", CASES[kind][1], sentence, article, values, where, remedy)
