"""Positions, members, groups and weights as one says them on a command line, read as a case is.

``in favour: AM, BY; against: RU; rest: absent``: before the colon a position (or ``rest``), after it members, a range
``m1..m20``, a number of members, or ``rest`` (or a position). A mapping in JSON or YAML says the same.

>>> spoken("in favour: AM, BY; against: 2; rest: absent")
{'in favour': ['AM', 'BY'], 'against': '2', 'absent': 'rest'}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from comity.charter.cases import POSITIONS, Case, read_cases_text
from comity.charter.model import Charter
from comity.charter.nodes import parse, plain
from comity.errors import BadInput, Fault, Faulty

CASE = "ruling"


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one question, as it was typed."""

    positions: str
    members: str = ""
    groups: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()
    world: str = ""
    attending: str = ""


def case_of(charter: Charter, rule: str, day: str, said: Said) -> Case:
    """The case that was said. ``BadInput`` where it cannot be read."""
    positions = spoken(said.positions)
    given = {
        "members": _members(said.members) or _mentioned(charter, positions),
        "groups": {name: value for text in said.groups for name, value in spoken(text).items()},
        "weights": {name: _values(values) for name, values in map(_named, said.weights)},
        "world": _values(said.world),
        "attending": said.attending,
    }
    case = {
        "case": CASE,
        "rule": rule,
        "as at": day,
        "positions": positions,
        "outcome": "adopted",
        **{key: value for key, value in given.items() if value},
    }
    try:
        (read,) = read_cases_text(json.dumps([case], ensure_ascii=False))
    except Faulty as error:
        raise not_so(error) from error
    return read


def spoken(text: str) -> dict[str, Any]:
    """What was said, as the mapping that a file would have. ``BadInput`` (``positions.unreadable``) where it is no list
    of ``NAME: MEMBERS``."""
    if text.lstrip().startswith("{"):
        return _mapping(text)
    found: dict[str, Any] = {}
    for part in filter(str.strip, text.split(";")):
        name, colon, value = (piece.strip() for piece in part.partition(":"))
        if not colon or not value:
            raise _unreadable(part.strip(), "NAME: MEMBERS, such as in favour: AM, BY")
        if name == "rest" and value in POSITIONS:
            name, value = value, name
        listed = _members(value)
        if isinstance(found.get(name), list) and isinstance(listed, list):
            listed = found[name] + listed
        elif name in found:
            raise _unreadable(part.strip(), f"{name!r} once, or names each time")
        found[name] = listed
    return found


def not_so(error: Faulty) -> BadInput:
    """The faults of a case made of the command line, which has no line to point to."""
    *others, last = error.faults
    told = [f"{_said(fault)} {_expected(fault)}".strip() for fault in others]
    sentence = " ".join([*told, _said(last)])
    return BadInput(error.faults[0].code, sentence, remedy=_expected(last))


def _said(fault: Fault) -> str:
    return fault.sentence.removeprefix(f'Case "{CASE}": ')


def _expected(fault: Fault) -> str:
    if fault.code == "case.members":
        return "Say who is counted, with --members."
    return f"Expected: {fault.expected}." if fault.expected else ""


def _members(value: str) -> str | list[str]:
    if value == "rest" or value.isdigit():
        return value
    return [name.strip() for name in value.split(",") if name.strip()]


def _mapping(text: str) -> dict[str, Any]:
    try:
        value = plain(parse(text, "", []))
    except Faulty as error:
        raise _unreadable(text, f"a mapping in JSON or YAML: {error.faults[0].sentence}") from error
    if not isinstance(value, dict):
        raise _unreadable(text, "a mapping in JSON or YAML")
    return value


def _named(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise _unreadable(text, "NAME: MEMBER=VALUE, such as shares: AM=10, BY=1/3")
    return name.strip(), value.strip()


def _values(text: str) -> dict[str, str]:
    """The values of ``AM=10, BY=1/3``, by name."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    for name, sign, _ in pairs:
        if not sign:
            raise _unreadable(name.strip(), "NAME=VALUE, such as AM=10")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _mentioned(charter: Charter, positions: Mapping[str, Any]) -> str | list[str]:
    """For a library of rules, which has no members: those mentioned, or as many as there are positions."""
    values: Iterable[Any] = positions.values() if not charter.members else ()
    named = [name for value in values if isinstance(value, list) for name in value]
    if named and all(isinstance(value, list) for value in values):
        return named
    numbers = [int(v) for v in values if isinstance(v, str) and v.isdigit()]
    return str(sum(numbers)) if numbers and len(numbers) == len(positions) else ""


def _unreadable(text: str, expected: str) -> BadInput:
    return BadInput(
        "positions.unreadable", f"Cannot read {text[:60]!r}.", remedy=f"Expected {expected}."
    )
