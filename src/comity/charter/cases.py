"""Cases: situations and what the charter says of them, written by lawyers and run by a program.

A file is a list of cases. ``members`` is a list, or a number of anonymous members ``m1 ... mN``; each position takes a
list, a range ``m1..m20``, a number (so many of those not named, in order) or ``rest``; who is not mentioned is absent. A
case that cannot be what its author meant (a member named twice or unknown, more positions than members, an unknown key) is
a fault with its place, never a case that passes.

``running`` runs them.

>>> (case,) = read_cases_text("[{case: eight, rule: sc, members: 15, positions: {in favour: 8}, outcome: rejected}]")
>>> case.members[-1], case.positions[0].number, case.outcome
('m15', 8, 'rejected')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

from comity.charter.kinds import (
    Key,
    Kind,
    Table,
    mapping,
    one_of,
    read_table,
    scalar,
)
from comity.charter.nodes import Listing, Node, Pairs, Scalar, parse, read_text
from comity.charter.notes import Notes, nearest
from comity.charter.values import DATE, EXACT, LINE, NAME, NATURAL
from comity.errors import Fault, Faulty
from comity.rules.terms import Outcome, Position

NOT_ADOPTED = "not adopted"
MOST = 100_000  # members of one case: beyond any body, within any memory
RANGE = re.compile(r"([^\W\d]+)([1-9]\d{0,5})\.\.([^\W\d]+)([1-9]\d{0,5})")
POSITIONS: tuple[Position, ...] = get_args(Position)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class Spread:
    """Who takes one position: members by name with their places, or so many of the others, or the rest of them."""

    position: Position
    place: Scalar
    named: tuple[Scalar, ...] = ()
    number: int = 0
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One case as written. ``place`` is its name in the file; ``members`` is None where the charter's own are meant."""

    case: str
    file: str
    place: Scalar
    rule: Scalar
    positions: tuple[Spread, ...]
    outcome: str
    as_at: date = date.max
    members: tuple[str, ...] | None = None
    groups: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    weights: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    world: Mapping[str, Fraction] = field(default_factory=dict)
    attending: int | None = None
    binds: tuple[Scalar, ...] | None = None
    blocked_by: tuple[Scalar, ...] | None = None
    needed: int | None = None


@dataclass(frozen=True, slots=True)
class FaultyCase:
    """A case that cannot be run: what it is called, and every fault found in it, which names it too. ``rest`` is what
    can be read of it, where it says of which day and members it is, so that what else is wrong with it can be told."""

    name: str
    faults: tuple[Fault, ...]
    rest: Case | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of a file: those that can be run, and those that are at fault."""

    cases: tuple[Case, ...]
    faulty: tuple[FaultyCase, ...]


# --- reading ----------------------------------------------------------------------------------------------------------


def read_cases(path: Path | str) -> list[Case]:
    """The cases in a file, or in every ``.yaml`` file of a folder, by name. Faulty with every fault found."""
    return [
        case for file in case_files(path) for case in read_cases_text(read_text(file), str(file))
    ]


def case_files(path: Path | str) -> list[Path]:
    """The file, or every ``.yaml`` file of the folder, by name."""
    place = Path(path)
    return sorted(place.glob("*.yaml")) if place.is_dir() else [place]


def read_cases_text(text: str, file: str = "cases.yaml") -> list[Case]:
    """The cases in a text; ``file`` names it in faults. Faulty with every fault found."""
    read = read_case_file(text, file)
    faults = [fault for each in read.faulty for fault in each.faults]
    if faults:
        raise Faulty(sorted(faults, key=lambda fault: (fault.line, fault.column)))
    return list(read.cases)


def read_case_file(text: str, file: str = "cases.yaml") -> CaseFile:
    """The cases in a text that can be run, and those that cannot. Faulty where the text is no list of cases."""
    notes = Notes(file, library=True)
    root = parse(text, file, notes.faults)
    if not isinstance(root, Listing) or not root.items:
        notes.wrong("value.wrong", root, "a list of cases")
        notes.finish()
    assert isinstance(root, Listing), "anything else is a fault"
    cases, faulty, seen = list[Case](), list[FaultyCase](), dict[str, int]()
    for number, item in enumerate(root.items, 1):
        own = Notes(file, library=True, faults=_inside(notes.faults, number, root.items))
        case = _read_whole(item, own, seen)
        if case is not None and not own.faults:
            cases.append(case)
        else:
            rest = _read_rest(item, Notes(file, library=True))
            faulty.append(replace(_faulty(item, number, own.faults), rest=rest))
    return CaseFile(tuple(cases), tuple(faulty))


def _inside(faults: Sequence[Fault], number: int, items: Sequence[Node]) -> list[Fault]:
    """Of the faults of a text, those in the item of that number."""
    begins, ends = items[number - 1].line, items[number].line if number < len(items) else None
    return [each for each in faults if each.line >= begins and (ends is None or each.line < ends)]


def _read_whole(item: Node, notes: Notes, seen: dict[str, int]) -> Case | None:
    try:
        case = _read_case(item, notes)
    except Faulty:  # so many faults that the reading was given up
        return None
    if case is not None and case.case in seen:
        sentence = f'There are two cases named "{case.case}", the first in line {seen[case.case]}.'
        notes.fault("name.twice", case.place, sentence, "one of each name")
    if case is not None:
        seen.setdefault(case.case, case.place.line)
    return case


def _faulty(item: Node, number: int, faults: Sequence[Fault]) -> FaultyCase:
    pair = item.pairs.get("case") if isinstance(item, Pairs) else None
    named = pair.value.value if pair is not None and isinstance(pair.value, Scalar) else ""
    name = f'Case "{named}"' if named else f"Case {number}"
    return FaultyCase(name, tuple(_of_case(name, fault) for fault in faults))


def _of_case(name: str, fault: Fault) -> Fault:
    return replace(fault, message=f"{name}: {fault.sentence}")


def _read_members(node: Node, notes: Notes) -> tuple[str, ...] | None:
    if isinstance(node, Scalar) and node.value.isdigit():
        number = NATURAL.read(node, notes)
        if number is None or not 0 < number <= MOST:
            notes.wrong("value.wrong", node, f"a number of members from 1 to {MOST}")
            return None
        return tuple(f"m{at}" for at in range(1, number + 1))
    named = _read_named(node, notes)
    return None if named is None else tuple(name.value for name in named)


def _read_named(node: Node, notes: Notes) -> tuple[Scalar, ...] | None:
    """Members by name, each once: a list, or a range."""
    if isinstance(node, Scalar):
        nodes: list[Node] = [node] if ".." in node.value else []
    else:
        nodes = node.items if isinstance(node, Listing) else []
    if not nodes and not isinstance(node, Listing):
        notes.wrong("value.wrong", node, "a list of members, or a range such as m1..m20")
        return None
    expanded = [name for item in nodes for name in _expanded(item, notes)]
    seen = set()
    for name in expanded:
        if name.value in seen:
            notes.fault("member.twice", name, f'"{name.value}" is named twice.', "each member once")
        seen.add(name.value)
    return tuple(expanded)


def _expanded(node: Node, notes: Notes) -> Iterable[Scalar]:
    if isinstance(node, Scalar) and ".." in node.value:
        found = RANGE.fullmatch(node.value)
        if found is None or found[1] != found[3] or int(found[2]) > int(found[4]):
            notes.wrong("range.wrong", node, "a range such as m1..m20")
            return ()
        numbers = range(int(found[2]), min(int(found[4]), MOST) + 1)
        return [Scalar(f"{found[1]}{at}", node.line, node.column) for at in numbers]
    name = NAME.read(node, notes)
    return [node] if name is not None and isinstance(node, Scalar) else []


def _read_positions(node: Node, notes: Notes) -> tuple[Spread, ...] | None:
    if not isinstance(node, Pairs):
        notes.wrong("value.wrong", node, "positions, each with its members")
        return None
    spreads = []
    for word, pair in node.pairs.items():
        if word not in POSITIONS:
            near = nearest(word, POSITIONS) or "a position"
            notes.fault("key.unknown", pair.key, f'There is no position "{word}".', near)
            continue
        spread = _read_spread(word, pair.key, pair.value, notes)
        if spread is not None:
            spreads.append(spread)
    resting = [spread for spread in spreads if spread.rest]
    if len(resting) > 1:
        notes.fault("rest.twice", resting[1].place, '"rest" is given twice.', "rest once")
    return tuple(spreads)


def _read_spread(position: Position, key: Scalar, node: Node, notes: Notes) -> Spread | None:
    if isinstance(node, Scalar) and node.value == "rest":
        return Spread(position, key, rest=True)
    if isinstance(node, Scalar) and ".." not in node.value:
        number = _NUMBER.read(node, notes)
        return None if number is None else Spread(position, key, number=number)
    named = _read_named(node, notes)
    return None if named is None else Spread(position, key, named=named)


def _read_rule(node: Node, notes: Notes) -> Scalar | None:
    name = NAME.read(node, notes)
    return node if name is not None and isinstance(node, Scalar) else None


_NUMBER: Kind[int] = scalar(
    "a list, a range, a number or rest",
    lambda text: int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None,
    {},
)
_MEMBERS: Kind[tuple[str, ...]] = Kind("a list of members, or a number", _read_members, {})
_NAMED: Kind[tuple[Scalar, ...]] = Kind("a list of members, or a range", _read_named, {})
CASE_KEYS: Table = {
    "case": Key(LINE, required=True),
    "rule": Key(Kind("the name of a rule", _read_rule, {}), required=True),
    "as at": Key(DATE),
    "members": Key(_MEMBERS),
    "groups": Key(mapping(NAME, _NAMED)),
    "weights": Key(mapping(NAME, mapping(NAME, EXACT))),
    "world": Key(mapping(NAME, EXACT)),
    "attending": Key(NATURAL),
    "positions": Key(Kind("positions", _read_positions, {}), required=True),
    "outcome": Key(one_of((*OUTCOMES, NOT_ADOPTED), "an outcome"), required=True),
    "binds": Key(_NAMED),
    "blocked by": Key(_NAMED),
    "needed": Key(NATURAL),
}


DEFINING = ("as at", "members")
"""Of a case that does not say these, whatever it names may be right."""


def _read_rest(node: Node, notes: Notes) -> Case | None:
    """What can be read of a case that is at fault; None where that could be misunderstood. Of positions that are not all
    right, those that are."""
    if not isinstance(node, Pairs) or not {"case", "rule"} <= node.pairs.keys():
        return None
    meant = {nearest(word, CASE_KEYS) for word in node.pairs.keys() - CASE_KEYS.keys()}
    values: dict[str, Any] = {"positions": (), "outcome": ""}
    for word, key in CASE_KEYS.items():
        if word not in node.pairs:
            continue
        notes.faults.clear()
        value = key.kind.read(node.pairs[word].value, notes)
        if notes.faults and word in DEFINING:
            return None
        if value is not None and (word == "positions" or not notes.faults):
            values[word.replace(" ", "_")] = value
    name = node.pairs["case"].value
    if (
        meant & {f'"{word}"' for word in DEFINING}
        or not {"case", "rule"} <= values.keys()
        or not isinstance(name, Scalar)
    ):
        return None
    return Case(file=notes.file, place=name, **values)


def _read_case(node: Node, notes: Notes) -> Case | None:
    values = read_table(node, CASE_KEYS, notes, "case")
    if values is None or not isinstance(node, Pairs):
        return None
    name = node.pairs["case"].value
    assert isinstance(name, Scalar), "its kind is a text"
    return Case(file=notes.file, place=name, **values)
