"""Running cases: what a charter says of each, beside what the case expects.

Of a case that cannot be what its author meant, every fault is told: each stranger, each second position, all that its rule
needs and nobody gives.

>>> from comity.charter.cases import read_cases_text
>>> from comity.charter.reading import read_charter_text
>>> law_text = "{comity: 1, body: un, title: UN, rules: [{rule: sc, adopted when: {in favour: at least 9}}]}"
>>> (case,) = read_cases_text("[{case: eight, rule: sc, members: 15, positions: {in favour: 8}, outcome: rejected}]")
>>> run_case(case, read_charter_text(law_text)).passed
True
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from comity.charter.cases import NOT_ADOPTED, Case
from comity.charter.law import Law, law
from comity.charter.model import Charter, Dated
from comity.charter.nodes import Scalar
from comity.charter.notes import nearest
from comity.errors import BadInput, Fault, Faulty
from comity.hindrances import bad_input
from comity.rules.counting import Ballot
from comity.rules.gauges import names_needed
from comity.rules.ruling import Ruling
from comity.rules.terms import Position, Roll, Rule

NOT_ADOPTED_MEANS = ("rejected", "blocked")


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of a case. ``expected`` and ``got`` say in words where the two differ; equal when it passed."""

    case: Case
    passed: bool
    expected: str
    got: str
    ruling: Ruling


def run_case(case: Case, charter: Charter) -> CaseResult:
    """What the charter says of the case, beside what the case expects. Faulty, each at its place, where the case names a
    rule or a member that is not there, gives a member two positions, or lacks what the rule needs."""
    on, faults = law(charter, case.as_at), list[Fault]()
    rule, roll, positions = _read_by(case, on, faults)
    if rule is not None:
        faults += _lacking(case, rule, roll, on)
    if faults or rule is None:
        raise _faulty(faults)
    try:
        ruling = Ballot(rule, roll).ruling(positions)
    except BadInput as error:
        raise Faulty([_of_rule(case, error)]) from error
    return _compared(case, ruling)


def faults_of_rest(case: Case, charter: Charter) -> list[Fault]:
    """What else is wrong with a case that is at fault, of which this can be read: a rule or a member that is not there, a
    member with two positions. What the rule needs may be what could not be read."""
    faults = list[Fault]()
    try:
        _read_by(case, law(charter, case.as_at), faults)
    except Faulty as error:
        return list(error.faults)
    return faults


def _read_by(
    case: Case, on: Law, faults: list[Fault]
) -> tuple[Rule | None, Roll, dict[str, Position]]:
    rule = _rule(case, on, faults)
    roll = _roll(case, on, faults)
    positions = _positions(case, roll.members, on, faults)
    for named in (case.binds or (), case.blocked_by or ()):
        _require_members(case, named, roll.members, on, faults)
    return rule, roll, positions


def roll_and_positions(case: Case, on: Law) -> tuple[Roll, dict[str, Position]]:
    """The roll that the case is put on, the charter's with whatever the case gives in its place; and where each member
    stands that the case mentions. Faulty with every stranger, every second position, and more positions than members."""
    faults = list[Fault]()
    roll = _roll(case, on, faults)
    positions = _positions(case, roll.members, on, faults)
    if faults:
        raise _faulty(faults)
    return roll, positions


def not_yet(kind: str, name: str, dated: Dated[Any] | None, day: date) -> str:
    """That what is asked for of that day begins later; empty where that is not what is the matter."""
    first = dated.versions[0][0] if dated is not None else date.min
    if first <= day:
        return ""
    return f'The {kind} "{name}" begins on {first}, and the day asked about is {day}.'


def _rule(case: Case, on: Law, faults: list[Fault]) -> Rule | None:
    name = case.rule.value
    rule = on.rules.get(name)
    if rule is not None:
        return rule
    dated = on.charter.rules.get(name)
    if early := not_yet("rule", name, dated, case.as_at):
        assert dated is not None, "it begins on a day"
        first = dated.versions[0][0]
        expected = f"as at: {first}, or a later day"
        faults.append(_fault(case, case.rule, "rule.not_in_force", early, expected))
    else:
        expected = nearest(name, on.rules) or "the name of a rule of this charter"
        faults.append(
            _fault(case, case.rule, "rule.unknown", f'There is no rule "{name}".', expected)
        )
    return None


def _lacking(case: Case, rule: Rule, roll: Roll, on: Law) -> Iterator[Fault]:
    """All that the rule takes by name and that neither the charter on that day nor the case gives."""
    needs, charter = names_needed(rule), on.charter
    for name in sorted(needs.groups - roll.groups.keys()):
        missing = bad_input("group.missing", name=rule.name, group=name)
        yield _missing(case, missing, not_yet("group", name, charter.groups.get(name), case.as_at))
    for name in sorted(needs.weights - roll.weights.keys()):
        missing, known = bad_input("weight.not_given", name=rule.name, by=name), charter.weights
        values = known[name].values if name in known else None
        yield _missing(case, missing, not_yet("weight", name, values, case.as_at))
    for name in sorted(needs.worlds - roll.world.keys()):
        yield _of_rule(case, bad_input("world.missing", by=name))
    if needs.attending and roll.attending is None:
        yield _of_rule(case, bad_input("attending.missing", name=rule.name))


def _missing(case: Case, error: BadInput, early: str) -> Fault:
    fault = _of_rule(case, error)
    return replace(fault, message=f"{fault.sentence} {early}") if early else fault


def _roll(case: Case, on: Law, faults: list[Fault]) -> Roll:
    roll = on.roll()
    members = roll.members if case.members is None else case.members
    if not members:
        place, expected = case.place, "members: in the case"
        faults.append(_fault(case, place, "case.members", "Nobody is a member.", expected))
        raise _faulty(faults)  # everybody else that it names would be a stranger
    for names in case.groups.values():
        _require_members(case, names, members, on, faults)
    groups = {name: frozenset(one.value for one in some) for name, some in case.groups.items()}
    weights = {
        name: _weight(case, values, members, on, faults) for name, values in case.weights.items()
    }
    return replace(
        roll,
        members=members,
        groups={**roll.groups, **groups},
        weights={**roll.weights, **weights},
        world={**roll.world, **case.world},
        attending=case.attending,
    )


def _weight(
    case: Case,
    values: Mapping[str, Fraction],
    members: Sequence[str],
    on: Law,
    faults: list[Fault],
) -> Mapping[str, Fraction]:
    """``each`` is the value of every member that has none of its own."""
    given = {name: value for name, value in values.items() if name != "each"}
    places = [Scalar(name, case.place.line, case.place.column) for name in given]
    _require_members(case, places, members, on, faults)
    return {**(dict.fromkeys(members, values["each"]) if "each" in values else {}), **given}


def _positions(
    case: Case, members: Sequence[str], on: Law, faults: list[Fault]
) -> dict[str, Position]:
    positions: dict[str, Position] = {}
    for spread in case.positions:
        _require_members(case, spread.named, members, on, faults)
        for name in spread.named:
            if name.value in positions:
                sentence, expected = (
                    f'"{name.value}" has two positions.',
                    "each member in one position",
                )
                faults.append(_fault(case, name, "member.twice", sentence, expected))
            positions[name.value] = spread.position
    free = [member for member in members if member not in positions]
    for spread in case.positions:
        if spread.number > len(free):
            sentence = f"{spread.number} {spread.position}: only {len(free)} members are left."
            expected = f"at most {len(free)}"
            faults.append(_fault(case, spread.place, "member.too-many", sentence, expected))
        positions |= dict.fromkeys(free[: spread.number], spread.position)
        free = free[spread.number :]
    for spread in case.positions:
        if spread.rest:
            positions |= dict.fromkeys(free, spread.position)
    return positions


def _require_members(
    case: Case, names: Iterable[Scalar], members: Sequence[str], on: Law, faults: list[Fault]
) -> None:
    known = frozenset(members)
    for name in names:
        if name.value in known:
            continue
        if case.members is None and name.value in on.charter.members:
            sentence = f'"{name.value}" is not counted as a member on the day asked about.'
            expected = "another day as at, or no such member"
            faults.append(_fault(case, name, "member.unknown", sentence, expected))
            continue
        expected = nearest(name.value, members) or "a member of the case"
        sentence = f'There is no member "{name.value}".'
        faults.append(_fault(case, name, "member.unknown", sentence, expected))


def _compared(case: Case, ruling: Ruling) -> CaseResult:
    accepted = NOT_ADOPTED_MEANS if case.outcome == NOT_ADOPTED else (case.outcome,)
    pairs: list[tuple[str, Any, Any]] = []
    if ruling.outcome not in accepted:
        pairs.append(("outcome", case.outcome, ruling.outcome))
    for what, expected, got in (
        ("binds", case.binds, ruling.bound),
        ("blocked by", case.blocked_by, ruling.blocked_by),
    ):
        named = [name.value for name in expected or ()]
        if expected is not None and set(named) != set(got):
            pairs.append((what, ", ".join(named) or "nobody", ", ".join(got) or "nobody"))
    if case.needed is not None and case.needed != ruling.needed:
        pairs.append(("needed", case.needed, ruling.needed))
    if not pairs:
        return CaseResult(case, True, case.outcome, case.outcome, ruling)
    expected_words = "; ".join(f"{what} {expected}" for what, expected, _ in pairs)
    got_words = "; ".join(f"{what} {got}" for what, _, got in pairs)
    return CaseResult(case, False, expected_words, got_words, ruling)


def _of_rule(case: Case, error: BadInput) -> Fault:
    expected = "a case that gives what the rule needs"
    return _fault(case, case.place, error.code, str(error), expected)


def _fault(case: Case, place: Scalar, code: str, sentence: str, expected: str) -> Fault:
    where = f'Case "{case.case}": {sentence}'
    return Fault(code, case.file, place.line, place.column, where, expected)


def _faulty(faults: Iterable[Fault]) -> Faulty:
    return Faulty(sorted(faults, key=lambda fault: (fault.line, fault.column)))
